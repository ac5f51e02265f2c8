"""What two groups grant stays until the last of them is left, whichever product says so."""

from scimproof import Admin, Blocked, Directory, Finding, Findings, Hooks, Seen, Story, check, scenario
from scimproof.clients.admins.admin import Employee, Staff
from scimproof.clients.tasks import needed, succeeded
from scimproof.promises import sees

SUITES = ("veza",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")
ADMIN = "Admin"


@scenario(given=("User", "Group"))
def two_groups_are_left(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """Ada is in two groups that both grant Admin. She leaves the first, then the second."""
    ada, first, second = _twice_granted(admin, hooks, directory)
    story.had = _admin(hooks, ada, wanted=True)
    story.left_first = admin.leave(first, ada)
    story.after_first = _admin(hooks, ada, wanted=True)
    story.left_second = admin.leave(second, ada)
    story.after_second = _admin(hooks, ada, wanted=False)


@scenario(given=("User", "Group"))
def two_groups_are_deleted(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """Ada is in two groups that both grant Admin. The first is deleted, then the second."""
    ada, first, second = _twice_granted(admin, hooks, directory)
    story.dropped_first = admin.drop(first)
    story.after_first = _admin(hooks, ada, wanted=True)
    story.dropped_second = admin.drop(second)
    story.after_second = _admin(hooks, ada, wanted=False)


@scenario(given=("User", "Group"))
def somebody_pauses(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """Ada is in two groups that both grant Admin. The app is taken from her, and given again."""
    ada, _, _ = _twice_granted(admin, hooks, directory)
    if ADMIN not in (_admin(hooks, ada, wanted=True).value or []):
        raise Blocked("whoever is in two groups that grant Admin has never been Admin")
    story.dismissed = admin.dismiss(ada)
    story.can = hooks.settled(lambda: hooks.sign_in(ada.person.user_name), lambda allowed: not allowed)
    story.rehired = admin.rehire(ada)
    story.back = _admin(hooks, ada, wanted=True)


@check("two-groups-grant-together", "VEZ-17")
def two_groups_grant_together(two_groups_are_left: Story) -> Findings:
    """Somebody in two groups that both grant Admin is Admin."""
    return _is(two_groups_are_left.had, True, "Somebody in two groups that both grant Admin is not Admin")


@check("permission-outlives-the-first-group", "VEZ-18")
def a_permission_outlives_the_first_group(two_groups_are_left: Story) -> Findings:
    """Whoever leaves the first of two groups that grant Admin stays Admin."""
    story = two_groups_are_left
    message = "A user who left the first of two granting groups lost Admin, though the second still grants it"
    return succeeded(story.left_first) + _is(story.after_first, True, message)


@check("permission-ends-with-the-last-group", "VEZ-18")
def a_permission_ends_with_the_last_group(two_groups_are_left: Story) -> Findings:
    """Whoever has left both groups that grant Admin is Admin no more."""
    story = two_groups_are_left
    message = "A user who left both granting groups is still Admin, though nothing grants it any more"
    return succeeded(story.left_second) + _is(story.after_second, False, message)


@check("permission-outlives-a-deleted-group", "VEZ-18", "VEZ-18b")
def a_permission_outlives_a_deleted_group(two_groups_are_deleted: Story) -> Findings:
    """When the first of two groups that grant Admin is deleted, their member stays Admin."""
    story = two_groups_are_deleted
    message = "The first of two granting groups was deleted, and its member lost Admin, though the second grants it"
    return succeeded(story.dropped_first) + _is(story.after_first, True, message)


@check("permission-ends-with-the-last-deleted-group", "VEZ-18", "VEZ-18b")
def a_permission_ends_with_the_last_deleted_group(two_groups_are_deleted: Story) -> Findings:
    """When both groups that grant Admin are deleted, nobody is Admin by them."""
    story = two_groups_are_deleted
    message = "Both granting groups were deleted, and their member is still Admin"
    return succeeded(story.dropped_second) + _is(story.after_second, False, message)


@check("leaver-with-permissions-is-out", "VEZ-12", "VEZ-18b")
def a_leaver_with_permissions_is_out(somebody_pauses: Story) -> Findings:
    """Whoever loses the app cannot sign in, however many groups grant something."""
    story = somebody_pauses
    message = "A leaver can still sign in as Admin, because groups still grant it"
    return succeeded(story.dismissed) + sees(story.can, False, message)


@check("returner-has-the-permission-again", "VEZ-18", "VEZ-18b")
def a_returner_has_the_permission_again(somebody_pauses: Story) -> Findings:
    """Whoever gets the app again is Admin again: no granting group was left."""
    story = somebody_pauses
    message = "A user who came back is not Admin any more, though both granting groups still have the user"
    return succeeded(story.rehired) + _is(story.back, True, message)


def _twice_granted(admin: Admin, hooks: Hooks, directory: Directory) -> tuple[Employee, Staff, Staff]:
    """Somebody in two groups that both grant Admin, as an operator has set it up."""
    admin.needs_groups()
    hooks.require("set_option", "roles", "sign_in")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    first, second = (admin.staff(directory.team(), ada) for _ in range(2))
    hooks.set_option("group_roles", {first.team.name: [ADMIN], second.team.name: [ADMIN]})
    needed(admin.push(first), admin.push(second))
    return ada, first, second


def _admin(hooks: Hooks, somebody: Employee, *, wanted: bool) -> Seen:
    """The roles of somebody, once they are what they have to be."""
    login = somebody.person.user_name
    if wanted:
        hooks.let_time_pass()  # what must not end has to be there when every effect has shown
    return hooks.settled(lambda: hooks.roles(login), lambda roles: (ADMIN in (roles or [])) is wanted)


def _is(seen: Seen, wanted: bool, message: str) -> list[Finding]:
    held = ADMIN in (seen.value or [])
    return [] if held is wanted else seen.is_([ADMIN] if wanted else [], message)
