"""Every check can turn red: each has a fault that it sees, for its own sake, and with its evidence.

The tables of faults, and of the checks that have to see them, are the files in ``seen/``. ``make prove`` plays all of
them; so do these tests, unless ``SCIMPROOF_PROOF_PARTS`` is set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof import suites
from scimproof.outcome import Level

from . import page, plays, tables

Play = Callable[..., dict[str, dict[str, Any]]]

# Proven by tests of their own: what the lab on plain loopback cannot show, and rules that no HTTP server would let a
# fault break (a body with a 204).
ELSEWHERE = {
    "rfc7644-3.13-unknown-version-is-refused": "test_protocol",
    "rfc7644-3.13-version-stands-before-the-endpoint": "test_protocol",
    "rfc7644-7.2-tls-1.2": "test_protocol",
    "rfc7644-7.2-transport-is-encrypted": "test_protocol",
    "rfc7644-3.5.2-no-content-means-no-body": "tests/validation",
    "rfc7644-3.4.2.4-start-index-is-the-one-asked-for": "tests/validation",
    "rfc7644-3.7-every-bulk-answer-is-complete": "tests/validation",
}


@pytest.mark.parametrize(("faults", "wanted"), tables.drawn().items(), ids=tables.drawn())
def test_a_fault_is_seen(play_lab: Play, faults: str, wanted: tuple[str, ...]) -> None:
    flows = page.FLOWS if any(map(page.is_passive, wanted)) else ()
    names, options = tables.parted(faults)
    how = {"timeout_s": plays.patience(names), "profile": plays.profile_for(wanted), "options": options}
    checks = play_lab(*names, checks=(*wanted, *flows), **how)
    overlooked = {one: checks[one]["outcome"] for one in wanted if checks[one]["outcome"] not in plays.RED}
    assert overlooked == {}
    for identifier in wanted:
        for finding in checks[identifier]["findings"]:
            assert finding["exchanges"], f"{identifier} names no exchange"
            assert finding["expected"], f"{identifier} does not say what was expected"
            assert finding["received"], f"{identifier} does not say what was received"


def test_no_check_that_nothing_can_turn_red() -> None:
    """A check without a fault is not a check. One of level may only notes, and can turn no other colour."""
    proven = {identifier for identifiers in tables.seen().values() for identifier in identifiers} | set(ELSEWHERE)
    ours = {entry.id for entry in suites.known_checks() if entry.level is not Level.MAY}
    assert ours - proven == set()


def test_tables_name_checks_that_exist() -> None:
    known = {entry.id for entry in suites.known_checks()}
    assert {identifier for identifiers in tables.seen().values() for identifier in identifiers} - known == set()
    assert set(ELSEWHERE) <= known


@pytest.mark.slow
def test_the_healthy_lab_is_green(play_lab: Play) -> None:
    checks = play_lab()
    told = {identifier: check["findings"] or check["reason"] for identifier, check in checks.items()}
    assert not {one: told[one] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}


@pytest.mark.parametrize("fault", ["breaks_off", "breaks_json", "numbers_ids", "forgets_meta", "shows_html_errors"])
def test_whatever_a_server_does_the_run_ends(play_lab: Play, fault: str) -> None:
    """No answer, however strange, is an error of ours, and none passes for a healthy one."""
    checks = play_lab(fault)
    assert {identifier for identifier, check in checks.items() if check["outcome"] == "error"} == set()
    statements = play_lab(fault, checks=("rfc[0-9]*",))
    assert any(check["outcome"] == "fail" for check in statements.values())


def test_a_server_that_hangs_does_not_hold_the_run(play_lab: Play) -> None:
    checks = play_lab("hangs", checks=("rfc7644-3.4.1-read-*",), timeout_s=0.3)
    assert {check["outcome"] for check in checks.values()} <= {"fail", "blocked"}
