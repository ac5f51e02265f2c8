"""Servers whose schemas are not what RFC 7643 defines, or contradict themselves."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound

Definition = dict[str, Any]

# What was written, by the credential of the writer: labs have tokens of their own, and so each sees only its own.
_written: dict[tuple[str, str], Definition] = {}


def _schemas(asked: Inbound, answer: Outbound) -> list[Definition]:
    """The schemas that an answer shows. The core hands out its own documents: they are copied before they change."""
    if asked.endpoint != "Schemas" or not answer.ok:
        return []
    answer.body = copy.deepcopy(answer.body)
    return answer.resources


def _attributes(asked: Inbound, answer: Outbound) -> Iterator[Definition]:
    """The top-level attributes of these schemas."""
    for schema in _schemas(asked, answer):
        yield from schema.get("attributes", [])


def _everywhere(asked: Inbound, answer: Outbound) -> Iterator[Definition]:
    """The attributes and the sub-attributes."""
    for definition in _attributes(asked, answer):
        yield definition
        yield from definition.get("subAttributes") or ()


# -- other than the RFC -----------------------------------------------------------------------------------------


@on_answer("rfc", "major", "generic")
def defines_everything_as_numbers(asked: Inbound, answer: Outbound) -> None:
    """Every attribute is a number by the schema: the type was taken from the columns of a table.

    A client that maps by /Schemas offers the wrong fields, and refuses the values that really come.
    """
    for definition in _attributes(asked, answer):
        definition["type"] = "integer"
        definition.pop("subAttributes", None)


@on_answer("rfc", "minor", "generic")
def publishes_its_own_schemas_as_writable(asked: Inbound, answer: Outbound) -> None:
    """The schemas of ServiceProviderConfig, ResourceType and Schema are listed, and say readWrite.

    A console that is built from /Schemas shows fields to edit, and every save fails.
    """
    if asked.endpoint != "Schemas" or asked.resource_id is not None or not answer.ok:
        return
    from scim2_models import ResourceType, Schema, ServiceProviderConfig

    for model in (ServiceProviderConfig, ResourceType, Schema):
        document = model.to_schema().model_dump()
        for definition in document["attributes"]:
            definition["mutability"] = "readWrite"
        answer.body["Resources"].append(document)
    count = len(answer.body["Resources"])
    answer.body |= {"totalResults": count, "itemsPerPage": count}


@on_answer("rfc", "major", "generic")
def misspells_schema_uris(asked: Inbound, answer: Outbound) -> None:
    """The URI of the group schema was typed from memory: urn:ietf:params:scim:schema:core:2.0:Group."""
    if asked.endpoint in ("Schemas", "ResourceTypes") and answer.ok:
        answer.raw = answer.content.replace(b"scim:schemas:core:2.0:Group", b"scim:schema:core:2.0:Group")


@on_answer("rfc", "major", "generic")
def identifies_schemas_by_number(asked: Inbound, answer: Outbound) -> None:
    """Schemas have ids as users have, and nobody finds the one of the URI that a resource names."""
    for number, schema in enumerate(_schemas(asked, answer)):
        schema["id"] = str(number)


# -- in contradiction to themselves -----------------------------------------------------------------------------


@on_answer("rfc", "minor", "generic")
def nests_definitions_wrongly(asked: Inbound, answer: Outbound) -> None:
    """A text has parts, and a part of a name has parts, too: SCIM has no such depth."""
    part = {"name": "part", "type": "string", "multiValued": False}
    for definition in _attributes(asked, answer):
        if definition["name"] == "title":
            definition["subAttributes"] = [part]
        if definition["name"] == "name":
            definition["subAttributes"][0] |= {"type": "complex", "subAttributes": [part]}


@on_answer("rfc", "minor", "generic")
def forgets_sub_attributes(asked: Inbound, answer: Outbound) -> None:
    """Complex attributes are published without what they are made of: nobody can map a part of them."""
    for definition in _attributes(asked, answer):
        definition.pop("subAttributes", None)


@on_answer("rfc", "minor", "generic")
def redefines_primary(asked: Inbound, answer: Outbound) -> None:
    """primary is a text, "yes" or "no", in the schema of this server."""
    for definition in _everywhere(asked, answer):
        if definition["name"] == "primary":
            definition["type"] = "string"


@on_answer("rfc", "minor", "generic")
def refers_to_unknown_types(asked: Inbound, answer: Outbound) -> None:
    """References lead to resources called Account, which the server does not have, or to nothing that is told."""
    for definition in _everywhere(asked, answer):
        if definition.get("referenceTypes") == ["external"]:
            definition.pop("referenceTypes")
        elif "referenceTypes" in definition:
            definition["referenceTypes"] = ["Account"]


@on_answer("rfc", "minor", "generic")
def defines_attributes_twice(asked: Inbound, answer: Outbound) -> None:
    """A migration left its traces: userName is there again as username, with other characteristics."""
    for schema in _schemas(asked, answer):
        first = schema["attributes"][0]
        schema["attributes"].append({**first, "name": first["name"].lower(), "required": False})


@on_answer("rfc", "minor", "generic")
def shows_shortened_schemas_alone(asked: Inbound, answer: Outbound) -> None:
    """A schema that is read alone comes from another table, which lacks the newer attributes."""
    if asked.resource_id is not None:
        for schema in _schemas(asked, answer):
            del schema["attributes"][1:]


@on_answer("rfc", "minor", "generic")
def describes_no_schemas(asked: Inbound, answer: Outbound) -> None:
    """Schemas and their attributes are not described: legal, and people guess what each is for."""
    for schema in _schemas(asked, answer):
        schema.pop("description", None)
    for definition in _everywhere(asked, answer):
        definition.pop("description", None)


@on_request("rfc", "critical", "generic")
def lets_schemas_be_written(asked: Inbound) -> Outbound | None:
    """Schemas are served by the same controller as users: whoever may provision can rewrite them."""
    if asked.endpoint != "Schemas" or asked.resource_id is None:
        return None
    key = (asked.headers.get("authorization", ""), asked.path)
    if asked.method == "PUT" and isinstance(asked.json, dict):
        _written[key] = asked.json
    return Outbound(200, _written[key], {"Content-Type": "application/scim+json"}) if key in _written else None
