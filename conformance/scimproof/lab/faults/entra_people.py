"""Servers that Entra ID cannot provision people to, as it writes what it wants in a way of its own."""

from __future__ import annotations

import re
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, drop, operations, path, rewrite, send, verb

PART = re.compile(r'^(?P<name>\w+)\[(?P<key>\w+) eq "(?P<value>\w+)"\]\.(?P<part>\w+)$')
MANAGER = f"{ENTERPRISE_USER}:manager"

# What a server keeps that has a table of its own for nothing else.
NEEDED = ("schemas", "userName", "externalId", "displayName", "name", "emails", "active")


def _values(operation: Operation) -> dict[str, Any]:
    """What an operation writes, by path."""
    value = operation.get("value")
    return value if isinstance(value, dict) and not path(operation) else {path(operation): value}


def _touches(operation: Operation, name: str) -> bool:
    return any(key == name or key.startswith((f"{name}[", f"{name}.")) for key in _values(operation))


@on_request("rfc", "major", "entra")
def keeps_what_it_needs(asked: Inbound) -> Outbound | None:
    """Of a create the server keeps the name, the mail and the ids; title, numbers and address are accepted and gone."""
    body = asked.json
    if asked.method == "POST" and asked.endpoint == "Users" and isinstance(body, dict):
        kept = {key: value for key, value in body.items() if key in NEEDED}
        asked.replace_json({**kept, "schemas": [one for one in body.get("schemas", []) if one != ENTERPRISE_USER]})
    return None


@on_request("rfc", "major", "entra")
def wants_what_schemas_name(asked: Inbound) -> Outbound | None:
    """A create that names the enterprise schema has to have data of it: who has no department is refused."""
    body = asked.json
    if asked.method == "POST" and isinstance(body, dict) and ENTERPRISE_USER in (body.get("schemas") or []):
        missing = ENTERPRISE_USER not in body
        return scim_error(400, "the enterprise extension is missing", "invalidValue") if missing else None
    return None


@on_request("idp", "major", "entra", bugs=("BUG-013",))
def creates_active_people_only(asked: Inbound) -> Outbound | None:
    """A create with active false is refused: nobody can be provisioned before the first day."""
    body = asked.json
    inactive = asked.method == "POST" and isinstance(body, dict) and body.get("active") is False
    return scim_error(400, "active has to be true", "invalidValue") if inactive else None


@on_request("rfc", "critical", "entra")
def refuses_capitals(asked: Inbound) -> Outbound | None:
    """Add, Replace and Remove with a capital are no operations (getsentry/sentry#79354)."""
    capitals = any(str(one.get("op", ""))[:1].isupper() for one in operations(asked))
    return scim_error(400, "unknown operation", "invalidSyntax") if capitals else None


@on_request("rfc", "major", "entra")
def keeps_first_user_names(asked: Inbound) -> Outbound | None:
    """A PATCH of the userName is answered with success, and does nothing: who marries keeps the old name."""
    _without(asked, "userName")
    return None


@on_request("idp", "critical", "entra")
def makes_an_element_of_each_part(asked: Inbound) -> Outbound | None:
    """Each operation on addresses[type eq "work"] makes another address, with one line."""

    def another(operation: Operation) -> list[Operation]:
        found = PART.match(path(operation))
        if asked.endpoint != "Users" or found is None or found["name"] == "roles" or verb(operation) == "remove":
            return [operation]
        entry = {found["key"]: found["value"], found["part"]: operation.get("value")}
        return [{"op": "add", "path": found["name"], "value": [entry]}]

    rewrite(asked, another)
    return None


@on_request("rfc", "minor", "entra")
def replaces_only_what_a_filter_finds(asked: Inbound) -> Outbound | None:
    """A replace with a filter that finds nothing is refused with noTarget, also when Entra sends it.

    RFC 7644 section 3.5.2.3 wants it so; Entra loses all other changes of the same PATCH.
    """
    if any(verb(one) == "replace" and "[" in path(one) for one in operations(asked)):
        asked.headers.pop("adscimversion", None)
        rewrite(asked, lambda one: [{**one, "op": verb(one)}])
    return None


@on_storage("rfc", "critical", "entra", "okta", bugs=("BUG-058",))
def checks_names_in_creates_only(healthy: type[Any]) -> type[Any]:
    """A PATCH can take the userName of somebody else: whether it is free is asked in creates."""

    class Careless(healthy):  # type: ignore[misc]
        def _check_uniqueness(self, resource: Any, values: Any) -> None:
            if resource.id not in self._resources.get(resource.meta.resource_type, {}):
                super()._check_uniqueness(resource, values)

    return Careless


