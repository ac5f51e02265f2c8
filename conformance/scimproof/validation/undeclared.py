"""Attributes in an answer that no schema of the resource's type defines.

Returning them is a remark at most: the RFCs let each party have its own schema (RFC 7644 section 3.1), and a
server may keep what a client sent it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.declared import ResourceType
from scimproof.validation import messages
from scimproof.validation.compiler import COMMON_ATTRIBUTES, Documents, definitions, document_of
from scimproof.validation.problem import Problem, pointer_to

# They belong to every multi-valued attribute (RFC 7643 section 2.4), whether or not the schema repeats them.
_DEFAULT_PARTS = frozenset({"type", "primary", "display", "value", "$ref"})

_CORE = "RFC7643-3-09"
_EXTENDED = "RFC7643-3-10"


def undeclared_attributes(
    resource: Mapping[str, Any], resource_type: ResourceType, schemas: Documents
) -> list[Problem]:
    """The attributes of a resource that its type's schemas do not define, each once; names ignore case.

    A schema that the target does not publish, or that has no readable attributes, cannot be held against it.
    """
    known = _by_name(document_of(resource_type.schema, schemas), "attributes")
    extensions = {uri.casefold(): document_of(uri, schemas) for uri in resource_type.extensions}
    found: list[Problem] = []
    for name, value in resource.items():
        folded = name.casefold()
        if folded in extensions:
            parts = _by_name(extensions[folded], "attributes")
            found += _unknown_in(value, parts, (name,), resource_type.extensions, deep=True)
        elif folded == "meta":
            found += _unknown_in(value, _meta_parts(known), (name,), (resource_type.schema,))
        elif folded in _COMMON_FOLDED or _is_nothing(value):
            continue
        elif folded.startswith("urn:"):
            found.append(_problem((name,), resource_type.extensions, _EXTENDED))
        elif known and folded not in known:
            found.append(_problem((name,), (resource_type.schema,), _CORE))
        elif known:
            found += _parts_of(known[folded], value, (name,), (resource_type.schema,))
    first: dict[str, Problem] = {}
    for problem in found:
        first.setdefault(problem.attribute, problem)
    return list(first.values())


_COMMON_FOLDED = frozenset(name.casefold() for name in COMMON_ATTRIBUTES)


def _parts_of(
    definition: Mapping[str, Any], value: Any, path: tuple[str | int, ...], uris: tuple[str, ...]
) -> Iterator[Problem]:
    """The unknown sub-attributes of a complex attribute."""
    parts = _by_name(definition, "subAttributes")
    if not parts:
        return
    if isinstance(value, list):
        for name in _DEFAULT_PARTS:
            parts.setdefault(name.casefold(), {})
    for at, entry in enumerate(value if isinstance(value, list) else [value]):
        yield from _unknown_in(entry, parts, (*path, at) if isinstance(value, list) else path, uris)


def _unknown_in(
    value: Any,
    known: Mapping[str, Mapping[str, Any]],
    path: tuple[str | int, ...],
    uris: tuple[str, ...],
    *,
    deep: bool = False,
) -> Iterator[Problem]:
    if not isinstance(value, Mapping) or not known:
        return
    for name, entry in value.items():
        definition = known.get(name.casefold())
        if definition is None and not _is_nothing(entry):
            yield _problem((*path, name), uris, _EXTENDED if deep else _CORE)
        elif definition is not None and deep:
            yield from _parts_of(definition, entry, (*path, name), uris)


def _meta_parts(known: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What ``meta`` may hold: the parts of RFC 7643 section 3.1, and those that the schema adds."""
    parts: dict[str, Mapping[str, Any]] = {name.casefold(): {} for name in messages.definition("meta")["properties"]}
    return parts | _by_name(known.get("meta"), "subAttributes")


def _by_name(container: Mapping[str, Any] | None, member: str) -> dict[str, Mapping[str, Any]]:
    return {definition["name"].casefold(): definition for definition in definitions(container, member)}


def _is_nothing(value: Any) -> bool:
    """Unassigned (RFC 7643 section 2.5), or an object without anything in it."""
    return value is None or value == [] or value == {}


def _problem(path: tuple[str | int, ...], uris: tuple[str, ...], requirement: str) -> Problem:
    # The value stays out: what is unknown may be anything, also a secret under a harmless name.
    where = " or ".join(uris) or "any extension of the resource type"
    return Problem(pointer_to(path), "undeclared", f"an attribute of {where}", "an attribute of no schema", requirement)
