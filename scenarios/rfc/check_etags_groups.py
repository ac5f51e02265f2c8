"""Versions of groups: who joins or leaves changes them (RFC 7644 section 3.14)."""

import time

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Probe,
    Regulars,
    Story,
    as_group,
    check,
    expect,
    scenario,
)

ONE_TICK_S = 1.1


@scenario(given=("etag", "User", "Group"))
def somebody_joins(story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared) -> None:
    """Somebody becomes a member of a group: by PATCH, or by PUT where there is no PATCH."""
    groups = declared.endpoint("Group")
    member, another = regulars.colleagues(2)
    team = directory.team()
    identifier = probe.create(groups, as_group(team, declared)).resource_id
    story.before = probe.read(groups, identifier)

    def members(*ids: str) -> Exchange:
        whole = as_group(team, declared, ids)
        if declared.supports("patch"):
            return probe.patch(groups, identifier, {"op": "add", "path": "members", "value": whole["members"][-1:]})
        return probe.replace(groups, identifier, whole)

    story.joined = members(member)
    story.after = probe.read(groups, identifier)
    if _etag(story.before).startswith("W/") and _etag(story.before) == _etag(story.after):
        # A weak tag may be made from a clock of whole seconds (RFC 9110 section 8.8.1): another one joins.
        time.sleep(ONE_TICK_S)
        story.joined = members(member, another)
        story.after = probe.read(groups, identifier)


@check("rfc7644-3.14-new-member-changes-the-version", "RFC7644-3.14-07", "RFC7643-3.1-28", level="must")
def a_new_member_changes_the_version(somebody_joins: Story) -> Findings:
    """The ETag of a group differs once somebody has joined.

    Some servers keep members apart from the group and forget it: clients that look for changes miss who came in. A
    weak ETag may be made from a clock of whole seconds, so it has one second to change.
    """
    story = somebody_joins
    if not story.joined.answer.ok:
        raise Blocked(f"{story.joined.label} was answered {story.joined.status}")
    before, after = _etag(story.before), _etag(story.after)
    if not before or before != after:
        return None  # a missing ETag is the matter of another check
    return Finding(
        "The ETag of a group is the same after somebody has joined",
        "another ETag",
        expect.shown(after),
        expect.numbers([story.before, story.joined, story.after]),
        cause="members do not change the version",
    )


def _etag(exchange: Exchange) -> str:
    return exchange.answer.header("ETag") or ""
