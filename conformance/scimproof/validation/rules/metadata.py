"""The ``meta`` of resources (RFC 7643 section 3.1), but for the location."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation.context import Context
from scimproof.validation.moments import read_moment
from scimproof.validation.problem import shown
from scimproof.validation.reading import Shown, member
from scimproof.validation.rule import found, passive

# Servers and their stores round differently; two stamps of one act may differ by as much.
ROUNDING = timedelta(seconds=1)

_ASSIGNED = ("resourceType", "created", "lastModified", "location")

# What RFC 7643 calls the types of the discovery documents in its examples (sections 8.5 to 8.7).
_DOCUMENT_TYPES = {
    "service-provider-config": "ServiceProviderConfig",
    "resource-type": "ResourceType",
    "schema": "Schema",
}


@passive("rfc7643-3.1-every-resource-has-meta", "RFC7643-3.1-02", "RFC7643-3.1-18", "RFC7643-3.1-01", level=Level.MUST)
def has_meta(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every whole resource has meta with resourceType, created, lastModified and location.

    The version is up to the server. Discovery documents and parts of resources need none of it.
    """
    for resource in context.reading(exchange).shown:
        if resource.resource_type is None or resource.view == "partial":
            continue
        if resource.get("meta") and not resource.meta:
            continue  # there is something, of the wrong type
        missing = [name for name in _ASSIGNED if member(resource.meta, name) in (None, "")]
        if not missing:
            continue
        what = "meta" if not resource.meta else "meta." + ", meta.".join(missing)
        yield found(
            exchange,
            f"A {resource.label} has no {what}",
            expected="meta with resourceType, created, lastModified and location",
            received=f'"meta": {shown(resource.get("meta"))}',
            cause=f"{resource.label} without {what}",
        )


@passive(
    "rfc7643-3.1-every-resource-type-is-the-endpoints",
    "RFC7644-3.3.1-01",
    "RFC7643-3.1-20",
    "RFC7643-6-08",
    "RFC7643-3.1-21",
    "RFC7643-3-01",
    level=Level.MUST,
)
def resource_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The meta.resourceType of a resource is the name of the type that its endpoint serves.

    The id of the type instead of its name draws a warning. So does another name in a discovery document: those
    names are only in examples.
    """
    for resource in context.reading(exchange).shown:
        given = member(resource.meta, "resourceType")
        wanted = resource.resource_type.name if resource.resource_type else _DOCUMENT_TYPES.get(resource.document or "")
        if not isinstance(given, str) or wanted is None or given == wanted:
            continue
        lenient = resource.document is not None or given in _ids_of(wanted, context)
        yield found(
            exchange,
            f"A {resource.label} says of itself that it is something else",
            expected=f'"resourceType": {shown(wanted)}',
            received=f'"resourceType": {shown(given)}',
            cause=f"{resource.label} as {shown(given)}",
            grade=Outcome.WARN if lenient else None,
        )


def _ids_of(name: str, context: Context) -> list[Any]:
    documents = context.declared.resource_type_documents
    return [document.get("id") for document in documents if document.get("name") == name]


@passive(
    "rfc7643-3.1-meta-times-are-date-times",
    "RFC7643-3.1-23",
    "RFC7643-2.3.5-01",
    "RFC7643-2.3.5-03",
    "RFC7643-2.3-06",
    level=Level.MUST,
)
def times(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """meta.created and meta.lastModified are DateTimes, with date and time.

    A missing time zone draws a warning: xsd:dateTime allows it, and nobody knows what it means.
    """
    for resource in context.reading(exchange).shown:
        for name in ("created", "lastModified"):
            yield from _time(exchange, resource, name)


def _time(exchange: Exchange, resource: Shown, name: str) -> Iterator[Finding]:
    given = member(resource.meta, name)
    if given is None or given == []:
        return
    moment = read_moment(given)
    if moment is None or not moment.has_zone:
        yield found(
            exchange,
            f"meta.{name} of a {resource.label} " + ("is no DateTime" if moment is None else "has no time zone"),
            expected="a DateTime such as 2011-05-13T04:42:34Z",
            received=f'"{name}": {shown(given)}',
            cause=f"{resource.label} {name} {'form' if moment is None else 'zone'}",
            grade=None if moment is None else Outcome.WARN,
        )


@passive(
    "rfc7643-3.1-last-modified-is-not-before-created",
    "RFC7643-3.1-25",
    "RFC7643-3.1-24",
    "RFC7643-3.1-22",
    level=Level.MUST,
)
def order_of_times(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No resource was last modified before it was created.

    A difference of one second is rounding. Times with and without a zone cannot be compared.
    """
    for resource in context.reading(exchange).shown:
        texts = [member(resource.meta, name) for name in ("created", "lastModified")]
        created, modified = map(read_moment, texts)
        if created is None or modified is None or created.has_zone != modified.has_zone:
            continue
        if created.instant - modified.instant > ROUNDING:
            yield found(
                exchange,
                f"A {resource.label} was modified before it was created",
                expected=f"lastModified at or after {shown(texts[0])}",
                received=shown(texts[1]),
                cause=f"{resource.label} with meta.lastModified before meta.created",
            )


@passive("rfc7643-3.1-version-is-the-etag", "RFC7643-3.1-29", "RFC7644-3.14-02", "RFC7644-3.14-03", level=Level.MUST)
def version(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Where ETags are declared, a resource comes with an ETag header, and meta.version is the same.

    Judged on resources that come alone. Versions that differ only in quotes or in the mark of weakness draw a
    warning, and so does a missing meta.version.
    """
    if not context.declared.supports("etag"):
        return
    for resource in context.reading(exchange).shown:
        if not resource.alone or resource.resource_type is None:
            continue
        header, given = exchange.answer.header("ETag"), member(resource.meta, "version")
        if header is None:
            yield found(
                exchange,
                f"A {resource.label} comes without an ETag header, though ETags are declared",
                expected="an ETag header" + (f" with {shown(given)}" if given is not None else ""),
                received="no ETag header",
                cause=f"{resource.label} without ETag" + (" and meta.version" if given is None else ""),
            )
        elif given is None:
            if resource.view == "response":
                yield found(
                    exchange,
                    f"A {resource.label} has no meta.version, though ETags are declared",
                    expected=f'"version": {shown(header)}',
                    received="no version",
                    cause=f"{resource.label} without meta.version",
                    grade=Outcome.WARN,
                )
        elif isinstance(given, str) and given != header:
            yield found(
                exchange,
                f"meta.version of a {resource.label} is not the ETag",
                expected=f'"version": {shown(header)}',
                received=f'"version": {shown(given)}',
                cause=f"{resource.label} version and ETag",
                grade=Outcome.WARN if _opaque(given) == _opaque(header) else None,
            )


def _opaque(tag: str) -> str:
    """An entity tag without quotes and mark of weakness; proxies that compress weaken tags on the way."""
    return tag.strip().removeprefix("W/").strip('"')
