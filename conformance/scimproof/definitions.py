"""What a target publishes of an attribute, compared with the row that RFC 7643 section 8.7 has of it.

The rows are data: requirements of the registry with ``characteristics``. Those of section 8.7.1 are an example, from
which a server may depart ("individual values and schema MAY change") where no other section fixes the value. Those of
section 8.7.2 describe the documents of the server itself, and are fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from scimproof import expect, registry
from scimproof.declared import Declared, Json, attribute, is_complex, sub_attribute
from scimproof.discovery import need_published
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome
from scimproof.registry import Requirement

EXAMPLES, FIXED = "8.7.1", "8.7.2"

# What a characteristic is where a definition leaves it out (RFC 7643 section 2.2).
DEFAULTS: Mapping[str, Any] = {
    "required": False,
    "caseExact": False,
    "mutability": "readWrite",
    "returned": "default",
    "uniqueness": "none",
}

# By what a client meets in JSON: it cannot live with another one (RFC 7643 section 2.3).
JSON_KINDS: Mapping[str, str] = {
    "string": "a string",
    "reference": "a string",
    "datetime": "a string",
    "binary": "a string",
    "integer": "a number",
    "decimal": "a number",
    "boolean": "a Boolean",
    "complex": "an object",
}

KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "mutability": ("readOnly", "readWrite", "immutable", "writeOnly"),
    "returned": ("always", "never", "default", "request"),
    "uniqueness": ("none", "server", "global"),
}

Rows = Sequence[Requirement]


@cache
def tables(section: str) -> tuple[tuple[Requirement, ...], ...]:
    """The rows of a section of RFC 7643, one group per top-level attribute, whose own row comes first."""
    found: dict[str, list[Requirement]] = {}
    for row in registry.requirements().values():
        if row.rfc == 7643 and row.section == section and row.attribute is not None:
            found.setdefault(".".join(row.attribute.split(".")[:2]), []).append(row)
    return tuple(tuple(rows) for rows in found.values())


def path_of(row: Requirement) -> tuple[str, ...]:
    """The names that lead to the attribute of a row, without that of its schema."""
    return tuple((row.attribute or "").split(".")[1:])


def compared(rows: Rows, declared: Declared, exchange: Exchange) -> list[Finding]:
    """What the published definition of an attribute, and of its sub-attributes, has other than these rows.

    :param exchange: the answer of ``/Schemas``.
    :raises Blocked: when there is nothing to compare with.
    :raises NotApplicable: when the target does not publish the schema, or its schema does not have the attribute.
    """
    schema = published(rows[0].schema or "", declared, exchange)
    comparison = _Comparison(rows[0], exchange)
    definition = attribute(schema, path_of(rows[0])[0])
    if definition is None:
        return comparison.without_attribute()
    return [*comparison.of(rows[0], definition), *comparison.parts(rows[1:], definition)]


def published(urn: str, declared: Declared, exchange: Exchange) -> Json:
    """The schema of this URI, whose case does not matter here.

    :raises Blocked: when ``/Schemas`` told of no schema, or of none of its attributes.
    :raises NotApplicable: when the schema is not among them.
    """
    if not declared.schemas:
        need_published(exchange)
        raise Blocked(f"/Schemas told of no schema (#{exchange.number})")
    for uri, document in declared.schemas.items():
        if uri.casefold() == urn.casefold():
            if isinstance(document.get("attributes"), list) and document["attributes"]:
                return document
            raise Blocked(f"the schema {urn} defines no attributes (#{exchange.number})")
    raise NotApplicable(f"the target does not publish {urn}")


class _Comparison:
    """One attribute of one schema, row by row."""

    def __init__(self, first: Requirement, exchange: Exchange) -> None:
        self._first = first
        self._is_fixed = first.section == FIXED
        self._schema = (first.attribute or "").partition(".")[0]
        self._exchange = exchange

    def without_attribute(self) -> list[Finding]:
        """What there is to say when the schema does not have the attribute at all."""
        row = self._first
        is_required = row.characteristics["required"]
        if row.omissible or not (is_required or self._is_fixed):
            raise NotApplicable(f"the {self._schema} schema of the target has no {'.'.join(path_of(row))}")
        grade = Outcome.WARN if self._is_fixed else None
        return [self._finding(f"The {self._schema} schema has no {path_of(row)[0]}", row, "nothing", "missing", grade)]

    def parts(self, rows: Rows, definition: Json) -> Iterator[Finding]:
        """The sub-attributes. One that the target does not have is recorded, because a server may have fewer."""
        if not is_complex(definition) or not definition.get("subAttributes"):
            return  # of another kind, or listing no parts at all: the one is found already, the other elsewhere
        missing: list[Requirement] = []
        for row in rows:
            found: Json | None = definition
            for name in path_of(row)[1:]:
                found = sub_attribute(found, name) if found is not None else None
            if found is not None:
                yield from self.of(row, found)
            elif not row.omissible:
                missing.append(row)
        if missing:
            names = ", ".join(".".join(path_of(row)) for row in missing)
            yield Finding(
                f"The {self._schema} schema has no {names}",
                f"{names}, as in RFC 7643 section {self._first.section}",
                "no such sub-attributes",
                (self._exchange.number,),
                cause=f"{self._schema} schema without sub-attributes",
                grade=self._mild,
            )

    def of(self, row: Requirement, definition: Json) -> Iterator[Finding]:
        """The characteristics of one attribute."""
        for name, listed in row.characteristics.items():
            given = definition.get(name)
            accepted = [listed, *row.alternatives.get(name, ())]
            if given is None and name not in DEFAULTS:
                continue  # whether it has to be there is for other checks to say
            if given is not None and not _is_readable(name, given):
                continue  # no such keyword, or not of its type: that is another finding
            stated = DEFAULTS[name] if given is None else given
            if not any(_same(name, stated, value) for value in accepted):
                told = f'no "{name}", which counts as {expect.shown(stated)}' if given is None else None
                grade = self._grade(row, name, stated, is_stated=given is not None)
                yield self._deviation(row, name, accepted, told or f'"{name}": {expect.shown(stated)}', grade)

    def _grade(self, row: Requirement, name: str, stated: Any, *, is_stated: bool) -> Outcome | None:
        """How grave it is. ``None`` is a failure: the attribute is not the one that clients know by this name."""
        if name == "multiValued":
            return None
        if name == "type":
            listed = row.characteristics["type"]
            return None if JSON_KINDS[listed.casefold()] != JSON_KINDS[stated.casefold()] else self._mild
        if name in row.fixed:
            is_stricter = name == "mutability" and stated == "readOnly"
            return Outcome.WARN if is_stricter or not is_stated else None
        return self._mild

    @property
    def _mild(self) -> Outcome:
        """Examples may be departed from, the schemas of the server's own documents are fixed."""
        return Outcome.WARN if self._is_fixed else Outcome.NOTE

    def _deviation(
        self, row: Requirement, name: str, accepted: Sequence[Any], received: str, grade: Outcome | None
    ) -> Finding:
        expected = " or ".join(expect.shown(value) for value in accepted)
        because = f", by {registry.requirements()[row.fixed[name]].place}" if name in row.fixed else ""
        return Finding(
            f"The {self._schema} schema gives {'.'.join(path_of(row))} another {name} than RFC 7643",
            f'"{name}": {expected}{because}',
            received,
            (self._exchange.number,),
            cause=f"{self._schema} schema: {name}",
            grade=grade,
        )

    def _finding(self, message: str, row: Requirement, received: str, what: str, grade: Outcome | None) -> Finding:
        cause = f"{what} attributes of the {self._schema} schema"
        return Finding(message, row.statement, received, (self._exchange.number,), cause=cause, grade=grade)


