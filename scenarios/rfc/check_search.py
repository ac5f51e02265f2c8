"""Queries by POST (RFC 7644 section 3.4.3)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Exchange,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.probe import SEARCH_REQUEST
from scimproof.projecting import FRAME, always_returned, names_in
from scimproof.querying import INVALID_FILTER, Answer, Crowd, entries, findings_of, number_in, urn_of, values_at

NOT_OFFERED = (404, 405, 501)


@scenario(given=("User", "filter"))
def people_are_searched_by_post(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Ada, Bob and Cyd are searched by POST to .search, with all that a query can have, and with what it cannot."""
    crowd = regulars.three()
    story.crowd, story.always = crowd, always_returned(declared)

    def search(**request: Any) -> Exchange:
        return probe.search(crowd.endpoint, {"filter": crowd.ours, **request})

    wanted = f'userName eq "{crowd.login("bob")}"'
    story.found = search(filter=wanted)
    if story.found.status in NOT_OFFERED:
        raise NotApplicable(f"the target offers no .search: {story.found.label} was answered {story.found.status}")
    story.answer = Answer(wanted, frozenset(["bob"]), crowd.ids, story.found)
    story.attributes = search(attributes=["userName"])
    story.by_get = probe.query(crowd.endpoint, {"filter": crowd.ours, "attributes": "userName"})
    story.notation = search(attributes=["name.familyName", f"{urn_of(declared)}:userName"])
    story.excluded = search(excludedAttributes=["emails", "id"])
    story.excluded_part = search(excludedAttributes=["name.familyName"])
    story.first = search(startIndex=1, count=2)
    story.second = search(startIndex=3, count=2)
    story.none = search(count=0)
    if declared.supports("sort"):
        story.ascending = search(sortBy="userName")
        story.descending = search(sortBy="userName", sortOrder="descending")
        story.by_part = search(sortBy="name.familyName", sortOrder="descending")
    story.malformed = _raw(probe, crowd, {"filter": "userName eq"}, "eq needs a value")
    story.other_schema = _raw(probe, crowd, {"schemas": ["urn:scimproof:no:such:Message"]}, "the schema is not known")
    story.no_object = _raw(probe, crowd, b"[1, 2]", "a search request is an object")


def _raw(probe: Probe, crowd: Crowd, body: dict[str, Any] | bytes, why: str) -> Exchange:
    whole = {"schemas": [SEARCH_REQUEST], "filter": crowd.ours, **body} if isinstance(body, dict) else body
    return probe.send("POST", f"{crowd.endpoint}/.search", body=whole, malformed=why)


@check("rfc7644-3.4.3-search-is-a-query", "RFC7644-3.4.3-02", "RFC7644-3.4.3-23", "RFC7644-3.4.3-01")
def a_search_is_a_query(people_are_searched_by_post: Story) -> Findings:
    """POST to .search is answered with 200 and a list; it creates nothing."""
    exchange = people_are_searched_by_post.found
    if exchange.status in NOT_OFFERED:
        raise NotApplicable(f"the target offers no .search: {exchange.label} was answered {exchange.status}")
    schemas = exchange.answer.object.get("schemas")
    return expect.status(exchange, 200) or expect.equal(
        "schemas of the answer to .search", ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], schemas, exchange
    )


@check("rfc7644-3.4.3-filter", "RFC7644-3.4.3-12", "RFC7644-3.4.3-23")
def the_filter_is_applied(people_are_searched_by_post: Story) -> Findings:
    """The filter of a search request finds exactly those who match it."""
    return findings_of(people_are_searched_by_post.answer)


@check("rfc7644-3.4.3-malformed-filter-is-refused", "RFC7644-3.4.3-12")
def malformed_filters_are_refused(people_are_searched_by_post: Story) -> Findings:
    """A search request with a filter that is none is refused with 400 and invalidFilter.

    A list of nobody does no harm and warns, as it does for filters in URLs.
    """
    exchange = people_are_searched_by_post.malformed
    if exchange.answer.ok and not entries(exchange):
        return expect.status(exchange, 400, tolerate={200: "it is answered as if nobody met it"})
    return expect.status(exchange, 400) or expect.scim_type(exchange, INVALID_FILTER, grade=Outcome.WARN)


@check("rfc7644-3.4.3-search-names-its-schema", "RFC7644-3.4.3-04", "RFC7644-3.12-23")
def searches_name_their_schema(people_are_searched_by_post: Story) -> Findings:
    """A search request that names another schema is refused with 400; that it is answered warns."""
    exchange = people_are_searched_by_post.other_schema
    return expect.status(exchange, 400, tolerate={200: "the schema of the request is not looked at"})


@check("rfc7644-3.4.3-array-is-400", "RFC7644-3.12-23", level="must")
def an_array_is_no_search(people_are_searched_by_post: Story) -> Findings:
    """A search request that is an array and no object is refused with 400."""
    return expect.status(people_are_searched_by_post.no_object, 400)


@check("rfc7644-3.4.3-attributes", "RFC7644-3.4.3-05", level="must")
def attributes_choose(people_are_searched_by_post: Story) -> Findings:
    """attributes of a search request choose what is returned."""
    story = people_are_searched_by_post
    shown = {name for entry in entries(story.attributes) for name in names_in(entry)}
    extra = sorted(shown - {"username"} - FRAME - story.always)
    return expect.status(story.attributes, 200) or expect.equal(
        "what is shown beside userName", [], extra, story.attributes
    ) + expect.equal("userName with attributes", True, "username" in shown, story.attributes)


