"""What two groups grant stays until the last of them is left: in every form that a request can have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Seen,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)

SUITES = ("veza",)
ROLE = "Admin"

Leave = Callable[[Probe, Declared, str, str, dict[str, Any]], Exchange]


@dataclass
class Way:
    """How somebody left two groups, and what that left of the role that both grant."""

    words: str
    requests: list[Exchange] = field(default_factory=list)
    roles: list[Seen] = field(default_factory=list)


def _removing(path: str, *, by_value: bool = False) -> Leave:
    def leave(probe: Probe, declared: Declared, group: str, person: str, _: dict[str, Any]) -> Exchange:
        value = {"value": [{"value": person}]} if by_value else {}
        operation = {"op": "remove", "path": path.format(person), **value}
        return probe.patch(declared.endpoint("Group"), group, operation)

    return leave


def _replacing(probe: Probe, declared: Declared, group: str, person: str, body: dict[str, Any]) -> Exchange:
    operation = {"op": "replace", "path": "members", "value": body["members"]}
    return probe.patch(declared.endpoint("Group"), group, operation)


def _replacing_whole(probe: Probe, declared: Declared, group: str, person: str, body: dict[str, Any]) -> Exchange:
    operation = {"op": "replace", "value": {"members": body["members"]}}
    return probe.patch(declared.endpoint("Group"), group, operation)


def _putting(probe: Probe, declared: Declared, group: str, person: str, body: dict[str, Any]) -> Exchange:
    return probe.replace(declared.endpoint("Group"), group, body)


def _deleting(probe: Probe, declared: Declared, group: str, person: str, body: dict[str, Any]) -> Exchange:
    return probe.delete(declared.endpoint("Group"), group)


WAYS: dict[str, Leave] = {
    "a PATCH removed the one member, by a filter": _removing('members[value eq "{}"]'),
    "a PATCH removed the one member, by a value": _removing("members", by_value=True),
    "a PATCH removed all members": _removing("members"),
    "a PATCH replaced the members": _replacing,
    "a PATCH without a path replaced the members": _replacing_whole,
    "a PUT replaced the group": _putting,
    "the group was deleted": _deleting,
}


@scenario(given=("User", "Group"))
def groups_are_left(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """For each way to leave a group: somebody is in two that grant Admin, leaves the first, and then the second."""
    hooks.require("set_option", "roles")
    bob = probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id
    story.ways = []
    for words, leave in WAYS.items():
        way = Way(words)
        story.ways.append(way)
        person = directory.person()
        ada = probe.create(declared.endpoint("User"), as_user(person, declared)).resource_id
        teams = [directory.team(), directory.team()]
        hooks.set_option("group_roles", {team.name: [ROLE] for team in teams})
        made = [
            probe.create(declared.endpoint("Group"), as_group(team, declared, (ada, bob))).resource_id for team in teams
        ]
        _look(way, hooks, person.user_name, wanted=True)
        for number, (team, group) in enumerate(zip(teams, made, strict=True)):
            way.requests.append(leave(probe, declared, group, ada, as_group(team, declared, (bob,))))
            _look(way, hooks, person.user_name, wanted=number == 0)


@check("permission-outlives-every-way-to-leave-the-first-group", "VEZ-18", "VEZ-18b")
def a_permission_outlives_every_way_to_leave_the_first_group(groups_are_left: Story) -> Findings:
    """In whatever form a request says that somebody has left the first of two granting groups, the role stays.

    A form that Veza refuses is not promised, and not judged.
    """
    lost = "A user who left the first of two granting groups lost Admin, though the second still grants it"
    return [finding for way in _taken(groups_are_left) for finding in _is(way, 1, True, f"{lost}: {way.words}")]


@check("permission-ends-after-every-way-to-leave-the-last-group", "VEZ-18", "VEZ-18b")
def a_permission_ends_after_every_way_to_leave_the_last_group(groups_are_left: Story) -> Findings:
    """In whatever form a request says that somebody has left the last granting group, the role ends."""
    kept = "A user who left both granting groups is still Admin"
    return [finding for way in _taken(groups_are_left) for finding in _is(way, 2, False, f"{kept}: {way.words}")]


def _taken(story: Story) -> list[Way]:
    """The ways that were not refused."""
    taken = [way for way in story.ways if all(one.answer.ok for one in way.requests)]
    if not taken:
        raise NotApplicable("every way to leave a group was refused")
    return taken


def _look(way: Way, hooks: Hooks, login: str, *, wanted: bool) -> None:
    if wanted:
        hooks.let_time_pass()
    way.roles.append(hooks.settled(lambda: hooks.roles(login), lambda roles: (ROLE in (roles or [])) is wanted))


def _is(way: Way, number: int, wanted: bool, message: str) -> list[Finding]:
    seen = way.roles[number]
    if (ROLE in (seen.value or [])) is wanted:
        return []
    shown = (*expect.numbers(way.requests[:number]), *seen.exchanges)
    return [Finding(message, ROLE if wanted else f"not {ROLE}", expect.shown(seen.value), shown, cause=message)]
