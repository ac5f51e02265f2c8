"""People join and leave a team: PATCH of the members of a group (RFC 7644 sections 3.5.2.1 to 3.5.2.3)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
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
from scimproof.declared import Json
from scimproof.patching import (
    NO_PATH,
    Patched,
    Step,
    add,
    done,
    members,
    need_writable,
    remove,
    replace,
    required,
    untouched,
    values,
)
from scimproof.stamps import moved_on, stamp


def by_value(identifier: str) -> str:
    """The path to one member (RFC 7644 section 3.5.2.2)."""
    return f'members[value eq "{identifier}"]'


@scenario(given=("patch", "User", "Group"))
def a_team_changes(story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared) -> None:
    """Five people join and leave a team of one, one by one, several at once, and all together."""
    need_writable(declared, "Group", "members")
    groups = declared.endpoint("Group")
    story.ada, story.bob, story.cy, story.dan, story.eve = ada, bob, cy, dan, eve = regulars.colleagues(5)
    new = directory.team()
    identifier = probe.create(groups, as_group(new, declared, (ada,))).resource_id
    team = Patched(probe, groups, identifier)
    story.first = team.last
    if members(team.last) - {ada}:
        raise Blocked("a new group shows its member by something else than the id of the user")

    def listed(*ids: str) -> list[Json]:
        found: list[Json] = as_group(new, declared, ids).get("members", [])
        return found

    def changed(*operations: Json, joined: tuple[str, ...] = (), left: tuple[str, ...] = ()) -> Step:
        wanted = (members(team.last) | set(joined)) - set(left)
        return team.step(*operations, until=lambda shown: members(shown) == wanted)

    story.one_joins = changed(add("members", listed(bob)), joined=(bob,))
    story.joins_again = changed(add("members", listed(bob)))
    story.several_join = changed(add(NO_PATH, {"members": listed(cy, dan, eve)}), joined=(cy, dan, eve))
    story.one_leaves = changed(remove(by_value(eve)), left=(eve,))
    story.leaves_again = changed(remove(by_value(eve)))
    story.one_for_another = changed(remove(by_value(bob)), add("members", listed(eve)), joined=(eve,), left=(bob,))
    story.several_leave = changed(remove(by_value(ada)), remove(by_value(dan)), left=(ada, dan))
    story.nobody_leaves = team.step(
        add("members", listed(bob)), {"op": "remove"}, malformed="the second operation lacks its path"
    )
    story.others_take_over = changed(
        replace("members", listed(ada, bob)), joined=(ada, bob), left=tuple(members(team.last) - {ada, bob})
    )
    story.all_leave = changed(remove("members"), left=tuple(members(team.last)))
    story.some_return = changed(replace(NO_PATH, {"members": listed(ada, cy)}), joined=(ada, cy))
    story.emptied = changed(replace("members", []), left=tuple(members(team.last)))


def _joined_and_left(step: Step, *, joined: tuple[str, ...] = (), left: tuple[str, ...] = ()) -> list[Finding]:
    """The group has the members that it had, with these added and without those."""
    before = members(step.before)
    if set(left) - before or set(joined) & before:
        raise Blocked("an earlier step did not leave the members that this one starts from")
    return done(step.patched) or _members_are((before | set(joined)) - set(left), step)


def _members_are(wanted: set[str], step: Step) -> list[Finding]:
    what = "the members after " + " and ".join(_said(step))
    return expect.equal(what, sorted(wanted), sorted(members(step.after)), step.patched, step.after)


def _said(step: Step) -> list[str]:
    """The operations of a step as a reader wants them named, ids left out: one fault is one cause."""
    told = []
    for operation in step.patched.request.object.get("Operations", []):
        path = str(operation.get("path", "")).partition(" eq ")
        told.append(f"{operation.get('op')} {path[0]}{' eq ...]' if path[1] else ''}".strip())
    return told or ["a PATCH"]


@check("rfc7644-3.5.2.1-member-joins", "RFC7644-3.5.2.1-06", "RFC7644-3.5.2.1-04", level="must")
def a_member_joins(a_team_changes: Story) -> Findings:
    """An add with the path members puts one more member into the group, beside those who are there.

    It is the form of Entra ID. A server that replaces the list instead throws the whole team out.
    """
    return _joined_and_left(a_team_changes.one_joins, joined=(a_team_changes.bob,))


@check("rfc7644-3.5.2.1-members-join-without-path", "RFC7644-3.5.2.1-03", "RFC7644-3.5.2.1-06", level="must")
def members_join_without_a_path(a_team_changes: Story) -> Findings:
    """An add without a path, with several members in its value, puts them beside those who are there."""
    story = a_team_changes
    return _joined_and_left(story.several_join, joined=(story.cy, story.dan, story.eve))


@check("rfc7644-3.5.2.1-member-joins-twice", "RFC7644-3.5.2.1-10", "RFC7644-3.5.2.1-12")
def a_member_joins_twice(a_team_changes: Story) -> Findings:
    """An add of somebody who is a member already succeeds, and the group lists the member once."""
    step = a_team_changes.joins_again
    _need(step, a_team_changes.bob)
    found = done(step.patched)
    return found + expect.equal(
        "the members after an add of somebody who is one",
        sorted(set(values(step.before, "members"))),
        values(step.after, "members"),
        step.patched,
        step.after,
    )


@check("rfc7644-3.5.2.1-joining-changes-members-only", "RFC7644-3.1-12", "RFC7644-3.5.2.1-04", level="must")
def joining_changes_members_only(a_team_changes: Story) -> Findings:
    """When somebody joins or leaves a group by PATCH, its name and its externalId are as before.

    A group that has lost its externalId is no longer found by the client, which creates it again.
    """
    found: list[Finding] = []
    for step, word in ((a_team_changes.one_joins, "joined"), (a_team_changes.one_leaves, "left")):
        if step.patched.answer.ok:
            found += untouched(f"after somebody has {word}", step.before, step.after, but=("members",))
    return found


@check("rfc7644-3.5.2.1-member-joins-twice-is-no-change", "RFC7644-3.5.2.1-11", level="must")
def an_add_of_a_member_is_no_change(a_team_changes: Story) -> Findings:
    """An add of somebody who is a member already leaves meta.lastModified of the group as it was."""
    step = a_team_changes.joins_again
    _need(step, a_team_changes.bob)
    if not step.patched.answer.ok:
        raise Blocked(f"{step.patched.label} was answered {step.patched.status}")
    before, after = stamp(step.before), stamp(step.after)
    if before is None or after is None:
        raise NotApplicable("the target shows no meta.lastModified of groups")
    if members(step.before) != members(step.after):
        raise Blocked("the add changed the members")
    return expect.equal(
        "meta.lastModified after an add that changes nothing", before, after, step.before, step.patched, step.after
    )


@check("rfc7644-3.5.2.1-answer-to-a-join", "RFC7644-3.5.2.1-13", "RFC7644-3.5.2-27", level="must")
def the_answer_to_a_join(a_team_changes: Story) -> Findings:
    """A group that a member was added to is answered 200 with the updated group, or 204 without a body."""
    step = a_team_changes.one_joins
    if found := done(step.patched):
        return found
    if step.patched.status == 204:
        return None
    shown = step.patched.answer.object
    found = expect.equal(
        "the id in the answer to an add of a member", step.before.resource["id"], shown.get("id"), step.patched
    )
    if found or a_team_changes.bob not in members(step.after) or expect.lookup(shown, "members") is None:
        return found  # what became of the member, and whether groups show members at all, is judged elsewhere
    return expect.equal(
        "the members in the answer to an add", sorted(members(step.after)), sorted(members(step.patched)), step.patched
    )


@check("rfc7644-3.5.2.2-member-leaves", "RFC7644-3.5.2.2-12", "RFC7644-3.5.2.2-05", level="must")
def a_member_leaves(a_team_changes: Story) -> Findings:
    """A remove of members[value eq "id"] takes this member out of the group, and nobody else.

    Okta and Entra take people out of teams so. One server answers 204 and does nothing, another empties the team.
    """
    return _joined_and_left(a_team_changes.one_leaves, left=(a_team_changes.eve,))


@check("rfc7644-3.5.2.2-member-leaves-twice", "RFC7644-3.5.2.2-11", level="must")
def a_member_leaves_twice(a_team_changes: Story) -> Findings:
    """A remove of somebody who is no member succeeds and changes nothing.

    Section 3.12 has noTarget for a filter that matches nothing: 400 is tolerated with a warning.
    """
    step = a_team_changes.leaves_again
    if a_team_changes.eve in members(step.before):
        raise Blocked("the first remove did not take the member out")
    found = expect.status(step.patched, 200, 204, tolerate={400: "section 3.5.2.2 asks for a success"})
    return found + _members_are(members(step.before), step)


@check("rfc7644-3.5.2.2-one-leaves-another-joins", "RFC7644-3.5.2.2-13", "RFC7644-3.5.2-20", level="must")
def one_leaves_another_joins(a_team_changes: Story) -> Findings:
    """One PATCH can take a member out of a group and put another one in."""
    story = a_team_changes
    return _joined_and_left(story.one_for_another, joined=(story.eve,), left=(story.bob,))


@check("rfc7644-3.5.2.2-several-members-leave", "RFC7644-3.5.2-20", "RFC7644-3.5.2.2-12", level="must")
def several_members_leave(a_team_changes: Story) -> Findings:
    """Two removes in one PATCH take out the two members that they name.

    A server that looks up positions first and deletes them one after the other takes out the wrong people.
    """
    story = a_team_changes
    return _joined_and_left(story.several_leave, left=(story.ada, story.dan))


@check("rfc7644-3.5.2-failed-patch-of-a-group-changes-nothing", "RFC7644-3.5.2-25", "RFC7644-3.5.2-24")
def a_failed_patch_of_a_group_changes_nothing(a_team_changes: Story) -> Findings:
    """A PATCH that adds a member, and then removes without a path, is refused and adds nobody."""
    step = a_team_changes.nobody_leaves
    return expect.status(step.patched, 400) + _members_are(members(step.before), step)


@check("rfc7644-3.5.2.3-members-are-replaced", "RFC7644-3.5.2.3-04", level="must")
def members_are_replaced(a_team_changes: Story) -> Findings:
    """A replace of members leaves the group with exactly the members of its value."""
    story = a_team_changes
    return done(story.others_take_over.patched) or _members_are({story.ada, story.bob}, story.others_take_over)


@check("rfc7644-3.5.2.3-members-are-replaced-without-path", "RFC7644-3.5.2.3-01", "RFC7644-3.5.2.3-05", level="must")
def members_are_replaced_without_a_path(a_team_changes: Story) -> Findings:
    """A replace without a path, with members in its value, gives an empty group these members."""
    story = a_team_changes
    return done(story.some_return.patched) or _members_are({story.ada, story.cy}, story.some_return)


@check("rfc7644-3.5.2.2-all-members-leave", "RFC7644-3.5.2.2-04")
def all_members_leave(a_team_changes: Story, declared: Declared) -> Findings:
    """A remove of members without a filter leaves the group without members."""
    return _emptied(a_team_changes.all_leave, declared)


@check("rfc7644-3.5.2.3-members-replaced-by-nobody", "RFC7644-3.5.2.3-04", "RFC7643-2.5-02", level="must")
def members_are_replaced_by_nobody(a_team_changes: Story, declared: Declared) -> Findings:
    """A replace of members by an empty list leaves the group without members.

    Okta pushes an empty team so. Where it is ignored, everybody keeps the access of the team.
    """
    return _emptied(a_team_changes.emptied, declared)


def _emptied(step: Step, declared: Declared) -> list[Finding]:
    if required(declared, "Group", "members"):
        raise NotApplicable("the schema of the target requires members of a group")
    if not members(step.before):
        raise Blocked("an earlier step did not leave members that could be taken out")
    return done(step.patched) or _members_are(set(), step)


@check("rfc7643-3.1-members-move-last-modified", "RFC7643-3.1-24", level="must")
def members_move_last_modified(a_team_changes: Story) -> Findings:
    """meta.lastModified of a group moves on when members join and leave.

    Who reads only what changed since yesterday never hears of the change otherwise.
    """
    first, last = a_team_changes.first, a_team_changes.emptied
    if members(last.before) == members(last.after) and members(first) == members(last.after):
        raise Blocked("no member joined or left")
    return moved_on("after members changed", first, last.patched, last.after)


def _need(step: Step, member: str) -> None:
    if member not in members(step.before):
        raise Blocked("the member was not added in the first place")
