"""Members of a pushed group come and go: one at a time, several at once, and some whom the application has lost."""

from scimproof import (
    Blocked,
    Directory,
    Exchange,
    Finding,
    Findings,
    Okta,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.okta import bystanders, employed, established, hired
from scimproof.convergence import each_once, member_ids

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def members_come_and_go(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Ada, Bea, Cleo and Dan are a group. Eve joins; Ada leaves; Bea and Cleo leave while Ada and Fay come.

    An OIN app of Okta sends two requests for each change: PATCH without a path with the id and the name of the group,
    and PATCH with a remove of members[value eq "..."] for each who leaves and one add for all who join. An AIW app
    sends GET and PUT of the whole group. Two of the changes are sent twice.
    """
    ada, bea, cleo, dan, eve, fay = hired(okta, directory, 6)
    group = okta.group(directory.team(), ada, bea, cleo, dan)
    around = bystanders(okta, directory, eve)
    established(okta, group)
    story.joined = okta.change_members(group, add=[eve])
    story.after_joining = observe(probe, okta.intends())
    story.joined_again = okta.change_members(group, add=[eve])
    story.read = probe.read("/Groups", str(group.target_id))
    story.left = okta.change_members(group, remove=[ada])
    story.after_leaving = observe(probe, okta.intends())
    story.left_again = okta.change_members(group, remove=[ada])
    story.after_leaving_again = observe(probe, okta.intends())
    story.mixed = okta.change_members(group, add=[ada, fay], remove=[bea, cleo])
    story.after_all = observe(probe, okta.intends())
    story.around = observe(probe, okta.afresh().intends(around))
    story.accounts = observe(probe, employed(ada, bea, cleo, dan, eve, fay))


@check("group-member-joins", "OKTA-GROUP-MEMBER-01", "OKTA-GROUP-MEMBER-02")
def somebody_joins(members_come_and_go: Story) -> Findings:
    """Somebody joins the group, and everybody who was in it stays.

    An OIN app sends two requests: a PATCH without a path with the id and the name of the group, although nobody renamed
    it, and an add to `members`. Neither speaks of those who are in the group already. An AIW app puts the whole group.
    """
    return succeeded(members_come_and_go.joined) or converged(members_come_and_go.after_joining)


@check("group-member-joins-twice", "OKTA-GROUP-PUSH-04")
def somebody_joins_twice(members_come_and_go: Story) -> Findings:
    """Adding somebody who is a member already succeeds, and makes nobody a member twice.

    Okta does so after each create of a group, and whenever an answer was lost.
    """
    story = members_come_and_go
    return succeeded(story.joined_again) or each_once(story.read)


@check("group-member-leaves", "OKTA-GROUP-MEMBER-03")
def somebody_leaves(members_come_and_go: Story) -> Findings:
    """Somebody leaves the group: that one is no member any more, and all others are.

    An OIN app removes `members[value eq "..."]`. Where the filter is ignored, the leaver keeps what the group grants,
    or the whole group loses it.
    """
    sound(members_come_and_go.after_joining)
    return succeeded(members_come_and_go.left) or converged(members_come_and_go.after_leaving)


@check("group-stranger-leaves", "OKTA-GROUP-MEMBER-04")
def somebody_leaves_who_is_not_in_it(members_come_and_go: Story) -> Findings:
    """Removing somebody who is no member succeeds, and changes nothing.

    The RFC does not say what a remove without a match is answered: 400 noTarget is a choice that it leaves. Okta takes
    it for an error all the same, and the other changes of the same request are not made.
    """
    story = members_come_and_go
    sound(story.after_leaving)
    return succeeded(story.left_again, left_open="noTarget") or converged(story.after_leaving_again)


@check("group-members-change-at-once", "OKTA-GROUP-MEMBER-05")
def several_changes_at_once(members_come_and_go: Story) -> Findings:
    """Two leave and two join in a single request: exactly these four changes are made.

    An OIN app sends one remove for each leaver, then one add of both. Positions in the list shift with every removal: a
    server that works with them takes the wrong people out.
    """
    sound(members_come_and_go.after_leaving_again)
    return succeeded(members_come_and_go.mixed) or converged(members_come_and_go.after_all)


@check("group-members-change-nobody-else", "OKTA-GROUP-MEMBER-06")
def nobody_else_is_touched(members_come_and_go: Story) -> Findings:
    """What happens in one group changes no other group, and nobody in it."""
    return converged(members_come_and_go.around)


@check("group-changes-touch-no-account", "OKTA-GROUP-MEMBER-11")
def group_changes_touch_no_account(members_come_and_go: Story) -> Findings:
    """Whoever joins a group or leaves it has the same account afterwards, active, under the same name."""
    return converged(members_come_and_go.accounts)


@scenario(given=("User", "Group"))
def many_changes_in_a_row(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Four people join one after the other, without a pause: the rules of the org have moved them.

    An OIN app of Okta sends PATCH of the name and PATCH add members, four times; an AIW app GET and PUT of the whole
    group.
    """
    ada, *others = hired(okta, directory, 5)
    group = okta.group(directory.team(), ada)
    established(okta, group)
    story.joined = [okta.change_members(group, add=[other]) for other in others]
    story.after = observe(probe, okta.intends())


@check("group-changes-in-a-row-all-count", "OKTA-GROUP-MEMBER-07")
def changes_in_a_row_all_count(many_changes_in_a_row: Story) -> Findings:
    """Changes that follow each other without a pause are all kept.

    A server that reads from a replica, or answers before it has written, loses those in between. Okta does not look
    again: the people lack access until somebody presses "Push Now".
    """
    failed = [finding for task in many_changes_in_a_row.joined for finding in succeeded(task)]
    return failed[:1] or converged(many_changes_in_a_row.after)


@scenario(given=("User", "Group"))
def an_account_is_lost(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Cleo's account is deleted in the application, and Okta does not know. Cleo and Dan join the group.

    An OIN app of Okta sends PATCH of the name, and PATCH with one add of both to members; an AIW app GET and PUT of the
    group with both in it.
    """
    ada, bea, cleo, dan = hired(okta, directory, 4)
    group = okta.group(directory.team(), ada, bea)
    established(okta, group)
    story.before = frozenset(str(user.target_id) for user in (ada, bea))
    story.dan, story.cleo = str(dan.target_id), str(cleo.target_id)
    if found := expect.status(probe.delete("/Users", story.cleo), 204, 200):
        raise Blocked(f"no account could be lost: {found[0].message}")
    story.joined = okta.change_members(group, add=[cleo, dan])
    story.answer = story.joined.exchanges[-1]
    story.read = probe.session.settled(
        lambda: probe.read("/Groups", str(group.target_id)),
        lambda seen: not _lost(story, seen) and not _inconsistent(story, seen),
    )


@check("group-unknown-member-does-no-harm", "OKTA-GROUP-MEMBER-08")
def an_unknown_member_does_no_harm(an_account_is_lost: Story) -> Findings:
    """One member whom the application does not know costs nobody the membership.

    Whether the request is refused as a whole, or the unknown member is passed over, is up to the server. Those who were
    in the group stay in it, and a change that was answered as a success holds for the others.
    """
    story = an_account_is_lost
    return _lost(story, story.read) or _inconsistent(story, story.read)


def _lost(story: Story, seen: Exchange) -> list[Finding]:
    if found := expect.status(seen, 200):
        return found
    shown = member_ids(seen.resource)
    return expect.equal("the former members who still are", sorted(story.before), sorted(story.before & shown), seen)


def _inconsistent(story: Story, seen: Exchange) -> list[Finding]:
    shown = member_ids(seen.resource)
    if not story.joined.succeeded or story.dan in shown:
        return []
    message = "The change was answered as a success, and the member whom the application knows did not join"
    expected = f"{story.dan} among the members, or an error"
    return [Finding(message, expected, expect.shown(sorted(shown)), expect.numbers([story.answer, seen]))]


@check("group-unknown-member-keeps-nobody-out", "OKTA-GROUP-MEMBER-10")
def an_unknown_member_keeps_nobody_out(an_account_is_lost: Story) -> Findings:
    """One member whom the application does not know does not keep the others out.

    Okta's admin sees that the push failed, and not for whom: whoever joins later is refused with it, until somebody
    finds the lost account. To refuse the request is legal, so this is a warning.
    """
    story = an_account_is_lost
    if story.answer.response is None or story.answer.response.status >= 500:
        raise Blocked("the change ended in a crash, which group-unknown-member-is-no-crash tells of")
    return succeeded(story.joined)


@check("group-unknown-member-is-no-crash", "OKTA-GROUP-MEMBER-09")
def an_unknown_member_is_no_crash(an_account_is_lost: Story) -> Findings:
    """A member whom the application does not know is passed over, or refused with a client error; never with a 5xx.

    After a 5xx the admin looks for a broken application and tries again; what is wrong is one account.
    """
    answer = an_account_is_lost.answer
    if answer.response is None or answer.response.status >= 500:
        return expect.status(answer, 200, 204, 400, 404, why="or another 4xx")
    return None
