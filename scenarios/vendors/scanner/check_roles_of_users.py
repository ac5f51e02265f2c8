"""Roles that follow the roles of users, where an installation is set up so."""

from scimproof import (
    Admin,
    Directory,
    Findings,
    Hooks,
    NotApplicable,
    Profile,
    Seen,
    Story,
    check,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.promises import shows

SUITES = ("scanner",)
CLIENTS = ("probe",)
PREFIX = "scim:"


@scenario(given="User")
def somebody_has_a_role(story: Story, admin: Admin, hooks: Hooks, directory: Directory, profile: Profile) -> None:
    """Ada comes with a role for which Scanner has one; she gets another one instead, and then none."""
    if profile.option("role_source") != "user.roles":
        raise NotApplicable("roles come from groups here, and not from users")
    hooks.require("set_option", "roles")
    first, second = (directory.team().name for _ in range(2))
    story.roles = [PREFIX + first, PREFIX + second]
    hooks.set_option("roles", story.roles)
    ada = admin.employee(directory.person(), roles=[{"value": first}])
    login = ada.person.user_name
    story.hired = needed(admin.hire(ada))
    story.came = _settled(hooks, login, story.roles[0], story.roles[1])
    story.changed = admin.set(ada, roles=[{"value": second}])
    story.other = _settled(hooks, login, story.roles[1], story.roles[0])
    story.cleared = admin.set(ada, roles=None)
    story.none = hooks.settled(lambda: hooks.roles(login), lambda held: not set(story.roles) & set(held or []))


@check("role-of-a-user-comes", "SCN-03", "SCN-05")
def a_role_of_a_user_comes(somebody_has_a_role: Story) -> Findings:
    """Whoever has a role at the identity provider has that of Scanner five minutes later, and the next one likewise."""
    story = somebody_has_a_role
    came = "Five minutes after somebody came with a role, Scanner's is missing"
    other = "Five minutes after somebody got another role, Scanner's is missing"
    return [
        *shows(story.came, lambda held: story.roles[0] in (held or []), story.roles[0], came),
        *succeeded(story.changed),
        *shows(story.other, lambda held: story.roles[1] in (held or []), story.roles[1], other),
    ]


@check("role-of-a-user-goes", "SCN-04", "SCN-05")
def a_role_of_a_user_goes(somebody_has_a_role: Story) -> Findings:
    """Whoever has lost a role at the identity provider has lost Scanner's five minutes later."""
    story = somebody_has_a_role
    replaced = "Five minutes after a role was replaced by another, Scanner's is still there"
    cleared = "Five minutes after the last role was taken away, Scanner's is still there"
    return [
        *shows(story.other, lambda held: story.roles[0] not in (held or []), "only the new role", replaced),
        *succeeded(story.cleared),
        *shows(story.none, lambda held: not set(story.roles) & set(held or []), "none of them", cleared),
    ]


def _settled(hooks: Hooks, login: str, wanted: str, unwanted: str) -> Seen:
    return hooks.settled(
        lambda: hooks.roles(login), lambda held: wanted in (held or []) and unwanted not in (held or [])
    )
