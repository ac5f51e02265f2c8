"""What a target's own schemas say of the resources that it shows. Compiled once, kept as long as they are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import ref

from scimproof.declared import GROUP, USER, Declared, ResourceType
from scimproof.validation import messages
from scimproof.validation.compiler import View, compile_resource, document_of
from scimproof.validation.judging import Judge
from scimproof.validation.problem import Problem
from scimproof.validation.undeclared import undeclared_attributes

MOST_REMEMBERED = 1000

# Resource types that RFC 7643 itself defines, and the hand-written schema of each.
STANDARD: Mapping[str, messages.MessageName] = {USER.casefold(): "user", GROUP.casefold(): "group"}


class Conformance:
    """The compiled schemas of one target."""

    def __init__(self, declared: Declared) -> None:
        self._schemas = declared.schemas
        self._judges: dict[tuple[ResourceType, View], Judge] = {}
        self._judged: dict[tuple[tuple[ResourceType, View], str], list[Problem]] = {}

    @classmethod
    def of(cls, declared: Declared) -> Conformance:
        """The one for these documents, compiled at the first call.

        Kept by identity, because documents cannot be hashed, and dropped with them.
        """
        known = _KEPT.get(id(declared))
        if known is None or known[0]() is not declared:
            key = id(declared)
            known = (ref(declared, lambda gone: _KEPT.pop(key, None)), cls(declared))
            _KEPT[key] = known
        return known[1]

    def problems(self, resource: Any, resource_type: ResourceType, view: View = "response") -> list[Problem]:
        """What is wrong with a resource, by the schemas that the target publishes.

        For the standard types of a target that publishes none, by RFC 7643.
        """
        standard = STANDARD.get(resource_type.schema.casefold())
        if standard and document_of(resource_type.schema, self._schemas) is None:
            return list(as_viewed(messages.problems(resource, standard), view))
        key = (resource_type, view)
        if key not in self._judges:
            self._judges[key] = Judge(compile_resource(resource_type, self._schemas, view=view))
        # The same people stand in one list after the other: each of them is judged once.
        text = _text(resource)
        if text is None:
            return self._judges[key].problems(resource)
        if (key, text) not in self._judged:
            if len(self._judged) >= MOST_REMEMBERED:
                self._judged.clear()
            self._judged[key, text] = self._judges[key].problems(resource)
        return list(self._judged[key, text])

    def undeclared(self, resource: Mapping[str, Any], resource_type: ResourceType) -> list[Problem]:
        """The attributes that are in no schema of the type."""
        return undeclared_attributes(resource, resource_type, self._schemas)


def _text(resource: Any) -> str | None:
    """The resource as JSON; ``None`` when it is nested deeper than can be written."""
    try:
        return json.dumps(resource)
    except (RecursionError, ValueError):
        return None


_KEPT: dict[int, tuple[ref[Declared], Conformance]] = {}


def as_viewed(problems: Iterable[Problem], view: View) -> Iterable[Problem]:
    """Of the problems by a hand-written resource schema, which speaks of whole resources, those that count here."""
    for problem in problems:
        missing = problem.rule == "required"
        if view == "partial" and missing and problem.pointer != "/id":
            continue
        if view in ("create", "replace") and problem.top_level in ("id", "meta", "groups"):
            continue  # the server's own: ignored in requests, whatever they are
        yield problem
