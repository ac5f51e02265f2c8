"""Import of users: page after page of a hundred, as an admin starts it or a schedule does."""

from typing import Any

from scimproof import Directory, Exchange, Finding, Findings, Okta, Outcome, Story, check, expect, scenario, succeeded
from scimproof.listing import (
    NUMBERS,
    counts_its_page,
    imported,
    is_list,
    looked_up,
    of_ours,
    shows_each_once,
    whole_numbers,
)
from scimproof.querying import entries, number_in

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")

FAR = 100_000


@scenario(given="User")
def people_are_imported(story: Story, okta: Okta, directory: Directory) -> None:
    """Ada, Bea and Cyd are assigned, and Cyd leaves. Then an admin imports users, and looks at a page past the end.

    Okta sends GET /Users?startIndex=1&count=100, then startIndex=101 and so on, as long as totalResults is not reached.
    """
    ada, bea, cyd = (okta.user(directory.person()) for _ in range(3))
    story.nobody = okta.assign(ada).first
    for user in (bea, cyd):
        okta.assign(user).sent("POST").resource_id  # noqa: B018 - blocked when there is none
    okta.unassign(cyd)
    story.ids = [str(user.target_id) for user in (ada, bea, cyd)]
    story.leaver = str(cyd.target_id)
    story.one = looked_up(okta, ada, story.ids[0])
    story.two = okta.test_credentials(groups=False).sent("GET")
    story.imported = imported(okta, story.ids)
    story.total = number_in(story.imported.last, "totalResults") or 0
    story.past = okta.page_of_users(story.total + FAR)


@check("import-shows-everybody-once", "OKTA-IMPORT-01")
def an_import_shows_everybody_once(people_are_imported: Story) -> Findings:
    """An import shows everybody once, on pages that each begin a hundred after the last.

    Okta ends when totalResults is passed. Who is not on these pages cannot be linked, governed or deactivated.
    """
    story = people_are_imported
    return succeeded(story.imported) or shows_each_once(story.imported, story.ids)


@check("import-counts-in-numbers", "OKTA-CONN-02")
def an_import_counts_in_numbers(people_are_imported: Story) -> Findings:
    """The numbers of every page are whole numbers, on the page past the end, too."""
    found: list[Finding] = []
    for page in lists(people_are_imported):
        found += whole_numbers(page, *NUMBERS, missing=Outcome.WARN)
    return found


@check("import-items-per-page-is-the-page", "OKTA-IMPORT-02")
def items_per_page_is_the_page(people_are_imported: Story) -> Findings:
    """itemsPerPage is the number of users on the page: of none, of one, of many.

    A target that repeats the count that was asked for is rejected by Okta's reviewers.
    """
    return [finding for page in lists(people_are_imported) for finding in counts_its_page(page)]


@check("import-total-is-what-is-listed", "OKTA-IMPORT-10")
def the_total_is_what_is_listed(people_are_imported: Story) -> Findings:
    """On the last page, totalResults is the number of users up to the end of it: whoever is listed is counted.

    The inactive are listed, and a target that leaves them out of the number ends the import that many people early.
    """
    last = people_are_imported.imported.last
    first, told = number_in(last, "startIndex") or 1, number_in(last, "totalResults")
    held = len(entries(last))
    if told is None or not held:
        return None
    return expect.equal("totalResults", first - 1 + held, told, last) if told < first - 1 + held else None


@check("import-past-the-end-is-empty", "OKTA-IMPORT-03")
def past_the_end_is_empty(people_are_imported: Story) -> Findings:
    """A page past the end is an empty list: 200, nobody on it, and the true totalResults.

    Reviewers ask for startIndex=101 where there are two users. An error there, or the last page again, is no end.
    """
    story = people_are_imported
    past = story.past
    if found := is_list(past) or expect.equal("the number of users past the end", 0, len(entries(past)), past):
        return found
    told = number_in(past, "totalResults")
    return expect.equal("totalResults past the end", story.total, told, past) if not told else None


@check("connection-test-asks-for-two", "OKTA-CONN-04")
def the_connection_test_asks_for_two(people_are_imported: Story) -> Findings:
    """A page of two holds no more than two users.

    A target that always sends everybody makes each connection test as slow as an import.
    """
    exchange = people_are_imported.two
    held = len(entries(exchange))
    return expect.equal("the number of users on a page of two", 2, held, exchange) if held > 2 else None


@check("import-lists-leavers", "OKTA-IMPORT-04")
def an_import_lists_leavers(people_are_imported: Story) -> Findings:
    """Somebody who is inactive is listed, with active false."""
    story = people_are_imported
    shown = of_ours(story.imported, [story.leaver]).get(story.leaver)
    if shown is None:
        return expect.equal("the number of times that a leaver is listed", 1, 0, *story.imported.exchanges)
    return expect.equal("active of a leaver in the list", False, shown.get("active"), *story.imported.exchanges)


@check("import-reads-whether-active", "OKTA-IMPORT-07")
def an_import_reads_whether_active(people_are_imported: Story) -> Findings:
    """active of everybody in the list is a Boolean, if it is there."""
    return _judged(people_are_imported, "active", lambda value: value is None or isinstance(value, bool), "a Boolean")


@check("import-reads-addresses", "OKTA-IMPORT-05")
def an_import_reads_addresses(people_are_imported: Story) -> Findings:
    """emails of everybody in the list is an array of objects with a value."""
    return _judged(
        people_are_imported, "emails", _addresses, 'an array of objects such as {"value": "ada@example.com"}'
    )


@check("import-knows-the-primary-address", "OKTA-IMPORT-06")
def an_import_knows_the_primary_address(people_are_imported: Story) -> Findings:
    """One of the addresses of everybody in the list is the primary one: Okta reads no other."""
    return _judged(people_are_imported, "emails", _has_primary, 'one entry with "primary": true')


def lists(story: Story) -> list[Exchange]:
    """All lists of the flow that were answered."""
    every = [story.nobody, story.one, *story.imported.exchanges, story.past]
    return [page for page in every if page.response is not None and page.response.ok]


def _addresses(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and one.get("value") for one in value)


def _has_primary(value: Any) -> bool:
    return _addresses(value) and sum(one.get("primary") is True for one in value) == 1


def _judged(story: Story, name: str, right: Any, expected: str) -> list[Finding]:
    """What a list shows of our people under this name is right."""
    for entry in of_ours(story.imported, story.ids).values():
        value = expect.lookup(entry, name)
        if not right(value):
            return [
                Finding(
                    f"{name} of a listed user is not what Okta reads",
                    expected,
                    expect.shown(value),
                    expect.numbers(story.imported.exchanges),
                    cause=f"{name} in lists",
                )
            ]
    return []
