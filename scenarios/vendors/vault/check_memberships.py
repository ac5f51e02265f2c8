"""Groups: who is in them, and which policies that conveys; by each client that Vault names."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    Outcome,
    Probe,
    Profile,
    Seen,
    Story,
    check,
    expect,
    needed,
    scenario,
    succeeded,
)
from scimproof.vaults import as_documented, has_members, pushed, stays

SUITES = ("vault",)
CLIENTS = ("okta-oin", "okta-aiw", "entra-optscim", "sailpoint")
# Whose changes of a group are a PATCH; the others replace it as a whole.
PATCHING = ("okta-oin", "entra-optscim", "sailpoint")


@scenario(given=("User", "Group"))
def people_join_and_leave(
    story: Story, admin: Admin, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """A group of Ada is pushed, Bob joins, Ada leaves, the group gets another name, and is taken away."""
    admin, groups = as_documented(admin, profile), declared.endpoint("Group")
    admin.needs_groups()
    ada, bob = (admin.employee(directory.person()) for _ in range(2))
    needed(admin.hire(ada), admin.hire(bob))
    story.ada, story.bob = ada.account_id, bob.account_id
    team = admin.staff(directory.team(), ada)
    story.name = team.team.name
    story.pushed = admin.push(team)
    identifier = str(team.group_id)
    story.after_push = probe.read(groups, identifier)
    story.joined = admin.join(team, bob)
    story.after_join = probe.read(groups, identifier)
    story.left = admin.leave(team, ada)
    story.after_leave = probe.read(groups, identifier)
    story.new_name = directory.team().name
    story.patches = admin.client in PATCHING
    story.retitled = admin.retitle(team, story.new_name)
    story.after_retitle = probe.read(groups, identifier)
    story.dropped = admin.drop(team)
    story.after_drop = probe.read(groups, identifier)
    story.people = [probe.read(declared.endpoint("User"), str(one)) for one in (story.ada, story.bob)]


@check("group-arrives", "VLT-40")
def a_group_arrives(people_join_and_leave: Story) -> Findings:
    """A pushed group has its name and its member."""
    story = people_join_and_leave
    found = pushed(story.pushed)
    found += stays("of the pushed group", {"displayName": story.name}, story.after_push, "displayName")
    return found + has_members("the members of the pushed group", story.after_push, story.ada)


@check("joiner-is-a-member", "VLT-44")
def a_joiner_is_a_member(people_join_and_leave: Story) -> Findings:
    """Whoever joins a group is a member of it, beside those that were."""
    story = people_join_and_leave
    wanted = (story.ada, story.bob)
    return succeeded(story.joined) + has_members("the members after somebody joined", story.after_join, *wanted)


@check("leaver-is-no-member", "VLT-44")
def a_leaver_is_no_member(people_join_and_leave: Story) -> Findings:
    """Whoever leaves a group is no member of it any more, and the others still are."""
    story = people_join_and_leave
    return succeeded(story.left) + has_members("the members after somebody left", story.after_leave, story.bob)


@check("group-name-stays-or-follows", "VLT-44", "VLT-45")
def the_name_stays_or_follows(people_join_and_leave: Story) -> Findings:
    """Another name arrives by a PUT of the whole group; a client that sends it by PATCH is refused, and it stays."""
    story = people_join_and_leave
    if not story.patches:
        found = succeeded(story.retitled)
        wanted = {"displayName": story.new_name}
        return found + stays("after the group was renamed", wanted, story.after_retitle, "displayName")
    found = []
    if story.retitled.succeeded:
        message = "A PATCH of the name of a group is taken, though Vault documents that it is refused"
        found = [Finding(message, "a refusal", "a success", (story.retitled.last.number,), cause=message)]
    return found + stays("after the refused PATCH", {"displayName": story.name}, story.after_retitle, "displayName")


@check("what-an-admin-reads-of-a-rename", "VLT-50")
def what_an_admin_reads_of_a_rename(people_join_and_leave: Story) -> Findings:
    """What the admin reads when a group gets another name is recorded."""
    task = people_join_and_leave.retitled
    if task.succeeded:
        return None
    return Finding(
        f"A group cannot be renamed by this client. The admin reads: {task.error}",
        "not documented",
        f"{task.last.status}",
        (task.last.number,),
        grade=Outcome.NOTE,
    )


@check("group-is-taken-away", "VLT-47")
def a_group_is_taken_away(people_join_and_leave: Story) -> Findings:
    """A group that is taken away is gone, and whoever was in it stays."""
    story = people_join_and_leave
    found = succeeded(story.dropped) + expect.status(story.after_drop, 404)
    return found + [finding for one in story.people for finding in expect.status(one, 200)]


@scenario(given=("User", "Group"))
def policies_come_with_groups(
    story: Story,
    admin: Admin,
    directory: Directory,
    declared: Declared,
    profile: Profile,
    hooks: Hooks,
) -> None:
    """An operator attaches a policy to a pushed group of Ada; Bob joins, Ada leaves, the group is taken away."""
    admin = as_documented(admin, profile)
    admin.needs_groups()
    hooks.require("roles", "team", "attach_policy")
    ada, bob = (admin.employee(directory.person()) for _ in range(2))
    needed(admin.hire(ada), admin.hire(bob))
    team = admin.staff(directory.team(), ada)
    admin.push(team)
    story.name, story.ids = team.team.name, [str(ada.account_id), str(bob.account_id)]
    story.group_id = str(team.group_id)
    story.group = hooks.settled(lambda: hooks.team(story.name), bool)
    story.policy = policy = f"{directory.mark}readers"
    hooks.call("attach_policy", group=story.name, policy=policy)

    def policies_of(one: object, *, has: bool) -> Seen:
        name = one.person.user_name  # type: ignore[attr-defined]
        return hooks.settled(lambda: hooks.roles(name), lambda roles: (policy in (roles or [])) is has)

    story.member = policies_of(ada, has=True)
    story.before = policies_of(bob, has=False)
    admin.join(team, bob)
    story.joined = policies_of(bob, has=True)
    admin.leave(team, ada)
    story.left = policies_of(ada, has=False)
    story.stayed = policies_of(bob, has=True)
    admin.drop(team)
    story.dropped = policies_of(bob, has=False)
    story.no_group = hooks.settled(lambda: hooks.team(story.name), lambda group: group is None)


def _has(seen: Seen, policy: str, wanted: bool, message: str) -> list[Finding]:
    return Seen("policies", policy in (seen.value or []), seen.exchanges).is_(wanted, message)


@check("group-is-internal", "VLT-40")
def a_group_is_internal(policies_come_with_groups: Story) -> Findings:
    """The identity API shows an internal group of the same id, with the id of its member."""
    story = policies_come_with_groups
    seen: Seen = story.group
    group = seen.value or {}
    wanted = {"id": story.group_id, "type": "internal", "memberIds": story.ids[:1]}
    return [
        finding
        for key, value in wanted.items()
        for finding in Seen(key, group.get(key), seen.exchanges).is_(value, f"The identity group shows another {key}")
    ]


@check("members-have-its-policies", "VLT-48")
def members_have_its_policies(policies_come_with_groups: Story) -> Findings:
    """A policy of a group is that of its members, of those who join later as well, and of nobody else."""
    story = policies_come_with_groups
    found = _has(story.member, story.policy, True, "A member of a group does not have the policy of the group")
    found += _has(story.before, story.policy, False, "Somebody who is not in a group has its policy")
    return found + _has(story.joined, story.policy, True, "Somebody who joined a group does not have its policy")


@check("leavers-lose-its-policies", "VLT-48")
def leavers_lose_its_policies(policies_come_with_groups: Story) -> Findings:
    """Whoever leaves a group loses its policy, and whoever stays keeps it."""
    story = policies_come_with_groups
    found = _has(story.left, story.policy, False, "A user who left a group still has its policy")
    return found + _has(story.stayed, story.policy, True, "A member lost the policy when somebody else left the group")


@check("nobody-keeps-policies-of-a-deleted-group", "VLT-47", "VLT-48")
def policies_go_with_the_group(policies_come_with_groups: Story) -> Findings:
    """With a deleted group its policy goes, and the identity API shows the group no more."""
    story = policies_come_with_groups
    found = _has(story.dropped, story.policy, False, "A user keeps the policy of a group that was deleted")
    gone: Seen = story.no_group
    return found + gone.is_(None, "A deleted group is still there as an identity group")
