"""The story that a check judges: the requests of its scenario, in the order in which they were sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scimproof.reporting.causes import Check, findings
from scimproof.reporting.evidence import relative, status_line
from scimproof.reporting.summary import Exchange, Summary, mentioned
from scimproof.reporting.text import one_line

MOST_STEPS = 30  # told of a story, those before the end of it
BUDGET = 150_000  # bytes of stories in the page; what comes later is told on demand only
_STEP_BYTES = 110  # what stands around the words of a step
_LONGEST_PATH = 160
_WORD = re.compile(r"[A-Za-z][\w.-]{0,60}")

# Where no declaration says otherwise (RFC 7644 section 3.2).
_ENDPOINTS = {"users": "User", "groups": "Group"}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a story.

    :param place: which of the story it is, from 1.
    :param cited: whether a finding speaks of it.
    """

    place: int
    number: int
    request: str
    answer: str
    ok: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A story up to the request that a finding speaks of.

    :param before: how many requests came before the first that is told.
    """

    steps: tuple[Step, ...]
    before: int


class Stories:
    """The stories of a run.

    :ivar numbers: the scenarios that checks judge the stories of, numbered for the page.
    :ivar checks: how many checks judge each.
    """

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self._left = BUDGET
        told = Counter(self.of(check) for check in summary.checks)
        del told[""]
        self.numbers = {scenario: number for number, scenario in enumerate(told, 1)}
        self.checks: Mapping[str, int] = told

    def of(self, check: Check) -> str:
        """The scenario whose story a check judges: its own, or that of the exchange that it speaks of first."""
        if check["scenario"] in self.summary.flows:
            return str(check["scenario"])
        exchange = self.summary.exchanges.get(next(iter(self.cited(check)), 0))
        return exchange["scenario"] if exchange else ""

    def cited(self, check: Check) -> list[int]:
        """The exchanges that a check speaks of, in its findings or in the reason for not having judged."""
        told = [number for finding in findings(check) for number in finding["exchanges"]]
        return list(dict.fromkeys(told or mentioned(check["reason"] or "")))

    def number(self, check: Check) -> int | None:
        """The number of the story of a check; ``None`` where nothing was sent for it."""
        return self.numbers.get(self.of(check))

    def number_of(self, exchange: int) -> int | None:
        """The number of the story that an exchange is of."""
        return self.numbers.get(self.summary.exchanges[exchange]["scenario"])

    def size(self, check: Check) -> int:
        """How many requests the whole story of a check has."""
        return len(self.summary.flows.get(self.of(check), ()))

    def so_far(self, check: Check) -> Story | None:
        """The story up to the last request that the check speaks of; ``None`` where there is nothing to tell."""
        numbers = [number for number in self.cited(check) if number in self.summary.exchanges]
        if not numbers or self._left <= 0:
            return None
        flow = self.summary.flows[self.summary.exchanges[numbers[0]]["scenario"]]
        cited = set(numbers).intersection(flow)
        end = flow.index(max(cited)) + 1
        if end < 2:
            return None  # a single request is no story: it stands there as evidence
        start = max(end - MOST_STEPS, 0)
        steps = tuple(
            self._step(place, number, number in cited) for place, number in enumerate(flow[start:end], start + 1)
        )
        self._left -= sum(len(step.request) + _STEP_BYTES for step in steps)
        return Story(steps, start)

    def _step(self, place: int, number: int, cited: bool) -> Step:
        exchange = self.summary.exchanges[number]
        request, response = exchange["request"], exchange["response"]
        path = relative(request["url"], self.summary.results["target"]["url"])
        return Step(
            place=place,
            number=number,
            request=one_line(f"{request['method']} {path}", _LONGEST_PATH),
            answer=status_line(response["status"]) if response else "no answer",
            ok=bool(response) and 200 <= response["status"] < 300,
            cited=cited,
        )

    # -- what stories are about -----------------------------------------------------------------------------------

    def types(self, check: Check) -> tuple[str, ...]:
        """The resource types that the story of a check has to do with; ``other`` where it has to do with none."""
        return self._types_of.get(check["scenario"], (OTHER,))

    @cached_property
    def _types_of(self) -> dict[str, tuple[str, ...]]:
        known, base = _endpoints(self.summary.results["target"]["declared"]), self.summary.results["target"]["url"]
        found: dict[str, set[str]] = {}
        for exchange in self.summary.exchanges.values():
            if name := known.get(_first_segment(exchange, base)):
                found.setdefault(exchange["scenario"], set()).add(name)
        return {scenario: tuple(sorted(names)) for scenario, names in found.items()}


def _first_segment(exchange: Exchange, base_url: str) -> str:
    path = relative(exchange["request"]["url"], base_url).partition("?")[0]
    return path.lstrip("/").partition("/")[0].lower()


def _endpoints(declared: Any) -> Mapping[str, str]:
    """The names of resource types by their endpoints. What a server calls by no word cannot be chosen in a filter."""
    types = declared.get("resourceTypes") if isinstance(declared, Mapping) else None
    named = {
        entry["endpoint"].strip("/").lower(): entry["name"]
        for entry in (types if isinstance(types, list) else ())
        if isinstance(entry, Mapping)
        and isinstance(entry.get("endpoint"), str)
        and isinstance(entry.get("name"), str)
        and _WORD.fullmatch(entry["name"])
    }
    return {**_ENDPOINTS, **named}


def types_in_order(found: Iterable[tuple[str, ...]]) -> list[str]:
    """What there is to choose from: people and groups first, ``other`` last."""
    names = {name for some in found for name in some}
    usual = [name for name in _ENDPOINTS.values() if name in names]
    rest = sorted(names - {*usual, OTHER})
    return [*usual, *rest, *([OTHER] if OTHER in names else [])]
