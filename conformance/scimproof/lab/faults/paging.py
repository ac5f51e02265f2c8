"""Servers that sort and page wrongly, by index and by cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def asks(asked: Inbound) -> dict[str, Any]:
    """The parameters of a query: those of the URL, or those of the body of a search request."""
    if asked.method == "POST" and asked.path.endswith("/.search"):
        return asked.json if isinstance(asked.json, dict) else {}
    return dict(asked.parameters) if asked.method == "GET" else {}


def change(asked: Inbound, **changes: Any) -> None:
    """Change parameters of a query; ``None`` leaves one out."""
    parameters = {name: value for name, value in {**asks(asked), **changes}.items() if value is not None}
    if asked.method == "POST":
        asked.replace_json(parameters)
    else:
        asked.query = "&".join(f"{quote(name)}={quote(str(value), safe='')}" for name, value in parameters.items())


def is_list(answer: Outbound) -> bool:
    """Whether the answer is a list."""
    return answer.ok and isinstance(answer.body, dict) and LIST_RESPONSE in (answer.body.get("schemas") or [])


def reorder(answer: Outbound, key: Callable[[dict[str, Any]], Any]) -> None:
    """Put the resources of a list into another order."""
    if is_list(answer) and answer.body.get("Resources"):
        answer.body["Resources"] = sorted(answer.body["Resources"], key=key)


# -- sorting ----------------------------------------------------------------------------------------------------


@on_request("rfc", "minor", "generic", "sailpoint")
def never_sorts(asked: Inbound) -> Outbound | None:
    """sortBy is ignored, although sorting is declared."""
    if "sortBy" in asks(asked):
        change(asked, sortBy=None, sortOrder=None)
    return None


@on_request("rfc", "minor", "generic", "sailpoint", bugs=("BUG-042",))
def ignores_sort_order(asked: Inbound) -> Outbound | None:
    """sortOrder is ignored: every list is ascending."""
    if "sortOrder" in asks(asked):
        change(asked, sortOrder=None)
    return None


@on_request("rfc", "minor", "generic")
def sorts_backwards(asked: Inbound) -> Outbound | None:
    """Without sortOrder a list is descending."""
    if "sortBy" in asks(asked) and "sortOrder" not in asks(asked):
        change(asked, sortOrder="descending")
    return None


@on_answer("rfc", "minor", "generic", bugs=("BUG-043",))
def sorts_by_bytes(asked: Inbound, answer: Outbound) -> None:
    """Names are sorted in the order of bytes: all capitals come before all small letters."""
    if asks(asked).get("sortBy") == "userName" and asks(asked).get("sortOrder") != "descending":
        reorder(answer, lambda entry: entry.get("userName", ""))


@on_answer("rfc", "minor", "generic")
def puts_missing_values_at_the_wrong_end(asked: Inbound, answer: Outbound) -> None:
    """Who has no title comes first in ascending order and last in descending order, as in many databases."""
    if asks(asked).get("sortBy") == "title":
        first = asks(asked).get("sortOrder") != "descending"
        reorder(answer, lambda entry: ("title" in entry) == first)


@on_answer("rfc", "minor", "generic", bugs=("BUG-044",))
def sorts_by_first_values(asked: Inbound, answer: Outbound) -> None:
    """People are sorted by the first of their e-mails, primary or not."""
    if asks(asked).get("sortBy") == "emails.value":
        reorder(answer, lambda entry: entry["emails"][0]["value"])


@on_request("rfc", "minor", "generic")
def understands_one_spelling_of_sort_by(asked: Inbound) -> Outbound | None:
    """sortBy is ignored when its name is in capitals, or has a URN before it."""
    wanted = str(asks(asked).get("sortBy", ""))
    if wanted.isupper() or wanted.startswith("urn:"):
        change(asked, sortBy=None)
    return None


@on_request("rfc", "minor", "generic")
def crashes_on_odd_sorting(asked: Inbound) -> Outbound | None:
    """A sortBy or sortOrder that does not exist ends in a 500."""
    asking = asks(asked)
    known = asking.get("sortOrder", "ascending") in ("ascending", "descending")
    return None if known and asking.get("sortBy") != "scimproofNoSuch" else scim_error(500, "KeyError")


@on_answer("rfc", "minor", "generic")
def declares_no_sorting(asked: Inbound, answer: Outbound) -> None:
    """Sorting is not declared as supported, and sortBy ends in a 500."""
    if config := config_in(asked, answer):
        config["sort"] = {"supported": False}
    elif "sortBy" in asks(asked):
        crashed = scim_error(500, "not implemented")
        answer.status, answer.body = crashed.status, crashed.body


# -- paging by index --------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "generic", bugs=("BUG-027",))
def skips_twice(asked: Inbound) -> Outbound | None:
    """Paging is applied twice, by the database and after it: later pages begin too late."""
    start = str(asks(asked).get("startIndex", "1"))
    if start.isdigit() and 1 < int(start) < 1000:
        change(asked, startIndex=2 * int(start) - 1)
    return None


@on_request("rfc", "critical", "generic", "okta", "entra")
def overlaps_pages(asked: Inbound) -> Outbound | None:
    """startIndex is taken as counted from 0 in the wrong place: the last one of each page is the first of the next."""
    start = str(asks(asked).get("startIndex", "1"))
    if start.isdigit() and int(start) > 1:
        change(asked, startIndex=int(start) - 1)
    return None


@on_answer("rfc", "major", "generic")
def says_every_page_is_the_first(asked: Inbound, answer: Outbound) -> None:
    """startIndex of every answer is 1."""
    if is_list(answer) and "startIndex" in answer.body:
        answer.body["startIndex"] = 1


@on_request("rfc", "minor", "generic")
def refuses_start_index_below_one(asked: Inbound) -> Outbound | None:
    """A startIndex below 1 is refused."""
    start = str(asks(asked).get("startIndex", "1"))
    return scim_error(400, "startIndex", "invalidValue") if start == "0" or start.startswith("-") else None


@on_request("rfc", "minor", "generic", bugs=("BUG-024",))
def takes_count_zero_for_none(asked: Inbound) -> Outbound | None:
    """A count of 0, or below it, is taken as no count."""
    count = str(asks(asked).get("count", "1"))
    if count == "0" or count.startswith("-"):
        change(asked, count=None)
    return None


@on_request("rfc", "major", "generic")
def counts_one_less(asked: Inbound) -> Outbound | None:
    """count is off by one: a page holds one resource less than asked for."""
    count = str(asks(asked).get("count", ""))
    if count.isdigit() and int(count) > 1:
        change(asked, count=int(count) - 1)
    return None


@on_request("rfc", "minor", "okta")
def refuses_large_counts(asked: Inbound) -> Outbound | None:
    """A count above the maximum is refused instead of cut."""
    count = str(asks(asked).get("count", ""))
    return scim_error(400, "count", "invalidValue") if count.isdigit() and int(count) > 200 else None


@on_request("rfc", "critical", "generic")
def starts_over_past_the_end(asked: Inbound) -> Outbound | None:
    """Past the end the first page comes again: a client that pages until nothing comes never ends."""
    start = str(asks(asked).get("startIndex", ""))
    if start.isdigit() and int(start) > 5:
        change(asked, startIndex=1)
    return None


@on_request("rfc", "minor", "generic", bugs=("BUG-022",))
def crashes_on_words_for_numbers(asked: Inbound) -> Outbound | None:
    """A count or startIndex that is no number ends in a 500."""
    numbers = [str(asks(asked).get(name, "1")) for name in ("count", "startIndex")]
    return None if all(text.lstrip("-").isdigit() for text in numbers) else scim_error(500, "ValueError")


@on_request("rfc", "major", "generic")
def refuses_whole_lists(asked: Inbound) -> Outbound | None:
    """A list of all users is refused as too long, without the scimType that says so."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id is None and not asked.query:
        return scim_error(400, "too many users")
    return None


