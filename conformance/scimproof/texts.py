"""Attributes that hold any text: what a scenario changes when it does not matter which attribute it is.

Servers differ in what they keep. One derives ``displayName`` from the name, another publishes the whole schema of the
RFC and stores a part of it. A scenario that is about versions or bulk must not stumble over that, so it looks first
which of these attributes comes back as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.declared import Declared, Json, attribute
from scimproof.exchange import Exchange
from scimproof.expect import lookup
from scimproof.outcome import NotApplicable

NAMES = ("displayName", "nickName", "title")


def with_texts(type_name: str, body: Mapping[str, Any], declared: Declared, text: str = "Scimproof") -> Json:
    """The resource with this text in each of the attributes that the target's schema has, and lets be written."""
    kind = declared.resource_type(type_name)
    schema = declared.schemas.get(kind.schema) if kind else None
    filled = dict(body)
    for name in NAMES:
        definition = attribute(schema, name) if schema else {}
        if definition is not None and definition.get("mutability", "readWrite") == "readWrite":
            filled[name] = text
    return filled


def kept_text(exchange: Exchange) -> str:
    """The first of these attributes that an answer shows as the text that was sent.

    :raises NotApplicable: when the target keeps none of them.
    """
    return kept_among(exchange.request.object, exchange)


def kept_among(sent: Mapping[str, Any], exchange: Exchange) -> str:
    """The same for a resource that was sent by another request.

    :raises NotApplicable: when the target keeps none of them.
    """
    for name in NAMES:
        if name in sent and lookup(exchange.resource, name) == sent[name]:
            return name
    raise NotApplicable(f"the target keeps none of {', '.join(NAMES)} as it is sent")
