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
from scimproof.clients.entra import DEFAULT_MAPPING, EntraUser, Mapping
from scimproof.clients.entra.keeping import kept, once, shows, shows_all
from scimproof.clients.entra.mappings import declared_lines, line_to
from scimproof.clients.entra.profile import FULL, changed
from scimproof.clients.tasks import Task
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
    """Ada changes everything about her, one thing at a time, with a cycle after each. Bea changes nothing."""
    entra, story.lines = _job_for(entra, declared)
    ada, bea = entra.user(directory.person(), **FULL), entra.user(directory.person())
    entra.assign(ada, bea)
    story.joined = entra.cycle()
    identifier = ada.account_id
    bystanders = snapshot(probe, ("/Users", bea.target_id))
    new = changed(ada.name, str(ada.properties["mailNickname"]))
    story.changes = {}
    shown = probe.read("/Users", identifier)
    for line in story.lines:
        if line.source in new:
            before = kept(ada, shown, [other for other in story.lines if other != line])
            entra.update(ada, **{line.source: new[line.source]})
            task = entra.cycle()
            shown = _read(probe, ada, [line])
            broken = kept(ada, shown, [other for other in story.lines if other != line])
            story.changes[line.target] = Change(line, new[line.source], task, before, shown, broken)
    story.seen = observe(probe, entra.intends(bystanders))
    story.id = identifier
    story.match = entra.afresh().look_up(ada)


@scenario(given="User")
def everything_changes_at_once(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada moves abroad, marries and gets another job between two cycles."""
    entra, story.lines = _job_for(entra, declared)
    ada = story.user = entra.user(directory.person(), **FULL)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.update(ada, **changed(ada.name, str(ada.properties["mailNickname"])))
    story.changed = entra.cycle()
    story.read = _read(probe, ada, story.lines)


@scenario(given="User")
def everything_is_new(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of Ada nothing was known but her names; then HR fills in all the rest. Later the job forgets what it read, and
    sends everything once more."""
    entra, story.lines = _job_for(entra, declared)
    bare = dict.fromkeys(("jobTitle", "mail", "department"))
    ada = story.user = entra.user(directory.person(), **bare)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    person = str(ada.properties["userPrincipalName"])
    entra.update(ada, mail=person, jobTitle="Engineer", department="Research", **FULL)
    story.filled = entra.cycle()
    story.read = _read(probe, ada, story.lines)
    entra.turn(reads_before_patch=False)
    story.repeated = entra.restart()
    story.read_again = _read(probe, ada, story.lines)


@scenario(given="User")
def a_log_is_followed(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """As in one log of 2026, Entra replaces a work e-mail where there is none, and the title with it."""
    entra, _ = _job_for(entra, declared)
    story.lines = declared_lines([line_to('emails[type eq "work"].value'), line_to("title")], declared)
    if len(story.lines) < 2:
        raise NotApplicable("the schema of the target has no work e-mail and title that clients may write")
    entra.turn(replaces_unseen=True)
    ada = story.user = entra.user(directory.person(), mail=None, jobTitle=None)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.update(ada, mail=ada.properties["userPrincipalName"], jobTitle="Engineer")
    story.changed = entra.cycle()
    story.read = _read(probe, ada, story.lines)


def _job_for(entra: Entra, declared: Declared) -> tuple[Entra, list[Mapping]]:
    """The default mapping without the lines for which the target has no attribute, as an admin removes them."""
    lines = declared_lines(DEFAULT_MAPPING, declared)
    always = [line for line in DEFAULT_MAPPING if line.target in ("userName", "active") and line not in lines]
    return entra.with_mapping(*always, *lines), [line for line in lines if line.target != "active"]


def _read(probe: Probe, user: EntraUser, lines: list[Mapping]) -> Exchange:
    return probe.session.settled(
        lambda: probe.read("/Users", user.account_id), lambda shown: shows_all(user, lines, shown)
    )


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
    return converged(one_thing_after_the_other_changes.seen)


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
    return _once_each(story, story.read)


# -- what was not there -----------------------------------------------------------------------------------------------


@check("missing-values-are-added", "ENTRA-UPDATE-01")
def missing_values_are_added(everything_is_new: Story) -> Findings:
    """Attributes that had no value get one."""
    story = everything_is_new
    lines = [line for line in story.lines if not line.filtered]
    return succeeded(story.filled) or kept(story.user, story.read, lines)


@check("filtered-add-makes-the-element", "ENTRA-UPDATE-03")
def a_filtered_add_makes_the_element(everything_is_new: Story) -> Findings:
    """An Add to emails[type eq "work"].value, where there is no work e-mail, makes one of that type.

    Entra has no other way to give somebody a first address or number. Refused, the whole PATCH is lost with it.
    """
    story = everything_is_new
    lines = [line for line in story.lines if line.filtered]
    if not lines:
        raise NotApplicable("the schema of the target has no e-mails, addresses or numbers with types")
    return succeeded(story.filled) or kept(story.user, story.read, lines)


@check("filtered-adds-build-one-element", "ENTRA-UPDATE-05")
def several_adds_build_one_element(everything_is_new: Story) -> Findings:
    """Several operations on addresses[type eq "work"] in one PATCH build one address, not one each."""
    story = everything_is_new
    return _once_each(story, story.read)


@check("repeating-changes-nothing", "ENTRA-UPDATE-08")
def repeating_changes_nothing(everything_is_new: Story) -> Findings:
    """Adding to everything the value that it has already succeeds, and doubles nothing.

    Entra adds where it believes a value to be missing. A single value is replaced by it, and an element that the filter
    finds is not made a second time.
    """
    story = everything_is_new
    found = succeeded(story.repeated) or kept(story.user, story.read_again, story.lines)
    return found or _once_each(story, story.read_again)


@check("filtered-replace-makes-the-element", "ENTRA-UPDATE-04")
def a_filtered_replace_makes_the_element(a_log_is_followed: Story) -> Findings:
    """A Replace of emails[type eq "work"].value, where there is no work e-mail, makes one.

    By RFC 7644 section 3.5.2.3 it is to be refused with noTarget; then Entra loses all that the same PATCH would have
    changed. Servers that many use make an exception for it.
    """
    story = a_log_is_followed
    return succeeded(story.changed) or kept(story.user, story.read, story.lines)


def _once_each(story: Story, shown: Exchange) -> list[Finding]:
    places = {
        (line.filtered["list"], line.filtered["value"]): None for line in story.lines if line.filtered is not None
    }
    if not places:
        raise NotApplicable("the schema of the target has no e-mails, addresses or numbers with types")
    return [finding for name, kind in places for finding in once(shown, name, kind)]
