"""attributes and excludedAttributes: what of a resource is returned (RFC 7644 sections 3.4.2.5 and 3.9)."""

from scimproof import Declared, Exchange, Finding, Findings, Probe, Regulars, Story, check, expect, scenario
from scimproof.projecting import FRAME, all_but, always_returned, names_in, only
from scimproof.querying import entries


@scenario(given="User")
def parts_of_a_user_are_read(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Ada is read as a whole, then some attributes of hers, then all but some, and the same in a list."""
    crowd = regulars.three()
    identifier = crowd.id_of("ada")
    story.always = always_returned(declared)

    def read(**query: str) -> Exchange:
        return probe.read(crowd.endpoint, identifier, query)

    story.whole = read()
    story.one = read(attributes="userName")
    story.two = read(attributes="userName,emails")
    story.blank = read(attributes="userName, emails")
    story.other_case = read(attributes="USERNAME")
    story.only_id = read(attributes="id")
    story.unknown = read(attributes="userName,scimproofNoSuch")
    story.password = read(attributes="userName,password")
    story.without = read(excludedAttributes="emails")
    story.without_two = read(excludedAttributes="name,emails")
    story.without_id = read(excludedAttributes="id,userName")
    story.without_other_case = read(excludedAttributes="EMAILS")
    story.without_unknown = read(excludedAttributes="scimproofNoSuch")
    story.both = read(attributes="userName", excludedAttributes="emails")
    mine = {"filter": f'userName eq "{crowd.login("ada")}"'} if declared.supports("filter") else {}
    story.listed = probe.query(crowd.endpoint, {**mine, "attributes": "userName"})
    story.listed_without = probe.query(crowd.endpoint, {**mine, "excludedAttributes": "emails,name"})


@check(
    "rfc7644-3.4.2.5-attributes",
    "RFC7644-3.4.2.5-02",
    "RFC7644-3.4.2.5-01",
    "RFC7644-3.4.2.5-03",
    "RFC7643-7-40",
    "RFC7644-3.10-02",
)
def attributes_choose(parts_of_a_user_are_read: Story) -> Findings:
    """attributes=userName returns userName, and nothing else that is returned by default."""
    return only(parts_of_a_user_are_read, "one", "userName")


@check("rfc7644-3.9-minimum-set", "RFC7644-3.9-05", "RFC7644-3.9-02", "RFC7644-3.4.2-15", "RFC7643-7-36")
def the_minimum_is_always_there(parts_of_a_user_are_read: Story) -> Findings:
    """id is returned, whatever attributes ask for."""
    story = parts_of_a_user_are_read
    found: list[Finding] = []
    for step in ("one", "two", "only_id"):
        exchange = getattr(story, step)
        shown = exchange.answer.object.get("id")
        found += expect.equal("id with attributes", story.whole.resource_id, shown, exchange)
    return found


@check("rfc7644-3.9-schemas-with-attributes", "RFC7644-3.9-10", level="should")
def schemas_are_always_there(parts_of_a_user_are_read: Story) -> Findings:
    """schemas is returned, whatever attributes ask for.

    It has no characteristic "returned", and the examples of the RFC differ: it warns.
    """
    exchange = parts_of_a_user_are_read.one
    return expect.present("schemas with attributes", exchange.resource.get("schemas"), exchange)


@check("rfc7644-3.9-several-attributes", "RFC7644-3.9-06", level="must")
def several_attributes_can_be_chosen(parts_of_a_user_are_read: Story) -> Findings:
    """attributes=userName,emails returns both, and nothing else."""
    return only(parts_of_a_user_are_read, "two", "userName", "emails", after="one")


@check("rfc7644-3.9-blank-after-the-comma", "RFC7644-3.9-06", level="may")
def a_blank_after_the_comma(parts_of_a_user_are_read: Story) -> Findings:
    """A blank after the comma of attributes makes no difference; the RFC does not mention one, so it is noted."""
    return only(parts_of_a_user_are_read, "blank", "userName", "emails", after="one")


@check("rfc7644-3.10-attributes-ignore-case", "RFC7644-3.10-06", "RFC7643-2.1-01", level="must")
def names_ignore_case(parts_of_a_user_are_read: Story) -> Findings:
    """Names in attributes ignore case."""
    return only(parts_of_a_user_are_read, "other_case", "userName", after="one")


@check("rfc7644-3.9-unknown-attribute-does-no-harm", "RFC7644-3.9-06", "RFC7644-3.4.2.5-04", level="should")
def unknown_attributes_do_no_harm(parts_of_a_user_are_read: Story) -> Findings:
    """A name in attributes or excludedAttributes that does not exist is ignored, or refused with 400."""
    story = parts_of_a_user_are_read
    return expect.status(story.unknown, 200, 400) + expect.status(story.without_unknown, 200, 400)


@check("rfc7643-7-never-returned", "RFC7643-7-37", "RFC7643-4.1.1-18", level="must")
def what_is_never_returned_is_not(parts_of_a_user_are_read: Story) -> Findings:
    """password is not returned, not even when attributes asks for it."""
    exchange = parts_of_a_user_are_read.password
    password = expect.lookup(exchange.answer.object, "password")
    return expect.equal("password with attributes", None, None if password is None else "a password", exchange)


@check("rfc7644-3.4.2.5-excluded-attributes", "RFC7644-3.4.2.5-02", "RFC7644-3.4.2.5-05", "RFC7644-3.9-08")
def excluded_attributes_are_left_out(parts_of_a_user_are_read: Story) -> Findings:
    """excludedAttributes=emails returns everything but the e-mails."""
    return all_but(parts_of_a_user_are_read, "without", "emails")


@check("rfc7644-3.9-several-excluded-attributes", "RFC7644-3.9-09", "RFC7644-3.4.2.5-05", level="must")
def several_can_be_left_out(parts_of_a_user_are_read: Story) -> Findings:
    """excludedAttributes=name,emails returns everything but those two."""
    return all_but(parts_of_a_user_are_read, "without_two", "name", "emails", after="without")


@check("rfc7644-3.4.2.5-id-cannot-be-excluded", "RFC7644-3.4.2.5-06", "RFC7644-3.9-07", "RFC7643-3.1-10")
def the_id_cannot_be_left_out(parts_of_a_user_are_read: Story) -> Findings:
    """excludedAttributes has no effect on id, which is always returned."""
    story = parts_of_a_user_are_read
    exchange = story.without_id
    return expect.equal(
        "id with excludedAttributes", story.whole.resource_id, exchange.answer.object.get("id"), exchange
    )


@check("rfc7644-3.10-excluded-attributes-ignore-case", "RFC7644-3.10-06", level="must")
def excluded_names_ignore_case(parts_of_a_user_are_read: Story) -> Findings:
    """Names in excludedAttributes ignore case."""
    return all_but(parts_of_a_user_are_read, "without_other_case", "emails", after="without")


@check("rfc7644-3.9-both-parameters-do-no-harm", "RFC7644-3.9-05", "RFC7644-3.9-08", "RFC7644-3.9-04", level="should")
def both_parameters_do_no_harm(parts_of_a_user_are_read: Story) -> Findings:
    """attributes and excludedAttributes, which exclude each other, are refused with 400, or one of them wins."""
    exchange = parts_of_a_user_are_read.both
    found = expect.status(exchange, 200, 400)
    if found or exchange.status == 400:
        return found
    return expect.present("userName", expect.lookup(exchange.resource, "userName"), exchange)


@check("rfc7644-3.4.2.5-attributes-in-lists", "RFC7644-3.4.2.5-02", "RFC7644-3.4.2.5-01", "RFC7643-7-40")
def lists_are_projected(parts_of_a_user_are_read: Story) -> Findings:
    """attributes=userName applies to each resource of a list."""
    exchange = parts_of_a_user_are_read.listed
    found = expect.status(exchange, 200)
    listed = entries(exchange)
    if found or not listed:
        return found or expect.present("the listed user", listed, exchange)
    lacking = [entry for entry in listed if not expect.lookup(entry, "userName") or not entry.get("id")]
    extra = sorted(
        {name for entry in listed for name in names_in(entry)} - {"username", *FRAME, *parts_of_a_user_are_read.always}
    )
    return expect.equal("resources without userName and id", 0, len(lacking), exchange) + expect.equal(
        "what a list shows beside userName", [], extra, exchange
    )


@check("rfc7644-3.4.2.5-excluded-attributes-in-lists", "RFC7644-3.4.2.5-02", "RFC7644-3.4.2.5-05")
def lists_leave_out(parts_of_a_user_are_read: Story) -> Findings:
    """excludedAttributes applies to each resource of a list."""
    exchange, always = parts_of_a_user_are_read.listed_without, parts_of_a_user_are_read.always
    shown = sorted({name for entry in entries(exchange) for name in names_in(entry)} & ({"emails", "name"} - always))
    return expect.status(exchange, 200) or expect.equal("what was to be left out", [], shown, exchange)