# -- paging by cursor -------------------------------------------------------------------------------------------


@on_request("rfc", "major", "generic")
def takes_empty_cursors_for_none(asked: Inbound) -> Outbound | None:
    """An empty cursor is taken as none: there is no way into paging by cursor."""
    if asks(asked).get("cursor") == "":
        change(asked, cursor=None)
    return None


@on_answer("rfc", "critical", "generic")
def loses_one_at_each_cursor(asked: Inbound, answer: Outbound) -> None:
    """The last one of each page by cursor is lost."""
    if is_list(answer) and "nextCursor" in answer.body:
        answer.body["Resources"] = answer.body["Resources"][:-1]


@on_answer("rfc", "critical", "generic")
def never_ends(asked: Inbound, answer: Outbound) -> None:
    """The last page gives the cursor of itself."""
    cursor = asks(asked).get("cursor")
    if is_list(answer) and cursor and "nextCursor" not in answer.body:
        answer.body["nextCursor"] = cursor


@on_answer("rfc", "minor", "generic")
def goes_back_from_the_first_page(asked: Inbound, answer: Outbound) -> None:
    """The first page has a previousCursor."""
    if is_list(answer) and asks(asked).get("cursor") == "" and "nextCursor" in answer.body:
        answer.body["previousCursor"] = answer.body["nextCursor"]


