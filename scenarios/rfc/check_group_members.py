"""Members of a group: references, groups in groups, people who do not exist (RFC 7643 sections 2.3.7 and 4.2)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.patching import OTHER_REFUSALS, definition, entries, replace, required
from scimproof.querying import until_listed
from scimproof.references import Followed, follow


@scenario(given=("User", "Group"))
def a_team_points_at_its_people(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """A team of one is created; what its $ref leads to is read; then the person leaves the company."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    (story.ada,) = regulars.colleagues(1)
    story.bob = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.sent = as_group(directory.team(), declared, (story.ada, story.bob))
    story.created = probe.create(groups, story.sent)
    identifier = story.created.resource_id
    story.read = probe.session.settled(
        lambda: probe.read(groups, identifier), lambda seen: len(_members(seen)) == len(story.sent["members"])
    )
    member = next((entry for entry in entries(story.read, "members") if entry.get("value") == story.ada), None)
    if member is not None:
        story.reference = follow(probe, "the $ref of a member", member, story.ada, story.read)
    story.left = probe.delete(users, story.bob)
    story.after = probe.session.settled(
        lambda: probe.read(groups, identifier), lambda seen: story.bob not in _members(seen)
    )


@scenario(given=("User", "Group"))
def a_team_within_a_team(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A team becomes a member of another; both are read, and so is the outer one in a list, and a person inside."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    story.ada = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.inner = probe.create(groups, as_group(directory.team(), declared, (story.ada,))).resource_id
    outer = directory.team()
    body = as_group(outer, declared, (story.inner,))
    body["members"] = [_as_group_member(entry, declared) for entry in body["members"]]
    story.created = probe.create(groups, body)
    if story.created.status == 400:
        raise NotApplicable(f"the target refuses groups in groups ({story.created.label})")
    identifier = story.created.resource_id
    story.read = probe.session.settled(
        lambda: probe.read(groups, identifier), lambda seen: story.inner in _members(seen)
    )
    story.person = probe.read(users, story.ada)
    entry = next((entry for entry in entries(story.read, "members") if entry.get("value") == story.inner), None)
    story.reference = follow(probe, "the $ref of a group in a group", entry, story.inner, story.read)
    if declared.supports("filter"):
        story.list = until_listed(probe, groups, f'displayName eq "{outer.name}"', story.read.resource_id)


@scenario(given=("User", "Group"))
def somebody_unknown_is_a_member(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A team is created with a member who does not exist, and the member is looked for afterwards."""
    story.nobody = probe.session.invented_id()
    story.created = probe.create(declared.endpoint("Group"), as_group(directory.team(), declared, (story.nobody,)))
    story.looked_for = probe.read(declared.endpoint("User"), story.nobody)


@scenario(given=("User", "Group", "patch"))
def a_member_becomes_another(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """The value of a member, which is immutable, is replaced by the id of somebody else."""
    groups = declared.endpoint("Group")
    story.ada, story.bob = regulars.colleagues(2)
    identifier = probe.create(groups, as_group(directory.team(), declared, (story.ada,))).resource_id
    story.before = probe.read(groups, identifier)
    if _members(story.before) != {story.ada}:
        raise Blocked(f"{story.before.label} does not show the member that the group was created with")
    story.patched = probe.patch(groups, identifier, replace(f'members[value eq "{story.ada}"].value', story.bob))
    story.after = probe.read(groups, identifier)


@scenario(given="Group")
def a_team_with_a_key_of_the_clients(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A team is created with an externalId in mixed case."""
    groups = declared.endpoint("Group")
    members: tuple[str, ...] = ()
    if required(declared, "Group", "members"):
        members = (probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id,)
    body = as_group(directory.team(), declared, members)
    story.sent = {**body, "externalId": f"{body['externalId']}/MiXed=+"}
    story.created = probe.create(groups, story.sent)
    identifier = story.created.resource_id
    story.read = probe.read(groups, identifier)


def _members(exchange: Exchange) -> set[Any]:
    return {entry.get("value") for entry in entries(exchange, "members")} if exchange.answer.ok else set()


def _as_group_member(entry: Json, declared: Declared) -> Json:
    """A member that is a group: it says so, where the schema has a type, and refers to the right endpoint."""
    kind = {"type": "Group"} if definition(declared, "Group", "members.type") is not None else {}
    reference = f"{declared.base_url}{declared.endpoint('Group')}/{entry['value']}"
    return {**entry, **kind, **({"$ref": reference} if "$ref" in entry else {})}


def _reference(story: Story) -> Followed:
    """:raises Blocked: when the member is not shown by its id."""
    if "reference" not in vars(story) and story.stopped is None:
        raise Blocked(f"{story.read.label} does not show the member by its id")
    followed: Followed = story.reference
    return followed


@check("rfc7643-4.2-member-reference-leads-to-the-member", "RFC7643-2.3.7-07", "RFC7643-4.2-04")
def the_reference_of_a_member_leads_there(a_team_points_at_its_people: Story) -> Findings:
    """The $ref of a member, where there is one, leads to the member."""
    return _reference(a_team_points_at_its_people).findings()


@check("rfc7643-2.3.7-relative-reference-leads-from-the-root", "RFC7643-2.3.7-04", "RFC7643-2.3.7-03")
def a_relative_reference_leads_from_the_root(a_team_points_at_its_people: Story) -> Findings:
    """A relative $ref leads to its resource from the root of the service, or from the URL of its holder.

    RFC 7643 has the former in its text, and the latter in its examples.
    """
    followed = _reference(a_team_points_at_its_people)
    if not followed.is_relative:
        raise NotApplicable("the $ref of a member is no relative reference")
    return followed.findings()


@check("rfc7643-2.3.7-leaver-may-stay-a-member", "RFC7643-2.3.7-08", level="may")
def a_leaver_may_stay_a_member(a_team_points_at_its_people: Story) -> Findings:
    """A user who is deleted is no member any more.

    Whether references are kept whole is up to the server. Clients that read the members of a group meet an id that
    leads nowhere, and some of them stop there.
    """
    story = a_team_points_at_its_people
    if story.left.status != 204:
        raise Blocked(f"{story.left.label} was answered {story.left.status}")
    left = sorted(map(str, _members(story.after) & {story.bob}))
    return expect.equal("members who were deleted", [], left, story.left, story.after)


@check("rfc7644-3.6-member-can-leave", "RFC7644-3.6-07", "RFC7644-3.6-01")
def a_member_can_leave(a_team_points_at_its_people: Story) -> Findings:
    """A user who is a member of a group can be deleted, and the group is still there.

    A server that insists that references lead somewhere may refuse with 409 or 400: that draws a warning.
    """
    story = a_team_points_at_its_people
    remark = "somebody who is a member of a group cannot be deleted"
    return expect.status(story.left, 204, tolerate={400: remark, 409: remark}) + expect.status(story.after, 200)


@check("rfc7643-4.2-group-in-a-group", "RFC7643-4.2-05", level="must")
def a_group_can_be_in_a_group(a_team_within_a_team: Story) -> Findings:
    """A group as a member of another is refused with 400, or it is kept.

    That it is accepted and not shown draws a warning: a server is free to ignore what was posted.
    """
    story = a_team_within_a_team
    found = expect.status(story.created, 201, why="or 400")
    if found or story.inner in _members(story.read):
        return found
    shown = sorted(map(str, _members(story.read)))
    return expect.equal(
        "the group in the group", [story.inner], shown, story.read, grade=None if shown else Outcome.WARN
    )


@check("rfc7643-4.2-nested-group-reference-leads-to-the-group", "RFC7643-2.3.7-07", "RFC7643-4.2-04")
def the_reference_of_a_nested_group_leads_there(a_team_within_a_team: Story) -> Findings:
    """The $ref of a group that is a member, where there is one, leads to that group, and not to a user."""
    followed: Followed = a_team_within_a_team.reference
    return followed.findings()


@check("rfc7643-4.2-nested-group-is-a-group", "RFC7643-4.2-05", "RFC7643-4.2-04", level="must")
def a_nested_group_is_of_type_group(a_team_within_a_team: Story) -> Findings:
    """The type of a member that is a group, where there is one, is Group."""
    story = a_team_within_a_team
    for entry in entries(story.read, "members"):
        kind = expect.lookup(entry, "type")
        if entry.get("value") == story.inner and isinstance(kind, str) and kind.casefold() != "group":
            return expect.equal("the type of a group in a group", "Group", kind, story.read)
    return None


@check("rfc7643-4.2-lists-show-nested-groups", "RFC7643-4.2-05", level="must", given="filter")
def lists_show_nested_groups(a_team_within_a_team: Story) -> Findings:
    """A list shows the same members of a group as a read does, groups in it included.

    A list that shows no members at all is right: many servers leave them out because they are many.
    """
    story = a_team_within_a_team
    listed = expect.lookup(story.list.resource, "Resources")
    shown = [entry for entry in listed or [] if isinstance(entry, dict) and entry.get("id") == story.read.resource_id]
    if not shown:
        raise Blocked(f"{story.list.label} does not show the group")
    members = expect.lookup(shown[0], "members")
    if not members:
        return None
    values = {entry.get("value") for entry in members if isinstance(entry, dict)}
    return expect.equal(
        "members in a list", sorted(map(str, _members(story.read))), sorted(map(str, values)), story.list
    )


@check("rfc7643-4.1.2-nested-membership-is-indirect", "RFC7643-4.1.2-22", level="should")
def a_nested_membership_is_indirect(a_team_within_a_team: Story) -> Findings:
    """A user who is in a group by way of another does not show it as direct; not to show it at all is right."""
    story = a_team_within_a_team
    outer = story.read.resource_id
    for entry in entries(story.person, "groups"):
        kind = expect.lookup(entry, "type")
        if entry.get("value") == outer and isinstance(kind, str) and kind.casefold() == "direct":
            return expect.equal("the type of a membership by way of another group", "indirect", kind, story.person)
    return None


@check("rfc7643-2.3.7-unknown-member-is-kept-or-refused", "RFC7643-4.2-04", "RFC7643-2.3.7-08", level="must")
def an_unknown_member_is_kept_or_refused(somebody_unknown_is_a_member: Story) -> Findings:
    """A member who does not exist is refused with 400 or 404, or accepted; but nothing breaks."""
    return expect.status(somebody_unknown_is_a_member.created, 201, 400, 404, tolerate=OTHER_REFUSALS)


@check("rfc7643-4.2-unknown-member-is-not-created", "RFC7644-3.3-01", "RFC7643-4.2-04", level="must")
def an_unknown_member_is_not_created(somebody_unknown_is_a_member: Story) -> Findings:
    """A member who does not exist does not come into being by being named in a group.

    Users are created by POST to their endpoint. A server that makes them up has people whom nobody manages.
    """
    return expect.status(somebody_unknown_is_a_member.looked_for, 404)


@check("rfc7643-4.2-parts-of-a-member-are-immutable", "RFC7643-4.2-03", "RFC7643-8.7.1-88", level="must")
def parts_of_a_member_are_immutable(a_member_becomes_another: Story, declared: Declared) -> Findings:
    """Replacing the value of a member is refused with 400, or taken for an exchange of the member.

    A success that changes nothing draws a warning, and so does any other refusal.
    """
    story = a_member_becomes_another
    after = _members(story.after)
    if not story.patched.answer.ok:
        return expect.status(story.patched, 400, tolerate=OTHER_REFUSALS)
    if after == {story.bob}:
        return None
    grade = Outcome.WARN if after == {story.ada} else None
    return _wrong_members("after a replace of a member's value", {story.bob}, after, story, grade)


def _wrong_members(what: str, wanted: set[str], found: set[Any], story: Story, grade: Outcome | None) -> list[Finding]:
    return expect.equal(
        f"the members {what}", sorted(wanted), sorted(map(str, found)), story.patched, story.after, grade=grade
    )


@check("rfc7643-3.1-external-id-of-a-group-is-kept", "RFC7643-3.1-16", "RFC7643-3.1-12", level="should")
def the_external_id_of_a_group_is_kept(a_team_with_a_key_of_the_clients: Story) -> Findings:
    """The externalId of a group is kept, and returned exactly."""
    return expect.kept(a_team_with_a_key_of_the_clients.sent, a_team_with_a_key_of_the_clients.read, "externalId")


@check("rfc7644-3.3-group-needs-no-members", "RFC7644-3.3-01", "RFC7643-2.5-03", level="must")
def a_group_needs_no_members(a_team_with_a_key_of_the_clients: Story, declared: Declared) -> Findings:
    """A group without members is created, unless the target's own schema requires some."""
    if required(declared, "Group", "members"):
        raise NotApplicable("the target's schema requires members of a group")
    return expect.status(a_team_with_a_key_of_the_clients.created, 201)
