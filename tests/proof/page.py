"""The page ``docs/detection.md``: which faults the checks detect, and which real bugs are behind them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from scimproof import suites
from scimproof.lab.faults import FAULTS
from scimproof.lab.mutations import mutations

from . import causes, mutants, tables
from .mutants import Seen

RESULTS = tables.HERE / "detection.json"
PAGE = Path(__file__).parents[2] / "docs" / "detection.md"
BASES = ("rfc", "idp", "robustness")
# What breaks no rule but a promise of its maker comes last: no real bug is of that kind.
OF_FAULTS = (*BASES, "promise")
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


def markdown(results: Mapping[str, Any], mutated: Mapping[str, Seen]) -> str:
    """The page, from the results of ``make prove`` and of ``make mutate``."""
    return "\n".join(_lines(results, mutated)) + "\n"


def write() -> None:
    """Write the page again."""
    PAGE.write_text(current(), "utf-8")


def current() -> str:
    """The page as it has to be."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return markdown(results, mutants.read() if mutants.RESULTS.exists() else {})


def detected(fault: str, results: Mapping[str, Any]) -> list[str]:
    """The checks that saw a fault, in the plays in which it had to be seen."""
    plays = [results[faults] for faults in tables.plays_of(fault) if faults in results]
    return list(dict.fromkeys(check for play in plays for check in play["seen_by"]))


def _lines(results: Mapping[str, Any], mutated: Mapping[str, Seen]) -> Iterator[str]:
    yield "# What is detected"
    yield ""
    yield "Every check is proven by a fault that turns it red, on a lab that is all green without it. This page is"
    yield "written by `make prove`, which plays the lab once per fault, and by `make mutate`, which asks what else a"
    yield "server could do wrong; a test says when it is stale. A fault is detected when a check that is about it fails"
    yield "or warns, and names what was expected, what came, and the exchange."
    yield ""
    yield from _bugs(results)
    yield ""
    yield from _mutations(mutated)
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
        if not bugs:
            continue
        possible = [bug for bug in bugs if "not_committed" not in tables.catalogue()[bug]]
        seen = [bug for bug in possible if any(detected(fault, results) for fault in tables.committed_by(bug))]
        yield f"| {basis} | {len(bugs)} | {len(possible)} | {len(seen)} |"
    yield ""
    for bug, entry in tables.catalogue().items():
        if "not_committed" in entry:
            yield f"- {bug} is committed by no fault: {entry['not_committed']}"
        if "promised_only" in entry:
            yield f"- {bug} turns red where a profile promises otherwise, and nowhere else: {entry['promised_only']}"


def _mutations(mutated: Mapping[str, Seen]) -> Iterator[str]:
    yield "## Mutations"
    yield ""
    yield "Faults that are made by rule: each field of each document dropped, of another type, in another case, or"
    yield "null, in each answer that shows it; each status exchanged for its neighbours; each header dropped or"
    yield "altered; each write ignored, done twice, or done to somebody else; each parameter overlooked. They are"
    yield "played with the suite of the RFCs. Those that change nothing in any answer of a play do not count, and"
    yield "those that the RFCs allow are no faults. *Named* are those of which a finding speaks by name; a write or a"
    yield "parameter has none, and any finding will do."
    yield ""
    yield "| mutation | played | allowed | faults | detected | share | named |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    classes: dict[str, list[Seen]] = {}
    for name, mutation in mutations().items():
        if name in mutated and mutated[name].met:
            classes.setdefault(mutation.kind, []).append(mutated[name])
    for kind, some in classes.items():
        yield _row(kind, some)
    every = [one for some in classes.values() for one in some]
    yield _row("**all**", every)
    unplayed = Counter(one.kind for name, one in mutations().items() if name not in mutated)
    idle = Counter(one.kind for name, one in mutations().items() if name in mutated and not mutated[name].met)
    for some_of_them, what in ((unplayed, "have not been played yet"), (idle, "have nothing to change in a play")):
        if some_of_them:
            yield ""
            told = "; ".join(f"{number}: {kind}" for kind, number in some_of_them.most_common())
            yield f"{some_of_them.total()} mutations {what} ({told})."
    survivors = [one.name for one in every if not one.by and not mutants.allowed(one.name)]
    yield ""
    yield "Nobody has seen yet:" if survivors else "Nothing has survived that the RFCs do not allow."
    yield ""
    if survivors:
        yield from (f"- `{name}`: {mutations()[name].title}" for name in survivors)
        yield ""
    yield "What the RFCs allow:"
    yield ""
    yield from (f"- `{pattern}`: {why}" for pattern, why in mutants.legal().items())


def _row(kind: str, some: Sequence[Seen]) -> str:
    allowed = [one for one in some if not one.by and mutants.allowed(one.name)]
    faults = [one for one in some if one not in allowed]
    seen = [one for one in faults if one.by]
    nameable = any(mutations()[one.name].subject for one in some)
    named = sum(one.named for one in seen if mutations()[one.name].subject) if nameable else ""
    share = f"{len(seen) / len(faults):.1%}" if faults else ""
    return f"| {kind} | {len(some)} | {len(allowed)} | {len(faults)} | {len(seen)} | {share} | {named} |"


def _faults(results: Mapping[str, Any]) -> Iterator[str]:
    found = {name: detected(name, results) for name in FAULTS}
    yield "## Faults of the lab"
    yield ""
    yield f"{len(FAULTS)} faults, {sum(map(bool, found.values()))} detected. `scimproof explain NAME` tells the story"
    yield "of each; `scimproof serve --fault NAME` lets it be seen."
    known = causes.read()
    if known:
        yield ""
        yield f"One fault has {causes.mean(known):.2f} causes in the mean, each a heading of its own in a report, over"
        yield f"the {len(known)} faults that a check of the RFCs' suite has to see, each played with that whole suite."
    yield ""
    yield "| fault | basis | severity | real bugs | detected by |"
    yield "| --- | --- | --- | --- | --- |"
    for fault in sorted(FAULTS.values(), key=lambda one: (OF_FAULTS.index(one.basis), one.id)):
        checks = found[fault.id]
        more = f" and {len(checks) - MOST_SHOWN} more" if len(checks) > MOST_SHOWN else ""
        shown = " ".join(f"`{check}`" for check in checks[:MOST_SHOWN]) + more
        yield f"| {fault.id} | {fault.basis} | {fault.severity} | {' '.join(fault.bugs)} | {shown or 'noted only'} |"
