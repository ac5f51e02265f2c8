"""Somebody new is assigned: looked for, then created, with whatever the admin has mapped."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Okta,
    Outcome,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.convergence import settled_read
from scimproof.declared import ENTERPRISE_USER
from scimproof.listing import finds_only, looked_up
from scimproof.mapping import as_json, mappable
from scimproof.querying import entries

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")

NO_MATCH_IS_404 = (
    "Okta takes a 404 with a SCIM error for 'no match', but its published tests want 200 and an empty list"
)

# Whatever Okta's profile of an app offers besides what is always sent.
EVERYTHING = {
    "name.middleName": "Beatrix",
    "name.honorificPrefix": "Dr.",
    "name.honorificSuffix": "III",
    "title": "Head of Nothing & More",
    "nickName": "Mae",
    "profileUrl": "https://scimproof.example/mae",
    "preferredLanguage": "nb-NO",
    "timezone": "Europe/Oslo",
    "userType": "Contractor",
    "phoneNumbers.^[primary==true].value": "+47 22 33 44 55",
    "phoneNumbers.^[primary==true].type": "work",
    "addresses.^[primary==true].streetAddress": "Storgata 1",
    "addresses.^[primary==true].locality": "Tromsø",
    "addresses.^[primary==true].country": "NO",
    "addresses.^[primary==true].type": "work",
    f"{ENTERPRISE_USER}:employeeNumber": "701984",
    f"{ENTERPRISE_USER}:costCenter": "4130",
    f"{ENTERPRISE_USER}:organization": "Universal Studios",
    f"{ENTERPRISE_USER}:division": "Theme Park",
    f"{ENTERPRISE_USER}:department": "Tour Operations",
}


@scenario(given="User")
def somebody_new_is_assigned(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Mary Ann van Dyke gets the app: an admin assigns it to her.

    Okta sends GET /Users?filter=userName eq "..."&startIndex=1&count=100, which finds nobody, and then POST /Users with
    userName, name, one e-mail address, displayName, locale, externalId, an empty list of groups, a password, and active
    true.
    """
    user = okta.user(replace(directory.person(), given_name="Mary Ann", family_name="van Dyke"))
    story.assigned = okta.assign(user)
    story.look_up = story.assigned.first
    story.created = story.assigned.sent("POST")
    story.id = story.created.resource_id
    story.settled = observe(probe, okta.intends())
    story.read = probe.read("/Users", story.id)
    story.found = looked_up(okta, user, story.id)


