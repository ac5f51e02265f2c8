"""Values that do not fit: of another JSON type than the schema declares, or outside of its list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scimproof import expect
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import Attribute
from scimproof.exercising.comparing import NOTHING
from scimproof.outcome import Finding

# What each type gets instead of its own.
WRONG: dict[str, Any] = {
    "string": {"scimproof": 1},
    "boolean": "maybe",
    "integer": "seven",
    "decimal": "much",
    "datetime": "yesterday",
    "reference": {"scimproof": 1},
    "binary": {"scimproof": 1},
    "complex": 7,
    "list": "no list",
}

_FITTING = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "decimal": (int, float),
    "datetime": str,
    "reference": str,
    "binary": str,
    "complex": dict,
}


def class_of(one: Attribute) -> str:
    """What kind of wrong value an attribute gets: its type, or ``list`` for one of several values."""
    return "list" if one.multi_valued else one.type


def by_class(attributes: Iterable[Attribute]) -> dict[str, list[Attribute]]:
    """The attributes that a client may write, by the kind of value."""
    found: dict[str, list[Attribute]] = {}
    for one in attributes:
        if one.writable and one.visible and one.mutability != "writeOnly" and class_of(one) in WRONG:
            found.setdefault(class_of(one), []).append(one)
    return found


def fits(one: Attribute, value: Any) -> bool:
    """Whether a value that is shown has the JSON type of its attribute. Nothing fits everywhere."""
    if value in NOTHING:
        return True
    if one.multi_valued:
        return isinstance(value, list) and all(_fits(one, entry) for entry in value)
    return _fits(one, value)


def _fits(one: Attribute, value: Any) -> bool:
    wanted: Any = _FITTING.get(one.type, object)
    return isinstance(value, wanted) and (one.type == "boolean" or not isinstance(value, bool))


def stored(attributes: Sequence[Attribute], asked: Exchange, read: Exchange | None) -> list[Finding]:
    """The attributes that show a value of a wrong type after a request with nonsense was accepted.

    :param read: a read afterwards; the answer itself is looked at as well.
    """
    found = []
    for one in attributes:
        for exchange in (read, asked):
            shown = one.of(exchange.answer.object) if exchange is not None and exchange.answer.ok else None
            if exchange is not None and (not fits(one, shown) or _is_our_nonsense(one, shown)):
                found.append(
                    Finding(
                        f"{one.label} takes {expect.shown(WRONG[class_of(one)])}, which is no value of its type",
                        f"400, or a value of type {one.type}",
                        expect.shown(shown),
                        expect.numbers([asked] if exchange is asked else [asked, exchange]),
                        cause=f"{one.type_name}s: values of the wrong type are stored",
                    )
                )
                break
    return found


def _is_our_nonsense(one: Attribute, shown: Any) -> bool:
    """A text that is no date is of the JSON type of dates, and none all the same."""
    return one.type == "datetime" and not one.multi_valued and bool(shown == WRONG["datetime"])
