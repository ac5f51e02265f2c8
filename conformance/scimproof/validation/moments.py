"""Reading xsd:dateTime (XML Schema 3.3.7), the only form of a DateTime in SCIM (RFC 7643 section 2.3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(
    r"(?P<year>-?\d{4,})-(?P<month>\d\d)-(?P<day>\d\d)[Tt]"
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<fraction>\.\d+)?"
    r"(?P<zone>[Zz]|[+-]\d\d:\d\d)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Moment:
    """A DateTime.

    :param instant: the moment, in UTC when no zone is given; the nearest that Python knows.
    :param has_zone: whether a zone is given.
    """

    instant: datetime
    has_zone: bool


def read_moment(text: object) -> Moment | None:
    """Read a DateTime; ``None`` when it is none."""
    form = _FORM.fullmatch(text) if isinstance(text, str) else None
    if form is None:
        return None
    year = form["year"].lstrip("-0") or "0"
    if form["year"].startswith("-") or year == "0":
        return Moment(datetime.min.replace(tzinfo=UTC), form["zone"] is not None)
    if len(year) > 4:
        return Moment(datetime.max.replace(tzinfo=UTC), form["zone"] is not None)
    midnight = form["hour"] == "24" and form["minute"] == form["second"] == "00"
    try:
        instant = datetime(
            int(year),
            int(form["month"]),
            int(form["day"]),
            0 if midnight else int(form["hour"]),
            int(form["minute"]),
            int(form["second"]),
            int((form["fraction"] or ".0")[1:7].ljust(6, "0")),
            tzinfo=_zone(form["zone"]),
        )
        # 24:00:00 is the first moment of the next day.
        return Moment(instant + timedelta(days=1 if midnight else 0), form["zone"] is not None)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    """:raises ValueError: when the offset is more than 14 hours."""
    if text is None or text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    if offset > timedelta(hours=14) or int(text[4:6]) > 59:
        raise ValueError(text)
    return timezone(-offset if text[0] == "-" else offset)
