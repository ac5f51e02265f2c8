"""Reading a document by its schema: SCIM names ignore case, and null says nothing.

A validator compares names exactly and takes ``null`` for a value. RFC 7643 does neither (sections 2.1 and 2.5), so
a document is put into the spelling of its schema first. The deviating spellings are reported, not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scimproof.validation.problem import Problem, pointer_to, shown

Resolve = Callable[[str, str], tuple[Mapping[str, Any], str]]


class Shape:
    """The names that a schema knows, level by level, and which of them are lists.

    Built while it is walked, so that a schema that refers to itself is no trouble.

    :param schema: a JSON Schema; only ``properties``, ``items`` and ``$ref`` are looked at.
    :param resolve: finds what a ``$ref`` refers to, given the URI of the document it stands in.
    """

    def __init__(self, schema: object, resolve: Resolve | None = None, base: str = "") -> None:
        while isinstance(schema, Mapping) and resolve is not None and isinstance(schema.get("$ref"), str):
            schema, base = resolve(schema["$ref"], base)
        self._schema: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
        self._resolve = resolve
        self._base = base
        self._properties: dict[str, Shape] = {}
        self._items: Shape | None = None
        names = self._schema.get("properties")
        self._names: Mapping[str, Any] = names if isinstance(names, Mapping) else {}
        self._by_folded = {name.casefold(): name for name in self._names}

    def spelled(self, instance: Any) -> tuple[Any, list[Problem]]:
        """A copy in the schema's spelling without what is unassigned, and the spellings that deviate."""
        deviations: list[Problem] = []
        return self._spelled(instance, (), deviations), deviations

    def _spelled(self, instance: Any, path: tuple[str | int, ...], deviations: list[Problem]) -> Any:
        if isinstance(instance, dict) and self._names:
            return self._object(instance, path, deviations)
        if isinstance(instance, list) and "items" in self._schema:
            below = self._below_items()
            return [below._spelled(entry, (*path, at), deviations) for at, entry in enumerate(instance)]
        return instance

    def _object(self, instance: dict[str, Any], path: tuple[str | int, ...], deviations: list[Problem]) -> Any:
        copy: dict[str, Any] = {}
        for name, value in instance.items():
            known = name if name in self._names else self._by_folded.get(name.casefold())
            if known is None:
                copy[name] = value
                continue
            if known != name:
                deviations.append(
                    Problem(pointer_to((*path, name)), "case", shown(known), shown(name), "RFC7643-2.1-01")
                )
                if known in instance:
                    continue  # the exact spelling is there, too, and counts
            below = self._below(known)
            if below._says_nothing(value):
                continue
            copy[known] = below._spelled(value, (*path, known), deviations)
        return copy

    def _says_nothing(self, value: Any) -> bool:
        """Whether a value means "unassigned" here. A list that is empty where a list belongs stays to be judged."""
        kind = self._schema.get("type")
        if value is None:
            return kind is not None or "not" in self._schema
        return value == [] and ((isinstance(kind, str) and kind != "array") or "not" in self._schema)

    def _below(self, name: str) -> Shape:
        if name not in self._properties:
            self._properties[name] = Shape(self._names[name], self._resolve, self._base)
        return self._properties[name]

    def _below_items(self) -> Shape:
        if self._items is None:
            self._items = Shape(self._schema["items"], self._resolve, self._base)
        return self._items
