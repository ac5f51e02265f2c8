"""Queries over all resource types, at the root of the server (RFC 7644 sections 3.4.2, 3.4.2.1 and 3.4.3)."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.clients.probe import encode
from scimproof.declared import Json
from scimproof.projecting import FRAME, always_returned, names_in
from scimproof.querying import Answer, entries, findings_of, needs_paging_by_index, refuses

BOTH = ("person", "team")


@scenario(given=("User", "Group", "filter"))
def everything_is_searched(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """A person and a team share a display name; the root of the server is searched for both, and for one of them.

    There is a third who has another name: whoever finds all three has not looked at the filter.
    """
    team = directory.team()
    person = replace(directory.person(), given_name=team.name, family_name="Twin")
    user = probe.create(declared.endpoint("User"), as_user(person, declared)).resource_id
    group = probe.create(declared.endpoint("Group"), as_group(team, declared)).resource_id
    (other,) = regulars.colleagues(1)
    story.names = {user: "person", group: "team", other: "another person"}
    both = f'displayName sw "{team.name}"'
    by_name = f'userName eq "{person.user_name}"'
    story.root = probe.session.settled(
        lambda: probe.send("GET", "/", query=encode({"filter": both})),
        lambda seen: not _is_list(seen) or {user, group} <= {entry.get("id") for entry in entries(seen)},
    )
    story.root_search = probe.search("", {"filter": both})
    asked = [probe.send("GET", "/", query=encode({"filter": wanted})) for wanted in _filters(by_name, both)]
    story.by_user_name, story.only_groups, story.only_users, story.present = asked
    read = probe.read(declared.endpoint("User"), user)
    story.shared = str(expect.lookup(read.resource, "displayName")).startswith(team.name)
    story.wanted = {"both": both, "by_name": by_name}


def _filters(by_name: str, both: str) -> list[str]:
    return [
        by_name,
        f'{both} and meta.resourceType eq "Group"',
        f'{both} and meta.resourceType eq "User"',
        f"{both} and userName pr",
    ]


@check("rfc7644-3.4.2.1-root-covers-everything", "RFC7644-3.4.2.1-02")
def the_root_covers_everything(everything_is_searched: Story) -> Findings:
    """A query at the root of the server covers all resource types.

    It need not be offered: a refusal is n/a.
    """
    story = everything_is_searched
    return findings_of(_answer(story, story.root, "displayName sw", *_sharing(story)))


@check("rfc7644-3.4.2.1-root-filters", "RFC7644-3.4.2.1-05", "RFC7644-3.4.2.1-06", "RFC7644-3.4.2.1-07")
def filters_hold_at_the_root(everything_is_searched: Story) -> Findings:
    """A filter on an attribute of one type, at the root, finds no resources of types that lack it."""
    story = everything_is_searched
    _answer(story, story.root, "")
    person = ["person"] if story.shared else []
    return findings_of(
        _answer(story, story.by_user_name, "userName eq", "person"),
        _answer(story, story.present, "displayName sw ... and userName pr", *person),
    )


@check("rfc7644-3.4.2.1-root-by-type", "RFC7644-3.4.2.1-05", "RFC7644-3.4.2.1-02", "RFC7644-3.4.2.1-03")
def types_can_be_chosen_at_the_root(everything_is_searched: Story) -> Findings:
    """meta.resourceType restricts a query at the root to one type."""
    story = everything_is_searched
    _answer(story, story.root, "")
    person = ["person"] if story.shared else []
    return findings_of(
        _answer(story, story.only_groups, 'displayName sw ... and meta.resourceType eq "Group"', "team"),
        _answer(story, story.only_users, 'displayName sw ... and meta.resourceType eq "User"', *person),
    )


@check("rfc7644-3.4.3-root-search", "RFC7644-3.4.3-02", "RFC7644-3.4.2.1-02")
def the_root_is_searched_by_post(everything_is_searched: Story) -> Findings:
    """POST to /.search, where it is offered, covers all resource types, and creates nothing."""
    story = everything_is_searched
    return findings_of(_answer(story, story.root_search, "displayName sw", *_sharing(story)))


@check("rfc7644-3.4.2-root-query-is-offered", "RFC7644-3.4.2-01", "RFC7644-3.4.2.1-01", level="may")
def root_queries_are_offered(everything_is_searched: Story) -> Findings:
    """Queries at the root of the server are offered."""
    exchange = everything_is_searched.root
    if _is_list(exchange):
        return None
    return Finding(
        "Queries at the root of the server are not offered",
        "200 with a ListResponse",
        f"{exchange.status} {expect.detail(exchange)}".strip(),
        (exchange.number,),
        cause="root queries",
        grade=Outcome.NOTE,
    )


def _sharing(story: Story) -> tuple[str, ...]:
    """Who has the name: some servers make the display name of a person by themselves."""
    return BOTH if story.shared else ("team",)


def _answer(story: Story, exchange: Exchange, shape: str, *expected: str) -> Answer:
    """:raises NotApplicable: when there are no queries at the root."""
    if not _is_list(exchange) and not (exchange.status == 201 or (refuses(exchange) and exchange is not story.root)):
        raise NotApplicable(
            f"the target offers no queries at its root: {exchange.label} was answered {exchange.status}"
        )
    return Answer(shape, frozenset(expected), story.names, exchange)


def _is_list(exchange: Exchange) -> bool:
    """Whether there is a list in the answer; a page of welcome is none."""
    return exchange.answer.ok and (bool(entries(exchange)) or "totalResults" in exchange.answer.object)


@scenario(given=("User", "Group", "filter"))
def both_are_listed_in_part(story: Story, everything_is_searched: Story, probe: Probe, declared: Declared) -> None:
    """The two are sorted and paged at the root of the server, and shown in part: by GET, and by POST to /.search."""
    found = everything_is_searched
    story.names, story.root, story.whole = found.names, found.root, entries(found.root)
    story.always = always_returned(declared) | always_returned(declared, "Group")
    if len(story.whole) != len(BOTH):
        raise NotApplicable("the target does not find a person and a group by a name that they share at its root")
    order: Json = {"sortBy": "displayName"} if declared.supports("sort") else {}
    backwards: Json = {"sortOrder": "descending"} if order else {}
    first: Json = {"filter": found.wanted["both"], **order, "count": 1}
    second: Json = {"filter": found.wanted["both"], **order, **backwards, "startIndex": 2}
    story.by_get = (
        probe.send("GET", "/", query=encode({**first, "attributes": "displayName"})),
        probe.send("GET", "/", query=encode({**second, "excludedAttributes": "externalId"})),
    )
    if _is_list(found.root_search):
        story.by_post = (
            probe.search("", {**first, "attributes": ["displayName"]}),
            probe.search("", {**second, "excludedAttributes": ["externalId"]}),
        )


@check("rfc7644-3.4.2.1-root-is-sorted", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.3-08", "RFC7644-3.4.2.1-02", given="sort")
def the_root_is_sorted(both_are_listed_in_part: Story) -> Findings:
    """sortBy and sortOrder order a list at the root of the server, across resource types."""
    return _in_order(both_are_listed_in_part, both_are_listed_in_part.by_get)


@check("rfc7644-3.4.2.1-root-is-paged", "RFC7644-3.4.2.4-04", "RFC7644-3.4.2.4-03", "RFC7644-3.4.2.1-02")
def the_root_is_paged(both_are_listed_in_part: Story, declared: Declared) -> Findings:
    """count and startIndex page through a list at the root of the server."""
    return _in_pages(both_are_listed_in_part.by_get, declared)


@check("rfc7644-3.4.2.1-root-shows-attributes", "RFC7644-3.4.2.5-02", "RFC7644-3.9-05")
def the_root_shows_attributes(both_are_listed_in_part: Story) -> Findings:
    """attributes chooses what a list at the root of the server shows."""
    return _name_alone(both_are_listed_in_part, both_are_listed_in_part.by_get[0])


@check("rfc7644-3.4.2.1-root-leaves-out-attributes", "RFC7644-3.4.2.5-02", "RFC7644-3.9-08")
def the_root_leaves_out_attributes(both_are_listed_in_part: Story) -> Findings:
    """excludedAttributes are left out of a list at the root of the server."""
    return _no_external_id(both_are_listed_in_part, both_are_listed_in_part.by_get[1])


@check("rfc7644-3.4.3-root-search-is-sorted", "RFC7644-3.4.3-14", "RFC7644-3.4.3-17", given="sort")
def the_root_search_is_sorted(both_are_listed_in_part: Story) -> Findings:
    """sortBy and sortOrder of a search at the root of the server order what it finds, across resource types."""
    return _in_order(both_are_listed_in_part, _searches(both_are_listed_in_part))


@check("rfc7644-3.4.3-root-search-is-paged", "RFC7644-3.4.3-21", "RFC7644-3.4.3-19", level="must")
def the_root_search_is_paged(both_are_listed_in_part: Story, declared: Declared) -> Findings:
    """count and startIndex of a search at the root of the server page through what it finds."""
    return _in_pages(_searches(both_are_listed_in_part), declared)


@check("rfc7644-3.4.3-root-search-shows-attributes", "RFC7644-3.4.2.5-02", "RFC7644-3.4.3-05")
def the_root_search_shows_attributes(both_are_listed_in_part: Story) -> Findings:
    """attributes of a search at the root of the server choose what is shown."""
    return _name_alone(both_are_listed_in_part, _searches(both_are_listed_in_part)[0])


@check("rfc7644-3.4.3-root-search-leaves-out-attributes", "RFC7644-3.4.2.5-02", "RFC7644-3.4.3-08")
def the_root_search_leaves_out_attributes(both_are_listed_in_part: Story) -> Findings:
    """excludedAttributes of a search at the root of the server are left out."""
    return _no_external_id(both_are_listed_in_part, _searches(both_are_listed_in_part)[1])


def _searches(story: Story) -> tuple[Exchange, Exchange]:
    """:raises NotApplicable: when there are no searches at the root."""
    if "by_get" in vars(story) and "by_post" not in vars(story):
        raise NotApplicable("the target offers no search by POST at its root")
    searches: tuple[Exchange, Exchange] = story.by_post
    return searches


def _in_order(story: Story, pages: tuple[Exchange, Exchange]) -> list[Finding]:
    """The team comes first by name, and last in reverse."""
    first, second = (
        [story.names.get(entry.get("id"), "somebody else") for entry in entries(page)] or ["nobody"] for page in pages
    )
    return _listed(pages) or expect.equal(
        "the first by displayName, and the last in reverse", ["team", "team"], [first[0], second[-1]], *pages
    )


def _in_pages(pages: tuple[Exchange, Exchange], declared: Declared) -> list[Finding]:
    needs_paging_by_index(declared)
    sizes = [len(entries(page)) for page in pages]
    return _listed(pages) or expect.equal("what is listed with count=1, and with startIndex=2", [1, 1], sizes, *pages)


def _name_alone(story: Story, page: Exchange) -> list[Finding]:
    shown = {name for entry in entries(page) for name in names_in(entry)}
    extra = sorted(shown - {"displayname"} - FRAME - story.always)
    return _listed((page,)) or expect.equal("what is shown beside displayName", [], extra, page)


def _no_external_id(story: Story, page: Exchange) -> list[Finding]:
    if "externalid" in story.always or not all("externalid" in names_in(entry) for entry in story.whole):
        raise NotApplicable("the target does not show externalId at its root, or always shows it")
    shown = [expect.lookup(entry, "externalId") for entry in entries(page)]
    nothing = [None] * len(shown)
    return _listed((page,)) or expect.equal("externalId, which was to be left out", nothing, shown, page)


def _listed(pages: tuple[Exchange, ...]) -> list[Finding]:
    """A server that lists at its root what it does not sort or page there, and says so, draws a warning."""
    said = "queries at the root are offered, but not with all their parameters"
    return [finding for page in pages for finding in expect.status(page, 200, tolerate={400: said, 501: said})]
