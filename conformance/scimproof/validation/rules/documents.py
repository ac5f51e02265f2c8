"""The discovery documents, by the schemas of RFC 7643 sections 5, 6 and 7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scimproof import registry
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import Shown, member
from scimproof.validation.rule import found, passive
from scimproof.validation.uris import is_web_address, is_without_scheme

_LIMITS = (("bulk", "maxOperations"), ("bulk", "maxPayloadSize"), ("filter", "maxResults"))

_SCHEMES = messages.document("service-provider-config")["properties"]["authenticationSchemes"]["items"]
_SCHEME_TYPES: tuple[str, ...] = tuple(_SCHEMES["properties"]["type"]["x-should"]["enum"])


def _rows(schema: str) -> tuple[str, ...]:
    """The rows that RFC 7643 section 8.7.2 has of the members of a document: each has this type, and is there."""
    wanted = f"urn:ietf:params:scim:schemas:core:2.0:{schema}"
    known = registry.requirements().values()
    return tuple(entry.id for entry in known if entry.section == "8.7.2" and entry.schema == wanted)


@passive(
    "rfc7643-5-service-provider-config-is-complete",
    *("RFC7643-5-05", "RFC7643-5-06"),
    *("RFC7643-5-07", "RFC7643-5-08", "RFC7643-5-09", "RFC7643-5-10"),
    *("RFC7643-5-11", "RFC7643-5-12"),
    *("RFC7643-5-14", "RFC7643-5-15", "RFC7643-5-16", "RFC7643-5-17", "RFC7643-5-18", "RFC7643-5-19"),
    *("RFC7643-5-21", "RFC7643-5-23", "RFC7643-5-24", "RFC7643-5-25"),
    *("RFC7644-3.4.2.2-02", "RFC7644-3.4.2.3-02"),
    *_rows("ServiceProviderConfig"),
    level=Level.MUST,
)
def service_provider_config(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The ServiceProviderConfig has all that RFC 7643 section 5 asks for, each of its type.

    Missing limits of a feature that is not offered draw a warning. authenticationSchemes may be empty.
    """
    yield from _judged(exchange, context, "service-provider-config")
    for resource in _configurations(exchange, context):
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


@passive("rfc7643-5-scheme-types-are-known", "RFC7643-5-22", level=Level.SHOULD)
def scheme_types(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The types of authentication schemes are those that RFC 7643 section 5 defines, in any case of letters.

    The section does not say that there can be no others, and clients do not know what to do with them.
    """
    for scheme, place in _schemes(exchange, context):
        kind = member(scheme, "type")
        if isinstance(kind, str) and kind.casefold() not in _SCHEME_TYPES:
            yield found(
                exchange,
                f"An authentication scheme has the type {shown(kind)}",
                expected=", ".join(_SCHEME_TYPES),
                received=f"{shown(kind)} at {place}/type",
                cause=f"scheme type {kind}",
            )


@passive(
    "rfc7643-5-links-are-web-addresses",
    *("RFC7643-5-04", "RFC7643-5-26", "RFC7643-5-27", "RFC7643-2.3.7-06"),
    level=Level.MUST,
)
def links(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """documentationUri and specUri, where they are given, are URLs that can be opened by HTTP.

    A relative one draws a warning: people who click on it in the console of a client have no base for it.
    """
    places = [(document.body, "") for document in _configurations(exchange, context)]
    for holder, place in (*places, *_schemes(exchange, context)):
        for name in ("documentationUri", "specUri"):
            uri = member(holder, name)
            if not isinstance(uri, str) or is_web_address(uri):
                continue
            yield found(
                exchange,
                f"{name} of {'an authentication scheme' if place else 'the ServiceProviderConfig'} is no URL for HTTP",
                expected="a URL with http or https and a host",
                received=f"{shown(uri)} at {place}/{name}",
                cause=f"{'scheme ' if place else ''}{name}",
                grade=Outcome.WARN if is_without_scheme(uri) else None,
            )


def _configurations(exchange: Exchange, context: Context) -> list[Shown]:
    shown_here = context.reading(exchange).shown
    return [resource for resource in shown_here if resource.document == "service-provider-config"]


def _schemes(exchange: Exchange, context: Context) -> Iterator[tuple[Any, str]]:
    """The authentication schemes that an answer shows, and where."""
    for resource in _configurations(exchange, context):
        listed = resource.get("authenticationSchemes")
        for at, scheme in enumerate(listed if isinstance(listed, list) else []):
            yield scheme, f"/authenticationSchemes/{at}"


@passive(
    "rfc7643-6-every-resource-type-is-complete",
    *("RFC7643-6-03", "RFC7643-6-09", "RFC7643-6-13", "RFC7643-6-15", "RFC7644-4-08"),
    *("RFC7643-6-06", "RFC7643-6-11", "RFC7643-6-16", "RFC7643-6-18", "RFC7643-6-21"),
    "RFC7643-8.7.2-23",
    *_rows("ResourceType"),
    level=Level.MUST,
)
def resource_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every resource type has all that RFC 7643 section 6 asks for, each of its type.

    id, description and schemaExtensions may be missing; an extension without schema or required is incomplete.
    """
    yield from _judged(exchange, context, "resource-type")


@passive(
    "rfc7643-7-every-schema-is-complete",
    *("RFC7643-7-07", "RFC7643-7-15", "RFC7643-7-16", "RFC7643-7-12", "RFC7643-7-14", "RFC7643-7-18", "RFC7643-7-21"),
    *("RFC7643-7-50", "RFC7643-2.1-03", "RFC7643-2.3-01", "RFC7643-8.7.2-45", "RFC7643-8.7.2-59"),
    *("RFC7644-3.1-04", "RFC7644-4-06", "RFC7643-7-24", "RFC7643-2.4-17"),
    *_rows("Schema"),
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
