"""Servers that lose members of the groups that Entra ID fills, one request for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_models import InvalidValueException

from scimproof.lab.faults.mechanism import on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, ids, operations, path, rewrite, verb

Storing = Callable[[Any, Any, Any], None]


def _members(group: Any) -> list[Any]:
    return list(getattr(group, "members", None) or [])


def _values(group: Any) -> set[str]:
    return {member.value for member in _members(group)}


def _named(operation: Operation) -> list[str]:
    """Whom an operation names, in its value or in the filter of its path."""
    filtered = path(operation).partition('members[value eq "')[2].rstrip('"]')
    return [filtered] if filtered else list(ids(operation.get("value")))


def _before_storing(change: Storing) -> Callable[[type[Any]], type[Any]]:
    """A storage that lets ``change(storage, former, resource)`` have its way before something is stored again."""

    def derive(healthy: type[Any]) -> type[Any]:
        class Changed(healthy):  # type: ignore[misc]
            def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
                change(self, self._stored(resource_type, resource.id), resource)
                return super().update(resource_type, resource, expected_version=expected_version)

        return Changed

    return derive


# -- joining --------------------------------------------------------------------------------------------------------


@on_request("idp", "critical", "entra", "okta")
def answers_known_members_with_409(asked: Inbound) -> Outbound | None:
    """Adding somebody who is a member already is a conflict.

    Entra adds again whatever it got no answer to, and fails in every cycle (simpleidserver/SimpleIdServer#245).
    """
    there = set(ids(asked.stored.get("members"))) if asked.endpoint == "Groups" and operations(asked) else set()
    for operation in operations(asked):
        if verb(operation) == "add" and path(operation) == "members" and there & set(_named(operation)):
            return scim_error(409, "is a member already", "uniqueness")
    return None


@on_request("rfc", "major", "entra")
def adds_one_member_only(asked: Inbound) -> Outbound | None:
    """Of several members who are added in one request the first one is taken in.

    Gallery applications get a hundred in one (FusionAuth/fusionauth-issues#1761).
    """

    def first(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if verb(operation) == "add" and path(operation) == "members" and isinstance(value, list):
            return [{**operation, "value": value[:1]}]
        return [operation]

    rewrite(asked, first)
    return None


@on_storage("robustness", "critical", "entra", bugs=("BUG-131",))
def writes_older_copies_back(healthy: type[Any]) -> type[Any]:
    """A PATCH reads the group, changes its list and writes it back; of two that overlap the first one is lost.

    Entra does not wait for one before it sends the next (Infisical/infisical#6471, grokability/snipe-it#19115). Here
    every second one who joins undoes the one before, and so does every second one who leaves.
    """

    def undo(storage: Any, former: Any, resource: Any) -> None:
        joined, left = _values(resource) - _values(former), _values(former) - _values(resource)
        if len(joined) + len(left) != 1:
            return
        overlapping, key = storage.__dict__.setdefault("overlapping", {}), (resource.id, bool(joined))
        if key not in overlapping:
            overlapping[key] = (joined, [one for one in _members(former) if one.value in left])
            return
        came, went = overlapping.pop(key)
        known = _values(resource)
        kept = [one for one in _members(resource) if one.value not in came]
        resource.members = kept + [one for one in went if one.value not in known] or None

    return _before_storing(undo)(healthy)


@on_request("rfc", "major", "entra", "okta")
def refuses_to_replace_members(asked: Inbound) -> Outbound | None:
    """Members can be added and removed, and not replaced, which is how Microsoft's validator adds them: 501."""
    replaced = any(verb(one) == "replace" and path(one) == "members" for one in operations(asked))
    return scim_error(501, "not implemented") if replaced else None


# -- leaving --------------------------------------------------------------------------------------------------------


@on_request("idp", "critical", "entra", bugs=("BUG-077",))
def empties_groups_of_one_leaver(asked: Inbound) -> Outbound | None:
    """Whoever is named in a remove of members, all of them go.

    By the letter of the RFC a remove has no value. Entra names the leaver there (Captain-P-Goldfish/SCIM-SDK#149,
    pond/scimitar#43, apache/directory-scimple#447).
    """
    rewrite(
        asked,
        lambda operation: (
            [{"op": "remove", "path": "members"}]
            if verb(operation) == "remove" and path(operation).startswith("members")
            else [operation]
        ),
    )
    return None


@on_request("idp", "critical", "entra")
def wants_filters_for_leavers(asked: Inbound) -> Outbound | None:
    """A remove of members with a list of values is refused: the RFC has none there.

    Without the flag, which not every admin knows, nobody ever leaves a group (thomaspoignant/scim-patch#959).
    """
    for operation in operations(asked):
        if verb(operation) == "remove" and path(operation) == "members" and operation.get("value"):
            return scim_error(400, "a remove has no value", "invalidValue")
    return None


@on_request("robustness", "major", "entra", "okta", bugs=("BUG-078",))
def misses_who_has_left(asked: Inbound) -> Outbound | None:
    """Removing somebody who is no member is a 404, in whichever form it comes."""
    there = set(ids(asked.stored.get("members"))) if asked.endpoint == "Groups" and operations(asked) else set()
    for operation in operations(asked):
        if verb(operation) == "remove" and set(_named(operation)) - there:
            return scim_error(404, "there is no such member")
    return None


# -- strangers ------------------------------------------------------------------------------------------------------


@on_storage("robustness", "major", "entra", "okta")
def crashes_on_members_it_does_not_know(healthy: type[Any]) -> type[Any]:
    """A member who does not exist ends in a 500.

    Entra takes it for an outage, and sends the same again every twenty minutes (lightdash/lightdash#24458).
    """

    def crash(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in _values(resource)):
            raise RuntimeError("insert or update on table memberships violates foreign key constraint")

    return _before_storing(crash)(healthy)


@on_storage("robustness", "critical", "entra", "okta")
def clears_before_it_checks(healthy: type[Any]) -> type[Any]:
    """A change is refused for a member who does not exist, after the former members have been deleted."""

    def clear(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in _values(resource)):
            former.members = None
            raise InvalidValueException

    return _before_storing(clear)(healthy)


# -- leavers --------------------------------------------------------------------------------------------------------


@on_storage("idp", "critical", "entra", "okta")
def disbands_groups_of_leavers(healthy: type[Any]) -> type[Any]:
    """When somebody is disabled, the groups of that one lose all their members."""

    def disband(storage: Any, former: Any, resource: Any) -> None:
        if getattr(resource, "active", None) is False:
            for group in storage.groups():
                if resource.id in _values(group):
                    group.members = None

    return _before_storing(disband)(healthy)
