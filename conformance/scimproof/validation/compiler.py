"""From a target's own SCIM schemas (RFC 7643 section 7) to JSON Schema.

The documents are what a server sent: anything in them may be missing or wrong. What cannot be understood is left
out, and then demands nothing. Judging the documents themselves is the work of ``schema.json`` and its rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from scimproof.declared import USER, ResourceType
from scimproof.validation import messages

View = Literal["response", "partial", "create", "replace"]
"""What is looked at: a whole resource in an answer, one cut by ``attributes``, or the body of a POST or PUT."""

JsonSchema = dict[str, Any]
Documents = Mapping[str, Mapping[str, Any]]

COMMON_ATTRIBUTES = ("schemas", "id", "externalId", "meta")

_DEEPEST = 4  # sub-attributes have none of their own (RFC 7643 section 2.3.8); some servers nest once more


def compile_resource(resource_type: ResourceType, schemas: Documents, *, view: View) -> JsonSchema:
    """The JSON Schema of a resource of this type, as the target's schemas define it.

    :param schemas: the target's schema documents by their URI, as sent.
    :param view: which demands apply. A partial view demands ``id`` and nothing else.
    """
    properties = _common(view)
    required = {"response": ["schemas", "id"], "partial": ["id"]}.get(view, ["schemas"])
    core, demanded = _attributes(document_of(resource_type.schema, schemas), view)
    # Their characteristics in RFC 7643 section 3.1 take precedence over what a schema repeats of them.
    properties.update({name: entry for name, entry in core.items() if name.casefold() not in _COMMON_FOLDED})
    required += [name for name in demanded if name.casefold() not in _COMMON_FOLDED]
    for uri in resource_type.extensions:
        parts, demanded = _attributes(document_of(uri, schemas), view)
        properties[uri] = {"type": "object", "x-requirement": "RFC7643-3.3-05", "properties": parts}
        if view != "partial":
            properties[uri] |= {"required": demanded}
            if uri in resource_type.required_extensions:
                properties[uri]["x-presence"] = "RFC7643-6-19"
                required.append(uri)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{resource_type.name} ({view})",
        "type": "object",
        "properties": properties,
        "required": required,
    }


def document_of(uri: str, schemas: Documents) -> Mapping[str, Any] | None:
    """A schema document by its URI, which ignores case (RFC 7644 section 3.10)."""
    if uri in schemas:
        return schemas[uri]
    return next((entry for key, entry in schemas.items() if key.casefold() == uri.casefold()), None)


def definitions(container: Mapping[str, Any] | None, member: str) -> Iterable[Mapping[str, Any]]:
    """The readable attribute definitions in ``attributes`` or ``subAttributes``; of equal names the first."""
    listed = container.get(member) if isinstance(container, Mapping) else None
    seen: set[str] = set()
    for entry in listed if isinstance(listed, list) else []:
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if isinstance(name, str) and name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield entry


def is_never_returned(definition: Mapping[str, Any]) -> bool:
    """Whether an attribute may be in no answer: returned ``never``, or ``writeOnly``."""
    return definition.get("returned") == "never" or definition.get("mutability") == "writeOnly"


_COMMON_FOLDED = frozenset(name.casefold() for name in COMMON_ATTRIBUTES)


def _common(view: View) -> dict[str, JsonSchema]:
    """The attributes that every resource has, whatever its schema lists. In requests the server's own are ignored."""
    properties = {
        "schemas": dict(messages.definition("schemas")),
        "externalId": dict(messages.definition("externalId")),
    }
    if view in ("response", "partial"):
        meta = messages.definition("meta")
        parts = {
            name: _simple_types()["datetime"] if name in ("created", "lastModified") else entry
            for name, entry in meta["properties"].items()
        }
        properties |= {"id": dict(messages.definition("id")), "meta": {**meta, "properties": parts}}
    else:
        properties |= {"id": {}, "meta": {}}
    return properties


