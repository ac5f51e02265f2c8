"""Doubles of vendors: endpoints that behave as their makers document, with the application that acts on them.

They exist so that the suites of these vendors can be tried without an account. What a double does is what is written
down; what nobody has written down, it does as the lab does.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from scimproof.lab.serving import LabError
from scimproof.lab.vendors.mechanism import VENDORS, Vendor

__all__ = ["VENDORS", "Vendor", "vendor_named"]

# Every module of this folder registers its vendors when it is imported: a new one needs no other line.
for _module in iter_modules(__path__):
    if _module.name != "mechanism":
        import_module(f"{__name__}.{_module.name}")


def vendor_named(name: str) -> Vendor:
    """The vendor of this name.

    :raises LabError: when there is none; the nearest one is named.
    """
    from scimproof.settings import nearest

    if name not in VENDORS:
        raise LabError(f"there is no vendor '{name}'{nearest(name, VENDORS)}; known: {', '.join(VENDORS) or 'none'}")
    return VENDORS[name]
