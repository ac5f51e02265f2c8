"""lastModified moves on, as far as the clock of the target can tell."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from scimproof import Exchange, NotApplicable, Request, Response
from scimproof.stamps import moved_on

START = datetime(2026, 1, 1, tzinfo=UTC)


def read(moment: str | None, after_s: float = 0.0) -> Exchange:
    body = json.dumps({"id": "1", "meta": {"lastModified": moment} if moment else {}}).encode()
    request = Request("GET", "https://scim.example.test/v2/Users/1")
    return Exchange(1, "rfc/x", None, START + timedelta(seconds=after_s), 0.0, request, Response(200, (), body))


@pytest.mark.parametrize(
    ("before", "after", "passed_s", "right"),
    [
        ("2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123457Z", 0.1, True),
        ("2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123456Z", 0.1, False),
        ("2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123456Z", 0.01, True),  # one tick of the clock
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 1.5, True),  # whole seconds
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 2.5, False),
        (
            "2026-01-01T00:00:00.000Z",
            "2026-01-01T00:00:00.000Z",
            1.5,
            True,
        ),  # the same, printed with zeros
        ("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", 2.5, False),
        ("2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.1Z", 0.15, True),  # tenths
        ("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", 0.0, False),  # never back
    ],
)
def test_the_clock_of_the_target_counts(before: str, after: str, passed_s: float, right: bool) -> None:
    assert (moved_on("after a PUT", read(before), read(before, passed_s), read(after, passed_s)) == []) is right


def test_without_moments_there_is_nothing_to_compare() -> None:
    with pytest.raises(NotApplicable):
        moved_on("after a PUT", read(None), read(None), read(None))
