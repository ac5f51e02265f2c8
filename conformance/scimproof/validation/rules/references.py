"""References between resources (RFC 7643 section 2.3.7), and how memberships are labelled (section 4.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from scimproof.declared import USER
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import member
from scimproof.validation.rule import found, passive

# What RFC 3986 lets stand in a URI reference. IRIs are wider; that they are none is a warning.
_URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")

# These lead to SCIM resources by RFC 7643 itself.
_TO_RESOURCES = ("members", "groups", "manager")


@passive("rfc7643-2.3.7-every-reference-is-a-uri", "RFC7643-2.3.7-02", "RFC7643-2.3.7-06", level=Level.MUST)
def references(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every $ref of a resource is a URI, relative or absolute, and its scheme is http or https.

    Attributes that RFC 7643 does not know may refer to something else than resources, and draw a warning. So do
    letters outside ASCII, which stand in a URI in percent-encoding only.
    """
    for resource in context.reading(exchange).shown:
        if resource.document is not None:
            continue
        for owner, uri in _references(resource.body):
            wrong, lenient = _wrong_with(uri, owner)
            if wrong:
                yield found(
                    exchange,
                    f"The $ref in {owner} of a {resource.label} {wrong}",
                    expected="a URI of a resource: relative, or with http or https",
                    received=f'"$ref": {shown(uri)}',
                    cause=f"{resource.label}: a $ref {wrong}",
                    grade=Outcome.WARN if lenient else None,
                )


def _wrong_with(uri: str, owner: str) -> tuple[str, bool]:
    """What is wrong with a reference, and whether that is no more than a blemish."""
    if not _URI.fullmatch(uri):
        return "is no URI", bool(uri) and bool(_URI.fullmatch(re.sub(r"[^\x00-\x7f]", "x", uri)))
    scheme = _SCHEME.match(uri)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return "cannot be addressed by HTTP", owner.casefold() not in _TO_RESOURCES
    return "", False


def _references(body: Any) -> Iterator[tuple[str, str]]:
    """Every text in a ``$ref``, with the name of the attribute that has it.

    Without recursion, because a server may nest deeper than Python likes.
    """
    waiting: list[tuple[str, Any]] = [("", body)]
    while waiting:
        owner, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(owner, entry) for entry in value]
        elif isinstance(value, dict):
            for name, entry in value.items():
                if name.casefold() == "$ref" and isinstance(entry, str) and entry:
                    yield owner or "the resource", entry
                else:
                    waiting.append((name, entry))


@passive("rfc7643-4.1.2-every-membership-is-direct-or-indirect", "RFC7643-4.1.2-22", level=Level.SHOULD)
def membership_types(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The type of an entry in the groups of a user, where there is one, is direct or indirect."""
    for resource in context.reading(exchange).shown:
        kind = resource.resource_type
        listed = resource.get("groups")
        if kind is None or kind.schema.casefold() != USER.casefold() or not isinstance(listed, list):
            continue
        for entry in listed:
            given = member(entry, "type")
            if isinstance(given, str) and given and given.casefold() not in ("direct", "indirect"):
                yield found(
                    exchange,
                    "A membership of a user is neither direct nor indirect",
                    expected="direct, indirect, or no type",
                    received=f'"type": {shown(given)}',
                    cause=f"groups type {given}",
                )
