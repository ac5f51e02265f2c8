"""Much happens at once: a group gets the app, and several rules put people into one group.

Okta's engineers have told integrators to expect bursts; how many requests of one app overlap is written nowhere. So no
check of this module is more than a warning. They are played as an OIN app: an AIW app puts whole groups, and which of
two whole groups comes last is nobody's fault but Okta's.
"""

from collections.abc import Sequence

from scimproof import (
    Directory,
    Finding,
    Findings,
    NotApplicable,
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
from scimproof.clients.okta import Task, established, hired
from scimproof.convergence import member_ids

SUITES = ("okta-oin",)

MANY = 6


@scenario(given="User")
def a_department_is_assigned(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """The app is assigned to a group of six people, who have not had it.

    Okta sends the look-up by userName and POST /Users for each of them, several at a time.
    """
    needed(okta.assign(okta.user(directory.person())))  # whether anybody can be assigned is for others to say
    sound(observe(probe, okta.intends()))
    people = [okta.user(directory.person()) for _ in range(MANY)]
    story.assigned = okta.assign_at_once(*people)
    story.after = observe(probe, okta.intends())


@scenario(given=("User", "Group"))
def several_rules_fill_a_group(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Bea, Cleo and Dan join a group at the same time, each by a rule of its own; Dan by two of them.

    Okta sends four changes of members side by side: a PATCH without a path with the id and the name of the group, and a
    PATCH that adds one member.
    """
    ada, bea, cleo, dan = hired(okta, directory, 4)
    group = okta.group(directory.team(), ada)
    established(okta, group)
    joining = (bea, cleo, dan, dan)
    story.joined = okta.add_members_at_once(group, *joining)
    told = {str(user.target_id) for user, task in zip(joining, story.joined, strict=True) if task.succeeded}
    story.wanted = sorted({str(ada.target_id), *told})
    story.read = probe.session.settled(
        lambda: probe.read("/Groups", str(group.target_id)),
        lambda seen: member_ids(seen.answer.object) >= set(story.wanted),
    )


@check("burst-of-assignments-arrives", "OKTA-BURST-01")
def a_burst_of_assignments_arrives(a_department_is_assigned: Story) -> Findings:
    """People who are assigned at the same time all get their account."""
    return _failed(a_department_is_assigned.assigned) or converged(a_department_is_assigned.after)


@check("busy-target-says-how-long", "OKTA-ANSWER-05")
def a_busy_target_says_how_long(a_department_is_assigned: Story) -> Findings:
    """A target that is asked too much says in whole seconds how long to wait (429 with Retry-After).

    Without that, or with a date, Okta waits five minutes, and twice as long each time; after ten attempts it gives up.
    """
    tasks = a_department_is_assigned.assigned
    busy = [one for task in tasks for one in task.exchanges if one.response is not None and one.status == 429]
    if not busy:
        raise NotApplicable("the target did not ask to wait")
    for exchange in busy:
        told = (exchange.answer.header("Retry-After") or "").strip()
        if not told.isdigit():
            message = "The target asks to wait, and Okta cannot read for how long: it waits five minutes"
            return Finding(message, "Retry-After with a number of seconds", told or "nothing", (exchange.number,))
    return None


@check("group-changes-at-once-all-succeed", "OKTA-BURST-02")
def group_changes_at_once_all_succeed(several_rules_fill_a_group: Story) -> Findings:
    """Changes of a group that come at the same time all succeed, also two that add the same person."""
    return _failed(several_rules_fill_a_group.joined)


@check("group-changes-at-once-all-count", "OKTA-BURST-03")
def group_changes_at_once_all_count(several_rules_fill_a_group: Story) -> Findings:
    """Changes of a group that come at the same time, and are answered with success, are all kept.

    A server that reads the list of members, adds to it, and writes it back loses those who were added in between.
    """
    story = several_rules_fill_a_group
    shown = member_ids(story.read.resource) & set(story.wanted)
    return expect.equal("the members whom Okta takes for such", story.wanted, sorted(shown), story.read)


def _failed(tasks: Sequence[Task]) -> list[Finding]:
    return next((found for task in tasks if (found := succeeded(task))), [])
