"""Filters as trees: what they look like, and whom they select (RFC 7644 section 3.4.2.2).

The model knows only what the RFC leaves no doubt about: no ``ne`` on attributes that somebody lacks, no order between
strings, no comparison with null, no filter inside of a filter's brackets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.expect import lookup

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Compare:
    """``userName eq "a"``, or ``emails.value sw "a"``: an attribute, an operator and a literal."""

    attribute: str
    operator: str
    literal: str | bool

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {json.dumps(self.literal, ensure_ascii=False)}"

    def selects(self, resource: Resource) -> bool:
        """Whether any value of the attribute compares as the operator says. Strings ignore case."""
        return any(_compares(value, self.operator, self.literal) for value in values_of(resource, self.attribute))


@dataclass(frozen=True)
class Present:
    """``title pr``."""

    attribute: str

    def __str__(self) -> str:
        return f"{self.attribute} pr"

    def selects(self, resource: Resource) -> bool:
        """Whether there is a value that is not empty."""
        return any(value not in (None, "", [], {}) for value in values_of(resource, self.attribute))


@dataclass(frozen=True)
class Within:
    """``emails[type eq "work" and value co "a"]``: one element has to fit all conditions."""

    attribute: str
    conditions: tuple[Compare, ...]

    def __str__(self) -> str:
        return f"{self.attribute}[{' and '.join(map(str, self.conditions))}]"

    def selects(self, resource: Resource) -> bool:
        """Whether one element fits."""
        elements = lookup(resource, self.attribute)
        return isinstance(elements, list) and any(
            isinstance(element, Mapping) and all(condition.selects(element) for condition in self.conditions)
            for element in elements
        )


@dataclass(frozen=True)
class Not:
    """``not (...)``."""

    term: Filter

    def __str__(self) -> str:
        return f"not ({self.term})"

    def selects(self, resource: Resource) -> bool:
        """Whether the term does not."""
        return not self.term.selects(resource)


@dataclass(frozen=True)
class Both:
    """``... and ...``. ``and`` binds tighter than ``or``, which is why an ``or`` in it is put into brackets."""

    left: Filter
    right: Filter

    def __str__(self) -> str:
        return " and ".join(f"({term})" if isinstance(term, Either) else str(term) for term in (self.left, self.right))

    def selects(self, resource: Resource) -> bool:
        """Whether both do."""
        return self.left.selects(resource) and self.right.selects(resource)


@dataclass(frozen=True)
class Either:
    """``... or ...``."""

    left: Filter
    right: Filter

    def __str__(self) -> str:
        return f"{self.left} or {self.right}"

    def selects(self, resource: Resource) -> bool:
        """Whether one of them does."""
        return self.left.selects(resource) or self.right.selects(resource)


Filter = Compare | Present | Within | Not | Both | Either


def values_of(resource: Resource, path: str) -> list[Any]:
    """The values at ``name.familyName`` or ``emails.value``; lists are looked into."""
    found: list[Any] = [resource]
    for name in path.split("."):
        stepped = [lookup(entry, name) for entry in found if isinstance(entry, Mapping)]
        found = [value for step in stepped for value in (step if isinstance(step, list) else [step])]
    return [value for value in found if value is not None]


def _compares(value: Any, operator: str, literal: str | bool) -> bool:
    if isinstance(literal, bool) or not isinstance(value, str):
        return operator == "eq" and type(value) is type(literal) and bool(value == literal)
    left, right = value.casefold(), literal.casefold()
    return {
        "eq": left == right,
        "ne": left != right,
        "co": right in left,
        "sw": left.startswith(right),
        "ew": left.endswith(right),
    }[operator]
