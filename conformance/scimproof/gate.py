"""Verdicts per suite, the gate, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from scimproof.outcome import Outcome, Verdict

Check = Mapping[str, Any]


class Exit(IntEnum):
    """What the command tells its caller. Fixed: CI pipelines rely on it."""

    MET = 0
    NOT_MET = 1
    USAGE = 2
    UNREACHABLE = 3
    HARNESS_FAULT = 4
    INTERRUPTED = 130


@dataclass(frozen=True)
class Gate:
    """Whether the release may go on, and why."""

    met: bool
    fail_on: str
    reasons: tuple[str, ...]


def counts(checks: Iterable[Check]) -> dict[str, int]:
    """Checks by outcome, every outcome named."""
    found = Counter(check["outcome"] for check in checks)
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


def verdict(checks: Sequence[Check], *, complete: bool) -> Verdict:
    """What these checks of one suite say. Nothing run, or something blocked, is never a yes."""
    number = counts(checks)
    if number["fail"]:
        return Verdict.NOT_MET
    ran = len(checks) - number["n/a"]
    if not complete or number["blocked"] or number["error"] or ran == 0:
        return Verdict.INCOMPLETE
    return Verdict.MET_WITH_WAIVERS if number["waived"] else Verdict.MET


def verdicts(checks: Sequence[Check], *, complete: bool) -> list[dict[str, Any]]:
    """The verdict of each suite, in the order in which the suites appear."""
    found = []
    for suite in dict.fromkeys(check["suite"] for check in checks):
        own = [check for check in checks if check["suite"] == suite]
        number = {outcome: count for outcome, count in counts(own).items() if count}
        found.append({"suite": suite, "verdict": verdict(own, complete=complete).value, "counts": number})
    return found


def gate(
    suites: Sequence[Mapping[str, Any]],
    fail_on: str,
    *,
    lost: bool = False,
    interrupted: bool = False,
    counting: Sequence[Check] | None = None,
    since: str | None = None,
    more: Sequence[str] = (),
) -> Gate:
    """Decide. What could not be judged is never good enough.

    :param suites: the verdicts, with the counts of all checks.
    :param fail_on: ``must``, ``should`` or ``never``.
    :param counting: the checks that may close the gate; all when it is not given.
    :param since: what makes a failure a new one, where only new ones count.
    :param more: other reasons not to go on: a waiver that has ended, or accepts nothing any more.
    """
    reasons = []
    if interrupted:
        reasons.append("the run was interrupted")
    if lost:
        reasons.append("the target was lost during the run")
    if not suites:
        reasons.append("no check ran")
    what = f" that did not before, by {since}" if since else ""
    for suite in suites:
        name, whole = suite["suite"], suite["counts"]
        number = whole if counting is None else counts(check for check in counting if check["suite"] == name)
        if number.get("fail") and fail_on != "never":
            reasons.append(f"{name}: {_some(number['fail'], 'check')} failed{what}")
        if number.get("warn") and fail_on == "should":
            reasons.append(f"{name}: {_some(number['warn'], 'warning')}{' more than before' if since else ''}")
        if number.get("error"):
            reasons.append(f"{name}: {_some(number['error'], 'check')} met a fault of Scimproof itself")
        if number.get("blocked") and fail_on != "never":
            reasons.append(f"{name}: {_some(number['blocked'], 'check')} could not run")
        if suite["verdict"] == Verdict.INCOMPLETE.value and not (whole.get("blocked") or whole.get("error")):
            reasons.append(f"{name}: nothing in it applied to this target")
    if fail_on != "never":
        reasons += more
    return Gate(not reasons, fail_on, tuple(reasons))


def exit_code(decision: Gate, checks: Iterable[Check], *, lost: bool, interrupted: bool) -> Exit:
    """The exit code of a run that started."""
    if interrupted:
        return Exit.INTERRUPTED
    if lost:
        return Exit.UNREACHABLE
    if any(check["outcome"] == Outcome.ERROR.value for check in checks):
        return Exit.HARNESS_FAULT
    return Exit.MET if decision.met else Exit.NOT_MET


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
