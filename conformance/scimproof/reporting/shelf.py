"""Where each exchange stands in a report: at the first place that cites it, and within a budget of size.

What a place is all about stands there as well when it stands elsewhere already: nobody should have to follow a link
from a cause to the request that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scimproof.outcome import Outcome
from scimproof.reporting.causes import findings
from scimproof.reporting.evidence import Evidence, evidence
from scimproof.reporting.marks import Marks, marks
from scimproof.reporting.summary import Summary

MOST_EXCHANGES = 4  # shown per place; the others are in exchanges.har
BUDGET = 500_000  # bytes of evidence; what comes later is named, and unpacked on demand

# What a finding of these speaks of is marked; the others only record what they saw.
_OBJECTIONS = frozenset({Outcome.FAIL, Outcome.WARN, Outcome.WAIVED})


class Shelf:
    """Hands out the evidence of a report. First every place is filled with :meth:`put`, then all can be linked."""

    def __init__(self, summary: Summary, budget: int = BUDGET) -> None:
        self._summary = summary
        self._left = budget
        self._places: dict[str, list[Evidence]] = {}
        self._shown: set[int] = set()
        red = (check for check in summary.checks if check["outcome"] in _OBJECTIONS)
        self._marks = marks((finding for check in red for finding in findings(check)), summary.exchanges)

    def put(self, place: str, numbers: Iterable[int], *, led_by_first: bool = False) -> None:
        """Stand these exchanges at a place of the page, but for those that stand elsewhere already.

        :param led_by_first: the first one stands here in any case.
        """
        for position, number in enumerate(numbers):
            exchange, repeated = self._summary.exchanges.get(number), number in self._shown
            if exchange is None or (repeated and not (led_by_first and position == 0)):
                continue
            self._shown.add(number)
            base, step = self._summary.results["target"]["url"], self._summary.step(number)
            mark = self._marks.get(number, Marks())
            found = evidence(exchange, base, step=step, spare=self._left <= 0, marked=(mark.head, mark.body))
            self._left -= found.size
            self._places.setdefault(place, []).append(replace(found, repeated=repeated))

    def at(self, place: str) -> list[Evidence]:
        """The exchanges that stand at this place."""
        return self._places.get(place, [])

    def elsewhere(self, place: str, numbers: Iterable[int]) -> list[int]:
        """Those of these exchanges that do not stand at this place."""
        here = {shown.number for shown in self.at(place)}
        return [number for number in numbers if number not in here]

    def has(self, number: int) -> bool:
        """Whether an exchange stands anywhere on the page, so that it can be linked."""
        return number in self._shown
