"""How many people Entra's cycles are over: a company of 500, and fewer where that would be too much for a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scimproof import suites
from scimproof.exchange import Exchange, Request
from scimproof.journal import Journal
from scimproof.outcome import Blocked
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Limits, Wire

BASE = "https://scim.example.test/scim/v2"
MODULE = next(check.module for check in suites.known_checks() if check.id == "entra-initial-cycle-converges")


def size(place: Path, *, took_s: float = 0.02, **settings: Any) -> Any:
    """People and groups, of a target that has taken so long for each of the last requests."""
    assert MODULE is not None
    chosen = replace(Settings(url=BASE, report_dir=place), **settings)
    wire = Wire(BASE, Limits(max_requests=chosen.max_requests))
    asked = Request("GET", f"{BASE}/Users")
    wire.exchanges += [Exchange(n, "preflight", None, datetime.now(UTC), took_s, asked, None) for n in range(1, 6)]
    session = Session(chosen, wire, Journal(place / "journal.jsonl", BASE))
    return suites.load(MODULE, "check_cycles_for_size")._size(session)


@pytest.mark.parametrize(
    ("settings", "people", "groups"),
    [
        ({}, 500, 50),  # a thousand people in the largest scenarios, when nothing is said
        ({"crowd": 500}, 500, 50),
        ({"crowd": 10_000}, 500, 50),
        ({"crowd": 120}, 40, 4),
        ({"crowd": 0}, 40, 4),
        ({"crowd": 500, "rate": 2.0}, 120, 12),
        ({"crowd": 500, "rate": 0.5}, 40, 4),
        ({"crowd": 500, "took_s": 0.5}, 120, 12),
        ({"crowd": 500, "took_s": 30.0}, 40, 4),
        ({"crowd": 500, "max_requests": 4_000}, 100, 10),
        ({"max_requests": 1_000}, 25, 2),
    ],
)
def test_as_many_as_a_target_can_bear(tmp_path: Path, settings: dict[str, Any], people: int, groups: int) -> None:
    assert size(tmp_path, **settings) == (people, groups)


def test_too_few_are_no_company(tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="--max-requests 400 is too small"):
        size(tmp_path, max_requests=400)
