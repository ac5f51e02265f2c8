"""How the double of Vault reads requests: filters, PATCH operations, members, and what it has no attribute for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scimproof.lab.messages import Inbound
from scimproof.lab.vendors.vault_model import EXTENSION

Json = dict[str, Any]

# Filters that are documented: operators by attribute, for each endpoint. Names ignore case.
TIMES = ("gt", "ge", "lt", "le")
FILTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "Users": {"username": ("eq",), "externalid": ("eq",), "active": ("eq",), "meta.lastmodified": TIMES},
    "Groups": {"displayname": ("eq",), "meta.lastmodified": TIMES},
}
COMMON = ("schemas", "id", "externalid", "meta")
KNOWN = {"Users": (*COMMON, "username", "active", "groups"), "Groups": (*COMMON, "displayname", "members")}

_COMPARISON = re.compile(r"^\s*([\w.:-]+)\s+(\w+)\s+(.+?)\s*$", re.DOTALL)
_CORE = re.compile(r"^urn:ietf:params:scim:schemas:core:2\.0:\w+:", re.IGNORECASE)
_ONE_MEMBER = re.compile(r'^members\[value eq ("[^"]*")\]$', re.IGNORECASE)


def filter_of(asked: Inbound) -> str | None:
    """The filter of a list or a search; ``None`` when there is none."""
    if asked.method == "GET" and asked.resource_id is None:
        return asked.parameters.get("filter")
    if asked.method == "POST" and asked.path.endswith("/.search"):
        body = asked.json
        found = body.get("filter") if isinstance(body, dict) else None
        return found if isinstance(found, str) else None
    return None


def is_documented(endpoint: str, text: str) -> bool:
    """Whether a filter is one comparison that the documentation lists."""
    parts = _COMPARISON.match(text)
    if parts is None:
        return False
    attribute, operator, literal = parts.groups()
    try:
        value = json.loads(literal)
    except ValueError:
        return False
    allowed = FILTERS.get(endpoint, {}).get(_CORE.sub("", attribute).lower(), ())
    return not isinstance(value, dict | list) and operator.lower() in allowed


def operations_of(body: Json) -> list[Json] | None:
    """The operations of a PATCH; ``None`` when they are malformed, which the core refuses."""
    found = value_of(body, "Operations")
    return found if isinstance(found, list) and all(isinstance(entry, dict) for entry in found) else None


def verb(operation: Json) -> str:
    """``add``, ``remove`` or ``replace``."""
    return str(operation.get("op", "")).lower()


def path(operation: Json) -> str:
    """The path without the URN of the core schema, in lower case; empty when there is none."""
    return _CORE.sub("", str(operation.get("path") or "")).lower()


def value_of(body: Json, name: str) -> Any:
    """The value of an attribute, whatever the case of its name."""
    return next((value for key, value in body.items() if key.lower() == name.lower()), None)


def members_added(operation: Json) -> Iterator[Any]:
    """Whom an operation on members adds: their values, whatever they are."""
    value = operation.get("value")
    if not path(operation) and isinstance(value, dict):
        value = value_of(value, "members")
    if verb(operation) != "remove":
        yield from member_values(value)


def member_values(listed: Any) -> Iterator[Any]:
    """The values in a list of members."""
    for entry in listed if isinstance(listed, list) else [] if listed is None else [listed]:
        yield value_of(entry, "value") if isinstance(entry, dict) else entry


def is_about_members(operation: Json) -> bool:
    """Whether an operation adds members or removes them, and does nothing else."""
    if verb(operation) == "add" and not path(operation):
        value = operation.get("value")
        return isinstance(value, dict) and [key.lower() for key in value] == ["members"]
    if verb(operation) not in ("add", "remove"):
        return False
    return path(operation) == "members" or (verb(operation) == "remove" and bool(_ONE_MEMBER.match(path(operation))))


def foreign_names(endpoint: str, body: Json) -> list[str]:
    """The attributes of a body that Vault has nothing for; blocks of its own extensions are its own."""
    known = KNOWN.get(endpoint, ())
    return [name for name in body if name.lower() not in known and not name.lower().startswith(EXTENSION)]


def has_value(value: Any) -> bool:
    """Whether an attribute has a value: null and an empty list are none (RFC 7643 section 2.5)."""
    return value is not None and value != []


def foreign_schemas(body: Json) -> list[str]:
    """Schemas that a body names and that Vault does not have."""
    listed = body.get("schemas")
    own = ("urn:ietf:params:scim:schemas:core:", EXTENSION)
    return [str(urn) for urn in (listed if isinstance(listed, list) else []) if not str(urn).lower().startswith(own)]


def blocks_of(body: Json) -> dict[str, Any]:
    """The extension blocks of Vault in a body, by their URN as it is written there."""
    return {name: value for name, value in body.items() if name.lower().startswith(EXTENSION)}


def without(body: Json, *names: str) -> Json:
    """A body without some attributes, and without their names among its schemas."""
    kept = {name: value for name, value in body.items() if name not in names}
    schemas = kept.get("schemas")
    if isinstance(schemas, list):
        dropped = {name.lower() for name in names}
        kept["schemas"] = [urn for urn in schemas if str(urn).lower() not in dropped]
    return kept
