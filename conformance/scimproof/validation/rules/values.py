"""The values in resources, by the target's own schemas (RFC 7643 sections 2 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scimproof.declared import GROUP, USER
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import Problem, shown
from scimproof.validation.reading import Question, Shown, member
from scimproof.validation.rule import found, passive

# What is absent, not what is wrong.
_PRESENCE = ("required", "minItems", "minLength")

# These have rules of their own.
_JUDGED_ELSEWHERE = ("schemas", "id")


@passive(
    "rfc7643-2.3-every-value-has-its-type",
    "RFC7643-2.3-02",
    "RFC7643-2.3-03",
    "RFC7643-2.3-04",
    "RFC7643-2.3-05",
    "RFC7643-2.3-06",
    "RFC7643-2.3-07",
    "RFC7643-2.3-08",
    "RFC7643-2.3-09",
    "RFC7643-2.3.2-01",
    "RFC7643-2.3.4-01",
    "RFC7643-2.4-01",
    "RFC7643-7-18",
    "RFC7643-2.3.6-01",
    level=Level.MUST,
)
def types(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every value has the type and the plurality that the target's own schema gives its attribute.

    null and an empty array are no value, and fit every attribute.
    """
    for resource, problem in context.resource_problems(exchange):
        if problem.rule in (*_PRESENCE, "case", "returned", "depth"):
            continue
        if problem.top_level in _JUDGED_ELSEWHERE or problem.attribute in ("meta.created", "meta.lastModified"):
            continue
        yield _of_problem(
            exchange,
            resource,
            problem,
            f"{problem.attribute or 'The whole'} of a {resource.label} is of the wrong kind",
        )


