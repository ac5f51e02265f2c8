"""The groups of a user follow the groups, and nothing else (RFC 7643 section 4.1.2)."""

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
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.patching import NO_PATH, OTHER_REFUSALS, add, definition, entries
from scimproof.references import Followed, follow
from scimproof.texts import kept_among, with_texts

IGNORED = "readOnly attributes are to be ignored, not refused"
LEFT_OVER = "a user shows groups of before"


@scenario(given=("User", "Group"))
def a_membership_begins_and_ends(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two people are in a team. One is put back as read, and then taken out by way of the team; the team ends."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    if not declared.has("User", "groups"):
        raise NotApplicable("the schema of the target has no groups for users")
    story.ada = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.bob = probe.create(users, as_user(directory.person(), declared)).resource_id
    team = directory.team()
    story.team = probe.create(groups, as_group(team, declared, (story.ada, story.bob))).resource_id

    def read(person: str, *, member: bool) -> Exchange:
        return probe.session.settled(
            lambda: probe.read(users, person), lambda seen: (_entry(seen, story.team) is not None) == member
        )

    story.member = read(story.ada, member=True)
    if _entry(story.member, story.team) is None:
        raise NotApplicable(f"the target does not show groups of users ({story.member.label})")
    story.reference = follow(
        probe, "the $ref of a group of a user", _entry(story.member, story.team), story.team, story.member
    )
    story.put_back = probe.replace(users, story.ada, story.member.resource)
    story.still_member = read(story.ada, member=True)
    story.smaller = probe.replace(groups, story.team, as_group(team, declared, (story.bob,)))
    story.former = read(story.ada, member=False)
    story.dissolved = probe.delete(groups, story.team)
    story.after_all = read(story.bob, member=False)


@scenario(given=("User", "Group"))
def a_stranger_wants_in(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """Somebody is created with a group among the groups, then replaced and patched so; the group is read in between."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    story.team = probe.create(groups, as_group(directory.team(), declared, regulars.colleagues(1))).resource_id
    forged = [{"value": story.team}]
    body = story.body = with_texts("User", as_user(directory.person(), declared), declared, "As it was")
    story.created = probe.create(users, {**body, "groups": forged})
    created = story.created if story.created.answer.ok else probe.create(users, body)
    story.stranger = created.resource_id
    story.after_create = probe.read(groups, story.team)
    story.sent = with_texts("User", body, declared, "Changed beside")
    meta = {"resourceType": "User", "created": "2001-02-03T04:05:06Z"}
    story.put = probe.replace(
        users, story.stranger, {**story.sent, "id": story.stranger, "meta": meta, "groups": forged}
    )
    story.after_put = probe.read(groups, story.team)
    story.user_before, story.user_after = created, probe.read(users, story.stranger)
    if declared.supports("patch"):
        story.patched = probe.patch(users, story.stranger, add("groups", forged))
        story.patched_at_large = probe.patch(users, story.stranger, add(NO_PATH, {"groups": forged}))
        story.after_patches = probe.read(groups, story.team)


def _entry(exchange: Exchange, identifier: str) -> Json | None:
    """The entry of this group in the groups of a user."""
    if not exchange.answer.ok:
        return None
    return next((entry for entry in entries(exchange, "groups") if entry.get("value") == identifier), None)


def _is_no_member(story: Story, write: Exchange, group: Exchange) -> list[Finding]:
    members: list[Any] = [entry.get("value") for entry in entries(group, "members")]
    if story.stranger not in members:
        return []
    return [
        Finding(
            "A write to the groups of a user made the user a member",
            "a group without the user: groups are readOnly",
            f"members with {story.stranger}",
            expect.numbers((write, group)),
            cause="groups of a user can be written",
        )
    ]


@check("rfc7643-4.1.2-group-of-a-user-has-its-id-and-uri", "RFC7643-4.1.2-25")
def a_group_of_a_user_leads_to_the_group(a_membership_begins_and_ends: Story) -> Findings:
    """In the groups of a user, value is the id of the group, and $ref, where there is one, leads to it."""
    followed: Followed = a_membership_begins_and_ends.reference
    return followed.findings() if followed.uri is not None else None


@check("rfc7643-4.1.2-group-of-a-user-has-a-reference", "RFC7643-4.1.2-25", level="may")
def a_group_of_a_user_has_a_reference(a_membership_begins_and_ends: Story) -> Findings:
    """In the groups of a user, each entry has a $ref.

    Section 4.1.2 says what it holds, and section 2.3.7 that it is optional.
    """
    story = a_membership_begins_and_ends
    return expect.present("the $ref of a group of a user", story.reference.uri, story.member)


@check("rfc7644-3.1-member-can-be-put-back", "RFC7644-3.1-10", "RFC7643-4.1.2-27", level="must")
def a_member_can_be_put_back(a_membership_begins_and_ends: Story) -> Findings:
    """A user who is in a group can be put back as read, groups included, and stays in the group."""
    story = a_membership_begins_and_ends
    found = expect.status(story.put_back, 200, why="the server's own representation")
    if found or _entry(story.still_member, story.team) is not None:
        return found
    return expect.equal(
        "groups after a PUT of what was read", story.team, "nothing", story.put_back, story.still_member
    )


@check("rfc7643-4.1.2-membership-ends-through-the-group", "RFC7643-4.1.2-21", "RFC7643-4.1.2-23", level="should")
def a_membership_ends_through_the_group(a_membership_begins_and_ends: Story) -> Findings:
    """Whoever is taken out of a group no longer shows it."""
    story = a_membership_begins_and_ends
    if not story.smaller.answer.ok:
        raise Blocked(f"{story.smaller.label} was answered {story.smaller.status}")
    left = _entry(story.former, story.team)
    return expect.equal("the former group of a user", None, left, story.smaller, story.former, cause=LEFT_OVER)


@check("rfc7643-4.1.2-deleted-group-is-not-shown", "RFC7643-4.1.2-21", "RFC7644-3.6-02", level="should")
def a_deleted_group_is_not_shown(a_membership_begins_and_ends: Story) -> Findings:
    """A group that is deleted is no group of anybody any more."""
    story = a_membership_begins_and_ends
    if not story.dissolved.answer.ok:
        raise Blocked(f"{story.dissolved.label} was answered {story.dissolved.status}")
    left = _entry(story.after_all, story.team)
    return expect.equal("the deleted group of a user", None, left, story.dissolved, story.after_all, cause=LEFT_OVER)


@check("rfc7643-4.1.2-create-grants-no-membership", "RFC7643-4.1.2-26", "RFC7644-3.3-03")
def a_create_grants_no_membership(a_stranger_wants_in: Story) -> Findings:
    """A user who is created with groups is no member of them; refusing the create draws a warning.

    A server that takes them lets whoever may create users hand out the rights of every group.
    """
    story = a_stranger_wants_in
    found = expect.status(story.created, 201, tolerate={400: IGNORED})
    return found + _is_no_member(story, story.created, story.after_create)


@check("rfc7643-4.1.2-put-grants-no-membership", "RFC7643-4.1.2-26", "RFC7643-4.1.2-27")
def a_put_grants_no_membership(a_stranger_wants_in: Story) -> Findings:
    """A user who is replaced with groups is no member of them; refusing the PUT draws a warning."""
    story = a_stranger_wants_in
    found = expect.status(story.put, 200, tolerate={400: IGNORED})
    return found + _is_no_member(story, story.put, story.after_put)


@check("rfc7643-4.1.2-patch-grants-no-membership", "RFC7643-4.1.2-26", "RFC7643-4.1.2-27", given="patch")
def a_patch_grants_no_membership(a_stranger_wants_in: Story, declared: Declared) -> Findings:
    """A PATCH of the groups of a user is refused with 400, and the user is no member of them.

    A success without a change draws a warning, or none where groups is a part of a value without path.
    """
    story = a_stranger_wants_in
    found = _is_no_member(story, story.patched, story.after_patches)
    if definition(declared, "User", "groups") is None:
        return found
    silent = "nothing was changed, and the client is not told"
    found += expect.status(story.patched, 400, tolerate={**OTHER_REFUSALS, 200: silent, 204: silent})
    return found + expect.status(story.patched_at_large, 200, 204, 400, tolerate=OTHER_REFUSALS)


@check("rfc7644-3.1-put-writes-around-what-is-read-only", "RFC7644-3.1-09", "RFC7644-3.5.1-12", level="must")
def a_put_writes_around_what_is_read_only(a_stranger_wants_in: Story) -> Findings:
    """A PUT with readOnly values of the client's own changes what can be written, and none of these."""
    story = a_stranger_wants_in
    if story.put.status == 400:
        return expect.status(story.put, 200, tolerate={400: IGNORED})
    name = kept_among(story.body, story.user_before)
    metas = [(step.resource.get("meta") or {}).get("created") for step in (story.user_before, story.user_after)]
    found = expect.equal("meta.created after a PUT", metas[0], metas[1], story.put, story.user_after)
    found += expect.equal("the id after a PUT", story.stranger, story.user_after.resource_id, story.user_after)
    kept = expect.kept(story.sent, story.user_after, name)
    return found + kept
