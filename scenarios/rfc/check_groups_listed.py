"""Lists of groups: sorted, paged and searched by POST as lists of users are (RFC 7644 sections 3.4.2 and 3.4.3)."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.querying import entries, needs_paging_by_index, number_in

IN_ORDER = ("Analysts", "Builders", "Carvers")


@scenario(given=("Group", "filter"))
def three_teams_are_listed(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Three teams, created in no order, are sorted by their names, listed in two pages, and searched by POST."""
    groups = declared.endpoint("Group")
    team = directory.team()
    story.names = {}
    for name in ("Builders", "Carvers", "Analysts"):
        named = replace(team, name=f"{name} {team.name}", external_id=f"{team.external_id}-{name}")
        story.names[probe.create(groups, as_group(named, declared)).resource_id] = name
    ours = {"filter": f'displayName co "{team.name}"'}
    story.listed = probe.session.settled(
        lambda: probe.query(groups, ours), lambda seen: seen.response is None or len(entries(seen)) == len(IN_ORDER)
    )
    if declared.supports("sort"):
        story.ascending = probe.query(groups, {**ours, "sortBy": "displayName"})
        story.descending = probe.query(groups, {**ours, "sortBy": "displayName", "sortOrder": "descending"})
    story.pages = [probe.query(groups, {**ours, "startIndex": start, "count": 2}) for start in (1, 3)]
    story.searched = probe.search(groups, {"filter": f'displayName eq "Builders {team.name}"'})


@check("rfc7644-3.4.2.3-groups-are-sorted", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.3-08", given="sort")
def groups_are_sorted(three_teams_are_listed: Story) -> Findings:
    """sortBy=displayName lists groups by their names, and in reverse with sortOrder=descending."""
    story = three_teams_are_listed
    return _listed(story, list(IN_ORDER), story.ascending) + _listed(story, list(IN_ORDER[::-1]), story.descending)


@check("rfc7644-3.4.2.4-groups-are-paged", "RFC7644-3.4.2.4-08", "RFC7644-3.4.2-05", level="must")
def groups_are_paged(three_teams_are_listed: Story, declared: Declared) -> Findings:
    """Two pages of groups show all of them, nobody twice, and both count them all."""
    needs_paging_by_index(declared)
    first, second = three_teams_are_listed.pages
    found = expect.status(first, 200) + expect.status(second, 200)
    if found:
        return found
    shown = [_name(three_teams_are_listed, entry.get("id")) for page in (first, second) for entry in entries(page)]
    totals = [number_in(page, "totalResults") for page in (first, second)]
    return expect.equal("the groups on two pages", sorted(IN_ORDER), sorted(shown), first, second) + expect.equal(
        "totalResults of two pages of groups", [3, 3], totals, first, second
    )


@check("rfc7644-3.4.3-groups-are-searched", "RFC7644-3.4.3-02", "RFC7644-3.4.3-12", level="must")
def groups_are_searched_by_post(three_teams_are_listed: Story) -> Findings:
    """POST to .search below the groups, where it is offered, finds the one group that has the name."""
    story = three_teams_are_listed
    if story.searched.status in (404, 405, 501):
        raise NotApplicable(
            f"the target offers no .search: {story.searched.label} was answered {story.searched.status}"
        )
    return _listed(story, ["Builders"], story.searched)


def _listed(story: Story, expected: list[str], exchange: Exchange) -> list[Finding]:
    names = [_name(story, entry.get("id")) for entry in entries(exchange)]
    return expect.status(exchange, 200) or expect.equal("the groups in a list", expected, names, exchange)


def _name(story: Story, identifier: object) -> str:
    return str(story.names.get(identifier, "another group"))
