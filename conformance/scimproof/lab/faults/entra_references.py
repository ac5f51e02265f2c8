"""Servers that lose managers and roles, or do not take them the way Entra ID sends them."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.entra_people import PART, touches
from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, drop, operations, path, rewrite, verb

MANAGER = f"{ENTERPRISE_USER}:manager"

# -- managers ---------------------------------------------------------------------------------------------------------


def _managers_sent(asked: Inbound) -> list[Any]:
    return [one.get("value") for one in operations(asked) if path(one) == MANAGER and "value" in one]


@on_request("idp", "major", "entra", bugs=("BUG-057",))
def wants_managers_as_objects(asked: Inbound) -> Outbound | None:
    """The bare id of a manager is refused, as RFC 7643 has an object there: with Entra, nobody has a manager."""
    text = any(isinstance(value, str) for value in _managers_sent(asked))
    return scim_error(400, "manager has to be an object", "invalidValue") if text else None


@on_request("rfc", "major", "entra")
def wants_managers_as_texts(asked: Inbound) -> Outbound | None:
    """An object with the id of a manager is refused: the server was written after Entra's logs alone."""
    wrong = any(isinstance(value, dict) for value in _managers_sent(asked))
    return scim_error(400, "manager has to be a text", "invalidValue") if wrong else None


@on_answer("rfc", "major", "entra", bugs=("BUG-057",))
def shows_managers_as_texts(asked: Inbound, answer: Outbound) -> None:
    """A manager is shown as Entra sent it, as a text: Entra cannot read the user any more (Budibase/budibase#15369)."""
    for resource in answer.resources:
        extension: dict[str, Any] = resource.get(ENTERPRISE_USER) or {}
        if isinstance(manager := extension.get("manager"), dict):
            resource[ENTERPRISE_USER] = {**extension, "manager": manager.get("value")}


@on_request("rfc", "major", "entra")
def keeps_first_managers(asked: Inbound) -> Outbound | None:
    """A replace of the manager is answered with success, and does nothing: approvals go to the former one."""
    drop(asked, lambda one: verb(one) == "replace" and path(one) == MANAGER and bool(one.get("value")))
    return None


@on_request("idp", "minor", "entra")
def never_takes_managers_away(asked: Inbound) -> Outbound | None:
    """Whichever way a manager is taken away, the server says yes and keeps it."""

    def clears(operation: Operation) -> bool:
        value = operation.get("value")
        empty = value in (None, "") or value == {"value": ""}
        return (path(operation) in (MANAGER,) and empty) or path(operation).startswith("manager[")

    drop(asked, clears)
    return None


@on_request("idp", "minor", "entra")
def knows_only_real_managers(asked: Inbound) -> Outbound | None:
    """A manager who is nobody's id is refused: right, and Microsoft's validator fails over it."""
    stranger = any(isinstance(value, str) and value.isupper() for value in _managers_sent(asked))
    return scim_error(400, "no such user", "invalidValue") if stranger else None


# -- roles ------------------------------------------------------------------------------------------------------------


@on_request("rfc", "major", "entra")
def creates_people_without_roles(asked: Inbound) -> Outbound | None:
    """The roles of a create are accepted and not kept."""
    body = asked.json
    if asked.method == "POST" and asked.endpoint == "Users" and isinstance(body, dict):
        asked.replace_json({key: value for key, value in body.items() if key != "roles"})
    return None


@on_request("rfc", "major", "entra")
def changes_no_roles(asked: Inbound) -> Outbound | None:
    """A PATCH of roles is answered with success, and does nothing."""
    drop(asked, lambda one: touches(one, "roles"))
    return None


@on_request("idp", "major", "entra")
def wants_plain_names_of_roles(asked: Inbound) -> Outbound | None:
    """JSON inside of a text is no name of a role, and refused (Captain-P-Goldfish/SCIM-SDK#516)."""
    if '\\"displayName\\"' in asked.body.decode("utf-8", "replace"):
        return scim_error(400, "no such role", "invalidValue")
    return None


@on_request("idp", "major", "entra", bugs=("BUG-070",))
def takes_true_for_a_word(asked: Inbound) -> Outbound | None:
    """roles[primary eq "True"] is compared with a Boolean, finds nothing, and another role is added."""

    def added(operation: Operation) -> list[Operation]:
        found = PART.match(path(operation))
        if found is None or found["name"] != "roles":
            return [operation]
        return [{"op": "add", "path": "roles", "value": [{found["part"]: operation.get("value")}]}]

    rewrite(asked, added)
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-137",))
def replaces_roles_on_add(asked: Inbound) -> Outbound | None:
    """An add of a role replaces those that are there."""
    rewrite(asked, lambda one: [{**one, "op": "replace"} if path(one) == "roles" and verb(one) == "add" else one])
    return None


@on_request("rfc", "major", "entra")
def only_adds_roles(asked: Inbound) -> Outbound | None:
    """A replace of the roles adds those that are new: a role that was taken away stays."""
    rewrite(asked, lambda one: [{**one, "op": "add"} if path(one) == "roles" and verb(one) == "replace" else one])
    return None


@on_request("robustness", "minor", "entra")
def wants_booleans_in_roles(asked: Inbound) -> Outbound | None:
    """A role whose primary is a text is refused: right, and Microsoft's validator fails over it."""
    body = asked.json
    listed = body.get("roles") if asked.method == "POST" and isinstance(body, dict) else None
    wrong = any(isinstance(role, dict) and isinstance(role.get("primary"), str) for role in listed or [])
    return scim_error(400, "primary has to be a Boolean", "invalidValue") if wrong else None
