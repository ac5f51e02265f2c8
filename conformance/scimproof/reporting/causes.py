"""One thing to fix: the findings that share a cause, and which of them shows best what is wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scimproof.outcome import Level, Outcome
from scimproof.reporting.text import begun

Check = Mapping[str, Any]
Finding = Mapping[str, Any]

# So begins the cause of findings that were found to have one root: the rest is what their requests have in common.
IN_COMMON = "In common: "
_UNJUDGED = frozenset({Outcome.NOT_APPLICABLE, Outcome.BLOCKED, Outcome.ERROR})
# The need of a client follows from a statement of an RFC more often than the other way round.
_OF_AN_RFC = 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """One finding of one check."""

    check: Check
    finding: Finding


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to fix: the findings that share a cause, whatever checks they are of.

    :param number: its place in the list, from 1; the gravest first.
    :param places: the one that shows best what is wrong comes first.
    :param requirements: what it breaks, the most telling first.
    :param blocks: checks that could not run because of it.
    """

    number: int
    places: tuple[Place, ...]
    requirements: tuple[str, ...]
    blocks: tuple[Check, ...] = ()

    @property
    def title(self) -> str:
        """One sentence: what is wrong; where it shows in different ways, what these have in common, and one of them."""
        finding = self.places[0].finding
        message, cause = str(finding["message"]), str(finding["cause"])
        if not cause or len({place.finding["message"] for place in self.places}) == 1:
            return message
        if cause.startswith(IN_COMMON):
            return begun(f"{cause.removeprefix(IN_COMMON)}: {message}")
        # A key that is no sentence begins like the messages that belong to it.
        return message if message.lower().startswith(cause.lower()) else begun(cause)

    @property
    def checks(self) -> list[Check]:
        """The checks it makes red, each once."""
        return list({id(place.check): place.check for place in self.places}.values())

    @property
    def level(self) -> str:
        """The most binding level among its checks."""
        return _level(self.places)

    @property
    def exchanges(self) -> list[int]:
        """Where it can be seen."""
        return list(dict.fromkeys(number for place in self.places for number in place.finding["exchanges"]))

    def exchanges_of(self, check: Check) -> tuple[int, ...]:
        """Where one of its checks saw it."""
        own = (place.finding["exchanges"] for place in self.places if place.check is check)
        return tuple(dict.fromkeys(number for numbers in own for number in numbers))

    @property
    def weight(self) -> int:
        """How many checks would be better off if it were fixed."""
        return len(self.checks) + len(self.blocks)


def findings(check: Check) -> list[Finding]:
    """The findings of a check; a red one without any still has its title to show."""
    found: list[Finding] = list(check["findings"])
    if found or check["outcome"] not in (Outcome.FAIL, Outcome.WARN):
        return found
    return [{"message": check["title"], "expected": "", "received": "", "exchanges": [], "cause": ""}]


def causes(red: Iterable[Check], checks: Iterable[Check]) -> list[Cause]:
    """The causes of red checks, in the order of their first findings.

    :param checks: all checks of the run: a requirement that is broken here and holds elsewhere tells less.
    """
    judged = Counter(
        requirement for check in checks if check["outcome"] not in _UNJUDGED for requirement in check["requirements"]
    )
    gathered: dict[str, list[Place]] = {}
    for check in red:
        for finding in findings(check):
            # A finding that names no cause stands for its requirement.
            key = finding["cause"] or next(iter(check["requirements"]), check["id"])
            gathered.setdefault(key, []).append(Place(check, finding))
    return [_cause(number, places, judged) for number, places in enumerate(gathered.values(), 1)]


def _cause(number: int, places: Sequence[Place], judged: Mapping[str, int]) -> Cause:
    level = _level(places)
    requirements = _most_telling_first(places, level, judged)
    first = next(iter(requirements), None)
    ordered = sorted(
        places,
        key=lambda place: (
            place.check["level"] != level,
            first not in place.check["requirements"],
            len({finding["cause"] for finding in findings(place.check)}),  # it has other things to say
            len(place.finding["exchanges"]) > 1,
        ),
    )
    return Cause(number, tuple(ordered), tuple(requirements))


def _most_telling_first(places: Sequence[Place], level: str, judged: Mapping[str, int]) -> list[str]:
    """The requirements of the most binding checks before the others', and those before others that they are typical of.

    The measure is Ochiai's: what nearly all checks of a cause are about, and few checks that have nothing to do with
    it. One that is merely cited by the first check says little of a cause with fifty.
    """
    checks = {id(place.check): place.check for place in places}.values()
    cited = Counter(requirement for check in checks for requirement in check["requirements"])
    binding = {requirement for check in checks if check["level"] == level for requirement in check["requirements"]}

    def typical(requirement: str) -> float:
        usual = cited[requirement] / math.sqrt(len(checks) * max(judged[requirement], cited[requirement]))
        return usual * _OF_AN_RFC if requirement.startswith("RFC") else usual

    return sorted(cited, key=lambda requirement: (requirement not in binding, -typical(requirement)))


def _level(places: Iterable[Place]) -> str:
    levels = {place.check["level"] for place in places}
    return next(level for level in Level if level in levels)
