"""The ``id`` of resources (RFC 7643 section 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.rule import found, passive


@passive(
    "rfc7643-3.1-every-resource-has-an-id",
    *("RFC7643-3.1-05", "RFC7643-3.1-01", "RFC7643-7-36", "RFC7644-3.4.2-15", "RFC7643-7-10", "RFC7643-8.7.2-33"),
    level=Level.MUST,
)
def has_id(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every resource has an id, a string that is not empty, whatever attributes were asked for.

    ServiceProviderConfig and ResourceType need none.
    """
    for resource in context.reading(exchange).shown:
        given = resource.get("id")
        if isinstance(given, str) and given:
            continue
        if resource.document in ("service-provider-config", "resource-type"):
            continue
        wrong = "no id" if given is None else "an empty id" if given == "" else "an id that is no string"
        yield found(
            exchange,
            f"A {resource.label} has {wrong}",
            expected="a string that is not empty",
            received=f"no id at {resource.pointer or '/'}" if given is None else f'"id": {shown(given)}',
            cause=f"{resource.label} {wrong}",
        )


@passive("rfc7643-3.1-no-id-holds-bulk-id", "RFC7643-3.1-09", level=Level.MUST)
def no_bulk_id(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No id contains the reserved word bulkId."""
    for resource in context.reading(exchange).shown:
        given = resource.get("id")
        if isinstance(given, str) and "bulkId" in given and resource.document is None:
            yield found(
                exchange,
                f"The id of a {resource.label} contains the reserved word bulkId",
                expected="an id without it",
                received=f'"id": {shown(given)}',
                cause=f"{resource.label} bulkId",
            )
