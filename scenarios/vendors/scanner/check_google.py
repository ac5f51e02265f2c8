"""Google Workspace: users only. Little of its wire has been shown: nothing here is more than a recommendation."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Findings,
    Hooks,
    Probe,
    Profile,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.promises import sees, shows

SUITES = ("scanner",)
CLIENTS = ("google",)


@scenario(given="User")
def somebody_of_a_workspace(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Ada comes into the scope of the app, gets another name, leaves the scope, and comes back."""
    users = declared.endpoint("User")
    ada = admin.employee(directory.person())
    login = ada.person.user_name
    story.tested = admin.test()
    story.hired = admin.hire(ada)
    needed(story.hired)
    story.id = str(ada.account_id)
    story.created = probe.read(users, story.id)
    story.could = hooks.glimpse(lambda: hooks.sign_in(login), bool)
    story.renamed = admin.rename(ada, family_name="Lovelace")
    story.changed = probe.read(users, story.id)
    story.dismissed = admin.dismiss(ada)
    story.left = probe.read(users, story.id)
    story.can = hooks.glimpse(lambda: hooks.sign_in(login), lambda allowed: not allowed)
    story.rehired = admin.rehire(ada)
    story.back = probe.read(users, str(ada.account_id))
    story.roles = hooks.glimpse(lambda: hooks.roles(login))


@check("connection-is-accepted", "SCN-13", level="should")
def the_connection_is_accepted(somebody_of_a_workspace: Story) -> Findings:
    """The test of the connection succeeds."""
    return succeeded(somebody_of_a_workspace.tested)


@check("newcomer-is-created", "SCN-01", "SCN-13", level="should")
def a_newcomer_is_created(somebody_of_a_workspace: Story) -> Findings:
    """Whoever comes into scope is created, although Google names the schema of SCIM 1.1 as well, and can sign in."""
    return succeeded(somebody_of_a_workspace.hired)


@check("newcomer-can-sign-in", "SCN-01", "SCN-13", level="should")
def a_newcomer_can_sign_in(somebody_of_a_workspace: Story) -> Findings:
    """Whoever comes into scope can sign in to Scanner."""
    return sees(somebody_of_a_workspace.could, True, "Somebody of the Workspace cannot sign in to Scanner")


@check("new-name-is-kept", "STY-02", "SCN-13", level="should")
def a_new_name_is_kept(somebody_of_a_workspace: Story) -> Findings:
    """Another last name is what a read shows afterwards."""
    story = somebody_of_a_workspace
    return succeeded(story.renamed) + expect.kept({"name": {"familyName": "Lovelace"}}, story.changed, "name")


@check("leaver-is-inactive", "SCN-02", "SCN-13", level="should")
def a_leaver_is_inactive(somebody_of_a_workspace: Story) -> Findings:
    """Whoever leaves the scope is inactive, or not there any more."""
    story = somebody_of_a_workspace
    found, left = succeeded(story.dismissed), story.left
    if left.status == 404:
        return found
    return found + (
        expect.status(left, 200, 404) or expect.equal("active of a leaver", False, left.resource.get("active"), left)
    )


@check("leaver-cannot-sign-in", "SCN-02", "SCN-13", level="should")
def a_leaver_cannot_sign_in(somebody_of_a_workspace: Story) -> Findings:
    """Whoever leaves the scope cannot sign in to Scanner any more."""
    message = "Somebody who left the scope can still sign in to Scanner"
    return shows(somebody_of_a_workspace.can, lambda allowed: not allowed, "no", message)


@check("returner-is-active", "SCN-01", "SCN-13", level="should")
def a_returner_is_active(somebody_of_a_workspace: Story) -> Findings:
    """Whoever comes back into scope is active again."""
    story = somebody_of_a_workspace
    back = story.back
    return succeeded(story.rehired) + (
        expect.status(back, 200)
        or expect.equal("active of somebody who came back", True, back.resource.get("active"), back)
    )


@check("roles-do-not-come-with-groups", "SCN-14")
def roles_do_not_come_with_groups(somebody_of_a_workspace: Story, profile: Profile) -> Findings:
    """Google Workspace pushes no groups: where roles come from groups, nobody gets one by SCIM."""
    if profile.option("role_source") != "group.displayName":
        return None
    roles = [role for role in somebody_of_a_workspace.roles.value or [] if str(role).startswith("scim:")]
    seen = somebody_of_a_workspace.roles.seen
    return shows(seen, lambda _: not roles, "no synchronized roles", "Roles came without groups")
