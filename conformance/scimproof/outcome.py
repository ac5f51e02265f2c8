"""The vocabulary of judgement: levels, outcomes, findings, verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How binding a requirement is, by RFC 2119."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"

    @property
    def when_broken(self) -> Outcome:
        """The outcome of a check of this level that found something."""
        return {Level.MUST: Outcome.FAIL, Level.SHOULD: Outcome.WARN, Level.MAY: Outcome.NOTE}[self]


class Outcome(StrEnum):
    """What became of a check. The order is by gravity: the worst finding decides."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    NOTE = "note"  # a free choice of the server, recorded
    NOT_APPLICABLE = "n/a"  # the target does not declare the feature
    FIXED = "fixed"  # waived but passing: the waiver is stale
    WAIVED = "waived"  # known and accepted by the user
    BLOCKED = "blocked"  # a named prerequisite failed
    WARN = "warn"  # a SHOULD is broken
    FAIL = "fail"  # a MUST is broken
    ERROR = "error"  # our own fault

    @property
    def gravity(self) -> int:
        """0 for a pass, growing with what the reader has to worry about."""
        return _GRAVITY[self]


_GRAVITY = {outcome: rank for rank, outcome in enumerate(Outcome)}


class Verdict(StrEnum):
    """What a suite says about the target, in words and never as a score."""

    MET = "met"
    MET_WITH_WAIVERS = "met with waivers"
    NOT_MET = "not met"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a check is not a plain pass.

    :param message: one sentence: what is wrong, in the words of the requirement.
    :param expected: every answer that would have been accepted.
    :param received: what the target answered instead.
    :param exchanges: numbers of the exchanges that show it.
    :param cause: short key; findings of one cause are one thing to fix.
    :param grade: the outcome of this finding alone. ``None`` leaves it to the level of the check,
        so a check lists here only what it accepts with a remark.
    """

    message: str
    expected: str = ""
    received: str = ""
    exchanges: tuple[int, ...] = ()
    cause: str = ""
    grade: Outcome | None = None


class NotApplicable(Exception):
    """The target does not declare what the check is about."""


class Blocked(Exception):
    """Something that the check needs did not happen; the message names it."""


class Unproven(Blocked):
    """A request would change what may be somebody else's: the answer to our create did not show it as ours."""


class HarnessFault(Exception):
    """Scimproof itself did wrong: the check is an ``error``, and nothing is said about the target."""


class WouldHarm(HarnessFault):
    """A request would change what this run did not create. It was not sent."""


def worst(level: Level, findings: Iterable[Finding]) -> Outcome:
    """The outcome of a check of this level with these findings."""
    grades = [finding.grade or level.when_broken for finding in findings]
    return max(grades, key=lambda outcome: outcome.gravity, default=Outcome.PASS)
