"""For how many causes is one fault taken? One fault should have one heading in a report: ``make causes``.

Faults of the lab, each alone, are played with the whole suite of the RFCs, and the causes of all findings that fail or
warn are counted.

    python -m tests.proof.causes [--workers N] [--sample N --seed S] [FAULT ...]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping
from multiprocessing import get_context

from scimproof.lab.faults import FAULTS

from . import plays, tables

RESULTS = tables.HERE / "causes.json"
SUITE = ("rfc[0-9]*",)
PLAYS_OF_A_PROCESS = 10


def main(arguments: list[str]) -> int:
    """Play, and write down how many causes there are."""
    options = _options(arguments)
    known = read()
    wanted = options.fault or of_the_suite()
    if options.sample:
        wanted = random.Random(options.seed).sample(wanted, min(options.sample, len(wanted)))
    with get_context("spawn").Pool(options.workers, maxtasksperchild=PLAYS_OF_A_PROCESS) as pool:
        for number, (fault, causes) in enumerate(pool.imap_unordered(_play, wanted), 1):
            known[fault] = len(causes)
            print(f"{number}/{len(wanted)} {fault}: {len(causes)}", flush=True)
            for cause, checks in causes.items():
                print(f"    {cause}: {' '.join(checks[:3])}{' ...' if len(checks) > 3 else ''}", flush=True)
            RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    from . import page

    page.write()
    print(f"{mean(known):.2f} causes in the mean, over {len(known)} faults")
    return 0


def read() -> dict[str, int]:
    """How many causes each fault was taken for, in the last plays."""
    found: dict[str, int] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return found


def mean(known: Mapping[str, int]) -> float:
    """The mean over those that turned anything red."""
    counted = [number for number in known.values() if number]
    return sum(counted) / len(counted) if counted else 0.0


def of_the_suite() -> list[str]:
    """The faults that a check of the RFCs' suite has to see, alone."""
    return [
        fault for fault in FAULTS if any(check.startswith("rfc") and check[3:4].isdigit() for check in _seen_by(fault))
    ]


def _seen_by(fault: str) -> tuple[str, ...]:
    return tables.seen().get(fault, ())


def _play(fault: str) -> tuple[str, dict[str, list[str]]]:
    causes: dict[str, list[str]] = {}
    for check, (outcome, of_check) in plays.outcomes((fault,), SUITE).items():
        if outcome in plays.RED:
            for cause in of_check:
                causes.setdefault(cause, []).append(check)
    return fault, causes


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="causes", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("fault", nargs="*", help="only these faults")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, help="only so many, taken by lot")
    parser.add_argument("--seed", type=int, default=0, help="seed of the lot")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
