"""References to what the same bulk request creates: bulkId (RFC 7644 sections 3.7.1 and 3.7.2)."""

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
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.bulk import Result, creation, modification, results, take_over
from scimproof.declared import ENTERPRISE_USER, attribute, sub_attribute


@scenario(given=("bulk", "User", "Group"))
def a_team_and_its_people(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """One bulk request creates people and their teams: one team after its member, another before."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    story.teamed = probe.bulk(
        creation(users, "ada", as_user(directory.person(), declared)),
        creation(groups, "after", as_group(directory.team(), declared, ("bulkId:ada",))),
        creation(groups, "before", as_group(directory.team(), declared, ("bulkId:bob",))),
        creation(users, "bob", as_user(directory.person(), declared)),
    )
    ada, after, before, bob = results(story.teamed)
    story.before_result = before
    story.ada = take_over(probe, ada)
    story.after = take_over(probe, after)
    if declared.supports("patch"):
        team = story.after.resource_id
        member = {"op": "add", "path": "members", "value": [{"value": "bulkId:eve"}]}
        story.joined = probe.bulk(
            creation(users, "eve", as_user(directory.person(), declared)),
            modification(groups, team, member),
        )
        story.eve = take_over(probe, results(story.joined)[0])
        story.after_joining = probe.read(groups, team)
    story.bob = take_over(probe, bob)
    story.before = take_over(probe, before)


@scenario(given=("bulk", "User", "Group"))
def nobody_is_referred_to(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A team refers to somebody whose create fails, another to a bulkId that the request does not have."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    taken = as_user(directory.person(), declared)
    probe.create(users, taken).resource_id  # noqa: B018 - it has to be there
    story.dangling = probe.bulk(
        creation(users, "taken", {**as_user(directory.person(), declared), "userName": taken["userName"]}),
        creation(groups, "orphans", as_group(directory.team(), declared, ("bulkId:taken",))),
        creation(groups, "strangers", as_group(directory.team(), declared, ("bulkId:nobody-has-this",))),
        creation(users, "good", as_user(directory.person(), declared)),
    )
    _, orphans, strangers, good = results(story.dangling)
    story.good = good
    story.teams = [(result, take_over(probe, result)) for result in (orphans, strangers) if result.ok]


@scenario(given=("bulk", "Group"))
def two_teams_hold_each_other(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """One bulk request creates two groups, each a member of the other."""
    if not _groups_may_nest(declared):
        raise NotApplicable("the schema of the target does not let a group be a member of a group")
    groups = declared.endpoint("Group")

    def team(bulk_id: str, other: str) -> dict[str, Any]:
        body = as_group(directory.team(), declared, (f"bulkId:{other}",))
        for member in body["members"]:
            member["type"] = "Group"
        return creation(groups, bulk_id, body)

    story.circle = probe.bulk(team("one", "other"), team("other", "one"))
    story.results = results(story.circle)
    if all(result.ok for result in story.results):
        story.teams = [take_over(probe, result) for result in story.results]


@scenario(given=("bulk", "User"))
def a_boss_and_a_report(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """One bulk request creates a manager, and somebody who reports to that manager."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(ENTERPRISE_USER)
    manager = attribute(schema, "manager") if schema else None
    if kind is None or ENTERPRISE_USER not in kind.extensions or manager is None:
        raise NotApplicable("the target declares no enterprise extension with a manager for users")
    if manager.get("mutability") == "readOnly" or sub_attribute(manager, "value") is None:
        raise NotApplicable("a manager cannot be written")
    report = as_user(directory.person(), declared)
    report["schemas"] = [*report["schemas"], ENTERPRISE_USER]
    report[ENTERPRISE_USER] = {"manager": {"value": "bulkId:boss"}}
    story.chained = probe.bulk(
        creation(kind.endpoint, "boss", as_user(directory.person(), declared)),
        creation(kind.endpoint, "report", report),
    )
    story.boss, story.report = (take_over(probe, result) for result in results(story.chained))


@check("rfc7644-3.7.2-bulk-id-becomes-the-id", "RFC7644-3.7.2-02", "RFC7644-3.7-25", "RFC7644-3.7.2-01")
def a_reference_becomes_the_id(a_team_and_its_people: Story) -> Findings:
    """A member that is given as bulkId:... ends up as the id of the user whom the same request created.

    Otherwise the group holds a text that leads to nobody, and who was hired has no access.
    """
    story = a_team_and_its_people
    return _has_member(story.after, story.ada)


@check("rfc7644-3.7.2-later-bulk-id-becomes-the-id", "RFC7644-3.7.2-02", "RFC7644-3.7-28")
def a_reference_ahead_becomes_the_id(a_team_and_its_people: Story) -> Findings:
    """A bulkId of a later operation is resolved as well.

    The RFC ties references to no order. Section 3.7.1 lets a server give up on circular ones with 409; one that
    does so on every reference ahead draws a warning.
    """
    story = a_team_and_its_people
    result: Result = story.before_result
    if result.status == 409:
        return _remark(result, "is refused because it refers to a later operation", "201, with the member resolved")
    if not result.ok:
        return _remark(result, "fails because it refers to a later operation", "201, or 409", grade=None)
    return _has_member(story.before, story.bob)


@check("rfc7644-3.7.2-bulk-id-in-patch", "RFC7644-3.7.2-02", given="patch")
def a_reference_in_a_patch_becomes_the_id(a_team_and_its_people: Story) -> Findings:
    """A bulkId in the data of a PATCH is resolved as well."""
    story = a_team_and_its_people
    return _has_member(story.after_joining, story.eve)


@check("rfc7644-3.7.2-bulk-id-in-extension", "RFC7644-3.7.2-03")
def a_reference_in_an_extension_becomes_the_id(a_boss_and_a_report: Story) -> Findings:
    """A manager that is given as bulkId:... ends up as the id of the user whom the same request created."""
    story = a_boss_and_a_report
    extension = expect.lookup(story.report.resource, ENTERPRISE_USER)
    manager = expect.lookup(extension, "manager") if isinstance(extension, dict) else None
    value = expect.lookup(manager, "value") if isinstance(manager, dict) else manager
    return expect.equal("the manager of the created user", story.boss.resource_id, value, story.chained, story.report)


@check("rfc7644-3.7.2-failed-reference-fails-alone", "RFC7644-3.7-22", "RFC7644-3.7.3-01")
def what_refers_to_a_failure_fails_alone(nobody_is_referred_to: Story) -> Findings:
    """An operation that refers to a failed one spoils no other: the job is answered 200, the others are done."""
    story = nobody_is_referred_to
    found = expect.status(story.dangling, 200)
    if found:
        return found
    missing = [result for result in results(story.dangling) if result.document is None]
    if not story.good.ok:
        missing.append(story.good)
    return [_remark(result, "is not carried out", "a result of its own", grade=None) for result in missing]


@check("rfc7644-3.7.2-no-bulk-id-is-stored", "RFC7644-3.7.2-02", "RFC7643-3.1-09")
def no_bulk_id_is_stored(nobody_is_referred_to: Story) -> Findings:
    """A bulkId that stands for nothing is refused, and never kept as a member."""
    story = nobody_is_referred_to
    return [
        Finding(
            "A group has a bulkId as its member",
            "an error for the operation, or no such member",
            expect.shown(expect.lookup(seen.resource, "members")),
            expect.numbers([story.dangling, seen]),
            cause="bulkIds are stored",
        )
        for _, seen in story.teams
        if any(value.startswith("bulkId:") for value in _members(seen))
    ]


@check("rfc7644-3.7.1-circular-references", "RFC7644-3.7.1-01")
def circular_references_are_resolved(two_teams_hold_each_other: Story) -> Findings:
    """Two groups that refer to each other are both created, or refused with 409."""
    story = two_teams_hold_each_other
    if story.circle.status == 409 or any(result.status == 409 for result in story.results):
        return None
    failed = [result for result in story.results if not result.ok]
    if failed:
        return [
            _remark(result, "fails because of a circular reference", "201, or 409", grade=None) for result in failed
        ]
    one, other = story.teams
    return _has_member(one, other) + _has_member(other, one)


def _groups_may_nest(declared: Declared) -> bool:
    kind = declared.resource_type("Group")
    schema = declared.schemas.get(kind.schema) if kind else None
    members = attribute(schema, "members") if schema else None
    parts = [sub_attribute(members, name) for name in ("type", "$ref")] if members else [None, None]
    if parts[0] is None:
        return False
    listed = [(part or {}).get(key) for part, key in zip(parts, ("canonicalValues", "referenceTypes"), strict=True)]
    return all(not isinstance(values, list) or not values or "Group" in values for values in listed)


def _members(exchange: Exchange) -> list[str]:
    listed = expect.lookup(exchange.resource, "members")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return [str(expect.lookup(entry, "value")) for entry in entries]


def _has_member(team: Exchange, member: Exchange) -> list[Finding]:
    members = _members(team)
    if member.resource_id in members:
        return []
    return [
        Finding(
            "A bulkId is not replaced by the id of what was created",
            f"a member with the value {member.resource_id}",
            expect.shown(members) if members else "no members",
            (team.number,),
            cause="bulkIds are not resolved",
        )
    ]


def _remark(result: Result, what: str, expected: str, grade: Outcome | None = Outcome.WARN) -> Finding:
    if result.document is None and result.operation["method"] != "POST":
        raise Blocked(f"{result.label} has no result")
    received = expect.shown(result.document) if result.document is not None else "no result"
    return Finding(f"{result.label} {what}", expected, received, (result.exchange.number,), what, grade)