@on_request("rfc", "major", "entra")
def forgets_titles_on_patch(asked: Inbound) -> Outbound | None:
    """A PATCH that does not name the title takes it away: the record is written from what was sent."""
    found = operations(asked)
    if asked.endpoint == "Users" and found and not any(_touches(one, "title") for one in found):
        send(asked, [*found, {"op": "remove", "path": "title"}])
    return None


@on_request("idp", "minor", "entra")
def takes_no_empty_texts(asked: Inbound) -> Outbound | None:
    """An empty text is refused, and null is, too: nothing can be cleared."""
    empty = any(value in ("", None) for one in operations(asked) if "value" in one for value in _values(one).values())
    return scim_error(400, "a value is required", "invalidValue") if empty else None


@on_storage("rfc", "critical", "entra")
def changes_the_neighbour(healthy: type[Any]) -> type[Any]:
    """A change of somebody is written to somebody else as well: the statement lacks its condition."""

    class Sweeping(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            for other in self._resources.get("User", {}).values():
                if other.id != resource.id and hasattr(resource, "nick_name"):
                    other.nick_name = f"like {resource.id}"
            return super().update(resource_type, resource, expected_version=expected_version)

    return Sweeping


# -- managers ---------------------------------------------------------------------------------------------------------


def _manager_values(asked: Inbound) -> list[Any]:
    return [one.get("value") for one in operations(asked) if path(one) == MANAGER and "value" in one]


@on_request("idp", "major", "entra", bugs=("BUG-057",))
def wants_managers_as_objects(asked: Inbound) -> Outbound | None:
    """The bare id of a manager is refused, as RFC 7643 has an object there: with Entra, nobody has a manager."""
    text = any(isinstance(value, str) for value in _manager_values(asked))
    return scim_error(400, "manager has to be an object", "invalidValue") if text else None


@on_request("rfc", "major", "entra")
def wants_managers_as_texts(asked: Inbound) -> Outbound | None:
    """An object with the id of a manager is refused: the server was written after Entra's logs alone."""
    wrong = any(isinstance(value, dict) for value in _manager_values(asked))
    return scim_error(400, "manager has to be a text", "invalidValue") if wrong else None


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
    stranger = any(isinstance(value, str) and value.isupper() for value in _manager_values(asked))
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
    drop(asked, lambda one: _touches(one, "roles"))
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


# -- leaving ----------------------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "entra", bugs=("BUG-071",))
def takes_false_for_true(asked: Inbound) -> Outbound | None:
    """The text False is a text, and no text but the empty one is false: the leaver stays active."""
    rewrite(asked, lambda one: [{**one, "value": bool(one.get("value"))} if path(one) == "active" else one])
    return None


@on_request("idp", "critical", "entra", "okta", bugs=("BUG-089",))
def enables_nobody(asked: Inbound) -> Outbound | None:
    """Who was disabled cannot be enabled again, whatever active is called (FusionAuth/fusionauth-issues#3311)."""
    words = [str(value).lower() for one in operations(asked) for key, value in _values(one).items() if key == "active"]
    return scim_error(400, "active can only be false", "invalidValue") if "true" in words else None


@on_answer("idp", "critical", "entra", bugs=("BUG-091",))
def shows_no_inactive_people(asked: Inbound, answer: Outbound) -> None:
    """Who is disabled cannot be read any more: 404, in every cycle."""
    inactive = isinstance(answer.body, dict) and answer.body.get("active") is False
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and inactive:
        missing = scim_error(404, "no such user")
        answer.status, answer.body = missing.status, missing.body


@on_storage("idp", "major", "entra")
def takes_the_disabled_out_of_groups(healthy: type[Any]) -> type[Any]:
    """Who is disabled leaves all groups. Entra does not send memberships again: the returner is in none."""

    class Tidying(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            changed = super().update(resource_type, resource, expected_version=expected_version)
            if getattr(resource, "active", None) is False:
                for group in self._resources.get("Group", {}).values():
                    kept = [one for one in group.members or [] if one.value != resource.id]
                    group.members = kept or None
            return changed

    return Tidying


def _without(asked: Inbound, name: str) -> None:
    """Leave an attribute out of a PATCH, whichever way it is written."""

    def left(operation: Operation) -> list[Operation]:
        if not _touches(operation, name):
            return [operation]
        if path(operation):
            return []
        value = {key: value for key, value in operation["value"].items() if key != name}
        return [{**operation, "value": value}] if value else []

    rewrite(asked, left)
