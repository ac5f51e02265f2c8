"""Teams as a whole: PATCH of a group's own attributes, of a large group, and with members who do not exist."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.patching import (
    Patched,
    Step,
    add,
    done,
    members,
    need_writable,
    remove,
    replace,
    said,
    untouched,
    writable,
)

# More than a page of a hundred, at which servers cut their lists.
CROWD = 120


@scenario(given=("patch", "User", "Group"))
def a_team_is_renamed(story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared) -> None:
    """A team of two gets another name and another externalId; nobody joins or leaves."""
    groups = declared.endpoint("Group")
    body = as_group(directory.team(), declared, regulars.colleagues(2))
    team = Patched(probe, groups, probe.create(groups, body).resource_id)
    if writable(declared, "Group", "displayName"):
        story.new_name = f"{body['displayName']} renamed"
        story.renamed = team.step(
            replace("displayName", story.new_name),
            until=lambda shown: expect.lookup(shown.answer.object, "displayName") == story.new_name,
        )
    story.new_id = f"{body['externalId']}-2"
    if expect.lookup(team.last.resource, "externalId") != body["externalId"]:
        raise NotApplicable("the target keeps no externalId of groups")
    story.identified = team.step(
        add("externalId", story.new_id), until=lambda shown: shown.answer.object.get("externalId") == story.new_id
    )


@scenario(given=("patch", "User", "Group"))
def a_stranger_joins(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody who does not exist is made a member of a team."""
    need_writable(declared, "Group", "members")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    story.stranger = probe.session.invented_id()
    team = directory.team()
    identifier = probe.create(groups, as_group(team, declared)).resource_id
    wanted = as_group(team, declared, (story.stranger,))["members"]
    story.joined = probe.patch(groups, identifier, add("members", wanted))
    story.looked_for = probe.read(users, story.stranger)
    if story.looked_for.answer.ok:
        probe.delete(users, story.stranger)


@scenario(given=("patch", "Group"))
def one_more_joins_a_crowd(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group has 120 members; one more joins, and one leaves.

    The members do not exist: to create so many people for one question would be too much. A server that takes only
    people it knows is not asked.
    """
    need_writable(declared, "Group", "members")
    groups, team = declared.endpoint("Group"), directory.team()
    *ids, newcomer = (probe.session.invented_id() for _ in range(CROWD + 1))
    story.newcomer, story.leaver = newcomer, ids[CROWD // 2]
    created = probe.create(groups, as_group(team, declared, tuple(ids)))
    if not created.answer.ok:
        raise NotApplicable("the target takes no members whom it does not know")
    crowd = Patched(probe, groups, created.resource_id)
    if members(crowd.last) != set(ids):
        raise NotApplicable("the target keeps no members whom it does not know")
    wanted = as_group(team, declared, (newcomer,))["members"]
    story.joined = crowd.step(add("members", wanted), until=lambda shown: newcomer in members(shown))
    story.left = crowd.step(
        remove(f'members[value eq "{story.leaver}"]'), until=lambda shown: story.leaver not in members(shown)
    )


@check("rfc7644-3.5.2.1-group-gets-an-external-id", "RFC7644-3.5.2.1-07", "RFC7644-3.5.2.1-08", level="must")
def a_group_gets_an_external_id(a_team_is_renamed: Story) -> Findings:
    """An add with the path externalId gives a group this externalId, and leaves its members alone."""
    step = a_team_is_renamed.identified
    shown = expect.lookup(step.after.resource, "externalId")
    found = done(step.patched) or expect.equal(
        "externalId of a group after an add", a_team_is_renamed.new_id, shown, step.patched, step.after
    )
    return found + _same_members("an add of externalId", step)


@check("rfc7644-3.5.2.3-group-is-renamed", "RFC7644-3.5.2.3-03", "RFC7644-3.1-12", level="must")
def a_group_is_renamed(a_team_is_renamed: Story) -> Findings:
    """A replace of displayName renames a group, and changes nothing else of it."""
    if "renamed" not in vars(a_team_is_renamed) and a_team_is_renamed.stopped is None:
        raise NotApplicable("the schema of the target has no displayName of groups that clients may change")
    step = a_team_is_renamed.renamed
    shown = expect.lookup(step.after.resource, "displayName")
    found = done(step.patched) or expect.equal(
        "displayName of a group after a replace", a_team_is_renamed.new_name, shown, step.patched, step.after
    )
    return found + untouched("after a replace of displayName", step.before, step.after, but=("displayName",))


@check("rfc7643-4.2-members-are-not-invented", "RFC7643-4.2-04", "RFC7643-2.3.7-08", level="must")
def a_stranger_stays_a_stranger(a_stranger_joins: Story) -> Findings:
    """An add of a member who does not exist is refused or kept as it is, and makes no user of it.

    Referential integrity is a choice of the server: 400 and 404 are as good as a success.
    """
    story = a_stranger_joins
    other = "a refusal, but 400 invalidValue is the one of RFC 7644 section 3.12 for it"
    found = expect.status(story.joined, 200, 204, 400, 404, tolerate={409: other, 422: other, 403: other})
    found += said(story.joined, "invalidValue", "invalidSyntax", "noTarget", grade=Outcome.WARN)
    return found + expect.status(story.looked_for, 404, why="nobody created this user")


@check("rfc7644-3.5.2.1-crowd-stays-whole", "RFC7644-3.5.2.1-06", "RFC7644-3.5.2.2-12", level="must")
def a_crowd_stays_whole(one_more_joins_a_crowd: Story) -> Findings:
    """A group of 120 has 121 members after one has joined, and 120 after one has left.

    Seen: a server that reads a hundred members, changes those, and writes them back. The others lose their access.
    """
    story = one_more_joins_a_crowd
    found: list[Finding] = []
    for step, wanted in (
        (story.joined, members(story.joined.before) | {story.newcomer}),
        (story.left, members(story.left.before) - {story.leaver}),
    ):
        if found := found + done(step.patched):
            break
        after, what = members(step.after), "members of a group after one joined or left"
        found += expect.equal(f"how many {what}", len(wanted), len(after), step.patched, step.after)
        found += expect.equal(f"strangers among the {what}", 0, len(after - wanted), step.patched, step.after)
    return found


def _same_members(what: str, step: Step) -> list[Finding]:
    kept = sorted(members(step.before)), sorted(members(step.after))
    return expect.equal(f"the members after {what}", *kept, step.patched, step.after)