@on_answer("rfc", "minor", "generic")
def goes_back_to_the_next_page(asked: Inbound, answer: Outbound) -> None:
    """previousCursor is the same as nextCursor."""
    if is_list(answer) and "previousCursor" in answer.body and "nextCursor" in answer.body:
        answer.body["previousCursor"] = answer.body["nextCursor"]


@on_answer("rfc", "major", "generic")
def pads_cursors(asked: Inbound, answer: Outbound) -> None:
    """Cursors are plain base64, with = at their ends: put into a URL as they are, they break."""
    if is_list(answer) and "nextCursor" in answer.body:
        answer.body["nextCursor"] += "=="


@on_request("rfc", "minor", "generic")
def pages_by_cursor_only(asked: Inbound) -> Outbound | None:
    """Whatever is asked for, pages come by cursor, although paging by index is declared."""
    if "count" in asks(asked) and "cursor" not in asks(asked):
        change(asked, cursor="", startIndex=None)
    return None


@on_answer("rfc", "major", "generic")
def answers_bad_cursors_with_nothing(asked: Inbound, answer: Outbound) -> None:
    """A cursor that the server never gave brings an empty page, as if the list were at its end."""
    if answer.status == 400 and answer.body.get("scimType") == "invalidCursor":
        answer.status, answer.body = 200, {"schemas": [LIST_RESPONSE], "totalResults": 0}


@on_answer("rfc", "minor", "generic")
def misnames_bad_cursors(asked: Inbound, answer: Outbound) -> None:
    """A cursor or count that is refused has the scimType invalidSyntax."""
    if answer.status == 400 and answer.body.get("scimType") in ("invalidCursor", "invalidCount"):
        answer.body["scimType"] = "invalidSyntax"


@on_answer("robustness", "minor", "generic")
def repeats_the_query_in_errors(asked: Inbound, answer: Outbound) -> None:
    """A cursor that is refused is explained with the query, and with how long the cursor is: differently each time."""
    if answer.status == 400 and answer.body.get("scimType") == "invalidCursor":
        cursor = str(asks(asked).get("cursor", ""))
        answer.body["detail"] = f"cursor of {len(cursor)} signs ends before ada.{_word(asked)}@scimproof.example"


def _word(asked: Inbound) -> str:
    return str(asks(asked).get("filter", "")).partition('"')[2].partition('"')[0]


@on_request("rfc", "major", "generic")
def uses_up_cursors(asked: Inbound) -> Outbound | None:
    """A cursor works once: a client that repeats a request after a lost answer is refused."""
    cursor = str(asks(asked).get("cursor") or "")
    _used[cursor] = _used.get(cursor, 0) + 1
    return scim_error(400, "used up", "invalidSyntax") if cursor and _used[cursor] > 1 else None


_used: dict[str, int] = {}


@on_answer("rfc", "minor", "generic")
def declares_cursors_of_a_second(asked: Inbound, answer: Outbound) -> None:
    """cursorTimeout is declared as one second."""
    if config := config_in(asked, answer):
        config["pagination"]["cursorTimeout"] = 1


@on_answer("rfc", "major", "generic")
def declares_pages_of_one(asked: Inbound, answer: Outbound) -> None:
    """Pages of one resource at most are declared, and larger ones come."""
    if config := config_in(asked, answer):
        config["pagination"] |= {"defaultPageSize": 1, "maxPageSize": 1}
        config["filter"]["maxResults"] = 1


@on_answer("rfc", "minor", "generic")
def declares_paging_in_words(asked: Inbound, answer: Outbound) -> None:
    """What is declared of paging is text: "yes", "page", "0"."""
    if config := config_in(asked, answer):
        words = {"cursor": "yes", "index": "yes", "defaultPaginationMethod": "page", "maxPageSize": "0"}
        config["pagination"] = words


@on_answer("rfc", "minor", "generic")
def hides_paging(asked: Inbound, answer: Outbound) -> None:
    """Nothing is declared of paging, and cursors are given."""
    if config := config_in(asked, answer):
        config.pop("pagination", None)
