"""The discovery documents, by the schemas of RFC 7643 sections 5, 6 and 7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.reading import Shown, member
from scimproof.validation.rule import found, passive

_LIMITS = (("bulk", "maxOperations"), ("bulk", "maxPayloadSize"), ("filter", "maxResults"))


@passive(
    "rfc7643-5-service-provider-config-is-complete", "RFC7643-5-05", "RFC7643-5-18", "RFC7643-5-21", level=Level.MUST
)
def service_provider_config(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The ServiceProviderConfig has all that RFC 7643 section 5 asks for, each of its type.

    Missing limits of a feature that is not offered draw a warning. authenticationSchemes may be empty.
    """
    yield from _judged(exchange, context, "service-provider-config")
    for resource in context.reading(exchange).shown:
        if resource.document != "service-provider-config":
            continue
        for feature, limit in _LIMITS:
            declared = resource.get(feature)
            if member(declared, "supported") is False and member(declared, limit) is None:
                yield found(
                    exchange,
                    f"The ServiceProviderConfig has no {feature}.{limit}",
                    expected="a whole number, although the feature is not offered",
                    received="nothing",
                    cause=f"{feature}.{limit} of an absent feature",
                    grade=Outcome.WARN,
                )


@passive(
    "rfc7643-6-every-resource-type-is-complete",
    "RFC7643-6-09",
    "RFC7643-6-13",
    "RFC7643-6-15",
    level=Level.MUST,
)
def resource_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every resource type has all that RFC 7643 section 6 asks for, each of its type."""
    yield from _judged(exchange, context, "resource-type")


@passive(
    "rfc7643-7-every-schema-is-complete",
    "RFC7643-7-07",
    "RFC7643-7-15",
    "RFC7643-7-16",
    "RFC7644-3.1-04",
    level=Level.MUST,
)
def schema(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every schema defines its attributes in the words of RFC 7643 section 7."""
    yield from _judged(exchange, context, "schema")


def _judged(exchange: Exchange, context: Context, name: messages.MessageName) -> Iterator[Finding]:
    for resource in context.reading(exchange).shown:
        if resource.document == name:
            yield from _problems(exchange, resource, name)


def _problems(exchange: Exchange, resource: Shown, name: messages.MessageName) -> Iterator[Finding]:
    for problem in messages.problems(resource.body, name):
        if problem.rule in ("case", "depth") or problem.top_level == "schemas":
            continue
        if problem.attribute in ("meta.created", "meta.lastModified") or (
            problem.pointer == "/id" and name == "schema"
        ):
            continue
        missing = problem.rule == "required"
        if missing and resource.view == "partial":
            continue
        yield found(
            exchange,
            f"A {resource.label} has no {problem.attribute}"
            if missing
            else f"{problem.attribute} of a {resource.label} is not as defined",
            expected=f"{problem.expected} ({problem.requirement})",
            received=f"{problem.received} at {resource.pointer}{problem.pointer}",
            cause=f"{resource.label} {problem.attribute} {problem.rule}",
        )
