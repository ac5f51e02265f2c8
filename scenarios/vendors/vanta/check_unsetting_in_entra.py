"""Microsoft Entra ID cannot unset an attribute: what is cleared there stays in Vanta."""

from scimproof import (
    Admin,
    Blocked,
    Directory,
    Finding,
    Findings,
    Hooks,
    Probe,
    Profile,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed
from scimproof.outcome import HarnessFault
from scimproof.promises import sees

SUITES = ("vanta",)
CLIENTS = ("entra", "entra-optscim")


@scenario(given="User")
def a_role_is_cleared(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """Ada has a privileged role. In Entra the property that it comes from is cleared, and the next cycles run; in one
    of them she gets another name. Entra sends a PATCH for the name, and nothing that says anything of the role."""
    role, high = profile.option("role_attribute"), profile.option("admin_role")
    ada = admin.employee(directory.person(), **{role: high})
    name = ada.person.user_name
    story.role, story.high = role, high
    needed(admin.hire(ada))
    story.before = probe.read("/Users", str(ada.account_id))
    story.granted = hooks.glimpse(lambda: hooks.roles(name), lambda roles: roles == [high])
    story.cleared = [admin.set(ada, **{role: None}), admin.rename(ada, family_name="Cleared")]
    story.after = probe.read("/Users", str(ada.account_id))
    hooks.glimpse(lambda: hooks.account(name), lambda account: (account or {}).get("name", "").endswith("Cleared"))
    story.roles = hooks.glimpse(lambda: hooks.roles(name))


@check("cleared-role-stays-in-the-directory", "VAN-07")
def a_cleared_role_stays_in_the_directory(a_role_is_cleared: Story) -> Findings:
    """Clearing the role in Entra takes nothing away: no request is sent that would, and the directory still has it.

    An admin who wants to take a privileged role away maps the id of the employee role for whoever has no other.
    """
    story = a_role_is_cleared
    _nothing_is_sent(story)
    needed(*story.cleared)
    before = expect.lookup(story.before.resource, story.role)
    after = expect.lookup(story.after.resource, story.role)
    if before is None or before == after:
        return []
    message = f"{story.role} is gone, although Entra sent nothing of it"
    return [Finding(message, str(before), expect.shown(after), (story.after.number,), cause=message)]


@check("cleared-role-stays-in-vanta", "VAN-07", "VAN-08")
def a_cleared_role_stays_in_vanta(a_role_is_cleared: Story) -> Findings:
    """Clearing a privileged role in Entra does not lower anybody: send the id of the employee role instead.

    Entra cannot unset an attribute, so it sends nothing at all, and Vanta keeps the role. The way out is a mapping that
    always has a value: an expression that gives the id of the employee role to whoever has no other.
    """
    story = a_role_is_cleared
    _nothing_is_sent(story)
    if story.granted.value != [story.high]:
        raise Blocked("the role was not granted, which role-is-granted tells of")
    message = "A role that Entra said nothing about has changed in Vanta: an explicit employee role is not the only way"
    return sees(story.roles, [story.high], message)


def _nothing_is_sent(story: Story) -> None:
    """That Entra sends nothing of what was cleared is a property of the client that is played, not of the target."""
    for task in story.cleared:
        for exchange in task.exchanges:
            if story.role.encode() in exchange.request.body:
                raise HarnessFault(f"Entra sends nothing of what was cleared, but {exchange.label} does")
