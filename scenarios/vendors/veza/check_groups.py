"""Groups that are pushed: each is a team, and grants what an operator has mapped it to."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    Probe,
    Seen,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.hooks import Glimpse
from scimproof.promises import sees, shows

SUITES = ("veza",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")
ROLES = ["access reviewer", "viewer"]


@scenario(given=("User", "Group"))
def a_team_is_pushed(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """A group with Ada is pushed and grants two roles; Grace joins, Ada leaves, and the group is deleted."""
    admin.needs_groups()
    groups = declared.endpoint("Group")
    ada, grace = (admin.employee(directory.person()) for _ in range(2))
    needed(admin.hire(ada), admin.hire(grace))
    staff = admin.staff(directory.team(), ada)
    name = staff.team.name
    story.mapped = hooks.glimpse(lambda: hooks.set_option("group_roles", {name: ROLES}))
    story.pushed = needed(admin.push(staff))
    story.ids = [ada.account_id, grace.account_id]
    story.name, story.created = name, probe.read(groups, str(staff.group_id))
    story.team = hooks.glimpse(lambda: hooks.team(name), bool)
    story.joined = admin.join(staff, grace)
    story.both = probe.read(groups, str(staff.group_id))
    story.grants = hooks.glimpse(lambda: _roles(hooks, grace.person.user_name, ROLES))
    story.left = admin.leave(staff, ada)
    story.one = probe.read(groups, str(staff.group_id))
    story.lost = hooks.glimpse(lambda: _roles(hooks, ada.person.user_name, []))
    story.stayed = hooks.glimpse(lambda: hooks.roles(grace.person.user_name))
    identifier = str(staff.group_id)
    story.before = [probe.read(declared.endpoint("User"), one) for one in story.ids]
    story.dropped = admin.drop(staff)
    story.gone = probe.read(groups, identifier)
    story.people = [probe.read(declared.endpoint("User"), one) for one in story.ids]
    story.no_team = hooks.glimpse(lambda: hooks.team(name), lambda team: not team)
    story.nothing = hooks.glimpse(lambda: _roles(hooks, grace.person.user_name, []))


@check("pushed-group-is-created", "VEZ-14")
def a_pushed_group_is_created(a_team_is_pushed: Story) -> Findings:
    """A pushed group is there, under its name."""
    created = a_team_is_pushed.created
    named = {"displayName": a_team_is_pushed.name}
    return expect.status(created, 200) or expect.kept(named, created, "displayName")


@check("pushed-group-becomes-a-team", "VEZ-14")
def a_pushed_group_becomes_a_team(a_team_is_pushed: Story) -> Findings:
    """A pushed group is a team of its name in Veza."""
    return shows(a_team_is_pushed.team, bool, "a team of this name", "There is no team of the name of a pushed group")


@check("members-are-kept", "VEZ-17")
def members_are_kept(a_team_is_pushed: Story) -> Findings:
    """Whoever joins a group is among its members, and whoever leaves is not."""
    story = a_team_is_pushed
    ada, grace = story.ids
    return [
        *succeeded(story.joined),
        *succeeded(story.left),
        *_members(story.both, {ada, grace}, "the members after somebody has joined"),
        *_members(story.one, {grace}, "the members after somebody has left"),
    ]


@check("who-joins-gets-the-roles", "VEZ-17")
def who_joins_gets_the_roles(a_team_is_pushed: Story) -> Findings:
    """Whoever joins a group gets every role that the group is mapped to."""
    message = "Somebody joined a group, and does not have the roles that it grants"
    return _held(a_team_is_pushed, a_team_is_pushed.grants, ROLES, message)


@check("who-leaves-loses-the-roles", "VEZ-17")
def who_leaves_loses_the_roles(a_team_is_pushed: Story) -> Findings:
    """Whoever leaves a group loses the roles that it granted, and whoever stays keeps them."""
    story = a_team_is_pushed
    lost = "Somebody left the only group that grants a role, and still has the role"
    kept = "Somebody else left a group, and a member who stays lost its roles"
    had = set(story.grants.value or [])
    return [
        *_held(story, story.lost, [], lost),
        *shows(story.stayed, lambda held: had <= set(held or []), ", ".join(sorted(had)), kept),
    ]


@check("deleted-group-is-gone", "VEZ-16")
def a_deleted_group_is_gone(a_team_is_pushed: Story) -> Findings:
    """A deleted group can no longer be read, and its people are as they were."""
    story = a_team_is_pushed
    found = succeeded(story.dropped) + expect.status(story.gone, 404)
    for before, person in zip(story.before, story.people, strict=True):
        was, active = before.resource.get("active"), person.resource.get("active")
        found += expect.status(person, 200, why="people outlive their groups") or expect.equal(
            "active of somebody whose group was deleted", was, active, before, person
        )
    return found


@check("deleted-group-is-no-team", "VEZ-16")
def a_deleted_group_is_no_team(a_team_is_pushed: Story) -> Findings:
    """The team of a deleted group is gone from Veza."""
    story = a_team_is_pushed
    return shows(story.no_team, lambda team: not team, "no team", "The team of a deleted group is still there")


@check("deleted-group-grants-nothing", "VEZ-17", "VEZ-16")
def a_deleted_group_grants_nothing(a_team_is_pushed: Story) -> Findings:
    """Nobody has a role any more that only a deleted group granted."""
    message = "A group was deleted, and its last member still has the roles that only it granted"
    return _held(a_team_is_pushed, a_team_is_pushed.nothing, [], message)


def _roles(hooks: Hooks, login: str, expected: list[str]) -> Seen:
    return hooks.settled(lambda: hooks.roles(login), lambda roles: sorted(roles or []) == sorted(expected))


def _held(story: Story, roles: Glimpse, expected: list[str], message: str) -> list[Finding]:
    """What is granted, where an operator could say what a group grants."""
    _ = story.mapped.seen
    return sees(roles, expected, message)


def _members(exchange: Exchange, expected: set[str], what: str) -> list[Finding]:
    listed = exchange.resource.get("members")
    entries = listed if isinstance(listed, list) else []
    shown = sorted(str(entry.get("value")) for entry in entries if isinstance(entry, dict))
    return expect.equal(what, sorted(expected), shown, exchange)
