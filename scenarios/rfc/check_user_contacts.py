"""How a user can be reached: e-mail, telephone, instant messages (RFC 7643 section 4.1.2)."""

from scimproof import (
    Declared,
    Directory,
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
from scimproof.declared import Json
from scimproof.newcomers import (
    Newcomer,
    Same,
    by_value,
    by_value_and_type,
    digits,
    entries_in,
    fitted,
    number_for,
    squeezed,
    text,
    without_blanks,
)


@scenario(given="User")
def a_person_to_be_reached(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with three e-mail addresses, three telephone numbers in two notations, and a messenger."""
    person = directory.person()
    local, _, domain = person.user_name.partition("@")
    number = number_for(person.external_id, 4)
    story.work = f"{local}@{domain.upper()}"
    story.person = Newcomer(
        probe,
        directory,
        declared,
        {
            "emails": [
                {"value": story.work, "type": "work", "primary": True},
                {"value": f"{local}+home@{domain}", "type": "home"},
                {"value": f"{local}.other@{domain}", "type": "other"},
            ],
            "phoneNumbers": [
                {"value": f"tel:+1-201-555-{number}", "type": "work"},
                {"value": f"+1 (202) 555-{number}", "type": "mobile"},
                {"value": f"+1 203 555 {number}", "type": "fax"},
            ],
            "ims": [{"value": f" {local.title()} @Chat.Example", "type": "xmpp"}],
        },
    )


@scenario(given="User")
def a_person_with_a_bare_address(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with two e-mail addresses, one of a type, and one of which nothing else is said."""
    local, _, domain = directory.person().user_name.partition("@")
    addresses = [{"value": f"{local}@{domain}", "type": "work"}, {"value": f"{local}.bare@{domain}"}]
    story.person = Newcomer(probe, directory, declared, {"emails": addresses})


@scenario(given="User")
def a_person_who_cannot_be_reached(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with an e-mail address that is none, then somebody with a telephone number that is none."""
    kind = declared.resource_type("User")
    document = declared.schemas.get(kind.schema) if kind else None
    story.tried = {}
    for name, value in (("emails", "no address"), ("phoneNumbers", "call me maybe")):
        try:
            known = {name: fitted(name, [{"value": value, "type": "work"}], document)}
        except NotApplicable:
            continue
        body = {**as_user(directory.person(), declared), **known}
        story.tried[name] = probe.create(declared.endpoint("User"), body, malformed=f"{value!r} in {name}")


def _types_kept(person: Newcomer, name: str, same: Same) -> list[Finding]:
    if len({entry.get("type") for entry in person.given(name)} - {None}) < 2:
        raise NotApplicable(f"the target's schema has no types for {name}, or one only")
    person.need_any(name)
    # How an address is written is up to the server (it only should follow RFCs 5321 and 3966); its type is not.
    found = person.refusals(name, "usual types", Outcome.WARN)
    return found or person.kept_entries(name, "usual types", by_value_and_type(same))


@check("rfc7643-4.1.2-email-addresses-are-kept", "RFC7643-4.1.2-01")
def email_addresses_are_kept(a_person_to_be_reached: Story) -> Findings:
    """E-mail addresses as RFC 5321 has them are taken and shown, also one with a plus sign."""
    person: Newcomer = a_person_to_be_reached.person
    return person.kept_entries("emails", "addresses of RFC 5321", by_value(text))


@check("rfc7643-4.1.2-email-types-are-kept", "RFC7643-4.1.2-04", "RFC7644-3.1-12", level="must")
def email_types_are_kept(a_person_to_be_reached: Story) -> Findings:
    """E-mail addresses of the types work, home and other are kept, each with its type.

    Types that the target's schema does not suggest are not sent.
    """
    return _types_kept(a_person_to_be_reached.person, "emails", text)


@check("rfc7643-4.1.2-email-needs-no-type", "RFC7643-8.7.1-30", "RFC7643-2.4-05", level="must")
def an_email_needs_no_type(a_person_with_a_bare_address: Story) -> Findings:
    """An e-mail address without a type is kept beside one that has one; what type it gets is up to the server.

    type is optional. Servers that keep one address for each type lose those that have none.
    """
    person: Newcomer = a_person_with_a_bare_address.person
    if len(person.given("emails")) < 2:
        raise NotApplicable("the target's schema suggests other types of e-mail addresses")
    person.need_any("emails")
    bare, shown = person.given("emails")[-1], entries_in(person.shown("emails"))
    found = person.refusals("emails", "type is optional", Outcome.WARN)
    if found or any(text(bare["value"], expect.lookup(entry, "value")) for entry in shown):
        return found
    return [person.lost("emails", bare, shown, Outcome.WARN)]


@check("rfc7643-4.1.2-primary-email-stays-primary", "RFC7643-2.4-07", "RFC7644-3.1-12", level="must")
def the_primary_email_stays_primary(a_person_to_be_reached: Story) -> Findings:
    """The address that was sent with primary true is the primary one, and no other is."""
    person: Newcomer = a_person_to_be_reached.person
    work: Json = next(
        (entry for entry in person.given("emails") if text(entry["value"], a_person_to_be_reached.work)), {}
    )
    if work.get("primary") is not True:
        raise NotApplicable("the target's schema has no primary for emails")
    person.need_any("emails")
    found = person.refusals("emails", "one primary address")
    primary = [entry for entry in entries_in(person.shown("emails")) if expect.lookup(entry, "primary") is True]
    if found or (len(primary) == 1 and text(work["value"], expect.lookup(primary[0], "value"))):
        return found
    return expect.equal("the primary e-mail address", [work], primary, person.read("emails"))


@check("rfc7643-4.1.2-email-domain-in-lower-case", "RFC7643-4.1.2-02", level="may")
def an_email_domain_is_in_lower_case(a_person_to_be_reached: Story) -> Findings:
    """The domain of an e-mail address is shown in lower case.

    The RFC recommends it. A client that compares letter by letter has to know which form it gets back.
    """
    person: Newcomer = a_person_to_be_reached.person
    if not any(text(entry["value"], a_person_to_be_reached.work) for entry in person.given("emails")):
        raise NotApplicable("the target's schema has no work address")
    for entry in entries_in(person.shown("emails")):
        value = expect.lookup(entry, "value")
        if text(a_person_to_be_reached.work, value) and value.partition("@")[2] != value.partition("@")[2].lower():
            return expect.equal("the domain of an address", "lower case", value, person.read("emails"))
    return None


@check("rfc7643-4.1.2-phone-numbers-are-kept", "RFC7643-4.1.2-05")
def phone_numbers_are_kept(a_person_to_be_reached: Story) -> Findings:
    """Telephone numbers, as URIs of RFC 3966 and as people write them, are taken and shown with the same digits."""
    person: Newcomer = a_person_to_be_reached.person
    return person.kept_entries("phoneNumbers", "RFC 3966", by_value(digits))


@check("rfc7643-4.1.2-phone-types-are-kept", "RFC7643-4.1.2-08", "RFC7644-3.1-12", level="must")
def phone_types_are_kept(a_person_to_be_reached: Story) -> Findings:
    """Telephone numbers of the types work, mobile and fax are kept, each with its type."""
    return _types_kept(a_person_to_be_reached.person, "phoneNumbers", digits)


@check("rfc7643-4.1.2-phone-numbers-in-the-form-of-rfc-3966", "RFC7643-4.1.2-06", level="may")
def phone_numbers_have_the_form_of_rfc_3966(a_person_to_be_reached: Story) -> Findings:
    """Telephone numbers are shown in the form of RFC 3966, such as tel:+1-201-555-0123.

    The RFC recommends it where appropriate. A client that compares letter by letter has to know what it gets back.
    """
    person: Newcomer = a_person_to_be_reached.person
    shown = [expect.lookup(entry, "value") for entry in entries_in(person.shown("phoneNumbers"))]
    others = [value for value in shown if not str(value).startswith("tel:")]
    if not others:
        return None
    return expect.equal("telephone numbers", "tel:+1-...", others[0], person.read("phoneNumbers"))


@check("rfc7643-4.1.2-messenger-type-is-kept", "RFC7643-4.1.2-10")
def the_type_of_a_messenger_is_kept(a_person_to_be_reached: Story) -> Findings:
    """An instant messaging address of the type xmpp is kept with its type; blanks and case may change."""
    person: Newcomer = a_person_to_be_reached.person
    found = person.refusals("ims", "one of the types that the RFC lists", Outcome.WARN)
    return found or person.kept_entries("ims", "xmpp", by_value_and_type(without_blanks))


@check("rfc7643-4.1.2-messenger-address-in-canonical-form", "RFC7643-4.1.2-09", level="may")
def a_messenger_address_is_canonical(a_person_to_be_reached: Story) -> Findings:
    """An instant messaging address is shown without blanks and in lower case.

    The RFC recommends it where appropriate, and knows no rules for each of the services.
    """
    person: Newcomer = a_person_to_be_reached.person
    for entry in entries_in(person.shown("ims")):
        value = expect.lookup(entry, "value")
        if isinstance(value, str) and value != squeezed(value):
            return expect.equal("an instant messaging address", squeezed(value), value, person.read("ims"))
    return None


@check("rfc7643-4.1.2-addresses-without-form-are-kept-or-refused", "RFC7643-4.1.2-01", "RFC7643-4.1.2-05")
def addresses_without_form_are_kept_or_refused(a_person_who_cannot_be_reached: Story) -> Findings:
    """What is no e-mail address or no telephone number is refused with 400, or taken; but nothing breaks."""
    if not a_person_who_cannot_be_reached.tried:
        raise NotApplicable("the target's schema has neither emails nor phoneNumbers")
    return [
        finding
        for name, exchange in a_person_who_cannot_be_reached.tried.items()
        for finding in expect.status(exchange, 201, 400, why=f"{name} without form")
    ]
