"""What servers may do one way or another: each choice is legal, and the lab makes it on demand.

A fault shows that a check sees what is wrong; a choice shows that no check takes for wrong what is right.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from scimproof.lab.choices.mechanism import CHOICES, Choice
from scimproof.lab.serving import LabError

__all__ = ["CHOICES", "Choice", "choice_named"]

# Every module of this folder registers its choices when it is imported: a new one needs no other line.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def choice_named(name: str) -> Choice:
    """The choice of this name.

    :raises LabError: when there is none; the nearest one is named.
    """
    from scimproof.settings import nearest

    if name not in CHOICES:
        raise LabError(f"there is no choice '{name}'{nearest(name, CHOICES)}")
    return CHOICES[name]
