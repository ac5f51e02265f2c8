"""The comparison of a run with its expectation file: new alarms and vanished ones are both told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

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
    ("outcome", "told"),
    [
        ("fail", None),
        ("pass", None),
        ("warn", "warn (was fail, or by chance pass): race"),
        ("n/a", "fail gone (now n/a): race"),
    ],
)
def test_what_differs_by_chance_is_told_when_it_is_something_else(outcome: str, told: str | None) -> None:
    known = {"race": Expectation("race", "fail", WHY, by_chance=("pass",))}
    found = differences(known, [judged("race", outcome)])
    assert [one.partition(" - ")[0].splitlines()[0] for one in found] == ([told] if told else [])


@pytest.mark.parametrize("name", ["entra-group-concurrent-members-all-join", "location"])
def test_no_name_excuses_a_check(name: str) -> None:
    """Chance is marked at the entry, for the server on which it was seen."""
    assert len(differences({}, [judged(name, "fail")])) == 1


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ("rfc7644-3.3-location", "RFC 7644 section 3.3: there is no Location."),
        ("entra-joiner", "RFC 7643 sections 4.2 and 7: capitals find nobody."),
        ("entra-joiner", "ENTRA-MATCH-01: capitals find nobody."),
        ("okta-oin-push", "The look-up that OKTA-GROUP-PUSH-01 is about ends in a 500."),
    ],
)
def test_a_section_is_cited_or_the_need_of_a_client(tmp_path: Path, check: str, why: str) -> None:
    assert loaded(tmp_path, check=check, outcome="fail", why=why)[check].why == why


def test_chance_is_part_of_an_entry(tmp_path: Path) -> None:
    entry = loaded(tmp_path, check="race", outcome="fail", why=WHY, by_chance=["pass", "blocked"])["race"]
    assert entry.outcomes == ("fail", "pass", "blocked")


FULL = {"check": "a", "outcome": "fail", "why": "RFC 7644 section 3.3: there is no Location."}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"check": "a", "outcome": "fail"}, "exactly check, outcome, why"),
        ({}, "exactly"),
        ({**FULL, "since": "yesterday"}, "exactly"),
        ({**FULL, "outcome": "note"}, "outcome is one of"),
        ({**FULL, "why": "it always did that"}, "name the RFC"),
        ({**FULL, "why": "OKTA-CREATE-01: nobody is found."}, "name the RFC"),
        ({**FULL, "check": "okta-a", "why": "OKTA-CREATE-99: no such need."}, "name the RFC"),
        ({**FULL, "by_chance": []}, "other outcomes"),
        ({**FULL, "by_chance": ["fail"]}, "other outcomes"),
        ({**FULL, "by_chance": ["green"]}, "other outcomes"),
    ],
    ids=[
        "no-why",
        "empty-entry",
        "unknown-key",
        "not-a-reviewed-outcome",
        "no-section",
        "need-of-a-client-in-the-suite-of-the-rfc",
        "unknown-need",
        "no-chance",
        "chance-of-the-same",
        "chance-of-nothing-that-is",
    ],
)
def test_an_entry_without_review_is_refused(tmp_path: Path, entry: dict[str, Any], complaint: str) -> None:
    with pytest.raises(UnreviewedExpectation, match=complaint):
        loaded(tmp_path, **entry)


def test_an_entry_is_there_once(tmp_path: Path) -> None:
    with pytest.raises(UnreviewedExpectation, match="twice"):
        load(written(tmp_path, FULL, FULL))


def loaded(place: Path, **entry: Any) -> dict[str, Expectation]:
    return load(written(place, entry))


def written(place: Path, *entries: dict[str, Any]) -> Path:
    path = place / "server.toml"
    lines = [[f"{name} = {json.dumps(value)}" for name, value in entry.items()] for entry in entries]
    path.write_text("\n".join("\n".join(["[[expected]]", *entry]) for entry in lines), "utf-8")
    return path
