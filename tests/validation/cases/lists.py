"""Lists and their numbers."""

from __future__ import annotations

from typing import Any

from scimproof.exchange import Exchange

from ..case import FAIL, PASS, WARN, Case
from ..makers import CORE, GROUP_SCHEMA, MESSAGES, RESOURCE_TYPES, USER_SCHEMA, exchange, group, listing, user

ENVELOPE = "rfc7644-3.4.2-every-list-is-a-list-response"
TYPES = "rfc7644-3.4.2-every-list-member-has-its-type"
TOTAL = "rfc7644-3.4.2-every-list-has-total-results"
COVERS = "rfc7644-3.4.2-total-results-covers-the-page"
SHOWS = "rfc7644-3.4.2-every-list-shows-its-resources"
POSITION = "rfc7644-3.4.2-every-partial-page-says-where-it-is"
PER_PAGE = "rfc7644-3.4.2.4-items-per-page-is-the-page"
START = "rfc7644-3.4.2.4-start-index-is-the-one-asked-for"
COUNT = "rfc7644-3.4.2.4-count-is-never-exceeded"
TWICE = "rfc7644-3.4.2-no-resource-twice-in-a-page"

ONE, TWO, THREE = user("1"), user("2"), user("3")
SEARCH = {"schemas": [f"{MESSAGES}SearchRequest"], "startIndex": 2, "count": 2}


def _list(query: str, *resources: Any, **numbers: Any) -> Exchange:
    return exchange(f"GET /Users{query}", 200, listing(*resources, **numbers))


