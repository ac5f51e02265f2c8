"""Roles that follow groups: scim: and the name of a group is the role that its members have."""

from scimproof import (
    Admin,
    Blocked,
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
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.hooks import Glimpse
from scimproof.promises import shows

SUITES = ("scanner",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim", "probe")
PREFIX = "scim:"
BY_HAND = "viewer"


@scenario(given=("User", "Group"))
def a_group_has_a_role(
    story: Story,
    admin: Admin,
    probe: Probe,
    hooks: Hooks,
    directory: Directory,
    declared: Declared,
    profile: Profile,
) -> None:
    """Scanner has a role for one of two groups. Ada is in both; Grace joins the first, Ada leaves it, it is deleted."""
    _by_groups(admin, profile)
    groups = declared.endpoint("Group")
    ada, grace = (admin.employee(directory.person()) for _ in range(2))
    needed(admin.hire(ada), admin.hire(grace))
    story.ids = [ada.account_id, grace.account_id]
    staff, others = admin.staff(directory.team(), ada), admin.staff(directory.team(), ada)
    story.role, story.other = PREFIX + staff.team.name, PREFIX + others.team.name
    story.set_up = hooks.glimpse(lambda: hooks.set_option("roles", [story.role]))
    story.by_hand = hooks.glimpse(lambda: hooks.grant_role(ada.person.user_name, BY_HAND))
    story.pushed, story.pushed_other = needed(admin.push(staff)), needed(admin.push(others))
    identifier = str(staff.group_id)
    story.created = probe.read(groups, identifier)
    story.ada_has = _look(hooks, ada.person.user_name, story.role, wanted=True)
    story.grace_has_not = hooks.glimpse(lambda: hooks.roles(grace.person.user_name))
    story.joined = admin.join(staff, grace)
    story.both = probe.read(groups, identifier)
    story.grace_has = _look(hooks, grace.person.user_name, story.role, wanted=True)
    story.left = admin.leave(staff, ada)
    story.one = probe.read(groups, identifier)
    story.ada_lost = _look(hooks, ada.person.user_name, story.role, wanted=False)
    story.ada_at_last = hooks.glimpse(lambda: hooks.roles(ada.person.user_name))
    story.grace_keeps = hooks.glimpse(lambda: hooks.roles(grace.person.user_name))
    story.dropped = admin.drop(staff)
    story.gone = probe.read(groups, identifier)
    story.grace_lost = _look(hooks, grace.person.user_name, story.role, wanted=False)


@check("members-show-at-once", "SCN-03", "SCN-04")
def members_show_at_once(a_group_has_a_role: Story) -> Findings:
    """Whoever joins a group is among its members at once, and whoever leaves is not; a deleted group is gone."""
    story = a_group_has_a_role
    ada, grace = story.ids
    return [
        *succeeded(story.joined),
        *succeeded(story.left),
        *succeeded(story.dropped),
        *_members(story.created, {ada}, "the members of a group that was pushed"),
        *_members(story.both, {ada, grace}, "the members after somebody has joined"),
        *_members(story.one, {grace}, "the members after somebody has left"),
        *expect.status(story.gone, 404),
    ]


@check("role-comes-with-the-group", "SCN-03", "SCN-05")
def a_role_comes_with_the_group(a_group_has_a_role: Story) -> Findings:
    """Whoever is in a group has the role scim: and its name, five minutes later at the latest."""
    story = a_group_has_a_role
    _ = story.set_up.seen
    pushed = "Five minutes after a group was pushed, its member does not have the role of its name"
    joined = "Five minutes after somebody joined a group, the role of its name is missing"
    return [*_has(story.ada_has, story.role, True, pushed), *_has(story.grace_has, story.role, True, joined)]


@check("role-is-for-members-only", "SCN-03")
def a_role_is_for_members_only(a_group_has_a_role: Story) -> Findings:
    """Whoever is not in the group does not have the role."""
    story = a_group_has_a_role
    _ = story.set_up.seen
    return _has(story.grace_has_not, story.role, False, "Somebody who is not in the group has its role")


@check("role-goes-with-the-group", "SCN-04", "SCN-05")
def a_role_goes_with_the_group(a_group_has_a_role: Story) -> Findings:
    """Whoever leaves a group has lost its role five minutes later, and whoever stays has not."""
    story = a_group_has_a_role
    _ = story.set_up.seen
    lost = "Five minutes after somebody left a group, the role of its name is still there"
    kept = "Somebody left a group, and a member who stays lost its role"
    return [*_has(story.ada_lost, story.role, False, lost), *_has(story.grace_keeps, story.role, True, kept)]


@check("deleted-group-takes-its-role", "SCN-04", "SCN-10")
def a_deleted_group_takes_its_role(a_group_has_a_role: Story) -> Findings:
    """When a group is deleted, nobody has its role five minutes later."""
    story = a_group_has_a_role
    _ = story.set_up.seen
    message = "Five minutes after a group was deleted, a member still has its role"
    return _has(story.grace_lost, story.role, False, message)


@check("group-without-a-role-gives-nothing", "SCN-03", "SCN-06", level="should")
def a_group_without_a_role_gives_nothing(a_group_has_a_role: Story) -> Findings:
    """A group for which Scanner has no role gives none: neither one of its name, nor another."""
    story = a_group_has_a_role
    _ = story.set_up.seen
    message = "A group for which Scanner has no role gave one"
    strange = {story.other, story.other.removeprefix(PREFIX)}
    given = [role for role in story.ada_at_last.value or [] if role in strange]
    return shows(story.ada_at_last, lambda _: not given, "no synchronized role", message)


@check("role-by-hand-stays", "SCN-04", "SCN-07", level="should")
def a_role_by_hand_stays(a_group_has_a_role: Story) -> Findings:
    """A role that was given by hand, and has no prefix, stays when groups are joined and left."""
    story = a_group_has_a_role
    _ = story.by_hand.seen
    message = "A role that an admin of Scanner gave by hand was taken away when a group was left"
    return _has(story.ada_at_last, BY_HAND, True, message)


@scenario(given=("User", "Group"))
def two_groups_have_roles(story: Story, admin: Admin, hooks: Hooks, directory: Directory, profile: Profile) -> None:
    """Ada is in two groups that have roles. She leaves the first; she is switched off and on; the second gets the name
    of a third role."""
    _by_groups(admin, profile)
    hooks.require("set_option", "roles")
    ada = admin.employee(directory.person())
    login = ada.person.user_name
    needed(admin.hire(ada))
    first, second = (admin.staff(directory.team(), ada) for _ in range(2))
    third = directory.team().name
    story.roles = [PREFIX + name for name in (first.team.name, second.team.name, third)]
    hooks.set_option("roles", story.roles)
    needed(admin.push(first), admin.push(second))
    story.both = _settled(hooks, login, set(story.roles[:2]), set())
    story.left = admin.leave(first, ada)
    story.one = _settled(hooks, login, {story.roles[1]}, {story.roles[0]})
    story.dismissed = admin.dismiss(ada)
    hooks.let_time_pass()
    story.rehired = admin.rehire(ada)
    story.back = _settled(hooks, login, {story.roles[1]}, set())
    story.retitled = admin.retitle(second, third)
    story.renamed = _settled(hooks, login, {story.roles[2]}, {story.roles[1]})


@check("two-groups-give-two-roles", "SCN-03", "SCN-11")
def two_groups_give_two_roles(two_groups_have_roles: Story) -> Findings:
    """Somebody in two groups has the roles of both."""
    story = two_groups_have_roles
    message = "Somebody in two groups does not have the roles of both"
    return shows(story.both, lambda held: set(story.roles[:2]) <= set(held or []), "both roles", message)


@check("leaving-one-group-keeps-the-other-role", "SCN-04", "SCN-11")
def leaving_one_group_keeps_the_other_role(two_groups_have_roles: Story) -> Findings:
    """Whoever leaves one of two groups loses its role, and keeps that of the other."""
    story = two_groups_have_roles
    message = "Somebody left one of two groups, and does not have exactly the role of the other"
    return succeeded(story.left) + shows(
        story.one, lambda held: set(held or []) & set(story.roles) == {story.roles[1]}, story.roles[1], message
    )


@check("returner-has-the-role-again", "STY-04", "SCN-12")
def a_returner_has_the_role_again(two_groups_have_roles: Story) -> Findings:
    """Whoever is switched off and on has the roles of the groups again, five minutes later at the latest."""
    story = two_groups_have_roles
    message = "Somebody who came back does not have the role of a group that was never left"
    return succeeded(story.rehired) + _has(story.back, story.roles[1], True, message)


@check("new-name-gives-its-role", "SCN-03", "SCN-09", level="should")
def a_new_name_gives_its_role(two_groups_have_roles: Story) -> Findings:
    """When a group gets another name, its members have the role of the new name, five minutes later."""
    story = two_groups_have_roles
    _had_the_second_role(story)
    message = "A group was given another name, and its member does not have the role of that name"
    return succeeded(story.retitled) + _has(story.renamed, story.roles[2], True, message)


@check("former-name-takes-its-role", "SCN-04", "SCN-09", level="should")
def a_former_name_takes_its_role(two_groups_have_roles: Story) -> Findings:
    """When a group gets another name, the role of the former name is gone, five minutes later."""
    story = two_groups_have_roles
    _had_the_second_role(story)
    message = "A group was given another name, and its member still has the role of the former one"
    return succeeded(story.retitled) + _has(story.renamed, story.roles[1], False, message)


@scenario(given=("User", "Group"))
def a_role_is_nearly_called_so(
    story: Story, admin: Admin, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """Scanner has roles that are nearly called like a group: in capitals, with a blank, longer, or the prefix alone."""
    _by_groups(admin, profile)
    hooks.require("set_option", "roles")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    staff = admin.staff(directory.team(), ada)
    name = staff.team.name
    story.like = [PREFIX + name.upper(), f"{PREFIX} {name}"]
    story.unlike = [PREFIX, PREFIX + name[:-1], f"{PREFIX}{name}2", name]
    hooks.set_option("roles", [*story.like, *story.unlike])
    needed(admin.push(staff))
    hooks.let_time_pass()
    story.held = hooks.roles(ada.person.user_name)


@check("similar-names-give-nothing", "SCN-03", "SCN-08", level="should")
def similar_names_give_nothing(a_role_is_nearly_called_so: Story) -> Findings:
    """A role whose name only begins like that of the group, goes on after it, or lacks the prefix, is not given."""
    story = a_role_is_nearly_called_so
    given = sorted(set(story.unlike) & set(story.held.value or []))
    message = "A group gave a role that is not called like it"
    return shows(story.held, lambda _: not given, "none of these roles", message)


@check("case-makes-a-difference", "SCN-08")
def case_makes_a_difference(a_role_is_nearly_called_so: Story) -> Findings:
    """A role whose name differs from that of the group in case or blanks is not given."""
    story = a_role_is_nearly_called_so
    given = sorted(set(story.like) & set(story.held.value or []))
    return shows(story.held, lambda _: not given, "none of these roles", "Case or blanks make no difference")


def _had_the_second_role(story: Story) -> None:
    """:raises Blocked: when somebody did not have the role that is to follow a new name."""
    if story.roles[1] not in (story.back.value or []):
        raise Blocked("the role of the former name was not there before the group was given another")


def _by_groups(admin: Admin, profile: Profile) -> None:
    if profile.option("role_source") != "group.displayName":
        raise NotApplicable("roles come from users here, and not from groups")
    admin.needs_groups()


def _settled(hooks: Hooks, login: str, wanted: set[str], unwanted: set[str]) -> Seen:
    """The roles of somebody, as soon as they are what they have to be, or when the five minutes are over."""
    return hooks.settled(
        lambda: hooks.roles(login), lambda held: wanted <= set(held or []) and not unwanted & set(held or [])
    )


def _look(hooks: Hooks, login: str, role: str, *, wanted: bool) -> Glimpse:
    return hooks.glimpse(lambda: _settled(hooks, login, {role} if wanted else set(), set() if wanted else {role}))


def _has(roles: Glimpse | Seen, role: str, wanted: bool, message: str) -> list[Finding]:
    return shows(roles, lambda held: (role in (held or [])) is wanted, role if wanted else f"not {role}", message)


def _members(exchange: Exchange, expected: set[str], what: str) -> list[Finding]:
    listed = exchange.resource.get("members")
    entries = listed if isinstance(listed, list) else []
    shown = sorted(str(entry.get("value")) for entry in entries if isinstance(entry, dict))
    return expect.equal(what, sorted(expected), shown, exchange)
