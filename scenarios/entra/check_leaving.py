"""Leaving and coming back: out of scope, blocked, deleted, and in again."""

from __future__ import annotations

from scimproof import (
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
    snapshot,
    succeeded,
)
from scimproof.clients.entra.mappings import DEFAULT_MAPPING
from scimproof.clients.entra.teams import employed
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def a_leaver_returns(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are assigned. Ada is unassigned, and comes back two cycles later.

    Entra sends a GET, and a PATCH with a Replace of active by the text "False", or with the flag by the Boolean
    false; when she is back the same with True.
    """
    _ada_leaves_and_returns(story, entra, probe, directory)


@scenario(given="User")
def somebody_is_blocked(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada is blocked from signing in on the day on which she gets another name, and unblocked later. The same happens
    to Cem, with active written in the other of the two ways that Entra has.

    Entra sends one PATCH with active and displayName: two operations, or with the flag one without a path and two
    keys.
    """
    ada, bea = entra.user(directory.person()), entra.user(directory.person())
    entra.assign(ada, bea)
    entra.cycle()
    story.id = ada.account_id
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    entra.disable(ada)
    entra.update(ada, displayName="Another Name")
    story.blocked = entra.cycle()
    story.gone = observe(probe, entra.intends(bystanders))
    story.read = probe.read("/Users", story.id)
    entra.enable(ada)
    story.unblocked = entra.cycle()
    story.back = observe(probe, entra.intends(bystanders))
    other = entra.with_knobs(text_booleans=not entra.knobs.text_booleans)
    cem = other.user(directory.person())
    other.assign(cem)
    other.cycle()
    story.other_id = cem.account_id
    other.disable(cem)
    story.otherwise = other.cycle()
    story.otherwise_gone = observe(probe, other.intends())
    other.enable(cem)
    story.otherwise_returned = other.cycle()
    story.otherwise_back = observe(probe, other.intends())


@scenario(given="User")
def somebody_is_deleted(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada is deleted in Entra, and thirty days later for good. Bea is deleted, too, and restored in time.

    Entra sends a PATCH of active when she is deleted, for the restored one another, and DELETE /Users/{id} when she
    is deleted for good.
    """
    ada, bea, cem = (entra.user(directory.person()) for _ in range(3))
    entra.assign(ada, bea, cem)
    entra.cycle()
    story.id = ada.account_id
    bystanders = snapshot(probe, ("/Users", cem.account_id))
    entra.soft_delete(ada)
    entra.soft_delete(bea)
    story.soft = entra.cycle()
    story.disabled = observe(probe, entra.intends(bystanders))
    entra.restore(bea)
    story.restored = entra.cycle()
    story.returned = observe(probe, entra.intends(bystanders))
    entra.hard_delete(ada)
    story.hard = entra.cycle()
    story.gone = observe(probe, entra.intends(bystanders))
    story.read = probe.read("/Users", story.id)
    story.match = entra.afresh().look_up(ada)


@scenario(given="User")
def active_is_not_mapped(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The admin has taken active out of the mapping: who leaves is deleted.

    Entra sends DELETE /Users/{id} in place of a PATCH of active; who comes back is looked for and created.
    """
    job = entra.with_mapping(*(line for line in DEFAULT_MAPPING if line.target != "active"))
    _ada_leaves_and_returns(story, job, probe, directory)


def _ada_leaves_and_returns(story: Story, job: Entra, probe: Probe, directory: Directory) -> None:
    ada, bea = employed(job, directory, 2)
    story.id = ada.account_id
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    job.unassign(ada)
    story.left = job.cycle()
    story.gone = observe(probe, job.intends(bystanders))
    story.read = probe.read("/Users", story.id)
    job.assign(ada)
    story.returned = job.cycle()
    story.back = observe(probe, job.intends(bystanders))


@scenario(given="User")
def leavers_are_spared(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """With SkipOutOfScopeDeletions, Ada stays active when she is unassigned. She comes back under another name.

    Entra sends nothing when she leaves, and a GET and a PATCH of her name when she is back.
    """
    entra.turn(skips_out_of_scope=True)
    ada = entra.user(directory.person())
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.unassign(ada)
    story.left = entra.cycle()
    story.spared = observe(probe, entra.intends())
    entra.assign(ada)
    entra.update(ada, displayName="Another Name")
    story.returned = entra.cycle()
    story.back = observe(probe, entra.intends())


@scenario(given=("User", "Group"))
def a_member_leaves_and_returns(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are in a team. Ada is blocked for a while; of the team nothing is said to the target.

    Entra sends a PATCH of active, twice. To the group it sends nothing: memberships that were sent once are not
    sent again.
    """
    ada, bea = entra.user(directory.person()), entra.user(directory.person())
    team = entra.group(directory.team(), ada, bea)
    entra.assign(ada, bea, team)
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.before = observe(probe, entra.intends())
    entra.disable(ada)
    story.left = entra.cycle()
    entra.enable(ada)
    story.returned = entra.cycle()
    story.back = observe(probe, entra.intends())


@check("leaver-is-disabled", "ENTRA-LEAVE-01")
def a_leaver_is_disabled(a_leaver_returns: Story) -> Findings:
    """Taking somebody out of scope disables the account, and nobody else's.

    Without the flag the value is the text False, which many servers take for true.
    """
    return succeeded(a_leaver_returns.left) or converged(a_leaver_returns.gone)


@check("leaver-can-be-read", "ENTRA-LEAVE-02")
def a_leaver_can_be_read(a_leaver_returns: Story) -> Findings:
    """A disabled account can still be read by its id."""
    return expect.status(a_leaver_returns.read, 200)


@check("leaver-is-shown-as-inactive", "ENTRA-LEAVE-04")
def a_leaver_is_shown_as_inactive(a_leaver_returns: Story) -> Findings:
    """A disabled account shows active as the Boolean false, however it was sent."""
    story = a_leaver_returns
    needed(story.left)
    found = expect.status(story.read, 200)
    return found or expect.equal("active", False, expect.lookup(story.read.resource, "active"), story.read)


@check("returner-is-enabled", "ENTRA-LEAVE-03")
def a_returner_is_enabled(a_leaver_returns: Story) -> Findings:
    """Somebody who comes back into scope gets the same account, enabled."""
    needed(a_leaver_returns.left)
    return succeeded(a_leaver_returns.returned) or converged(a_leaver_returns.back)


@check("blocked-user-is-disabled", "ENTRA-LEAVE-01")
def a_blocked_user_is_disabled(somebody_is_blocked: Story) -> Findings:
    """Somebody who may not sign in any more is disabled, by a PATCH that changes other attributes as well.

    With the flag active is then one key among others, in an operation without a path.
    """
    return succeeded(somebody_is_blocked.blocked) or converged(somebody_is_blocked.gone)


@check("unblocked-user-is-enabled", "ENTRA-LEAVE-03")
def an_unblocked_user_is_enabled(somebody_is_blocked: Story) -> Findings:
    """Somebody who may sign in again is enabled."""
    needed(somebody_is_blocked.blocked)
    return succeeded(somebody_is_blocked.unblocked) or converged(somebody_is_blocked.back)


@check("active-may-be-written-otherwise", "ENTRA-LEAVE-01")
def active_may_be_written_otherwise(somebody_is_blocked: Story) -> Findings:
    """An account is disabled and enabled, too, when active comes in the other of Entra's two forms.

    Microsoft documents the text as well as the Boolean without the flag, and tenants change the flag.
    """
    story = somebody_is_blocked
    found = succeeded(story.otherwise) or converged(story.otherwise_gone)
    return found or succeeded(story.otherwise_returned) or converged(story.otherwise_back)


@check("deleted-user-is-disabled", "ENTRA-LEAVE-01")
def a_deleted_user_is_disabled(somebody_is_deleted: Story) -> Findings:
    """People who are deleted in Entra, and can be restored there for thirty days, are disabled."""
    return succeeded(somebody_is_deleted.soft) or converged(somebody_is_deleted.disabled)


@check("purged-user-is-deleted", "ENTRA-LEAVE-05")
def a_purged_user_is_deleted(somebody_is_deleted: Story) -> Findings:
    """Somebody who is deleted for good is deleted in the target: neither read nor found any more.

    The one who was restored in time is active, and nobody else has changed.
    """
    story = somebody_is_deleted
    needed(story.soft, story.restored)
    found = succeeded(story.hard) + expect.status(story.read, 404, 410) + succeeded(story.match)
    if story.match.succeeded:
        count = story.match.last.resource.get("totalResults")
        found += expect.equal("the number of accounts found after the DELETE", 0, count, story.match.last)
    return found or converged(story.gone)


@check("restored-user-is-enabled", "ENTRA-LEAVE-03")
def a_restored_user_is_enabled(somebody_is_deleted: Story) -> Findings:
    """Somebody who is restored in Entra is enabled."""
    needed(somebody_is_deleted.soft)
    return succeeded(somebody_is_deleted.restored) or converged(somebody_is_deleted.returned)


@check("leaver-is-deleted-without-active", "ENTRA-LEAVE-09")
def a_leaver_is_deleted(active_is_not_mapped: Story) -> Findings:
    """Where active is not mapped, somebody who leaves is deleted, and nobody else is."""
    story = active_is_not_mapped
    return succeeded(story.left) or expect.status(story.read, 404, 410) + converged(story.gone)


@check("returner-is-created-without-active", "ENTRA-LEAVE-06")
def a_returner_is_created(active_is_not_mapped: Story) -> Findings:
    """Where active is not mapped, somebody who comes back gets a new account under the same userName and externalId.

    A tombstone that keeps the name makes it a conflict in every cycle.
    """
    return succeeded(active_is_not_mapped.returned) or converged(active_is_not_mapped.back)


@check("spared-leaver-stays", "ENTRA-LEAVE-10")
def a_spared_leaver_stays(leavers_are_spared: Story) -> Findings:
    """With SkipOutOfScopeDeletions a leaver stays active, and is changed again when back in scope."""
    story = leavers_are_spared
    return succeeded(story.left) or converged(story.spared) + succeeded(story.returned) or converged(story.back)


@check("returner-is-a-member-again", "ENTRA-LEAVE-08")
def a_returner_is_a_member_again(a_member_leaves_and_returns: Story) -> Findings:
    """Somebody who was disabled for a while is still in the groups: Entra does not send memberships again."""
    story = a_member_leaves_and_returns
    needed(story.joined, story.left, story.returned)
    if story.before.findings():
        return converged(story.before)
    return converged(story.back)
