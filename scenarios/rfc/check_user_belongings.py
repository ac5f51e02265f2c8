"""What goes with a user: photos, addresses, entitlements, roles (RFC 7643 sections 2.3.7 and 4.1.2)."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
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
from scimproof.declared import Json, attribute, sub_attribute
from scimproof.directory import MAIL_DOMAIN
from scimproof.newcomers import Newcomer, by_value, by_value_and_type, entries_in, fitted, number_for, text, url

WORK: Json = {
    "type": "work",
    "formatted": "100 Universal City Plaza\nHollywood, CA 91608 US",
    "streetAddress": "100 Universal City Plaza\nBuilding 7",
    "locality": "Hollywood",
    "region": "CA",
    "postalCode": "91608",
    "country": "US",
}
ABROAD: Json = {"country": "SE"}


@scenario(given="User")
def a_person_with_belongings(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with two photos, an address at work, one of which nothing but the country is known, an
    entitlement of a type of its own, and a role without a type."""
    story.mark = number_for(directory.person().external_id)
    photos = f"https://{MAIL_DOMAIN}/Photos/{story.mark}"
    story.person = Newcomer(
        probe,
        directory,
        declared,
        {
            "photos": [
                {"value": f"{photos}/Face.JPG", "type": "photo"},
                {"value": f"{photos}/Small.JPG", "type": "thumbnail"},
            ],
            "addresses": [WORK, ABROAD],
            "entitlements": [{"value": f"parking-{story.mark}", "type": "garage"}],
            "roles": [{"value": f"Keeper of the Keys {story.mark}"}],
        },
    )


