"""Everybody: GET /Users (RFC 7644 section 3.4.2)."""

from scimproof import Blocked, Declared, Finding, Findings, Probe, Regulars, Story, check, expect, scenario
from scimproof.listing import is_list
from scimproof.querying import entries, needs_paging_by_index, number_in


@scenario(given="User")
def everybody_is_listed(story: Story, probe: Probe, regulars: Regulars) -> None:
    """Five people are there; the list is read whole, in pages of two, past its end, and with a strange parameter."""
    crowd = regulars.five()
    users, story.ids = crowd.endpoint, list(crowd.ids)
    story.whole = probe.session.settled(
        lambda: probe.query(users), lambda seen: int(seen.answer.object.get("totalResults") or 0) >= len(story.ids)
    )
    story.page = probe.query(users, {"startIndex": 1, "count": 2})
    story.none_of_it = probe.query(users, {"count": 0})
    story.past_the_end = probe.query(users, {"startIndex": 1_000_000, "count": 2})
    story.strange = probe.query(users, {"scimproofHasNoSuchParameter": "1", "count": 2})


@scenario(given=("User", "filter"))
def somebody_is_searched(story: Story, probe: Probe, regulars: Regulars) -> None:
    """One of three people is searched by userName, in lower case and in capitals; then somebody whom nobody knows."""
    crowd = regulars.three()
    users, name, story.id = crowd.endpoint, crowd.login("ada"), crowd.id_of("ada")
    story.found = probe.session.settled(
        lambda: probe.query(users, {"filter": f'userName eq "{name}"'}), lambda seen: bool(entries(seen))
    )
    story.found_in_capitals = probe.query(users, {"filter": f'userName eq "{name.upper()}"'})
    story.nobody = probe.query(users, {"filter": f'userName eq "{probe.session.invented_id()}"'})


@check("rfc7644-3.4.2-list-is-a-list-response", "RFC7644-3.4.2-04")
def a_list_is_a_list_response(everybody_is_listed: Story) -> Findings:
    """The answer to a query names the ListResponse schema."""
    exchange = everybody_is_listed.whole
    if _too_many(everybody_is_listed):
        exchange = everybody_is_listed.page
    return is_list(exchange)


@check("rfc7644-3.4.2.1-too-many", "RFC7644-3.4.2.1-04", "RFC7644-3.12-20")
def too_many_is_said(everybody_is_listed: Story) -> Findings:
    """A list without a filter is answered, or refused with 400 and scimType tooMany."""
    exchange = everybody_is_listed.whole
    found = expect.status(exchange, 200, 400, why="tooMany")
    return found or (expect.scim_type(exchange, "tooMany") if exchange.status == 400 else None)


@check("rfc7644-3.4.2-total-results", "RFC7644-3.4.2-06", "RFC7644-3.4.2-05")
def total_results_counts_all(everybody_is_listed: Story) -> Findings:
    """totalResults counts all matches, and not only those on the page."""
    exchange = everybody_is_listed.page
    total = number_in(exchange, "totalResults")
    if exchange.resource and total is not None and total >= len(everybody_is_listed.ids):
        return None
    return expect.equal("totalResults on a page of two", "at least 3: so many were created", total, exchange)


@check("rfc7644-3.4.2.4-count-limits-the-page", "RFC7644-3.4.2.4-04")
def count_limits_the_page(everybody_is_listed: Story) -> Findings:
    """A page never holds more resources than count asks for."""
    found: list[Finding] = []
    for exchange, limit in ((everybody_is_listed.page, 2), (everybody_is_listed.none_of_it, 0)):
        found += expect.status(exchange, 200)
        if not found and len(entries(exchange)) > limit:
            found += expect.equal(
                f"the number of resources with count={limit}", f"at most {limit}", len(entries(exchange)), exchange
            )
    return found


@check("rfc7644-3.4.2.4-past-the-end", "RFC7644-3.4.2.4-03", "RFC7644-3.4.2-14")
def past_the_end_there_is_nobody(everybody_is_listed: Story, declared: Declared) -> Findings:
    """A page past the end is an empty list, and no error."""
    needs_paging_by_index(declared)
    exchange = everybody_is_listed.past_the_end
    found = expect.status(exchange, 200)
    if found or not entries(exchange):
        return found
    return expect.equal("the number of resources past the end", 0, len(entries(exchange)), exchange)


@check("rfc7644-3.4.2-unknown-parameter-is-ignored", "RFC7644-3.4.2-02")
def an_unknown_parameter_is_ignored(everybody_is_listed: Story) -> Findings:
    """An unknown query parameter is ignored."""
    page = everybody_is_listed.page
    if not page.answer.ok:
        raise Blocked(f"{page.label} was answered {page.status}: a page is refused without an unknown parameter, too")
    return expect.status(everybody_is_listed.strange, 200)


def _too_many(story: Story) -> bool:
    """Whether the whole list is refused as too long, as section 3.4.2.1 has it."""
    return bool(story.whole.status == 400 and story.whole.answer.object.get("scimType") == "tooMany")


@check("rfc7644-3.4.2.2-user-name-eq", "RFC7644-3.4.2.2-10", "RFC7644-3.4-01", "RFC7644-3.4.2.2-03", level="must")
def a_user_is_found_by_user_name(somebody_is_searched: Story) -> Findings:
    """userName eq finds the one user who has that name, and nobody else."""
    story = somebody_is_searched
    return expect.status(story.found, 200) or expect.equal(
        "the ids found by userName eq", [story.id], [entry.get("id") for entry in entries(story.found)], story.found
    )


@check("rfc7644-3.4.2.2-user-name-eq-ignores-case", "RFC7643-7-25")
def a_search_ignores_case(somebody_is_searched: Story) -> Findings:
    """userName eq ignores case, as the attribute does."""
    story = somebody_is_searched
    exchange = story.found_in_capitals
    return expect.status(exchange, 200) or expect.equal(
        "the ids found in capitals", [story.id], [entry.get("id") for entry in entries(exchange)], exchange
    )


@check("rfc7644-3.4.2-no-match-is-an-empty-list", "RFC7644-3.4.2-14")
def no_match_is_an_empty_list(somebody_is_searched: Story) -> Findings:
    """A query without a match is answered with 200 and totalResults 0.

    Okta and Entra ID ask for people who do not exist before every create; another answer stops them.
    """
    exchange = somebody_is_searched.nobody
    return expect.status(exchange, 200) or expect.equal(
        "totalResults without a match", 0, exchange.resource.get("totalResults"), exchange
    )
