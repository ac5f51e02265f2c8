"""Entra without the flag aadOptscim062020 in the tenant URL: Vault documents that it refuses what is sent then."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Profile,
    Story,
    check,
    needed,
    scenario,
)
from scimproof.vaults import as_documented, members, refused, stays

SUITES = ("vault",)
CLIENTS = ("entra",)


@scenario(given="User")
def somebody_leaves_a_tenant_without_the_flag(
    story: Story, admin: Admin, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Ada is assigned and unassigned; Entra sends "False" as a text."""
    admin, users = as_documented(admin, profile), declared.endpoint("User")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    identifier = str(ada.account_id)
    story.dismissed = admin.dismiss(ada)
    story.after = probe.read(users, identifier)


@check("text-boolean-is-refused", "VLT-27")
def a_text_is_refused(somebody_leaves_a_tenant_without_the_flag: Story) -> Findings:
    """The text "False" is refused with 400, and the user stays active: nobody is half switched off."""
    story = somebody_leaves_a_tenant_without_the_flag
    message = "A text as active is taken, though Vault documents that it refuses it"
    found = refused(story.dismissed.sent("PATCH"), message, 400)
    return found + stays("after the refused PATCH", {"active": True}, story.after, "active")


@check("what-an-admin-reads-of-a-leaver", "VLT-27", level="may")
def what_an_admin_reads(somebody_leaves_a_tenant_without_the_flag: Story) -> Findings:
    """What the admin of a tenant without the flag reads when somebody leaves is recorded."""
    task = somebody_leaves_a_tenant_without_the_flag.dismissed
    told = task.error or "nothing: the task counts as done"
    return Finding(
        f"A leaver keeps access as long as the tenant URL lacks the flag. The admin reads: {told}",
        "the flag aadOptscim062020 in the tenant URL",
        f"{task.last.status}",
        (task.last.number,),
        grade=Outcome.NOTE,
    )


@scenario(given=("User", "Group"))
def a_group_without_the_flag(
    story: Story, admin: Admin, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """A group of Ada is assigned, and Ada leaves it: operations begin with a capital, and members stand in a list."""
    admin, groups = as_documented(admin, profile), declared.endpoint("Group")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    team = admin.staff(directory.team(), ada)
    story.pushed = admin.push(team)
    story.after_push = probe.read(groups, str(team.group_id))
    story.left = admin.leave(team, ada)
    story.after_leave = probe.read(groups, str(team.group_id))


@check("memberships-are-recorded", "VLT-44", level="may")
def memberships_are_recorded(a_group_without_the_flag: Story) -> Findings:
    """Whether memberships arrive without the flag is recorded: capitals and lists of members are not documented."""
    story = a_group_without_the_flag
    arrived, gone = bool(members(story.after_push)), not members(story.after_leave)
    told = f"joining {'works' if arrived else 'fails'}, leaving {'works' if arrived and gone else 'fails'}"
    numbers = (story.after_push.number, story.after_leave.number)
    return Finding(f"Without the flag {told}", "not documented", told, numbers, grade=Outcome.NOTE)
