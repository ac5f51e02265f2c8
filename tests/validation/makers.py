"""A target made up for these tests, and short ways to write down what was exchanged with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scimproof.declared import ENTERPRISE_USER, GROUP, USER, Declared
from scimproof.exchange import Exchange, Request, Response
from scimproof.validation.passive import Context

Json = dict[str, Any]

BASE = "https://scim.example/scim/v2"
TOKEN = "token-of-the-tests"
DEVICE = "urn:example:schemas:2.0:Device"
MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
CORE = "urn:ietf:params:scim:schemas:core:2.0:"


def attribute(name: str, kind: str = "string", *parts: Json, **characteristics: Any) -> Json:
    """An attribute definition with the defaults of RFC 7643 section 2.2."""
    found: Json = {"name": name, "type": kind, "multiValued": False, "required": False, **characteristics}
    return found | ({"subAttributes": list(parts)} if parts else {})


def several(name: str, *parts: Json, **characteristics: Any) -> Json:
    """A complex multi-valued attribute."""
    usual = (attribute("value"), attribute("type"), attribute("primary", "boolean"))
    return attribute(name, "complex", *(parts or usual), multiValued=True, **characteristics)


def schema(uri: str, *attributes: Json) -> Json:
    """A schema document."""
    return {"schemas": [f"{CORE}Schema"], "id": uri, "name": uri.rpartition(":")[2], "attributes": list(attributes)}


USER_SCHEMA = schema(
    USER,
    attribute("userName", required=True, uniqueness="server"),
    attribute("name", "complex", attribute("givenName"), attribute("familyName")),
    attribute("displayName"),
    attribute("title"),
    attribute("active", "boolean"),
    attribute("profileUrl", "reference", referenceTypes=["external"]),
    attribute("password", mutability="writeOnly", returned="never"),
    several("emails"),
    several("phoneNumbers"),
    several("addresses", attribute("locality"), attribute("type")),
    several("groups", attribute("value"), attribute("$ref", "reference"), mutability="readOnly"),
    several("x509Certificates", attribute("value", "binary")),
)
GROUP_SCHEMA = schema(
    GROUP,
    attribute("displayName", required=True),
    several("members", attribute("value", mutability="immutable"), attribute("$ref", "reference")),
)
ENTERPRISE_SCHEMA = schema(
    ENTERPRISE_USER,
    attribute("department"),
    attribute("manager", "complex", attribute("value"), attribute("displayName", mutability="readOnly")),
)
DEVICE_SCHEMA = schema(
    DEVICE,
    attribute("serial", required=True),
    attribute("ports", "integer"),
    attribute("weight", "decimal"),
    attribute("boughtOn", "dateTime"),
    attribute("labels", multiValued=True, required=True),
    attribute("pin", returned="never"),
)

CONFIG: Json = {
    "schemas": [f"{CORE}ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": True, "maxOperations": 100, "maxPayloadSize": 1048576},
    "filter": {"supported": True, "maxResults": 200},
    "changePassword": {"supported": True},
    "sort": {"supported": True},
    "etag": {"supported": False},
    "authenticationSchemes": [{"type": "oauthbearertoken", "name": "Bearer", "description": "A token in a header"}],
    "meta": {"resourceType": "ServiceProviderConfig", "location": f"{BASE}/ServiceProviderConfig"},
}


def resource_type(name: str, endpoint: str, uri: str, **extensions: bool) -> Json:
    """An entry of /ResourceTypes; extensions are given as ``enterprise=True`` for a required one."""
    uris = {"enterprise": ENTERPRISE_USER}
    return {
        "schemas": [f"{CORE}ResourceType"],
        "id": name,
        "name": name,
        "endpoint": endpoint,
        "schema": uri,
        "schemaExtensions": [{"schema": uris[key], "required": value} for key, value in extensions.items()],
        "meta": {"resourceType": "ResourceType", "location": f"{BASE}/ResourceTypes/{name}"},
    }


RESOURCE_TYPES = (
    resource_type("User", "/Users", USER, enterprise=False),
    resource_type("Group", "/Groups", GROUP),
    resource_type("Device", "/Devices", DEVICE),
)


def declared(*, config: Mapping[str, Any] = {}, types: tuple[Json, ...] = RESOURCE_TYPES, **extra: Any) -> Declared:
    """What the target declares; ``config`` changes single features."""
    schemas = extra.pop("schemas", (USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_SCHEMA, DEVICE_SCHEMA))
    return Declared({**CONFIG, **config}, types, schemas, BASE)


DECLARED = declared()
WITH_ETAG = declared(config={"etag": {"supported": True}})
CONTEXT = Context(DECLARED, BASE, (TOKEN,))


def user(resource_id: str = "2819", /, **changes: Any) -> Json:
    """A User as the target shows it; ``None`` takes an attribute away."""
    whole = {
        "schemas": [USER],
        "id": resource_id,
        "externalId": "701984",
        "userName": f"bjensen{resource_id}",
        "name": {"givenName": "Barbara", "familyName": "Jensen"},
        "active": True,
        "emails": [{"value": "b@scim.example", "type": "work", "primary": True}, {"value": "b@home.example"}],
        "meta": meta("User", f"/Users/{resource_id}"),
    }
    return without_none({**whole, **changes})


def group(resource_id: str = "e9e3", /, **changes: Any) -> Json:
    """A Group as the target shows it."""
    whole = {
        "schemas": [GROUP],
        "id": resource_id,
        "displayName": "Tour Guides",
        "members": [{"value": "2819", "$ref": f"{BASE}/Users/2819"}],
        "meta": meta("Group", f"/Groups/{resource_id}"),
    }
    return without_none({**whole, **changes})


def device(**changes: Any) -> Json:
    """A resource of a type that only this target has."""
    whole = {
        "schemas": [DEVICE],
        "id": "7",
        "serial": "A-1",
        "labels": ["lab"],
        "meta": meta("Device", "/Devices/7"),
    }
    return without_none({**whole, **changes})


def meta(kind: str, path: str, **changes: Any) -> Json:
    """The meta of a resource."""
    whole = {
        "resourceType": kind,
        "created": "2010-01-23T04:56:22Z",
        "lastModified": "2011-05-13T04:42:34Z",
        "location": BASE + path,
    }
    return without_none({**whole, **changes})


def without_none(document: Json) -> Json:
    """The document without the members that were set to ``None``."""
    return {name: value for name, value in document.items() if value is not None}


def listing(*resources: Any, **numbers: Any) -> Json:
    """A complete ListResponse; ``total``, ``start`` and ``per_page`` change its numbers."""
    names = {"total": "totalResults", "start": "startIndex", "per_page": "itemsPerPage"}
    usual = {"totalResults": len(resources), "startIndex": 1, "itemsPerPage": len(resources)}
    changed = {names.get(name, name): value for name, value in numbers.items()}
    return without_none({"schemas": [f"{MESSAGES}ListResponse"], **usual, "Resources": list(resources), **changed})


def error(code: int, /, **changes: Any) -> Json:
    """A SCIM error."""
    whole = {"schemas": [f"{MESSAGES}Error"], "status": str(code), "detail": "Something is wrong with the request."}
    return without_none({**whole, **changes})


def bulk(*operations: Json) -> Json:
    """A BulkResponse."""
    return {"schemas": [f"{MESSAGES}BulkResponse"], "Operations": list(operations)}


def exchange(
    line: str,
    status: int,
    body: Any = None,
    *,
    sent: Any = None,
    number: int = 1,
    media: str | None = "application/scim+json",
    accept: str | None = "application/scim+json",
    anonymous: bool = False,
    malformed: str | None = None,
    **headers: str,
) -> Exchange:
    """An exchange. ``line`` is ``GET /Users?count=2``; bytes are sent and answered as they are."""
    method, _, target = line.partition(" ")
    asked = [] if anonymous else [("Authorization", f"Bearer {TOKEN}")]
    asked += [("Accept", accept)] if accept is not None else []
    answered = [(name.replace("_", "-"), value) for name, value in headers.items()]
    content = _bytes(body)
    if content and media is not None:
        answered.append(("Content-Type", media))
    request = Request(method, BASE + target, tuple(asked), _bytes(sent), malformed)
    response = Response(status, tuple(answered), content)
    return Exchange(number, "tests", None, datetime.now(UTC), 0.01, request, response)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()
