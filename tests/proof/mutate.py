"""Play the lab with every mutation, and write down what saw it: ``make mutate``.

A mutation is a fault that is made by rule: ``drops:User.name.familyName@create``. Each is played for the checks of the
RFCs' suite until one of them turns red and speaks of what was done; so most plays are short, and those that nothing
sees are whole. What the last run has written down says where to look first.

    python -m tests.proof.mutate [--workers N] [--sample N --seed S] [PATTERN ...]
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.lab.mutations import Mutation, mutation_named, mutations
from scimproof.lab.mutations.fields import FieldMutation
from scimproof.outcome import Level, worst
from scimproof.preflight import PreflightFailed
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings
from scimproof.validation.passive import PASSIVE_RULES

from . import healthy, plays, tables

RESULTS = tables.HERE / "mutations.json"
SUITE = ("rfc[0-9]*",)
PREFLIGHT = "preflight"
PLAYS_OF_A_PROCESS = 40
AT_A_TIME = 40
LIKELY = 6


@dataclass(frozen=True)
class Seen:
    """What came of one mutation.

    :param met: whether it changed anything at all; what the suite never asks for, nobody can see.
    :param by: the check that saw it, or ``preflight``; empty when none did.
    :param named: whether the finding speaks of what was done, and not of a consequence.
    """

    name: str
    met: bool
    by: str = ""
    named: bool = False


def main(arguments: list[str]) -> int:
    """Play, and write the results down."""
    options = _options(arguments)
    before = read() if RESULTS.exists() else {}
    wanted = chosen(options.pattern, options.sample, options.seed)
    found = {} if len(wanted) == len(mutations()) else dict(before)
    started = time.monotonic()
    for number, seen in enumerate(played(wanted, before, options.workers), 1):
        found[seen.name] = seen
        word = f"{seen.by}{'' if seen.named else ' (unnamed)'}" if seen.by else "SURVIVED" if seen.met else "not met"
        print(f"{number}/{len(wanted)} {seen.name}: {word}", flush=True)
        if number % AT_A_TIME == 0:
            write({**before, **found})
    write(found)
    told = Counter("seen" if one.by else "survived" if one.met else "not met" for one in map(found.get, wanted) if one)
    print(f"{dict(told)} in {round(time.monotonic() - started)} s")
    return 0


def chosen(patterns: Iterable[str], sample: int | None, seed: int) -> list[str]:
    """The names that fit one of these patterns, all without any; or so many of them, taken by lot."""
    listed = [*patterns] or ["*"]
    names = [name for name in mutations() if any(fnmatch.fnmatchcase(name, pattern) for pattern in listed)]
    return names if sample is None else random.Random(seed).sample(names, min(sample, len(names)))


def played(names: list[str], before: Mapping[str, Seen], workers: int) -> Iterator[Seen]:
    """What came of each, as the plays end. Who saw the last ones is asked first for the next ones of their class."""
    likely: dict[str, Counter[str]] = {}
    for seen in before.values():
        _learn(seen, likely)
    idle = _idle(names)
    yield from (Seen(name, met=False) for name in idle)
    asked = [name for name in names if name not in idle]
    with get_context("spawn").Pool(workers, maxtasksperchild=PLAYS_OF_A_PROCESS) as pool:
        for start in range(0, len(asked), AT_A_TIME):
            tasks = [(name, _first(name, before, likely)) for name in asked[start : start + AT_A_TIME]]
            for seen in pool.imap_unordered(_one, tasks):
                _learn(seen, likely)
                yield seen


def _idle(names: list[str]) -> set[str]:
    """Those of a field that the healthy lab never shows in a play."""
    of_fields = {name for name in names if isinstance(mutations()[name], FieldMutation)}
    return of_fields - healthy.shown(SUITE) if of_fields else set()


def _learn(seen: Seen, likely: dict[str, Counter[str]]) -> None:
    if seen.by and seen.name in mutations():
        likely.setdefault(_class(seen.name), Counter())[seen.by] += 1


def _class(name: str) -> str:
    """Mutations of one class are seen by the same checks, more or less: those of one kind, at one moment."""
    return f"{mutations()[name].kind} {name.partition('@')[2]}"


def _first(name: str, before: Mapping[str, Seen], likely: Mapping[str, Counter[str]]) -> tuple[str, ...]:
    """The checks to be asked first: the one that saw it last time, and those that see its like."""
    last = (before[name].by,) if name in before and before[name].by else ()
    return (*last, *(check for check, _ in likely.get(_class(name), Counter()).most_common(LIKELY)))


def _one(task: tuple[str, tuple[str, ...]]) -> Seen:
    name, first = task
    return see(name, first)


def see(name: str, first: tuple[str, ...] = ()) -> Seen:
    """Play one mutation: for the modules of some checks, one by one, and then for all others."""
    mutation = mutation_named(name)
    mutation.times.clear()
    best = Seen(name, met=False)
    asked: list[Path] = []
    for modules in (*_modules_of(first), None):
        rest = [module for module in _all_modules() if module not in asked]
        asked += modules or []
        try:
            by, named = _play(mutation, modules or rest)
        except PreflightFailed as stopped:
            return Seen(name, met=True, by=PREFLIGHT, named=_speaks_of(mutation, str(stopped)))
        if named:
            return Seen(name, met=True, by=by, named=True)
        best = Seen(name, bool(mutation.times), best.by or by)
    return best


@cache
def _module_of() -> dict[str, Path]:
    return {entry.id: entry.module for entry in suites.known_checks() if entry.module is not None}


@cache
def _all_modules() -> tuple[Path, ...]:
    return tuple(suites.modules_with(SUITE))


def _modules_of(checks: Iterable[str]) -> list[list[Path]]:
    """The modules of these checks; the first one alone, since it is most likely to do."""
    listed = list(dict.fromkeys(_module_of()[check] for check in checks if check in _module_of()))
    return [part for part in (listed[:1], listed[1:]) if part]


def _play(mutation: Mutation, modules: list[Path]) -> tuple[str, bool]:
    """The first check that turned red and speaks of the mutation; or else one that turned red."""
    with tempfile.TemporaryDirectory(prefix="scimproof-mutation-") as place:
        settings = Settings(faults=(mutation.id,), checks=SUITE, report_dir=Path(place), seed=plays.SEED)
        run = Run(settings)
        run.open()
        watch = Watch(run, mutation)
        try:
            play(run, modules, watch)
        finally:
            run.close()
        if run.internal_error is not None:
            raise RuntimeError(f"{mutation.id}: {run.internal_error}")
        watch.look()
        if errors := [check["id"] for check in run.checks if check["outcome"] == "error"]:
            raise RuntimeError(f"{mutation.id}: an error of our own in {errors}")
        return watch.named or watch.unnamed, bool(watch.named)


class Watch(Progress):
    """Ends a play as soon as something is red that speaks of the mutation."""

    def __init__(self, run: Run, mutation: Mutation) -> None:
        super().__init__(Console(), QUIET)
        self._run, self._mutation = run, mutation
        self._session: pytest.Session | None = None
        self._seen = 0
        self.named = ""
        self.unnamed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember whom to stop."""
        self._session = session

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at what is new."""
        self.look()
        if self.named and self._session is not None:
            self._session.shouldstop = "seen"

    def look(self) -> None:
        """Look at the checks that are new, and at what the passive rules say of the exchanges so far."""
        fresh = self._run.checks[self._seen :]
        self._seen = len(self._run.checks)
        for check in fresh:
            if check["outcome"] in plays.RED:
                self._note(check["id"], [_text(finding) for finding in check["findings"]])
        for rule in PASSIVE_RULES.values():
            findings = self._run.passive_findings(rule.id)
            if findings and rule.level is not Level.MAY and worst(rule.level, findings).value in plays.RED:
                self._note(
                    rule.id, [" ".join((one.message, one.expected, one.received, one.cause)) for one in findings]
                )

    def _note(self, check: str, texts: list[str]) -> None:
        self.unnamed = self.unnamed or check
        if any(_speaks_of(self._mutation, text) for text in texts):
            self.named = self.named or check


def _text(finding: Mapping[str, Any]) -> str:
    return " ".join(str(finding[part]) for part in ("message", "expected", "received", "cause"))


def _speaks_of(mutation: Mutation, text: str) -> bool:
    """Whether a finding names what was done."""
    return not mutation.subject or any(word.lower() in text.lower() for word in mutation.subject)


# -- the results ----------------------------------------------------------------------------------------------------


def read() -> dict[str, Seen]:
    """What the last run found, by name."""
    document = json.loads(RESULTS.read_text("utf-8"))
    found = {name: Seen(name, met=False) for name in document["not met"]}
    found |= {name: Seen(name, met=True) for name in document["survived"]}
    for key, named in (("seen and named", True), ("seen", False)):
        for check, names in document[key].items():
            found |= {name: Seen(name, met=True, by=check, named=named) for name in names}
    return found


def write(found: Mapping[str, Seen]) -> None:
    """Write the results down, by what came of each."""
    document: dict[str, Any] = {"seen and named": {}, "seen": {}, "survived": [], "not met": []}
    for name in sorted(found):
        seen = found[name]
        if seen.by:
            document["seen and named" if seen.named else "seen"].setdefault(seen.by, []).append(name)
        else:
            document["survived" if seen.met else "not met"].append(name)
    RESULTS.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pattern", nargs="*", help="only mutations of such names (fnmatch)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, help="only so many, taken by lot")
    parser.add_argument("--seed", type=int, default=0, help="seed of the lot")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
