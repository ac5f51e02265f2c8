"""Leaving and coming back: the app is taken from somebody, and given again."""

from scimproof import (
    Blocked,
    Directory,
    Findings,
    Okta,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.convergence import GONE
from scimproof.listing import found_by, wait_for

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")

KEPT = ("userName", "name", "emails", "externalId")


@scenario(given="User")
def a_leaver_returns(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Ada gets the app, Bea too. Ada leaves, comes back half a year later under another name, and is herself again.

    The deactivation is sent twice: an admin retries what seemed to hang.

    To deactivate somebody an OIN app of Okta sends PATCH replace without a path, {"active": false}; an AIW app sends
    GET /Users/{id}, and PUT of what it was shown with active false. The return is the look-up by userName; then PATCH
    {"active": true}, GET and PUT in an OIN app, GET and PUT alone in an AIW app.
    """
    ada, bea = okta.user(directory.person()), okta.user(directory.person())
    story.assigned = okta.assign(ada)
    story.id = story.assigned.sent("POST").resource_id
    bea_id = okta.assign(bea).sent("POST").resource_id
    before = {("/Users", bea_id): probe.read("/Users", bea_id).resource}
    story.known = {name: value for name, value in story.assigned.sent("POST").answer.object.items() if name in KEPT}
    story.unassigned = okta.unassign(ada)
    story.gone = observe(probe, okta.intends(before))
    story.read = probe.read("/Users", story.id)
    story.again = okta.unassign(ada)
    story.still_gone = observe(probe, okta.intends(before))
    ada.last_name = "Returner"
    wait_for(okta, ada, story.id)
    story.reassigned = okta.reassign(ada)
    story.found_again = story.reassigned.first
    story.id_again = ada.target_id
    story.back = observe(probe, okta.intends(before))


@check("leaver-is-deactivated", "OKTA-LEAVE-01")
def a_leaver_is_deactivated(a_leaver_returns: Story) -> Findings:
    """Taking the app from somebody deactivates the account, and nobody else's.

    OIN apps send PATCH, replace without a path, {"active": false}; AIW apps read the user and put it back with active
    false. Suspending a user in Okta sends nothing, and a user is never deleted.
    """
    return succeeded(a_leaver_returns.unassigned) + converged(a_leaver_returns.gone)


@check("leaver-can-be-read", "OKTA-LEAVE-02")
def a_leaver_can_be_read(a_leaver_returns: Story) -> Findings:
    """A deactivated account can still be read by its id."""
    return expect.status(a_leaver_returns.read, 200)


@check("deactivation-keeps-the-profile", "OKTA-LEAVE-12")
def a_deactivation_keeps_the_profile(a_leaver_returns: Story) -> Findings:
    """A deactivated account has the userName, the names, the e-mail address and the externalId that it had."""
    story = a_leaver_returns
    _was_kept(story)
    return expect.kept(story.known, story.read, *story.known)


@check("deactivation-shows-its-effect", "OKTA-LEAVE-07")
def a_deactivation_shows_its_effect(a_leaver_returns: Story) -> Findings:
    """When a deactivation is answered with a body, that is the user, inactive."""
    exchange = a_leaver_returns.unassigned.exchanges[-1]
    if not exchange.answer.ok:
        raise Blocked("the deactivation was refused")
    if not exchange.answer.body.strip():
        return None
    shown = expect.lookup(exchange.answer.object, "active")
    return expect.equal("active in the answer to the deactivation", False, shown, exchange)


@check("leaver-can-leave-again", "OKTA-LEAVE-05")
def a_leaver_can_leave_again(a_leaver_returns: Story) -> Findings:
    """Deactivating an account that is inactive already succeeds, and changes nothing."""
    story = a_leaver_returns
    _was_kept(story)
    return succeeded(story.again) + converged(story.still_gone)


@check("leaver-is-found", "OKTA-LEAVE-03")
def a_leaver_is_found(a_leaver_returns: Story) -> Findings:
    """The look-up that begins a new assignment finds the deactivated account."""
    story = a_leaver_returns
    _was_kept(story)
    return expect.equal("the accounts found by userName", [story.id], found_by(story.found_again), story.found_again)


@check("returner-gets-the-account-back", "OKTA-LEAVE-04", "OKTA-LEAVE-11")
def a_returner_gets_the_account_back(a_leaver_returns: Story) -> Findings:
    """Somebody who comes back gets the same account, active (QA plan C9293)."""
    story = a_leaver_returns
    _was_found(story)
    back = [finding for finding in converged(story.back) if "active" in finding.cause]
    return (
        succeeded(story.reassigned)
        + expect.equal("the id of the returner", story.id, story.id_again, *story.reassigned.exchanges)
        + back
    )


@check("returner-has-the-new-profile", "OKTA-LEAVE-08")
def a_returner_has_the_new_profile(a_leaver_returns: Story) -> Findings:
    """Somebody who comes back under another name is shown under that name."""
    story = a_leaver_returns
    _was_found(story)
    return succeeded(story.reassigned) or converged(story.back)


def _was_kept(story: Story) -> None:
    if story.read.status in GONE:
        raise Blocked("the account is gone since the deactivation, which leaver-can-be-read tells of")


def _was_found(story: Story) -> None:
    _was_kept(story)
    if story.id not in found_by(story.found_again):
        raise Blocked("the look-up does not find the deactivated account, which leaver-is-found tells of")
