"""Lists of groups: sorted, paged and searched by POST as lists of users are (RFC 7644 sections 3.4.2 and 3.4.3)."""

from collections.abc import Callable
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
from scimproof.projecting import FRAME, always_returned, names_in
from scimproof.querying import (
    cursor_in,
    declared_paging,
    entries,
    needs_paging_by_cursor,
    needs_paging_by_index,
    number_in,
)

IN_ORDER = ("Analysts", "Builders", "Carvers")
PAGE = 2
MOST_PAGES = 4


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
    story.pages = [probe.query(groups, {**ours, "startIndex": start, "count": PAGE}) for start in (1, 3)]
    _are_searched(story, probe, declared, team.name)
    if declared_paging(declared).get("cursor") is True:
        story.walk = _walk(lambda cursor: probe.query(groups, {**ours, "count": PAGE, "cursor": cursor}))
        if story.searched.answer.ok:
            story.searched_walk = _walk(lambda cursor: probe.search(groups, {**ours, "count": PAGE, "cursor": cursor}))


def _are_searched(story: Story, probe: Probe, declared: Declared, name: str) -> None:
    """One of the teams; the last two of them by name, without externalId; and the third of them, by name only."""
    groups, ours = declared.endpoint("Group"), {"filter": f'displayName co "{name}"'}
    story.always = always_returned(declared, "Group")
    story.searched = probe.search(groups, {"filter": f'displayName eq "Builders {name}"'})
    if story.searched.answer.ok:
        order = {"sortBy": "displayName", "sortOrder": "descending"} if declared.supports("sort") else {}
        story.last_two = probe.search(groups, {**ours, **order, "count": PAGE, "excludedAttributes": ["externalId"]})
        story.third = probe.search(groups, {**ours, "startIndex": 3, "count": PAGE, "attributes": ["displayName"]})


def _walk(ask: Callable[[str], Exchange]) -> list[Exchange]:
    """The pages by cursor, from the first one on."""
    pages = [ask("")]
    while len(pages) < MOST_PAGES and cursor_in(pages[-1]):
        pages.append(ask(cursor_in(pages[-1])))
    return pages


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
    _needs_search(story)
    return _listed(story, ["Builders"], story.searched)


@check("rfc7644-3.4.3-search-sorts-groups", "RFC7644-3.4.3-14", "RFC7644-3.4.3-17", given="sort")
def searches_sort_groups(three_teams_are_listed: Story) -> Findings:
    """sortBy and sortOrder of a search request order the groups that it finds."""
    story = three_teams_are_listed
    _needs_search(story)
    names = _names(story, story.last_two)[:PAGE]
    return expect.status(story.last_two, 200) or expect.equal(
        "the groups in a list sorted by POST", ["Carvers", "Builders"], names, story.last_two
    )


@check("rfc7644-3.4.3-search-pages-groups", "RFC7644-3.4.3-21", "RFC7644-3.4.3-19", level="must")
def searches_page_groups(three_teams_are_listed: Story, declared: Declared) -> Findings:
    """count and startIndex of a search request page through groups: two of three, and the third alone."""
    story = three_teams_are_listed
    _needs_search(story)
    needs_paging_by_index(declared)
    sizes = [len(entries(page)) for page in (story.last_two, story.third)]
    return (
        expect.status(story.last_two, 200)
        or expect.status(story.third, 200)
        or expect.equal("the size of two pages by POST", [PAGE, 1], sizes, story.last_two, story.third)
    )


@check("rfc7644-3.4.3-search-chooses-attributes-of-groups", "RFC7644-3.4.3-05", "RFC7644-3.4.2.5-02", level="must")
def searches_choose_attributes_of_groups(three_teams_are_listed: Story) -> Findings:
    """attributes of a search request choose what is returned of a group."""
    story = three_teams_are_listed
    _needs_search(story)
    shown = {name for entry in entries(story.third) for name in names_in(entry)}
    extra = sorted(shown - {"displayname"} - FRAME - story.always)
    return expect.status(story.third, 200) or expect.equal("what is shown beside displayName", [], extra, story.third)


@check("rfc7644-3.4.3-search-leaves-out-attributes-of-groups", "RFC7644-3.4.3-08", "RFC7644-3.4.2.5-02", level="must")
def searches_leave_out_attributes_of_groups(three_teams_are_listed: Story) -> Findings:
    """excludedAttributes of a search request are left out of groups."""
    story = three_teams_are_listed
    _needs_search(story)
    if not any("externalid" in names_in(entry) for entry in entries(story.listed)) or "externalid" in story.always:
        raise NotApplicable("the target shows no externalId of groups, or always shows it")
    shown = [expect.lookup(entry, "externalId") for entry in entries(story.last_two)]
    return expect.status(story.last_two, 200) or expect.equal(
        "externalId of groups, which was to be left out", [None] * len(shown), shown, story.last_two
    )


@check("rfc9865-2-groups-are-walked", "RFC9865-2-05", "RFC9865-2-06", given="pagination")
def groups_are_walked_by_cursor(three_teams_are_listed: Story, declared: Declared) -> Findings:
    """Pages of groups by cursor show all of them, and nobody twice."""
    needs_paging_by_cursor(declared)
    return _walked(three_teams_are_listed, three_teams_are_listed.walk)


@check("rfc9865-3-groups-are-walked-by-post", "RFC9865-3-01", "RFC9865-3-02", level="must", given="pagination")
def groups_are_walked_by_cursor_in_searches(three_teams_are_listed: Story, declared: Declared) -> Findings:
    """Pages of groups by cursor, in search requests, show all of them, and nobody twice."""
    needs_paging_by_cursor(declared)
    _needs_search(three_teams_are_listed)
    return _walked(three_teams_are_listed, three_teams_are_listed.searched_walk)


def _needs_search(story: Story) -> None:
    """:raises NotApplicable: when searches by POST are not offered."""
    if story.searched.status in (404, 405, 501):
        raise NotApplicable(
            f"the target offers no .search: {story.searched.label} was answered {story.searched.status}"
        )


def _walked(story: Story, pages: list[Exchange]) -> list[Finding]:
    found = [finding for page in pages for finding in expect.status(page, 200)]
    names = sorted(name for page in pages for name in _names(story, page))
    return found or expect.equal("the groups on pages by cursor", sorted(IN_ORDER), names, *pages)


def _listed(story: Story, expected: list[str], exchange: Exchange) -> list[Finding]:
    names = _names(story, exchange)
    return expect.status(exchange, 200) or expect.equal("the groups in a list", expected, names, exchange)


def _names(story: Story, exchange: Exchange) -> list[str]:
    return [_name(story, entry.get("id")) for entry in entries(exchange)]


def _name(story: Story, identifier: object) -> str:
    return str(story.names.get(identifier, "another group"))
