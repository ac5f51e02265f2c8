"""Matching: is there an account already? Entra asks by one attribute after the other before it creates anything."""

from __future__ import annotations

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.entra import EntraUser
from scimproof.clients.entra.keeping import need_mapped
from scimproof.clients.tasks import Task, needed
from scimproof.declared import ENTERPRISE_USER
from scimproof.directory import Person
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

WORK_MAIL = 'emails[type eq "work"].value'
NUMBER = f"{ENTERPRISE_USER}:employeeNumber"


@scenario(given="User")
def accounts_are_matched(story: Story, entra: Entra, directory: Directory) -> None:
    """Ada and Bea have accounts. The job is set up anew, and has to find Ada again: as she is, by other letters, by her
    externalId when her name has changed, and when she is disabled.

    Entra sends GET /Users?filter=userName+eq+%22...%22 each time.
    """
    person, other = directory.person(), directory.person()
    ada, bea = entra.user(person), entra.user(other)
    entra.assign(ada, bea)
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.again = _found_by(entra, person)
    story.shouted = _found_by(entra, _renamed(person, person.user_name.upper()))
    entra.unassign(ada)
    story.left = entra.cycle()
    story.inactive = _found_by(entra, person)


@scenario(given="User")
def somebody_is_matched_by_the_external_id(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada has married: userName finds nobody, externalId finds her, and she gets her new name.

    Entra sends a search by userName, one by externalId when that finds nobody, and a PATCH of what differs.
    """
    person = directory.person()
    ada = entra.user(person)
    entra.assign(ada)
    entra.cycle()
    story.id = ada.account_id
    local, _, domain = person.user_name.partition("@")
    second = entra.with_knobs(matching=("userName", "externalId"))
    married = second.user(_renamed(person, f"{local}.married@{domain}"))
    second.assign(married)
    story.matched = second.cycle()
    story.matched_id = married.target_id
    story.married = observe(probe, second.intends())


@scenario(given="User")
def somebody_is_matched_by_mail(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """The admin matches by the work e-mail, in which names have apostrophes, hyphens and plus signs.

    Entra sends GET /Users?filter=emails%5btype+eq+%22work%22%5d.value+eq+%22...%22.
    """
    need_mapped(declared, WORK_MAIL)
    person = directory.person()
    local, _, domain = person.user_name.partition("@")
    person = _renamed(person, f"o'neil-{local}+scim@{domain}")
    ada = entra.user(person)
    entra.assign(ada, entra.user(directory.person()))
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.by_name = _found_by(entra, person)
    story.by_mail = _found_by(entra.with_knobs(matching=(WORK_MAIL,)), person)


@scenario(given="User")
def names_are_much_alike(story: Story, entra: Entra, directory: Directory) -> None:
    """The name of Ada is a part of the name of Joada, and that of Adaxb is the same but for an underscore.

    Entra sends GET /Users?filter=userName+eq+%22...%22 with the name of Ada.
    """
    person = directory.person()
    local, _, domain = person.user_name.partition("@")
    names = (f"{local}_b@{domain}", f"jo{local}_b@{domain}", f"{local}xb@{domain}")
    ada, *others = (entra.user(_renamed(directory.person(), name)) for name in names)
    entra.assign(ada, *others)
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.found = entra.afresh().look_up(ada)


@scenario(given="User")
def somebody_is_matched_by_a_number(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """The admin matches by the employee number, as names change and numbers do not. Bea has another one.

    Entra sends GET /Users?filter=urn%3aietf...%3aenterprise%3a2.0%3aUser%3aemployeeNumber+eq+%22...%22.
    """
    need_mapped(declared, NUMBER)
    person, other = directory.person(), directory.person()
    ada, bea = (entra.user(one, employeeId=one.external_id) for one in (person, other))
    entra.assign(ada, bea)
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.by_number = entra.with_knobs(matching=(NUMBER,)).look_up(ada)


@check("match-without-a-hit-is-an-empty-list", "ENTRA-MATCH-06")
def no_match_is_an_empty_list(accounts_are_matched: Story) -> Findings:
    """The search that comes before a create finds nobody, and says so with 200 and an empty list.

    A 404 is an error to Entra, and the user is not provisioned.
    """
    task: Task = accounts_are_matched.joined
    searches = [one for one in task.exchanges if one.request.method == "GET"]
    found = [finding for search in searches[1:3] for finding in expect.status(search, 200)]
    return found + [
        finding
        for search in searches[1:3]
        if not found
        for finding in expect.equal("the number of accounts found", 0, search.resource.get("totalResults"), search)
    ]


@check("match-by-user-name", "ENTRA-MATCH-01")
def found_by_user_name(accounts_are_matched: Story) -> Findings:
    """An account is found by its userName, and nobody else is found with it.

    A server that ignores the filter shows everybody, and Entra then changes the wrong account, or none.
    """
    return _only(accounts_are_matched, accounts_are_matched.again)


@check("match-ignores-case", "ENTRA-MATCH-01")
def found_in_other_case(accounts_are_matched: Story) -> Findings:
    """An account is found by its userName in other case.

    Otherwise Entra creates a second account for the same person, or meets a 409 in each cycle.
    """
    return _only(accounts_are_matched, accounts_are_matched.shouted)


@check("match-finds-inactive-people", "ENTRA-MATCH-04")
def found_when_inactive(accounts_are_matched: Story) -> Findings:
    """A disabled account is found by its userName, as one that is not.

    Otherwise a returner cannot be enabled: Entra tries to create what exists.
    """
    story = accounts_are_matched
    needed(story.left)
    return _only(story, story.inactive)


@check("match-by-external-id", "ENTRA-MATCH-02")
def found_by_external_id(somebody_is_matched_by_the_external_id: Story) -> Findings:
    """Who is not found by the first matching attribute is found by the second one, externalId.

    Otherwise everybody whose name changes gets a second account.
    """
    story = somebody_is_matched_by_the_external_id
    task: Task = story.matched
    return succeeded(task) or expect.equal(
        "the account found by externalId", story.id, story.matched_id, *task.exchanges
    )


@check("matched-account-is-brought-up-to-date", "ENTRA-UPDATE-07")
def brought_up_to_date(somebody_is_matched_by_the_external_id: Story) -> Findings:
    """An account that was found by externalId gets the new userName."""
    story = somebody_is_matched_by_the_external_id
    return succeeded(story.matched) or converged(story.married)


@check("match-by-work-mail", "ENTRA-MATCH-03")
def found_by_mail(somebody_is_matched_by_mail: Story) -> Findings:
    """An account is found by emails[type eq "work"].value, when the admin matches by it, and nobody else is.

    The brackets are percent-encoded. Servers that do not know the expression refuse it, or show everybody.
    """
    return _only(somebody_is_matched_by_mail, somebody_is_matched_by_mail.by_mail)


@check("match-finds-whole-names", "ENTRA-MATCH-05")
def whole_names_are_found(names_are_much_alike: Story) -> Findings:
    """A search for a userName finds the one who has it, and nobody whose name contains it or is like it.

    Entra asks for userName eq "ada_b@...". A server that puts the value into a LIKE, where an underscore stands for any
    letter, finds others as well: Entra sees two accounts and writes to neither, or sees one, who is somebody else, and
    takes that account over.
    """
    needed(names_are_much_alike.joined)
    return _only(names_are_much_alike, names_are_much_alike.found)


@check("match-by-extension-attribute", "ENTRA-MATCH-08")
def found_by_number(somebody_is_matched_by_a_number: Story) -> Findings:
    """An account is found by its employee number, written in full: with the URN of the enterprise extension.

    The admin has made it the matching attribute. Entra puts the name into the filter as it stands in the mapping, with
    all its colons and dots. A parser that stops at the first colon answers 400 (pond/scimitar#116): nobody is matched,
    and nobody is provisioned.
    """
    return _only(somebody_is_matched_by_a_number, somebody_is_matched_by_a_number.by_number)


@check("match-with-odd-characters", "ENTRA-MATCH-07")
def found_with_odd_characters(somebody_is_matched_by_mail: Story) -> Findings:
    """A userName with an apostrophe, a hyphen and a plus sign is found."""
    story = somebody_is_matched_by_mail
    return succeeded(story.joined) or _only(story, story.by_name)


def _renamed(person: Person, name: str) -> Person:
    return replace(person, user_name=name)


def _found_by(entra: Entra, person: Person) -> Task:
    """A job that knows nobody looks for somebody; what it would write then is not of interest here."""
    return entra.afresh().look_up(EntraUser.of(person))


def _only(story: Story, task: Task) -> list[Finding]:
    """The search found the account, once, and nobody else."""
    if not task.succeeded:
        return succeeded(task)
    found = [entry.get("id") for entry in task.last.resource.get("Resources") or []]
    return expect.equal("the accounts found", [story.id], found, task.last)
