"""Servers that Okta cannot connect to, look up people in, or import from."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

NAME = "userName eq "


def _lists_users(asked: Inbound) -> bool:
    return asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id is None


def _listed(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    """The users of a list, which can be changed in place."""
    found = answer.body.get("Resources") if _lists_users(asked) and isinstance(answer.body, dict) else None
    return found if isinstance(found, list) else []


def _whole(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    """The same for a list that nobody filtered."""
    return [] if "filter" in asked.parameters else _listed(asked, answer)


def _rewrite_filter(asked: Inbound, wanted: str) -> None:
    kept = [part for part in asked.query.split("&") if not part.startswith("filter=")]
    asked.query = "&".join([*kept, "filter=" + quote(wanted)])


@on_request("rfc", "critical", "okta")
def insists_on_attributes(asked: Inbound) -> Outbound | None:
    """A list is refused unless the query says which attributes to show.

    Okta never says it: every test of the connection failed (scimgateway issue 26). A page of one is let through.
    """
    asks = asked.parameters
    if _lists_users(asked) and "attributes" not in asks and "filter" not in asks and asks.get("count") != "1":
        return scim_error(400, "the parameter attributes is missing", "invalidValue")
    return None


@on_answer("rfc", "critical", "okta")
def quotes_start_index(asked: Inbound, answer: Outbound) -> None:
    """startIndex is a string. Okta stops, and shows no reason (support question of April 2024)."""
    if _lists_users(asked) and isinstance(answer.body, dict) and "startIndex" in answer.body:
        answer.body["startIndex"] = str(answer.body["startIndex"])


@on_answer("rfc", "major", "okta")
def quotes_items_per_page(asked: Inbound, answer: Outbound) -> None:
    """itemsPerPage of a list that nobody filtered is a string: people can be assigned, and never imported."""
    if _whole(asked, answer) and "itemsPerPage" in answer.body:
        answer.body["itemsPerPage"] = str(answer.body["itemsPerPage"])


@on_request("rfc", "major", "okta")
def lists_no_groups(asked: Inbound) -> Outbound | None:
    """Groups are declared, and cannot be listed."""
    if asked.method == "GET" and asked.endpoint == "Groups" and asked.resource_id is None:
        return scim_error(501, "not implemented")
    return None


@on_answer("idp", "critical", "okta", bugs=("BUG-094",))
def hides_the_inactive(asked: Inbound, answer: Outbound) -> None:
    """Lists and look-ups leave out who is inactive, and the name is taken all the same.

    Whoever comes back is created, which is a conflict, for ever (better-auth issue 11111).
    """
    entries = _listed(asked, answer)
    active = [entry for entry in entries if entry.get("active") is not False]
    if len(active) < len(entries):
        fewer = len(entries) - len(active)
        total = answer.body["totalResults"] - fewer
        answer.body |= {"Resources": active, "totalResults": total, "itemsPerPage": len(active)}


@on_answer("rfc", "major", "okta", bugs=("BUG-122",))
def shows_digits_for_active(asked: Inbound, answer: Outbound) -> None:
    """active in lists is 1 or 0, as the database has it."""
    for entry in _listed(asked, answer):
        if isinstance(entry.get("active"), bool):
            entry["active"] = int(entry["active"])


@on_answer("rfc", "major", "okta")
def lists_addresses_as_text(asked: Inbound, answer: Outbound) -> None:
    """Lists show the one e-mail address of a user, as a text."""
    for entry in _whole(asked, answer):
        if entry.get("emails"):
            entry["emails"] = entry["emails"][0].get("value")


@on_answer("rfc", "major", "okta")
def marks_no_address_as_primary(asked: Inbound, answer: Outbound) -> None:
    """Lists do not tell which e-mail address is the primary one: Okta imports people without any."""
    for entry in _listed(asked, answer):
        for address in entry.get("emails") or []:
            address.pop("primary", None)


@on_answer("robustness", "critical", "okta", "entra", "sailpoint", bugs=("BUG-023",))
def shuffles_lists(asked: Inbound, answer: Outbound) -> None:
    """Pages come in whatever order the store likes: some people are on two of them, and others on none."""
    entries = _whole(asked, answer)
    if len(entries) > 20:
        # What another order of the store comes to: the page has some of those who were on another one.
        kept = random.Random(str(entries[0].get("id"))).sample(entries, len(entries))  # noqa: S311 - no secret
        answer.body["Resources"] = [*kept[:-10], *kept[:10]]


@on_request("rfc", "critical", "okta")
def cuts_pages_at_fifty(asked: Inbound) -> Outbound | None:
    """A page holds fifty at most. The RFC allows that; Okta goes on by a hundred, and misses every second fifty."""
    if _lists_users(asked) and "filter" not in asked.parameters and asked.parameters.get("count") == "100":
        asked.query = asked.query.replace("count=100", "count=50")
    return None


@on_answer("rfc", "critical", "okta")
def filters_the_first_page(asked: Inbound, answer: Outbound) -> None:
    """A look-up takes the first hundred users, and filters those: nobody beyond them is ever found.

    More than a hundred users could not be provisioned (rstudio issue 14992).
    """
    late = [entry for entry in _listed(asked, answer) if int(str(entry["id"])[:8], 16) > 100]
    if late and "filter" in asked.parameters and "count" in asked.parameters:
        answer.body |= {"Resources": [], "totalResults": 0, "itemsPerPage": 0}


@on_request("rfc", "critical", "okta", "entra")
def finds_who_has_such_a_beginning(asked: Inbound) -> Outbound | None:
    """A look-up finds everybody whose userName begins like this: the wrong person may be linked, and overwritten."""
    wanted = asked.parameters.get("filter", "")
    if wanted.startswith(NAME):
        _rewrite_filter(asked, wanted.replace(" eq ", " sw ", 1))
    return None


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-041",))
def looks_up_addresses(asked: Inbound) -> Outbound | None:
    """A look-up by userName searches the e-mail addresses: people whose login is another one are not found."""
    wanted = asked.parameters.get("filter", "")
    if wanted.startswith(NAME):
        _rewrite_filter(asked, wanted.replace(NAME, "emails.value eq ", 1))
    return None


@on_request("rfc", "major", "okta", bugs=("BUG-038",))
def knows_no_odd_characters(asked: Inbound) -> Outbound | None:
    """A filter with an apostrophe or a plus sign in its value is refused."""
    wanted = asked.parameters.get("filter", "")
    return scim_error(400, "unexpected character", "invalidFilter") if {"'", "+"} & set(wanted) else None


@on_request("idp", "major", "okta", "entra", bugs=("BUG-031",))
def looks_up_names_only(asked: Inbound) -> Outbound | None:
    """Nobody can be looked up by externalId."""
    if asked.parameters.get("filter", "").startswith("externalId"):
        return scim_error(400, "unsupported attribute", "invalidFilter")
    return None


@on_request("robustness", "minor", "okta")
def crashes_on_capitals(asked: Inbound) -> Outbound | None:
    """A look-up in capitals ends in a 500."""
    wanted = asked.parameters.get("filter", "").partition('"')[2]
    return scim_error(500, "internal error") if wanted and wanted == wanted.upper() else None


@on_answer("rfc", "major", "okta")
def lists_people_without_names(asked: Inbound, answer: Outbound) -> None:
    """Lists show no names of people: an integration that is submitted so fails the first step of Okta's test."""
    for entry in _whole(asked, answer):
        entry.pop("name", None)


