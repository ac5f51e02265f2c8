"""Groups: what they need, by what they are known, and whom they take as members."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Findings,
    Hooks,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.convergence import member_ids
from scimproof.promises import about, has_event, refused, told

SUITES = ("workos",)

WRONG = "what is wrong with it is what the endpoint promises to refuse"
TOO_LARGE = 2_100_000


def _without(group: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in group.items() if name not in names}


@scenario(given="Group")
def a_group_has_no_name(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group is created without a name and with an empty one; another one loses its name in a replacement."""
    groups = declared.endpoint("Group")
    unnamed = _without(as_group(directory.team(), declared), "displayName")
    story.created = [probe.create(groups, {**unnamed, **name}, malformed=WRONG) for name in ({}, {"displayName": ""})]
    story.sent = as_group(directory.team(), declared)
    identifier = probe.create(groups, story.sent).resource_id
    story.replaced = probe.replace(groups, identifier, _without(story.sent, "displayName"), malformed=WRONG)
    story.read = probe.read(groups, identifier)


@scenario(given="Group")
def groups_are_taken_for_each_other(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group without externalId is renamed, and another one comes under its old name. Two others have one externalId,
    and two more one name, but an externalId each."""
    groups = declared.endpoint("Group")
    team, other, third = directory.team(), directory.team(), directory.team()
    nameless = _without(as_group(team, declared), "externalId")
    identifier = probe.create(groups, nameless).resource_id
    story.same_name = probe.create(groups, nameless)
    story.renamed = probe.patch(
        groups, identifier, {"op": "replace", "path": "displayName", "value": f"{team.name} II"}
    )
    story.old_name = probe.create(groups, nameless)
    story.first = probe.create(groups, as_group(other, declared))
    story.same_key = probe.create(groups, {**as_group(other, declared), "displayName": f"{other.name} II"})
    story.namesakes = [
        probe.create(groups, {**as_group(third, declared), "externalId": f"{third.external_id}-{number}"})
        for number in (1, 2)
    ]


@scenario(given=("User", "Group"))
def a_member_does_not_exist(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """A group comes with Ada and somebody who does not exist. Somebody else who does not exist joins by PATCH and by
    PUT. Then a member comes without an id."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    ada, team = directory.person(), directory.team()
    nobody = probe.session.invented_id
    story.ada = probe.create(users, as_user(ada, declared)).resource_id
    story.created = probe.create(groups, as_group(team, declared, (nobody(), story.ada)))
    identifier = story.created.resource_id
    story.read = [probe.read(groups, identifier)]
    story.patched = probe.patch(groups, identifier, {"op": "add", "path": "members", "value": [{"value": nobody()}]})
    story.read += [probe.read(groups, identifier)]
    story.replaced = probe.replace(groups, identifier, as_group(team, declared, (story.ada, nobody())))
    story.read += [probe.read(groups, identifier)]
    empty = {**as_group(directory.team(), declared), "members": [{"value": ""}]}
    story.empty = [
        probe.create(groups, empty, malformed=WRONG),
        probe.replace(groups, identifier, {**as_group(team, declared), "members": [{"value": ""}]}, malformed=WRONG),
    ]
    story.after = probe.read(groups, identifier)
    story.keys = {"user": ada.external_id, "group": team.external_id}
    story.feed = hooks.glimpse(hooks.events, has_event("dsync.group.user_added", **story.keys))


@scenario(given="Group")
def a_group_is_huge(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group is replaced by one whose members fill more than 2,000 KB; none of them exists."""
    groups = declared.endpoint("Group")
    team, nobody = directory.team(), probe.session.invented_id()
    identifier = probe.create(groups, as_group(team, declared)).resource_id
    filling = [{"value": nobody}] * (TOO_LARGE // len(f'{{"value":"{nobody}"}},') + 1)
    huge = {**as_group(team, declared), "members": filling}
    story.replaced = probe.replace(groups, identifier, huge, malformed="it is above the limit on purpose")
    story.read = probe.read(groups, identifier)


@check("group-name-is-required", "WOS-11")
def a_group_name_is_required(a_group_has_no_name: Story) -> Findings:
    """A group without a name is refused, in a create and in a replacement, and the group stays as it was."""
    story = a_group_has_no_name
    found = [
        finding for one in story.created for finding in refused("A new group without a name", one, 400, "invalidValue")
    ]
    found += refused("A replacement without a name", story.replaced, 400, "invalidValue", "invalidSyntax")
    return found + expect.kept(story.sent, story.read, "displayName")


@check("group-identity-is-unique", "WOS-12")
def a_group_identity_is_unique(groups_are_taken_for_each_other: Story) -> Findings:
    """A second group with the same externalId, or without any under the same name, is refused."""
    story = groups_are_taken_for_each_other
    return refused("A second group of the same name, both without externalId,", story.same_name, 409) + refused(
        "A second group of the same externalId", story.same_key, 409
    )


@check("group-identity-outlives-its-name", "WOS-12")
def a_group_identity_outlives_its_name(groups_are_taken_for_each_other: Story) -> Findings:
    """A group that was renamed is still known by the name that it came with: nobody else can have it."""
    story = groups_are_taken_for_each_other
    return expect.status(story.renamed, 200, 204) or refused(
        "A group under the former name of another one, both without externalId,", story.old_name, 409
    )


@check("group-names-may-be-shared", "WOS-12")
def group_names_may_be_shared(groups_are_taken_for_each_other: Story) -> Findings:
    """Two groups of one name are taken, where each has an externalId of its own."""
    return [finding for created in groups_are_taken_for_each_other.namesakes for finding in expect.status(created, 201)]


@check("unknown-members-are-left-out", "WOS-13")
def unknown_members_are_left_out(a_member_does_not_exist: Story) -> Findings:
    """A group with a member who does not exist is taken, with all others: in a create, a PATCH and a PUT."""
    story = a_member_does_not_exist
    found = expect.status(story.created, 201)
    found += expect.status(story.patched, 200, 204) + expect.status(story.replaced, 200)
    for read in story.read:
        found += expect.equal("the members of the group", [story.ada], sorted(member_ids(read.resource)), read)
    return found


@check("unknown-members-are-not-announced", "WOS-13")
def unknown_members_are_not_announced(a_member_does_not_exist: Story) -> Findings:
    """Of a group with a member who does not exist, only the other one is announced as a member, and once."""
    story = a_member_does_not_exist
    joined = about(story.feed, type="dsync.group.user_added", group=story.keys["group"])
    message = "Of a group with one member who exists, not exactly that one was announced"
    return told(message, ["dsync.group.user_added"], joined, story.feed.seen)


@check("empty-member-is-refused", "WOS-14")
def an_empty_member_is_refused(a_member_does_not_exist: Story) -> Findings:
    """A member with an empty value is refused, in a create and in a replacement, and the members stay as they were."""
    story = a_member_does_not_exist
    found = [finding for one in story.empty for finding in refused("A member with an empty value", one, 400)]
    return found + expect.equal("the members", [story.ada], sorted(member_ids(story.after.resource)), story.after)


@check("huge-body-is-refused", "WOS-15")
def a_huge_body_is_refused(a_group_is_huge: Story) -> Findings:
    """A body of more than 2,000 KB is refused with 413, and the group stays as it was."""
    story = a_group_is_huge
    return refused("A body of 2,100 KB", story.replaced, 413) + expect.status(story.read, 200)
