"""The order of a list (RFC 7644 section 3.4.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.querying import Crowd, email_types, entries, urn_of


@dataclass(frozen=True)
class Sorted:
    """What became of a sorted list.

    :param expected: who comes in which order, by short names.
    :param in_bytes: who does when capitals come first: that is wrong, too, but one check says so and not all.
    """

    by: str
    expected: tuple[str, ...]
    in_bytes: tuple[str, ...]
    names: dict[str, str]
    exchanges: tuple[Exchange, ...]
    stop: Exception | None = None

    @property
    def found(self) -> list[str]:
        """Who came, in this order; strangers and repetitions are other checks' business."""
        if self.stop:
            raise self.stop
        listed = [entry.get("id") for exchange in self.exchanges for entry in entries(exchange)]
        return [self.names[identifier] for identifier in dict.fromkeys(listed) if identifier in self.names]

    @property
    def refused(self) -> list[Finding]:
        """The list is no list."""
        if self.stop:
            raise self.stop
        return [finding for exchange in self.exchanges for finding in expect.status(exchange, 200)]

    def findings(self) -> list[Finding]:
        """They come in the order that was asked for."""
        if self.refused or tuple(self.found) in (self.expected, self.in_bytes):
            return self.refused
        return self.wrong(self.expected)

    def wrong(self, expected: Sequence[str]) -> list[Finding]:
        """They do not."""
        return expect.equal(f"the order by {self.by}", list(expected), self.found, *self.exchanges)


