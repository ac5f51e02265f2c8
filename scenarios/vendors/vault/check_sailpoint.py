"""SailPoint: full discovery, aggregation, and what becomes of a change of attributes."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    needed,
    scenario,
    succeeded,
)
from scimproof.clients.admins.sailpoint import SailPointAdmin
from scimproof.outcome import Blocked
from scimproof.vaults import stays

SUITES = ("vault",)
CLIENTS = ("sailpoint",)


def _sailpoint(admin: Admin) -> SailPointAdmin:
    if not isinstance(admin, SailPointAdmin):
        raise Blocked("this is played with SailPoint alone")
    return admin


@scenario(given=("User", "Group"))
def a_source_is_connected(story: Story, admin: Admin, directory: Directory, declared: Declared) -> None:
    """The connection is tested; two accounts and a group are made, aggregated, and one account is deleted."""
    admin = _sailpoint(admin)
    story.tested = admin.test()
    ada, bob = (admin.employee(directory.person()) for _ in range(2))
    team = admin.staff(directory.team(), ada)
    needed(admin.hire(ada), admin.hire(bob))
    needed(admin.push(team))
    story.ids, story.group_id = {ada.account_id, bob.account_id}, team.group_id
    story.accounts = admin.sailpoint.aggregate(declared.endpoint("User"))
    story.groups = admin.sailpoint.aggregate(declared.endpoint("Group"))
    story.ada_id = ada.account_id
    story.removed = admin.remove(ada)
    story.accounts_after = admin.sailpoint.aggregate(declared.endpoint("User"))
    story.groups_after = admin.sailpoint.aggregate(declared.endpoint("Group"))


@check("source-can-be-connected", "VLT-04")
def a_source_can_be_connected(a_source_is_connected: Story) -> Findings:
    """The connection test passes: lists of discovery and single types and schemas are all there."""
    return succeeded(a_source_is_connected.tested)


@check("accounts-are-aggregated", "VLT-20")
def accounts_are_aggregated(a_source_is_connected: Story) -> Findings:
    """An aggregation finds every account that was created, once."""
    story = a_source_is_connected
    found = succeeded(story.accounts)
    listed = [entry.get("id") for entry in story.accounts.resources if entry.get("id") in story.ids]
    return found + expect.equal(
        "aggregated accounts of ours", sorted(story.ids), sorted(listed), *story.accounts.exchanges
    )


@check("entitlements-are-aggregated", "VLT-40")
def entitlements_are_aggregated(a_source_is_connected: Story) -> Findings:
    """An aggregation finds the group, with its member."""
    story = a_source_is_connected
    found = succeeded(story.groups)
    ours = [entry for entry in story.groups.resources if entry.get("id") == story.group_id]
    listed = [[member.get("value") for member in entry.get("members") or []] for entry in ours]
    return found + expect.equal("members of the aggregated group", [[story.ada_id]], listed, *story.groups.exchanges)


@check("deleted-account-is-gone", "VLT-29")
def a_deleted_account_is_gone(a_source_is_connected: Story) -> Findings:
    """A deleted account is not aggregated any more, and is no member of a group any more."""
    story = a_source_is_connected
    found = succeeded(story.removed) + succeeded(story.accounts_after)
    listed = [entry.get("id") for entry in story.accounts_after.resources if entry.get("id") == story.ada_id]
    found += expect.equal("aggregated accounts of the deleted user", [], listed, *story.accounts_after.exchanges)
    ours = [entry for entry in story.groups_after.resources if entry.get("id") == story.group_id]
    left = [member.get("value") for entry in ours for member in entry.get("members") or []]
    return found + expect.equal("members of the group of a deleted account", [], left, *story.groups_after.exchanges)


@scenario(given="User")
def a_user_name_changes(story: Story, admin: Admin, probe: Probe, directory: Directory, declared: Declared) -> None:
    """SailPoint changes a userName, by PATCH since the target declares it."""
    admin = _sailpoint(admin)
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    story.name, story.new_name = ada.person.user_name, directory.person().user_name
    story.moved = admin.move(ada, story.new_name)
    story.after = probe.read(declared.endpoint("User"), str(ada.account_id))


@check("user-name-stays-or-follows", "VLT-25")
def a_user_name_stays_or_follows(a_user_name_changes: Story) -> Findings:
    """A PATCH of the userName is refused and nothing changes; only a SailPoint that sends PUT could bring it."""
    story = a_user_name_changes
    by_put = any(one.request.method == "PUT" for one in story.moved.exchanges)
    found: list[Finding] = []
    if story.moved.succeeded and not by_put:
        message = "A PATCH of the userName is taken, though Vault documents that it is refused"
        found = [Finding(message, "a refusal", "a success", (story.moved.last.number,), cause=message)]
    wanted = story.new_name if by_put and story.moved.succeeded else story.name
    return found + stays("after the change", {"userName": wanted}, story.after, "userName")


@check("what-an-admin-reads-of-an-update", "VLT-25", level="may")
def what_an_admin_reads(a_user_name_changes: Story) -> Findings:
    """What the admin reads when an attribute changes is recorded."""
    task = a_user_name_changes.moved
    told = f"fails. The admin reads: {task.error}" if not task.succeeded else "works"
    message = f"A change of the userName by SailPoint {told}"
    return Finding(message, "not documented", f"{task.last.status}", (task.last.number,), grade=Outcome.NOTE)
