"""Cursors that are wrong, old, or in other hands (RFC 9865 sections 2.1 and 5.2)."""

import time

from scimproof import (
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.neighbour import Neighbour, not_apart
from scimproof.clients.probe import encode
from scimproof.querying import cursor_in, declared_paging, entries, needs_paging_by_cursor

LONGEST_WAIT_S = 2
REFUSED = ("invalidCursor", "expiredCursor")


@scenario(given=("User", "filter", "pagination"))
def cursors_are_misused(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Five people are listed one by one; then cursors are made up, altered, sent with other parameters, and shared."""
    needs_paging_by_cursor(declared)
    crowd = regulars.five()
    story.people = crowd.ids
    story.names = [crowd.login(name).lower() for name in crowd.created]
    query: dict[str, str | int] = {"filter": crowd.ours, "count": 1}

    def ask(cursor: str, **other: str | int) -> Exchange:
        return probe.query(crowd.endpoint, {**query, "cursor": cursor, **other})

    story.first = ask("")
    story.cursor = cursor = cursor_in(story.first)
    story.made_up = ask("scimproof-has-no-such-cursor")
    story.no_cursor = ask("\u00e4 %\"'")
    if cursor:
        middle = len(cursor) // 2
        altered = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
        story.altered = ask(altered)
        story.other_count = ask(cursor, count=2)
        story.other_filter = ask(cursor, filter=f'userName eq "nobody.{crowd.mark}"')
        shared = encode({**query, "cursor": cursor})
        bare = probe.headers_with(None)
        story.anonymous = probe.send("GET", crowd.endpoint, query=shared, headers=bare, anonymous=True)
        if probe.session.settings.second_token is not None:
            story.in_other_hands = Neighbour(probe).send("GET", crowd.endpoint, query=shared)
    most = declared_paging(declared).get("maxPageSize")
    if isinstance(most, int) and not isinstance(most, bool):
        story.too_many = ask("", count=most + 1)
    timeout = declared_paging(declared).get("cursorTimeout")
    if isinstance(timeout, int) and 0 < timeout <= LONGEST_WAIT_S and cursor:
        story.in_time = ask(cursor)
        time.sleep(timeout + 0.5)
        story.expired = ask(cursor)


@check("rfc9865-2.1-made-up-cursor-is-refused", "RFC9865-2.1-01", "RFC9865-5.2-08")
def made_up_cursors_are_refused(cursors_are_misused: Story) -> Findings:
    """A cursor that the server never gave is refused with 400.

    A server that takes it for an empty one sends the client round in circles, from the first page to the first page.
    """
    story = cursors_are_misused
    return expect.status(story.made_up, 400) + expect.status(story.no_cursor, 400)


@check("rfc9865-2.1-invalid-cursor-is-named", "RFC9865-2.1-02")
def invalid_cursors_are_named(cursors_are_misused: Story) -> Findings:
    """The refusal of a cursor that the server never gave says scimType invalidCursor."""
    exchange = cursors_are_misused.made_up
    if exchange.answer.ok:
        return None  # that it is not refused is another check's business
    return expect.scim_type(exchange, "invalidCursor")


@check("rfc9865-5.2-altered-cursor-is-refused", "RFC9865-5.2-08", level="should")
def altered_cursors_are_refused(cursors_are_misused: Story) -> Findings:
    """A cursor with one letter changed is refused with 400 and invalidCursor: cursors should not be forgeable."""
    exchange = cursors_are_misused.altered
    return expect.status(exchange, 400) or expect.scim_type(exchange, *REFUSED)


@check("rfc9865-2.1-other-count", "RFC9865-2.1-04", level="should")
def another_count_is_consistent(cursors_are_misused: Story) -> Findings:
    """The same cursor with another count is refused with 400 and invalidCount, or brings no more than the new count."""
    exchange = cursors_are_misused.other_count
    if exchange.status == 400:
        return expect.scim_type(exchange, "invalidCount", *REFUSED)
    held = len(entries(exchange))
    return expect.status(exchange, 200) or (
        expect.equal("the page after a change of count", "at most 2", held, exchange) if held > 2 else None
    )


@check("rfc9865-2-other-filter", "RFC9865-2.1-02", "RFC9865-2-11")
def another_filter_is_consistent(cursors_are_misused: Story) -> Findings:
    """The same cursor with another filter is refused with 400 and invalidCursor, or goes on with one of the lists."""
    exchange = cursors_are_misused.other_filter
    if exchange.status == 400:
        return expect.scim_type(exchange, *REFUSED)
    strangers = [entry for entry in entries(exchange) if entry.get("id") not in cursors_are_misused.people]
    return expect.status(exchange, 200) or expect.equal("people of neither list", 0, len(strangers), exchange)


@check("rfc9865-4-max-page-size", "RFC9865-4-09", "RFC9865-2.1-04", level="must")
def the_largest_page_is_kept(cursors_are_misused: Story, declared: Declared) -> Findings:
    """A count above maxPageSize is refused with 400 and invalidCount, or brings no more than maxPageSize."""
    most = declared_paging(declared).get("maxPageSize")
    if not isinstance(most, int) or isinstance(most, bool):
        raise NotApplicable("the target declares no maxPageSize, which is optional")
    exchange = cursors_are_misused.too_many
    if exchange.status == 400:
        return expect.scim_type(exchange, "invalidCount")
    held = len(entries(exchange))
    return expect.status(exchange, 200) or (
        expect.equal("the largest page", f"at most {most}", held, exchange) if held > most else None
    )


@check("rfc9865-2.1-expired-cursor-is-named", "RFC9865-2.1-03", "RFC9865-4-12", level="should")
def expired_cursors_are_named(cursors_are_misused: Story, declared: Declared) -> Findings:
    """A cursor works for as long as cursorTimeout says; afterwards it works, or is refused as expiredCursor."""
    timeout = declared_paging(declared).get("cursorTimeout")
    if not isinstance(timeout, int) or not 0 < timeout <= LONGEST_WAIT_S:
        raise NotApplicable(f"a cursorTimeout of {timeout} is not waited for, only one of {LONGEST_WAIT_S} s or less")
    story = cursors_are_misused
    found = expect.status(story.in_time, 200) + expect.status(story.expired, 200, 400)
    return found or (None if story.expired.answer.ok else expect.scim_type(story.expired, *reversed(REFUSED)))


@check("rfc9865-5.2-cursor-needs-a-credential", "RFC9865-5.2-03")
def cursors_need_a_credential(cursors_are_misused: Story, probe: Probe) -> Findings:
    """A cursor without a credential opens nothing: 401."""
    if not probe.session.has_credentials:
        raise NotApplicable("no credential was given")
    exchange = cursors_are_misused.anonymous
    return expect.status(exchange, 401, tolerate={403: "RFC 7644 section 2 has 401 for who does not say who it is"})


@check("rfc9865-5.2-cursor-in-other-hands", "RFC9865-5.2-01", "RFC9865-5.2-02", "RFC9865-5.2-04")
def cursors_in_other_hands_show_nothing(cursors_are_misused: Story, probe: Probe) -> Findings:
    """A cursor of one tenant, used by another, shows nobody of the first."""
    if probe.session.settings.second_token is None:
        raise NotApplicable("no second credential was given (--second-token)")
    exchange = cursors_are_misused.in_other_hands
    shown = [entry for entry in entries(exchange) if entry.get("id") in cursors_are_misused.people]
    return not_apart(expect.equal("people of the other tenant", 0, len(shown), exchange))


@check("rfc9865-5.2-errors-tell-nothing", "RFC9865-5.2-09")
def errors_tell_nothing(cursors_are_misused: Story) -> Findings:
    """The refusal of a cursor names nobody of the list."""
    found: list[Finding] = []
    for exchange in _refusals(cursors_are_misused):
        text = exchange.answer.text.lower()
        if any(who.lower() in text for who in (*cursors_are_misused.names, *cursors_are_misused.people)):
            found += expect.equal("what an error tells of the list", "nothing", text, exchange)
    return found


@check("rfc9865-5.2-errors-are-identical", "RFC9865-5.2-10", level="should")
def errors_are_identical(cursors_are_misused: Story) -> Findings:
    """A made-up cursor, an altered one, and one of another tenant are refused in the same words."""
    refusals = _refusals(cursors_are_misused)
    said = [_words(exchange) for exchange in refusals]
    different = [exchange for exchange, words in zip(refusals, said, strict=True) if words != said[0]]
    return expect.equal("what the refusals say", said[:1], said[-1:], *different) if different else None


def _words(exchange: Exchange) -> str:
    """What an error says; that it repeats the cursor tells nothing."""
    said = str(exchange.answer.object.get("detail"))
    return said.replace(exchange.request.query.get("cursor") or "\0", "...")


def _refusals(story: Story) -> list[Exchange]:
    steps = [story.made_up, *(getattr(story, name) for name in ("altered", "in_other_hands") if name in vars(story))]
    return [exchange for exchange in steps if exchange.status == 400]
