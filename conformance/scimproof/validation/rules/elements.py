"""The elements of multi-valued attributes, and what they refer to (RFC 7643 section 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import Shown, member
from scimproof.validation.rule import found, passive

# Whose value is the id of a resource, by RFC 7643 itself (sections 4.1.2, 4.2 and 4.3).
_OF_RESOURCES = ("members", "groups", "manager")


@passive("rfc7643-2.4-every-reference-names-its-element", "RFC7643-2.4-10", level=Level.SHOULD)
def references(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The $ref of a member, a group or a manager is the URI of the resource whose id is the value beside it.

    URIs of SCIM resources end with the id. A server that has others, which lead to the same, is not wrong; but who
    reads one of the two members instead of the other takes it for somebody else: it warns.
    """
    for resource in context.reading(exchange).shown:
        if resource.resource_type is None:
            continue
        for name, element in _elements(resource):
            value, uri = member(element, "value"), member(element, "$ref")
            last = _last(uri) if isinstance(uri, str) and uri else None
            if isinstance(value, str) and value and last is not None and last != value:
                yield found(
                    exchange,
                    f"The $ref in {name} of a {resource.label} names another resource than its value does",
                    expected=f"a URI that ends with {shown(value)}",
                    received=f'"$ref": {shown(uri)}',
                    cause=f"{resource.label}: $ref and value name two",
                )


def _elements(resource: Shown) -> Iterator[tuple[str, Any]]:
    """The elements of these attributes, in the resource and in its extensions."""
    inner = [value for name, value in resource.body.items() if name.casefold().startswith("urn:")]
    for holder in (resource.body, *inner):
        for name in _OF_RESOURCES:
            value = member(holder, name)
            for element in value if isinstance(value, list) else [value]:
                if isinstance(element, dict):
                    yield name, element


def _last(uri: str) -> str | None:
    """The last segment of the path; ``None`` when it is no URI, which is found elsewhere."""
    try:
        return unquote(urlsplit(uri).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
