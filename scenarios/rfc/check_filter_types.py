"""The operators of filters on booleans, dates, references and binaries (RFC 7644 section 3.4.2.2, Table 3)."""

from datetime import UTC, datetime, timedelta, timezone

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.querying import INVALID_FILTER, Answer, Crowd, findings_of

FOREVER_AWAY = timedelta(minutes=1)  # a clock that is read twice in one request differs by less
ROUNDING = timedelta(seconds=1)
ORDER = ("gt", "ge", "lt", "le")


@scenario(given=("User", "filter"))
def two_people_are_searched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada is active, Bob is not; they are searched by that, and by the addresses of their pages."""
    crowd = Crowd(probe, directory, declared, "ty")
    page = f"https://scimproof.example/{crowd.mark}"
    crowd.add("ada", active=True, profileUrl=f"{page}/ada")
    crowd.add("bob", active=False, profileUrl=f"{page}/bob")
    crowd.gather()
    story.crowd = crowd
    active = ["active"]
    story.active = crowd.ask_among_us("active eq true", "ada", needs=active)
    story.inactive = crowd.ask_among_us("active eq false", "bob", needs=active)
    story.not_active = [
        crowd.ask_among_us("active ne true", "bob", needs=active),
        crowd.ask_among_us("not (active eq false)", "ada", needs=active),
    ]
    story.has_active = crowd.ask_among_us("active pr", "ada", "bob", needs=active)
    story.order_of_booleans = [crowd.ask_among_us(f"active {operator} true", needs=active) for operator in ORDER]
    story.reference = crowd.ask(f'profileUrl eq "{page}/bob"', "bob", needs=["profileUrl"])
    story.binary = [
        crowd.ask_among_us(f'x509Certificates.value {operator} "c2NpbQ=="', needs=["x509Certificates.value"])
        for operator in ORDER
    ]


@check("rfc7644-3.4.2.2-eq-on-booleans", "RFC7644-3.4.2.2-10", "RFC7644-3.4.2.2-27", level="must")
def booleans_are_compared(two_people_are_searched: Story) -> Findings:
    """active eq true and active eq false, without quotes, find those who are active, and those who are not."""
    return findings_of(two_people_are_searched.active, two_people_are_searched.inactive)


@check("rfc7644-3.4.2.2-ne-on-booleans", "RFC7644-3.4.2.2-11", "RFC7644-3.4.2.2-22", level="must")
def booleans_are_excluded(two_people_are_searched: Story) -> Findings:
    """active ne true finds those who are not active, and not (active eq false) those who are."""
    return findings_of(*two_people_are_searched.not_active)


@check("rfc7644-3.4.2.2-pr-on-booleans", "RFC7644-3.4.2.2-15", level="must")
def false_is_a_value(two_people_are_searched: Story) -> Findings:
    """active pr finds those who are not active as well: false is a value."""
    return findings_of(two_people_are_searched.has_active)


@check("rfc7644-3.4.2.2-order-of-booleans-is-refused", *[f"RFC7644-3.4.2.2-{row}" for row in (16, 17, 18, 19)])
def booleans_have_no_order(two_people_are_searched: Story) -> Findings:
    """gt, ge, lt and le on a boolean attribute are refused with 400 and invalidFilter."""
    return [finding for answer in two_people_are_searched.order_of_booleans for finding in _has_to_be_refused(answer)]


@check("rfc7644-3.4.2.2-eq-on-references", "RFC7644-3.4.2.2-10", level="must")
def eq_finds_references(two_people_are_searched: Story) -> Findings:
    """eq on a reference finds those who have this URL."""
    return findings_of(two_people_are_searched.reference)


@check("rfc7644-3.4.2.2-order-of-binaries-is-refused", *[f"RFC7644-3.4.2.2-{row}" for row in (16, 17, 18, 19)])
def binaries_have_no_order(two_people_are_searched: Story) -> Findings:
    """gt, ge, lt and le on a binary attribute are refused with 400 and invalidFilter."""
    return [finding for answer in two_people_are_searched.binary for finding in _has_to_be_refused(answer)]


@scenario(given=("User", "filter"))
def they_are_searched_by_date(story: Story, two_people_are_searched: Story) -> None:
    """The two are searched by when they were created and changed: a minute more, a minute less, across time zones."""
    crowd: Crowd = two_people_are_searched.crowd
    everyone = ("ada", "bob")
    created = [_moment(shown, "created") for shown in crowd.shown.values()]
    changed = [_moment(shown, "lastModified") for shown in crowd.shown.values()]
    before, after = min(changed) - FOREVER_AWAY, max(changed) + FOREVER_AWAY
    for operator in ("gt", "ge"):
        setattr(story, operator, [_ask(crowd, operator, before, *everyone), _ask(crowd, operator, after)])
    for operator in ("lt", "le"):
        setattr(story, operator, [_ask(crowd, operator, before), _ask(crowd, operator, after, *everyone)])
    ada, meta = f'userName eq "{crowd.login("ada")}"', crowd.shown["ada"]["meta"]
    story.own = [
        crowd.ask(f'{ada} and meta.lastModified {operator} "{moment}"', "ada")
        for operator, moment in _own_moments(meta["lastModified"])
    ]
    story.own_eq = (
        None if _is_whole(meta["created"]) else crowd.ask(f'{ada} and meta.created eq "{meta["created"]}"', "ada")
    )
    east, west = timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))
    earlier, later = (min(created) - FOREVER_AWAY).astimezone(east), (max(created) + FOREVER_AWAY).astimezone(west)
    story.zones = [
        crowd.ask_among_us(f'meta.created gt "{earlier.isoformat()}"', *everyone),
        crowd.ask_among_us(f'meta.created lt "{later.isoformat()}"', *everyone),
    ]


@check("rfc7644-3.4.2.2-gt-on-dates", "RFC7644-3.4.2.2-16", "RFC7644-3.4.2.2-42")
def gt_compares_dates(they_are_searched_by_date: Story) -> Findings:
    """meta.lastModified gt finds what was changed after a moment, and nothing else."""
    return findings_of(*they_are_searched_by_date.gt)


@check("rfc7644-3.4.2.2-ge-on-dates", "RFC7644-3.4.2.2-17", "RFC7644-3.4.2.2-42")
def ge_compares_dates(they_are_searched_by_date: Story) -> Findings:
    """meta.lastModified ge finds what was changed after a moment, and nothing else.

    It is how changes since the last synchronisation are read.
    """
    return findings_of(*they_are_searched_by_date.ge)


@check("rfc7644-3.4.2.2-lt-on-dates", "RFC7644-3.4.2.2-18", "RFC7644-3.4.2.2-42")
def lt_compares_dates(they_are_searched_by_date: Story) -> Findings:
    """meta.lastModified lt finds what was changed before a moment, and nothing else."""
    return findings_of(*they_are_searched_by_date.lt)


@check("rfc7644-3.4.2.2-le-on-dates", "RFC7644-3.4.2.2-19", "RFC7644-3.4.2.2-42")
def le_compares_dates(they_are_searched_by_date: Story) -> Findings:
    """meta.lastModified le finds what was changed before a moment, and nothing else."""
    return findings_of(*they_are_searched_by_date.le)


@check("rfc7644-3.4.2.2-own-date", "RFC7644-3.4.2.2-17", "RFC7644-3.4.2.2-19")
def the_own_date_is_included(they_are_searched_by_date: Story) -> Findings:
    """ge and le include the very moment that a resource shows as its lastModified.

    A server that shows whole seconds may store fractions: it is asked for a second more.
    """
    return findings_of(*they_are_searched_by_date.own, wrong=Outcome.WARN)


@check("rfc7644-3.4.2.2-eq-on-dates", "RFC7644-3.4.2.2-10", level="should")
def the_own_date_is_equal(they_are_searched_by_date: Story) -> Findings:
    """meta.created eq finds a resource by the moment that it shows, unless that is cut to whole seconds."""
    if they_are_searched_by_date.own_eq is None:
        raise NotApplicable("the target shows whole seconds, and may store fractions")
    return findings_of(they_are_searched_by_date.own_eq)


@check("rfc7644-3.4.2.2-dates-across-time-zones", "RFC7644-3.4.2.2-16", "RFC7644-3.4.2.2-18")
def dates_are_moments(they_are_searched_by_date: Story) -> Findings:
    """Dates are compared as moments, whatever the time zone they are written in.

    Compared as text, a moment half past the hour in India lies in the future.
    """
    return findings_of(*they_are_searched_by_date.zones)


def _is_whole(shown: str) -> bool:
    """Whether a moment is shown in whole seconds: xsd:dateTime leaves the precision to the server."""
    return datetime.fromisoformat(shown).microsecond == 0


def _own_moments(shown: str) -> list[tuple[str, str]]:
    """From when until when a resource was changed for certain, by the moment that it shows."""
    if not _is_whole(shown):
        return [("ge", shown), ("le", shown)]
    moment = datetime.fromisoformat(shown)
    return [("ge", (moment - ROUNDING).isoformat()), ("le", (moment + ROUNDING).isoformat())]


def _ask(crowd: Crowd, operator: str, moment: datetime, *expected: str) -> Answer:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return crowd.ask_among_us(f'meta.lastModified {operator} "{text}"', *expected)


def _has_to_be_refused(answer: Answer) -> list[Finding]:
    exchange = answer.sent
    found = expect.status(exchange, 400, why=INVALID_FILTER)
    return found or expect.scim_type(exchange, INVALID_FILTER)


def _moment(shown: Json, name: str) -> datetime:
    meta = shown.get("meta")
    text = meta.get(name) if isinstance(meta, dict) else None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise Blocked(f"the user shows no readable meta.{name}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
