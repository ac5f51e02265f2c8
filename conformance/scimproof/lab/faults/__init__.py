"""The ways in which the lab can misbehave: each is a bug that a real server had, named by its sin."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from scimproof.lab.faults.mechanism import FAULTS, Fault
from scimproof.lab.serving import LabError

__all__ = ["FAULTS", "Fault", "fault_named"]

# Every module of this folder registers its faults when it is imported: a new one needs no other line.
for _module in iter_modules(__path__):
    if _module.name != "mechanism":
        import_module(f"{__name__}.{_module.name}")


def fault_named(name: str) -> Fault:
    """The fault of this name, or the mutation, whose name has a colon.

    :raises LabError: when there is none; the nearest one is named.
    """
    from scimproof.lab.mutations import is_mutation, mutation_named
    from scimproof.settings import nearest

    if is_mutation(name):
        return mutation_named(name)
    if name not in FAULTS:
        raise LabError(f"there is no fault '{name}'{nearest(name, FAULTS)}")
    return FAULTS[name]
