"""Leaving and coming back: out of scope, and in again."""

from scimproof import Directory, Entra, Findings, Probe, Story, check, converged, expect, observe, scenario, succeeded

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def a_leaver_returns(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are assigned. Ada is unassigned, and comes back two cycles later."""
    ada, bea = entra.user(directory.person()), entra.user(directory.person())
    entra.assign(ada, bea)
    story.joined = entra.cycle()
    story.id = ada.target_id
    entra.unassign(ada)
    story.left = entra.cycle()
    story.gone = observe(probe, entra.intends())
    story.read = probe.read("/Users", story.id)
    entra.assign(ada)
    story.returned = entra.cycle()
    story.back = observe(probe, entra.intends())


@check("leaver-is-disabled", "ENTRA-LEAVE-01")
def a_leaver_is_disabled(a_leaver_returns: Story) -> Findings:
    """Taking somebody out of scope disables the account, and nobody else's."""
    return succeeded(a_leaver_returns.left) + converged(a_leaver_returns.gone)


@check("leaver-can-be-read", "ENTRA-LEAVE-02")
def a_leaver_can_be_read(a_leaver_returns: Story) -> Findings:
    """A disabled account can still be read by its id."""
    return expect.status(a_leaver_returns.read, 200)


@check("returner-is-enabled", "ENTRA-LEAVE-03")
def a_returner_is_enabled(a_leaver_returns: Story) -> Findings:
    """Somebody who comes back into scope gets the same account, enabled."""
    return succeeded(a_leaver_returns.returned) + converged(a_leaver_returns.back)
