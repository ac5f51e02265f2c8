"""Whoever has left a group loses its role, in every form that a request can have."""

from dataclasses import dataclass

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Seen,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.leaving import WAYS, Departure

SUITES = ("scanner",)
PREFIX = "scim:"


@dataclass
class Way:
    """How somebody left a group, and what roles that left."""

    words: str
    role: str
    before: Seen
    request: Exchange
    after: Seen


@scenario(given=("User", "Group"))
def groups_are_left(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """For each way to leave a group: somebody is in one that has a role, and leaves it."""
    if profile.option("role_source") != "group.displayName":
        raise NotApplicable("roles come from users here, and not from groups")
    hooks.require("set_option", "roles")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    bob = str(probe.create(users, as_user(directory.person(), declared)).resource_id)
    story.ways = []
    for words, leave in WAYS.items():
        person, team = directory.person(), directory.team()
        role = PREFIX + team.name
        hooks.set_option("roles", [role])
        ada = str(probe.create(users, as_user(person, declared)).resource_id)
        group = str(probe.create(groups, as_group(team, declared, (ada, bob))).resource_id)
        before = _settled(hooks, person.user_name, role, wanted=True)
        request = leave(probe, Departure(groups, group, ada, as_group(team, declared, (bob,))))
        after = _settled(hooks, person.user_name, role, wanted=False)
        story.ways.append(Way(words, role, before, request, after))


@check("role-goes-in-every-way", "SCN-04", "SCN-05", "SCN-10")
def a_role_goes_in_every_way(groups_are_left: Story) -> Findings:
    """In whatever form a request says that somebody has left a group, its role is gone five minutes later.

    A form that is refused is not promised, and not judged.
    """
    taken = [way for way in groups_are_left.ways if way.request.answer.ok and way.role in (way.before.value or [])]
    if not taken:
        raise NotApplicable("every way to leave a group was refused, or nobody had the role before")
    return [finding for way in taken for finding in _gone(way)]


def _settled(hooks: Hooks, login: str, role: str, *, wanted: bool) -> Seen:
    return hooks.settled(lambda: hooks.roles(login), lambda held: (role in (held or [])) is wanted)


def _gone(way: Way) -> list[Finding]:
    if way.role not in (way.after.value or []):
        return []
    message = f"Five minutes after somebody left a group, its role is still there: {way.words}"
    shown = (way.request.number, *way.after.exchanges)
    return [Finding(message, f"not {way.role}", expect.shown(way.after.value), shown, cause=message)]
