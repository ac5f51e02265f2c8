"""Servers that lose members of the groups that Okta pushes, or take in the wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_models import InvalidValueException, NotFoundException

from scimproof.declared import GROUP
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Memory, Operation, ids, operations, path, rewrite, send, verb

Json = dict[str, Any]


def _listed(asked: Inbound) -> list[Json]:
    """All members that a request for a group lists, whichever way it does."""
    if asked.endpoint != "Groups":
        return []
    body = asked.json if asked.method in ("POST", "PUT") else None
    lists = [body.get("members")] if isinstance(body, dict) else []
    for operation in operations(asked):
        value = operation.get("value")
        lists.append(value if path(operation) == "members" else value.get("members") if isinstance(value, dict) else [])
    return [entry for listed in lists for entry in listed or [] if isinstance(entry, dict)]


def _as_patch(asked: Inbound, *changes: Operation) -> None:
    """Serve a PUT of a group as if it were these operations of a PATCH."""
    asked.method = "PATCH"
    asked.replace_json({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]})
    send(asked, list(changes))


def _put_group(asked: Inbound) -> Json:
    body = asked.json if asked.method == "PUT" and asked.endpoint == "Groups" else None
    return body if isinstance(body, dict) else {}


def _members(resource: Any) -> list[Any]:
    return list(getattr(resource, "members", None) or [])


def _values(resource: Any) -> set[str]:
    return {member.value for member in _members(resource)}


def changing_updates(change: Callable[[Any, Any, Any], None]) -> Callable[[type[Any]], type[Any]]:
    """A storage that lets ``change(storage, former, resource)`` have its way before a group or user is stored."""

    def derive(healthy: type[Any]) -> type[Any]:
        class Changed(healthy):  # type: ignore[misc]
            def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
                change(self, self._stored(resource_type, resource.id), resource)
                return super().update(resource_type, resource, expected_version=expected_version)

        return Changed

    return derive


# -- creates and whole lists ----------------------------------------------------------------------------------------


@on_request("rfc", "critical", "okta", "onelogin", bugs=("BUG-088",))
def creates_groups_empty(asked: Inbound) -> Outbound | None:
    """Members in the create of a group are passed over (limosa-io/laravel-scim-server@f913bbf)."""
    if asked.method == "POST" and asked.endpoint == "Groups" and isinstance(asked.json, dict):
        asked.replace_json({**asked.json, "members": []})
    return None


@on_request("idp", "critical", "okta", "entra", bugs=("BUG-084",))
def wants_types_of_members(asked: Inbound) -> Outbound | None:
    """Members are taken in if they say that they are of type User; all others are passed over, with success.

    Okta and Entra ID never say so: the group stays empty (Captain-P-Goldfish/SCIM-SDK#419).
    """

    def typed(listed: Any) -> Any:
        entries = listed if isinstance(listed, list) else []
        return [entry for entry in entries if isinstance(entry, dict) and entry.get("type") == "User"]

    if asked.endpoint == "Groups" and asked.method in ("POST", "PUT") and isinstance(asked.json, dict):
        asked.replace_json({**asked.json, "members": typed(asked.json.get("members"))})
    rewrite(
        asked,
        lambda one: [{**one, "value": typed(one.get("value"))}] if path(one) == "members" and "value" in one else [one],
    )
    return None


@on_request("rfc", "major", "okta", bugs=("BUG-076",))
def takes_no_empty_groups(asked: Inbound) -> Outbound | None:
    """A group that is to have no members any more is refused: members needs a value (SCIM-SDK#757)."""
    replaced = [one.get("value") for one in operations(asked) if verb(one) == "replace" and path(one) == "members"]
    if asked.endpoint == "Groups" and ([] in replaced or _put_group(asked).get("members") == []):
        return scim_error(400, "members needs a value", "invalidValue")
    return None


@on_request("rfc", "critical", "okta")
def cannot_replace_members(asked: Inbound) -> Outbound | None:
    """Members can be added and removed, and not replaced: 501 (Captain-P-Goldfish/scim-for-keycloak#144)."""
    replaces = any(verb(one) == "replace" and path(one) == "members" for one in operations(asked))
    return scim_error(501, "not implemented") if replaces or _put_group(asked) else None


@on_request("rfc", "critical", "okta", "onelogin")
def strips_members_on_put(asked: Inbound) -> Outbound | None:
    """A PUT of a group is answered 200, and the group has no members (gravitational/teleport#67372)."""
    if body := _put_group(asked):
        asked.replace_json({**body, "members": []})
    return None


@on_request("rfc", "critical", "okta", "onelogin", bugs=("BUG-055",))
def puts_only_names_of_groups(asked: Inbound) -> Outbound | None:
    """A PUT of a group changes its name, and leaves the members as they were (keycloak-scim-server#111)."""
    if body := _put_group(asked):
        _as_patch(asked, {"op": "replace", "path": "displayName", "value": body.get("displayName")})
    return None


@on_request("rfc", "critical", "okta", "onelogin")
def adds_members_on_put(asked: Inbound) -> Outbound | None:
    """A PUT of a group adds its members to those who are there: nobody ever leaves."""
    if body := _put_group(asked):
        rename = {"op": "replace", "path": "displayName", "value": body.get("displayName")}
        _as_patch(asked, rename, {"op": "add", "path": "members", "value": body.get("members") or []})
    return None


@on_request("idp", "major", "okta")
def refuses_display_of_null(asked: Inbound) -> Outbound | None:
    """A member whose display is null is refused: a text was expected.

    Okta sends null where the server has shown no display (jelhub/scimgateway#95).
    """
    if any("display" in entry and entry["display"] is None for entry in _listed(asked)):
        return scim_error(400, "display has to be a string", "invalidValue")
    return None


@on_request("rfc", "major", "okta")
def takes_display_for_immutable(asked: Inbound) -> Outbound | None:
    """A PUT in which a member has a display is refused once the group has been put: members are immutable.

    The second push of every group fails (simpleidserver/SimpleIdServer#247).
    """
    key = (asked.resource_id, asked.headers.get("host"))
    if _put_group(asked).get("members"):
        if key in PUT_ONCE:
            return scim_error(400, "members.display is immutable", "mutability")
        PUT_ONCE.add(key)
    return None


PUT_ONCE: set[tuple[str | None, str | None]] = set()


# -- joining and leaving --------------------------------------------------------------------------------------------


@on_answer("rfc", "critical", "okta", "entra")
def takes_nobody_in_twice(asked: Inbound, answer: Outbound) -> None:
    """Adding somebody who is a member already is a conflict: every first push of Okta's ends with one."""
    if asked.endpoint == "Groups" and answer.ok:
        there = set(ids(BEFORE.of(asked).get("members") or []))
        added = [one.get("value") for one in operations(asked) if verb(one) == "add" and path(one) == "members"]
        if any(there & set(ids(value)) for value in added):
            refused = scim_error(409, "is a member already", "uniqueness")
            answer.status, answer.body = refused.status, refused.body
        BEFORE.keep(answer)


BEFORE = Memory()


@on_answer("rfc", "minor", "okta", "entra", bugs=("BUG-082",))
def joins_tables_carelessly(asked: Inbound, answer: Outbound) -> None:
    """Every member of a group is listed twice: a join without distinct."""
    for group in answer.resources if asked.endpoint == "Groups" else []:
        group["members"] = [entry for entry in group.get("members") or [] for _ in range(2)]


@on_storage("rfc", "critical", "okta", "entra")
def lets_members_into_all_groups(healthy: type[Any]) -> type[Any]:
    """Whoever joins one group joins all of them: the groups share one list."""

    def spread(storage: Any, former: Any, resource: Any) -> None:
        if type(resource).__name__ == type(former).__name__ and hasattr(resource, "members"):
            for group in storage.groups():
                if group.id != resource.id:
                    known = _values(group)
                    group.members = _members(group) + [one for one in _members(resource) if one.value not in known]

    return changing_updates(spread)(healthy)


@on_storage("robustness", "major", "okta", "entra")
def loses_every_other_change(healthy: type[Any]) -> type[Any]:
    """Of two people who join one after the other the first is lost: the second change began with an older copy.

    Reads come from a replica (fleetdm/fleet#50724).
    """

    def forget(storage: Any, former: Any, resource: Any) -> None:
        joined = _values(resource) - _values(former)
        lately = storage.__dict__.setdefault("lately", {})
        before = lately.pop(resource.id, set())
        if len(joined) == 1 and before:
            resource.members = [one for one in _members(resource) if one.value not in before]
        elif len(joined) == 1:
            lately[resource.id] = joined

    return changing_updates(forget)(healthy)


@on_storage("rfc", "critical", "okta")
def empties_groups_with_strangers(healthy: type[Any]) -> type[Any]:
    """A change with a member who does not exist is refused after the members have been deleted: nobody is left."""

    def lose(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in _values(resource)):
            former.members = None
            raise InvalidValueException

    return changing_updates(lose)(healthy)


@on_storage("robustness", "major", "okta", "entra")
def crashes_on_lost_accounts(healthy: type[Any]) -> type[Any]:
    """A member who does not exist ends in a 500 (getsentry/sentry#122540 has it as "User not found")."""

    def crash(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in _values(resource)):
            raise RuntimeError("User matching query does not exist")

    return changing_updates(crash)(healthy)


# -- leavers and returners ------------------------------------------------------------------------------------------


@on_storage("idp", "critical", "okta", "entra")
def empties_groups_of_leavers(healthy: type[Any]) -> type[Any]:
    """When somebody is deactivated, the groups of that one lose all their members."""

    def empty(storage: Any, former: Any, resource: Any) -> None:
        if getattr(resource, "active", None) is False:
            for group in storage.groups():
                if resource.id in _values(group):
                    group.members = None

    return changing_updates(empty)(healthy)


@on_storage("idp", "major", "okta")
def locks_groups_of_leavers(healthy: type[Any]) -> type[Any]:
    """A group in which somebody was deactivated cannot be changed any more: one of its members is not valid."""

    def lock(storage: Any, former: Any, resource: Any) -> None:
        locked = storage.__dict__.setdefault("locked", set())
        if getattr(resource, "active", None) is False:
            locked.update(group.id for group in storage.groups() if resource.id in _values(group))
        if resource.id in locked:
            raise InvalidValueException

    return changing_updates(lock)(healthy)


@on_storage("idp", "critical", "okta")
def forgets_returners(healthy: type[Any]) -> type[Any]:
    """Who was deactivated once is not found as a member any more, active or not (getsentry/sentry#122540).

    One returner, and the whole group cannot be pushed.
    """

    def refuse(storage: Any, former: Any, resource: Any) -> None:
        gone = storage.__dict__.setdefault("gone", set())
        if getattr(resource, "active", None) is False:
            gone.add(resource.id)
        if (_values(resource) - _values(former)) & gone:
            raise NotFoundException(detail="User not found")

    return changing_updates(refuse)(healthy)


@on_storage("rfc", "critical", "okta")
def keeps_leavers_in_groups(healthy: type[Any]) -> type[Any]:
    """Who was deactivated stays in the groups, whatever is said of their members: the list is of active people only."""

    def keep(storage: Any, former: Any, resource: Any) -> None:
        users = storage._resources.get("User", {})
        left = [one for one in _members(former) if one.value in users and users[one.value].active is False]
        known = _values(resource)
        if kept := [one for one in left if one.value not in known]:
            resource.members = _members(resource) + kept

    return changing_updates(keep)(healthy)


@on_answer("rfc", "critical", "okta")
def takes_changes_of_lost_groups(asked: Inbound, answer: Outbound) -> None:
    """A change of a group that is not there is answered with success: whoever joins it has joined nothing."""
    if asked.endpoint == "Groups" and asked.method == "PATCH" and answer.status == 404:
        shown = {"schemas": [GROUP], "id": asked.resource_id, "displayName": "lost"}
        answer.status, answer.body = 200, shown
