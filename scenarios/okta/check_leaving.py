"""Leaving and coming back: the app is taken from somebody, and given again."""

from scimproof import Directory, Findings, Okta, Probe, Story, check, converged, expect, observe, scenario, succeeded

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def a_leaver_returns(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Ada gets the app, Bea too. Ada leaves, comes back half a year later, and is herself again."""
    ada, bea = okta.user(directory.person()), okta.user(directory.person())
    story.assigned = okta.assign(ada)
    okta.assign(bea)
    story.id = story.assigned.sent("POST").resource_id
    story.unassigned = okta.unassign(ada)
    story.gone = observe(probe, okta.intends())
    story.read = probe.read("/Users", story.id)
    story.reassigned = okta.reassign(ada)
    story.found_again = story.reassigned.exchanges[0]
    story.id_again = ada.target_id
    story.back = observe(probe, okta.intends())


@check("leaver-is-deactivated", "OKTA-LEAVE-01")
def a_leaver_is_deactivated(a_leaver_returns: Story) -> Findings:
    """Taking the app from somebody deactivates the account, and nobody else's."""
    return succeeded(a_leaver_returns.unassigned) + converged(a_leaver_returns.gone)


@check("leaver-can-be-read", "OKTA-LEAVE-02")
def a_leaver_can_be_read(a_leaver_returns: Story) -> Findings:
    """A deactivated account can still be read by its id."""
    return expect.status(a_leaver_returns.read, 200)


@check("leaver-is-found", "OKTA-LEAVE-03")
def a_leaver_is_found(a_leaver_returns: Story) -> Findings:
    """The look-up that begins a new assignment finds the deactivated account."""
    exchange = a_leaver_returns.found_again
    found = [entry.get("id") for entry in exchange.resource.get("Resources") or []]
    return expect.equal("the accounts found by userName", [a_leaver_returns.id], found, exchange)


@check("returner-gets-the-account-back", "OKTA-LEAVE-04")
def a_returner_gets_the_account_back(a_leaver_returns: Story) -> Findings:
    """Somebody who comes back gets the same account, active."""
    story = a_leaver_returns
    return (
        succeeded(story.reassigned)
        + expect.equal("the id of the returner", story.id, story.id_again, *story.reassigned.exchanges)
        + converged(story.back)
    )
