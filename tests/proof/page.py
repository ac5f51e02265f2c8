"""The page ``docs/detection.md``: which faults the checks detect, and which real bugs are behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scimproof import suites
from scimproof.lab.faults import FAULTS

from . import tables

PAGE = Path(__file__).parents[2] / "docs" / "detection.md"
BASES = ("rfc", "idp", "robustness")
MOST_SHOWN = 3

# Some flows have to be played so that the passive rules have something to watch.
FLOWS = (
    *("rfc7644-3.3-*", "rfc7644-3.4.1-*", "rfc7644-3.4.2-*", "rfc7644-3.4.2.4-count-*", "rfc7644-3.5.1-*"),
    *("rfc7644-3.6-*", "rfc7644-3.12-*", "rfc7644-4-*", "rfc7643-3.1-client-*", "rfc7643-2.1-attribute-*"),
)


@cache
def _passive() -> frozenset[str]:
    return frozenset(entry.id for entry in suites.known_checks() if entry.watches_every_exchange)


def is_passive(check: str) -> bool:
    """Whether a check watches every exchange."""
    return check in _passive()


def markdown(results: Mapping[str, Any]) -> str:
    """The page, from the results of ``make prove``."""
    return "\n".join(_lines(results)) + "\n"


def detected(fault: str, results: Mapping[str, Any]) -> list[str]:
    """The checks that saw a fault, in the plays in which it had to be seen."""
    plays = [results[faults] for faults in tables.plays_of(fault) if faults in results]
    return list(dict.fromkeys(check for play in plays for check in play["seen_by"]))


def _lines(results: Mapping[str, Any]) -> Iterator[str]:
    yield "# What is detected"
    yield ""
    yield "Every check is proven by a fault that turns it red, on a lab that is all green without it. This page is"
    yield "written by `make prove`, which plays the lab once per fault; a test says when it is stale. A fault is"
    yield "detected when a check that is about it fails or warns, and names what was expected, what came, and the"
    yield "exchange."
    yield ""
    yield from _bugs(results)
    yield ""
    yield from _faults(results)


def _bugs(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Real bugs"
    yield ""
    yield "143 bugs of SCIM servers, collected from public issue trackers and commit logs. *rfc* breaks an RFC, *idp*"
    yield "is legal and breaks a client, *robustness* is neither and hurt people all the same."
    yield ""
    yield "| basis | bugs | can be committed over HTTP | detected |"
    yield "| --- | ---: | ---: | ---: |"
    for basis in BASES:
        bugs = [bug for bug, entry in tables.catalogue().items() if entry["basis"] == basis]
        possible = [bug for bug in bugs if "not_committed" not in tables.catalogue()[bug]]
        seen = [bug for bug in possible if any(detected(fault, results) for fault in tables.committed_by(bug))]
        yield f"| {basis} | {len(bugs)} | {len(possible)} | {len(seen)} |"
    yield ""
    yield "Not committed by any fault:"
    yield ""
    for bug, entry in tables.catalogue().items():
        if "not_committed" in entry:
            yield f"- {bug}: {entry['not_committed']}"


def _faults(results: Mapping[str, Any]) -> Iterator[str]:
    found = {name: detected(name, results) for name in FAULTS}
    yield "## Faults of the lab"
    yield ""
    yield f"{len(FAULTS)} faults, {sum(map(bool, found.values()))} detected. `scimproof explain NAME` tells the story"
    yield "of each; `scimproof serve --fault NAME` lets it be seen."
    causes = [entry["causes"] for faults, entry in results.items() if entry.get("causes") and " " not in faults]
    if causes:
        mean = sum(causes) / len(causes)
        yield ""
        yield f"One fault is taken for {mean:.1f} causes in the mean, over {len(causes)} plays of all suites."
    yield ""
    yield "| fault | basis | severity | real bugs | detected by |"
    yield "| --- | --- | --- | --- | --- |"
    for fault in sorted(FAULTS.values(), key=lambda one: (BASES.index(one.basis), one.id)):
        checks = found[fault.id]
        more = f" and {len(checks) - MOST_SHOWN} more" if len(checks) > MOST_SHOWN else ""
        shown = " ".join(f"`{check}`" for check in checks[:MOST_SHOWN]) + more
        yield f"| {fault.id} | {fault.basis} | {fault.severity} | {' '.join(fault.bugs)} | {shown or 'noted only'} |"
