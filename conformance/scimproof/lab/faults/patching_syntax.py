"""Servers that take what is no PATCH for one, or fall over it."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import NOTHING, Operation, drop, path, rewrite, verb

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
VERBS = ("add", "replace", "remove")


def _patch(asked: Inbound) -> dict[str, Any] | None:
    """The body of a PATCH, when it is an object."""
    return asked.json if asked.method == "PATCH" and isinstance(asked.json, dict) else None


@on_request("rfc", "minor", "generic")
def takes_patches_without_operations(asked: Inbound) -> Outbound | None:
    """A PATCH without operations is answered with success."""
    body = _patch(asked)
    if body is not None and not body.get("Operations"):
        asked.replace_json({**body, "Operations": [NOTHING["Users"]]})
    return None


@on_request("rfc", "minor", "generic", bugs=("BUG-061",))
def crashes_without_operations(asked: Inbound) -> Outbound | None:
    """A PATCH without operations ends in a 500."""
    body = _patch(asked)
    return scim_error(500, "None is not iterable") if body is not None and not body.get("Operations") else None


@on_request("rfc", "minor", "generic")
def carries_out_odd_operations(asked: Inbound) -> Outbound | None:
    """Operations that do not exist are carried out as a replace, or as nothing at all."""

    def usual(operation: Operation) -> list[Operation]:
        if verb(operation) in VERBS:
            return [operation]
        known = path(operation) and "value" in operation
        return [{"op": "replace", "path": operation["path"], "value": operation["value"]}] if known else []

    rewrite(asked, usual)
    return None


@on_request("rfc", "minor", "generic")
def takes_json_pointers(asked: Inbound) -> Outbound | None:
    """Paths of JSON Patch are understood, with a slash at the beginning."""
    rewrite(asked, lambda one: [{**one, "path": path(one).removeprefix("/")} if path(one) else one])
    return None


@on_request("rfc", "minor", "generic")
def forgives_missing_paths(asked: Inbound) -> Outbound | None:
    """A remove without a path is answered with success."""
    drop(asked, lambda operation: verb(operation) == "remove" and "path" not in operation)
    return None


@on_request("rfc", "minor", "generic")
def forgives_missing_values(asked: Inbound) -> Outbound | None:
    """An add without a value is answered with success."""
    drop(asked, lambda operation: verb(operation) == "add" and "value" not in operation)
    return None


@on_answer("rfc", "major", "generic")
def swallows_wrong_paths(asked: Inbound, answer: Outbound) -> None:
    """A path that leads nowhere is answered with success: the client never learns that nothing was done."""
    refusal = answer.body.get("scimType") if isinstance(answer.body, dict) else None
    if asked.method == "PATCH" and answer.status == 400 and refusal in ("invalidPath", "noTarget"):
        answer.status, answer.body = 204, None
        answer.headers.pop("Content-Type", None)


@on_answer("rfc", "minor", "generic")
def crashes_on_strange_patches(asked: Inbound, answer: Outbound) -> None:
    """A PATCH whose body is no object, or whose operations are none, ends in a 500."""
    body = asked.json
    listed = body.get("Operations") if isinstance(body, dict) else None
    sound = isinstance(listed, list) and all(isinstance(one, dict) and isinstance(one.get("op"), str) for one in listed)
    if asked.method == "PATCH" and not sound:
        crashed = scim_error(500, "list indices must be integers")
        answer.status, answer.body = crashed.status, crashed.body


@on_request("rfc", "minor", "generic")
def takes_anything_for_a_patch(asked: Inbound) -> Outbound | None:
    """A PATCH need not say that it is one."""
    body = _patch(asked)
    if body is not None:
        asked.replace_json({**body, "schemas": [PATCH_OP]})
    return None
