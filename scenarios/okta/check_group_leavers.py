"""Members of a pushed group leave the company, and come back."""

from scimproof import (
    Directory,
    Findings,
    Okta,
    Probe,
    Story,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.okta import employed, established, hired, until_listed

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def a_member_leaves_and_returns(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Ada, Bea and Cleo are a group. Ada leaves the company, Dan joins the group, and Ada is hired again.

    The group is pushed as a whole before Ada comes back, and after it.

    Okta sends nothing to the group when Ada leaves, only the deactivation of her account. An OIN app then sends PATCH
    for the one who joins, and PATCH replace members for the whole; an AIW app GET and PUT of the group each time. Ada's
    return is the look-up by userName, and her account switched on again.
    """
    bea, cleo, dan = hired(okta, directory, 3)
    ada = okta.user(directory.person())
    needed(okta.assign(ada))
    group = okta.group(directory.team(), ada, bea, cleo)
    established(okta, group)
    story.left = needed(okta.unassign(ada))
    story.after_leaving = observe(probe, okta.intends())
    story.others = observe(probe, employed(bea, cleo))
    story.joined = okta.change_members(group, add=[dan])
    story.after_joining = observe(probe, okta.intends())
    needed(okta.push_now(group))
    story.still_gone = probe.session.settled(
        lambda: probe.read("/Users", str(ada.target_id)),
        lambda seen: expect.lookup(seen.answer.object, "active") is not True,
    )
    until_listed(okta, ada)
    needed(okta.reassign(ada))
    story.pushed = okta.push_now(group)
    story.after_returning = observe(probe, okta.intends())


@check("group-survives-a-leaver", "OKTA-GROUP-LEAVE-01")
def a_group_survives_a_leaver(a_member_leaves_and_returns: Story) -> Findings:
    """When a member's account is deactivated, everybody else stays in the group.

    Okta says nothing about the group then. Whether the leaver is still shown in it is up to the server.
    """
    return converged(a_member_leaves_and_returns.after_leaving)


@check("leaver-takes-nobody-along", "OKTA-LEAVE-01")
def a_leaver_takes_nobody_along(a_member_leaves_and_returns: Story) -> Findings:
    """When a member's account is deactivated, the accounts of the other members stay active."""
    return converged(a_member_leaves_and_returns.others)


@check("group-push-brings-no-leaver-back", "OKTA-GROUP-LEAVE-05")
def a_group_push_brings_no_leaver_back(a_member_leaves_and_returns: Story) -> Findings:
    """A push of a group in which somebody was, who has left, does not make that account active again."""
    read = a_member_leaves_and_returns.still_gone
    if not read.answer.ok:
        return None
    active = expect.lookup(read.resource, "active")
    return expect.equal("active of the leaver after the push", False, active, read) if active is not False else None


@check("group-with-a-leaver-can-be-changed", "OKTA-GROUP-LEAVE-02")
def a_group_with_a_leaver_can_be_changed(a_member_leaves_and_returns: Story) -> Findings:
    """A group in which somebody was deactivated can still be changed."""
    sound(a_member_leaves_and_returns.after_leaving)
    return succeeded(a_member_leaves_and_returns.joined) or converged(a_member_leaves_and_returns.after_joining)


@check("returner-is-in-the-group-again", "OKTA-GROUP-LEAVE-03")
def a_returner_is_in_the_group_again(a_member_leaves_and_returns: Story) -> Findings:
    """Somebody who was hired again is in the group after the next push.

    Okta found the account by its userName and switched it on. A server that has a second record for it, or keeps the
    former one closed to groups, refuses the whole group: "User not found".
    """
    sound(a_member_leaves_and_returns.after_joining)
    return succeeded(a_member_leaves_and_returns.pushed) or converged(a_member_leaves_and_returns.after_returning)
