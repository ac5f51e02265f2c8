"""Paging: how lists are cut, and how much fits onto a page."""

from __future__ import annotations

from functools import partial

from scimproof import (
    Blocked,
    Crowd,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Profile,
    Story,
    check,
    scenario,
)
from scimproof.contract import Applicants, Line, broken, done, judged, tried
from scimproof.contract.applicants import GROUP, USER
from scimproof.querying import entries

MOST_KEYS = {USER: "most_users", GROUP: "most_groups"}


@scenario
def long_lists(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, crowd: Crowd
) -> None:
    """There are more users and groups than a page may show, and a page of all of them is asked for."""
    them = Applicants(probe, directory, declared, profile)

    def listed(kind: str, most: int) -> Exchange:
        if most >= crowd.size:
            raise NotApplicable(f"that takes {most + 1} {kind}s; --crowd {most + 1} lets the run create them")
        for _ in range(most + 1):
            _ = them.create(kind).resource_id
        return probe.query(them.endpoint(kind), {"startIndex": 1, "count": most + 1})

    story.pages = [
        tried(
            f"a page has at most {profile.paging[key]} {kind}s",
            partial(listed, kind, profile.paging[key]),
            profile.paging[key],
            profile.paging.get("reference", ""),
        )
        for kind, key in MOST_KEYS.items()
        if key in profile.paging and kind in them.kinds
    ]


@check("contract-pages-are-as-long-as-said", "CONTRACT-11")
def pages_are_as_long_as_said(long_lists: Story) -> Findings:
    """No page shows more resources than the profile says."""

    def judge(line: Line) -> list[Finding]:
        if failed := done(line, line.shown):
            return failed
        number = len(entries(line.shown))
        if number <= line.entry:
            return []
        return [broken(line, f"a page has {number}", f"{line.entry} at most", f"{number} resources", line.shown)]

    return judged(long_lists.pages, judge)


@scenario
def the_next_page(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """Of two users at least, a page of one is asked for, and the next one as the profile says."""
    them = Applicants(probe, directory, declared, profile)
    style = profile.paging.get("style")

    def turned() -> tuple[Exchange, Exchange]:
        endpoint, _ = them.endpoint(USER), them.people(2)
        if style == "cursor":
            first = probe.send("GET", endpoint, query="cursor&count=1")
            cursor = first.answer.object.get("nextCursor")
            if not isinstance(cursor, str):
                return first, first
            return first, probe.query(endpoint, {"cursor": cursor, "count": 1})
        first = probe.query(endpoint, {"startIndex": 1, "count": 1})
        return first, probe.query(endpoint, {"startIndex": 2, "count": 1})

    says = f"lists are paged by {style}" if style != "none" else "lists are not paged"
    wanted = style is not None and USER in them.kinds
    story.turned = [tried(says, turned, style, profile.paging.get("reference", ""))] if wanted else []


@check("contract-paging-is-of-its-style", "CONTRACT-12")
def paging_is_of_its_style(the_next_page: Story) -> Findings:
    """Lists are paged in the way that the profile says: the next page shows somebody else."""

    def judge(line: Line) -> list[Finding]:
        first, second = line.shown
        if failed := done(line, first) or done(line, second):
            return failed
        ids = [[one.get("id") for one in entries(page)] for page in (first, second)]
        if line.entry == "none":
            return [] if len(ids[0]) > 1 else [_cut(line, first)]
        if first is second:
            return [broken(line, "a page has no nextCursor", "nextCursor", "none", first)]
        if not ids[0]:
            raise Blocked(f"{first.label} shows nobody")
        if ids[1] and ids[1][0] not in ids[0] and len(ids[0]) == 1:
            return []
        what = "the second page does not show somebody else"
        return [broken(line, what, "one user on each page", f"{ids[0][:3]}, then {ids[1][:3]}", first, second)]

    return judged(the_next_page.turned, judge)


def _cut(line: Line, page: Exchange) -> Finding:
    return broken(line, "a page was cut", "all users in one answer", f"{len(entries(page))} resources", page)
