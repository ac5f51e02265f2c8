"""Outcomes in the words of a page."""

from __future__ import annotations

from scimproof.outcome import Outcome
from scimproof.reporting.text import counted

OUTCOME_WORDS = {
    Outcome.FAIL: ("failed", "a MUST is broken, or the client cannot do its job"),
    Outcome.ERROR: ("error", "a fault of Scimproof itself; says nothing about the target"),
    Outcome.BLOCKED: ("blocked", "could not run, because something it needs failed"),
    Outcome.WARN: ("warning", "a SHOULD is broken"),
    Outcome.FIXED: ("fixed", "waived, but passing: the waiver can go"),
    Outcome.WAIVED: ("waived", "known and accepted"),
    Outcome.NOTE: ("note", "a free choice of the server, recorded"),
    Outcome.NOT_APPLICABLE: ("not applicable", "the target does not declare the feature"),
    Outcome.PASS: ("passed", "holds"),
}
_NOUNS = ("error", "warning", "note")


def word(outcome: str) -> str:
    """An outcome in words."""
    return OUTCOME_WORDS[Outcome(outcome)][0]


def many(number: int, outcome: str) -> str:
    """How often an outcome occurred: ``2 warnings``, ``2 failed``."""
    name = word(outcome)
    return counted(number, name) if name in _NOUNS else f"{number:,} {name}"


def meaning(outcome: str) -> str:
    """What an outcome means."""
    return OUTCOME_WORDS[Outcome(outcome)][1]
