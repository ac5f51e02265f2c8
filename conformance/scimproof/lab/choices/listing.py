"""Choices of servers in lists: their length, order and numbers (RFC 7644 sections 3.4.2.3 and 3.4.2.4, RFC 9865)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import ask_instead, asked_for, is_search, page_of
from scimproof.lab.messages import Inbound, Outbound, scim_error

MOST = 10
BEHIND = timedelta(milliseconds=300)
NUMBER = re.compile(r"-?\d+")
NO_SORTING = {"sort": {"supported": False}}
# Before RFC 9865 (October 2025) there was paging by index only, and nothing to declare.
NO_CURSORS = {"pagination": None}


def _count(asked: Inbound) -> int | None:
    given = asked_for(asked, "count") or ""
    return int(given) if NUMBER.fullmatch(given) else None


@on_request("RFC 7644 section 3.4.2.1")
def refuses_long_lists(asked: Inbound) -> Outbound | None:
    """A list of everybody, without filter and count, is refused with 400 tooMany."""
    given = [asked_for(asked, name) for name in ("filter", "count", "cursor")]
    if is_search(asked) and asked.endpoint and given == [None, None, None]:
        return scim_error(400, "too many results: use a filter, or count", "tooMany")
    return None


@on_request(
    "RFC 7644 section 3.4.2.4",
    "RFC 7643 section 5",
    config={"filter": {"maxResults": MOST}, "pagination": {"maxPageSize": MOST, "defaultPageSize": MOST}},
)
def shortens_pages(asked: Inbound) -> Outbound | None:
    """No page has more than ten resources, whatever was asked for."""
    count = _count(asked)
    if is_search(asked) and asked.endpoint and (count is None or count > MOST):
        ask_instead(asked, "count", str(MOST))
    return None


@on_request("RFC 9865 section 2.1", config={"filter": {"maxResults": MOST}, "pagination": {"maxPageSize": MOST}})
def refuses_counts_above_the_maximum(asked: Inbound) -> Outbound | None:
    """A count above maxPageSize is refused with 400 invalidCount."""
    count = _count(asked)
    if is_search(asked) and count is not None and count > MOST:
        return scim_error(400, f"count is at most {MOST}", "invalidCount")
    if is_search(asked) and asked.endpoint and count is None:
        ask_instead(asked, "count", str(MOST))
    return None


@on_request("RFC 7644 section 3.4.2.4")
def refuses_paging_by_words(asked: Inbound) -> Outbound | None:
    """A count or startIndex that is no number is refused with 400."""
    given = [asked_for(asked, name) for name in ("count", "startIndex")] if is_search(asked) else []
    if any(value is not None and not NUMBER.fullmatch(value) for value in given):
        return scim_error(400, "count and startIndex are numbers", "invalidValue")
    return None


@on_request("RFC 7644 section 3.4.2.4")
def ignores_paging_by_words(asked: Inbound) -> Outbound | None:
    """A count or startIndex that is no number is ignored."""
    for name in ("count", "startIndex") if is_search(asked) else ():
        value = asked_for(asked, name)
        if value is not None and not NUMBER.fullmatch(value):
            ask_instead(asked, name, None)
    return None


@on_answer("RFC 7644 section 3.4.2")
def omits_resources_of_empty_pages(asked: Inbound, answer: Outbound) -> None:
    """A page without resources has no Resources."""
    page = page_of(asked, answer)
    if page.get("Resources") == []:
        del page["Resources"]


@on_answer("RFC 7644 section 3.4.2")
def shows_empty_resources(asked: Inbound, answer: Outbound) -> None:
    """A page without resources has an empty list of them."""
    page = page_of(asked, answer)
    if "totalResults" in page:
        page.setdefault("Resources", [])


@on_answer("RFC 7644 section 3.4.2")
def says_nothing_of_empty_pages(asked: Inbound, answer: Outbound) -> None:
    """A page without resources has neither startIndex nor itemsPerPage."""
    page = page_of(asked, answer)
    if "totalResults" in page and not page.get("Resources"):
        page.pop("startIndex", None)
        page.pop("itemsPerPage", None)


@on_answer("RFC 7644 section 3.4.2")
def echoes_start_index_of_empty_pages(asked: Inbound, answer: Outbound) -> None:
    """A page past the end says the startIndex that was asked for, and itemsPerPage 0."""
    page, start = page_of(asked, answer), asked_for(asked, "startIndex") or ""
    if "totalResults" in page and not page.get("Resources") and start.isdecimal() and int(start) > 0:
        page |= {"startIndex": int(start), "itemsPerPage": 0}


@on_answer("RFC 7644 section 3.4.2.4")
def says_page_size_of_short_pages(asked: Inbound, answer: Outbound) -> None:
    """itemsPerPage of a last page is the size of a full one, as in Figure 9."""
    page, count = page_of(asked, answer), _count(asked)
    held = len(page.get("Resources") or [])
    last = page.get("startIndex", 1) - 1 + held >= page.get("totalResults", 0) if page else False
    if last and held and count is not None and count > held and "itemsPerPage" in page:
        page["itemsPerPage"] = count


@on_answer("RFC 7644 section 3.4.2")
def leaves_position_out_of_whole_lists(asked: Inbound, answer: Outbound) -> None:
    """A list that shows all matches has neither startIndex nor itemsPerPage."""
    page = page_of(asked, answer)
    if page and len(page.get("Resources") or []) == page.get("totalResults"):
        page.pop("startIndex", None)
        page.pop("itemsPerPage", None)


@on_answer("RFC 9865 section 2")
def counts_nothing_by_cursor(asked: Inbound, answer: Outbound) -> None:
    """Pages by cursor have no totalResults."""
    if asked_for(asked, "cursor") is not None:
        page_of(asked, answer).pop("totalResults", None)


@on_answer("RFC 9865 section 2")
def gives_no_way_back(asked: Inbound, answer: Outbound) -> None:
    """Pages by cursor have no previousCursor."""
    page_of(asked, answer).pop("previousCursor", None)


@on_request("RFC 7644 section 3.4.2.4", config=NO_CURSORS)
def pages_by_index_only(asked: Inbound) -> Outbound | None:
    """Cursors are unknown, and ignored as a parameter; nothing is declared of paging, as before RFC 9865."""
    if is_search(asked) and asked_for(asked, "cursor") is not None:
        ask_instead(asked, "cursor", None)
    return None


@on_request("RFC 7644 section 3.4.2.3")
def lists_newest_first(asked: Inbound) -> Outbound | None:
    """Without sortBy the newest resources come first."""
    if is_search(asked) and asked.endpoint and not asked_for(asked, "sortBy") and asked_for(asked, "cursor") is None:
        ask_instead(asked, "sortBy", "meta.created")
        ask_instead(asked, "sortOrder", "descending")
    return None


def _sorts(asked: Inbound) -> bool:
    return is_search(asked) and (asked_for(asked, "sortBy") or asked_for(asked, "sortOrder")) is not None


@on_request("RFC 7644 section 3.4.2.3", config=NO_SORTING)
def has_no_sorting_and_ignores_it(asked: Inbound) -> Outbound | None:
    """Sorting is not offered: sortBy and sortOrder are ignored."""
    if _sorts(asked):
        ask_instead(asked, "sortBy", None)
        ask_instead(asked, "sortOrder", None)
    return None


def _refusing(status: int) -> Callable[[Inbound], Outbound | None]:
    return lambda asked: scim_error(status, "sorting is not supported") if _sorts(asked) else None


@on_request("RFC 7644 section 3.4.2.3", config=NO_SORTING)
def has_no_sorting_and_says_400(asked: Inbound) -> Outbound | None:
    """Sorting is not offered: a request for it is refused with 400."""
    return _refusing(400)(asked)


@on_request("RFC 7644 section 3.12", config=NO_SORTING)
def has_no_sorting_and_says_501(asked: Inbound) -> Outbound | None:
    """Sorting is not offered: a request for it is refused with 501."""
    return _refusing(501)(asked)


@on_answer("RFC 7644 section 3.4.2")
def lists_newcomers_late(asked: Inbound, answer: Outbound) -> None:
    """Who was created a moment ago can be read, and is not in lists yet: the index of the search is behind.

    The RFCs do not say when a change shows. Scimproof waits as long as --settle says.
    """
    page = page_of(asked, answer)
    listed = page.get("Resources") or []
    newest = (datetime.now(UTC) - BEHIND).isoformat()
    known = [entry for entry in listed if str(entry.get("meta", {}).get("created", "")) < newest]
    if len(known) < len(listed):
        page |= {"Resources": known, "totalResults": page["totalResults"] - len(listed) + len(known)}
        page["itemsPerPage"] = len(known)