def _attributes(
    container: Mapping[str, Any] | None, view: View, member: str = "attributes", depth: int = _DEEPEST
) -> tuple[dict[str, JsonSchema], list[str]]:
    """The properties for these attributes, and the names of those that have to be present."""
    properties: dict[str, JsonSchema] = {}
    required: list[str] = []
    for definition in definitions(container, member):
        if isinstance(container, Mapping) and _is_password(container, definition):
            definition = {**definition, "returned": "never", "mutability": "writeOnly"}
        name = definition["name"]
        demanded = _is_demanded(definition, view)
        properties[name] = _attribute(definition, view, depth)
        if demanded:
            required.append(name)
            properties[name].setdefault("x-presence", "RFC7643-7-20")
            if properties[name].get("type") == "array":
                properties[name]["minItems"] = 1  # an empty list is as good as none (RFC 7643 section 2.5)
        if isinstance(container, Mapping) and _is_user_name(container, definition):
            properties[name] |= {"minLength": 1, "x-requirement": "RFC7643-4.1.1-01"}
            properties[name].pop("x-presence", None)
    return properties, required


def _attribute(definition: Mapping[str, Any], view: View, depth: int) -> JsonSchema:
    notes = _notes(definition)
    if view in ("response", "partial") and is_never_returned(definition):
        requirement = "RFC7643-7-37" if definition.get("returned") == "never" else "RFC7643-7-34"
        return {"not": {}, "x-rule": "returned", "x-requirement": requirement, **notes}
    if view in ("create", "replace") and definition.get("mutability") == "readOnly":
        return notes  # whatever a client sends here is ignored (RFC 7644 sections 3.3 and 3.5.1)
    value = _value(definition, view, depth)
    if definition.get("multiValued") is True:
        return {"type": "array", "items": value, "x-requirement": "RFC7643-2.4-01", **notes}
    if definition.get("multiValued") is False:
        return {**value, **notes}
    return notes  # without plurality, nothing can be said about the value


@cache
def _simple_types() -> Mapping[str, JsonSchema]:
    """The simple types. They are told apart without regard to case (RFC 7643 section 8.7.2, "type")."""
    return {
        "string": {"type": "string", "x-requirement": "RFC7643-2.3-02"},
        "boolean": {"type": "boolean", "x-requirement": "RFC7643-2.3-03"},
        "decimal": {"type": "number", "x-requirement": "RFC7643-2.3-04"},
        "integer": {"type": "integer", "x-requirement": "RFC7643-2.3-05"},
        "datetime": dict(messages.definition("dateTime")),
        "reference": {"type": "string", "x-requirement": "RFC7643-2.3-08"},
        "binary": dict(messages.definition("binary")),
    }


def _value(definition: Mapping[str, Any], view: View, depth: int) -> JsonSchema:
    kind = definition.get("type")
    folded = kind.casefold() if isinstance(kind, str) else ""
    if folded != "complex":
        return dict(_simple_types().get(folded, {}))
    if not depth:
        return {"type": "object", "x-requirement": "RFC7643-2.3-09"}
    parts, demanded = _attributes(definition, view, "subAttributes", depth - 1)
    return {
        "type": "object",
        "x-requirement": "RFC7643-2.3-09",
        "properties": parts,
        "required": [] if view == "partial" else demanded,
    }


def _is_demanded(definition: Mapping[str, Any], view: View) -> bool:
    if definition.get("required") is not True or view == "partial":
        return False
    if view == "response":
        return definition.get("returned", "default") in ("always", "default") and not is_never_returned(definition)
    return definition.get("mutability") != "readOnly"


def _notes(definition: Mapping[str, Any]) -> JsonSchema:
    """What is known of an attribute but is not to be validated."""
    notes: JsonSchema = {
        f"x-{name}": definition[name]
        for name in ("mutability", "returned", "uniqueness", "caseExact", "referenceTypes")
        if name in definition
    }
    canonical = definition.get("canonicalValues")
    if isinstance(canonical, list) and canonical:
        notes["x-should"] = {"enum": canonical}
    return notes


def _is_password(container: Mapping[str, Any], definition: Mapping[str, Any]) -> bool:
    """The prose of RFC 7643 section 4.1.1 forbids to return it, whatever a schema says."""
    return _is(container, definition, "password")


def _is_user_name(container: Mapping[str, Any], definition: Mapping[str, Any]) -> bool:
    return _is(container, definition, "username")


def _is(container: Mapping[str, Any], definition: Mapping[str, Any], name: str) -> bool:
    uri = container.get("id")
    return isinstance(uri, str) and uri.casefold() == USER.casefold() and definition["name"].casefold() == name
