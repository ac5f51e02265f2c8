"""What two groups grant stays until the last of them is left: in every form that a request can have."""

from dataclasses import dataclass, field

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
from scimproof.leaving import WAYS, Departure

SUITES = ("veza",)
ROLE = "Admin"


@dataclass
class Way:
    """How somebody left two groups, and what that left of the role that both grant."""

    words: str
    requests: list[Exchange] = field(default_factory=list)
    roles: list[Seen] = field(default_factory=list)


@scenario(given=("User", "Group"))
def groups_are_left(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """For each way to leave a group: somebody is in two that grant Admin, leaves the first, and then the second."""
    hooks.require("set_option", "roles")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    bob = str(probe.create(users, as_user(directory.person(), declared)).resource_id)
    story.ways = []
    for words, leave in WAYS.items():
        way, person = Way(words), directory.person()
        story.ways.append(way)
        ada = str(probe.create(users, as_user(person, declared)).resource_id)
        teams = [directory.team(), directory.team()]
        hooks.set_option("group_roles", {team.name: [ROLE] for team in teams})
        made = [probe.create(groups, as_group(team, declared, (ada, bob))).resource_id for team in teams]
        _look(way, hooks, person.user_name, wanted=True)
        for number, (team, group) in enumerate(zip(teams, made, strict=True)):
            departure = Departure(groups, str(group), ada, as_group(team, declared, (bob,)))
            way.requests.append(leave(probe, departure))
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
