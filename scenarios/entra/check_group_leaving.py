"""Groups leave the scope and come back, and people in them do."""

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.entra.people import EntraGroup
from scimproof.clients.entra.teams import bystanders, employed, formed
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given=("User", "Group"))
def a_group_leaves(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group of Ada and Bea is taken out of scope, restored, deleted, and another one of its name is made.

    Entra sends DELETE /Groups/{id}, and for the restored and for the new group a search, a POST and a PATCH for
    each member.
    """
    ada, bea = employed(entra, directory, 2)
    team = directory.team()
    group, other = entra.group(team, ada, bea), entra.group(directory.team(), ada)
    entra.assign(other)
    around = bystanders(probe, directory, declared)
    story.id = formed(entra, group)
    entra.unassign(group)
    story.left = entra.cycle()
    story.gone = probe.read("/Groups", story.id)
    story.after = observe(probe, entra.intends(around))
    story.left_again = entra.repeat(story.left)
    entra.assign(group)
    story.restored = entra.cycle()
    story.after_restoring = observe(probe, entra.intends(around))
    entra.unassign(group)
    story.deleted = entra.cycle()
    recreated = EntraGroup(group.name, f"{group.object_id[:-4]}beef", [bea])
    entra.groups.append(recreated)
    entra.assign(recreated)
    story.recreated = entra.cycle()
    story.after_recreating = observe(probe, entra.intends(around))


@check("group-out-of-scope-is-deleted", "ENTRA-GROUP-22")
def a_group_is_deleted(a_group_leaves: Story) -> Findings:
    """A group that leaves the scope is deleted, and can not be read any more."""
    found = succeeded(a_group_leaves.left)
    return found or expect.status(a_group_leaves.gone, 404, tolerate={410: "gone is as good"})


@check("group-deletion-harms-nobody", "ENTRA-GROUP-23")
def nobody_is_deleted_with_it(a_group_leaves: Story) -> Findings:
    """Whoever was in a deleted group keeps the account, and the other groups."""
    needed(a_group_leaves.left)
    return converged(a_group_leaves.after)


@check("group-is-deleted-twice", "ENTRA-GROUP-24")
def a_group_is_deleted_twice(a_group_leaves: Story) -> Findings:
    """A second DELETE of the same group is answered with 404, and not with a 5xx.

    The answer to the first one got lost, and Entra sends it again.
    """
    exchange = a_group_leaves.left_again.sent("DELETE")
    return expect.status(exchange, 404, 410, tolerate={204: "it was gone already", 200: "it was gone already"})


@check("group-is-restored", "ENTRA-GROUP-27")
def a_group_is_restored(a_group_leaves: Story) -> Findings:
    """A group that comes back into scope is created under its name again, and gets its members again.

    A server that remembers names of deleted groups answers 409, in every cycle.
    """
    return succeeded(a_group_leaves.restored) or converged(a_group_leaves.after_restoring)


@check("group-of-a-former-name-is-created", "ENTRA-GROUP-27")
def a_former_name_is_free(a_group_leaves: Story) -> Findings:
    """A new group with the name of a deleted one has its own members, and none of the former ones."""
    return succeeded(a_group_leaves.recreated) or converged(a_group_leaves.after_recreating)


@scenario(given=("User", "Group"))
def a_member_is_disabled(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are a group. Ada is taken out of scope, and comes back; nobody touches the group.

    Entra sends a PATCH of active for the user, and to the group nothing.
    """
    ada, bea = employed(entra, directory, 2)
    group = entra.group(directory.team(), ada, bea)
    formed(entra, group)
    entra.unassign(ada)
    story.left = entra.cycle()
    story.after_leaving = observe(probe, entra.intends())
    entra.assign(ada)
    story.returned = entra.cycle()
    story.after_returning = observe(probe, entra.intends())


@check("group-survives-a-disabled-member", "ENTRA-GROUP-28")
def a_group_survives(a_member_is_disabled: Story) -> Findings:
    """When a member is disabled, the others stay in the group."""
    needed(a_member_is_disabled.left)
    return converged(a_member_is_disabled.after_leaving)


@check("group-keeps-who-returns", "ENTRA-GROUP-29")
def a_returner_is_still_a_member(a_member_is_disabled: Story) -> Findings:
    """Somebody who was disabled and comes back is still in the group.

    Entra does not send memberships again that it has sent before. Whoever loses them when disabled can sign in again,
    and may do nothing.
    """
    story = a_member_is_disabled
    needed(story.left)
    return succeeded(story.returned) or converged(story.after_returning)
