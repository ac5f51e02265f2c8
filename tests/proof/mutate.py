"""Play the lab with every mutation, and write down what saw it: ``make mutate``.

A mutation is a fault that is made by rule: ``drops:User.name.familyName@create``. Each is played for the checks of the
RFCs' suite until one of them turns red and speaks of what was done; so most plays are short, and those that nothing
sees are whole. Fields of users, of which there are many, are tried a dozen at a time at first: a finding has to name
the very field, and those that none names are played alone.

    python -m tests.proof.mutate [--workers N] [--quick] [--missing | --new] [--sample N --seed S] [PATTERN ...]
"""

from __future__ import annotations

import argparse
import fnmatch
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from multiprocessing import get_context

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.mutations import Mutation, mutations
from scimproof.lab.mutations.fields import FieldMutation

from . import healthy, mutants, page
from .mutants import RESULTS, Seen, read, write
from .trying import SUITE, see, see_together

PLAYS_OF_A_PROCESS = 40
AT_A_TIME = 40
LIKELY = 6
# What these say decides whether a flow goes on at all; and a schema is no word to look for.
ALONE = (("schemas",), ("id",), ("meta",), ("userName",), ("Resources",), (ENTERPRISE_USER,))


def main(arguments: list[str]) -> int:
    """Play, and write the results down."""
    options = _options(arguments)
    before = read() if RESULTS.exists() else {}
    wanted = [
        name
        for name in chosen(options.pattern, options.sample, options.seed)
        if not (options.missing and before.get(name, Seen(name, met=False)).by) and not (options.new and name in before)
    ]
    found = {} if len(wanted) == len(mutations()) else dict(before)
    started = time.monotonic()
    for number, seen in enumerate(played(wanted, before, options.workers, quick=options.quick), 1):
        found[seen.name] = seen
        word = f"{seen.by}{'' if seen.named else ' (unnamed)'}" if seen.by else "SURVIVED" if seen.met else "not met"
        print(f"{number}/{len(wanted)} {seen.name}: {word}", flush=True)
        if number % AT_A_TIME == 0:
            write({**before, **found})
    write(found)
    page.write()
    told = Counter("seen" if one.by else "survived" if one.met else "not met" for one in map(found.get, wanted) if one)
    print(f"{dict(told)} in {round(time.monotonic() - started)} s")
    return 0


def chosen(patterns: Iterable[str], sample: int | None, seed: int) -> list[str]:
    """The names that fit one of these patterns, all without any; or so many of them, taken by lot."""
    listed = [*patterns] or ["*"]
    names = [name for name in mutations() if any(fnmatch.fnmatchcase(name, pattern) for pattern in listed)]
    return names if sample is None else random.Random(seed).sample(names, min(sample, len(names)))


def played(names: list[str], before: Mapping[str, Seen], workers: int, *, quick: bool) -> Iterator[Seen]:
    """What came of each, as the plays end. Who saw the last ones is asked first for the next ones of their class."""
    likely: dict[str, Counter[str]] = {}
    for seen in before.values():
        _learn(seen, likely)
    topics = healthy.topics(SUITE)
    idle = {name for name in names if name in topics and not topics[name]}
    yield from (Seen(name, met=False) for name in idle)
    asked = [name for name in names if name not in idle]
    with get_context("spawn").Pool(workers, maxtasksperchild=PLAYS_OF_A_PROCESS) as pool:
        for found in pool.imap_unordered(see_together, batches(asked)):
            for seen in found:
                asked.remove(seen.name)
                _learn(seen, likely)
                yield seen
        for start in range(0, len(asked), AT_A_TIME):
            tasks = [
                (name, _first(name, before, likely), _places(topics.get(name), quick=quick))
                for name in asked[start : start + AT_A_TIME]
            ]
            for seen in pool.imap_unordered(partial(_one, quick=quick), tasks):
                _learn(seen, likely)
                yield seen


def batches(names: Iterable[str]) -> list[list[str]]:
    """Mutations of fields that can be played at once: of one sort, at one moment, none of them a part of another."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for name in names:
        mutation = mutations()[name]
        if isinstance(mutation, FieldMutation) and mutation.path not in ALONE:
            sort, moment = mutation.kind, name.partition("@")[2]
            turn = 0
            while any(_overlap(name, other) for other in found.get((sort, moment, turn), ())):
                turn += 1
            found.setdefault((sort, moment, turn), []).append(name)
    return [batch for batch in found.values() if len(batch) > 1]


def _overlap(name: str, other: str) -> bool:
    one, another = (_path(mutations()[each]) for each in (name, other))
    return one[: len(another)] == another[: len(one)]


def _path(mutation: Mutation) -> tuple[str, ...]:
    return mutation.path if isinstance(mutation, FieldMutation) else ()


def _places(topics: frozenset[str] | None, *, quick: bool) -> frozenset[str] | None:
    """The topics to be played; ``None`` for all. What is met before the first flow may have its say in each."""
    if topics is None or ("" in topics and not quick):
        return None
    return topics - {""} or None


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


def _one(task: tuple[str, tuple[str, ...], frozenset[str] | None], quick: bool) -> Seen:
    name, first, topics = task
    # What is allowed is looked for where it would be seen.
    return see(name, first, quick=quick or mutants.allowed(name) is not None, topics=topics)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pattern", nargs="*", help="only mutations of such names (fnmatch)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="only with the modules that are likely to see one")
    parser.add_argument("--missing", action="store_true", help="only those that nobody has seen yet")
    parser.add_argument("--new", action="store_true", help="only those that have never been played")
    parser.add_argument("--sample", type=int, help="only so many, taken by lot")
    parser.add_argument("--seed", type=int, default=0, help="seed of the lot")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
