"""What a change does not name: values that others have added, and the account itself, under a name spelt otherwise."""

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
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.entra.keeping import mappable_job, need_mapped, settled_read, shows
from scimproof.clients.entra.mappings import line_to, value_at

SUITES = ("entra", "entra-optscim")

WORK, HOME = 'emails[type eq "work"].value', 'emails[type eq "home"].value'


@scenario(given="User")
def somebody_has_added_an_address(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada has added her private address in the application. Then her work address changes in Entra.

    Entra sends a GET and a PATCH with a Replace of emails[type eq "work"].value.
    """
    (story.home,) = need_mapped(declared, HOME)
    need_mapped(declared, WORK)
    entra, _ = mappable_job(entra, declared)
    ada = entra.user(directory.person())
    entra.assign(ada)
    entra.cycle()
    story.private = f"private.{ada.name}"
    private = {"type": "home", "value": story.private}
    probe.patch("/Users", ada.account_id, {"op": "add", "path": "emails", "value": [private]})
    if value_at(settled_read(probe, ada, [line_to(WORK)]).resource, story.home) != story.private:
        raise NotApplicable("the target does not keep a second e-mail address")
    story.mail = f"new.{ada.name}"
    entra.update(ada, mail=story.mail)
    story.changed = entra.cycle()
    story.read = settled_read(probe, ada, [line_to(WORK)])


@scenario(given="User")
def a_name_is_spelt_otherwise(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The userName of Ada gets other capitals, and nothing else of her changes.

    Entra sends a PATCH of userName: it compares with case.
    """
    ada = entra.user(directory.person())
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    entra.update(ada, userPrincipalName=ada.name.upper())
    story.changed = entra.cycle()
    story.match = entra.afresh().look_up(ada)


@check("values-of-others-stay", "ENTRA-UPDATE-02", "ENTRA-UPDATE-11")
def values_of_others_stay(somebody_has_added_an_address: Story) -> Findings:
    """When the work address changes, the home address, of which Entra knows nothing, stays.

    Entra sends a Replace of emails[type eq "work"].value. A server that leaves the filter out of account, or that
    writes one list in the place of the other, loses what people have entered themselves, or sends private mail to the
    office.
    """
    story = somebody_has_added_an_address
    found = succeeded(story.changed) or shows(story.read, line_to(WORK), story.mail)
    return found or shows(story.read, story.home, story.private)


@check("user-name-changes-case", "ENTRA-UPDATE-07")
def only_the_case_changes(a_name_is_spelt_otherwise: Story) -> Findings:
    """A userName that changes in nothing but its capitals is accepted, and the account is found by it.

    Entra compares with case, and sends Ada@ where the target shows ada@. A server that asks whether the name is free,
    and compares without case, finds the very account: 409, in every cycle, and all other changes of the PATCH with it.
    """
    story = a_name_is_spelt_otherwise
    if found := succeeded(story.changed) or succeeded(story.match):
        return found
    ids = [entry.get("id") for entry in story.match.last.resource.get("Resources") or []]
    return expect.equal("the accounts found", [story.id], ids, story.match.last)
