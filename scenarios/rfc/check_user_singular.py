"""The singular attributes of a user, one by one (RFC 7643 section 4.1.1)."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.directory import MAIL_DOMAIN
from scimproof.newcomers import Newcomer, fitted, squeezed, text, url

# Two words in a part: a server that takes names apart at the blank mixes them up.
NAME = {
    "givenName": "Mary Ann",
    "middleName": "Jo",
    "familyName": "van Dyke",
    "honorificPrefix": "Dr.",
    "honorificSuffix": "III",
}
FORMATTED = "Dr. Mary Ann Jo van Dyke, III"
LANGUAGES = "de-CH,de;q=0.9,en;q=0.8"

# A page of somebody's own; upper case in the path is not lower case.
PROFILE = f"https://{MAIL_DOMAIN}/People/Mary%20Ann?tab=About"


@scenario(given="User")
def a_person_of_the_world(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with a long name, a profile, languages and a time zone, in the forms that the RFC gives them."""
    story.person = Newcomer(
        probe,
        directory,
        declared,
        {
            "name": NAME,
            "profileUrl": PROFILE,
            "userType": "Visiting Scholar",
            "preferredLanguage": LANGUAGES,
            "locale": "es-419",
            "timezone": "America/Los_Angeles",
        },
    )


@scenario(given="User")
def a_person_with_a_name_in_one_piece(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins whose name is known in its formatted form only."""
    story.person = Newcomer(probe, directory, declared, {"name": {"formatted": FORMATTED}})


@scenario(given="User")
def a_person_from_nowhere(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with texts that have no form: a profile that is no URL, a time zone that is no place."""
    users, kind = declared.endpoint("User"), declared.resource_type("User")
    document = declared.schemas.get(kind.schema) if kind else None
    story.tried = {}
    for odd in (
        {"profileUrl": "no url at all"},
        {"locale": "not a locale!", "preferredLanguage": ";;q=none", "timezone": "Mars/Olympus Mons"},
    ):
        known = {name: value for name, value in odd.items() if _has_place(name, value, document)}
        if known:
            body = {**as_user(directory.person(), declared), **known}
            story.tried[", ".join(known)] = probe.create(users, body, malformed="values in no form that the RFC knows")


def _has_place(name: str, value: Any, document: dict[str, Any] | None) -> bool:
    try:
        return bool(fitted(name, value, document))
    except NotApplicable:
        return False


@check("rfc7643-4.1.1-parts-of-a-name-are-kept", "RFC7643-4.1.1-04", "RFC7644-3.1-12", level="must")
def parts_of_a_name_are_kept(a_person_of_the_world: Story) -> Findings:
    """The parts of a name come back as they were sent, or all together as formatted.

    A server may show the one or the other, or both. One that joins the parts and takes them apart at the blank makes
    Mary Ann van Dyke another person.
    """
    person: Newcomer = a_person_of_the_world.person
    found = person.refusals("name", "a name of several words")
    if found:
        return found
    sent, shown = person.given("name"), person.shown("name")
    received = shown if isinstance(shown, dict) else {}
    formatted = str(expect.lookup(received, "formatted") or "")
    wrong = {
        part: expect.lookup(received, part)
        for part, value in sent.items()
        if not text(value, expect.lookup(received, part))
        and (expect.lookup(received, part) or value.casefold() not in formatted.casefold())
    }
    return [
        Finding(
            f"name.{part} is not kept: {expect.shown(value)} instead of {expect.shown(sent[part])}",
            f"{expect.shown(sent[part])}, or a formatted name that holds it",
            expect.shown(shown),
            (person.read("name").number,),
            cause="parts of a name are not kept",
            grade=None if value else Outcome.WARN,
        )
        for part, value in wrong.items()
    ]


@check("rfc7643-4.1.1-formatted-name-is-kept", "RFC7643-4.1.1-04", "RFC7644-3.1-12", level="should")
def a_formatted_name_is_kept(a_person_with_a_name_in_one_piece: Story) -> Findings:
    """A name that was sent as formatted comes back as formatted, or in parts.

    Servers may derive formatted from the parts; one that does so without any loses the name, which draws a warning.
    """
    person: Newcomer = a_person_with_a_name_in_one_piece.person
    if "formatted" not in person.given("name"):
        raise NotApplicable("the target's schema has no name.formatted")
    found = person.refusals("name", "every part of a name is optional")
    if found:
        return found
    shown = person.shown("name")
    received = shown if isinstance(shown, dict) else {}
    if text(FORMATTED, expect.lookup(received, "formatted")):
        return None
    parts = [str(value) for name, value in received.items() if name.casefold() != "formatted" and value]
    if not expect.lookup(received, "formatted") and parts and all(part in FORMATTED for part in parts):
        return None
    return [person.lost("name", {"formatted": FORMATTED}, shown, Outcome.WARN)]


@check("rfc7643-4.1.1-profile-url-is-kept", "RFC7643-4.1.1-10", level="must")
def a_profile_url_is_kept(a_person_of_the_world: Story) -> Findings:
    """A profileUrl comes back as the URL that it was, but for the normal form of section 6.2 of RFC 3986."""
    person: Newcomer = a_person_of_the_world.person
    return person.kept("profileUrl", "a URL", url)


@check("rfc7643-4.1.1-user-type-takes-any-value", "RFC7643-4.1.1-11", level="must")
def a_user_type_takes_any_value(a_person_of_the_world: Story) -> Findings:
    """userType takes any value, unless the target's own schema suggests a list.

    A refusal draws a warning: a product may know kinds of users that its schema cannot tell.
    """
    person: Newcomer = a_person_of_the_world.person
    return person.kept("userType", "any value may be used", text, refusal=Outcome.WARN)


@check("rfc7643-4.1.1-preferred-language-is-kept", "RFC7643-4.1.1-12", level="must")
def a_preferred_language_is_kept(a_person_of_the_world: Story) -> Findings:
    """preferredLanguage takes a list of languages with weights, as in Accept-Language, and shows it.

    A server that keeps the first language only draws a warning: it understood the value, and lost a part of it.
    """
    person: Newcomer = a_person_of_the_world.person
    found = person.refusals("preferredLanguage", "the form of the header Accept-Language")
    if found:
        return found
    shown = person.shown("preferredLanguage")
    if isinstance(shown, str) and squeezed(shown) == squeezed(LANGUAGES):
        return None
    return [
        person.lost("preferredLanguage", LANGUAGES, shown, Outcome.WARN if not shown or text("de-CH", shown) else None)
    ]


@check("rfc7643-4.1.1-locale-is-kept", "RFC7643-4.1.1-13", level="must")
def a_locale_is_kept(a_person_of_the_world: Story) -> Findings:
    """locale takes a language tag with a region of three digits, and shows it; an underscore draws a warning."""
    person: Newcomer = a_person_of_the_world.person
    found = person.refusals("locale", "a language tag that RFC 7643 itself has for an example")
    if found or text("es-419", person.shown("locale")):
        return found
    lenient = person.shown("locale") in (None, "") or text("es_419", person.shown("locale"))
    return [person.lost("locale", "es-419", person.shown("locale"), Outcome.WARN if lenient else None)]


@check("rfc7643-4.1.1-timezone-is-kept", "RFC7643-4.1.1-15", level="must")
def a_timezone_is_kept(a_person_of_the_world: Story) -> Findings:
    """timezone takes a name of the IANA Time Zone Database, and shows it."""
    person: Newcomer = a_person_of_the_world.person
    return person.kept("timezone", "a name of the IANA Time Zone Database", text)


@check(
    "rfc7643-4.1.1-texts-without-form-are-kept-or-refused",
    "RFC7643-4.1.1-13",
    "RFC7643-4.1.1-10",
    "RFC7643-4.1.1-12",
    "RFC7643-4.1.1-15",
    level="must",
)
def texts_without_form_are_kept_or_refused(a_person_from_nowhere: Story) -> Findings:
    """What is no URL, no language and no time zone is refused with 400, or taken; but nothing breaks."""
    tried: dict[str, Exchange] = a_person_from_nowhere.tried
    if not tried:
        raise NotApplicable("the target's schema has none of these attributes")
    return [
        finding
        for names, exchange in tried.items()
        for finding in expect.status(exchange, 201, 400, why=f"{names} in no form that the RFC knows")
    ]
