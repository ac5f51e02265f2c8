"""Attributes that a customer adds to the core User namespace: taken from what is sent, and shown again.

The core of the lab knows no attributes beyond its schemas: it passes them over in a create, and refuses them in the
path of a PATCH. So they are taken out of requests beforehand, and put into answers afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.declared import USER
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.patches import operations, path, rewrite, verb

Json = dict[str, Any]

# An attribute that a request takes away.
UNSET = None


def taken(asked: Inbound, name: str) -> Json:
    """What a request says of an attribute, as ``{name: value}``; it is taken out of the request.

    Nothing when it says nothing of it. A whole user that does not name it takes it away.
    """
    if asked.endpoint != "Users" or not isinstance(asked.json, dict):
        return {}
    if asked.method == "PATCH":
        return _taken_from_operations(asked, name)
    if asked.method == "PUT" or (asked.method == "POST" and asked.resource_id is None):
        body = asked.json
        found = _named(body, name)
        asked.replace_json({key: value for key, value in body.items() if not _is(key, name)})
        return {name: _meant(found)}
    return {}


def shown(answer: Outbound, name: str, values: Mapping[str, Any]) -> None:
    """Put the attribute into every user that an answer shows."""
    for resource in answer.resources if answer.ok else []:
        value = values.get(str(resource.get("id")))
        if value is not None:
            resource[name] = value


def _taken_from_operations(asked: Inbound, name: str) -> Json:
    found: Json = {}

    def rewriting(operation: Json) -> list[Json]:
        value = operation.get("value")
        if _is(path(operation), name):
            found[name] = UNSET if verb(operation) == "remove" else _meant(value)
            return []
        if not path(operation) and isinstance(value, dict) and any(_is(key, name) for key in value):
            found[name] = _meant(_named(value, name))
            rest = {key: entry for key, entry in value.items() if not _is(key, name)}
            return [{**operation, "value": rest}] if rest else []
        return [operation]

    if any(_says(operation, name) for operation in operations(asked)):
        rewrite(asked, rewriting)
    return found


def _says(operation: Json, name: str) -> bool:
    value = operation.get("value")
    return _is(path(operation), name) or (isinstance(value, dict) and any(_is(key, name) for key in value))


def _is(key: str, name: str) -> bool:
    return key.lower() in (name.lower(), f"{USER}:{name}".lower())


def _named(holder: Json, name: str) -> Any:
    return next((value for key, value in holder.items() if _is(key, name)), UNSET)


def _meant(value: Any) -> Any:
    """An empty text, or a null, is no value."""
    return value if value not in ("", None, []) else UNSET