@check("rfc7644-3.4.3-same-as-by-get", "RFC7644-3.4.3-23", "RFC7644-3.4.3-03", level="should")
def a_search_answers_as_a_query_does(people_are_searched_by_post: Story) -> Findings:
    """A search by POST finds the same people, with the same attributes, as the same query by GET."""
    by_post, by_get = people_are_searched_by_post.attributes, people_are_searched_by_post.by_get
    if not by_get.answer.ok:
        raise Blocked(f"{by_get.label} was answered {by_get.status}")
    wanted, found = (_names_by_id(page) for page in (by_get, by_post))
    return expect.status(by_post, 200) or expect.equal("what a search finds, and shows", wanted, found, by_get, by_post)


def _names_by_id(page: Exchange) -> dict[str, list[str]]:
    return {str(entry.get("id")): sorted(names_in(entry)) for entry in entries(page)}


@check("rfc7644-3.4.3-attribute-notation", "RFC7644-3.4.3-06")
def attributes_have_their_notation(people_are_searched_by_post: Story) -> Findings:
    """attributes of a search request can name sub-attributes, and URNs."""
    story = people_are_searched_by_post
    if story.crowd.lacks("name.familyName"):
        raise NotApplicable("the target does not keep name.familyName")
    found = expect.status(story.notation, 200)
    for entry in entries(story.notation):
        found += expect.present("name.familyName", values_at(entry, "name.familyName"), story.notation)
        found += expect.present("userName", expect.lookup(entry, "userName"), story.notation)
    return found


@check("rfc7644-3.4.3-excluded-attributes", "RFC7644-3.4.3-08", "RFC7644-3.4.3-09", level="must")
def excluded_attributes_are_left_out(people_are_searched_by_post: Story) -> Findings:
    """excludedAttributes of a search request are left out, but for id, which is always returned."""
    story = people_are_searched_by_post
    found = expect.status(story.excluded, 200)
    for entry in entries(story.excluded):
        unwanted = {"emails"} & (names_in(entry) - story.always)
        found += expect.equal("what was to be left out", [], sorted(unwanted), story.excluded)
        found += expect.present("id", entry.get("id"), story.excluded)
    return found


@check("rfc7644-3.4.3-excluded-attribute-notation", "RFC7644-3.4.3-10")
def excluded_attributes_have_their_notation(people_are_searched_by_post: Story) -> Findings:
    """excludedAttributes of a search request can name sub-attributes; one that has no effect, or too much, warns."""
    story = people_are_searched_by_post
    if story.crowd.lacks("name.familyName", "name.givenName"):
        raise NotApplicable("the target does not keep the parts of a name")
    found = expect.status(story.excluded_part, 200)
    for entry in entries(story.excluded_part):
        shown = [bool(values_at(entry, f"name.{part}")) for part in ("familyName", "givenName")]
        found += expect.equal(
            "family and given name shown", [False, True], shown, story.excluded_part, grade=Outcome.WARN
        )
    return found


@check("rfc7644-3.4.3-count-and-start-index", "RFC7644-3.4.3-21", "RFC7644-3.4.3-19", level="must")
def searches_are_paged(people_are_searched_by_post: Story) -> Findings:
    """count and startIndex of a search request page through the list: nobody twice, nobody missing."""
    story = people_are_searched_by_post
    found = expect.status(story.first, 200) + expect.status(story.second, 200)
    listed = [str(entry.get("id")) for page in (story.first, story.second) for entry in entries(page)]
    if found or (sorted(listed) == sorted(story.crowd.ids) and len(entries(story.first)) <= 2):
        return found
    return expect.equal("the people of two pages", sorted(story.crowd.ids), sorted(listed), story.first, story.second)


@check("rfc7644-3.4.3-count-zero", "RFC7644-3.4.3-21", "RFC7644-3.4.3-23", level="must")
def searches_are_counted(people_are_searched_by_post: Story) -> Findings:
    """A search request with count 0 brings totalResults, and no resources."""
    exchange = people_are_searched_by_post.none
    return expect.status(exchange, 200) or expect.equal(
        "resources and totalResults", [0, 3], [len(entries(exchange)), number_in(exchange, "totalResults")], exchange
    )


@check("rfc7644-3.4.3-sort-by", "RFC7644-3.4.3-14", given="sort")
def searches_are_sorted(people_are_searched_by_post: Story) -> Findings:
    """sortBy of a search request orders the list."""
    return _order(people_are_searched_by_post, "ascending", "ada", "bob", "cyd")


@check("rfc7644-3.4.3-sort-order", "RFC7644-3.4.3-17", level="must", given="sort")
def searches_are_sorted_in_reverse(people_are_searched_by_post: Story) -> Findings:
    """sortOrder descending of a search request orders the list in reverse."""
    return _order(people_are_searched_by_post, "descending", "cyd", "bob", "ada")


@check("rfc7644-3.4.3-sort-by-sub-attribute", "RFC7644-3.4.3-15", given="sort")
def searches_are_sorted_by_parts(people_are_searched_by_post: Story) -> Findings:
    """sortBy of a search request can name a sub-attribute."""
    if people_are_searched_by_post.crowd.lacks("name.familyName"):
        raise NotApplicable("the target does not keep name.familyName")
    return _order(people_are_searched_by_post, "by_part", "cyd", "bob", "ada")


def _order(story: Story, step: str, *expected: str) -> Findings:
    exchange, names = getattr(story, step), story.crowd.ids
    found = [names.get(entry.get("id"), "somebody else") for entry in entries(exchange)]
    return expect.status(exchange, 200) or expect.equal(f"the order, {step}", list(expected), found, exchange)
