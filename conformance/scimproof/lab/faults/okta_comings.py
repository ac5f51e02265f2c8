"""Servers that lose members of the groups that Okta pushes, or take in the wrong ones, when people come and go."""

from __future__ import annotations

from typing import Any

from scim2_models import InvalidValueException, NotFoundException

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.members import changing_updates, members, values
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Memory, Operation, ids, operations, path, rewrite, verb

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
                    known = values(group)
                    group.members = members(group) + [one for one in members(resource) if one.value not in known]

    return changing_updates(spread)(healthy)


@on_storage("rfc", "critical", "okta", "entra", bugs=("BUG-081",))
def miscounts_when_several_leave(healthy: type[Any]) -> type[Any]:
    """Those who leave together are deleted by their positions, which shift: the wrong ones go (fusionauth-issues#2834).

    Somebody may join in the same request.
    """

    def shift(storage: Any, former: Any, resource: Any) -> None:
        kept, there = values(resource), members(former)
        doomed = [at for at, member in enumerate(there) if member.value not in kept]
        joined = [member for member in members(resource) if member.value not in values(former)]
        if len(doomed) > 1 and kept:
            for at in doomed:
                del there[at : at + 1]
            resource.members = there + joined

    return changing_updates(shift)(healthy)


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-138",))
def shows_a_hundred_members(asked: Inbound, answer: Outbound) -> None:
    """A group shows a hundred members at most: a limit of the query that nobody had in mind."""
    for group in answer.resources if asked.endpoint == "Groups" else []:
        group["members"] = (group.get("members") or [])[:100]


@on_storage("rfc", "critical", "okta", "entra", bugs=("BUG-138",))
def removes_from_the_first_hundred(healthy: type[Any]) -> type[Any]:
    """When somebody leaves a large group, a hundred members are read, and written back without the leaver."""

    def cut(storage: Any, former: Any, resource: Any) -> None:
        if 100 < len(members(resource)) < len(members(former)):
            resource.members = members(resource)[:100]

    return changing_updates(cut)(healthy)


@on_answer("rfc", "major", "okta", bugs=("BUG-059",))
def wants_members_to_change(asked: Inbound, answer: Outbound) -> None:
    """A replace of the members by the same ones is refused: there is nothing to change."""
    if asked.endpoint != "Groups" or not answer.ok:
        return
    there = set(ids(KNOWN.of(asked).get("members") or []))
    for operation in operations(asked):
        if verb(operation) == "replace" and path(operation) == "members" and there == set(ids(operation["value"])):
            refused = scim_error(400, "there is nothing to change", "invalidValue")
            answer.status, answer.body = refused.status, refused.body
    KNOWN.keep(answer)


KNOWN = Memory()


@on_storage("robustness", "major", "okta", "entra", bugs=("BUG-131",))
def loses_every_fourth_change(healthy: type[Any]) -> type[Any]:
    """Every fourth change of a group is answered with success, and written over by one that began with an older copy.

    Reads come from a replica that lags behind (fleetdm/fleet#50724).
    """

    class Lagging(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            changes = self.__dict__.setdefault("changes", {})
            changes[resource.id] = changes.get(resource.id, 0) + 1
            if resource_type.name == "Group" and changes[resource.id] % 4 == 0:
                return self.get(resource_type, resource.id)
            return super().update(resource_type, resource, expected_version=expected_version)

    return Lagging


@on_storage("rfc", "critical", "okta")
def empties_groups_with_strangers(healthy: type[Any]) -> type[Any]:
    """A change with a member who does not exist is refused after the members have been deleted: nobody is left."""

    def lose(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in values(resource)):
            former.members = None
            raise InvalidValueException

    return changing_updates(lose)(healthy)


@on_storage("robustness", "major", "okta", "entra")
def crashes_on_lost_accounts(healthy: type[Any]) -> type[Any]:
    """A member who does not exist ends in a 500 (getsentry/sentry#122540 has it as "User not found")."""

    def crash(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in values(resource)):
            raise RuntimeError("User matching query does not exist")

    return changing_updates(crash)(healthy)


@on_request("rfc", "critical", "okta", "entra")
def takes_in_the_first_who_joins(asked: Inbound) -> Outbound | None:
    """Of several members in one add the first becomes one, and the answer is a success."""

    def first(operation: Operation) -> list[Operation]:
        several = operation.get("value")
        if verb(operation) == "add" and path(operation) == "members" and isinstance(several, list):
            return [{**operation, "value": several[:1]}]
        return [operation]

    rewrite(asked, first)
    return None


# -- leavers and returners ------------------------------------------------------------------------------------------


@on_storage("idp", "critical", "okta", "entra")
def empties_groups_of_leavers(healthy: type[Any]) -> type[Any]:
    """When somebody is deactivated, the groups of that one lose all their members."""

    def empty(storage: Any, former: Any, resource: Any) -> None:
        if getattr(resource, "active", None) is False:
            for group in storage.groups():
                if resource.id in values(group):
                    group.members = None

    return changing_updates(empty)(healthy)


@on_storage("idp", "major", "okta")
def locks_groups_of_leavers(healthy: type[Any]) -> type[Any]:
    """A group in which somebody was deactivated cannot be changed any more: one of its members is not valid."""

    def lock(storage: Any, former: Any, resource: Any) -> None:
        locked = storage.__dict__.setdefault("locked", set())
        if getattr(resource, "active", None) is False:
            locked.update(group.id for group in storage.groups() if resource.id in values(group))
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
        if (values(resource) - values(former)) & gone:
            raise NotFoundException(detail="User not found")

    return changing_updates(refuse)(healthy)


@on_storage("rfc", "critical", "okta")
def keeps_leavers_in_groups(healthy: type[Any]) -> type[Any]:
    """Who was deactivated stays in the groups, whatever is said of their members: the list is of active people only."""

    def keep(storage: Any, former: Any, resource: Any) -> None:
        users = storage._resources.get("User", {})
        left = [one for one in members(former) if one.value in users and users[one.value].active is False]
        known = values(resource)
        if kept := [one for one in left if one.value not in known]:
            resource.members = members(resource) + kept

    return changing_updates(keep)(healthy)