@scenario(given="User")
def a_full_profile_is_assigned(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """An admin has mapped all that the application's schema has, and the login of this person is no e-mail address that
    anybody writes to.

    Okta sends the look-up by userName, and POST /Users with whatever is mapped beside what every create has: parts of
    the name, title, phoneNumbers, addresses, and the attributes of the enterprise extension below its URN.
    """
    person = directory.person()
    user = okta.user(person, **mappable(EVERYTHING, declared))
    user.email = f"mail.{person.user_name}"
    story.email = user.email
    story.mapped = as_json(user.mapped)
    story.assigned = okta.assign(user)
    story.id = story.assigned.sent("POST").resource_id
    story.read = settled_read(probe, "/Users", story.id, story.mapped)
    story.found = looked_up(okta, user, story.id)
    story.found_by_email = looked_up(okta, okta.user(replace(person, user_name=user.email)))


@scenario(given="User")
def somebody_has_an_odd_name(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Zoë-Jean O'Neil-Łukasiewicz 東 gets the app. The login has an apostrophe, a hyphen and a plus sign.

    Okta sends the look-up by userName, percent-encoded in the query, and POST /Users; then the look-up once more.
    """
    person = directory.person()
    odd = replace(person, given_name="Zoë-Jean", family_name="O'Neil-Łukasiewicz 東")
    user = okta.user(replace(odd, user_name=f"zoe-jean.o'neil+{person.user_name}"))
    story.assigned = okta.assign(user)
    story.found = looked_up(okta, user, *([user.target_id] if user.target_id else []))
    story.id = user.target_id
    story.sent = story.assigned.sent("POST").request.object
    story.read = settled_read(probe, "/Users", story.assigned.sent("POST").resource_id, {"name": story.sent["name"]})


@check("look-up-of-nobody-is-empty", "OKTA-CREATE-01")
def a_look_up_of_nobody_is_empty(somebody_new_is_assigned: Story) -> Findings:
    """The look-up of somebody who does not exist is answered with 200 and an empty list."""
    exchange = somebody_new_is_assigned.look_up
    return expect.status(exchange, 200, tolerate={404: NO_MATCH_IS_404}) or expect.equal(
        "the number of users found", 0, len(entries(exchange)), exchange
    )


@check("create-answers-with-the-user", "OKTA-CREATE-02")
def a_create_answers_with_the_user(somebody_new_is_assigned: Story) -> Findings:
    """A create is answered with 201 and the user, with an id.

    Okta sends userName, names, one e-mail address, displayName, locale, externalId, an empty list of groups, a password
    and active true. 'Create new user returned empty user' is what the admin reads when the answer has no user.
    """
    story = somebody_new_is_assigned
    return succeeded(story.assigned) or expect.status(
        story.assigned.sent("POST"), 201, tolerate={200: "Okta goes on, but its published tests want 201"}
    )


@check("create-keeps-what-was-sent", "OKTA-CREATE-03")
def a_create_keeps_what_was_sent(somebody_new_is_assigned: Story) -> Findings:
    """The created user has the userName, the names, the e-mail address and the state that were sent.

    Names of two words stay as they are: some targets put them together, and take them apart at the first blank.
    """
    story = somebody_new_is_assigned
    sent = story.created.request.object
    names = ("userName", "name", "emails", "active")
    return expect.kept(sent, story.created, *names) or converged(story.settled)


@check("created-user-is-found", "OKTA-CREATE-09")
def a_created_user_is_found(somebody_new_is_assigned: Story) -> Findings:
    """The look-up finds a user who was created, and nobody else."""
    return finds_only(somebody_new_is_assigned.found, somebody_new_is_assigned.id)


@check("password-is-never-shown", "OKTA-CREATE-07")
def a_password_is_never_shown(somebody_new_is_assigned: Story) -> Findings:
    """The password that every create brings is shown in no answer.

    Okta puts back whatever it was shown: a hash that was shown becomes the new password, with the next change of the
    profile.
    """
    story = somebody_new_is_assigned
    found: list[Finding] = []
    for exchange in (story.created, story.read, story.found):
        for resource in [exchange.answer.object, *entries(exchange)]:
            if expect.lookup(resource, "password") is not None:
                found += expect.equal("the number of passwords shown", 0, 1, exchange)
    return found


@check("external-id-is-kept", "OKTA-CREATE-06")
def an_external_id_is_kept(somebody_new_is_assigned: Story) -> Findings:
    """externalId is kept as it was sent: the id of the Okta user."""
    story = somebody_new_is_assigned
    return expect.kept(story.created.request.object, story.read, "externalId")


@check("full-profile-is-kept", "OKTA-CREATE-04")
def a_full_profile_is_kept(a_full_profile_is_assigned: Story) -> Findings:
    """A create with everything that the application's schema has succeeds, and is kept (QA plan C9334).

    A target that publishes the schema of the RFC and keeps a part of it is only warned about: people can be created.
    """
    story = a_full_profile_is_assigned
    return succeeded(story.assigned) or expect.kept(story.mapped, story.read, *story.mapped, grade=Outcome.WARN)


@check("user-name-is-not-the-address", "OKTA-CREATE-05")
def a_user_name_is_not_the_address(a_full_profile_is_assigned: Story) -> Findings:
    """A userName that differs from the e-mail address is what the look-up finds, and the address is not (C9336)."""
    story = a_full_profile_is_assigned
    return finds_only(story.found, story.id) + finds_only(story.found_by_email)


@check("odd-user-name-is-found", "OKTA-CREATE-10")
def an_odd_user_name_is_found(somebody_has_an_odd_name: Story) -> Findings:
    """A userName with an apostrophe, a hyphen and a plus sign is found as it was created.

    A target may have rules of its own for names: a refusal is only warned about. What it took, it has to find.
    """
    story = somebody_has_an_odd_name
    if not story.assigned.first.answer.ok:
        return succeeded(story.assigned)
    created = story.assigned.sent("POST")
    if not created.answer.ok:
        return [replace(finding, grade=Outcome.WARN) for finding in expect.status(created, 201)]
    return finds_only(story.found, story.id)


@check("name-in-any-script-is-kept", "OKTA-CREATE-21")
def a_name_in_any_script_is_kept(somebody_has_an_odd_name: Story) -> Findings:
    """Names with diacritics, an apostrophe, a hyphen, and letters of any script are kept as they are.

    Okta's charset is UTF-8, in every request that has a body.
    """
    return expect.kept(somebody_has_an_odd_name.sent, somebody_has_an_odd_name.read, "name")
