"""Provision on demand: one user, now, and always in the manner without the flag."""

from __future__ import annotations

from scimproof import Directory, Entra, Findings, Probe, Story, check, converged, observe, scenario, snapshot, succeeded
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def somebody_is_provisioned_on_demand(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The admin tries the job with Ada before anything else; then changes her, blocks her, and tries it again.

    Entra sends the probe, a search and at once the POST or the PATCH, with no GET in between, in the forms without
    the flag.
    """
    bea = entra.user(directory.person())
    entra.assign(bea)
    story.first = entra.cycle()
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    ada = entra.user(directory.person())
    entra.assign(ada)
    story.created = entra.provision_on_demand(ada)
    story.id = ada.account_id
    story.there = observe(probe, entra.intends(bystanders))
    entra.update(ada, displayName="Another Name", surname="Surname")
    story.changed = entra.provision_on_demand(ada)
    story.renamed = observe(probe, entra.intends(bystanders))
    entra.disable(ada)
    story.disabled = entra.provision_on_demand(ada)
    story.gone = observe(probe, entra.intends(bystanders))


@check("on-demand-creates", "ENTRA-UPDATE-12")
def on_demand_creates(somebody_is_provisioned_on_demand: Story) -> Findings:
    """Somebody who is provisioned on demand gets an account."""
    story = somebody_is_provisioned_on_demand
    return succeeded(story.first) or succeeded(story.created) or converged(story.there)


@check("on-demand-changes", "ENTRA-UPDATE-12")
def on_demand_changes(somebody_is_provisioned_on_demand: Story) -> Findings:
    """What has changed is brought on demand, with an operation for each attribute, also where the flag is set."""
    return succeeded(somebody_is_provisioned_on_demand.changed) or converged(somebody_is_provisioned_on_demand.renamed)


@check("on-demand-disables", "ENTRA-UPDATE-12")
def on_demand_disables(somebody_is_provisioned_on_demand: Story) -> Findings:
    """Somebody who was blocked is disabled on demand, with active as a text, also where the flag is set."""
    needed(somebody_is_provisioned_on_demand.changed)
    return succeeded(somebody_is_provisioned_on_demand.disabled) or converged(somebody_is_provisioned_on_demand.gone)
