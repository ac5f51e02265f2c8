"""Answers are lost, and Okta sends again what was done already: no repeat does harm."""

from scimproof import (
    Directory,
    Findings,
    Okta,
    Probe,
    Story,
    Team,
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
from scimproof.convergence import GONE

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def answers_are_lost(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """A create, a rename, a change of members and a deletion are sent twice each, as after a timeout.

    Okta sends each request a second time, as it was: POST /Groups, the PATCH (or GET and PUT) of the name and of the
    members, DELETE /Groups/{id}.
    """
    ada, bea, cleo = hired(okta, directory, 3)
    group = okta.group(directory.team(), ada, bea)
    established(okta, group)
    # Okta asks without looking where it believes that the target has no groups.
    hasty = okta.with_knobs(looks_for_groups=False)
    twin = hasty.group(Team(group.name, "twin"))
    story.created_again = hasty.push_group(twin).first
    story.after_creating = observe(probe, okta.intends())
    name = directory.team().name
    story.renamed = [okta.rename_group(group, name) for _ in range(2)]
    story.changed = [okta.change_members(group, add=[cleo], remove=[ada]) for _ in range(2)]
    story.after_changing = observe(probe, okta.intends())
    identifier = group.target_id
    story.deleted = okta.unlink_group(group, delete=True)
    needed(story.deleted)
    group.target_id = identifier
    story.deleted_again = okta.unlink_group(group, delete=True)
    story.gone = probe.session.settled(lambda: probe.read("/Groups", str(identifier)), lambda seen: seen.status in GONE)


@check("repeated-group-create-does-no-harm", "OKTA-ANSWER-02")
def a_repeated_create_does_no_harm(answers_are_lost: Story) -> Findings:
    """A second create under the name of a group that is there leaves this group and its members alone.

    It is refused with 409, or makes another group: names of groups need not be unique. One that is taken for an update
    empties the group, since the create knows nothing of its members.
    """
    exchange = answers_are_lost.created_again
    why = "or 201, if two groups may have one name"
    remark = {400: "409 with scimType uniqueness says what is wrong"}
    return expect.status(exchange, 409, 201, tolerate=remark, why=why) + converged(answers_are_lost.after_creating)


@check("repeated-group-changes-do-no-harm", "OKTA-ANSWER-03")
def repeated_changes_do_no_harm(answers_are_lost: Story) -> Findings:
    """A rename and a change of members that are sent once more succeed, and change nothing more."""
    story = answers_are_lost
    sound(story.after_creating)
    failed = [finding for task in (*story.renamed, *story.changed) for finding in succeeded(task, left_open="noTarget")]
    return failed[:1] or converged(story.after_changing)


@check("repeated-group-delete-is-no-crash", "OKTA-ANSWER-04")
def a_repeated_delete_is_no_crash(answers_are_lost: Story) -> Findings:
    """The deletion of a group that is gone already is answered 404, and is no crash."""
    again = answers_are_lost.deleted_again.exchanges[-1]
    remark = {204: "it is gone, but the RFC wants 404 for what is not there"}
    return expect.status(again, 404, 410, tolerate=remark) + expect.status(answers_are_lost.gone, 404, 410)
