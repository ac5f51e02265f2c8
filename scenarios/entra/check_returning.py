"""Hired again, under the old userName: while the old account is inactive, when it is gone, or when it is another's."""

from __future__ import annotations

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    Probe,
    Story,
    as_user,
    check,
    converged,
    expect,
    observe,
    scenario,
    snapshot,
    sound,
    succeeded,
)
from scimproof.clients.entra.keeping import kept, shows_all
from scimproof.clients.entra.mappings import line_to
from scimproof.clients.entra.teams import formed
from scimproof.clients.tasks import needed
from scimproof.convergence import member_ids

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def somebody_is_hired_again(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada left, and her account is disabled. Hired again she is a new user in Entra, with the old userName.

    Entra sends a search by userName, which finds the inactive account, and a PATCH with active and the new
    externalId.
    """
    person, bea = directory.person(), entra.user(directory.person())
    ada = entra.user(person)
    entra.assign(ada, bea)
    entra.cycle()
    story.id = ada.account_id
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    entra.unassign(ada)
    entra.cycle()
    job = entra.afresh()
    again = story.user = job.user(replace(person, external_id=f"{person.external_id}-again"))
    job.assign(again)
    story.returned = job.cycle()
    story.new_id = again.target_id
    story.read = probe.session.settled(
        lambda: probe.read("/Users", story.id), lambda shown: shows_all(again, [line_to("externalId")], shown)
    )
    story.back = observe(probe, job.intends(bystanders))


@scenario(given="User")
def somebody_returns_after_a_purge(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada's account was deleted. She is hired again, with the old userName and the old externalId.

    Entra sends DELETE /Users/{id}; for the new user a search, which finds nobody, and POST /Users.
    """
    person = directory.person()
    ada = entra.user(person)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.soft_delete(ada)
    entra.cycle()
    entra.hard_delete(ada)
    story.deleted = entra.cycle()
    job = entra.afresh()
    again = job.user(person)
    job.assign(again)
    story.returned = job.cycle()
    story.new_id = again.account_id
    story.back = observe(probe, job.intends())


@scenario(given=("User", "Group"))
def a_returner_had_been_in_a_group(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea were in a group. Ada is deleted for good, and hired again years later, for another job.

    Entra sends a PATCH of active and DELETE /Users/{id}; years later a search and POST /Users, and nothing to the
    group.
    """
    person, bea = directory.person(), entra.user(directory.person())
    ada = entra.user(person)
    group = entra.group(directory.team(), ada, bea)
    entra.assign(ada, bea)
    story.group = formed(entra, group)
    story.before = observe(probe, entra.intends())
    entra.soft_delete(ada)
    entra.cycle()
    entra.hard_delete(ada)
    story.deleted = entra.cycle()
    story.old_id = ada.target_id
    job = entra.afresh()
    again = job.user(person)
    job.assign(again)
    story.returned = job.cycle()
    story.new_id = again.target_id
    story.members = probe.read("/Groups", story.group)


@scenario(given="User")
def the_name_is_somebody_elses(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada's account is disabled. A namesake joins, and the job matches by externalId alone: it finds nobody, and
    creates what exists.

    Entra sends a search by externalId, which finds nobody, and POST /Users with a userName that is taken.
    """
    person = directory.person()
    ada = entra.user(person)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.unassign(ada)
    entra.cycle()
    story.places = snapshot(probe, ("/Users", story.id))
    job = entra.with_knobs(matching=("externalId",))
    namesake = job.user(replace(person, external_id=f"{person.external_id}-other"))
    job.assign(namesake)
    story.joined = job.cycle()
    story.after = observe(probe, entra.afresh().intends(story.places))


@scenario(given="User")
def an_account_is_adopted(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada made her account herself, years ago. Now Entra finds it, and takes it over.

    Entra sends a search by userName, which finds the account, and a PATCH of what differs: the externalId is one of
    it.
    """
    person = directory.person()
    body = {**as_user(person, declared), "externalId": f"{person.external_id}-own"}
    made = probe.create(declared.endpoint("User"), body)
    story.id = made.resource_id
    ada = story.user = entra.user(person)
    entra.assign(ada)
    story.adopted = entra.cycle()
    story.adopted_id = ada.target_id
    story.read = probe.session.settled(
        lambda: probe.read("/Users", story.id), lambda shown: shows_all(ada, [line_to("externalId")], shown)
    )
    story.seen = observe(probe, entra.intends())


@check("rehired-user-gets-the-account-back", "ENTRA-LEAVE-07")
def a_rehired_user_gets_the_account_back(somebody_is_hired_again: Story) -> Findings:
    """Who is hired again under the old userName gets the old account, enabled, with the new externalId.

    Entra finds the inactive account by its userName, links it to the new user, and sends both in one PATCH.
    """
    story = somebody_is_hired_again
    found = succeeded(story.returned)
    found += expect.equal("the id of the account", story.id, story.new_id, *story.returned.exchanges)
    return found or kept(story.user, story.read, [line_to("externalId")]) + converged(story.back)


@check("rehired-user-is-created-after-a-purge", "ENTRA-LEAVE-06")
def a_purged_name_is_free(somebody_returns_after_a_purge: Story) -> Findings:
    """Who is hired again after the old account was deleted gets a new one, with the old userName and externalId."""
    story = somebody_returns_after_a_purge
    needed(story.deleted)
    return succeeded(story.returned) or converged(story.back)


@check("rehired-user-inherits-no-groups", "ENTRA-LEAVE-12")
def nothing_is_inherited(a_returner_had_been_in_a_group: Story) -> Findings:
    """Who is hired again after the old account was deleted is in none of the groups of that time.

    Entra has sent a DELETE, and now creates a new account under the old userName; to groups it sends nothing. A server
    that brings the old record back, with all that hung on it, gives the newcomer the permissions of the former job.
    """
    story = a_returner_had_been_in_a_group
    sound(story.before)
    needed(story.deleted, story.returned)
    inherited = sorted(member_ids(story.members.resource) & {str(story.new_id)})
    return expect.equal("the groups' members who were hired again", [], inherited, story.members)


@check("name-of-an-inactive-account-is-taken", "ENTRA-LEAVE-11")
def an_inactive_name_is_taken(the_name_is_somebody_elses: Story) -> Findings:
    """A create with the userName of an inactive account is answered with 409, and that account stays as it is.

    A server that enables it gives the account of a former colleague to a namesake.
    """
    story = the_name_is_somebody_elses
    return expect.status(story.joined.sent("POST"), 409) + converged(story.after)


@check("existing-account-is-adopted", "ENTRA-MATCH-01")
def an_existing_account_is_adopted(an_account_is_adopted: Story) -> Findings:
    """An account that Entra did not make is found, linked, and gets the externalId of Entra's user."""
    story = an_account_is_adopted
    found = succeeded(story.adopted)
    found += expect.equal("the account that was adopted", story.id, story.adopted_id, *story.adopted.exchanges)
    return found or kept(story.user, story.read, [line_to("externalId")]) + converged(story.seen)
