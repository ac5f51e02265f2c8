"""The members of groups, asked for and left out (RFC 7644 section 3.9)."""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP
from scimproof.patching import replace, writable
from scimproof.projecting import FRAME, all_but, always_returned, names_in, needs, needs_body, only
from scimproof.querying import entries, until_listed

ONLY_NAME = "attributes=displayName"
NO_MEMBERS = "excludedAttributes=members"


@scenario(given=("User", "Group"))
def parts_of_a_group_are_read(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """A team with one member is read as a whole, with its members only, and without them, alone and in a list."""
    groups = declared.endpoint("Group")
    team = directory.team()
    identifier = probe.create(groups, as_group(team, declared, regulars.colleagues(1))).resource_id
    story.always = always_returned(declared, "Group")
    story.whole = probe.read(groups, identifier)
    story.members = probe.read(groups, identifier, {"attributes": "members"})
    story.name = probe.read(groups, identifier, {"attributes": "displayName"})
    story.without = probe.read(groups, identifier, {"excludedAttributes": "members"})
    if declared.supports("filter"):
        mine = {"filter": f'displayName eq "{team.name}"'}
        story.listed = until_listed(probe, groups, mine["filter"], identifier)
        story.listed_members = probe.query(groups, {**mine, "attributes": "members"})
        story.listed_name = probe.query(groups, {**mine, "attributes": "displayName"})


@scenario(given=("User", "Group"))
def parts_of_a_group_are_written_back(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """Two teams are created, and one of them is replaced and renamed to what it is called: each time the client asks
    for the name only, or for no members."""
    groups, people = declared.endpoint("Group"), regulars.colleagues(1)
    story.always = always_returned(declared, "Group")
    story.part_of_create, story.rest_of_create = (
        probe.send("POST", groups, query=query, body=as_group(directory.team(), declared, people))
        for query in (ONLY_NAME, NO_MEMBERS)
    )
    identifier, sent = story.rest_of_create.resource_id, story.rest_of_create.request.object
    path = resource_path(groups, identifier)
    story.whole = probe.read(groups, identifier)
    story.part_of_put, story.rest_of_put = (
        probe.send("PUT", path, query=query, body=sent) for query in (ONLY_NAME, NO_MEMBERS)
    )
    if declared.supports("patch"):
        if not writable(declared, "Group", "displayName"):
            raise NotApplicable("the schema of the target has no displayName of groups that clients may change")
        body = {"schemas": [PATCH_OP], "Operations": [replace("displayName", sent["displayName"])]}
        story.part_of_patch, story.rest_of_patch = (
            probe.send("PATCH", path, query=query, body=body) for query in (ONLY_NAME, NO_MEMBERS)
        )


@check("rfc7644-3.9-members-can-be-left-out", "RFC7644-3.4.2.5-02", "RFC7644-3.9-08")
def members_can_be_left_out(parts_of_a_group_are_read: Story) -> Findings:
    """excludedAttributes=members returns everything of a group but its members.

    Entra ID reads every group in this way: with a thousand members each, the others take hours.
    """
    needs(parts_of_a_group_are_read, "members")
    return all_but(parts_of_a_group_are_read, "without", "members")


@check("rfc7644-3.9-members-alone", "RFC7644-3.4.2.5-02", "RFC7644-3.9-05")
def members_can_be_chosen(parts_of_a_group_are_read: Story) -> Findings:
    """attributes=members returns the members of a group, and nothing else that is returned by default."""
    needs(parts_of_a_group_are_read, "members")
    return only(parts_of_a_group_are_read, "members", "members")


@check("rfc7644-3.9-group-name-alone", "RFC7644-3.4.2.5-02", "RFC7643-7-40")
def the_name_can_be_chosen(parts_of_a_group_are_read: Story) -> Findings:
    """attributes=displayName returns the name of a group, and not its members."""
    return only(parts_of_a_group_are_read, "name", "displayName")


@check("rfc7644-3.4-members-in-lists", "RFC7644-3.4-03", "RFC7643-7-39", level="should", given="filter")
def members_are_in_lists(parts_of_a_group_are_read: Story) -> Findings:
    """A list of groups shows their members, as a read does.

    Many servers leave them out for their number: it warns.
    """
    needs(parts_of_a_group_are_read, "members")
    exchange = parts_of_a_group_are_read.listed
    shown = [expect.lookup(entry, "members") for entry in entries(exchange)]
    return expect.status(exchange, 200) or expect.present("members in a list", shown and shown[0], exchange)


@check("rfc7644-3.9-members-in-lists-when-asked", "RFC7644-3.4.2.5-02", "RFC7644-3.9-05", given="filter")
def members_are_in_lists_when_asked(parts_of_a_group_are_read: Story) -> Findings:
    """A list of groups shows their members when attributes=members asks for them."""
    needs(parts_of_a_group_are_read, "members")
    exchange = parts_of_a_group_are_read.listed_members
    shown = [expect.lookup(entry, "members") for entry in entries(exchange)]
    return expect.status(exchange, 200) or expect.present("members in a list", shown and shown[0], exchange)


@check("rfc7644-3.4.2.5-group-names-in-lists", "RFC7644-3.4.2.5-02", "RFC7643-7-40", given="filter")
def names_are_in_lists_alone(parts_of_a_group_are_read: Story) -> Findings:
    """A list of groups with attributes=displayName shows no members."""
    exchange = parts_of_a_group_are_read.listed_name
    with_members = [entry for entry in entries(exchange) if "members" in names_in(entry)]
    return expect.status(exchange, 200) or expect.equal(
        "groups that show their members all the same", 0, len(with_members), exchange
    )


@check("rfc7644-3.9-attributes-on-group-create", "RFC7644-3.9-05", level="should")
def attributes_on_group_create(parts_of_a_group_are_written_back: Story) -> Findings:
    """attributes applies to the answer to the create of a group."""
    return _only_name(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.part_of_create, 201)


@check("rfc7644-3.9-attributes-on-group-put", "RFC7644-3.9-05", level="should")
def attributes_on_group_put(parts_of_a_group_are_written_back: Story) -> Findings:
    """attributes applies to the answer to a PUT of a group."""
    return _only_name(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.part_of_put, 200)


@check("rfc7644-3.9-attributes-on-group-patch", "RFC7644-3.9-05", level="should", given="patch")
def attributes_on_group_patch(parts_of_a_group_are_written_back: Story) -> Findings:
    """attributes applies to the answer to a PATCH of a group."""
    return _only_name(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.part_of_patch, 200)


@check("rfc7644-3.9-excluded-attributes-on-group-create", "RFC7644-3.9-08", level="should")
def excluded_attributes_on_group_create(parts_of_a_group_are_written_back: Story) -> Findings:
    """excludedAttributes applies to the answer to the create of a group."""
    return _no_members(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.rest_of_create, 201)


@check("rfc7644-3.9-excluded-attributes-on-group-put", "RFC7644-3.9-08", level="should")
def excluded_attributes_on_group_put(parts_of_a_group_are_written_back: Story) -> Findings:
    """excludedAttributes applies to the answer to a PUT of a group."""
    return _no_members(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.rest_of_put, 200)


@check("rfc7644-3.9-excluded-attributes-on-group-patch", "RFC7644-3.9-08", level="should", given="patch")
def excluded_attributes_on_group_patch(parts_of_a_group_are_written_back: Story) -> Findings:
    """excludedAttributes applies to the answer to a PATCH of a group, if it has a body.

    With a thousand members, each answer that shows them costs as much as reading the group.
    """
    return _no_members(parts_of_a_group_are_written_back, parts_of_a_group_are_written_back.rest_of_patch, 200, 204)


def _only_name(story: Story, exchange: Exchange, *statuses: int) -> Findings:
    needs_body(exchange)
    extra = sorted(names_in(exchange.answer.object) - {"displayname"} - FRAME - story.always)
    return expect.status(exchange, *statuses) or expect.equal(
        f"what {exchange.request.method} with {ONLY_NAME} shows beside displayName", [], extra, exchange
    )


def _no_members(story: Story, exchange: Exchange, *statuses: int) -> Findings:
    needs(story, "members")
    needs_body(exchange)
    members = expect.lookup(exchange.answer.object, "members") or None
    return expect.status(exchange, *statuses) or expect.equal(
        f"members in the answer to {exchange.request.method} with {NO_MEMBERS}", None, members, exchange
    )
