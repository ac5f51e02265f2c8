"""Paging by cursor: a walk there and back (RFC 9865)."""

import re

from scimproof import (
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.probe import encode
from scimproof.querying import cursor_in, declared_paging, entries, needs_paging_by_cursor, number_in

PEOPLE = ("dan", "bob", "eve", "ada", "cyd")  # in no order, so that sorting shows
PAGE = 2
MOST_PAGES = 8
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")


@scenario(given=("User", "filter", "pagination"))
def a_list_is_paged_by_cursor(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Five people are listed in pages of two, by the cursor that each page gives for the next, and one page back."""
    needs_paging_by_cursor(declared)
    crowd = regulars.five()
    story.ids = set(crowd.ids)

    def ask(**query: int | str) -> Exchange:
        return probe.query(crowd.endpoint, {"filter": crowd.ours, "count": PAGE, **query})

    story.first = ask(cursor="")
    plain = encode({"filter": crowd.ours, "count": PAGE})
    story.without_equals_sign = probe.send("GET", crowd.endpoint, query=f"{plain}&cursor")
    story.pages = [story.first]
    while len(story.pages) < MOST_PAGES and cursor_in(story.pages[-1]):
        story.pages.append(ask(cursor=cursor_in(story.pages[-1])))
    previous = cursor_in(story.pages[1], "previousCursor") if len(story.pages) > 1 else ""
    story.back = ask(cursor=previous) if previous else None
    story.none = ask(cursor="", count=0)
    story.negative = ask(cursor="", count=-1)
    story.sorted = []
    if declared.supports("sort"):
        page = ask(cursor="", sortBy="userName")
        story.sorted = [page]
        while len(story.sorted) < MOST_PAGES and cursor_in(page):
            page = ask(cursor=cursor_in(page), sortBy="userName")
            story.sorted.append(page)
    story.by_index = probe.query(crowd.endpoint, {"filter": crowd.ours, "count": PAGE, "startIndex": 1})
    story.by_default = probe.query(crowd.endpoint, {"filter": crowd.ours, "count": PAGE})
    search = {"filter": crowd.ours, "count": PAGE, "cursor": ""}
    story.searched = probe.search(crowd.endpoint, search)
    following = cursor_in(story.searched)
    story.searched_on = probe.search(crowd.endpoint, {**search, "cursor": following}) if following else None


@check("rfc9865-2-empty-cursor-opens-the-list", "RFC9865-2.4-01", "RFC9865-1-01", "RFC9865-2-01", level="must")
def an_empty_cursor_opens_the_list(a_list_is_paged_by_cursor: Story) -> Findings:
    """An empty cursor opens the list: the first page, and the cursor of the next one."""
    story = a_list_is_paged_by_cursor
    return expect.status(story.first, 200) or expect.present("nextCursor", cursor_in(story.first), story.first)


@check("rfc9865-2-cursor-without-equals-sign", "RFC9865-2.4-01", level="must")
def a_cursor_may_lack_its_equals_sign(a_list_is_paged_by_cursor: Story) -> Findings:
    """cursor without an equals sign, as the examples of the RFC have it, opens the list as well."""
    exchange = a_list_is_paged_by_cursor.without_equals_sign
    return expect.status(exchange, 200) or expect.present("nextCursor", cursor_in(exchange), exchange)


@check("rfc9865-2-walk-shows-everybody-once", "RFC9865-2-05", "RFC9865-2-06")
def a_walk_shows_everybody_once(a_list_is_paged_by_cursor: Story) -> Findings:
    """A walk by nextCursor shows everybody once; only the last page has none."""
    story = a_list_is_paged_by_cursor
    found = _answered(*story.pages)
    listed = [entry.get("id") for page in story.pages for entry in entries(page)]
    if found or sorted(map(str, listed)) == sorted(story.ids):
        return found
    return expect.equal("the people of a walk by cursor", sorted(story.ids), sorted(map(str, listed)), *story.pages)


@check("rfc9865-2-last-page-has-no-next", "RFC9865-2-06", "RFC9865-2-05")
def the_last_page_has_no_next(a_list_is_paged_by_cursor: Story) -> Findings:
    """The walk ends: the page that holds the last resource, or an empty one right behind it, has no nextCursor.

    A server need not know in advance that nothing follows; a nextCursor to a page without anybody is tolerated.
    """
    story = a_list_is_paged_by_cursor
    last = story.pages[-1]
    if len(story.pages) < MOST_PAGES and not cursor_in(last):
        return None
    return expect.equal("nextCursor of the last page", None, cursor_in(last), last)


@check("rfc9865-2-first-page-has-no-previous", "RFC9865-2-08")
def the_first_page_has_no_previous(a_list_is_paged_by_cursor: Story) -> Findings:
    """The first page has no previousCursor."""
    exchange = a_list_is_paged_by_cursor.first
    return expect.equal("previousCursor of the first page", "", cursor_in(exchange, "previousCursor"), exchange)


@check("rfc9865-2-previous-cursor-leads-back", "RFC9865-2-09", level="should")
def the_previous_cursor_leads_back(a_list_is_paged_by_cursor: Story) -> Findings:
    """previousCursor of the second page, if there is one, leads to the first page."""
    story = a_list_is_paged_by_cursor
    if story.back is None:
        raise NotApplicable("the second page has no previousCursor, which is optional")
    first = [entry.get("id") for entry in entries(story.first)]
    back = [entry.get("id") for entry in entries(story.back)]
    return expect.status(story.back, 200) or expect.equal("the page before the second", first, back, story.back)


@check("rfc9865-2-cursor-is-url-safe", "RFC9865-2-02", "RFC9865-2-10", level="must")
def cursors_are_url_safe(a_list_is_paged_by_cursor: Story) -> Findings:
    """A cursor holds unreserved characters only: letters, digits, hyphen, full stop, underscore, tilde."""
    found: list[Finding] = []
    for page in a_list_is_paged_by_cursor.pages:
        for name in ("nextCursor", "previousCursor"):
            cursor = cursor_in(page, name)
            if cursor and not UNRESERVED.fullmatch(cursor):
                found += expect.equal(f"the signs of {name}", "unreserved characters (RFC 3986)", cursor, page)
    return found


@check("rfc9865-2-count-limits-the-page", "RFC9865-2-04")
def count_limits_cursor_pages(a_list_is_paged_by_cursor: Story) -> Findings:
    """A page by cursor never holds more resources than count asks for."""
    found: list[Finding] = []
    for page in a_list_is_paged_by_cursor.pages:
        if len(entries(page)) > PAGE:
            found += expect.equal("the page by cursor", f"at most {PAGE}", len(entries(page)), page)
    return found


@check("rfc9865-2-count-zero", "RFC9865-2-03")
def count_zero_shows_nobody(a_list_is_paged_by_cursor: Story) -> Findings:
    """count=0 with a cursor, and a negative count, which is taken for it, bring no resources."""
    found: list[Finding] = []
    for exchange in (a_list_is_paged_by_cursor.none, a_list_is_paged_by_cursor.negative):
        found += expect.status(exchange, 200) or expect.equal(
            "the number of resources with count=0", 0, len(entries(exchange)), exchange
        )
    return found


@check("rfc9865-2-total-results", "RFC9865-2-13", level="should")
def the_total_is_right(a_list_is_paged_by_cursor: Story) -> Findings:
    """totalResults of pages by cursor, where it is given, is the number of all who match."""
    found: list[Finding] = []
    for page in a_list_is_paged_by_cursor.pages:
        total = number_in(page, "totalResults")
        if total is not None:
            found += expect.equal("totalResults of a page by cursor", len(PEOPLE), total, page)
    return found


@check("rfc9865-2.2-cursor-pages-are-sorted", "RFC9865-2.2-01", level="should", given="sort")
def cursor_pages_are_sorted(a_list_is_paged_by_cursor: Story) -> Findings:
    """With sortBy the pages by cursor are in order, one after the other."""
    pages: list[Exchange] = a_list_is_paged_by_cursor.sorted
    names = [str(expect.lookup(entry, "userName")).casefold() for page in pages for entry in entries(page)]
    found = _answered(*pages)
    if found or (names == sorted(names) and len(names) == len(PEOPLE)):
        return found
    return expect.equal("the order of pages by cursor", sorted(names), names, *pages)


@check("rfc9865-2.4-start-index-asks-for-index-paging", "RFC9865-2.4-01", level="must")
def start_index_asks_for_index_paging(a_list_is_paged_by_cursor: Story, declared: Declared) -> Findings:
    """A server that does both pages by index when startIndex is given."""
    if declared_paging(declared).get("index") is not True:
        raise NotApplicable("the target declares no paging by index")
    exchange = a_list_is_paged_by_cursor.by_index
    found = expect.status(exchange, 200)
    if found or number_in(exchange, "startIndex") == 1 or not entries(exchange):
        return found
    return expect.equal("startIndex of a page by index", 1, number_in(exchange, "startIndex"), exchange)


@check("rfc9865-2.4-default-method", "RFC9865-2.4-02", "RFC9865-2.3-01")
def the_default_method_is_used(a_list_is_paged_by_cursor: Story, declared: Declared) -> Findings:
    """A query with neither startIndex nor cursor is paged by the method that is declared as default."""
    default = declared_paging(declared).get("defaultPaginationMethod")
    if default not in ("cursor", "index"):
        raise NotApplicable("the target declares no default method, which is optional")
    exchange = a_list_is_paged_by_cursor.by_default
    found = expect.status(exchange, 200)
    if found or len(entries(exchange)) == len(PEOPLE):
        return found
    if default == "cursor":
        return expect.present("nextCursor, cursor being the default", cursor_in(exchange), exchange)
    return expect.present("startIndex, index being the default", number_in(exchange, "startIndex"), exchange)


@check("rfc9865-3-search-by-cursor", "RFC9865-3-01", "RFC9865-3-02", level="must")
def searches_are_paged_by_cursor(a_list_is_paged_by_cursor: Story) -> Findings:
    """POST to .search takes a cursor, and its answer has the one that leads on to others."""
    story = a_list_is_paged_by_cursor
    if story.searched.status in (404, 405, 501):
        raise NotApplicable(f"the target offers no .search ({story.searched.label})")
    found = expect.status(story.searched, 200) or expect.present(
        "nextCursor", cursor_in(story.searched), story.searched
    )
    if found:
        return found
    one, other = ({entry.get("id") for entry in entries(page)} for page in (story.searched, story.searched_on))
    return expect.status(story.searched_on, 200) or expect.equal(
        "the number of people on the first page and on the second", 0, len(one & other), story.searched_on
    )


def _answered(*exchanges: Exchange) -> list[Finding]:
    return [finding for exchange in exchanges for finding in expect.status(exchange, 200)]