@scenario(given=("User", "filter", "sort"))
def four_people_are_sorted(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Four people, created in no order, are sorted by names in large and small letters, by titles and by e-mails."""
    work, home = email_types(declared)
    crowd = Crowd(probe, directory, declared, "so")
    mark = crowd.mark

    def emails(first: str, primary: str) -> list[Json]:
        return [
            {"value": f"{first}.{mark}@scimproof.example", "type": work},
            {"value": f"{primary}.{mark}@scimproof.example", "type": home, "primary": True},
        ]

    # By case-insensitive order: AAda, abe, ACy, adam. By the order of bytes both capitals would come first.
    people = {
        "ACy": {"title": f"{mark} b", "emails": emails("a", "z"), "name": {"familyName": f"{mark}w", "givenName": "C"}},
        "adam": {
            "title": f"{mark} D",
            "emails": emails("b", "y"),
            "name": {"familyName": f"{mark}X", "givenName": "D"},
        },
        "AAda": {
            "title": f"{mark} c",
            "emails": emails("c", "x"),
            "name": {"familyName": f"{mark}z", "givenName": "A"},
        },
        "abe": {"emails": emails("d", "w"), "name": {"familyName": f"{mark}Y", "givenName": "B"}},
    }
    for name, more in people.items():
        crowd.add(name, **more)
    crowd.gather()

    def ask(
        by: str,
        *expected: str,
        in_bytes: Sequence[str] = (),
        needs: Sequence[str] = (),
        pages: Sequence[Json] = ({},),
        **query: str,
    ) -> Sorted:
        stop = crowd.lacks(*needs)
        query = {"filter": crowd.ours, "sortBy": by, **query}
        asked = [probe.query(crowd.endpoint, {**query, **page}) for page in pages if stop is None]
        order = f"{by} {query.get('sortOrder', '')}".strip()
        return Sorted(order, expected, tuple(in_bytes or expected), crowd.ids, tuple(asked), stop)

    by_name, in_bytes = ("AAda", "abe", "ACy", "adam"), ("AAda", "ACy", "abe", "adam")
    reverse, reverse_in_bytes = by_name[::-1], in_bytes[::-1]
    story.ascending = ask("userName", *by_name, in_bytes=in_bytes, sortOrder="ascending")
    story.descending = ask("userName", *reverse, in_bytes=reverse_in_bytes, sortOrder="descending")
    story.default = ask("userName", *by_name, in_bytes=in_bytes)
    story.other_case = ask("USERNAME", *by_name, in_bytes=in_bytes)
    story.urn = ask(f"{urn_of(declared)}:userName", *by_name, in_bytes=in_bytes)
    family = ("ACy", "adam", "abe", "AAda")
    story.sub = ask("name.familyName", *family, in_bytes=("adam", "abe", "ACy", "AAda"), needs=["name.familyName"])
    story.last = ask("title", "ACy", "AAda", "adam", "abe", needs=["title"])
    story.first = ask("title", "abe", "adam", "AAda", "ACy", needs=["title"], sortOrder="descending")
    story.emails = ask("emails.value", "abe", "AAda", "adam", "ACy", needs=["emails.value", "emails.primary"])
    pages = ({"startIndex": 1, "count": 3}, {"startIndex": 4, "count": 3})
    story.pages = ask("userName", *reverse, in_bytes=reverse_in_bytes, sortOrder="descending", pages=pages)
    query = {"filter": crowd.ours, "sortBy": "meta.created"}
    story.created = probe.query(crowd.endpoint, query)
    story.unknown_order = probe.query(crowd.endpoint, {**query, "sortBy": "userName", "sortOrder": "sideways"})
    story.unknown_attribute = ask("scimproofNoSuch", *crowd.ids.values())


@check("rfc7644-3.4.2.3-sort-ascending", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.3-07")
def the_order_is_ascending(four_people_are_sorted: Story) -> Findings:
    """sortBy=userName with sortOrder=ascending lists people by their names."""
    return _findings(four_people_are_sorted.ascending)


@check("rfc7644-3.4.2.3-sort-descending", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.3-07")
def the_order_is_descending(four_people_are_sorted: Story) -> Findings:
    """sortOrder=descending lists people by their names in reverse."""
    return _findings(four_people_are_sorted.descending)


@check("rfc7644-3.4.2.3-default-order", "RFC7644-3.4.2.3-08")
def ascending_is_the_default(four_people_are_sorted: Story) -> Findings:
    """Without sortOrder the order is ascending."""
    return _findings(four_people_are_sorted.default)


@check("rfc7644-3.4.2.3-order-ignores-case", "RFC7644-3.4.2.3-10", "RFC7644-3.4.2.3-09")
def the_order_ignores_case(four_people_are_sorted: Story) -> Findings:
    """Attributes that ignore case are sorted without regard to it: a comes before B."""
    asked: Sorted = four_people_are_sorted.ascending
    return asked.refused or (asked.wrong(asked.expected) if tuple(asked.found) == asked.in_bytes else None)


@check("rfc7644-3.10-sort-by-ignores-case", "RFC7644-3.10-06", "RFC7643-2.1-01", level="must")
def sort_by_ignores_case(four_people_are_sorted: Story) -> Findings:
    """The name of the attribute in sortBy ignores case."""
    return _findings(four_people_are_sorted.other_case)


@check("rfc7644-3.10-sort-by-urn", "RFC7644-3.10-01", level="must")
def sort_by_takes_urns(four_people_are_sorted: Story) -> Findings:
    """The attribute in sortBy can be named with the URN of its schema."""
    return _findings(four_people_are_sorted.urn)


@check("rfc7644-3.4.2.3-sort-by-sub-attribute", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.3-05", "RFC7644-3.10-04")
def sort_by_takes_sub_attributes(four_people_are_sorted: Story) -> Findings:
    """sortBy=name.familyName lists people by their family names."""
    return _findings(four_people_are_sorted.sub)


@check("rfc7644-3.4.2.3-missing-values-come-last", "RFC7644-3.4.2.3-06", level="should")
def missing_values_come_last(four_people_are_sorted: Story) -> Findings:
    """Somebody without a value comes last in ascending order.

    The RFC says so without a key word, and databases differ: it warns.
    """
    asked: Sorted = four_people_are_sorted.last
    return asked.refused or (None if asked.found[-1:] == ["abe"] else asked.wrong(asked.expected))


@check("rfc7644-3.4.2.3-missing-values-come-first", "RFC7644-3.4.2.3-06", level="should")
def missing_values_come_first(four_people_are_sorted: Story) -> Findings:
    """Somebody without a value comes first in descending order."""
    asked: Sorted = four_people_are_sorted.first
    return asked.refused or (None if asked.found[:1] == ["abe"] else asked.wrong(asked.expected))


@check("rfc7644-3.4.2.3-primary-value-counts", "RFC7644-3.4.2.3-04", level="should")
def the_primary_value_counts(four_people_are_sorted: Story) -> Findings:
    """People with several e-mails are sorted by the primary one."""
    return _findings(four_people_are_sorted.emails)


@check("rfc7644-3.4.2.3-order-across-pages", "RFC7644-3.4.2.3-03", "RFC7644-3.4.2.4-08")
def the_order_holds_across_pages(four_people_are_sorted: Story) -> Findings:
    """The order goes on from one page to the next: pages are cut from the sorted list, not sorted one by one."""
    return _findings(four_people_are_sorted.pages)


@check("rfc7644-3.4.2.3-dates-are-sorted-by-time", "RFC7644-3.4.2.3-10")
def dates_are_sorted_by_time(four_people_are_sorted: Story) -> Findings:
    """sortBy=meta.created lists people in the order of their creation."""
    exchange = four_people_are_sorted.created
    found = expect.status(exchange, 200)
    moments = [_moment(entry) for entry in entries(exchange)]
    known = [moment for moment in moments if moment is not None]
    if found or known == sorted(known):
        return found
    return expect.equal("the order by meta.created", sorted(known), known, exchange)


@check("rfc7644-3.4.2.3-unknown-order-does-no-harm", "RFC7644-3.4.2.3-07", level="should")
def unknown_orders_do_no_harm(four_people_are_sorted: Story) -> Findings:
    """A sortOrder that does not exist is refused with 400, or ignored."""
    return expect.status(four_people_are_sorted.unknown_order, 400, 200)


@check("rfc7644-3.4.2.3-unknown-attribute-does-no-harm", "RFC7644-3.4.2.3-06", level="should")
def unknown_attributes_do_no_harm(four_people_are_sorted: Story) -> Findings:
    """Sorted by an attribute that does not exist, the list holds everybody in any order, or is refused with 400."""
    asked: Sorted = four_people_are_sorted.unknown_attribute
    exchange = asked.exchanges[0]
    found = expect.status(exchange, 200, 400)
    if found or exchange.status == 400 or set(asked.found) == set(asked.expected):
        return found
    return expect.equal("who is listed by an unknown attribute", sorted(asked.expected), sorted(asked.found), exchange)


@scenario(given="User")
def a_server_without_sorting_is_asked(story: Story, probe: Probe, declared: Declared) -> None:
    """A server that declares no sorting is asked for it, as clients do that do not look."""
    if declared.supports("sort"):
        raise NotApplicable("the target declares sorting as supported")
    story.sorted = probe.query(declared.endpoint("User"), {"sortBy": "userName"})


@check("rfc7644-3.4.2.3-undeclared-sorting-does-no-harm", "RFC7644-3.4.2.3-01", "RFC7644-3.4.2-02", level="should")
def undeclared_sorting_does_no_harm(a_server_without_sorting_is_asked: Story) -> Findings:
    """A server without sorting ignores sortBy, or refuses it with 400 or 501."""
    return expect.status(a_server_without_sorting_is_asked.sorted, 200, 400, 501)


def _findings(asked: Sorted) -> list[Finding]:
    return asked.findings()


def _moment(entry: Json) -> Any:
    meta = entry.get("meta")
    try:
        return datetime.fromisoformat(str(meta.get("created") if isinstance(meta, dict) else None)).timestamp()
    except ValueError:
        return None
