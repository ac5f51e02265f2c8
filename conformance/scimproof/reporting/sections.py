"""The statements of the RFCs, section by section: how many hold, how many are broken, how many were not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scimproof.outcome import Outcome
from scimproof.reporting.requirements import Requirements, text_of
from scimproof.reporting.summary import Summary

_STATEMENT = re.compile(r"RFC(\d{4})-(\d+(?:\.\d+)*)-\d+")
_BROKEN = frozenset({Outcome.FAIL, Outcome.WARN, Outcome.WAIVED})
_HOLDS = frozenset({Outcome.PASS, Outcome.NOTE, Outcome.FIXED})


@dataclass(frozen=True)
class Section:
    """One section.

    :param broken: statements that a failing or warning check is about.
    :param unjudged: statements all of whose checks did not apply, or could not run.
    """

    name: str
    link: str
    statements: int
    hold: int
    broken: int
    unjudged: int


def sections(summary: Summary, requirements: Requirements) -> list[Section]:
    """The sections that this run says something of, in the order of the RFCs."""
    outcomes: dict[str, set[str]] = {}
    for check in summary.checks:
        for statement in check["requirements"]:
            if _STATEMENT.fullmatch(statement):
                outcomes.setdefault(statement, set()).add(check["outcome"])
    by_section: dict[tuple[int, tuple[int, ...]], dict[str, set[str]]] = {}
    for statement, found in outcomes.items():
        by_section.setdefault(_place(statement), {})[statement] = found
    return [_section(own, requirements) for _, own in sorted(by_section.items())]


def _section(own: Mapping[str, set[str]], requirements: Requirements) -> Section:
    broken = sum(bool(found & _BROKEN) for found in own.values())
    hold = sum(bool(found & _HOLDS) and not found & _BROKEN for found in own.values())
    first = next(iter(own))
    rfc, number = _STATEMENT.fullmatch(first).groups()  # type: ignore[union-attr]
    link = text_of(first, requirements).link
    return Section(f"RFC {rfc}, {number}", link, len(own), hold, broken, len(own) - hold - broken)


def _place(statement: str) -> tuple[int, tuple[int, ...]]:
    rfc, _, rest = statement.removeprefix("RFC").partition("-")
    return int(rfc), tuple(int(part) for part in rest.rpartition("-")[0].split("."))
