"""What a reader wants to know first, computed once for every rendering: counts, causes, what blocks what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from scimproof.outcome import Outcome, Verdict
from scimproof.reporting.causes import Cause, Check, causes

Exchange = Mapping[str, Any]
Results = Mapping[str, Any]

# Reading order: what has to be acted on, then what is good to know, then what is well.
READING_ORDER = (
    Outcome.FAIL,
    Outcome.ERROR,
    Outcome.BLOCKED,
    Outcome.WARN,
    Outcome.FIXED,
    Outcome.WAIVED,
    Outcome.NOTE,
    Outcome.NOT_APPLICABLE,
    Outcome.PASS,
)
_NUMBER = re.compile(r"#(\d+)\b")
_ID = re.compile(r"(/[A-Z]\w*/)[^\s/?,;:]+")  # of a resource, in a path
_UNTOLD = "no reason was recorded"


@dataclass(frozen=True, slots=True)
class Reason:
    """Checks that could not be judged for the same reason."""

    text: str
    checks: tuple[Check, ...]
    cause: Cause | None = None

    @property
    def exchanges(self) -> list[int]:
        """The exchanges that the checks say it of."""
        return list(dict.fromkeys(number for check in self.checks for number in mentioned(check["reason"] or "")))


@dataclass(frozen=True, slots=True)
class Suite:
    """What the run says of one suite."""

    name: str
    verdict: str
    checks: tuple[Check, ...]

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        """Outcomes that occurred, in reading order."""
        return counts(self.checks)

    def of(self, outcome: Outcome) -> list[Check]:
        """Its checks with this outcome, scenario by scenario."""
        return [check for check in self.checks if check["outcome"] == outcome]


class Summary:
    """The results of a run from the point of view of a reader."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.checks: Sequence[Check] = results["checks"]
        self.exchanges: dict[int, Exchange] = {entry["number"]: entry for entry in results["exchanges"]}

    def of(self, outcome: Outcome) -> list[Check]:
        """All checks with this outcome."""
        return [check for check in self.checks if check["outcome"] == outcome]

    @cached_property
    def suites(self) -> list[Suite]:
        """The suites, in the order of their verdicts."""
        own: dict[str, list[Check]] = {entry["suite"]: [] for entry in self.results["verdicts"]}
        for check in self.checks:
            own.setdefault(check["suite"], []).append(check)
        given = {entry["suite"]: entry["verdict"] for entry in self.results["verdicts"]}
        return [Suite(name, given.get(name) or verdict(checks), tuple(checks)) for name, checks in own.items()]

    @cached_property
    def failures(self) -> list[Cause]:
        """What to fix: the new first, where there is a baseline; then what makes most checks red, or blocks most."""
        found = causes(self.of(Outcome.FAIL), self.checks)
        pointers = _Pointers(found)
        blocked: dict[int, list[Check]] = {cause.number: [] for cause in found}
        for check in self.of(Outcome.BLOCKED):
            culprit = pointers.culprit(check["reason"] or "")
            if culprit is not None:
                blocked[culprit.number].append(check)
        whole = [replace(cause, blocks=tuple(blocked[cause.number])) for cause in found]
        return _numbered(sorted(_gravest_first(whole), key=lambda cause: self.age(cause) == "known"))

    @cached_property
    def warnings(self) -> list[Cause]:
        """What ought to be better; the most frequent first."""
        return _numbered(_gravest_first(causes(self.of(Outcome.WARN), self.checks)))

    @cached_property
    def blocked(self) -> list[Reason]:
        """Checks that could not run, by the reason."""
        behind = {id(check): cause for cause in self.failures for check in cause.blocks}
        reasons = _reasons(self.of(Outcome.BLOCKED))
        return [replace(reason, cause=behind.get(id(reason.checks[0]))) for reason in reasons]

    @cached_property
    def skipped(self) -> list[Reason]:
        """Checks that do not apply to this target or this run, by the reason; the most frequent first."""
        return sorted(_reasons(self.of(Outcome.NOT_APPLICABLE)), key=lambda reason: -len(reason.checks))

    @cached_property
    def errors(self) -> list[Reason]:
        """Checks that Scimproof itself could not judge, by the reason."""
        return _reasons(self.of(Outcome.ERROR))

    def age(self, cause: Cause) -> str:
        """``new`` when a check of it was not red in the baseline, ``known`` when all were; empty without a baseline."""
        if not (changes := self.results.get("changes")):
            return ""
        return "new" if any(check["id"] in changes["new"] for check in cause.checks) else "known"

    @property
    def first(self) -> Cause | None:
        """What to fix first: only said where there is a choice and something stands out."""
        if len(self.failures) < 2 or self.failures[0].weight == self.failures[1].weight:
            return None
        return self.failures[0]

    @cached_property
    def flows(self) -> dict[str, list[int]]:
        """The exchanges of each scenario, in the order in which they were sent."""
        found: dict[str, list[int]] = {}
        for number, entry in sorted(self.exchanges.items()):
            found.setdefault(entry["scenario"], []).append(number)
        return found

    @cached_property
    def _steps(self) -> dict[int, tuple[int, int]]:
        flows = self.flows.values()
        return {number: (place, len(flow)) for flow in flows for place, number in enumerate(flow, 1)}

    def step(self, number: int) -> tuple[int, int] | None:
        """Which request of its scenario an exchange is, and of how many; ``None`` when it is not recorded."""
        return self._steps.get(number)

    def with_write(self, numbers: Sequence[int]) -> list[int]:
        """These exchanges; where all of them are reads, after the change that the first one shows the outcome of."""
        known = [self.exchanges[number] for number in numbers if number in self.exchanges]
        written = [self._writes[entry["number"]] for entry in known if entry["number"] in self._writes]
        if not written or any(entry["request"]["method"] != "GET" for entry in known):
            return list(numbers)
        return [written[0], *numbers]

    @cached_property
    def _writes(self) -> dict[int, int]:
        """The last change of the same resource, for every plain read that had one before it."""
        last: dict[str, int] = {}
        found: dict[int, int] = {}
        for number, entry in sorted(self.exchanges.items()):
            method, url = entry["request"]["method"], entry["request"]["url"]
            if method == "GET" and url in last:
                found[number] = last[url]
            elif method in ("PUT", "PATCH"):
                last[url] = number
        return found


