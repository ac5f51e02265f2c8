"""Groups: an id for ever, a name that changes, and roles that come and go with membership."""

import uuid
from typing import Any

from scimproof import (
    Admin,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.hooks import Glimpse
from scimproof.promises import shows

SUITES = ("stytch",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim", "probe")


@scenario(given=("User", "Group"))
def a_group_lives(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """A group with Ada is pushed and gives a role; Grace joins, it gets another name, Ada leaves, it is deleted."""
    admin.needs_groups()
    groups = declared.endpoint("Group")
    ada, grace = (admin.employee(directory.person()) for _ in range(2))
    needed(admin.hire(ada), admin.hire(grace))
    story.ids = [ada.account_id, grace.account_id]
    staff, name = admin.staff(directory.team(), ada), directory.team().name
    story.pushed = needed(admin.push(staff))
    story.id = identifier = str(staff.group_id)
    story.role = role = f"role-of-{identifier}"
    story.created = probe.read(groups, identifier)
    pairs = [{"group_id": identifier, "role_id": role}]
    story.mapped = hooks.glimpse(lambda: hooks.set_option("scim_group_implicit_role_assignments", pairs))
    story.ada_has = _look(hooks, ada.person.user_name, role, wanted=True)

    story.joined = admin.join(staff, grace)
    story.both = probe.read(groups, identifier)
    story.grace_has = _look(hooks, grace.person.user_name, role, wanted=True)

    story.name, story.retitled = name, admin.retitle(staff, name)
    story.renamed = probe.read(groups, identifier)
    story.id_again = staff.group_id
    if story.mapped.shown is not None:
        hooks.let_time_pass()
    story.grace_keeps = _look(hooks, grace.person.user_name, role, wanted=True)

    story.left = admin.leave(staff, ada)
    story.one = probe.read(groups, identifier)
    story.ada_lost = _look(hooks, ada.person.user_name, role, wanted=False)

    story.dropped = admin.drop(staff)
    story.gone = probe.read(groups, identifier)
    story.grace_lost = _look(hooks, grace.person.user_name, role, wanted=False)
    story.events = hooks.glimpse(lambda: hooks.events(0))


@check("group-id-is-a-uuid", "STY-06")
def a_group_id_is_a_uuid(a_group_lives: Story) -> Findings:
    """The id of a group is a UUID."""
    story = a_group_lives
    found = expect.status(story.created, 200)
    try:
        uuid.UUID(story.id)
    except ValueError:
        found += expect.equal("the id of a group", "a UUID", story.id, story.created)
    return found


@check("group-id-outlives-its-name", "STY-06", "STY-07")
def a_group_id_outlives_its_name(a_group_lives: Story) -> Findings:
    """A group that gets another name is the same one, under the same id and with its new name."""
    story = a_group_lives
    renamed = story.renamed
    return succeeded(story.retitled) + (
        expect.status(renamed, 200)
        or [
            *expect.equal("the id of a group with another name", story.id, renamed.resource.get("id"), renamed),
            *expect.kept({"displayName": story.name}, renamed, "displayName"),
        ]
    )


@check("joining-shows-at-once", "STY-08")
def joining_shows_at_once(a_group_lives: Story) -> Findings:
    """Whoever joins a group is among its members."""
    story = a_group_lives
    return succeeded(story.joined) + _members(story.both, set(story.ids), "the members after somebody has joined")


@check("joining-gives-the-role", "STY-08", "STY-05")
def joining_gives_the_role(a_group_lives: Story) -> Findings:
    """Whoever is in a group has the role that it gives, five minutes later at the latest."""
    story = a_group_lives
    _ = story.mapped.seen
    created = "A member of a group that was created does not have its role within five minutes"
    joined = "Somebody who joined a group does not have its role within five minutes"
    return [*_has(story.ada_has, story.role, True, created), *_has(story.grace_has, story.role, True, joined)]


@check("roles-are-given-by-id", "STY-11", "STY-07")
def roles_are_given_by_id(a_group_lives: Story) -> Findings:
    """A group that gets another name goes on giving its role: what counts is its id."""
    story = a_group_lives
    _ = story.mapped.seen
    message = "A group was given another name, and a member lost the role that it gives"
    return _has(story.grace_keeps, story.role, True, message)


@check("leaving-shows-at-once", "STY-09")
def leaving_shows_at_once(a_group_lives: Story) -> Findings:
    """Whoever leaves a group is no more among its members, and whoever stays is."""
    story = a_group_lives
    return succeeded(story.left) + _members(story.one, {story.ids[1]}, "the members after somebody has left")


@check("leaving-takes-the-role", "STY-09", "STY-05")
def leaving_takes_the_role(a_group_lives: Story) -> Findings:
    """Whoever leaves a group has lost its role five minutes later."""
    story = a_group_lives
    _ = story.mapped.seen
    message = "Somebody who left a group still has its role after five minutes"
    return _has(story.ada_lost, story.role, False, message)


@check("deleted-group-is-gone", "STY-10")
def a_deleted_group_is_gone(a_group_lives: Story) -> Findings:
    """A deleted group can no longer be read."""
    return succeeded(a_group_lives.dropped) + expect.status(a_group_lives.gone, 404)


@check("deleted-group-gives-nothing", "STY-10", "STY-05")
def a_deleted_group_gives_nothing(a_group_lives: Story) -> Findings:
    """Whoever was in a group that was deleted has lost its role five minutes later."""
    story = a_group_lives
    _ = story.mapped.seen
    message = "A group was deleted, and a member still has its role after five minutes"
    return _has(story.grace_lost, story.role, False, message)


@check("groups-are-told-of", "STY-06", "STY-07", "STY-08", "STY-09", "STY-10")
def groups_are_told_of(a_group_lives: Story) -> Findings:
    """The application is told of a group: created, members added, renamed, a member taken away, deleted."""
    story = a_group_lives
    kinds = [f"scim.idp_group.{kind}" for kind in ("create", "member_add", "update", "member_delete", "delete")]

    def told_of(told: Any) -> bool:
        own = [one.get("type") for one in told or [] if one.get("subject", story.id) == story.id]
        return set(kinds) <= set(own)

    return shows(
        story.events, told_of, ", ".join(kinds), "The application was not told of everything that became of a group"
    )


def _look(hooks: Hooks, login: str, role: str, *, wanted: bool) -> Glimpse:
    """The roles of somebody, as soon as they are what they have to be, or when the five minutes are over."""
    return hooks.glimpse(
        lambda: hooks.settled(lambda: hooks.roles(login), lambda roles: (role in (roles or [])) is wanted)
    )


def _has(roles: Glimpse, role: str, wanted: bool, message: str) -> list[Finding]:
    expected = role if wanted else f"not {role}"
    return shows(roles, lambda held: (role in (held or [])) is wanted, expected, message)


def _members(exchange: Exchange, expected: set[str], what: str) -> list[Finding]:
    listed = exchange.resource.get("members")
    entries = listed if isinstance(listed, list) else []
    shown = sorted(str(entry.get("value")) for entry in entries if isinstance(entry, dict))
    return expect.equal(what, sorted(expected), shown, exchange)
