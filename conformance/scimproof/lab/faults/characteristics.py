"""Servers that do not keep to what their own schemas say of an attribute (RFC 7643 section 7)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error
from scimproof.lab.own_types import WORKPLACE

SCIM = {"Content-Type": "application/scim+json"}


def _body(asked: Inbound, *methods: str) -> dict[str, Any]:
    """The body of a request with one of these methods; an empty object when it is another."""
    body = asked.json
    return body if asked.method in methods and isinstance(body, dict) else {}


def _operations(asked: Inbound) -> list[dict[str, Any]]:
    listed = _body(asked, "PATCH").get("Operations")
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _without(asked: Inbound, verb: str, kind: type) -> None:
    """Drop the operations of a verb on attributes of an extension whose value is of this type."""
    operations = _operations(asked)
    kept = [
        entry
        for entry in operations
        if entry.get("op") != verb
        or not str(entry.get("path", "")).startswith("urn:")
        or not isinstance(entry.get("value"), kind)
    ]
    if len(kept) < len(operations):
        asked.replace_json({**asked.json, "Operations": kept or [{"op": "add", "value": {"active": True}}]})


# -- what is declared, and does not work ------------------------------------------------------------------------


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-008",))
def refuses_other_attributes(asked: Inbound) -> Outbound | None:
    """A create with a timezone or a locale is refused, although the schema has both.

    An identity provider that maps one of them cannot create anybody.
    """
    if {"timezone", "locale"} & set(_body(asked, "POST")):
        return scim_error(400, "unknown attribute", "invalidSyntax")
    return None


@on_request("rfc", "major", "entra", "okta")
def stores_half_of_the_schema(asked: Inbound) -> Outbound | None:
    """The schema is the one of the RFC, and the server keeps a part of it: the rest is accepted and gone."""
    dropped = ("title", "userType", "locale", "addresses", "ims")
    body = _body(asked, "POST", "PUT")
    if body:
        asked.replace_json({name: value for name, value in body.items() if name not in dropped})
    return None


@on_request("rfc", "major", "entra")
def replaces_only_core_attributes(asked: Inbound) -> Outbound | None:
    """A PATCH replace of an attribute of an extension is answered with success, and changes nothing."""
    _without(asked, "replace", object)
    return None


@on_request("rfc", "major", "entra")
def adds_only_core_attributes(asked: Inbound) -> Outbound | None:
    """A PATCH add of a text of an extension is answered with success, and adds nothing."""
    _without(asked, "add", str)
    return None


@on_request("rfc", "major", "entra")
def removes_only_core_attributes(asked: Inbound) -> Outbound | None:
    """A PATCH remove of an attribute of an extension is answered with success, and takes nothing away."""
    _without(asked, "remove", object)
    return None


@on_answer("rfc", "major", "generic", "entra", bugs=("BUG-120",))
def renames_extensions(asked: Inbound, answer: Outbound) -> None:
    """The enterprise extension is shown under a short name: clients look for its URI and find nothing."""
    for resource in answer.resources if asked.endpoint in COLLECTIONS else []:
        if ENTERPRISE_USER in resource:
            resource["EnterpriseUser"] = resource.pop(ENTERPRISE_USER)


@on_answer("rfc", "major", "generic", bugs=("BUG-121",))
def shows_objects_of_its_own(asked: Inbound, answer: Outbound) -> None:
    """Values of an extension come back as the text form of an object inside of the server."""
    for resource in answer.resources if asked.endpoint in COLLECTIONS else []:
        for name in resource.get(ENTERPRISE_USER) or {}:
            resource[ENTERPRISE_USER][name] = f"com.example.SimpleAttribute@{len(name):x}1f2e3d"


@on_answer("rfc", "minor", "generic", bugs=("BUG-127",))
def writes_all_in_small_letters(asked: Inbound, answer: Outbound) -> None:
    """Case-exact values come back in small letters: a link that is sensitive to case is broken."""
    for resource in answer.resources if asked.endpoint in COLLECTIONS else []:
        workplace = resource.get(WORKPLACE)
        if isinstance(workplace, dict) and "badge" in workplace:
            workplace["badge"] = workplace["badge"].lower()


# -- mutability --------------------------------------------------------------------------------------------------


@on_answer("rfc", "critical", "generic", bugs=("BUG-072", "BUG-143"))
def lets_users_join_groups_by_themselves(asked: Inbound, answer: Outbound) -> None:
    """groups of a user is readOnly, and whatever a client writes there is taken: anybody who may edit a profile can
    make an administrator."""
    wanted = _body(asked, "POST", "PUT").get("groups") if asked.endpoint == "Users" else None
    for operation in _operations(asked):
        if operation.get("path") == "groups" and answer.status == 400:
            wanted = operation.get("value")
            answer.status, answer.body = 204, None
    who = answer.body.get("id") if isinstance(answer.body, dict) and answer.ok else asked.resource_id
    if wanted and answer.ok:
        JOINED[who] = wanted
    for resource in answer.resources if asked.endpoint == "Users" else []:
        if resource.get("id") in JOINED:
            resource["groups"] = JOINED[resource["id"]]


JOINED: dict[str | None, Any] = {}


def _badge(asked: Inbound) -> Any:
    """The number of the badge that a PUT or PATCH sends."""
    for operation in _operations(asked):
        if str(operation.get("path", "")).endswith(":badge"):
            return operation.get("value")
    workplace = _body(asked, "PUT").get(WORKPLACE)
    return workplace.get("badge") if isinstance(workplace, dict) else None


@on_answer("rfc", "major", "generic", bugs=("BUG-072",))
def reissues_badges(asked: Inbound, answer: Outbound) -> None:
    """The number of the badge is immutable, and a PUT or PATCH changes it."""
    badge = _badge(asked)
    if badge and answer.status == 400:
        answer.status, answer.headers = 200, dict(SCIM)
        answer.body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": asked.resource_id}
        BADGES[asked.resource_id] = badge
    for resource in answer.resources:
        if resource.get("id") in BADGES and isinstance(resource.get(WORKPLACE), dict):
            resource[WORKPLACE]["badge"] = BADGES[resource["id"]]


BADGES: dict[str | None, Any] = {}


@on_request("rfc", "major", "generic")
def gives_badges_to_nobody(asked: Inbound) -> Outbound | None:
    """The number of the badge is immutable, and taken for readOnly: neither a create nor a PUT can give one."""
    body = _body(asked, "POST", "PUT")
    if isinstance(body.get(WORKPLACE), dict):
        kept = {name: value for name, value in body[WORKPLACE].items() if name != "badge"}
        asked.replace_json({**body, WORKPLACE: kept})
    return None


@on_answer("rfc", "major", "okta")
def refuses_repeated_badges(asked: Inbound, answer: Outbound) -> None:
    """A PUT that repeats the number of the badge is refused, because it is immutable."""
    if asked.method == "PUT" and _badge(asked) and answer.ok:
        refused = scim_error(400, "badge is immutable", "mutability")
        answer.status, answer.body = refused.status, refused.body


@on_request("rfc", "critical", "entra", bugs=("BUG-066",))
def cannot_change_what_it_cannot_see(asked: Inbound) -> Outbound | None:
    """A new password is refused by PATCH: what is never returned is taken for what is not there."""
    if any(str(operation.get("path", "")).endswith(("password", ":pin")) for operation in _operations(asked)):
        return scim_error(400, "no such target", "noTarget")
    return None


# -- types, lists, uniqueness -----------------------------------------------------------------------------------


@on_answer("rfc", "major", "generic", bugs=("BUG-124",))
def creates_values_of_any_type(asked: Inbound, answer: Outbound) -> None:
    """Values are stored as they come, whatever their type: an object as a title, a text for a Boolean."""
    body = _body(asked, "POST")
    if asked.endpoint in COLLECTIONS and answer.status == 400 and body.get("userName") and "schemas" in body:
        answer.status = 201
        answer.body = {**body, "id": str(uuid4()), "meta": {"resourceType": "User"}}


@on_answer("rfc", "critical", "entra", bugs=("BUG-071", "BUG-124"))
def believes_any_word(asked: Inbound, answer: Outbound) -> None:
    """active can be any word, and is shown as that word: clients that expect true or false stop there."""
    for operation in _operations(asked):
        if operation.get("path") == "active" and isinstance(operation.get("value"), str):
            WORDS[asked.resource_id] = operation["value"]
            answer.status, answer.body, answer.headers = 204, None, {}
    for resource in answer.resources:
        if resource.get("id") in WORDS:
            resource["active"] = WORDS[resource["id"]]


WORDS: dict[str | None, str] = {}


@on_answer("rfc", "major", "okta", "generic", bugs=("BUG-122",))
def counts_who_is_active(asked: Inbound, answer: Outbound) -> None:
    """active comes as 1 or 0, as the database has it."""
    for resource in answer.resources if asked.endpoint == "Users" else []:
        if isinstance(resource.get("active"), bool):
            resource["active"] = int(resource["active"])


@on_request("rfc", "major", "entra", "generic")
def crashes_on_unknown_types(asked: Inbound) -> Outbound | None:
    """An address of a type outside of canonicalValues ends in a 500."""
    if asked.method == "POST" and b'"x-scimproof"' in asked.body:
        return scim_error(500, "no enum constant")
    return None


@on_storage("rfc", "major", "generic")
def has_no_unique_values(healthy: type[Any]) -> type[Any]:
    """What the schema calls unique may be given to as many as like it."""

    class Generous(healthy):  # type: ignore[misc]
        def _check_uniqueness(self, resource: Any, values: Any) -> None:
            """Nobody looks."""

    return Generous


@on_answer("rfc", "major", "generic")
def points_members_elsewhere(asked: Inbound, answer: Outbound) -> None:
    """The $ref of a member leads to the endpoint of users, and to none of them."""
    for resource in answer.resources if asked.endpoint == "Groups" else []:
        for entry in resource.get("members") or []:
            entry["$ref"] = f"https://scim.example.com/Users/{uuid4()}"
