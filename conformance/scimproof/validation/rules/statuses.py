"""What a status promises: a body or none, and no accident."""

from __future__ import annotations

from collections.abc import Iterable

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import Question
from scimproof.validation.rule import found, passive


@passive("rfc7644-3.5.2-no-content-means-no-body", "RFC7644-3.5.2-28", "RFC7644-3.6-07", level=Level.MUST)
def no_content(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """An answer 204 No Content has no body."""
    response = exchange.answer
    length = response.header("Content-Length") or ""
    if response.status == 204 and (response.body or length.strip("0 ")):
        yield found(
            exchange,
            "An answer 204 announces or has a body",
            expected="204 without a body, or 200 with one",
            received=f"{len(response.body)} bytes, Content-Length: {shown(length) if length else 'none'}",
            cause="204 with a body",
        )


@passive(
    "rfc7644-3.4.1-every-ok-has-a-body", "RFC7644-3.4.1-02", "RFC7644-3.5.1-14", "RFC7644-3.5.2-27", level=Level.MUST
)
def ok_has_body(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """An answer 200 to a read, a query, a replacement or a change has a body that holds a JSON document."""
    response = exchange.answer
    question = context.reading(exchange).question
    if response.status != 200 or question in (Question.UNKNOWN, Question.REMOVAL):
        return
    body = response.json
    if question is not Question.LIST and body is not None and not isinstance(body, dict):
        yield found(
            exchange,
            f"{exchange.request.method} was answered 200 with no JSON object",
            expected=f"an object with the {_what(question)}",
            received=shown(body),
            cause=f"{exchange.request.method} 200 without an object",
        )
    elif not response.body.strip() or response.body.strip() == b"null":
        yield found(
            exchange,
            f"{exchange.request.method} was answered 200 with nothing in it",
            expected=f"200 with the {_what(question)}" + (", or 204" if exchange.request.method == "PATCH" else ""),
            received="an empty body" if not response.body.strip() else "null",
            cause=f"{exchange.request.method} 200 without a body",
        )


def _what(question: Question) -> str:
    return {Question.LIST: "list", Question.BULK: "results"}.get(question, "resource")


@passive("rfc7644-3.3-every-created-has-a-body", "RFC7644-3.3-09", level=Level.SHOULD)
def created_has_body(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """An answer 201 Created holds the new resource.

    Okta and Entra read the id from it, so a server that leaves it out cannot be provisioned by them.
    """
    response = exchange.answer
    if response.status == 201 and not response.body.strip():
        yield found(
            exchange,
            "A create was answered 201 with an empty body",
            expected="201 with the created resource",
            received="an empty body",
            cause="201 without a body",
        )


@passive("rfc7644-3.12-no-internal-error", "RFC7644-3.12-17", "RFC7644-3.12-01", level=Level.SHOULD)
def no_internal_error(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No request makes the server fail with a status of 500 or above.

    501 is the right answer to an operation that is not offered, and 503 with Retry-After to too many requests.
    A client takes any other for an accident, and tries again and again.
    """
    response = exchange.answer
    if response.status < 500 or response.status == 501:
        return
    if response.status == 503 and response.header("Retry-After") is not None:
        return
    place = _place(exchange, context)
    yield found(
        exchange,
        f"{place} was answered {response.status}",
        expected="a success, or an error of the 4xx class that tells the client what to change",
        received=f"{response.status} {shown(response.object.get('detail'))}"
        if response.object.get("detail") is not None
        else str(response.status),
        cause=f"{place} {response.status}",
    )


def _place(exchange: Exchange, context: Context) -> str:
    """The request without the id, so that the same fault on two resources is one cause."""
    parts = [part for part in context.relative_path(exchange).split("/") if part]
    path = "/".join(["", *parts[:1], *(["{id}"] if len(parts) > 1 and parts[-1] != ".search" else parts[1:2])])
    return f"{exchange.request.method} {path or '/'}"
