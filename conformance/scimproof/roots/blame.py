"""Which requests a finding blames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scimproof.roots.records import Json, Records
from scimproof.validation.passive import MOST_EXCHANGES_NAMED

EVERY_EXCHANGE = "/every-exchange"


@dataclass(frozen=True, eq=False)
class Symptom:
    """A red finding, and the requests that it blames.

    :param shown: the exchanges that it names.
    :param blamed: those whose requests are to blame.
    :param writes: those of them that may have changed something.
    :param watches: whether it was found by a rule that watches every exchange: such a rule finds the same sin in
        requests that have little else in common, so that what explains it has to be common to all of them.
    """

    check: Json
    finding: Json
    shown: frozenset[int]
    blamed: frozenset[int]
    writes: frozenset[int]
    watches: bool

    @property
    def cause(self) -> str:
        """What the check itself calls it."""
        return str(self.finding["cause"])

    @property
    def is_everywhere(self) -> bool:
        """Whether it was found in so many exchanges that not all are named."""
        return self.watches and len(self.shown) >= MOST_EXCHANGES_NAMED

    def evidence(self, of_answers: bool) -> frozenset[int]:
        """The exchanges whose answers show it, or whose requests are to blame."""
        return self.shown if of_answers else self.blamed

    def votes(self, of_answers: bool) -> frozenset[int]:
        """The exchanges that it speaks against: a rule that watches everything speaks against one of those it names."""
        evidence = self.evidence(of_answers)
        return frozenset(sorted(evidence)[:1]) if self.watches else evidence

    def is_explained_by(self, numbers: frozenset[int], *, of_answers: bool) -> bool:
        """Whether these exchanges, which have a property in common, are behind it."""
        evidence = self.evidence(of_answers)
        return bool(evidence) and (evidence <= numbers if self.watches else bool(evidence & numbers))


def symptoms(red: Iterable[Json], records: Records) -> list[Symptom]:
    """The findings of red checks."""
    before = {**_deletes_before(records), **_writes_before(records)}
    return [_symptom(check, finding, records, before) for check in red for finding in check["findings"]]


def _symptom(check: Json, finding: Json, records: Records, before: Mapping[int, frozenset[int]]) -> Symptom:
    shown = frozenset(number for number in finding["exchanges"] if number in records)
    watches = check["scenario"].endswith(EVERY_EXCHANGE)
    writes = frozenset(number for number in shown if records[number].is_write)
    traced = frozenset().union(*(before.get(number, frozenset([number])) for number in shown))
    after = frozenset().union(*(before.get(number, frozenset()) for number in writes))
    queries = frozenset(number for number in shown if records[number].is_query)
    blamed = traced if watches or not writes else writes | after | queries
    return Symptom(
        check, finding, shown, blamed, frozenset(number for number in blamed if records[number].is_write), watches
    )


def _writes_before(records: Records) -> dict[int, frozenset[int]]:
    """For each read of a resource the last write to it: if that is a PATCH, with those that it follows on."""
    before: dict[int, frozenset[int]] = {}
    last: dict[str, frozenset[int]] = {}
    patched: set[str] = set()  # and not read since
    for number, record in sorted(records.items()):
        if record.reads_one and record.tells_of_writes and record.path in last:
            before[number] = last[record.path]
            patched.discard(record.path)
        for path in record.writes:
            last[path] = frozenset([number]) | (last[path] if path in patched and record.method == "PATCH" else set())
            patched = patched | {path} if record.method == "PATCH" else patched - {path}
    return before


def _deletes_before(records: Records) -> dict[int, frozenset[int]]:
    """For each request to a resource that was deleted, the DELETE."""
    before: dict[int, frozenset[int]] = {}
    deleted: dict[str, int] = {}
    for number, record in sorted(records.items()):
        if record.path in deleted:
            before[number] = frozenset([deleted[record.path]])
        if record.method == "DELETE" and record.is_success:
            deleted[record.path] = number
    return before