CASES = [
    Case(ENVELOPE, "a list", exchange("GET /Users", 200, listing(ONE)), PASS),
    Case(ENVELOPE, "an empty list", exchange("GET /Groups", 200, listing()), PASS),
    Case(ENVELOPE, "resource types", exchange("GET /ResourceTypes", 200, listing(*RESOURCE_TYPES)), PASS),
    Case(ENVELOPE, "a query of everything", exchange("GET /", 200, listing(ONE, group())), PASS),
    Case(ENVELOPE, "the root is no list", exchange("GET /", 200, {"hello": "world"}), PASS),
    Case(ENVELOPE, "a bare array", exchange("GET /Schemas", 200, [USER_SCHEMA, GROUP_SCHEMA]), FAIL),
    Case(ENVELOPE, "no schemas", exchange("GET /Users", 200, listing(ONE, schemas=None)), FAIL),
    Case(ENVELOPE, "a name of its own", exchange("GET /ResourceTypes", 200, {"resourceTypes": []}), FAIL),
    Case(ENVELOPE, "one resource in place of a list", exchange("GET /Users?filter=x", 200, ONE), FAIL),
    Case(ENVELOPE, "a resource with a filter is not defined", exchange("GET /Users/1?filter=x", 200, ONE), PASS),
    Case(TYPES, "numbers", exchange("GET /Users", 200, listing(ONE)), PASS),
    Case(TYPES, "null for no resources", exchange("GET /Users", 200, listing() | {"Resources": None}), PASS),
    Case(TYPES, "a total as text", exchange("GET /Users", 200, listing(ONE, total="1")), FAIL),
    Case(TYPES, "a total with a fraction", exchange("GET /Users", 200, listing(ONE, total=1.0)), FAIL),
    Case(TYPES, "a negative total", exchange("GET /Users", 200, listing(total=-1)), FAIL),
    Case(TYPES, "a position as text", exchange("GET /Users", 200, listing(ONE, start="1")), FAIL),
    Case(TYPES, "an object for resources", exchange("GET /Users", 200, listing(Resources=ONE, total=1)), FAIL),
    Case(TYPES, "ids for resources", exchange("GET /Users", 200, listing("1", "2")), FAIL),
    Case(
        TYPES, "a cursor that is not safe in URLs", exchange("GET /Users", 200, listing(ONE, nextCursor="a b/")), FAIL
    ),
    Case(TYPES, "a cursor", exchange("GET /Users", 200, listing(ONE, nextCursor="VZUTiyhEQJ94IR")), PASS),
    Case(TOTAL, "a total", exchange("GET /Users", 200, listing(ONE)), PASS),
    Case(TOTAL, "a total in other case", exchange("GET /Users", 200, listing(ONE, total=None, totalresults=1)), PASS),
    Case(TOTAL, "none", exchange("GET /Schemas", 200, listing(USER_SCHEMA, total=None)), FAIL),
    Case(TOTAL, "none, by cursor", exchange("GET /Users?cursor=", 200, listing(ONE, total=None)), PASS),
    Case(TOTAL, "none, with a cursor", exchange("GET /Users", 200, listing(ONE, total=None, nextCursor="x")), PASS),
    Case(COVERS, "all of them", _list("", ONE, TWO), PASS),
    Case(COVERS, "a page in the middle", _list("?startIndex=2&count=1", TWO, total=3, start=2), PASS),
    Case(COVERS, "the last page", _list("?startIndex=3", THREE, total=3, start=3), PASS),
    Case(COVERS, "past the end", _list("?startIndex=9", total=3, start=9, per_page=0), PASS),
    Case(COVERS, "fewer than shown", _list("", ONE, TWO, total=1), FAIL),
    Case(COVERS, "the page in place of all", _list("?startIndex=3&count=2", ONE, TWO, total=2, start=3), FAIL),
    Case(COVERS, "an estimate, by cursor", _list("?cursor=x", ONE, TWO, total=1), PASS),
    Case(SHOWS, "matches", _list("", ONE), PASS),
    Case(SHOWS, "no matches", _list("", Resources=None), PASS),
    Case(SHOWS, "none, because of count=0", _list("?count=0", total=3, Resources=None), PASS),
    Case(SHOWS, "none, because of a negative count", _list("?count=-2", total=3), PASS),
    Case(SHOWS, "none, past the end", _list("?startIndex=9", total=3, Resources=None), PASS),
    Case(SHOWS, "none", _list("", total=3, Resources=None), FAIL),
    Case(SHOWS, "under another name", _list("", total=1, Resources=None, items=[ONE]), FAIL),
    Case(SHOWS, "in other case", _list("", total=1, Resources=None, resources=[ONE]), PASS),
    Case(SHOWS, "an empty page in the middle", _list("?startIndex=2&count=2", total=3, start=2, per_page=0), WARN),
    Case(POSITION, "a part with a position", _list("?count=1", ONE, total=3), PASS),
    Case(POSITION, "a part without", _list("?count=1", ONE, total=3, start=None, per_page=None), FAIL),
    Case(POSITION, "a part without the size", _list("?count=1", ONE, total=3, per_page=None), FAIL),
    Case(POSITION, "all without", _list("", ONE, start=None, per_page=None), PASS),
    Case(POSITION, "none without", _list("?count=0", total=3, start=None, per_page=None), PASS),
    Case(POSITION, "a part by cursor", _list("?cursor=", ONE, total=3, start=None, nextCursor="x"), PASS),
    Case(PER_PAGE, "the size of the page", _list("?count=2", ONE, TWO, total=3), PASS),
    Case(PER_PAGE, "no size", _list("", ONE, per_page=None), PASS),
    Case(PER_PAGE, "more on the only page, as in Figure 9", _list("?count=10", ONE, TWO, per_page=10), WARN),
    Case(PER_PAGE, "more on the last page", _list("?startIndex=3", THREE, total=3, start=3, per_page=2), WARN),
    Case(PER_PAGE, "more on a page before others", _list("?count=10", ONE, total=3, per_page=10), FAIL),
    Case(PER_PAGE, "less", _list("", ONE, TWO, per_page=1), FAIL),
    Case(PER_PAGE, "anything on an empty page", _list("?startIndex=9", total=3, start=9, per_page=100), PASS),
    Case(START, "the first page", _list("", ONE), PASS),
    Case(START, "the page asked for", _list("?startIndex=2", TWO, total=2, start=2), PASS),
    Case(START, "less than one counts as one", _list("?startIndex=-3", ONE), PASS),
    Case(START, "no number", _list("?startIndex=abc", ONE, start=7), PASS),
    Case(START, "ignored", _list("?startIndex=2", ONE, TWO, start=1), FAIL),
    Case(START, "counted from zero", _list("", ONE, start=0), FAIL),
    Case(START, "by search", exchange("POST /Users/.search", 200, listing(TWO, total=3, start=2), sent=SEARCH), PASS),
    Case(START, "ignored by search", exchange("POST /.search", 200, listing(ONE, total=3), sent=SEARCH), FAIL),
    Case(
        START,
        "ignored by discovery, as it has to",
        exchange("GET /ResourceTypes?startIndex=2", 200, listing(*RESOURCE_TYPES)),
        PASS,
    ),
    Case(START, "past the end", _list("?startIndex=9", ONE, total=3, start=1), PASS),
    Case(COUNT, "as many as asked for", _list("?count=2", ONE, TWO, total=3), PASS),
    Case(COUNT, "fewer", _list("?count=2", ONE, total=3), PASS),
    Case(COUNT, "more", _list("?count=1", ONE, TWO), FAIL),
    Case(COUNT, "any for zero", _list("?count=0", ONE), FAIL),
    Case(COUNT, "any for less than zero", _list("?count=-1", ONE), FAIL),
    Case(COUNT, "no number", _list("?count=many", ONE, TWO), PASS),
    Case(COUNT, "more by search", exchange("POST /Users/.search", 200, listing(ONE, TWO, THREE), sent=SEARCH), FAIL),
    Case(
        COUNT, "discovery ignores it", exchange("GET /Schemas?count=1", 200, listing(USER_SCHEMA, GROUP_SCHEMA)), PASS
    ),
    Case(TWICE, "different ones", _list("", ONE, TWO), PASS),
    Case(TWICE, "numbered by type", exchange("POST /.search", 200, listing(user("1"), group("1")), sent=SEARCH), PASS),
    Case(TWICE, "without an id", _list("", user(id=None), user(id=None)), PASS),
    Case(TWICE, "one and the same", _list("?filter=x", ONE, ONE), FAIL),
    Case(TWICE, "also in Schemas", exchange("GET /Schemas", 200, listing(USER_SCHEMA, USER_SCHEMA)), FAIL),
    Case(
        ENVELOPE,
        "marked with capitals",
        exchange("GET /Users", 200, listing(ONE, schemas=[f"{MESSAGES}LISTRESPONSE"])),
        PASS,
    ),
    Case(ENVELOPE, "marked as a resource", exchange("GET /Users", 200, listing(ONE, schemas=[f"{CORE}User"])), FAIL),
]
