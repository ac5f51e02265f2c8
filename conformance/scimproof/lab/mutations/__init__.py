"""Faults that are made by rule: every field, status, header, write and parameter, in every way to get it wrong.

The faults that stand in :mod:`scimproof.lab.faults` were found in real servers. These here ask what else a server
could do, and whether anybody would see it.
"""

from __future__ import annotations

from functools import cache

from scimproof.lab.mutations import fields, headers, parameters, statuses, writes
from scimproof.lab.mutations.mechanism import Mutation
from scimproof.lab.serving import LabError

__all__ = ["Mutation", "is_mutation", "mutation_named", "mutations"]

FAMILIES = (fields, statuses, headers, writes, parameters)


@cache
def mutations() -> dict[str, Mutation]:
    """All of them, by name."""
    found: dict[str, Mutation] = {}
    for family in FAMILIES:
        for one in family.mutations():
            found[one.id] = one
    return found


def is_mutation(name: str) -> bool:
    """Whether a fault of this name is one that is made by rule: ``drops:User.id@read``."""
    return ":" in name


def mutation_named(name: str) -> Mutation:
    """The mutation of this name.

    :raises LabError: when there is none; the nearest one is named.
    """
    from scimproof.settings import nearest

    if name not in mutations():
        raise LabError(f"there is no mutation '{name}'{nearest(name, mutations())}")
    return mutations()[name]
