"""attributes and excludedAttributes with sub-attributes, URNs and extensions (RFC 7644 sections 3.9 and 3.10)."""

from scimproof import (
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.declared import ENTERPRISE_USER
from scimproof.projecting import all_but, always_returned, left_out, only, part
from scimproof.querying import extends_users, urn_of


@scenario(given="User")
def sub_attributes_are_read(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Ada is read in parts of parts: her family name, her department, with URNs and without."""
    crowd = regulars.three()
    identifier, urn = crowd.id_of("ada"), urn_of(declared)
    story.always, story.extended = always_returned(declared), extends_users(declared)

    def read(**query: str) -> Exchange:
        return probe.read(crowd.endpoint, identifier, query)

    story.whole = read()
    story.plain = read(attributes="userName")
    story.plain_without = read(excludedAttributes="emails")
    story.urn = read(attributes=f"{urn}:userName")
    story.sub = read(attributes="name.familyName")
    story.sub_urn = read(attributes=f"{urn}:name.familyName")
    story.sub_of_many = read(attributes="emails.value")
    story.without_urn = read(excludedAttributes=f"{urn}:emails")
    story.without_sub = read(excludedAttributes="name.familyName")
    story.without_sub_urn = read(excludedAttributes=f"{urn}:name.familyName")
    if story.extended:
        story.of_extension = read(attributes=f"{ENTERPRISE_USER}:department")
        story.extension = read(attributes=ENTERPRISE_USER)
        story.without_extension = read(excludedAttributes=f"{ENTERPRISE_USER}:department")


@check("rfc7644-3.10-attributes-by-urn", "RFC7644-3.10-01", "RFC7644-3.4.2.5-04", level="must")
def urns_can_be_given(sub_attributes_are_read: Story) -> Findings:
    """Names in attributes can have the URN of their schema before them."""
    return only(sub_attributes_are_read, "urn", "userName", after="plain")


@check("rfc7644-3.4.2.5-sub-attribute", "RFC7644-3.4.2.5-04", "RFC7644-3.9-05", "RFC7644-3.10-04")
def sub_attributes_can_be_chosen(sub_attributes_are_read: Story) -> Findings:
    """attributes=name.familyName returns the family name; that other parts of the name come along warns."""
    return part(sub_attributes_are_read, "sub", "name.familyName", "name.givenName", after="plain")


@check("rfc7644-3.10-sub-attribute-by-urn", "RFC7644-3.10-05", "RFC7644-3.4.2.5-04", level="must")
def sub_attributes_can_have_urns(sub_attributes_are_read: Story) -> Findings:
    """A sub-attribute in attributes can have the URN of its schema before it."""
    return part(sub_attributes_are_read, "sub_urn", "name.familyName", "name.givenName", after="plain")


@check("rfc7644-3.4.2.5-sub-attribute-of-a-list", "RFC7644-3.4.2.5-04", "RFC7644-3.9-05")
def sub_attributes_of_lists_can_be_chosen(sub_attributes_are_read: Story) -> Findings:
    """attributes=emails.value returns the addresses of all e-mails; that their types come along warns."""
    return part(sub_attributes_are_read, "sub_of_many", "emails.value", "emails.type", after="plain")


@check(
    "rfc7644-3.10-attributes-of-extensions", "RFC7644-3.10-01", "RFC7644-3.4.2.5-04", "RFC7644-3.10-03", level="must"
)
def attributes_of_extensions_can_be_chosen(sub_attributes_are_read: Story) -> Findings:
    """An attribute of an extension is chosen by its URN and name; that others of the extension come along warns."""
    _needs_extension(sub_attributes_are_read)
    return part(
        sub_attributes_are_read,
        "of_extension",
        f"{ENTERPRISE_USER}:department",
        f"{ENTERPRISE_USER}:costCenter",
        after="plain",
    )


@check("rfc7644-3.9-whole-extension", "RFC7644-3.9-05", level="may")
def whole_extensions_can_be_chosen(sub_attributes_are_read: Story) -> Findings:
    """The URN of an extension in attributes returns all of it; the RFC does not say so, so it is noted."""
    _needs_extension(sub_attributes_are_read)
    exchange = sub_attributes_are_read.extension
    return expect.status(exchange, 200) or expect.present(
        "the extension", exchange.resource.get(ENTERPRISE_USER), exchange
    )


@check("rfc7644-3.4.2.5-excluded-by-urn", "RFC7644-3.4.2.5-07", "RFC7644-3.10-01")
def urns_can_be_left_out(sub_attributes_are_read: Story) -> Findings:
    """Names in excludedAttributes can have the URN of their schema before them."""
    return all_but(sub_attributes_are_read, "without_urn", "emails", after="plain_without")


@check("rfc7644-3.4.2.5-excluded-sub-attribute", "RFC7644-3.4.2.5-07", "RFC7644-3.9-09")
def sub_attributes_can_be_left_out(sub_attributes_are_read: Story) -> Findings:
    """excludedAttributes=name.familyName, also with its URN, leaves out the family name, and no other part of the name.

    How fine an exclusion has to be, servers read differently: one that has no effect, or too much of it, warns.
    """
    story = sub_attributes_are_read
    found: list[Finding] = []
    for step in ("without_sub", "without_sub_urn"):
        found += left_out(story, step, "name.familyName", "name.givenName", after="plain_without")
    return found


@check("rfc7644-3.10-excluded-attribute-of-an-extension", "RFC7644-3.4.2.5-07", "RFC7644-3.10-01")
def attributes_of_extensions_can_be_left_out(sub_attributes_are_read: Story) -> Findings:
    """An attribute of an extension is left out by its URN and name, and no other of it; otherwise it warns."""
    _needs_extension(sub_attributes_are_read)
    return left_out(
        sub_attributes_are_read,
        "without_extension",
        f"{ENTERPRISE_USER}:department",
        f"{ENTERPRISE_USER}:costCenter",
        after="plain_without",
    )


def _needs_extension(story: Story) -> None:
    if not story.extended:
        raise NotApplicable("users have no enterprise extension")