@passive(
    "rfc7643-7-every-required-attribute-is-there",
    "RFC7643-4.1.1-01",
    "RFC7643-4.2-02",
    "RFC7643-6-19",
    "RFC7643-7-20",
    "RFC7643-8.7.2-31",
    level=Level.MUST,
)
def required(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A whole resource has a value for every attribute that is required and returned by default.

    The userName of a User, the displayName of a Group and a required extension have to be there by the letter.
    Other missing ones draw a warning: a server may keep back what the client may not see.
    """
    for resource, problem in context.resource_problems(exchange):
        if problem.rule not in _PRESENCE or problem.top_level in _JUDGED_ELSEWHERE:
            continue
        is_extension = problem.attribute.startswith("urn:") and problem.pointer.count("/") == 1
        if is_extension and problem.top_level.casefold() in {uri.casefold() for uri in resource.uris}:
            continue  # named, though without data: it is included in a way
        yield _of_problem(
            exchange,
            resource,
            problem,
            f"A {resource.label} has no {problem.attribute}, which is required",
            grade=None if is_extension or _is_indispensable(resource, problem) else Outcome.WARN,
        )


def _is_indispensable(resource: Shown, problem: Problem) -> bool:
    base = resource.resource_type.schema.casefold() if resource.resource_type else ""
    name = problem.attribute.casefold()
    return (base, name) in ((USER.casefold(), "username"), (GROUP.casefold(), "displayname"))


@passive("rfc7643-2.1-every-name-is-spelled-as-declared", "RFC7643-2.1-01", level=Level.SHOULD)
def spelling(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Names are written in the case of the schema.

    Names ignore case, so any is right; but many clients look for the one that the RFCs print.
    """
    for resource, problem in context.resource_problems(exchange):
        if problem.rule == "case":
            yield _of_problem(
                exchange, resource, problem, f"A {resource.label} has {problem.attribute} in another case"
            )
    reading = context.reading(exchange)
    if reading.question is Question.LIST and isinstance(reading.body, dict):
        yield from _message_spelling(exchange, "list-response", reading.body)
    if reading.question is Question.BULK and isinstance(reading.body, dict):
        yield from _message_spelling(exchange, "bulk-response", reading.body)
    for error in reading.errors:
        if error.is_scim:
            yield from _message_spelling(exchange, "error", error.body)
    for resource in reading.shown:
        if resource.document is not None:
            yield from _message_spelling(exchange, resource.document, resource.body)


def _message_spelling(exchange: Exchange, name: messages.MessageName, body: Any) -> Iterator[Finding]:
    for problem in messages.problems(body, name):
        if problem.rule == "case":
            yield found(
                exchange,
                f"A message has {problem.attribute} in another case",
                expected=problem.expected,
                received=problem.received,
                cause=f"{name} {problem.attribute}",
            )


@passive(
    "rfc7643-3-every-attribute-is-declared",
    "RFC7643-3-09",
    "RFC7643-3-10",
    "RFC7644-3.4-02",
    "RFC7644-3.1-03",
    level=Level.SHOULD,
)
def declared(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Resources show no attribute that is in no schema of their type.

    Judged by the schemas that the target publishes. The default parts of multi-valued attributes, such as
    display, need not be listed.
    """
    for resource in context.reading(exchange).shown:
        if resource.resource_type is None:
            continue
        for problem in context.conformance.undeclared(resource.body, resource.resource_type):
            yield _of_problem(
                exchange, resource, problem, f"A {resource.label} shows {problem.attribute}, which no schema defines"
            )


@passive(
    "rfc7643-2.4-at-most-one-primary",
    "RFC7643-2.4-06",
    # Section 8.7.1 repeats it for each attribute of users; schemes of authentication have it by the example in 8.5.
    *("RFC7643-8.7.1-32", "RFC7643-8.7.1-39", "RFC7643-8.7.1-45", "RFC7643-8.7.1-51"),
    *("RFC7643-8.7.1-72", "RFC7643-8.7.1-78", "RFC7643-8.7.1-84", "RFC7643-8.7.2-69"),
    level=Level.MUST,
)
def one_primary(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """At most one value of an attribute is the primary one."""
    for resource in context.reading(exchange).shown:
        for name, entries in _lists(resource):
            primaries = [entry for entry in entries if member(entry, "primary") is True]
            if len(primaries) > 1:
                yield found(
                    exchange,
                    f"{name} of a {resource.label} has several primary values",
                    expected="primary true at most once",
                    received=f"{len(primaries)} times at {resource.pointer}/{name}",
                    cause=f"{resource.label} {name} primary",
                )


@passive("rfc7643-2.4-no-value-twice", "RFC7643-2.4-15", level=Level.SHOULD)
def no_value_twice(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No attribute has the same value with the same type twice."""
    for resource in context.reading(exchange).shown:
        for name, entries in _lists(resource):
            pairs = [_type_and_value(entry) for entry in entries]
            known = [pair for pair in pairs if pair is not None]
            if len(set(known)) < len(known):
                twice = next(pair for pair in known if known.count(pair) > 1)
                yield found(
                    exchange,
                    f"{name} of a {resource.label} has the same value twice",
                    expected="each pair of type and value once",
                    received=shown({"type": twice[0], "value": twice[1]} if twice[0] else {"value": twice[1]}),
                    cause=f"{resource.label} {name} twice",
                )


def _lists(resource: Shown) -> Iterator[tuple[str, list[Any]]]:
    """The multi-valued attributes of a resource and of its extensions."""
    if resource.document in ("schema", "resource-type"):
        return
    for name, value in resource.body.items():
        if isinstance(value, list):
            yield name, value
        elif isinstance(value, dict) and name.casefold().startswith("urn:"):
            yield from ((part, entry) for part, entry in value.items() if isinstance(entry, list))


def _type_and_value(entry: Any) -> tuple[str, str] | None:
    """What tells values apart; ``None`` for one that has no textual value, such as an address."""
    kind, value = member(entry, "type"), member(entry, "value")
    if not isinstance(value, str) or not value or not isinstance(kind, str | None):
        return None
    return (kind or "").casefold(), value


def _of_problem(
    exchange: Exchange, resource: Shown, problem: Problem, message: str, grade: Outcome | None = None
) -> Finding:
    cited = f" ({problem.requirement})" if problem.requirement else ""
    return found(
        exchange,
        message,
        expected=f"{problem.expected}{cited}",
        received=f"{problem.received} at {resource.pointer}{problem.pointer}",
        cause=f"{resource.label} {problem.attribute} {problem.rule}",
        grade=grade,
    )
