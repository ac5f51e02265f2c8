"""Changing: every attribute of the mapping alone, all of them at once, and what was never there before."""

from __future__ import annotations

from typing import NamedTuple

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
    NotApplicable,
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
from scimproof.clients.entra import Mapping
from scimproof.clients.entra.keeping import kept, mappable_job, once, once_each, settled_read, shows
from scimproof.clients.entra.profile import FULL, changed
from scimproof.clients.entra.teams import changes
from scimproof.clients.tasks import Task, needed
from scimproof.declared import ENTERPRISE_USER
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")


class Change(NamedTuple):
    """One attribute changed alone: the cycle, and what was shown before and after."""

    line: Mapping
    wanted: str
    task: Task
    before: list[Finding]
    after: Exchange
    broken: list[Finding]


@scenario(given="User")
def one_thing_after_the_other_changes(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada changes everything about her, one thing at a time, with a cycle after each. Bea changes nothing.

    Entra sends a GET and a PATCH in each cycle: Replace with a path such as name.familyName, emails[type eq
    "work"].value or urn:...:User:department; with the flag what has no filter is a replace without a path, and the
    path is a key of its value.
    """
    entra, story.lines = mappable_job(entra, declared)
    ada, bea = entra.user(directory.person(), **FULL), entra.user(directory.person())
    entra.assign(ada, bea)
    story.joined = entra.cycle()
    identifier = ada.account_id
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    new = changed(ada.name, str(ada.properties["mailNickname"]))
    story.changes = {}
    shown = probe.read("/Users", identifier)
    for line in story.lines:
        if line.source in new:
            before = kept(ada, shown, [other for other in story.lines if other != line])
            entra.update(ada, **{line.source: new[line.source]})
            task = entra.cycle()
            shown = settled_read(probe, ada, [line])
            broken = kept(ada, shown, [other for other in story.lines if other != line])
            story.changes[line.target] = Change(line, new[line.source], task, before, shown, broken)
    story.seen = observe(probe, entra.intends(bystanders))
    story.id = identifier
    story.match = entra.afresh().look_up(ada)


@scenario(given="User")
def everything_changes_at_once(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada moves abroad, marries and gets another job between two cycles.

    Entra sends one PATCH with an operation for each attribute; with the flag those with filters come first, and all
    others are keys of one value.
    """
    entra, story.lines = mappable_job(entra, declared)
    ada = story.user = entra.user(directory.person(), **FULL)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.update(ada, **changed(ada.name, str(ada.properties["mailNickname"])))
    story.changed = entra.cycle()
    story.read = settled_read(probe, ada, story.lines)


# -- one at a time ----------------------------------------------------------------------------------------------------


def _alone(story: Story, *targets: str) -> list[Finding]:
    """Each of these was changed alone, is shown as it should be, and nothing that was right before is wrong now."""
    changes: list[Change] = [
        change for target, change in story.changes.items() if target in targets or target.startswith(targets)
    ]
    if not changes:
        raise NotApplicable("the schema of the target has none of these attributes")
    found: list[Finding] = []
    for change in changes:
        failed = succeeded(change.task)
        wrong = failed or shows(change.after, change.line, change.wanted)
        causes = {one.cause for one in change.before}
        found += wrong or [one for one in change.broken if one.cause not in causes]
    return found


@check("texts-are-changed", "ENTRA-UPDATE-01")
def texts_are_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """Display name, job title and preferred language are changed, each alone, and nothing else with them.

    Without the flag it is one operation Replace with the attribute as its path; with it an operation without a path.
    """
    return _alone(one_thing_after_the_other_changes, "displayName", "title", "preferredLanguage")


@check("names-are-changed", "ENTRA-UPDATE-01")
def names_are_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """Given name, surname and formatted name are changed, each alone, and the other parts of the name stay.

    With the flag the key is name.givenName, a path and not the name of an attribute.
    """
    return _alone(one_thing_after_the_other_changes, "name.")


@check("enterprise-data-is-changed", "ENTRA-UPDATE-01")
def enterprise_data_is_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """Employee number and department are changed, each alone, by the URN of the extension and the attribute's name."""
    return _alone(one_thing_after_the_other_changes, ENTERPRISE_USER)


@check("mail-is-changed", "ENTRA-UPDATE-02")
def mail_is_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """The work e-mail is changed by emails[type eq "work"].value, and there is one work e-mail afterwards."""
    story = one_thing_after_the_other_changes
    found = _alone(story, "emails[")
    return found or once(story.changes['emails[type eq "work"].value'].after, "emails", "work")


@check("address-is-changed", "ENTRA-UPDATE-02")
def the_address_is_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """Each part of the work address is changed alone, and its other parts stay.

    A server that makes a new address of the one part loses the street when somebody gets another postal code.
    """
    return _alone(one_thing_after_the_other_changes, "addresses[")


@check("phone-numbers-are-changed", "ENTRA-UPDATE-02")
def phone_numbers_are_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """The numbers of desk, mobile and fax are changed, each alone, and the other numbers stay."""
    return _alone(one_thing_after_the_other_changes, "phoneNumbers[")


@check("user-name-is-changed", "ENTRA-UPDATE-07")
def the_user_name_is_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """The userName is changed by a PATCH, as people marry, and the account is found by the new one."""
    story = one_thing_after_the_other_changes
    if found := _alone(story, "userName") or succeeded(story.match):
        return found
    ids = [entry.get("id") for entry in story.match.last.resource.get("Resources") or []]
    return expect.equal("the accounts found by the new userName", [story.id], ids, story.match.last)


@check("external-id-is-changed", "ENTRA-UPDATE-07")
def the_external_id_is_changed(one_thing_after_the_other_changes: Story) -> Findings:
    """The externalId is changed by a PATCH: by default it is the mail nickname, which changes as well."""
    return _alone(one_thing_after_the_other_changes, "externalId")


@check("changes-of-one-leave-others-alone", "ENTRA-UPDATE-11")
def others_stay_as_they_are(one_thing_after_the_other_changes: Story) -> Findings:
    """After all her changes Ada is active under her new names, and nobody else has changed."""
    story = one_thing_after_the_other_changes
    needed(*(change.task for change in story.changes.values()))
    return converged(story.seen)


@check("changed-user-is-answered", "ENTRA-UPDATE-13", "RFC7644-3.5.2-27")
def the_changed_user_is_answered(one_thing_after_the_other_changes: Story) -> Findings:
    """A PATCH is answered with 204, or with 200 and the user: Entra reads what comes, and wants to understand it.

    A body that is no user, such as {"ok": true}, cannot be deserialized as one: the provisioning log says that the
    endpoint is not compatible, though the change was made.
    """
    story = one_thing_after_the_other_changes
    patches = [one for change in story.changes.values() for one in changes(change.task, "/Users")]
    return [
        finding
        for one in patches
        if one.response is not None and one.status == 200 and one.response.body.strip()
        for finding in expect.equal("the id of the user in the answer", story.id, one.resource.get("id"), one)
    ][:1]


# -- all at once ------------------------------------------------------------------------------------------------------


@check("all-at-once", "ENTRA-UPDATE-06")
def all_at_once(everything_changes_at_once: Story) -> Findings:
    """Everything about somebody is changed by one PATCH.

    Without the flag that is an operation for each attribute. With it the simple ones go in one operation without a
    path, under keys such as name.givenName and urn:...:User:department, after those with a filter in their path.
    """
    story = everything_changes_at_once
    return succeeded(story.changed) or kept(story.user, story.read, story.lines)


@check("one-address-after-all-at-once", "ENTRA-UPDATE-05")
def one_address(everything_changes_at_once: Story) -> Findings:
    """An address that was changed part by part in one PATCH is still one address, and a mail is one mail."""
    story = everything_changes_at_once
    needed(story.changed)
    return once_each(story.read, story.lines)
