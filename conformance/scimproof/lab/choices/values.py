"""Choices of servers about values of the wrong shape, two primary ones, and members who do not exist."""

from __future__ import annotations

import re
from typing import Any

from scimproof.lab.choices.mechanism import on_request
from scimproof.lab.choices.reading import operations_of, sent, valued, verb
from scimproof.lab.messages import Inbound, Outbound, scim_error


@on_request("RFC 7643 section 2.4", "RFC 7644 section 3.12")
def refuses_two_primaries(asked: Inbound) -> Outbound | None:
    """A create or PUT with two primary values of an attribute is refused with 400 invalidValue."""
    for value in sent(asked).values():
        if len(_primaries(value)) > 1:
            return scim_error(400, "one value can be the primary one", "invalidValue")
    return None


@on_request("RFC 7643 section 2.4")
def keeps_the_last_primary(asked: Inbound) -> Outbound | None:
    """Of two primary values in a create or PUT the last one stays primary."""
    body = sent(asked)
    for value in body.values():
        for entry in _primaries(value)[:-1]:
            entry["primary"] = False
    if body:
        asked.replace_json(body)
    return None


def _primaries(value: Any) -> list[dict[str, Any]]:
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("primary") is True]


@on_request("RFC 7643 section 2.3", "RFC 7644 section 3.12")
def refuses_texts_for_booleans(asked: Inbound) -> Outbound | None:
    """The text "True" for active is refused with 400 invalidValue."""
    values = [valued(value, "active") for value in _written(asked)]
    if any(isinstance(value, str) for value in values):
        return scim_error(400, "active is true or false", "invalidValue")
    return None


@on_request("RFC 7644 section 3.1")
def reads_texts_as_booleans(asked: Inbound) -> Outbound | None:
    """The text "True" for active is taken for true, as Entra ID has sent it."""
    body = asked.json
    if not isinstance(body, dict):
        return None
    written = _written(asked)
    if any(_is_word(value.get("active")) for value in written):
        for value in written:
            if _is_word(value.get("active")):
                value["active"] = value["active"].lower() == "true"
        asked.replace_json(_rebuilt(asked, body, written))
    return None


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in ("true", "false")


def _written(asked: Inbound) -> list[dict[str, Any]]:
    """What a create, PUT or PATCH writes, as objects."""
    found = [sent(asked)] if sent(asked) else []
    for operation in operations_of(asked):
        path, value = operation.get("path"), operation.get("value")
        if path is None and isinstance(value, dict):
            found.append(value)
        elif isinstance(path, str) and re.fullmatch(r"\w+", path):
            found.append({path: value})
    return found


def _rebuilt(asked: Inbound, body: dict[str, Any], written: list[dict[str, Any]]) -> dict[str, Any]:
    if sent(asked):
        return written[0]
    operations, values = [], iter(written)
    for operation in operations_of(asked):
        path, value = operation.get("path"), operation.get("value")
        if path is None and isinstance(value, dict):
            operations.append({**operation, "value": next(values)})
        elif isinstance(path, str) and re.fullmatch(r"\w+", path):
            operations.append({**operation, "value": next(values)[path]})
        else:
            operations.append(operation)
    return {**body, "Operations": operations}


def _strangers(asked: Inbound) -> bool:
    """Whether a group gets members who do not exist."""
    if asked.endpoint != "Groups":
        return False
    members = list(sent(asked).get("members") or [])
    for operation in operations_of(asked):
        value = operation.get("value")
        if str(operation.get("path")) == "members" and verb(operation) != "remove":
            members += value if isinstance(value, list) else [value]
    ids = [entry.get("value") for entry in members if isinstance(entry, dict)]
    return any(
        isinstance(one, str) and not asked.look_up(f"/Users/{one}") and not asked.look_up(f"/Groups/{one}")
        for one in ids
    )


@on_request("RFC 7643 section 2.3.7")
def refuses_unknown_members(asked: Inbound) -> Outbound | None:
    """A member who does not exist is refused with 400 invalidValue."""
    return scim_error(400, "there is no such member", "invalidValue") if _strangers(asked) else None


@on_request("RFC 7643 section 2.3.7")
def does_not_find_unknown_members(asked: Inbound) -> Outbound | None:
    """A member who does not exist is answered with 404."""
    return scim_error(404, "there is no such member") if _strangers(asked) else None
