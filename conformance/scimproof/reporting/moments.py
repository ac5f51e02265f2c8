"""Times for people."""

from __future__ import annotations

from datetime import UTC, datetime

from scimproof.reporting.text import one_line


def readable(timestamp: str) -> str:
    """``2026-11-24 14:20:05 UTC``; what is no time is shown as it stands."""
    moment = _moment(timestamp)
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else one_line(timestamp)


def elapsed(started: str, finished: str) -> str:
    """``3.4 s`` or ``2 min 05 s``; empty when one of the two is no time."""
    one, other = _moment(started), _moment(finished)
    if one is None or other is None:
        return ""
    seconds = (other - one).total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"


def duration(seconds: float) -> str:
    """``12 ms`` below a second, ``3.4 s`` above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _moment(timestamp: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
