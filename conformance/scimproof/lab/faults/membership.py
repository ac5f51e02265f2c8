"""Servers that go wrong when people join and leave a team by PATCH."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, Overlay, drop, ids, operations, path, rewrite, verb

LISTS = ("members", "emails")


def _filters_members(operation: Operation) -> bool:
    return path(operation).startswith("members[")


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-137",))
def replaces_on_add(asked: Inbound) -> Outbound | None:
    """An add to a list replaces the list: who joins a team throws everybody else out."""

    def replaced(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        names = value if isinstance(value, dict) and not path(operation) else [path(operation)]
        listed = verb(operation) == "add" and any(name in LISTS for name in names)
        return [{**operation, "op": "replace"}] if listed else [operation]

    rewrite(asked, replaced)
    return None


@on_answer("rfc", "minor", "entra", bugs=("BUG-082",))
def lists_values_twice(asked: Inbound, answer: Outbound) -> None:
    """A value that is added twice is listed twice."""
    for operation in operations(asked):
        value, name = operation.get("value"), path(operation)
        if verb(operation) == "add" and name in LISTS and answer.ok and isinstance(value, list):
            for identifier in ids(value):
                key = (asked.resource_id, name, identifier)
                TIMES_ADDED[key] = TIMES_ADDED.get(key, 0) + 1
    for resource in answer.resources:
        for (resource_id, name, identifier), times in TIMES_ADDED.items():
            if times > 1 and resource_id == resource.get("id"):
                listed = resource.get(name) or []
                resource[name] = listed + [entry for entry in listed if entry.get("value") == identifier]


TIMES_ADDED: dict[tuple[str | None, str, str], int] = {}


@on_answer("rfc", "minor", "sailpoint")
def dates_what_does_not_change(asked: Inbound, answer: Outbound) -> None:
    """Every PATCH moves meta.lastModified, also one that changes nothing."""
    if asked.method == "PATCH" and answer.ok:
        TOUCHED[asked.resource_id] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for resource in answer.resources:
        if resource.get("id") in TOUCHED and isinstance(resource.get("meta"), dict):
            resource["meta"]["lastModified"] = TOUCHED[resource["id"]]


TOUCHED: dict[str | None, str] = {}


@on_answer("rfc", "major", "sailpoint", bugs=("BUG-105",))
def dates_only_names_of_groups(asked: Inbound, answer: Outbound) -> None:
    """meta.lastModified of a group stays as it was when people join and leave."""
    if asked.endpoint == "Groups":
        for meta in answer.metas:
            if "created" in meta:
                meta["lastModified"] = meta["created"]


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-080",))
def removes_only_whole_lists(asked: Inbound) -> Outbound | None:
    """A remove with a filter in its path is answered with success, and does nothing: the leaver keeps the team."""
    drop(asked, lambda operation: verb(operation) == "remove" and path(operation).endswith("]"))
    return None


@on_answer("robustness", "major", "okta", "entra", bugs=("BUG-078",))
def fails_on_who_has_left(asked: Inbound, answer: Outbound) -> None:
    """Removing somebody who is no member ends in a 404, as if there were no such group."""
    for operation in operations(asked):
        if verb(operation) == "remove" and _filters_members(operation):
            key = (asked.resource_id, path(operation))
            if key in LEFT:
                refused = scim_error(404, "there is no such member")
                answer.status, answer.body = refused.status, refused.body
            LEFT.add(key)


LEFT: set[tuple[str | None, str]] = set()


@on_storage("rfc", "critical", "entra", "okta", bugs=("BUG-081",))
def removes_by_position(healthy: type[Any]) -> type[Any]:
    """Several members who leave at once are looked up first, and deleted by position: the wrong ones go."""

    class Shifting(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            former = list(getattr(self._stored(resource_type, resource.id), "members", None) or [])
            kept = {member.value for member in getattr(resource, "members", None) or []}
            doomed = [at for at, member in enumerate(former) if member.value not in kept]
            if len(doomed) > 1 and kept and kept < {member.value for member in former}:
                for at in doomed:
                    if at < len(former):
                        del former[at]
                resource.members = former
            return super().update(resource_type, resource, expected_version=expected_version)

    return Shifting


@on_request("rfc", "major", "okta", bugs=("BUG-076",))
def ignores_empty_lists(asked: Inbound) -> Outbound | None:
    """A replace by an empty list does nothing: a team that Okta has emptied keeps everybody."""
    drop(asked, lambda operation: verb(operation) == "replace" and operation.get("value") == [])
    return None


@on_request("rfc", "critical", "okta", "entra")
def keeps_members_on_replace(asked: Inbound) -> Outbound | None:
    """A replace adds to the list: who has left stays."""

    def added(operation: Operation) -> list[Operation]:
        listed = verb(operation) == "replace" and path(operation) in LISTS and operation.get("value")
        return [{**operation, "op": "add"}] if listed else [operation]

    rewrite(asked, added)
    return None


@on_request("rfc", "critical", "okta")
def replaces_no_members_without_path(asked: Inbound) -> Outbound | None:
    """Members in the value of a replace without a path are passed over."""

    def without(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation) or not isinstance(value, dict) or verb(operation) != "replace" or "members" not in value:
            return [operation]
        rest = {name: entry for name, entry in value.items() if name != "members"}
        return [{**operation, "value": rest}] if rest else []

    rewrite(asked, without)
    return None


@on_storage("rfc", "critical", "okta", "entra")
def keeps_the_last_value(healthy: type[Any]) -> type[Any]:
    """A list is never emptied: what would take its last value away does nothing."""

    class Clinging(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            former = self._stored(resource_type, resource.id)
            for name in LISTS:
                if getattr(former, name, None) and not getattr(resource, name, None):
                    setattr(resource, name, getattr(former, name))
            return super().update(resource_type, resource, expected_version=expected_version)

    return Clinging


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-075",))
def casts_members_to_objects(asked: Inbound) -> Outbound | None:
    """An add with the path members ends in a 500: only the form without a path was ever tried."""
    for operation in operations(asked):
        if verb(operation) == "add" and path(operation) == "members":
            return scim_error(500, "list cannot be cast to object")
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-079",))
def adds_only_members(asked: Inbound) -> Outbound | None:
    """Groups can be added members, and nothing else: Entra ID cannot store its id of the group."""
    for operation in operations(asked):
        if asked.endpoint == "Groups" and verb(operation) == "add" and path(operation) not in ("", "members"):
            return scim_error(400, "unsupported path", "invalidPath")
    return None


@on_request("rfc", "major", "entra", "okta")
def keeps_names_of_groups(asked: Inbound) -> Outbound | None:
    """A group cannot be renamed: success is reported, and the former name stays."""
    drop(asked, lambda operation: asked.endpoint == "Groups" and path(operation) == "displayName")
    return None


@on_answer("rfc", "critical", "sailpoint", bugs=("BUG-085",))
def makes_users_of_strangers(asked: Inbound, answer: Outbound) -> None:
    """A member who does not exist is created as a user."""
    if asked.endpoint == "Groups" and answer.ok:
        for operation in operations(asked):
            STRANGERS.update(ids(operation.get("value")))
    if asked.method == "GET" and asked.endpoint == "Users" and answer.status == 404 and asked.resource_id in STRANGERS:
        schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
        answer.status, answer.body = 200, {"schemas": schemas, "id": asked.resource_id, "userName": asked.resource_id}


STRANGERS: set[str | None] = set()


@on_storage("rfc", "critical", "entra", "okta", bugs=("BUG-138",))
def cuts_crowds_at_a_hundred(healthy: type[Any]) -> type[Any]:
    """A change of a group reads a hundred members, and writes those back: all others are out."""

    class Cutting(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if len(getattr(resource, "members", None) or []) > 100:
                resource.members = resource.members[:100]
            return super().update(resource_type, resource, expected_version=expected_version)

    return Cutting


@on_answer("rfc", "major", "generic", "entra", bugs=("BUG-068",))
def keeps_half_of_failed_patches(asked: Inbound, answer: Outbound) -> None:
    """A PATCH fails at one operation, and what the others did stays done."""
    if asked.method == "PATCH" and answer.status == 400:
        for operation in operations(asked):
            value = operation.get("value")
            if verb(operation) in ("add", "replace") and path(operation).isalpha():
                HALF_DONE.put(asked, {path(operation): value})
    HALF_DONE.show(asked, answer)


HALF_DONE = Overlay()


@on_answer("rfc", "major", "generic", bugs=("BUG-143", "BUG-072"))
def takes_groups_from_users(asked: Inbound, answer: Outbound) -> None:
    """Who writes the groups of a user makes the user a member: any right can be given so."""
    for operation in operations(asked):
        value = operation.get("value")
        listed = value.get("groups") if isinstance(value, dict) else value if path(operation) == "groups" else None
        if asked.endpoint == "Users" and listed and answer.status == 400:
            answer.status, answer.body = 204, None
            for group in ids(listed):
                APPOINTED.setdefault(group, []).append({"value": asked.resource_id})
    for resource in answer.resources:
        if asked.endpoint == "Groups" and resource.get("id") in APPOINTED:
            resource["members"] = [*(resource.get("members") or []), *APPOINTED[resource["id"]]]


APPOINTED: dict[str, list[dict[str, Any]]] = {}
