"""Servers that Entra ID cannot provision people to, as it writes what it wants in a way of its own."""

from __future__ import annotations

import re
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, Overlay, operations, path, rewrite, send, verb

PART = re.compile(r'^(?P<name>\w+)\[(?P<key>\w+) eq "(?P<value>\w+)"\]\.(?P<part>\w+)$')

# What a server keeps that has a table of its own for nothing else.
NEEDED = ("schemas", "userName", "externalId", "displayName", "name", "emails", "active")


def written(operation: Operation) -> dict[str, Any]:
    """What an operation writes, by path."""
    value = operation.get("value")
    return value if isinstance(value, dict) and not path(operation) else {path(operation): value}


def touches(operation: Operation, name: str) -> bool:
    return any(key == name or key.startswith((f"{name}[", f"{name}.")) for key in written(operation))


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


@on_request("idp", "critical", "entra", bugs=("BUG-073", "BUG-060"))
def takes_keys_for_names(asked: Inbound) -> Outbound | None:
    """Keys of a value without a path are names of attributes: there is none called name.givenName: it is dropped."""

    def known(operation: Operation) -> list[Operation]:
        if path(operation) or not isinstance(operation.get("value"), dict):
            return [operation]
        value = {key: value for key, value in operation["value"].items() if key.isalpha()}
        return [{**operation, "value": value}] if value else []

    rewrite(asked, known)
    return None


@on_answer("rfc", "major", "entra", bugs=("BUG-068",))
def writes_before_it_looks(asked: Inbound, answer: Outbound) -> None:
    """A PATCH to a name that is taken is refused, and what stood before it in the request has been done."""
    for operation in operations(asked):
        if answer.status == 409:
            done = {key: value for key, value in written(operation).items() if key in ("title", "displayName")}
            WRITTEN.put(asked, done)
    WRITTEN.show(asked, answer)


WRITTEN = Overlay()


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
    if asked.endpoint == "Users" and found and not any(touches(one, "title") for one in found):
        send(asked, [*found, {"op": "remove", "path": "title"}])
    return None


@on_request("idp", "minor", "entra")
def takes_no_empty_texts(asked: Inbound) -> Outbound | None:
    """An empty text is refused, and null is, too: nothing can be cleared."""
    empty = any(value in ("", None) for one in operations(asked) if "value" in one for value in written(one).values())
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


# -- leaving ----------------------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "entra", bugs=("BUG-071",))
def takes_false_for_true(asked: Inbound) -> Outbound | None:
    """The text False is a text, and no text but the empty one is false: the leaver stays active."""
    rewrite(asked, lambda one: [{**one, "value": bool(one.get("value"))} if path(one) == "active" else one])
    return None


@on_request("idp", "critical", "entra", "okta", bugs=("BUG-089",))
def enables_nobody(asked: Inbound) -> Outbound | None:
    """Who was disabled cannot be enabled again, whatever active is called (FusionAuth/fusionauth-issues#3311)."""
    words = [str(value).lower() for one in operations(asked) for key, value in written(one).items() if key == "active"]
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
        if not touches(operation, name):
            return [operation]
        if path(operation):
            return []
        value = {key: value for key, value in operation["value"].items() if key != name}
        return [{**operation, "value": value}] if value else []

    rewrite(asked, left)
