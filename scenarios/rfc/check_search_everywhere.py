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
from scimproof.querying import Answer, entries, findings_of, refuses


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
    return ("person", "team") if story.shared else ("team",)


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
