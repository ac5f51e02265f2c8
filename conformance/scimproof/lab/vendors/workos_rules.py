"""What WorkOS asks of users and groups before it takes them, and how it picks an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scimproof.lab.messages import Inbound, Outbound, scim_error

Json = dict[str, Any]

# 2,000 KB, as its requirements say of August 2026.
LARGEST_BODY = 2_000 * 1024
ADDRESS = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
# Where a text is expected: a null there is no text.
TEXTS = ("userName", "displayName", "externalId", "title", "userType", "locale")
TEXTS_OF_NAMES = ("givenName", "familyName", "formatted")


def value(holder: Mapping[str, Any], name: str) -> Any:
    """The value of an attribute, whatever the case of its name."""
    return next((entry for key, entry in holder.items() if key.lower() == name.lower()), None)


def is_named(holder: Mapping[str, Any], name: str) -> bool:
    """Whether an attribute is there at all, be it as null."""
    return any(key.lower() == name.lower() for key in holder)


def is_address(text: Any) -> bool:
    """Whether something is an e-mail address by its form."""
    return isinstance(text, str) and ADDRESS.match(text) is not None


def is_filled(text: Any) -> bool:
    """Whether something is a text that says anything."""
    return isinstance(text, str) and bool(text.strip())


def emails(user: Mapping[str, Any]) -> list[Json]:
    """The e-mail addresses that say anything."""
    listed = value(user, "emails")
    entries = listed if isinstance(listed, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and is_filled(entry.get("value"))]


def chosen_email(user: Mapping[str, Any]) -> str | None:
    """The primary address: the flagged one, else the first of work, else the first of home; and only a real address."""
    listed = emails(user)
    wanted: Iterable[list[Json]] = (
        [entry for entry in listed if entry.get("primary") is True],
        *([entry for entry in listed if str(entry.get("type")).lower() == kind] for kind in ("work", "home")),
    )
    first = next((found[0] for found in wanted if found), None)
    return str(first["value"]) if first is not None and is_address(first["value"]) else None


def is_new(asked: Inbound) -> bool:
    """Whether a request creates."""
    return asked.method == "POST" and asked.resource_id is None


def brings_all(asked: Inbound, endpoint: str) -> bool:
    """Whether a request carries a whole resource of an endpoint: a create, or a replacement of one that is there."""
    return asked.endpoint == endpoint and (is_new(asked) or (asked.method == "PUT" and bool(asked.stored)))


def nulls(user: Mapping[str, Any]) -> list[str]:
    """The names of attributes that are null where a text is expected."""
    name = value(user, "name")
    parts = name if isinstance(name, dict) else {}
    return [
        *(text for text in TEXTS if is_named(user, text) and value(user, text) is None),
        *(f"name.{text}" for text in TEXTS_OF_NAMES if is_named(parts, text) and value(parts, text) is None),
    ]


def too_large() -> Outbound:
    """413, from something that stands before the endpoint and knows no SCIM."""
    return Outbound(413, None, {"Content-Type": "text/plain"}, raw=b"Payload Too Large")


def required(name: str) -> Outbound:
    """An attribute that is needed is not there."""
    return scim_error(400, f"'{name}' is required", "invalidValue")


def wrong_type(name: str, expected: str, received: str) -> Outbound:
    """A value is of another type."""
    return scim_error(400, f"'{name}' is expected {expected}, received {received}", "invalidSyntax")


def without_reason() -> Outbound:
    """A refusal that does not say why."""
    return Outbound(400, {}, {"Content-Type": "application/json"})


def json_type(found: Any) -> str:
    """What JSON calls a value."""
    names = {bool: "boolean", str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(found), "null")
