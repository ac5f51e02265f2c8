"""Lists: that they are ListResponses, and that their numbers add up (RFC 7644 sections 3.4.2 and 3.4.2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import LIST_RESPONSE, NO_LIST_RESPONSE, Question, Reading, member, names
from scimproof.validation.rule import found, passive


@dataclass(frozen=True)
class _Page:
    """A list answer in numbers; ``None`` for what is missing or no whole number."""

    reading: Reading
    body: dict[str, Any]
    held: int
    total: int | None
    start: int | None
    per_page: int | None
    by_cursor: bool
    asked_start: int | None
    asked_count: int | None

    @property
    def is_partial(self) -> bool:
        """Whether there are more resources than are on this page."""
        return self.total is not None and self.held < self.total

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after this page. Without a position that is as good as unknown: it is not said."""
        if self.total is None:
            return False
        return (self.start or 1) - 1 + self.held >= self.total

    @property
    def at(self) -> str:
        """In which list, in words."""
        kind = self.reading.question_type
        return f"A list of {kind.name} resources" if kind else "A list"


def _page(exchange: Exchange, context: Context) -> _Page | None:
    reading = context.reading(exchange)
    if reading.question is not Question.LIST or not isinstance(reading.body, dict):
        return None
    body, asked = reading.body, reading.parameters
    cursors = (member(body, "nextCursor"), member(body, "previousCursor"), asked.get("cursor"))
    start = _asked_number(asked.get("startIndex", 1))
    count = _asked_number(asked["count"]) if "count" in asked else None
    return _Page(
        reading=reading,
        body=body,
        held=len(reading.listed or ()),
        total=_number(member(body, "totalResults")),
        start=_number(member(body, "startIndex")),
        per_page=_number(member(body, "itemsPerPage")),
        by_cursor=any(cursor is not None for cursor in cursors),
        asked_start=None if start is None else max(start, 1),
        asked_count=None if count is None else max(count, 0),
    )


def _number(value: Any) -> int | None:
    """A whole number that a computer counts with; longer ones cannot even be printed."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 64 else None


def _asked_number(value: Any) -> int | None:
    """A paging parameter; ``None`` when it is no whole number, and its meaning is the server's choice."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}", value):
        return int(value)
    return _number(value)


