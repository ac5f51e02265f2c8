"""What a target declares of itself: ServiceProviderConfig, ResourceTypes, Schemas.

The documents are kept as the target sent them. Reading never raises on a malformed document: judging it is
the work of the discovery checks, and every other check goes on with what can be understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

CAPABILITIES = ("patch", "bulk", "filter", "changePassword", "sort", "etag", "pagination")

Json = dict[str, Any]


@dataclass(frozen=True)
class ResourceType:
    """One entry of ``/ResourceTypes``, as far as it can be understood."""

    name: str
    endpoint: str  # with a leading slash
    schema: str
    extensions: tuple[str, ...] = ()
    required_extensions: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: Mapping[str, Any], base_url: str = "") -> ResourceType | None:
        """Read an entry; ``None`` when it lacks its name, endpoint or schema.

        Endpoints are relative to the base URL (RFC 7643 section 6). Some servers give the path from the root of
        the host, or a whole URL, instead: that is understood here, and a check says that it is wrong.
        """
        name, endpoint, schema = (document.get(key) for key in ("name", "endpoint", "schema"))
        if not (isinstance(name, str) and isinstance(endpoint, str) and isinstance(schema, str)):
            return None
        declared = document.get("schemaExtensions")
        listed = declared if isinstance(declared, list) else []
        entries = [entry for entry in listed if isinstance(entry, dict) and isinstance(entry.get("schema"), str)]
        return cls(
            name=name,
            endpoint="/" + relative_endpoint(endpoint, base_url),
            schema=schema,
            extensions=tuple(entry["schema"] for entry in entries),
            required_extensions=tuple(entry["schema"] for entry in entries if entry.get("required") is True),
        )


def relative_endpoint(endpoint: str, base_url: str) -> str:
    """An endpoint relative to the base URL, without slashes around it."""
    path = urlsplit(endpoint).path.strip("/")
    mount = urlsplit(base_url).path.strip("/")
    return path.removeprefix(mount + "/") if mount else path


@dataclass(frozen=True)
class Declared:
    """The three discovery documents of a target.

    :param config: body of ``/ServiceProviderConfig``; empty when it could not be read.
    :param resource_type_documents: entries of ``/ResourceTypes``.
    :param schema_documents: entries of ``/Schemas``.
    :param base_url: where they were read.
    :param lacks: what no document says and asking showed: that there are no ``Group`` resources, or that a
        ``password`` is refused.
    """

    config: Json = field(default_factory=dict)
    resource_type_documents: tuple[Json, ...] = ()
    schema_documents: tuple[Json, ...] = ()
    base_url: str = ""
    lacks: frozenset[str] = frozenset()

    def supports(self, capability: str) -> bool:
        """Whether a capability such as ``patch`` is declared as supported.

        ``pagination`` has no ``supported`` flag (RFC 9865 section 4): being declared is enough.
        """
        entry = self.config.get(capability)
        if not isinstance(entry, dict):
            return False
        return capability == "pagination" or entry.get("supported") is True

    def most_in_bulk(self, size: int) -> int:
        """How many operations of this size in bytes a bulk request may have; 0 when the target takes or tells none."""
        bulk = self.config["bulk"] if self.supports("bulk") else {}
        most, room = bulk.get("maxOperations"), bulk.get("maxPayloadSize")
        return min(most, room // size) if isinstance(most, int) and isinstance(room, int) else 0

    @cached_property
    def resource_types(self) -> tuple[ResourceType, ...]:
        """The readable resource types; when the target tells none, those of RFC 7643 that it can be taken to have."""
        read = [ResourceType.from_json(document, self.base_url) for document in self.resource_type_documents]
        return tuple(entry for entry in read if entry) or self._assumed

    @property
    def _assumed(self) -> tuple[ResourceType, ...]:
        extensions = (ENTERPRISE_USER,) if ENTERPRISE_USER in self.schemas else ()
        standard = (ResourceType("User", "/Users", USER, extensions), ResourceType("Group", "/Groups", GROUP))
        return tuple(kind for kind in standard if kind.name not in self.lacks)

    def resource_type(self, name: str) -> ResourceType | None:
        """The resource type of this name."""
        return next((entry for entry in self.resource_types if entry.name == name), None)

    def endpoint(self, name: str) -> str:
        """The endpoint of a resource type; that of the RFC when the target does not declare the type."""
        kind = self.resource_type(name)
        return kind.endpoint if kind else f"/{name}s"

    def has(self, type_name: str, attribute_name: str) -> bool:
        """Whether the schema of a resource type has a top-level attribute. True when it was not published."""
        kind = self.resource_type(type_name)
        schema = self.schemas.get(kind.schema) if kind else None
        return schema is None or attribute(schema, attribute_name) is not None

    def type_at(self, path: str) -> ResourceType | None:
        """The resource type that serves a path relative to the base URL, such as ``/Users/2819``."""
        head = "/" + unquote(path).lstrip("/").partition("/")[0]
        return next((entry for entry in self.resource_types if entry.endpoint == head), None)

    @cached_property
    def schemas(self) -> dict[str, Json]:
        """The schema documents by their id."""
        return {document["id"]: document for document in self.schema_documents if isinstance(document.get("id"), str)}


def attribute(schema: Mapping[str, Any], name: str) -> Json | None:
    """The definition of a top-level attribute in a schema document; names ignore case (RFC 7643 section 2.1)."""
    return _named(schema.get("attributes"), name)


def sub_attribute(definition: Mapping[str, Any], name: str) -> Json | None:
    """The definition of a sub-attribute in an attribute definition."""
    return _named(definition.get("subAttributes"), name)


def is_complex(definition: Mapping[str, Any]) -> bool:
    """Whether a definition is that of a complex attribute; data types ignore case (RFC 7643 section 8.7.2)."""
    return str(definition.get("type", "")).lower() == "complex"


@dataclass(frozen=True)
class Definition:
    """An attribute or a sub-attribute as a schema defines it.

    :param schema: the id of the schema.
    :param path: the names that lead to it.
    """

    schema: str
    path: tuple[str, ...]
    json: Json

    @property
    def name(self) -> str:
        """``emails.type``."""
        return ".".join(self.path)

    @property
    def parts(self) -> tuple[Definition, ...]:
        """The sub-attributes that have a name."""
        return tuple(_definitions(self.schema, self.path, self.json.get("subAttributes")))


def definitions(schema: Mapping[str, Any]) -> Iterator[Definition]:
    """Every attribute that a schema defines, and every sub-attribute, to any depth."""
    waiting = list(_definitions(str(schema.get("id", "")), (), schema.get("attributes")))
    while waiting:
        entry = waiting.pop(0)
        yield entry
        waiting[:0] = entry.parts


def _definitions(schema: str, path: tuple[str, ...], listed: object) -> Iterator[Definition]:
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield Definition(schema, (*path, entry["name"]), entry)


def _named(definitions: object, name: str) -> Json | None:
    entries: Iterable[Any] = definitions if isinstance(definitions, list) else ()
    for entry in entries:
        if isinstance(entry, dict) and str(entry.get("name", "")).lower() == name.lower():
            return entry
    return None