@scenario(given="User")
def a_person_from_a_long_country(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins whose country is written with three letters."""
    kind = declared.resource_type("User")
    wanted = fitted(
        "addresses", [{"country": "USA", "type": "work"}], declared.schemas.get(kind.schema) if kind else None
    )
    body = {**as_user(directory.person(), declared), "addresses": wanted}
    story.created = probe.create(declared.endpoint("User"), body, malformed="a country of three letters")


def _address(sent: Json, *parts: str) -> Any:
    """Whether an address shows these parts of the one that was sent."""
    return lambda entry: all(_lines(expect.lookup(entry, part)) == _lines(sent[part]) for part in parts)


def _lines(value: Any) -> str:
    """A text with line breaks of one kind, in lower case: they may become CRLF on the way."""
    return str(value).replace("\r\n", "\n").replace("\r", "\n").casefold()


def _work_of(person: Newcomer, *parts: str) -> Json:
    """The address at work as it was sent, when it has these parts."""
    work: Json = next((entry for entry in person.given("addresses") if entry.get("country") != "SE"), {})
    lacking = [part for part in parts if part not in work]
    if lacking:
        raise NotApplicable(f"the target's schema has no addresses.{lacking[0]} for an address at work")
    return work


def _address_kept(person: Newcomer, sent: Json, *parts: str) -> Findings:
    """An address is shown with these parts. What is shown nowhere was ignored, which draws a warning."""
    found = person.refusals("addresses", "all sub-attributes are optional")
    if found:
        return found
    shown = entries_in(person.shown("addresses"))
    if any(_address(sent, *parts)(entry) for entry in shown):
        return []
    seen = [any(expect.lookup(entry, part) for entry in shown) for part in parts]
    ignored = len(shown) < len(person.given("addresses")) or not all(seen)
    wanted = {part: sent[part] for part in parts}
    return [person.lost("addresses", wanted, shown, Outcome.WARN if ignored else None)]


@check("rfc7643-4.1.2-photo-types-are-kept", "RFC7643-4.1.2-15", level="must")
def photo_types_are_kept(a_person_with_belongings: Story) -> Findings:
    """A photo and a thumbnail are kept, each with its type; case in their URLs is not looked at."""
    person: Newcomer = a_person_with_belongings.person
    if len({entry.get("type") for entry in person.given("photos")} - {None}) < 2:
        raise NotApplicable("the target's schema has no types for photos, or one only")
    return person.kept_entries("photos", "the canonical types", by_value_and_type(text))


@check("rfc7643-2.3.7-case-of-a-reference-is-kept", "RFC7643-2.3.7-05", level="must")
def the_case_of_a_reference_is_kept(a_person_with_belongings: Story, declared: Declared) -> Findings:
    """The URL of a photo keeps its case: in a path, upper and lower case are different places.

    Where the target's own schema says caseExact false, as the listing of the RFC does, it draws a warning.
    """
    person: Newcomer = a_person_with_belongings.person
    kind = declared.resource_type("User")
    photos = attribute(declared.schemas.get(kind.schema, {}), "photos") if kind else None
    value = sub_attribute(photos, "value") if photos else None
    person.need_any("photos")
    lenient = value is not None and value.get("caseExact") is not True
    return person.kept_entries("photos", "URLs of photos", by_value(url), grade=Outcome.WARN if lenient else None)


@check("rfc7643-4.1.2-address-types-are-kept", "RFC7643-4.1.2-16", level="must")
def address_types_are_kept(a_person_with_belongings: Story) -> Findings:
    """An address of the type work is kept with its type."""
    person: Newcomer = a_person_with_belongings.person
    return _address_kept(person, _work_of(person, "type", "country"), "type", "country")


@check("rfc7643-4.1.2-parts-of-an-address-are-kept", "RFC7643-4.1.2-16", "RFC7644-3.1-12", level="must")
def parts_of_an_address_are_kept(a_person_with_belongings: Story) -> Findings:
    """Locality, region and postal code of an address are kept, as far as the target's schema has them."""
    person: Newcomer = a_person_with_belongings.person
    person.need_any("addresses")
    work = _work_of(person)
    parts = [part for part in ("locality", "region", "postalCode") if part in work]
    if not parts:
        raise NotApplicable("the target's schema has none of these parts of an address")
    return _address_kept(person, work, *parts)


@check("rfc7643-4.1.2-address-needs-no-part", "RFC7643-4.1.2-17", "RFC7644-3.1-12", level="must")
def no_part_of_an_address_is_needed(a_person_with_belongings: Story) -> Findings:
    """An address of which nothing but the country is known is taken and shown.

    What the target's own schema requires besides is sent, too.
    """
    person: Newcomer = a_person_with_belongings.person
    if not any(entry.get("country") == "SE" for entry in person.given("addresses")):
        raise NotApplicable("the target's schema has no addresses.country")
    person.need_any("addresses")
    return _address_kept(person, ABROAD, "country")


@check("rfc7643-4.1.2-formatted-address-has-lines", "RFC7643-4.1.2-18", "RFC7644-3.1-12", level="must")
def a_formatted_address_has_lines(a_person_with_belongings: Story) -> Findings:
    """Line breaks in a formatted address are kept."""
    person: Newcomer = a_person_with_belongings.person
    person.need_any("addresses")
    return _address_kept(person, _work_of(person, "formatted"), "formatted")


@check("rfc7643-4.1.2-street-address-has-lines", "RFC7643-4.1.2-19", "RFC7644-3.1-12", level="must")
def a_street_address_has_lines(a_person_with_belongings: Story) -> Findings:
    """Line breaks in a streetAddress are kept."""
    person: Newcomer = a_person_with_belongings.person
    person.need_any("addresses")
    return _address_kept(person, _work_of(person, "streetAddress"), "streetAddress")


@check("rfc7643-4.1.2-country-has-two-letters", "RFC7643-4.1.2-20")
def a_country_has_two_letters(a_person_with_belongings: Story) -> Findings:
    """A country of two letters is shown with two letters, and not as its name."""
    person: Newcomer = a_person_with_belongings.person
    person.need_any("addresses")
    return _address_kept(person, _work_of(person, "country"), "country")


@check("rfc7643-4.1.2-other-countries-are-kept-or-refused", "RFC7643-4.1.2-20")
def other_countries_are_kept_or_refused(a_person_from_a_long_country: Story) -> Findings:
    """A country of three letters is refused with 400, taken, or converted; but nothing breaks."""
    return expect.status(a_person_from_a_long_country.created, 201, 400, why="ISO 3166-1 alpha-2 is asked for")


@check("rfc7643-4.1.2-entitlement-has-any-type", "RFC7643-4.1.2-28", level="must")
def an_entitlement_has_any_type(a_person_with_belongings: Story) -> Findings:
    """An entitlement of a type of the client's own is taken and shown, unless the target's schema suggests a list.

    A refusal draws a warning: what can be granted is up to the service.
    """
    person: Newcomer = a_person_with_belongings.person
    return person.kept_entries("entitlements", "any type", by_value_and_type(text), refusal=Outcome.WARN)


@check("rfc7643-4.1.2-role-is-any-text", "RFC7643-4.1.2-29", level="must")
def a_role_is_any_text(a_person_with_belongings: Story) -> Findings:
    """A role that is any text, without a type, is taken and shown, unless the target's schema suggests a list.

    A refusal draws a warning: what can be granted is up to the service.
    """
    person: Newcomer = a_person_with_belongings.person
    return person.kept_entries("roles", "no vocabulary is specified", by_value(text), refusal=Outcome.WARN)
