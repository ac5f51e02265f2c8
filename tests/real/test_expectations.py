"""The comparison of a run with its expectation file: new alarms and vanished ones are both told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import expectations
from .expectations import DIRECTORY, Expectation, UnreviewedExpectation, differences, load
from .servers import ALL

WHY = "RFC 7644 section 3.3: the response to a create has to carry a Location."
KNOWN = {"location": Expectation("location", "fail", WHY)}


def judged(check: str, outcome: str) -> dict[str, Any]:
    finding = {"message": "There is no Location.", "expected": "a URI", "received": "nothing"}
    return {
        "id": check,
        "outcome": outcome,
        "title": "A create names the new resource",
        "requirements": ["RFC7644-3.3-07"],
        "findings": [finding] if outcome in ("fail", "warn") else [],
        "reason": "POST /Users was answered 500" if outcome == "blocked" else None,
    }


def test_every_server_has_a_reviewed_file() -> None:
    assert {path.stem for path in DIRECTORY.iterdir()} == {product.name for product in ALL}
    for path in DIRECTORY.iterdir():
        load(path)


@pytest.mark.parametrize("harmless", ["pass", "note", "n/a"])
def test_agreement_is_silent(harmless: str) -> None:
    assert differences(KNOWN, [judged("location", "fail"), judged("etag", harmless)]) == []


def test_a_new_alarm_tells_its_finding() -> None:
    (told,) = differences({}, [judged("location", "fail")])
    assert told.splitlines() == [
        "fail (new): location - A create names the new resource",
        "    There is no Location.",
        "      expected: a URI",
        "      received: nothing",
        "    requirements: RFC7644-3.3-07",
    ]


def test_a_lost_verdict_is_an_alarm() -> None:
    (told,) = differences({}, [judged("location", "blocked")])
    assert told.splitlines()[:2] == [
        "blocked (new): location - A create names the new resource",
        "    POST /Users was answered 500",
    ]


def test_another_gravity_is_an_alarm() -> None:
    (told,) = differences(KNOWN, [judged("location", "warn")])
    assert told.startswith("warn (was fail): location")


@pytest.mark.parametrize(
    ("checks", "now"), [([judged("location", "pass")], "now pass"), ([], "not in this run")], ids=["passes", "absent"]
)
def test_a_vanished_alarm_tells_why_it_was_expected(checks: list[dict[str, Any]], now: str) -> None:
    (told,) = differences(KNOWN, checks)
    assert told.splitlines() == [f"fail gone ({now}): location", f"    was expected because: {WHY}"]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('check = "a"\noutcome = "fail"', "exactly check, outcome, why"),
        ('check = "a"\noutcome = "note"\nwhy = "RFC 7644 section 3.3"', "outcome is one of"),
        ('check = "a"\noutcome = "fail"\nwhy = "it always did that"', "name the RFC"),
        ('check = "a"\noutcome = "fail"\nwhy = "RFC 7644 section 3.3"\n[[expected]]', "exactly"),
        ("\n[[expected]]\n".join(2 * ['check = "a"\noutcome = "fail"\nwhy = "RFC 7644 section 3.3"']), "twice"),
    ],
    ids=["no-why", "not-a-reviewed-outcome", "no-section", "empty-entry", "twice"],
)
def test_an_entry_without_review_is_refused(tmp_path: Path, entry: str, complaint: str) -> None:
    path = tmp_path / "server.toml"
    path.write_text(f"[[expected]]\n{entry}\n", "utf-8")
    with pytest.raises(UnreviewedExpectation, match=complaint):
        expectations.load(path)
