"""Play the lab with every fault, and write down which checks saw it: ``make prove``.

A fault is played for the checks that have to see it, by the tables in ``tests/proof/seen``.

    python -m tests.proof.prove [--workers N] [FAULT ...]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from typing import Any

from tests.playing import BrokeDownError

from scimproof.lab.faults import FAULTS
from scimproof.lab.mutations import mutations
from scimproof.preflight import PreflightFailed

from . import page, plays, tables

PLAYS_OF_A_PROCESS = 25
RFC = ("rfc[0-9]*",)


def main(arguments: list[str]) -> int:
    """Prove, write the results and the page; 1 when something that has to be seen is not."""
    options = _options(arguments)
    chosen = set(options.fault or (*FAULTS, *mutations()))
    unseen = [name for name in FAULTS if not tables.plays_of(name)]
    every = [faults for faults in (*tables.seen(), *unseen) if chosen & set(faults.split())]
    started = time.monotonic()
    results: dict[str, Any] = (
        json.loads(page.RESULTS.read_text("utf-8")) if options.fault and page.RESULTS.exists() else {}
    )
    for number, (faults, entry) in enumerate(played(every, options.workers), 1):
        results[faults] = entry
        overlooked = entry["overlooked"]
        word = f"OVERLOOKED by {', '.join(overlooked)}" if overlooked else "seen" if entry["seen_by"] else "played"
        print(f"{number}/{len(every)} {faults}: {word}", flush=True)
    page.RESULTS.write_text(json.dumps(dict(sorted(results.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")
    page.write()
    overlooked = [faults for faults, entry in results.items() if entry["overlooked"]]
    print(f"{len(results) - len(overlooked)} of {len(results)} plays as they have to be, in {_since(started)}")
    return 1 if overlooked else 0


def played(every: Sequence[str], workers: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What came of each play, as they end. A process plays a few and is followed by a new one: faults remember."""
    with get_context("spawn").Pool(workers, maxtasksperchild=PLAYS_OF_A_PROCESS) as pool:
        yield from pool.imap_unordered(_prove, every)


def _prove(faults: str) -> tuple[str, dict[str, Any]]:
    return faults, prove(faults)


def prove(faults: str) -> dict[str, Any]:
    """One play: the checks that had to see it and did, those that did not, and what else turned red."""
    wanted = tables.seen().get(faults, ())
    flows = page.FLOWS if any(page.is_passive(one) for one in wanted) else ()
    try:
        names, choices = tables.parted(faults)
        judged = plays.outcomes(names, (*wanted, *flows) if wanted else RFC, choices)
    except PreflightFailed as stopped:
        return {"seen_by": [], "overlooked": list(wanted), "stopped": str(stopped)}
    except BrokeDownError as accident:
        print(accident, file=sys.stderr, flush=True)
        return {"seen_by": [], "overlooked": list(wanted)}
    red = [identifier for identifier, (outcome, _) in judged.items() if outcome in plays.RED]
    entry: dict[str, Any] = {
        "seen_by": [one for one in wanted if one in red],
        "overlooked": [one for one in wanted if one not in red],
    }
    return entry if wanted else {**entry, "red": red}


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="prove", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("fault", nargs="*", help="only plays with these faults")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.fault if name not in FAULTS and name not in mutations()]:
        parser.error(f"there is no fault {unknown[0]!r}")
    return options


def _since(started: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    return f"{minutes} min {seconds} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
