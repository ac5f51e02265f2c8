"""Filling up: what was never there is added, by paths that name elements which do not exist yet."""

from __future__ import annotations

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    NotApplicable,
    Probe,
    Story,
    check,
    scenario,
    succeeded,
)
from scimproof.clients.entra.keeping import kept, mappable_job, once_each, settled_read
from scimproof.clients.entra.mappings import declared_lines, line_to
from scimproof.clients.entra.profile import FULL
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def everything_is_new(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of Ada nothing was known but her names; then HR fills in texts, and addresses and numbers after that. Later the
    job forgets what it read, and sends everything once more.

    Entra sends a GET of the user and a PATCH with an Add for each attribute that the answer does not show, by paths
    such as addresses[type eq "work"].locality; with the flag the simple ones are keys of one value.
    """
    entra, story.lines = mappable_job(entra, declared)
    bare = dict.fromkeys(("jobTitle", "mail", "department"))
    ada = story.user = entra.user(directory.person(), **bare)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    person = str(ada.properties["userPrincipalName"])
    texts = {line.source for line in story.lines if not line.filtered}
    new = {"mail": person, "jobTitle": "Engineer", "department": "Research", **FULL}
    entra.update(ada, **{name: value for name, value in new.items() if name in texts})
    story.texts = entra.cycle()
    entra.update(ada, **new)
    story.filled = entra.cycle()
    story.read = settled_read(probe, ada, story.lines)
    entra.turn(reads_before_patch=False)
    story.repeated = entra.restart()
    story.read_again = settled_read(probe, ada, story.lines)


@scenario(given="User")
def a_log_is_followed(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """As in one log of 2026, Entra replaces a work e-mail where there is none, and the title with it.

    Entra sends, in one PATCH, a Replace of emails[type eq "work"].value and one of title.
    """
    entra, _ = mappable_job(entra, declared)
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
    story.read = settled_read(probe, ada, story.lines)


@check("missing-values-are-added", "ENTRA-UPDATE-01")
def missing_values_are_added(everything_is_new: Story) -> Findings:
    """Attributes that had no value get one."""
    story = everything_is_new
    lines = [line for line in story.lines if not line.filtered]
    return succeeded(story.texts) or kept(story.user, story.read, lines)


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
    needed(story.texts, story.filled)
    return once_each(story.read, story.lines)


@check("repeating-changes-nothing", "ENTRA-UPDATE-08")
def repeating_changes_nothing(everything_is_new: Story) -> Findings:
    """Adding to everything the value that it has already succeeds, and doubles nothing.

    Entra adds where it believes a value to be missing. A single value is replaced by it, and an element that the filter
    finds is not made a second time.
    """
    story = everything_is_new
    needed(story.texts, story.filled)
    found = succeeded(story.repeated) or kept(story.user, story.read_again, story.lines)
    return found or once_each(story.read_again, story.lines)


@check("filtered-replace-makes-the-element", "ENTRA-UPDATE-04")
def a_filtered_replace_makes_the_element(a_log_is_followed: Story) -> Findings:
    """A Replace of emails[type eq "work"].value, where there is no work e-mail, makes one.

    By RFC 7644 section 3.5.2.3 it is to be refused with noTarget; then Entra loses all that the same PATCH would have
    changed. Servers that many use make an exception for it.
    """
    story = a_log_is_followed
    return succeeded(story.changed) or kept(story.user, story.read, story.lines)
