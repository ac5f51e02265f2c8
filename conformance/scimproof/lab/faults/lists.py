"""Servers that list and search wrongly."""

from __future__ import annotations

import re
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error


def _is_list(asked: Inbound, answer: Outbound) -> bool:
    return asked.endpoint in COLLECTIONS and asked.resource_id is None and answer.ok and isinstance(answer.body, dict)


@on_answer("rfc", "major", "generic", bugs=("BUG-001",))
def lists_without_envelope(asked: Inbound, answer: Outbound) -> None:
    """Lists come as a bare array."""
    if asked.method == "GET" and _is_list(asked, answer):
        answer.body = answer.body.get("Resources", [])


@on_answer("rfc", "critical", "entra", "okta", bugs=("BUG-025",))
def answers_no_match_with_404(asked: Inbound, answer: Outbound) -> None:
    """A search without a match is answered with 404. Entra stops, and puts the job into quarantine."""
    if "filter" in asked.parameters and _is_list(asked, answer) and not answer.body.get("totalResults"):
        missing = scim_error(404, "no such user")
        answer.status, answer.body = missing.status, missing.body


@on_answer("rfc", "critical", "okta", "entra", "sailpoint", bugs=("BUG-026",))
def counts_only_the_page(asked: Inbound, answer: Outbound) -> None:
    """totalResults is the size of the page: clients stop after the first one and miss accounts."""
    if _is_list(asked, answer) and "totalResults" in answer.body:
        answer.body["totalResults"] = len(answer.body.get("Resources") or [])


@on_request("rfc", "major", "okta", "entra", "sailpoint", bugs=("BUG-021",))
def never_pages(asked: Inbound) -> Outbound | None:
    """count has no effect: everybody comes in one answer."""
    kept = [part for part in asked.query.split("&") if not part.startswith("count=")]
    asked.query = "&".join(kept)
    return None


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-028",))
def ignores_start_index(asked: Inbound) -> Outbound | None:
    """startIndex is ignored: every page is the first one."""
    kept = [part for part in asked.query.split("&") if not part.startswith("startIndex=")]
    asked.query = "&".join(kept)
    return None


@on_answer("rfc", "minor", "okta", bugs=("BUG-029",))
def echoes_count_as_items_per_page(asked: Inbound, answer: Outbound) -> None:
    """itemsPerPage is the count that was asked for, and not the number of resources on the page."""
    if _is_list(asked, answer) and "count" in asked.parameters:
        answer.body["itemsPerPage"] = int(asked.parameters["count"]) + 1


@on_request("rfc", "critical", "generic")
def ignores_filters(asked: Inbound) -> Outbound | None:
    """A filter is ignored: whoever is searched, everybody is found."""
    kept = [part for part in asked.query.split("&") if not part.startswith("filter=")]
    asked.query = "&".join(kept)
    return None


@on_answer("rfc", "major", "okta", "entra", bugs=("BUG-130",))
def filters_case_sensitively(asked: Inbound, answer: Outbound) -> None:
    """userName eq respects case."""
    wanted = asked.parameters.get("filter", "")
    if _is_list(asked, answer) and wanted.startswith("userName eq"):
        name = wanted.partition('"')[2].rstrip('"')
        found = [entry for entry in answer.body.get("Resources") or [] if entry.get("userName") == name]
        answer.body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


@on_request("rfc", "minor", "generic")
def refuses_unknown_parameters(asked: Inbound) -> Outbound | None:
    """An unknown query parameter is refused."""
    if any(name.startswith("scimproof") for name in asked.parameters):
        return scim_error(400, "unknown parameter", "invalidValue")
    return None


@on_answer("rfc", "major", "generic")
def lists_nobody_twice_but_the_first(asked: Inbound, answer: Outbound) -> None:
    """The first of a list comes twice."""
    if _is_list(asked, answer) and answer.body.get("Resources"):
        answer.body["Resources"].append(answer.body["Resources"][0])
        answer.body["itemsPerPage"] = len(answer.body["Resources"])


@on_answer("rfc", "major", "generic")
def quotes_total_results(asked: Inbound, answer: Outbound) -> None:
    """totalResults is a string."""
    if _is_list(asked, answer) and "totalResults" in answer.body:
        answer.body["totalResults"] = str(answer.body["totalResults"])


@on_request("rfc", "major", "generic")
def binds_or_tighter_than_and(asked: Inbound) -> Outbound | None:
    """or binds tighter than and: 'a or b and c' is taken for '(a or b) and c'.

    Whoever searches for one of two names in one department finds others.
    """
    wanted = asked.parameters.get("filter", "")
    misread = re.sub(r"\(([^()]* or [^()]*)\)", lambda group: f"({_or_first(group[1])})", wanted)
    if misread != wanted:
        kept = [part for part in asked.query.split("&") if not part.startswith("filter=")]
        asked.query = "&".join([*kept, "filter=" + quote(misread)])
    return None


def _or_first(terms: str) -> str:
    return " and ".join(f"({term})" if " or " in term else term for term in terms.split(" and "))
