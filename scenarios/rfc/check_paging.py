"""Paging by index: a walk through a list, and the numbers that open and end it (RFC 7644 section 3.4.2.4).

Other people come and go while Scimproof pages, so it pages through a filtered list that only its own people are in.
"""

from collections.abc import Callable

from scimproof import Declared, Exchange, Finding, Findings, Outcome, Probe, Regulars, Story, check, expect, scenario
from scimproof.querying import entries, needs_paging_by_index, number_in

PEOPLE = ("ada", "bob", "cyd", "dan", "eve")
PAGE = 2
MOST_PAGES = 8  # a server that never ends is not followed for ever

Ask = Callable[..., Exchange]


def walk(ask: Ask, count: int = PAGE) -> list[Exchange]:
    """All pages, from the first to the one that ends the list; the next begins where the last one ended."""
    pages: list[Exchange] = []
    start = 1
    while len(pages) < MOST_PAGES:
        page = ask(startIndex=start, count=count)
        pages.append(page)
        held = len(entries(page))
        total = number_in(page, "totalResults")
        start += held
        if not held or (total is not None and start > total):
            break
    return pages


def seen(pages: list[Exchange]) -> list[str]:
    """The ids on these pages, in order."""
    return [str(entry.get("id")) for page in pages for entry in entries(page)]


