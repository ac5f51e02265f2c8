"""What is known to be wrong with a server: reviewed by hand, kept in a file, compared with each run."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scimproof import registry
from scimproof.outcome import Outcome

DIRECTORY = Path(__file__).parent / "expected"
# A check that becomes blocked has lost its verdict: that is as much a change as an alarm.
REVIEWED_OUTCOMES = ("fail", "warn", "blocked")

_KEYS = {"check", "outcome", "why"}
_SECTION = re.compile(r"\bRFC \d{4} sections? \d+(\.\d+)*\b")
_NEED = re.compile(r"\b(?:OKTA|ENTRA)(?:-[A-Z]+)+-\d\d\b")
# Of what a client needs: there the server may be right by the RFC, and the client cannot work with it all the same.
_CLIENTS = ("okta-", "entra-")


class UnreviewedExpectation(Exception):
    """An entry of an expectation file does not say all that a reviewer has to say."""


@dataclass(frozen=True)
class Expectation:
    """A check that does not pass on this server, and the sentence of the person who looked it up.

    :param why: what this very line shows, with the section of the RFC that is broken, or the need of the client.
    :param by_chance: what else becomes of it in other runs, as that depends on which of two requests is served first.
    """

    check: str
    outcome: str
    why: str
    by_chance: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All that it may come to."""
        return (self.outcome, *self.by_chance)


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
    alarms = [_alarm(check, expected.get(check["id"])) for check in checks if _is_unexpected(check, expected)]
    outcomes = {check["id"]: check["outcome"] for check in checks}
    silent = [_silence(entry, outcomes.get(entry.check)) for entry in expected.values() if _is_gone(entry, outcomes)]
    return alarms + silent


def _reviewed(entry: dict[str, Any], where: str) -> Expectation:
    if set(entry) - {"by_chance"} != _KEYS:
        raise UnreviewedExpectation(f"{where}: an entry has exactly {', '.join(sorted(_KEYS))}: {entry}")
    expectation = Expectation(**{**entry, "by_chance": tuple(entry.get("by_chance", ()))})
    if expectation.outcome not in REVIEWED_OUTCOMES:
        raise UnreviewedExpectation(f"{where}: {expectation.check}: outcome is one of {', '.join(REVIEWED_OUTCOMES)}")
    if "by_chance" in entry and not _are_other_outcomes(expectation):
        raise UnreviewedExpectation(f"{where}: {expectation.check}: by_chance lists the other outcomes that were seen")
    if not _is_cited(expectation):
        raise UnreviewedExpectation(
            f"{where}: {expectation.check}: why has to name the RFC and its section, or the need of the client"
        )
    return expectation


def _are_other_outcomes(expectation: Expectation) -> bool:
    others = set(expectation.by_chance)
    return bool(others) and others <= set(Outcome) and expectation.outcome not in others


def _is_cited(expectation: Expectation) -> bool:
    """A section of an RFC is named; what a client needs may be cited instead, by its id in the registry."""
    needs = set(_NEED.findall(expectation.why))
    if not needs <= set(registry.requirements()):
        return False
    return bool(_SECTION.search(expectation.why)) or (bool(needs) and expectation.check.startswith(_CLIENTS))


def _is_unexpected(check: dict[str, Any], expected: dict[str, Expectation]) -> bool:
    known = expected.get(check["id"])
    return check["outcome"] in REVIEWED_OUTCOMES and (known is None or check["outcome"] not in known.outcomes)


def _is_gone(entry: Expectation, outcomes: dict[str, str]) -> bool:
    now = outcomes.get(entry.check)
    return now not in REVIEWED_OUTCOMES and now not in entry.by_chance


def _alarm(check: dict[str, Any], known: Expectation | None) -> str:
    before = f"was {', or by chance '.join(known.outcomes)}" if known else "new"
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
