"""The test that Okta publishes for integrations of its network, step by step: SPEC, as exported in May 2024.

Whoever submits an integration has to show that it passes.
"""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    OktaSpecTester,
    Outcome,
    Person,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.clients.okta.spec_tester import ANOTHER_ID_OF_NOBODY, NO_ID, NOBODY
from scimproof.declared import USER
from scimproof.listing import NUMBERS, is_list, whole_numbers
from scimproof.newcomers import has_names
from scimproof.querying import entries

SUITES = ("okta-oin",)

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
NEEDED = ("id", "name.familyName", "name.givenName", "userName", "active", "emails")


@scenario(given="User")
def the_spec_test_is_run(
    story: Story, okta_tester: OktaSpecTester, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The requests of the SPEC test. It needs a user to begin with, so there is one. What needs the created user comes
    last here: the rest is looked at even if nobody can be created.

    The test sends what its steps say: a page of one, that user by id, look-ups by userName, two invented ids, and the
    same create twice. It is a client of its own, "OKTA SCIM Integration", with other headers than Okta.
    """
    somebody, person = directory.person(), directory.person()
    story.own, story.person = probe.create("/Users", as_user(somebody, declared)).resource_id, person
    story.first = okta_tester.first()
    story.first_id = next((str(entry.get("id")) for entry in entries(story.first)), story.own)
    story.read_first = okta_tester.read(story.first_id)
    if story.read_first.status == 404:  # somebody else's, who left in between: once more
        story.first = okta_tester.first()
        story.first_id = next((str(entry.get("id")) for entry in entries(story.first)), story.own)
        story.read_first = okta_tester.read(story.first_id)
    story.invalid = okta_tester.find(NOBODY)
    story.unknown = okta_tester.read(NO_ID)
    story.not_yet = okta_tester.find(person.user_name)
    story.created = okta_tester.create(*_new(person))
    story.capitals = okta_tester.find(person.user_name.upper())
    story.unknown_too = okta_tester.read(ANOTHER_ID_OF_NOBODY)
    story.read = okta_tester.read(story.created.resource_id)
    story.again = okta_tester.create(*_new(person))


@scenario(given="User")
def the_spec_test_tries_a_wrong_token(story: Story, okta_tester: OktaSpecTester, directory: Directory) -> None:
    """The request of the SPEC test that nobody may be let in with.

    The test sends GET /Users?filter=userName eq "..." with "Authorization: non-token".
    """
    if not okta_tester.session.has_credentials:
        raise NotApplicable("the target is used without credentials")
    story.refused = okta_tester.find_with_a_wrong_token(directory.person().user_name.upper())


@check("spec-1-first-page", "OKTA-TEST-01")
def spec_1_first_page(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 1: a page of one user is answered with 200, a ListResponse, a user, and numbers.

    The test sends GET /Users?count=1&startIndex=1.
    """
    page = the_spec_test_is_run.first
    return is_list(page) or expect.present("Resources", entries(page), page) + whole_numbers(page, *NUMBERS)


@check("spec-1-first-user-is-complete", "OKTA-TEST-02")
def spec_1_first_user_is_complete(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 1: the first user of the list has id, names, userName, active and an e-mail address.

    The test sends no other request for this than GET /Users?count=1&startIndex=1.

    Where the first one is not ours, this is warned about: the test would fail all the same, but for somebody's data.
    """
    story = the_spec_test_is_run
    if not entries(story.first):
        raise Blocked(f"{story.first.label} shows nobody")
    return _complete(story, story.first, entries(story.first)[0])


@check("spec-2-first-user-can-be-read", "OKTA-TEST-03")
def spec_2_first_user_can_be_read(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 2: the first user of the list can be read by id, and is as complete.

    The test sends GET /Users/{id} of the first user.
    """
    story = the_spec_test_is_run
    read = story.read_first
    return (
        expect.status(read, 200)
        or expect.equal("id of the user", story.first_id, expect.lookup(read.resource, "id"), read)
        or _complete(story, read, read.resource)
    )


@check("spec-3-invalid-name-finds-nobody", "OKTA-TEST-04")
def spec_3_invalid_name_finds_nobody(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 3: a look-up of a name that nobody has is answered with 200 and totalResults 0.

    The test sends GET /Users?filter=userName eq "abcdefgh@atko.com".
    """
    return _finds_nobody(the_spec_test_is_run.invalid)


@check("spec-4-unknown-id-is-404", "OKTA-TEST-05")
def spec_4_unknown_id_is_404(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 4: a user with an invented id is answered with 404, an error and a detail.

    The test sends GET /Users/010101001010101011001010101011.
    """
    return _is_error(the_spec_test_is_run.unknown, 404)


@check("spec-5-free-name-finds-nobody", "OKTA-TEST-06")
def spec_5_free_name_finds_nobody(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 5: a look-up of a name that is still free is answered with 200 and totalResults 0.

    The test sends GET /Users?filter=userName eq "..." with the name that it is going to create.
    """
    return _finds_nobody(the_spec_test_is_run.not_yet)


@check("spec-6-create", "OKTA-TEST-07")
def spec_6_create(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 6: a create in plain JSON is answered with 201 and the user as it was sent.

    The test sends POST /Users with Content-Type application/json.
    """
    story = the_spec_test_is_run
    created, person = story.created, story.person
    if found := expect.status(created, 201):
        return found
    schemas = expect.lookup(created.resource, "schemas") or []
    return (
        expect.equal("active", True, expect.lookup(created.resource, "active"), created)
        + expect.present("id", created.resource.get("id"), created)
        + _named(created, person)
        + expect.equal("whether schemas has the core schema of users", True, USER in schemas, created)
    )


@check("spec-7-created-user-can-be-read", "OKTA-TEST-08")
def spec_7_created_user_can_be_read(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 7: the created user can be read, with the same names.

    The test sends GET /Users/{id} of the user that it has created.
    """
    story = the_spec_test_is_run
    return expect.status(story.read, 200) or _named(story.read, story.person)


@check("spec-8-second-create-is-409", "OKTA-TEST-09")
def spec_8_second_create_is_409(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 8: the same create again is answered with 409.

    The test sends the POST of step 6 once more.
    """
    return expect.status(the_spec_test_is_run.again, 409)


@check("spec-9-name-in-capitals", "OKTA-TEST-10")
def spec_9_name_in_capitals(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 9: a look-up of the name in capitals is answered with 200.

    The test sends GET /Users?filter=userName eq "..." with the name in capitals; whom that finds it does not look at.
    """
    return expect.status(the_spec_test_is_run.capitals, 200)


@check("spec-11-wrong-token-is-401", "OKTA-TEST-12")
def spec_11_wrong_token_is_401(the_spec_test_tries_a_wrong_token: Story) -> Findings:
    """SPEC test, step 11: a wrong credential is answered with 401, an error, a detail and the status."""
    refused = the_spec_test_tries_a_wrong_token.refused
    return _is_error(refused, 401) or _says_status(refused, 401)


@check("spec-12-unknown-id-says-404", "OKTA-TEST-13")
def spec_12_unknown_id_says_404(the_spec_test_is_run: Story) -> Findings:
    """SPEC test, step 12: another invented id is answered with 404, an error, a detail and the status.

    The test sends GET /Users/00919288221112222.
    """
    unknown = the_spec_test_is_run.unknown_too
    return _is_error(unknown, 404) or _says_status(unknown, 404)


def _new(person: Person) -> tuple[str, str, str, str]:
    return person.user_name, person.given_name, person.family_name, person.user_name


def _complete(story: Story, exchange: Exchange, user: Any) -> list[Finding]:
    grade = None if user.get("id") == story.own else Outcome.WARN
    found: list[Finding] = []
    for path in NEEDED:
        value: Any = user
        for part in path.split("."):
            value = expect.lookup(value, part) if isinstance(value, dict) else None
        if path == "emails":
            value = value[0].get("value") if isinstance(value, list) and value and isinstance(value[0], dict) else None
        found += expect.present(f"{path} of the first user", value, exchange, grade=grade)
    return found


def _finds_nobody(exchange: Exchange) -> list[Finding]:
    return is_list(exchange) or expect.equal(
        "totalResults", 0, expect.lookup(exchange.resource, "totalResults"), exchange
    )


def _is_error(exchange: Exchange, status: int) -> list[Finding]:
    if found := expect.status(exchange, status):
        return found
    body = exchange.answer.object
    schemas = body.get("schemas")
    return expect.present("detail of the error", body.get("detail"), exchange) + expect.equal(
        "whether schemas has that of errors", True, isinstance(schemas, list) and ERROR in schemas, exchange
    )


def _says_status(exchange: Exchange, status: int) -> list[Finding]:
    """The status is compared as text: a number passes as well."""
    return expect.equal("status in the error", str(status), str(exchange.answer.object.get("status")), exchange)


def _named(exchange: Exchange, person: Any) -> list[Finding]:
    shown = exchange.resource
    return expect.equal("userName", person.user_name, expect.lookup(shown, "userName"), exchange) + has_names(
        shown, person.given_name, person.family_name, exchange
    )
