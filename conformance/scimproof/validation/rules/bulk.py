"""Bulk answers (RFC 7644 sections 3.7 and 3.7.3). The resources and errors in them are judged like any other."""

from __future__ import annotations

from collections.abc import Iterable

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import Question, member
from scimproof.validation.rule import found, passive


@passive(
    "rfc7644-3.7-every-bulk-answer-is-complete",
    "RFC7644-3.7-04",
    "RFC7644-3.7-17",
    "RFC7644-3.7-18",
    "RFC7644-3.7-26",
    "RFC7644-3.7.3-03",
    level=Level.MUST,
)
def complete(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A BulkResponse names its schema and gives each operation's method, status, location, bulkId and error.

    Left out may be the location of a failed create, and the body of a success. A status that is no string draws a
    warning, because text and examples of the RFC differ. What a malformed request leaves out cannot be repeated, so
    answers to those are left to the checks that sent them.
    """
    if exchange.request.malformed is not None:
        return
    reading = context.reading(exchange)
    if reading.question is not Question.BULK or reading.body is None:
        return
    for problem in messages.problems(reading.body, "bulk-response"):
        if problem.rule != "case":
            yield found(
                exchange,
                f"{problem.attribute or 'The whole'} of a BulkResponse is "
                + ("missing" if problem.rule == "required" else "not as defined"),
                expected=f"{problem.expected} ({problem.requirement})",
                received=f"{problem.received} at {problem.pointer}",
                cause=f"BulkResponse {problem.attribute} {problem.rule}",
            )
    for operation in reading.operations:
        status = member(operation, "status")
        if isinstance(status, int | dict):
            yield found(
                exchange,
                "The status of a bulk operation is no string",
                expected='a string such as "201"',
                received=shown(status),
                cause="status form",
                grade=Outcome.WARN,
            )
