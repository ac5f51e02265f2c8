"""Teams: groups are created, read, replaced and deleted (RFC 7643 section 4.2)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import replace, untouched, writable


@scenario(given=("User", "Group"))
def a_team_forms_and_ends(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A team of two is created, one of them goes, and the team is dissolved; the people and another team stay."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    team = directory.team()
    story.ada = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.bob = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.sent = as_group(team, declared, (story.ada, story.bob))
    story.created = probe.create(groups, story.sent)
    identifier = story.created.resource_id
    story.read = probe.session.settled(
        lambda: probe.read(groups, identifier), lambda seen: _members(seen) == {story.ada, story.bob}
    )
    story.member = probe.read(users, story.ada)
    neighbour = probe.create(groups, as_group(directory.team(), declared, (story.bob,))).resource_id
    story.beside = probe.read(groups, neighbour)
    story.replaced = probe.replace(groups, identifier, as_group(team, declared, (story.ada,)))
    story.smaller = probe.session.settled(
        lambda: probe.read(groups, identifier), lambda seen: _members(seen) == {story.ada}
    )
    story.beside_put = story.beside_last = probe.read(groups, neighbour)
    if declared.supports("patch") and writable(declared, "Group", "displayName"):
        story.patched = probe.patch(groups, identifier, replace("displayName", f"{story.sent['displayName']} renamed"))
        story.beside_patch = story.beside_last = probe.read(groups, neighbour)
    story.deleted = probe.delete(groups, identifier)
    story.gone = probe.session.settled(lambda: probe.read(groups, identifier), lambda seen: seen.status == 404)
    story.ada_after = probe.read(users, story.ada)
    story.beside_delete = probe.read(groups, neighbour)


@scenario(given="Group")
def teams_that_cannot_be(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group without a name is created; a group that never existed is read and deleted."""
    groups = declared.endpoint("Group")
    named = as_group(directory.team(), declared)
    nameless = {name: value for name, value in named.items() if name != "displayName"}
    story.nameless = probe.create(groups, nameless, malformed="displayName is missing")
    story.nobody = probe.read(groups, probe.session.invented_id())
    story.deleted = probe.delete(groups, probe.session.invented_id())


def _members(exchange: Exchange) -> set[Any]:
    if not exchange.answer.ok:
        return set()
    listed = expect.lookup(exchange.answer.object, "members")
    return {entry.get("value") for entry in listed if isinstance(entry, dict)} if isinstance(listed, list) else set()


@check("rfc7644-3.3-group-create-answers-201", "RFC7644-3.3-08")
def a_group_create_is_answered_201(a_team_forms_and_ends: Story) -> Findings:
    """A group that is created with two members is answered with 201 Created."""
    return expect.status(a_team_forms_and_ends.created, 201)


@check("rfc7644-3.3-group-create-names-location", "RFC7644-3.3-10")
def a_group_create_names_the_location(a_team_forms_and_ends: Story, probe: Probe) -> Findings:
    """The answer to the create of a group gives its URI in the Location header and in meta.location."""
    return expect.located(a_team_forms_and_ends.created, probe.session.base_url)


@check("rfc7643-4.2-group-keeps-its-name", "RFC7643-4.2-02", "RFC7644-3.1-12")
def a_group_keeps_its_name(a_team_forms_and_ends: Story) -> Findings:
    """A read shows the displayName that the group was created with."""
    return expect.kept(a_team_forms_and_ends.sent, a_team_forms_and_ends.read, "displayName")


@check("rfc7643-4.2-group-keeps-its-members", "RFC7643-4.2-04", "RFC7643-8.7.1-87", level="must")
def a_group_keeps_its_members(a_team_forms_and_ends: Story) -> Findings:
    """A read shows exactly the members that the group was created with."""
    story = a_team_forms_and_ends
    return _same_members("the members after the create", {story.ada, story.bob}, story.read)


