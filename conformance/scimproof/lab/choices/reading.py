"""What choices read in requests and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from scimproof.declared import ResourceType, attribute, sub_attribute
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound

SEARCH = ".search"

# Where there are no resources that a client may change.
ELSEWHERE = ("ServiceProviderConfig", "ResourceTypes", "Schemas", "Bulk")

# A text in a filter, which may hold anything; what is outside of texts is grammar.
TEXT = re.compile(r'"(?:\\.|[^"\\])*"')

REQUIRED = {"Users": "userName", "Groups": "displayName"}
COMMON = ("schemas", "id", "externalid", "meta")


def is_search(asked: Inbound) -> bool:
    """Whether a list of users or groups is asked for, by GET or by POST."""
    by_post = asked.method == "POST" and asked.path.endswith(SEARCH)
    return by_post or (asked.method == "GET" and asked.resource_id is None and asked.endpoint in (*COLLECTIONS, ""))


def asked_for(asked: Inbound, name: str) -> str | None:
    """A parameter of a request, in the URL or in the body of a search."""
    if asked.method == "POST" and asked.path.endswith(SEARCH):
        body = asked.json if isinstance(asked.json, dict) else {}
        value = body.get(name)
        return ",".join(map(str, value)) if isinstance(value, list) else None if value is None else str(value)
    return asked.parameters.get(name)


def ask_instead(asked: Inbound, name: str, value: str | None) -> None:
    """Put another value for a parameter into a request; ``None`` leaves it out."""
    if asked.method == "POST" and asked.path.endswith(SEARCH):
        if isinstance(asked.json, dict):
            body = {key: entry for key, entry in asked.json.items() if key != name}
            asked.replace_json(body if value is None else {**body, name: value})
        return
    parameters = {key: text for key, text in asked.parameters.items() if key != name}
    asked.query = urlencode(parameters if value is None else {**parameters, name: value})


def without_texts(wanted: str) -> str:
    """A filter without what stands in quotes."""
    return TEXT.sub('""', wanted)


def operations_of(asked: Inbound) -> list[dict[str, Any]]:
    """The operations of a PATCH of a user or group; none when it is malformed."""
    body = asked.json if asked.method == "PATCH" and asked.endpoint in COLLECTIONS else None
    listed = body.get("Operations") if isinstance(body, dict) else None
    whole = isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed)
    return listed if whole and isinstance(listed, list) else []


def verb(operation: dict[str, Any]) -> str:
    """``add``, ``replace`` or ``remove``."""
    return str(operation.get("op", "")).lower()


def resources(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    """The resources that an answer shows, of whatever type, also to a search of the whole server."""
    return answer.resources if asked.endpoint not in ELSEWHERE and answer.ok else []


def page_of(asked: Inbound, answer: Outbound) -> dict[str, Any]:
    """The body of a list of users or groups; an empty object when the answer is none."""
    listed = is_search(asked) and answer.ok and isinstance(answer.body, dict)
    return answer.body if listed else {}


def is_partial(asked: Inbound) -> bool:
    """Whether the client chose attributes."""
    return asked_for(asked, "attributes") is not None or asked_for(asked, "excludedAttributes") is not None


def sent(asked: Inbound) -> dict[str, Any]:
    """The resource that a client creates or replaces; an empty object otherwise."""
    written = asked.method in ("POST", "PUT") and asked.endpoint in COLLECTIONS and not asked.path.endswith(SEARCH)
    body = asked.json if written else None
    return body if isinstance(body, dict) else {}


def valued(resource: dict[str, Any], name: str) -> Any:
    """The value of an attribute, whatever its name's case."""
    return next((value for key, value in resource.items() if key.lower() == name.lower()), None)


def known(asked: Inbound, path: str) -> bool:
    """Whether the schema of an endpoint has ``name.familyName``, or ``urn:...:User:department``."""
    name, urns = path.strip(), _schemas_of(asked)
    for urn in urns:
        if name.lower().startswith(urn.lower()):
            name = name[len(urn) :].lstrip(":")
            urns = (urn,)
            break
    else:
        if ":" in name:
            return False
        urns = urns[:1]
    if not name:
        return True  # a whole schema
    head, _, rest = name.partition(".")
    if head.lower() in COMMON:
        return True
    definitions = [attribute(asked.look_up(f"/Schemas/{urn}"), head) for urn in urns]
    return any(found is not None and (not rest or sub_attribute(found, rest) is not None) for found in definitions)


def _schemas_of(asked: Inbound) -> tuple[str, ...]:
    """The schema of the resources at an endpoint, and its extensions."""
    for document in asked.look_up("/ResourceTypes").get("Resources") or []:
        kind = ResourceType.from_json(document)
        if kind is not None and kind.endpoint == f"/{asked.endpoint}":
            return (kind.schema, *kind.extensions)
    return ()


def definitions_in(asked: Inbound, answer: Outbound, urn: str) -> Iterator[dict[str, Any]]:
    """The schema of this URN, where an answer of /Schemas shows it; it can be changed in place."""
    if asked.endpoint == "Schemas" and answer.ok:
        yield from (document for document in answer.resources if document.get("id") == urn)


def define(asked: Inbound, answer: Outbound, urn: str, path: str, **characteristics: Any) -> None:
    """Publish other characteristics of an attribute; ``None`` leaves one out."""
    head, _, rest = path.partition(".")
    for document in definitions_in(asked, answer, urn):
        found = attribute(document, head)
        found = sub_attribute(found, rest) if found is not None and rest else found
        if found is not None:
            found.update(characteristics)
            for name in [name for name, value in found.items() if value is None]:
                del found[name]


def undefine(asked: Inbound, answer: Outbound, urn: str, *paths: str) -> None:
    """Publish a schema without these attributes."""
    for document in definitions_in(asked, answer, urn):
        for path in paths:
            head, _, rest = path.partition(".")
            owner: Any = attribute(document, head) if rest else document
            key, name = ("subAttributes", rest) if rest else ("attributes", head)
            owner[key] = [entry for entry in owner.get(key, []) if entry.get("name") != name]
