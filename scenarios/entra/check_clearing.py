"""Clearing: what is emptied in Entra is not sent, and stays in the target; an expression of the mapping may help."""

from __future__ import annotations

from scimproof import Declared, Directory, Entra, Findings, Probe, Story, check, scenario, succeeded
from scimproof.clients.entra.keeping import empty, kept, need_mapped, shows, shows_all
from scimproof.clients.entra.mappings import DEFAULT_MAPPING, declared_lines, line_to
from scimproof.clients.entra.profile import FULL
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")

CLEARED = {"mobile": None, "state": None, "jobTitle": None, "employeeId": None}


@scenario(given="User")
def values_are_taken_away(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada has no mobile any more, no state, no number and no title, and another surname. Of the former nothing is sent.
    Then the admin maps the title by an expression that turns nothing into an empty text.

    Entra sends a GET of the user and one PATCH with name.familyName alone: what has no value in Entra is skipped.
    """
    need_mapped(declared, "name.familyName")
    lines = declared_lines(DEFAULT_MAPPING, declared)
    ada = story.user = entra.user(directory.person(), **FULL)
    entra.assign(ada)
    entra.cycle()
    before = probe.read("/Users", ada.account_id)
    # What was kept at the create, and is not named any more.
    story.stays = [
        (line, ada.properties[line.source])
        for line in lines
        if line.source in CLEARED and not kept(ada, before, [line])
    ]
    entra.update(ada, surname="Married", **CLEARED)
    story.changed = entra.cycle()
    story.read = probe.session.settled(
        lambda: probe.read("/Users", ada.account_id),
        lambda shown: shows_all(ada, [line_to("name.familyName")], shown),
    )


@scenario(given="User")
def an_expression_empties(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The admin's mapping says IIF(IsNullOrEmpty([jobTitle]), "", [jobTitle]), and the title is cleared.

    Entra sends a Replace of title with the value "", which the expression makes; with the flag it is the key title.
    """
    need_mapped(declared, "title")
    job = entra.with_mapping(line_to("userName"), line_to("active"), line_to("title"))
    job.turn(sends_empty=True)
    ada = job.user(directory.person())
    job.assign(ada)
    job.cycle()
    job.update(ada, jobTitle=None)
    story.changed = job.cycle()
    story.read = probe.session.settled(
        lambda: probe.read("/Users", ada.account_id), lambda shown: shown.answer.ok and not empty(shown, "title")
    )


@check("cleared-values-stay", "ENTRA-CLEAR-01")
def cleared_values_stay(values_are_taken_away: Story) -> Findings:
    """A PATCH of the surname leaves all that it does not name, although Entra has no value for it any more."""
    story = values_are_taken_away
    needed(story.changed)
    found = kept(story.user, story.read, [line_to("name.familyName")])
    return found + [finding for line, value in story.stays for finding in shows(story.read, line, value)]


@check("empty-text-clears", "ENTRA-CLEAR-02")
def an_empty_text_clears(an_expression_empties: Story) -> Findings:
    """A title that is replaced by an empty text has no value any more."""
    return succeeded(an_expression_empties.changed) or empty(an_expression_empties.read, "title")
