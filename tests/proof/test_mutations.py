"""Mutations: a few are played each time, and what became of all of them is written down."""

from __future__ import annotations

import random

import pytest

from scimproof.lab.mutations import mutations

from . import mutants, mutate, trying

SAMPLE = 12
GOAL = 0.95


def _written_down() -> dict[str, mutants.Seen]:
    return mutants.read()


def _sample() -> list[str]:
    """Of those that a check of a flow saw: which flow shows it to a check of every exchange is not written down."""
    seen = sorted(
        name
        for name, one in _written_down().items()
        if one.named and one.by in trying.module_of() and name in mutations()
    )
    return random.Random(SAMPLE).sample(seen, SAMPLE)


@pytest.mark.parametrize("name", _sample())
def test_a_mutation_is_seen_and_named(name: str) -> None:
    seen = trying.see(name, (_written_down()[name].by,), quick=True)
    assert seen.by
    assert seen.named


def test_nothing_is_written_down_that_is_no_mutation() -> None:
    assert set(_written_down()) <= set(mutations())


def test_all_have_been_played() -> None:
    """What is new is counted nowhere before it is played: ``python -m tests.proof.mutate --new``."""
    assert set(mutations()) - set(_written_down()) == set()


def test_all_that_survive_are_allowed() -> None:
    """A mutation that nobody sees is a check that is missing, or is allowed by the RFCs, or says why it is neither."""
    survivors = {one.name for one in _written_down().values() if one.met and not one.by}
    assert {name for name in survivors if not mutants.allowed(name)} == set()


def test_nearly_all_are_seen_or_allowed() -> None:
    met = [one for one in _written_down().values() if one.met and (one.by or not mutants.allowed(one.name))]
    assert sum(bool(one.by) for one in met) / len(met) >= GOAL


def test_what_is_allowed_turns_nothing_red() -> None:
    """A mutation that the RFCs allow and that a check fails or warns of is a false alarm of ours, or not allowed."""
    assert {one.name: one.by for one in _written_down().values() if one.by and mutants.allowed(one.name)} == {}


def test_every_reason_is_about_a_mutation() -> None:
    idle = set(mutants.legal()) - {mutants.allowed(name) for name in mutations()}
    assert idle == set()


def test_what_is_played_at_once_does_not_overlap() -> None:
    for batch in mutate.batches(mutations()):
        kinds = {mutations()[name].kind for name in batch}
        moments = {name.partition("@")[2] for name in batch}
        assert (len(kinds), len(moments)) == (1, 1)
        assert len(set(batch)) == len(batch)