@passive("rfc7644-3.4.2-every-list-is-a-list-response", "RFC7644-3.4.2-04", "RFC7644-4-10", level=Level.MUST)
def is_list_response(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every answer to a query, also of resource types and schemas, is a ListResponse."""
    reading = context.reading(exchange)
    if reading.question is not Question.LIST or reading.body is None or names(reading.body, LIST_RESPONSE):
        return
    where = context.relative_path(exchange)
    received = (
        f"no object: {shown(reading.body)}"
        if not isinstance(reading.body, dict)
        else f'"schemas": {shown(member(reading.body, "schemas"))}'
    )
    yield found(
        exchange,
        f"The answer of {where} is no ListResponse",
        expected=f'an object with "schemas": ["{LIST_RESPONSE}"]',
        received=received,
        cause=NO_LIST_RESPONSE,
    )


@passive(
    "rfc7644-3.4.2-every-list-member-has-its-type",
    "RFC7644-3.4.2.4-05",
    "RFC7644-3.4.2.4-06",
    "RFC7644-3.4.2-07",
    level=Level.MUST,
)
def members_have_their_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The numbers of a ListResponse are whole numbers that are not negative, its Resources an array of objects."""
    page = _page(exchange, context)
    if page is None:
        return
    for problem in messages.problems(page.body, "list-response"):
        if problem.rule in ("required", "case") or problem.top_level == "schemas":
            continue
        yield found(
            exchange,
            f"{problem.attribute} of a list is of the wrong kind",
            expected=problem.expected,
            received=f"{problem.pointer}: {problem.received}",
            cause=f"ListResponse {problem.attribute} {problem.rule}",
        )


@passive("rfc7644-3.4.2-every-list-has-total-results", "RFC7644-3.4.2-06", level=Level.MUST)
def has_total(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every ListResponse says how many resources match.

    When paging by cursor it may be left out (RFC 9865 section 2).
    """
    page = _page(exchange, context)
    if page is not None and not page.by_cursor and member(page.body, "totalResults") is None:
        yield found(
            exchange,
            f"{page.at} has no totalResults",
            expected="totalResults, a whole number",
            received="no totalResults",
            cause="no totalResults",
        )


@passive("rfc7644-3.4.2-total-results-covers-the-page", "RFC7644-3.4.2-05", level=Level.MUST)
def total_covers_page(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """totalResults counts the resources on the page, and those before it."""
    page = _page(exchange, context)
    # By cursor the total may be an estimate (RFC 9865 section 2).
    if page is None or page.total is None or page.by_cursor or not page.held:
        return
    before = max(page.start or 1, 1) - 1
    if page.total < before + page.held:
        itself = page.total < page.held
        yield found(
            exchange,
            f"{page.at} counts fewer resources than it shows"
            if itself
            else f"{page.at} shows resources past the end that it counts",
            expected=f"totalResults of {before + page.held} or more"
            + ("" if itself else f", the page beginning at {before + 1}"),
            received=f"totalResults {page.total} with {page.held} resources",
            cause="totalResults below the page" if itself else "totalResults below the position",
        )


@passive("rfc7644-3.4.2-every-list-shows-its-resources", "RFC7644-3.4.2-09", level=Level.MUST)
def shows_resources(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A list with matches has Resources, unless a page without any was asked for.

    count=0 and a startIndex past the end ask for such a page. An empty array where there are matches draws a
    warning: the server may return fewer than were asked for.
    """
    page = _page(exchange, context)
    if page is None or not page.total or page.total < 0 or page.held:
        return
    given = member(page.body, "Resources")
    if page.asked_count == 0 or (page.asked_start or 1) > page.total or not (given is None or given == []):
        return
    if page.by_cursor and given is not None:
        return
    yield found(
        exchange,
        f"{page.at} counts matches and shows none",
        expected=f"Resources, with some of the {page.total} matches",
        received="no Resources" if given is None else "an empty array",
        cause="no Resources" if given is None else "empty Resources",
        grade=None if given is None else Outcome.WARN,
    )


@passive("rfc7644-3.4.2-every-partial-page-says-where-it-is", "RFC7644-3.4.2-11", "RFC7644-3.4.2-13", level=Level.MUST)
def partial_page_has_position(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A page that does not show all matches has startIndex and itemsPerPage.

    On a complete list, on an empty page and when paging by cursor they may be left out.
    """
    page = _page(exchange, context)
    if page is None or not page.is_partial or not page.held or page.by_cursor:
        return
    missing = [name for name in ("startIndex", "itemsPerPage") if member(page.body, name) is None]
    if missing:
        yield found(
            exchange,
            f"A page that is only a part of the list has no {' and no '.join(missing)}",
            expected="startIndex and itemsPerPage",
            received=f"{page.held} of {page.total} resources, without {' and '.join(missing)}",
            cause=f"no {' and '.join(missing)}",
        )


@passive("rfc7644-3.4.2.4-items-per-page-is-the-page", "RFC7644-3.4.2-12", "RFC7644-3.4.2.4-05", level=Level.MUST)
def items_per_page(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """itemsPerPage is the number of resources on the page.

    More than that on the last or only page draws a warning: RFC 7644 does so itself in Figure 9.
    """
    page = _page(exchange, context)
    if page is None or page.per_page is None or not page.held or page.per_page == page.held:
        return
    lenient = page.per_page > page.held and page.is_last
    yield found(
        exchange,
        "itemsPerPage is not the number of resources on the page",
        expected=str(page.held),
        received=f"itemsPerPage {page.per_page} with {page.held} resources",
        cause="itemsPerPage above the last page" if lenient else "itemsPerPage",
        grade=Outcome.WARN if lenient else None,
    )


@passive("rfc7644-3.4.2.4-start-index-is-the-one-asked-for", "RFC7644-3.4.2.4-07", "RFC7644-3.4.2-10", level=Level.MUST)
def start_index(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A page begins at the startIndex that was asked for, 1 being the default and the least."""
    page = _page(exchange, context)
    if page is None or page.start is None or not page.held or page.by_cursor or context.is_discovery(exchange):
        return
    if page.asked_start is None or page.start == page.asked_start:
        return
    if page.total is not None and page.asked_start > page.total:
        return  # past the end: what such a page says of itself is open
    yield found(
        exchange,
        "A page has another startIndex than was asked for",
        expected=f"startIndex {page.asked_start}",
        received=f"startIndex {page.start}",
        cause="startIndex",
    )


@passive("rfc7644-3.4.2.4-count-is-never-exceeded", "RFC7644-3.4.2.4-04", level=Level.MUST)
def count(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """A page never holds more resources than count; a negative count is 0."""
    page = _page(exchange, context)
    # At the discovery endpoints the paging parameters are ignored (RFC 7644 section 4).
    if page is None or page.asked_count is None or context.is_discovery(exchange):
        return
    if page.held > page.asked_count:
        yield found(
            exchange,
            f"{page.at} holds more resources than count allows",
            expected=f"at most {page.asked_count}",
            received=f"{page.held} resources",
            cause="count exceeded" if page.asked_count else "count=0 exceeded",
        )


@passive("rfc7644-3.4.2-no-resource-twice-in-a-page", "RFC7643-3.1-06", "RFC7644-3.4.2-05", level=Level.MUST)
def no_resource_twice(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No resource is twice on a page.

    Told apart by id and type, because some servers number each type from 1.
    """
    page = _page(exchange, context)
    if page is None:
        return
    seen: set[tuple[str, str]] = set()
    for shown_one in page.reading.shown:
        resource_id = shown_one.get("id")
        if not isinstance(resource_id, str) or not resource_id:
            continue
        key = (str(member(shown_one.meta, "resourceType") or shown_one.label), resource_id)
        if key in seen:
            yield found(
                exchange,
                f"{page.at} has the same resource twice",
                expected="each resource once",
                received=f"id {shown(resource_id)} again at {shown_one.pointer}",
                cause="resource twice",
            )
            return
        seen.add(key)