@scenario(given=("User", "filter"))
def a_list_is_paged(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Five people are listed in pages of two, from the first page to the last, and with numbers at the edge."""
    needs_paging_by_index(declared)
    crowd = regulars.five()
    story.ids = set(crowd.ids)

    def ask(**query: int | str) -> Exchange:
        return probe.query(crowd.endpoint, {"filter": crowd.ours, **query})

    story.whole = ask()
    story.pages = walk(ask)
    if sorted(seen(story.pages)) != sorted(story.ids):
        # Paging is not stateful: what goes wrong once may be somebody else's doing. Twice it is not.
        story.pages = walk(ask)
    story.second = ask(startIndex=2)
    story.one = ask(count=1)
    story.exact = ask(count=len(PEOPLE))
    story.many = ask(count=1_000_000)
    story.none = ask(count=0)
    story.negative_count = ask(count=-1)
    story.zero_start = ask(startIndex=0, count=PAGE)
    story.negative_start = ask(startIndex=-3, count=PAGE)
    story.last = ask(startIndex=len(PEOPLE), count=PAGE)
    story.past = ask(startIndex=len(PEOPLE) + 1, count=PAGE)
    story.far_past = ask(startIndex=2_000_000_000, count=PAGE)
    story.no_numbers = [ask(count="many"), ask(startIndex="first"), ask(count="")]


@check("rfc7644-3.4.2.4-walk-shows-everybody", "RFC7644-3.4.2.4-08", level="must")
def a_walk_shows_everybody(a_list_is_paged: Story) -> Findings:
    """A walk through the pages shows everybody: the next page begins at startIndex plus the resources of the last one.

    A client that misses somebody on the way takes that person for gone, and creates or deletes accounts for it.
    """
    story = a_list_is_paged
    found = _answered(*story.pages)
    missing = story.ids - set(seen(story.pages))
    if found or not missing:
        return found
    return expect.equal("the number of people that a walk misses", 0, len(missing), *story.pages)


@check("rfc7644-3.4.2.4-walk-shows-nobody-twice", "RFC7644-3.4.2.4-08", "RFC7644-3.4.2.4-05", level="must")
def a_walk_shows_nobody_twice(a_list_is_paged: Story) -> Findings:
    """A walk through the pages shows nobody twice."""
    listed = seen(a_list_is_paged.pages)
    found = _answered(*a_list_is_paged.pages)
    if found or len(listed) == len(set(listed)):
        return found
    repeated = len(listed) - len(set(listed))
    return expect.equal("the number of repetitions in a walk", 0, repeated, *a_list_is_paged.pages)


@check("rfc7644-3.4.2.4-total-is-what-a-walk-finds", "RFC7644-3.4.2.4-06", "RFC7644-3.4.2-05", level="must")
def the_total_is_what_a_walk_finds(a_list_is_paged: Story) -> Findings:
    """totalResults is the same on each page, and the number of all who match."""
    found: list[Finding] = []
    for page in a_list_is_paged.pages:
        if entries(page):
            found += expect.equal("totalResults of a page", len(PEOPLE), number_in(page, "totalResults"), page)
    return found


@check("rfc7644-3.4.2.4-start-index-skips", "RFC7644-3.4.2.4-03", "RFC7644-3.4.2.4-07")
def start_index_skips(a_list_is_paged: Story) -> Findings:
    """startIndex=2 leaves out the first one, and nobody else."""
    exchange, rest = a_list_is_paged.second, len(PEOPLE) - 1
    held = len(entries(exchange))
    return expect.status(exchange, 200) or expect.equal(
        "the number of people from the second on", rest, held, exchange, grade=Outcome.WARN if held < rest else None
    )


@check("rfc7644-3.4.2.4-start-index-is-the-position", "RFC7644-3.4.2-10", "RFC7644-3.4.2.4-07", level="must")
def start_index_is_the_position(a_list_is_paged: Story) -> Findings:
    """startIndex of a later page is the position of its first resource in the whole list, counted from 1."""
    story = a_list_is_paged
    found: list[Finding] = []
    position = 1
    for page in story.pages:
        if entries(page) and position > 1:
            found += expect.equal("startIndex of a later page", position, number_in(page, "startIndex"), page)
        position += len(entries(page))
    return found


@check("rfc7644-3.4.2.4-start-index-below-one", "RFC7644-3.4.2.4-03")
def start_index_below_one_is_one(a_list_is_paged: Story) -> Findings:
    """A startIndex below 1 is taken as 1."""
    story = a_list_is_paged
    found: list[Finding] = []
    for exchange in (story.zero_start, story.negative_start):
        found += expect.status(exchange, 200)
        if not found and not entries(exchange):
            found += expect.present("the first page", entries(exchange), exchange)
        if not found and number_in(exchange, "startIndex") not in (1, None):
            found += expect.equal("startIndex of the first page", 1, number_in(exchange, "startIndex"), exchange)
    return found


@check("rfc7644-3.4.2.4-count-one", "RFC7644-3.4.2.4-04")
def count_one_is_one(a_list_is_paged: Story) -> Findings:
    """count=1 brings one resource, and not more.

    Every connection test asks so. Nothing at all would be allowed by the letter, and warns.
    """
    exchange = a_list_is_paged.one
    held = len(entries(exchange))
    return expect.status(exchange, 200) or expect.equal(
        "the number of resources with count=1", 1, held, exchange, grade=None if held else Outcome.WARN
    )


@check("rfc7644-3.4.2.4-count-zero", "RFC7644-3.4.2.4-04", "RFC7644-3.4.2.4-06")
def count_zero_counts(a_list_is_paged: Story) -> Findings:
    """count=0 brings totalResults, and no resources."""
    return _only_counted(a_list_is_paged.none)


@check("rfc7644-3.4.2.4-negative-count", "RFC7644-3.4.2.4-04")
def a_negative_count_is_zero(a_list_is_paged: Story) -> Findings:
    """A negative count is taken as 0: totalResults, and no resources."""
    return _only_counted(a_list_is_paged.negative_count)


@check("rfc7644-3.4.2.4-large-count", "RFC7644-3.4.2.4-04")
def a_large_count_is_cut(a_list_is_paged: Story) -> Findings:
    """A count above what the server allows brings fewer; with RFC 9865 it may also be refused as invalidCount.

    What comes without count comes with a large one, too.
    """
    exchange = a_list_is_paged.many
    if exchange.status == 400 and exchange.answer.object.get("scimType") == "invalidCount":
        return None
    held, without = len(entries(exchange)), len(entries(a_list_is_paged.whole))
    found = expect.status(exchange, 200)
    if found or held >= without:
        return found
    return expect.equal("the number of resources with a large count", without, held, exchange, grade=Outcome.WARN)


@check("rfc7644-3.4.2.4-count-of-all", "RFC7644-3.4.2.4-04", "RFC7644-3.4.2.4-05")
def a_count_of_all_brings_all(a_list_is_paged: Story) -> Findings:
    """A count of exactly as many as there are, and no count at all, bring the same people.

    Fewer than asked for are allowed, and warn: it looks like a count that is off by one.
    """
    story = a_list_is_paged
    found = _answered(story.whole, story.exact)
    if found or set(seen([story.whole])) == set(seen([story.exact])):
        return found
    return expect.equal(
        "the number of people with a count of five",
        len(entries(story.whole)),
        len(entries(story.exact)),
        story.whole,
        story.exact,
        grade=Outcome.WARN if len(entries(story.exact)) < len(PEOPLE) else None,
    )


@check("rfc7644-3.4.2.4-last-page", "RFC7644-3.4.2.4-08", "RFC7644-3.4.2.4-05", level="must")
def the_last_page_holds_the_rest(a_list_is_paged: Story) -> Findings:
    """The last page holds the one who is left."""
    exchange = a_list_is_paged.last
    return expect.status(exchange, 200) or expect.equal("the last page", 1, len(entries(exchange)), exchange)


@check("rfc7644-3.4.2.4-just-past-the-end", "RFC7644-3.4.2.4-03", "RFC7644-3.4.2-14", "RFC7644-3.4.2.4-06")
def just_past_the_end_there_is_nobody(a_list_is_paged: Story) -> Findings:
    """A page that begins right behind the last resource, or far away, is empty and still counts them all.

    Clients page until a page is empty.
    """
    return _only_counted(a_list_is_paged.past) + _only_counted(a_list_is_paged.far_past)


@check("rfc7644-3.4.2.4-no-numbers-do-no-harm", "RFC7644-3.4.2.4-04", "RFC7644-3.4.2.4-03", level="should")
def no_numbers_do_no_harm(a_list_is_paged: Story) -> Findings:
    """A count or startIndex that is no number is refused with 400, or ignored."""
    return [finding for exchange in a_list_is_paged.no_numbers for finding in expect.status(exchange, 400, 200)]


def _answered(*exchanges: Exchange) -> list[Finding]:
    return [finding for exchange in exchanges for finding in expect.status(exchange, 200)]


def _only_counted(exchange: Exchange) -> list[Finding]:
    found = expect.status(exchange, 200)
    if found:
        return found
    total = number_in(exchange, "totalResults")
    return expect.equal("the number of resources", 0, len(entries(exchange)), exchange) + expect.equal(
        "totalResults without resources", len(PEOPLE), total, exchange
    )
