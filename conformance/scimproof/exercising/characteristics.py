"""Attributes as a target's own schemas declare them, with the defaults of RFC 7643 section 2.2.

The documents are what a server sent. A definition that says nothing of a characteristic has its default, and one that
says nonsense is taken to say nothing: judging it is the work of the discovery checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scimproof.declared import Declared, Json, ResourceType
from scimproof.expect import lookup
from scimproof.validation.compiler import COMMON_ATTRIBUTES, definitions, document_of

_COMMON = frozenset(name.casefold() for name in COMMON_ATTRIBUTES)

READ_WRITE, READ_ONLY, IMMUTABLE, WRITE_ONLY = "readWrite", "readOnly", "immutable", "writeOnly"

# What the prose of RFC 7643 (sections 4.1.2 and 4.3) leaves to the server, whatever a schema says of a User.
ALWAYS_READ_ONLY = ("groups", "manager.displayname")


@dataclass(frozen=True, eq=False)
class Attribute:
    """One attribute of a resource type, or a sub-attribute of one.

    :param type_name: the resource type, such as ``User``.
    :param definition: what the schema says of it.
    :param uri: the extension it belongs to; ``None`` for the base schema.
    :param parent: the complex attribute whose sub-attribute it is.
    """

    type_name: str
    definition: Mapping[str, Any]
    uri: str | None = None
    parent: Attribute | None = None

    @property
    def name(self) -> str:
        """The bare name."""
        return str(self.definition["name"])

    @property
    def path(self) -> str:
        """How a PATCH or a filter names it (RFC 7644 section 3.10)."""
        if self.parent is not None:
            return f"{self.parent.path}.{self.name}"
        return f"{self.uri}:{self.name}" if self.uri else self.name

    @property
    def short_path(self) -> str:
        """The path without the URI of the extension, in small letters: what hints are looked up by."""
        return (f"{self.parent.name}.{self.name}" if self.parent else self.name).casefold()

    @property
    def label(self) -> str:
        """How a report calls it: ``User nickName``."""
        return f"{self.type_name} {self.path}"

    @property
    def type(self) -> str:
        """The data type, in small letters; ``string`` by default."""
        return str(self.definition.get("type") or "string").casefold()

    @property
    def is_complex(self) -> bool:
        """Whether it has sub-attributes."""
        return self.type == "complex"

    @property
    def multi_valued(self) -> bool:
        """Whether it is a list."""
        return self.definition.get("multiValued") is True

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return self.definition.get("required") is True

    @property
    def mutability(self) -> str:
        """When it can be set; ``readWrite`` by default."""
        if self.type_name == "User" and self.short_path in ALWAYS_READ_ONLY:
            return READ_ONLY
        stated = self.definition.get("mutability")
        return stated if stated in (READ_ONLY, IMMUTABLE, WRITE_ONLY) else READ_WRITE

    @property
    def returned(self) -> str:
        """When it is shown; ``default`` by default."""
        stated = self.definition.get("returned")
        return stated if stated in ("always", "never", "request") else "default"

    @property
    def case_exact(self) -> bool:
        """Whether case matters; always in binaries and references (RFC 7643 sections 2.3.6 and 2.3.7)."""
        return self.type in ("binary", "reference") or self.definition.get("caseExact") is True

    @property
    def unique(self) -> bool:
        """Whether no two resources may share a value."""
        return self.definition.get("uniqueness") in ("server", "global")

    @property
    def canonical_values(self) -> list[str]:
        """The values that the schema suggests."""
        listed = self.definition.get("canonicalValues")
        return [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []

    @property
    def reference_types(self) -> list[str]:
        """What a reference may lead to."""
        listed = self.definition.get("referenceTypes")
        return [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []

    @cached_property
    def parts(self) -> tuple[Attribute, ...]:
        """The sub-attributes."""
        found = definitions(self.definition, "subAttributes") if self.is_complex else ()
        return tuple(Attribute(self.type_name, entry, self.uri, self) for entry in found)

    def part(self, name: str) -> Attribute | None:
        """The sub-attribute of this name."""
        return next((entry for entry in self.parts if entry.name.casefold() == name.casefold()), None)

    @property
    def writable(self) -> bool:
        """Whether a client can give it a value at some time."""
        if self.mutability == READ_ONLY:
            return False
        return not self.is_complex or any(part.mutability != READ_ONLY for part in self.parts)

    @property
    def changeable(self) -> bool:
        """Whether a client may give it another value at any time, and can see it afterwards."""
        return self.writable and self.mutability == READ_WRITE and self.returned != "never"

    @property
    def visible(self) -> bool:
        """Whether a read without parameters shows it."""
        return self.mutability != WRITE_ONLY and self.returned in ("always", "default")

    def of(self, resource: Mapping[str, Any]) -> Any:
        """Its value in a resource; that of a sub-attribute only where the whole is a single value."""
        holder: Any = self.parent.of(resource) if self.parent else lookup(resource, self.uri) if self.uri else resource
        return lookup(holder, self.name) if isinstance(holder, Mapping) else None

    def put(self, resource: Json, value: Any) -> None:
        """Give it a value in a resource, in the object of its extension, which is then named in ``schemas``."""
        if self.parent is not None:
            whole = self.parent.of(resource)
            self.parent.put(resource, {**(whole if isinstance(whole, Mapping) else {}), self.name: value})
        elif self.uri is None:
            resource[self.name] = value
        else:
            resource[self.uri] = {**resource.get(self.uri, {}), self.name: value}
            if self.uri not in resource["schemas"]:
                resource["schemas"] = [*resource["schemas"], self.uri]


def attributes_of(declared: Declared, kind: ResourceType) -> list[Attribute]:
    """The attributes of a resource type, with those of its extensions; none when the schemas were not published.

    The common ones (``id``, ``externalId``, ``schemas``, ``meta``) are the same everywhere, and have checks of their
    own.
    """
    found: list[Attribute] = []
    for uri in (kind.schema, *kind.extensions):
        document = document_of(uri, declared.schemas)
        for entry in definitions(document, "attributes"):
            if uri != kind.schema or str(entry["name"]).casefold() not in _COMMON:
                found.append(Attribute(kind.name, entry, None if uri == kind.schema else uri))
    return found


def with_parts(attributes: list[Attribute]) -> Iterator[Attribute]:
    """These attributes, and the sub-attributes of those that hold a single complex value."""
    for attribute in attributes:
        yield attribute
        if not attribute.multi_valued:
            yield from attribute.parts
