"""What requests behind red findings have in common, and the others have not.

As in the localisation of faults in programs by the spectra of their runs, a property explains findings if those that
have it are those that went wrong. How well it does so is measured by what it takes to say which ones went wrong: "all
with a sortOrder" is less than a list of their numbers. Where little is red, little evidence suffices; on a server with
many faults, where everything has something in common, a property has to be more exact than chance. Of two unrelated
faults each keeps a root of its own, since saying it of both takes more than saying it of each.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scimproof.roots.likeness import Group, about, mostly_about, names_in
from scimproof.roots.records import Records

# What it takes to name a property, in bits. A guess.
NAME = 6.0
# What one heading more costs its reader, in the same currency. Of two roots that are alike it makes one.
HEADING = 4.0
# So precise, compared with those that it unites, a broader property has to be: else it names a place, and no reason.
BLUR = 0.65
# To be taken, a property needs so much less than what it explains does by itself ...
LEAST_SAVING = 0.85
# ... or so much of what has it is red.
PRECISE = 0.5


@dataclass(frozen=True)
class Property:
    """What some exchanges have in common.

    :param of_answers: whether it is one of what was answered, not of what was asked.
    :param is_sin: whether it is wrong by itself, so that all that have it went wrong.
    """

    name: str
    numbers: frozenset[int]
    of_answers: bool
    is_sin: bool = False

    @property
    def names_a_place(self) -> bool:
        """Whether it says at which endpoint: of two that are the same, it is the one to tell."""
        return "/" in self.name

    def explains(self, group: Group) -> bool:
        """Whether the exchanges with this property are behind these findings."""
        return group.is_explained_by(self.numbers, of_answers=self.of_answers)

    def precision(self, votes: Iterable[int]) -> float:
        """The share of those that have it that went wrong."""
        return len(self.numbers.intersection(votes)) / len(self.numbers)

    def price(self, votes: Iterable[int]) -> float:
        """What it takes to say by this property which exchanges went wrong, in bits."""
        return NAME + (0.0 if self.is_sin else _choice(len(self.numbers), len(self.numbers.intersection(votes))))


@dataclass(frozen=True)
class Root:
    """Findings, and what explains them; without an explanation they stand alone."""

    groups: tuple[Group, ...]
    explanation: Property | None = None

    @cached_property
    def cause(self) -> str:
        """What they are called in a report."""
        return f"In common: {self.explanation.name}" if self.explanation else self.groups[0].cause

    @cached_property
    def writes(self) -> frozenset[int]:
        """The writes that they blame, as far as checks do that looked at them."""
        return frozenset[int]().union(*(group.writes for group in self.groups if not group.is_rare))

    @cached_property
    def shown(self) -> frozenset[int]:
        """The exchanges that they name, unless these are too many to be told."""
        return frozenset[int]().union(*(group.shown for group in self.groups if not group.is_everywhere))

    def share_of(self, group: Group) -> float:
        """How much of what these findings blame is blamed here; or name, if little else is named here."""
        named = self.shown & group.shown
        of_named = len(named) / max(len(group.shown), 1) if 2 * len(named) > len(self.shown) else 0.0
        return max(of_named, len(self.writes & group.blamed) / max(len(group.blamed), 1))

    def is_explained_by(self, other: Property) -> bool:
        """Whether another property explains all of them as well."""
        return all(other.explains(group) for group in self.groups)


def causes(groups: Sequence[Group], records: Records) -> dict[int, str]:
    """The cause of each finding, by its identity."""
    found = _with_namesakes(_with_followers(_Spectrum(groups, records).roots()), names_in(records))
    return {id(symptom.finding): root.cause for root in found for group in root.groups for symptom in group.symptoms}


class _Spectrum:
    """The properties of all exchanges, and what is red."""

    def __init__(self, groups: Sequence[Group], records: Records) -> None:
        self._groups = groups
        self._sins_and_errors, self._requests = _of_answers(records), _of_requests(records)
        self._guilty = {of_answers: _votes(groups, of_answers) for of_answers in (True, False)}
        guilty = len(self._guilty[False])
        self._by_itself = _choice(len(records), guilty) / max(guilty, 1)

    def roots(self) -> list[Root]:
        """The findings by their roots: what was answered explains more exactly than what was asked."""
        roots: list[Root] = []
        waiting = list(self._groups)
        while found := self._best(self._sins_and_errors, waiting) or self._best(self._requests, waiting):
            roots.append(Root(tuple(group for group in waiting if found.explains(group)), found))
            waiting = [group for group in waiting if not found.explains(group)]
        return self._merged([*roots, *(Root((group,)) for group in waiting)])

    def _best(self, properties: Sequence[Property], waiting: Sequence[Group]) -> Property | None:
        """The property that explains what it explains with least; ``None`` when none explains two causes."""
        left = {of_answers: _votes(waiting, of_answers) for of_answers in (True, False)}
        best: Property | None = None
        rank = (math.inf, False, 0)
        for one in properties:
            hits = len(one.numbers & left[one.of_answers])
            price = one.price(left[one.of_answers]) / hits if hits else math.inf
            own = (price, not one.names_a_place, len(one.name))
            if own >= rank or not (price <= LEAST_SAVING * self._by_itself or self._is_precise(one)):
                continue
            if len({group.cause for group in waiting if one.explains(group)}) > 1:
                best, rank = one, own
        return best

    def _is_precise(self, one: Property) -> bool:
        return len(one.numbers & self._guilty[one.of_answers]) >= PRECISE * len(one.numbers)

    def _merged(self, roots: list[Root]) -> list[Root]:
        """Several roots are one where a broader property says it all, and needs less than they do together."""
        while True:
            saved, best = max(
                ((self._saved(one, roots), one) for one in (*self._sins_and_errors, *self._requests)),
                key=lambda entry: entry[0],
                default=(0.0, None),
            )
            if best is None or saved <= 0:
                return roots
            inside = [root for root in roots if root.is_explained_by(best)]
            outside = [root for root in roots if not root.is_explained_by(best)]
            roots = [*outside, Root(tuple(group for root in inside for group in root.groups), best)]

    def _saved(self, one: Property, roots: Sequence[Root]) -> float:
        inside = [root for root in roots if root.is_explained_by(one)]
        fewer = sum(root.explanation is not None for root in inside) - 1
        if fewer < 1:  # what stands alone may join, and proves nothing
            return 0.0
        votes = _votes((group for root in inside for group in root.groups), one.of_answers)
        if one.precision(votes) < BLUR * min(self._precision(root) for root in inside if root.explanation):
            return 0.0
        return sum(map(self._price, inside)) + HEADING * fewer - one.price(votes)

    def _precision(self, root: Root) -> float:
        found = root.explanation
        return found.precision(_votes(root.groups, found.of_answers)) if found is not None else 0.0

    def _price(self, root: Root) -> float:
        if root.explanation is None:
            return self._by_itself * len(_votes(root.groups, of_answers=False))
        return root.explanation.price(_votes(root.groups, root.explanation.of_answers))


def _with_followers(roots: Sequence[Root]) -> list[Root]:
    """What a rule has found in a few answers has the root of what else was found in them, or of the writes before."""
    followers = [root for root in roots if root.explanation is None and root.groups[0].is_rare]
    kept = [root for root in roots if root not in followers]
    for follower in followers:
        leader = max(kept, key=lambda root: root.share_of(follower.groups[0]), default=None)
        if leader is not None and leader.share_of(follower.groups[0]) >= PRECISE:
            kept[kept.index(leader)] = Root(leader.groups + follower.groups, leader.explanation)
        else:
            kept.append(follower)
    return kept


def _with_namesakes(roots: Sequence[Root], names: frozenset[str]) -> list[Root]:
    """What stands alone and is about an attribute has the root of other findings that are mostly about it."""
    kept = [root for root in roots if root.explanation is not None]
    subjects = [mostly_about(root.groups, names) for root in kept]
    for single in (root for root in roots if root.explanation is None):
        own = about(single.groups[0], names)
        place = max(range(len(subjects)), key=lambda number: len(subjects[number] & own), default=None)
        if place is None or not subjects[place] & own:
            kept.append(single)
        else:
            kept[place] = Root(kept[place].groups + single.groups, kept[place].explanation)
    return kept


def _of_requests(records: Records) -> list[Property]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for record in records.values():
        for name in record.asked:
            numbers[name].add(record.number)
    return [Property(name, frozenset(some), of_answers=False) for name, some in numbers.items()]


def _of_answers(records: Records) -> list[Property]:
    numbers: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for record in records.values():
        for name in record.answered:
            numbers[name, False].add(record.number)
        for name in record.sins:
            numbers[name, True].add(record.number)
    return [Property(name, frozenset(some), of_answers=True, is_sin=is_sin) for (name, is_sin), some in numbers.items()]


def _votes(groups: Iterable[Group], of_answers: bool) -> frozenset[int]:
    return frozenset[int]().union(*(group.votes(of_answers) for group in groups))


def _choice(of: int, some: int) -> float:
    """What it takes to say which ones, in bits."""
    return math.log2(math.comb(of, some))
