"""Microsoft's Postman collection for authors of servers (AzureAD/SCIMReferenceCode): what it sends that others do not.

It lies on GitHub since 2019, and many a server was built against it. Entra itself does not write so.
"""

from __future__ import annotations

from scimproof import Declared, Directory, Entra, Exchange, Findings, Probe, Story, check, expect, scenario
from scimproof.cleanup import resource_path
from scimproof.clients.entra.keeping import need_mapped, shows
from scimproof.clients.entra.mappings import declared_lines, line_to
from scimproof.clients.entra.published import PostmanTests
from scimproof.declared import ENTERPRISE_USER, USER
from scimproof.directory import completed
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

MAIL = line_to('emails[type eq "work"].value')
DEPARTMENT = line_to(f"{ENTERPRISE_USER}:department")
STREET = line_to('addresses[type eq "work"].streetAddress')
CITY = line_to('addresses[type eq "work"].locality')


@scenario(given="User")
def names_in_capitals_are_posted(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """A user is created with Primary, Type and Value in an e-mail and with a Department, and searched for by
    DisplayName.

    The collection sends POST /Users with Content-Type application/json, and GET
    /Users?filter=DisplayName+eq+%22...%22.
    """
    need_mapped(declared, MAIL.target, "displayName")
    tool, person = PostmanTests(entra.session, entra.knobs), directory.person()
    name = f"{person.display_name} {directory.mark}"
    plain = {"userName": person.user_name, "active": True, "displayName": name, "schemas": [USER]}
    body = completed({**plain, "externalId": person.external_id}, "User", declared)
    body["emails"] = [{"Primary": True, "Type": "work", "Value": person.user_name}]
    story.wanted = [(MAIL, person.user_name)]
    if declared_lines([DEPARTMENT], declared):
        body |= {"schemas": [ENTERPRISE_USER, USER], ENTERPRISE_USER: {"Department": "bob"}}
        story.wanted.append((DEPARTMENT, "bob"))
    story.created = tool.call("POST", "/Users", body=body)
    story.read = _read(tool, story.created)
    story.found = tool.session.settled(
        lambda: tool.search(f'DisplayName eq "{name}"'), lambda shown: bool(shown.answer.object.get("Resources"))
    )


@scenario(given="User")
def nulls_are_posted(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user is created with an address of which most is null, and a title that is.

    The collection sends POST /Users with null for what an address does not have.
    """
    need_mapped(declared, STREET.target, CITY.target)
    tool, person = PostmanTests(entra.session, entra.knobs), directory.person()
    parts = {"country": None, "locality": None, "postalCode": None, "region": None, "streetAddress": "Weg 1"}
    plain = {"userName": person.user_name, "active": True, "externalId": person.external_id, "schemas": [USER]}
    body = completed(plain, "User", declared)
    body |= {"addresses": [{**parts, "type": "work", "primary": False}], "title": None}
    story.created = tool.call("POST", "/Users", body=body)
    story.read = _read(tool, story.created)


@scenario(given="User")
def a_text_is_active(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user is created whose active is the text True, as old versions of Entra had it.

    The collection sends POST /Users with "active": "True".
    """
    tool, person = PostmanTests(entra.session, entra.knobs), directory.person()
    plain = {"userName": person.user_name, "externalId": person.external_id, "schemas": [USER]}
    body = {**completed(plain, "User", declared), "active": "True"}
    story.created = tool.call("POST", "/Users", body=body)
    story.read = _read(tool, story.created)


def _read(tool: PostmanTests, created: Exchange) -> Exchange:
    path = resource_path("/Users", created.resource_id)
    return tool.session.settled(lambda: tool.call("GET", path), lambda shown: shown.answer.ok)


@check("postman-names-in-capitals", "ENTRA-TESTS-40", "RFC7643-2.1-01")
def names_in_capitals(names_in_capitals_are_posted: Story) -> Findings:
    """Postman collection: a create with Primary, Type, Value and Department in capitals keeps what they say.

    Names of attributes ignore case. A server that reads them exactly has a user without an address and without a
    department, and says 201.
    """
    story = names_in_capitals_are_posted
    return expect.status(story.created, 201) or [
        finding for line, value in story.wanted for finding in shows(story.read, line, value)
    ]


@check("postman-filter-in-capitals", "ENTRA-TESTS-41", "RFC7643-2.1-01")
def a_filter_in_capitals(names_in_capitals_are_posted: Story) -> Findings:
    """Postman collection: a search for DisplayName, with a capital, finds the user of that displayName.

    Where it is refused or finds nobody, the test of the collection fails; with an admin who has written the matching
    attribute so, every newcomer is created although the account is there.
    """
    story = names_in_capitals_are_posted
    if found := expect.status(story.found, 200):
        return found
    ids = [entry.get("id") for entry in story.found.resource.get("Resources") or []]
    return expect.equal("the users found by DisplayName", [story.created.resource_id], ids, story.found)


@check("postman-nulls-are-no-values", "ENTRA-TESTS-42")
def nulls_are_no_values(nulls_are_posted: Story) -> Findings:
    """Postman collection: a create with null for parts of an address is accepted, and they have no value.

    null is the same as nothing (RFC 7643 section 2.5). Entra leaves nulls out today, and Microsoft's examples print
    them to this day.
    """
    story = nulls_are_posted
    return expect.status(story.created, 201) or _has_no(story.read, "locality")


def _has_no(exchange: Exchange, part: str) -> list[Finding]:
    listed = expect.lookup(exchange.resource, "addresses")
    values = [expect.lookup(entry, part) for entry in listed if isinstance(entry, dict)] if listed else []
    left = [value for value in values if value not in (None, "")]
    return expect.equal(f"the {part} of the address", "no value", left[0], exchange) if left else []


@check("postman-active-as-a-text", "ENTRA-TESTS-43")
def active_as_a_text(a_text_is_active: Story) -> Findings:
    """Postman collection: a create whose active is the text True makes a user who is active, as a Boolean.

    A server that keeps the text shows Entra something that is neither true nor false.
    """
    story = a_text_is_active
    return expect.status(story.created, 201) or expect.equal(
        "active", True, expect.lookup(story.read.resource, "active"), story.read
    )