def _is_readable(name: str, given: Any) -> bool:
    """Whether a characteristic has a value that means something."""
    if name in ("multiValued", "required", "caseExact"):
        return isinstance(given, bool)
    if name in ("canonicalValues", "referenceTypes"):
        return isinstance(given, list)
    if name == "type":
        return isinstance(given, str) and given.casefold() in JSON_KINDS
    return given in KEYWORDS[name]


def _same(name: str, stated: Any, value: Any) -> bool:
    """Data types ignore case (RFC 7643 section 8.7.2); the order of a list does not matter."""
    if name == "type":
        return bool(stated.casefold() == value.casefold())
    if isinstance(value, list):
        return sorted(map(str, stated)) == sorted(map(str, value))
    return bool(stated == value)


# -- in words -------------------------------------------------------------------------------------------------------

_NOUNS = {
    "User": "users",
    "Group": "groups",
    "EnterpriseUser": "the enterprise extension",
    "ServiceProviderConfig": "the ServiceProviderConfig",
    "ResourceType": "resource types",
    "Schema": "schemas",
}

# Names in a sentence before "and three more".
MOST_NAMES = 7


def in_words(rows: Rows) -> str:
    """The sentence of a check: what the schema has to say of the attribute."""
    schema, name = (rows[0].attribute or "").split(".")[:2]
    return f"The schema of {_NOUNS[schema]} defines {name} as {_kind(rows)}{_qualities(rows[0])}"


def _kind(rows: Rows) -> str:
    first = rows[0].characteristics
    many = first["multiValued"]
    if first["type"] != "complex":
        word = {"string": "string", "boolean": "Boolean", "integer": "whole number"}.get(first["type"], first["type"])
        return f"a list of {word}s" if many else f"a single {word}"
    parts = [path_of(row)[1] for row in rows[1:] if len(path_of(row)) == 2]
    return f"{'a list of objects' if many else 'an object'} with {_listed(parts)}"


def _listed(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMES:
        return ", ".join(names[: MOST_NAMES - 1]) + f" and {len(names) - MOST_NAMES + 1} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _qualities(row: Requirement) -> str:
    """What no server may choose."""
    words = {
        ("required", True): "required",
        ("caseExact", False): "not case-exact",
        ("uniqueness", "server"): "unique",
        ("mutability", "readOnly"): "for reading only",
        ("mutability", "writeOnly"): "for writing only",
        ("returned", "never"): "never returned",
    }
    said = [words[name, row.characteristics[name]] for name in row.fixed if (name, row.characteristics[name]) in words]
    return f", {_listed(said)}" if said else ""


def citations(rows: Rows) -> tuple[str, ...]:
    """The requirements that a comparison judges: the rows, and the statements that fix some of their values."""
    fixing: Iterable[str] = (statement for row in rows for statement in row.fixed.values())
    whole = ("RFC7643-8.7.2-01",) if rows[0].section == FIXED else ()
    return tuple(dict.fromkeys((*(row.id for row in rows), *whole, *fixing)))
