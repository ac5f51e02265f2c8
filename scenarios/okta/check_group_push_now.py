"""Push Now: the group as a whole, over whatever the application has made of it."""

from scimproof import (
    Declared,
    Directory,
    Findings,
    Okta,
    Probe,
    Story,
    Team,
    as_group,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.okta import established, hired
from scimproof.convergence import member_ids

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def a_group_has_drifted(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody changed the group by hand. "Push Now" puts it right, twice; then Bea leaves; then everybody goes.

    For "Push Now" an OIN app of Okta sends PATCH replace members with all of them, an AIW app GET and PUT of the whole
    group. Bea is deactivated before she is left out.
    """
    ada, bea, eve = hired(okta, directory, 3)
    group = okta.group(directory.team(), ada, bea)
    established(okta, group)
    by_hand = as_group(Team(group.name, group.okta_id), declared, (str(ada.target_id), str(eve.target_id)))
    story.drifted = probe.replace("/Groups", str(group.target_id), by_hand)
    story.pushed = okta.push_now(group)
    story.seen = observe(probe, okta.intends())
    story.pushed_again = okta.push_now(group)
    story.seen_again = observe(probe, okta.intends())
    story.bea = str(bea.target_id)
    needed(okta.unassign(bea))
    story.pushed_without = okta.push_now(group)
    story.without = probe.session.settled(
        lambda: probe.read("/Groups", str(group.target_id)),
        lambda seen: seen.answer.ok and story.bea not in member_ids(seen.answer.object),
    )
    group.members.clear()
    story.pushed_empty = okta.push_now(group)
    story.seen_empty = observe(probe, okta.intends())


@check("push-now-puts-a-group-right", "OKTA-GROUP-NOW-01")
def push_now_puts_a_group_right(a_group_has_drifted: Story) -> Findings:
    """After "Push Now" a group that somebody changed by hand has exactly the members that it has in Okta.

    An OIN app replaces `members`, an AIW app puts the group with its id, its name, and members whose `display` is what
    the application has shown, or null. Who was added by hand goes, who was removed by hand comes back.
    """
    return succeeded(a_group_has_drifted.pushed) or converged(a_group_has_drifted.seen)


@check("push-now-can-be-repeated", "OKTA-GROUP-NOW-02")
def push_now_can_be_repeated(a_group_has_drifted: Story) -> Findings:
    """A second "Push Now" succeeds and changes nothing: a group does not stand in its own way.

    The name is that of the group itself, and no conflict; the members are there already, and no mistake.
    """
    sound(a_group_has_drifted.seen)
    return succeeded(a_group_has_drifted.pushed_again) or converged(a_group_has_drifted.seen_again)


@check("push-now-leaves-leavers-out", "OKTA-GROUP-NOW-04")
def push_now_leaves_leavers_out(a_group_has_drifted: Story) -> Findings:
    """Somebody whose account was deactivated is no member any more after "Push Now".

    Okta pushes only people who have the app. The leaver is still in the group of the org, and is left out of the list.
    """
    story = a_group_has_drifted
    sound(story.seen_again)
    if found := succeeded(story.pushed_without):
        return found
    shown = sorted(member_ids(story.without.resource))
    kept = [identifier for identifier in shown if identifier != story.bea]
    return expect.equal("the members after the push without the leaver", kept, shown, story.without)


@check("push-now-empties-a-group", "OKTA-GROUP-NOW-03")
def push_now_empties_a_group(a_group_has_drifted: Story) -> Findings:
    """When everybody has left the group, it has no members: an empty list is pushed as such."""
    story = a_group_has_drifted
    sound(story.seen_again)
    return succeeded(story.pushed_empty) or converged(story.seen_empty)
