"""The app of the single sign-on catalogue: it provisions users, and no groups."""

from scimproof import (
    AssignedGroup,
    Directory,
    Finding,
    Findings,
    Hooks,
    Profile,
    Story,
    check,
    scenario,
    succeeded,
)
from scimproof.clients.admins import OktaAdmin
from scimproof.promises import account_of, has, sees

SUITES = ("vanta-okta",)
CLIENTS = ("okta-oin", "okta-aiw")


@scenario(given="User")
def nobody_pushes_groups(story: Story, admin: OktaAdmin, hooks: Hooks, directory: Directory, profile: Profile) -> None:
    """Push Groups is not set up. Ada is assigned by a group, gets another name, loses the app and gets it again."""
    okta, role = admin.okta, profile.option("role_attribute")
    story.wanted = profile.option("lesser_role")
    editors = AssignedGroup("Vanta-Editors", 1, {role: story.wanted})
    ada = admin.employee(directory.person())
    name = ada.person.user_name
    story.tasks = [
        okta.test_credentials(groups=False),
        okta.assign(ada.known, editors),
        admin.rename(ada, family_name="Alone"),
        admin.dismiss(ada),
        okta.reassign(ada.known, editors),
    ]
    story.account = account_of(hooks, name, active=True, managed=True)
    story.roles = hooks.glimpse(lambda: hooks.roles(name), lambda roles: roles == [story.wanted])


@check("users-need-no-groups", "VAN-25")
def users_need_no_groups(nobody_pushes_groups: Story) -> Findings:
    """Users are provisioned, changed, deactivated and reactivated without any request about groups."""
    # What comes after a task that failed is a consequence.
    found = next((succeeded(task) for task in nobody_pushes_groups.tasks if not task.succeeded), [])
    asked = [
        exchange.number
        for task in nobody_pushes_groups.tasks
        for exchange in task.exchanges
        if "/Groups" in exchange.request.path
    ]
    if asked:
        message = "A request about groups was needed to provision a user"
        found.append(Finding(message, "requests about users alone", "/Groups", tuple(asked), cause=message))
    return found


@check("roles-need-no-groups", "VAN-25", "VAN-05")
def roles_need_no_groups(nobody_pushes_groups: Story) -> Findings:
    """Somebody who is provisioned without any pushed group has an account in Vanta, and the role that was sent."""
    story = nobody_pushes_groups
    message = "Somebody who is in no pushed group has no active account in Vanta"
    return has(story.account, "active", True, message) or sees(
        story.roles, [story.wanted], "Somebody who is in no pushed group does not have the role that was sent"
    )
