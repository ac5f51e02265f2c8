"""Joining: somebody comes into scope, is not found, and is created with all that the default mapping sends."""

from __future__ import annotations

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Entra,
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
from scimproof.clients.entra import DEFAULT_MAPPING, Mapping
from scimproof.clients.entra.keeping import kept, once, settled_read, shows_all
from scimproof.clients.entra.mappings import declared_lines
from scimproof.clients.entra.profile import FULL
from scimproof.clients.tasks import needed
from scimproof.declared import ENTERPRISE_USER
from scimproof.outcome import Finding
from scimproof.patching import definition

SUITES = ("entra", "entra-optscim")

# Names that cannot be taken apart at a blank, and that are no ASCII.
WHOLE = "Zoë Ann van Dýck"
TWO_WORDS = {"givenName": "Zoë Ann", "surname": "van Dýck", "fullName": WHOLE, "displayName": WHOLE}

LONG = ("userName", "title", "displayName")
# As long as titles and names can be in Entra, or nearly so.
LONG_TITLE = ("Head of Anything that Concerns More than One Department, " * 3)[:119].strip()
LONG_NAME = ("Fay of the Northern Branch, who Answers the Telephone, " * 4)[:199].strip()


@scenario(given="User")
def somebody_joins(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada is assigned, with all that a user of Entra can have. Bea was there before. The create is sent once more, as
    after an answer that got lost.

    Entra sends a search for the userName and, as it finds nobody, POST /Users: externalId, userName, active as a
    Boolean, one address, the names, one e-mail, numbers, an empty list of roles, meta.resourceType and the
    enterprise extension.
    """
    bea = entra.user(directory.person())
    entra.assign(bea)
    story.first = entra.cycle()
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    story.lines = declared_lines(DEFAULT_MAPPING, declared)
    ada = story.user = entra.user(directory.person(), **FULL, **TWO_WORDS)
    entra.assign(ada)
    story.joined = entra.cycle()
    story.id = ada.account_id
    story.read = probe.session.settled(
        lambda: probe.read("/Users", story.id), lambda shown: shows_all(ada, story.lines, shown)
    )
    story.seen = observe(probe, entra.intends(bystanders))
    story.repeated = entra.create_again(ada)
    story.match = entra.afresh().look_up(ada)
    story.afterwards = observe(probe, entra.intends(bystanders))


@scenario(given="User")
def somebody_with_little_joins(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Cem is a user of whom Entra knows next to nothing; the enterprise schema is named all the same.

    Entra sends POST /Users with both schemas, userName, active, roles [] and meta, and nothing under the URN of the
    enterprise extension.
    """
    cem = entra.with_mapping(Mapping("userPrincipalName", "userName"), Mapping("active", "active"))
    user = cem.user(directory.person())
    cem.assign(user)
    story.joined = cem.cycle()
    story.seen = observe(probe, cem.intends())


@scenario(given="User")
def somebody_has_much_to_say(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Fay has a long title, a long name to be shown, and a userName that is as long. Those of Gil are short.

    Entra sends a search and POST /Users, as for anybody else: its own limits are 113 characters for a userName, 128
    for a title and 256 for a display name.
    """
    person = directory.person()
    local, _, domain = person.user_name.partition("@")
    long = replace(person, user_name=f"{local}.{'of-the-northern-branch-' * 2}@{domain}"[:113])
    fay = story.user = entra.user(long, jobTitle=LONG_TITLE, displayName=LONG_NAME)
    gil = entra.user(directory.person(), displayName="Gil from Next Door")
    entra.assign(gil)
    needed(entra.cycle())
    lines = [line for line in declared_lines(DEFAULT_MAPPING, declared) if line.target in LONG]
    short = settled_read(probe, gil, lines)
    entra.assign(fay)
    story.joined = entra.cycle()
    # What is not kept though it is short is the business of other checks.
    story.lines = [line for line in lines if not kept(gil, short, [line])]
    story.id = fay.account_id
    story.read = settled_read(probe, fay, story.lines)


@scenario(given="User")
def two_people_share_an_address(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada has an account. Dan gets one, too, and Entra has Ada's e-mail address for him.

    Entra sends a search for Dan's userName, which finds nobody, and POST /Users with the address of Ada among the
    e-mails.
    """
    ada = entra.user(directory.person())
    entra.assign(ada)
    entra.cycle()
    story.places = snapshot(probe, ("/Users", ada.account_id))
    story.unique = (definition(declared, "User", "emails.value") or {}).get("uniqueness", "none")
    dan = entra.user(directory.person(), mail=ada.properties["mail"])
    entra.assign(dan)
    story.joined = entra.cycle()
    story.before, story.after = story.places["/Users", ada.account_id], probe.read("/Users", ada.account_id)
    story.ids = (ada.account_id, dan.target_id)


@scenario(given="User")
def somebody_is_created_inactive(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The admin has mapped accountEnabled to active: Eve, whose first day is next month, is created disabled.

    Entra sends a search and POST /Users with active false.
    """
    lines = [replace(one, source="accountEnabled") if one.target == "active" else one for one in DEFAULT_MAPPING]
    job = entra.with_mapping(*lines)
    eve = job.user(directory.person())
    eve.enabled = False
    job.assign(eve)
    story.joined = job.cycle()
    story.seen = observe(probe, job.intends())


@check("joiner-is-created", "ENTRA-CREATE-01")
def a_joiner_is_created(somebody_joins: Story) -> Findings:
    """Somebody who comes into scope gets an account, active, and nobody else is touched.

    The create is a POST with the media type application/scim+json; charset=utf-8. The answer has to show the id, by
    which Entra knows the account from then on.
    """
    story = somebody_joins
    return succeeded(story.first) or succeeded(story.joined) or converged(story.seen)


@check("charset-is-understood", "ENTRA-CONNECT-05")
def the_charset_is_understood(somebody_joins: Story) -> Findings:
    """A body of the type application/scim+json; charset=utf-8 is not refused as an unknown type."""
    exchange = somebody_joins.first.sent("POST")
    return [] if exchange.status != 415 else expect.status(exchange, 201, why="the charset changes nothing")


@check("create-keeps-names", "ENTRA-CREATE-02")
def names_are_kept(somebody_joins: Story) -> Findings:
    """Given name, surname, their formatted form and the display name are kept as they were sent.

    Entra compares what it reads with what it has, and sends again what differs, in every cycle.
    """
    return _kept(somebody_joins, "name.", "displayName")


@check("create-keeps-texts", "ENTRA-CREATE-02")
def texts_are_kept(somebody_joins: Story) -> Findings:
    """Job title and preferred language are kept as they were sent."""
    return _kept(somebody_joins, "title", "preferredLanguage")


@check("create-keeps-identifiers", "ENTRA-CREATE-02")
def identifiers_are_kept(somebody_joins: Story) -> Findings:
    """userName and externalId are kept as they were sent: Entra finds the account by them."""
    return _kept(somebody_joins, "userName", "externalId")


@check("create-keeps-mail", "ENTRA-CREATE-02")
def mail_is_kept(somebody_joins: Story) -> Findings:
    """The work e-mail is kept, with its type: Entra reads emails[type eq "work"].value."""
    return _kept(somebody_joins, "emails[")


@check("create-keeps-address", "ENTRA-CREATE-02")
def the_address_is_kept(somebody_joins: Story) -> Findings:
    """All parts of the work address are kept, in one address."""
    found = _kept(somebody_joins, "addresses[")
    return found or once(somebody_joins.read, "addresses", "work")


@check("create-keeps-phone-numbers", "ENTRA-CREATE-02")
def phone_numbers_are_kept(somebody_joins: Story) -> Findings:
    """The numbers of desk, mobile and fax are kept, each under its type."""
    return _kept(somebody_joins, "phoneNumbers[")


@check("create-keeps-enterprise-data", "ENTRA-CREATE-02")
def enterprise_data_is_kept(somebody_joins: Story) -> Findings:
    """Employee number and department are kept, and shown under the URN of the enterprise extension."""
    return _kept(somebody_joins, ENTERPRISE_USER)


@check("create-with-little", "ENTRA-CREATE-03")
def little_is_enough(somebody_with_little_joins: Story) -> Findings:
    """A user without enterprise data is created, although the create names the enterprise schema, and has no roles.

    Entra lists both schemas in every create and sends an empty list of roles, whether or not it has anything to say
    about them.
    """
    return succeeded(somebody_with_little_joins.joined) or converged(somebody_with_little_joins.seen)


@check("repeated-create-is-a-conflict", "ENTRA-CREATE-04", "RFC7644-3.3-12")
def a_repeated_create_is_a_conflict(somebody_joins: Story) -> Findings:
    """A create that is sent again is answered with 409, and the account stays the only one, as it was.

    A 500 is retried for weeks; a 201 makes a second account, and from then on every search finds two.
    """
    story = somebody_joins
    found = expect.status(story.repeated.last, 409)
    if story.match.succeeded:
        ids = [entry.get("id") for entry in story.match.last.resource.get("Resources") or []]
        found += expect.equal("the accounts found after the repeated create", [story.id], ids, story.match.last)
    else:
        found += succeeded(story.match)
    # What was wrong with the account before is not the fault of the second create.
    return found if story.seen.findings() else found + converged(story.afterwards)


@check("conflict-says-uniqueness", "ENTRA-CREATE-05")
def a_conflict_says_uniqueness(somebody_joins: Story) -> Findings:
    """The 409 of a repeated create says scimType uniqueness: the log of the admin then names the reason."""
    exchange = somebody_joins.repeated.last
    return expect.scim_type(exchange, "uniqueness") if exchange.status == 409 and exchange.answer.object else []


@check("refusal-can-be-read", "ENTRA-CREATE-09", "RFC7644-3.12-10")
def a_refusal_can_be_read(somebody_joins: Story) -> Findings:
    """A refusal says in a SCIM error what is wrong, and not in a page of HTML.

    The provisioning log prints the answer as it is. The admin of Entra, who has no other place to look, reads there
    what to do, or reads the markup of an error page.
    """
    exchange = somebody_joins.repeated.last
    if exchange.answer.ok:
        return []  # it is to be refused, and another check says so
    told = exchange.answer.object.get("detail")
    if isinstance(told, str) and told:
        return []
    received = exchange.answer.text[:120] or "nothing"
    return Finding(
        "The provisioning log shows an error that nobody can read",
        "a SCIM error with a detail",
        f"{exchange.status} {received}",
        (exchange.number,),
        cause="errors are no SCIM errors",
    )


@check("create-keeps-long-values", "ENTRA-CREATE-10", "ENTRA-CREATE-02")
def long_values_are_kept(somebody_has_much_to_say: Story) -> Findings:
    """A title of 120 characters, a display name of 200 and a long userName are kept as they were sent.

    A server that cuts what does not fit into its table shows something else than what was sent: Entra sends it again in
    every cycle, and a userName that was cut is not found any more.
    """
    return succeeded(somebody_has_much_to_say.joined) or kept(
        somebody_has_much_to_say.user, somebody_has_much_to_say.read, somebody_has_much_to_say.lines
    )


@check("known-mail-touches-nobody", "ENTRA-CREATE-06")
def a_known_mail_touches_nobody(two_people_share_an_address: Story) -> Findings:
    """A create with the e-mail of somebody else does not change, or hand over, that other account.

    A server that finds its people by mail turns the create into an update: Dan then signs in as Ada.
    """
    story = two_people_share_an_address
    if found := expect.status(story.after, 200):
        return found
    names = ("userName", "externalId", "displayName", "name", "active")
    before = {name: story.before[name] for name in names if name in story.before}
    found = expect.kept(before, story.after, *before)
    first, second = story.ids
    if first == second:
        found += expect.equal("the id of the new account", "an id of its own", second, *story.joined.exchanges[-1:])
    return found


@check("known-mail-is-no-conflict", "ENTRA-CREATE-07", level="should")
def a_known_mail_is_no_conflict(two_people_share_an_address: Story) -> Findings:
    """A create with the e-mail of somebody else, and a userName of its own, makes an account.

    What has to be unique is the userName (RFC 7643 section 4.1.1).
    """
    if two_people_share_an_address.unique not in (None, "none"):
        raise NotApplicable("the schema of the target says that e-mail addresses are unique")
    return succeeded(two_people_share_an_address.joined)


@check("created-inactive", "ENTRA-CREATE-08")
def somebody_is_inactive_from_the_start(somebody_is_created_inactive: Story) -> Findings:
    """Somebody whom the mapping creates inactive gets an account that is not active."""
    return succeeded(somebody_is_created_inactive.joined) or converged(somebody_is_created_inactive.seen)


def _kept(story: Story, *targets: str) -> list[Finding]:
    lines = [line for line in story.lines if line.target.startswith(targets)]
    if not lines:
        raise NotApplicable("the schema of the target has none of these attributes")
    return kept(story.user, story.read, lines)
