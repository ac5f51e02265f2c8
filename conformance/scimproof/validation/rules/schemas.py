"""The ``schemas`` of resources (RFC 7643 sections 3 and 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import Shown
from scimproof.validation.rule import found, passive


@passive("rfc7643-3-every-resource-has-schemas", "RFC7643-3-02", "RFC7643-3-04", "RFC7644-3.1-02", level=Level.MUST)
def has_schemas(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every resource names its schemas, in an array that is not empty.

    In a part of a resource (``attributes``) a missing one draws a warning, because the RFC's own examples differ;
    so it does in Schema resources, which the RFC prints without.
    """
    for resource in context.reading(exchange).shown:
        given = resource.get("schemas")
        if isinstance(given, list) and given and all(isinstance(uri, str) for uri in given):
            continue
        absent = given is None or given == []
        lenient = absent and (resource.view == "partial" or resource.document == "schema")
        yield found(
            exchange,
            f"A {resource.label} does not name its schemas" if absent else f"A {resource.label} has unusable schemas",
            expected="an array of schema URIs that is not empty",
            received=f"no schemas at {resource.pointer or '/'}" if given is None else f'"schemas": {shown(given)}',
            cause=f"{resource.label} {'without schemas' if absent else 'with unusable schemas'}",
            grade=Outcome.WARN if lenient else None,
        )


@passive("rfc7643-3-no-schema-named-twice", "RFC7643-3-06", "RFC7643-3-03", level=Level.MUST)
def no_duplicates(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No resource names a schema twice."""
    for resource in context.reading(exchange).shown:
        if len(set(resource.uris)) < len(resource.uris):
            twice = next(uri for uri in resource.uris if resource.uris.count(uri) > 1)
            yield found(
                exchange,
                f"A {resource.label} names a schema twice",
                expected="each URI once",
                received=f"{shown(twice)} twice",
                cause=f"{resource.label} {twice}",
            )


@passive("rfc7643-3-only-declared-schemas-are-named", "RFC7643-3-05", level=Level.MUST)
def only_declared(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A resource names no schemas but the base schema and the extensions that its resource type declares.

    Judged when the target told its resource types.
    """
    told = {document.get("name") for document in context.declared.resource_type_documents}
    for resource in context.reading(exchange).shown:
        kind = resource.resource_type
        if kind is None or kind.name not in told:
            continue
        declared = {uri.casefold() for uri in (kind.schema, *kind.extensions)}
        for uri in resource.uris:
            if uri.casefold() not in declared:
                yield found(
                    exchange,
                    f"A {kind.name} names a schema that its resource type does not declare",
                    expected=", ".join((kind.schema, *kind.extensions)),
                    received=shown(uri),
                    cause=f"{kind.name} {shown(uri)}",
                )


@passive("rfc7643-7-every-schema-that-is-named-is-published", "RFC7643-7-01", level=Level.MUST)
def published(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every schema that a resource names is one of /Schemas.

    Judged when the target told its schemas. It need not publish those of its own documents.
    """
    known = {uri.casefold() for uri in context.declared.schemas}
    for resource in context.reading(exchange).shown:
        if resource.resource_type is None or not known:
            continue
        for uri in resource.uris:
            if uri.casefold() not in known:
                yield found(
                    exchange,
                    f"A {resource.label} names a schema that is not published",
                    expected=f"{shown(uri)} among the ids of /Schemas",
                    received=shown(sorted(context.declared.schemas)),
                    cause=f"{resource.label} {shown(uri)}",
                )


@passive(
    "rfc7643-3.3-every-resource-names-its-base-schema",
    *("RFC7643-3.3-02", "RFC7643-3.3-06", "RFC7643-5-01", "RFC7643-6-02"),
    *("RFC7643-7-05", "RFC7643-10.4-04", "RFC7643-10.4-05", "RFC7643-10.4-06"),
    level=Level.MUST,
)
def base_schema(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The schemas of a resource include the base schema of its type.

    In a part of a resource a missing one draws a warning: it may name only what its attributes are from.
    """
    for resource in context.reading(exchange).shown:
        wanted = _base_of(resource)
        if wanted is None or not resource.uris or wanted.casefold() in {uri.casefold() for uri in resource.uris}:
            continue
        yield found(
            exchange,
            f"A {resource.label} does not name its base schema",
            expected=f"{wanted} among the schemas",
            received=shown(resource.uris),
            cause=f"{resource.label} without its base schema",
            grade=Outcome.WARN if resource.view == "partial" else None,
        )


def _base_of(resource: Shown) -> str | None:
    if resource.resource_type is not None:
        return resource.resource_type.schema
    if resource.document is None:
        return None
    uri: str = messages.document(resource.document)["properties"]["schemas"]["contains"]["const"]
    return uri


@passive("rfc7643-3.3-every-extension-with-data-is-named", "RFC7643-3-02", "RFC7643-3.3-03", level=Level.MUST)
def extensions_are_named(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A resource that holds data of an extension names the extension among its schemas.

    Naming one without data is no matter. In a part of a resource a missing one draws a warning.
    """
    for resource in context.reading(exchange).shown:
        if resource.resource_type is None or not resource.uris:
            continue
        named = {uri.casefold() for uri in resource.uris}
        for uri in _with_data(resource.body):
            if uri.casefold() not in named:
                yield found(
                    exchange,
                    f"A {resource.label} holds data of an extension that it does not name",
                    expected=f"{shown(uri)} among the schemas",
                    received=shown(resource.uris),
                    cause=f"{resource.label} with data of a schema that it does not name",
                    grade=Outcome.WARN if resource.view == "partial" else None,
                )


def _with_data(body: Mapping[str, Any]) -> Iterator[str]:
    """The extensions that a resource has data of. null, [] and an empty object are none."""
    for name, value in body.items():
        parts = value.values() if name.casefold().startswith("urn:") and isinstance(value, Mapping) else ()
        if any(entry is not None and entry != [] for entry in parts):
            yield name
