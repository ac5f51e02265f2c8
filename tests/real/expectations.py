"""What is known to be wrong with a server: reviewed by hand, kept in a file, compared with each run."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent / "expected"
# A check that becomes blocked has lost its verdict: that is as much a change as an alarm.
REVIEWED_OUTCOMES = ("fail", "warn", "blocked")

_KEYS = {"check", "outcome", "why"}
# What comes of requests that are sent at the same time is chance on a server that does not order them.
_CHANCE = re.compile(r"-concurrent-")
_CITATION = re.compile(r"RFC ?\d{4}\b.*\b\d+(\.\d+)*")


class UnreviewedExpectation(Exception):
    """An entry of an expectation file does not say all that a reviewer has to say."""


@dataclass(frozen=True)
class Expectation:
    """A check that does not pass on this server, and the sentence of the person who looked it up in the RFC."""

    check: str
    outcome: str
    why: str


def file_of(server: str) -> Path:
    return DIRECTORY / f"{server}.toml"


def load(path: Path) -> dict[str, Expectation]:
    """The expectations of a file, by check."""
    document = tomllib.loads(path.read_text("utf-8"))
    if not set(document) <= {"expected"}:
        raise UnreviewedExpectation(f"{path.name}: there is nothing in it but entries of [[expected]]")
    expectations: dict[str, Expectation] = {}
    for entry in document.get("expected", []):
        expectation = _reviewed(entry, path.name)
        if expectation.check in expectations:
            raise UnreviewedExpectation(f"{path.name}: {expectation.check} is there twice")
        expectations[expectation.check] = expectation
    return expectations


def differences(expected: dict[str, Expectation], checks: list[dict[str, Any]]) -> list[str]:
    """What the run says otherwise than its expectation file: one paragraph each, nothing when they agree."""
    checks = [check for check in checks if not _CHANCE.search(check["id"])]
    expected = {name: entry for name, entry in expected.items() if not _CHANCE.search(name)}
    alarms = [_alarm(check, expected.get(check["id"])) for check in checks if _is_unexpected(check, expected)]
    outcomes = {check["id"]: check["outcome"] for check in checks}
    silent = [_silence(entry, outcomes.get(entry.check)) for entry in expected.values() if _is_gone(entry, outcomes)]
    return alarms + silent


def _reviewed(entry: dict[str, Any], where: str) -> Expectation:
    if set(entry) != _KEYS:
        raise UnreviewedExpectation(f"{where}: an entry has exactly {', '.join(sorted(_KEYS))}: {entry}")
    expectation = Expectation(**entry)
    if expectation.outcome not in REVIEWED_OUTCOMES:
        raise UnreviewedExpectation(f"{where}: {expectation.check}: outcome is one of {', '.join(REVIEWED_OUTCOMES)}")
    if not _CITATION.search(expectation.why):
        raise UnreviewedExpectation(f"{where}: {expectation.check}: why has to name the RFC and its section")
    return expectation


def _is_unexpected(check: dict[str, Any], expected: dict[str, Expectation]) -> bool:
    known = expected.get(check["id"])
    return check["outcome"] in REVIEWED_OUTCOMES and (known is None or known.outcome != check["outcome"])


def _is_gone(entry: Expectation, outcomes: dict[str, str]) -> bool:
    return outcomes.get(entry.check) not in REVIEWED_OUTCOMES


def _alarm(check: dict[str, Any], known: Expectation | None) -> str:
    before = f"was {known.outcome}" if known else "new"
    lines = [f"{check['outcome']} ({before}): {check['id']} - {check['title']}"]
    if check["reason"]:
        lines.append(f"    {check['reason']}")
    for finding in check["findings"]:
        lines.append(f"    {finding['message']}")
        lines.append(f"      expected: {finding['expected']}")
        lines.append(f"      received: {finding['received']}")
    if check["requirements"]:
        lines.append(f"    requirements: {', '.join(check['requirements'])}")
    return "\n".join(lines)


def _silence(entry: Expectation, outcome: str | None) -> str:
    now = f"now {outcome}" if outcome else "not in this run"
    return f"{entry.outcome} gone ({now}): {entry.check}\n    was expected because: {entry.why}"