@on_answer("rfc", "major", "okta")
def reads_people_without_names(asked: Inbound, answer: Outbound) -> None:
    """A single user is shown without names."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and isinstance(answer.body, dict):
        answer.body.pop("name", None)


@on_request("rfc", "critical", "okta")
def takes_anybody_for_the_admin(asked: Inbound) -> Outbound | None:
    """Whatever stands in Authorization opens the door, with a scheme or without."""
    if asked.headers.get("authorization") == "non-token":
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        body: dict[str, Any] = {"schemas": schemas, "totalResults": 0, "Resources": []}
        return Outbound(200, body, {"Content-Type": "application/scim+json"})
    return None


def _lists_groups(asked: Inbound, answer: Outbound) -> bool:
    """Whether groups are listed, and not looked up."""
    whole = asked.method == "GET" and asked.endpoint == "Groups" and "filter" not in asked.parameters
    return whole and asked.resource_id is None and answer.ok and isinstance(answer.body, dict)


@on_answer("rfc", "major", "okta")
def keeps_groups_out_of_lists(asked: Inbound, answer: Outbound) -> None:
    """Groups can be looked up, and are in no list: none can be chosen to be linked (appsmithorg/appsmith#35759)."""
    if _lists_groups(asked, answer):
        answer.body |= {"Resources": [], "totalResults": 0, "itemsPerPage": 0}


@on_answer("rfc", "major", "okta")
def lists_groups_under_former_names(asked: Inbound, answer: Outbound) -> None:
    """Lists show the name of the create of a group: Okta pushes its own back, for ever (getsentry/sentry#84838)."""
    if asked.endpoint == "Groups" and asked.method == "POST" and answer.ok:
        NAMED_FIRST[answer.body["id"]] = answer.body["displayName"]
    for group in answer.resources if _lists_groups(asked, answer) else []:
        group["displayName"] = NAMED_FIRST.get(group["id"], group["displayName"])


NAMED_FIRST: dict[str, str] = {}