@check("rfc7643-4.1.2-user-shows-the-group", "RFC7643-4.1.2-21", level="should")
def a_member_shows_the_group(a_team_forms_and_ends: Story, declared: Declared) -> Findings:
    """A member's own groups name the group, when the schema of users has groups.

    Supplying groups is up to the server; a schema that promises them and never shows them misleads.
    """
    story = a_team_forms_and_ends
    if not declared.has("User", "groups"):
        return None
    if not _members(story.read):
        raise Blocked(f"{story.read.label} shows no members: nobody is known to be in the group")
    listed = expect.lookup(story.member.resource, "groups")
    shown = [entry.get("value") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if story.created.resource_id in shown:
        return None
    return expect.equal("groups of a member", [story.created.resource_id], shown, story.member)


@check("rfc7644-3.5.1-group-put-answers-200", "RFC7644-3.5.1-14", level="must")
def a_group_put_is_answered_200(a_team_forms_and_ends: Story) -> Findings:
    """A successful PUT of a group is answered with 200 and the whole group."""
    return expect.status(a_team_forms_and_ends.replaced, 200)


@check("rfc7644-3.5.1-group-put-replaces-members", "RFC7644-3.5.1-04")
def a_group_put_replaces_the_members(a_team_forms_and_ends: Story) -> Findings:
    """A PUT of a group leaves it with exactly the members it was sent with."""
    story = a_team_forms_and_ends
    if not story.replaced.answer.ok:
        raise Blocked(f"{story.replaced.label} was answered {story.replaced.status}")
    return _same_members("the members after a PUT without one of them", {story.ada}, story.smaller)


@check("rfc7644-3.6-group-delete-answers-204", "RFC7644-3.6-07")
def a_group_delete_is_answered_204(a_team_forms_and_ends: Story) -> Findings:
    """A successful DELETE of a group is answered with 204 No Content."""
    return expect.status(a_team_forms_and_ends.deleted, 204)


@check("rfc7644-3.6-deleted-group-is-gone", "RFC7644-3.6-02")
def a_deleted_group_is_gone(a_team_forms_and_ends: Story) -> Findings:
    """A deleted group can no longer be read: 404."""
    story = a_team_forms_and_ends
    if not story.deleted.answer.ok:
        raise Blocked(f"{story.deleted.label} was answered {story.deleted.status}")
    return expect.status(story.gone, 404)


@check("rfc7644-3.6-members-survive-their-group", "RFC7644-3.6-01", level="must")
def members_survive_their_group(a_team_forms_and_ends: Story) -> Findings:
    """Deleting a group does not delete the people in it.

    A DELETE removes the resource that its URI names, and no other.
    """
    return expect.status(a_team_forms_and_ends.ada_after, 200)


@check("rfc7644-3.2-group-put-leaves-others-alone", "RFC7644-3.2-06", level="must")
def a_put_leaves_other_groups_alone(a_team_forms_and_ends: Story) -> Findings:
    """A PUT of a group changes no other group, nor who is in it."""
    story = a_team_forms_and_ends
    return _as_before(story.replaced, story.beside, story.beside_put)


@check("rfc7644-3.2-group-patch-leaves-others-alone", "RFC7644-3.2-08", level="must", given="patch")
def a_patch_leaves_other_groups_alone(a_team_forms_and_ends: Story) -> Findings:
    """A PATCH of a group changes no other group, nor who is in it."""
    story = a_team_forms_and_ends
    if "deleted" in vars(story) and "patched" not in vars(story):
        raise NotApplicable("the schema of the target has no displayName of groups that clients may change")
    return _as_before(story.patched, story.beside_put, story.beside_patch)


@check("rfc7644-3.6-group-delete-leaves-others-alone", "RFC7644-3.6-01", level="must")
def a_delete_leaves_other_groups_alone(a_team_forms_and_ends: Story) -> Findings:
    """A DELETE of a group deletes and changes no other group."""
    story = a_team_forms_and_ends
    return _as_before(story.deleted, story.beside_last, story.beside_delete)


def _as_before(write: Exchange, before: Exchange, after: Exchange) -> list[Finding]:
    for exchange in (write, before):
        if not exchange.answer.ok:
            raise Blocked(f"{exchange.label} was answered {exchange.status}")
    return expect.status(after, 200) or untouched(f"after a {write.request.method} of another group", before, after)


@check("rfc7643-4.2-group-needs-a-name", "RFC7643-4.2-02", "RFC7644-3.12-26")
def a_group_needs_a_name(teams_that_cannot_be: Story) -> Findings:
    """A create of a group without displayName is answered with 400."""
    return expect.status(teams_that_cannot_be.nameless, 400)


@check("rfc7644-3.12-unknown-group-is-404", "RFC7644-3.12-13", level="must")
def an_unknown_group_is_not_found(teams_that_cannot_be: Story) -> Findings:
    """A GET or DELETE of a group that does not exist is answered with 404."""
    return expect.status(teams_that_cannot_be.nobody, 404) + expect.status(teams_that_cannot_be.deleted, 404)


def _same_members(what: str, wanted: set[str], exchange: Exchange) -> list[Finding]:
    found = _members(exchange)
    if exchange.answer.ok and found == wanted:
        return []
    return expect.status(exchange, 200) or expect.equal(what, sorted(wanted), sorted(map(str, found)), exchange)