def counts(checks: Iterable[Check]) -> list[tuple[Outcome, int]]:
    """Outcomes that occurred and how often, in reading order."""
    found = Counter(check["outcome"] for check in checks)
    return [(outcome, found[outcome.value]) for outcome in READING_ORDER if found[outcome.value]]


def verdict(checks: Iterable[Check]) -> str:
    """What checks of one suite say, as far as they tell: whether the run was complete is not known here."""
    number = dict(counts(checks))
    if number.get(Outcome.FAIL):
        return Verdict.NOT_MET.value
    judged = sum(number.values()) - number.get(Outcome.NOT_APPLICABLE, 0)
    if not judged or number.get(Outcome.BLOCKED) or number.get(Outcome.ERROR):
        return Verdict.INCOMPLETE.value
    return (Verdict.MET_WITH_WAIVERS if number.get(Outcome.WAIVED) else Verdict.MET).value


def mentioned(text: str) -> list[int]:
    """Numbers of exchanges that a text names: ``POST /Users (#12) was answered 500``."""
    return [int(number) for number in dict.fromkeys(_NUMBER.findall(text)) if len(number) < 10]


def _gravest_first(causes: Iterable[Cause]) -> list[Cause]:
    # What shows all over the place comes before what was seen once.
    return sorted(causes, key=lambda cause: (-cause.weight, -len(cause.exchanges)))


def _numbered(causes: Iterable[Cause]) -> list[Cause]:
    return [replace(cause, number=number) for number, cause in enumerate(causes, 1)]


def _reasons(checks: Iterable[Check]) -> list[Reason]:
    same: dict[str, list[Check]] = {}
    for check in checks:
        # The same thing seen in two exchanges, or of two resources, is one reason.
        same.setdefault(_ID.sub(r"\1", _NUMBER.sub("#", check["reason"] or _UNTOLD)), []).append(check)
    return [Reason(found[0]["reason"] or _UNTOLD, tuple(found)) for found in same.values()]


class _Pointers:
    """Finds the failure that a reason points at: it names an exchange that shows it, or the check that found it."""

    def __init__(self, causes: Iterable[Cause]) -> None:
        self._by_exchange: dict[int, Cause] = {}
        self._by_check: dict[str, Cause] = {}
        for cause in causes:
            for number in cause.exchanges:
                self._by_exchange.setdefault(number, cause)
            for check in cause.checks:
                self._by_check.setdefault(check["id"], cause)

    def culprit(self, reason: str) -> Cause | None:
        seen = [self._by_exchange.get(number) for number in mentioned(reason)]
        named = [self._by_check.get(word.strip("'\"`(),;:.")) for word in reason.split()]
        return next(filter(None, [*seen, *named]), None)
