"""Where an answer stands: what it shows, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound

Json = dict[str, Any]

# The moments at which a resource is shown, and what they are called in titles.
MOMENTS = {
    "create": "the answer to a POST",
    "read": "the answer to a GET of one resource",
    "list": "a list",
    "replace": "the answer to a PUT",
    "patch": "the answer to a PATCH",
}
DISCOVERY = {"ServiceProviderConfig": "ServiceProviderConfig", "ResourceTypes": "ResourceType", "Schemas": "Schema"}
SEARCH = ".search"


def searches(asked: Inbound) -> bool:
    """Whether it is a search by POST."""
    return asked.method == "POST" and asked.path.rstrip("/").endswith(SEARCH)


def moment_of(asked: Inbound) -> str:
    """``create``, ``read``, ``list``, ``replace``, ``patch``, ``delete``, ``bulk``, ``discovery`` or ``other``."""
    if asked.endpoint in DISCOVERY:
        return "discovery"
    if asked.endpoint == "Bulk":
        return "bulk"
    if searches(asked) or (asked.method == "GET" and asked.path.strip("/") in (*COLLECTIONS, "")):
        return "list"
    if asked.endpoint not in COLLECTIONS:
        return "other"
    one = {"GET": "read", "PUT": "replace", "PATCH": "patch", "DELETE": "delete"}
    return "create" if asked.method == "POST" else one.get(asked.method, "other")


def kind_of(resource: Json, asked: Inbound) -> str:
    """``User``, ``Group`` or another: what a resource says of itself, or else where it was asked for."""
    meta = resource.get("meta")
    named = meta.get("resourceType") if isinstance(meta, dict) else None
    return str(named or asked.endpoint.removesuffix("s"))


def shown(asked: Inbound, answer: Outbound, kind: str) -> Iterator[Json]:
    """The documents of this kind in an answer: resources, or the message that the body is."""
    if not isinstance(answer.body, dict):
        return
    if kind == "Error":
        yield from [answer.body] if answer.status >= 400 else []
    elif not answer.ok:
        return
    elif kind == "ListResponse":
        yield from [answer.body] if "totalResults" in answer.body else []
    elif kind == "BulkResponse":
        yield from [answer.body] if asked.endpoint == "Bulk" else []
    elif kind == "ServiceProviderConfig":
        yield from [answer.body] if asked.endpoint == kind else []
    elif kind in DISCOVERY.values():
        yield from _discovered(asked, answer) if DISCOVERY.get(asked.endpoint) == kind else []
    else:
        for resource in answer.resources if moment_of(asked) in MOMENTS else []:
            if kind_of(resource, asked) == kind:
                yield resource


def _discovered(asked: Inbound, answer: Outbound) -> list[Json]:
    listed = answer.body.get("Resources")
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else [answer.body]
