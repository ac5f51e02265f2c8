"""Members of a group come and go: one in each PATCH, several at the same time, several in one."""

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
from scimproof.clients.entra.teams import bystanders, employed, formed
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given=("User", "Group"))
def members_come_and_go(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada, Bea and Cleo are a group. Dan joins; Ada leaves; Bea and Cleo leave while Ada and Eve come.

    Entra sends a PATCH for each: Add of members with a list of one value; Remove of members with a list of one
    value, or with the flag remove of members[value eq "id"].
    """
    ada, bea, cleo, dan, eve = employed(entra, directory, 5)
    group = entra.group(directory.team(), ada, bea, cleo)
    around = bystanders(probe, directory, declared)
    story.id = formed(entra, group)
    entra.add_members(group, dan)
    story.joined = entra.cycle()
    story.after_joining = observe(probe, entra.intends(around))
    story.joined_again = entra.repeat(story.joined)
    story.read = probe.read("/Groups", story.id)
    entra.remove_members(group, ada)
    story.left = entra.cycle()
    story.after_leaving = observe(probe, entra.intends(around))
    story.left_again = entra.repeat(story.left)
    story.after_leaving_again = observe(probe, entra.intends(around))
    entra.remove_members(group, bea, cleo)
    entra.add_members(group, ada, eve)
    story.mixed = entra.cycle()
    story.after_all = observe(probe, entra.intends(around))
    story.asked = entra.check_membership(group, eve)


@check("group-member-joins", "ENTRA-GROUP-11")
def somebody_joins(members_come_and_go: Story) -> Findings:
    """Somebody joins the group, and everybody who was in it stays.

    The PATCH adds a list with one value to members.
    """
    return succeeded(members_come_and_go.joined) or converged(members_come_and_go.after_joining)


@check("group-member-joins-twice", "ENTRA-GROUP-16")
def somebody_joins_twice(members_come_and_go: Story) -> Findings:
    """Adding somebody who is a member already succeeds, and makes nobody a member twice.

    Entra sends an add again when the answer got lost, and others although nothing has changed. An error is repeated
    in every cycle from then on.
    """
    story = members_come_and_go
    needed(story.joined)
    if found := succeeded(story.joined_again):
        return found
    entries = expect.lookup(story.read.resource, "members") or []
    values = sorted(str(entry.get("value")) for entry in entries if isinstance(entry, dict))
    return expect.equal("the members, each listed once", sorted(set(values)), values, story.read)


@check("group-member-leaves", "ENTRA-GROUP-17")
def somebody_leaves(members_come_and_go: Story) -> Findings:
    """Somebody leaves the group: that one is no member any more, and all others are.

    Without the flag it is a Remove of members with a list of values, which has no meaning in the RFC: a server that
    ignores the value removes everybody. With the flag the path is members[value eq "..."].
    """
    story = members_come_and_go
    needed(story.joined)
    return succeeded(story.left) or converged(story.after_leaving)


@check("group-stranger-leaves", "ENTRA-GROUP-18")
def somebody_leaves_who_is_not_in_it(members_come_and_go: Story) -> Findings:
    """Removing somebody who is no member succeeds, and changes nothing.

    A remove whose answer got lost is sent again.
    """
    story = members_come_and_go
    needed(story.left)
    return succeeded(story.left_again) or converged(story.after_leaving_again)


@check("group-members-come-and-go-at-once", "ENTRA-GROUP-12", "ENTRA-GROUP-17")
def several_changes_in_a_cycle(members_come_and_go: Story) -> Findings:
    """Two leave and two join in one cycle, each by a request of its own: exactly these changes are made."""
    story = members_come_and_go
    needed(story.joined, story.left)
    return succeeded(story.mixed) or converged(story.after_all)


@check("group-membership-can-be-asked-for", "ENTRA-GROUP-26")
def a_membership_can_be_asked_for(members_come_and_go: Story) -> Findings:
    """A search by id and members, as Microsoft's examples have it, is answered, and not with a 5xx.

    Recent logs do not show it. Who cannot filter so may refuse it.
    """
    exchange = members_come_and_go.asked.last
    return [] if exchange.answer.status < 500 else expect.status(exchange, 200, 400)


@scenario(given=("User", "Group"))
def members_come_in_crowds(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Six people join a group at the same time, and three leave; then all in single requests, in a group of another
    job, which has nothing to make up for.

    Entra sends a PATCH for each member without waiting for the answer to the former one; to gallery applications it
    sends one PATCH with all of them.
    """
    people = employed(entra, directory, 6)
    group = entra.group(directory.team())
    formed(entra, group)
    entra.turn(members_at_once=len(people))
    entra.add_members(group, *people)
    story.joined = entra.cycle()
    story.after_joining = observe(probe, entra.intends())
    entra.remove_members(group, *people[:3])
    story.left = entra.cycle()
    story.after_leaving = observe(probe, entra.intends())
    job = entra.with_knobs(members_at_once=1, members_per_patch=len(people))
    other = job.group(directory.team(), people[0])
    formed(job, other)
    job.add_members(other, *people)
    story.joined_together = job.cycle()
    story.after_joining_together = observe(probe, job.intends())
    job.remove_members(other, people[0], people[2], people[3])
    story.left_together = job.cycle()
    story.after_leaving_together = observe(probe, job.intends())


@check("group-concurrent-members-all-join", "ENTRA-GROUP-15")
def all_join_at_the_same_time(members_come_in_crowds: Story) -> Findings:
    """Six PATCHes at the same time, each with one member for the same group, add all six.

    Entra has one request for each member and does not wait for the former one. A server that reads the group, changes
    its list and writes it back loses those in between. Entra does not look again: they lack access for good.
    """
    return succeeded(members_come_in_crowds.joined) or converged(members_come_in_crowds.after_joining)


@check("group-concurrent-members-all-leave", "ENTRA-GROUP-15", "ENTRA-GROUP-17")
def all_leave_at_the_same_time(members_come_in_crowds: Story) -> Findings:
    """Three PATCHes at the same time, each with one member who leaves, remove these three and nobody else."""
    story = members_come_in_crowds
    needed(story.joined)
    return succeeded(story.left) or converged(story.after_leaving)


@check("group-members-join-in-one-request", "ENTRA-GROUP-20")
def several_join_in_one_request(members_come_in_crowds: Story) -> Findings:
    """One PATCH adds several members, one of whom is in the group already.

    Applications from the gallery get them so; Microsoft recommends to support it.
    """
    story = members_come_in_crowds
    return succeeded(story.joined_together) or converged(story.after_joining_together)


@check("group-members-leave-in-one-request", "ENTRA-GROUP-20", "ENTRA-GROUP-17")
def several_leave_in_one_request(members_come_in_crowds: Story) -> Findings:
    """One PATCH removes three of six members: exactly these three.

    Without the flag it is one list of three values, with it one operation for each. A server that works with
    positions takes the wrong people out.
    """
    story = members_come_in_crowds
    needed(story.joined_together)
    return succeeded(story.left_together) or converged(story.after_leaving_together)


@scenario(given=("User", "Group"))
def a_member_is_unknown(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Bea and Cleo join the group of Ada, and somebody whose account was deleted in the application by hand.

    Entra sends a PATCH for each of the three; in one of them the id is nobody's.
    """
    ada, bea, cleo = employed(entra, directory, 3)
    lost = entra.user(directory.person())
    lost.target_id = probe.session.invented_id()
    group = entra.group(directory.team(), ada)
    formed(entra, group)
    entra.add_members(group, bea, lost, cleo)
    story.task = entra.cycle()
    story.answers = [one for one in story.task.exchanges if one.request.method == "PATCH"]
    story.unknown = next(one for one in story.answers if lost.target_id.encode() in one.request.body)
    story.after = observe(probe, entra.intends())


@check("group-unknown-member-is-no-accident", "ENTRA-GROUP-19")
def an_unknown_member_is_no_accident(a_member_is_unknown: Story) -> Findings:
    """A member who does not exist is refused with a 4xx, or taken in, and never answered with a 5xx.

    Entra takes a 5xx for an outage and sends the same request again and again, for good.
    """
    exchange = a_member_is_unknown.unknown
    return [] if exchange.answer.status < 500 else expect.status(exchange, 400, 404, 204, 200)


@check("group-unknown-member-harms-nobody", "ENTRA-GROUP-19", "ENTRA-GROUP-11")
def an_unknown_member_harms_nobody(a_member_is_unknown: Story) -> Findings:
    """Beside a member who does not exist all others join, and those who were in the group stay."""
    return converged(a_member_is_unknown.after)
