"""Bulk requests as scenarios write and read them: operations, and which result answers which (RFC 7644 section 3.7).

The order of the results is not fixed. A create is recognised by its ``bulkId``, everything else by its location; only
where neither helps does the position decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP, Probe
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What became of one operation.

    :param operation: as it was sent.
    :param document: its entry in the answer; ``None`` when the answer has none for it.
    :param exchange: the bulk request.
    """

    operation: Json
    document: Json | None
    exchange: Exchange

    @property
    def label(self) -> str:
        """How people call the operation: ``POST /Users`` in the bulk request; ids are left out."""
        path = str(self.operation.get("path", ""))
        shown = "/" + path.strip("/").partition("/")[0] + ("/{id}" if "/" in path.strip("/") else "")
        return f"{self.operation.get('method')} {shown} in a bulk request"

    @property
    def status(self) -> int | None:
        """The HTTP status of the operation: a string; a number or an object with ``code`` is understood, too."""
        given: Any = (self.document or {}).get("status")
        if isinstance(given, dict):
            given = given.get("code")
        return int(given) if str(given).isdecimal() else None

    @property
    def ok(self) -> bool:
        """Whether the operation succeeded."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def location(self) -> str | None:
        """The URL of the resource, if the result names one."""
        given = (self.document or {}).get("location")
        return given if isinstance(given, str) and given else None

    @property
    def response(self) -> Json:
        """The body of the operation's answer; empty when it is left out."""
        given = (self.document or {}).get("response")
        return given if isinstance(given, dict) else {}

    @property
    def resource_id(self) -> str | None:
        """The id of the resource, from the location or from the body."""
        if self.location is not None:
            return unquote(urlsplit(self.location).path.rstrip("/").rpartition("/")[2]) or None
        given = self.response.get("id")
        return given if isinstance(given, str) and given else None


def results(exchange: Exchange) -> list[Result]:
    """The result of each operation that was sent, in the order in which they were sent.

    :raises Blocked: when the request failed as a whole, or its answer lists no results.
    """
    listed = exchange.resource.get("Operations")
    if not isinstance(listed, list):
        raise Blocked(f"the answer to {exchange.label} lists no Operations")
    asked = exchange.request.object.get("Operations")
    operations = [entry for entry in (asked if isinstance(asked, list) else []) if isinstance(entry, dict)]
    return matched(operations, [entry for entry in listed if isinstance(entry, dict)], exchange)


def matched(operations: list[Json], listed: list[Json], exchange: Exchange) -> list[Result]:
    """The entries of an answer by the operation that they answer; no entry is used twice."""
    left = list(listed)
    found: dict[int, Json] = {}
    for belongs in (_by_name, _by_position):
        for at, operation in enumerate(operations):
            if at in found:
                continue
            match = next((entry for entry in left if belongs(operation, entry, at, listed)), None)
            if match is not None:
                found[at] = match
                # By identity: two results can be equal.
                left = [entry for entry in left if entry is not match]
    return [Result(operation, found.get(at), exchange) for at, operation in enumerate(operations)]


def _by_name(operation: Json, entry: Json, at: int, listed: list[Json]) -> bool:
    if not _same_method(operation, entry):
        return False
    if operation.get("bulkId") is not None:
        return bool(entry.get("bulkId") == operation["bulkId"])
    location = entry.get("location")
    path = unquote(str(operation.get("path", "/"))).rstrip("/")
    return isinstance(location, str) and unquote(urlsplit(location).path).rstrip("/").endswith(path)


def _by_position(operation: Json, entry: Json, at: int, listed: list[Json]) -> bool:
    foreign = entry.get("bulkId") not in (None, operation.get("bulkId"))
    return at < len(listed) and listed[at] is entry and _same_method(operation, entry) and not foreign


def _same_method(operation: Json, entry: Json) -> bool:
    said = entry.get("method")
    return said is None or str(said).upper() == operation.get("method")


def creation(endpoint: str, bulk_id: str, resource: Mapping[str, Any]) -> Json:
    """An operation that creates."""
    return {"method": "POST", "path": endpoint, "bulkId": bulk_id, "data": dict(resource)}


def replacement(endpoint: str, resource_id: str, resource: Mapping[str, Any]) -> Json:
    """An operation that replaces."""
    return {"method": "PUT", "path": resource_path(endpoint, resource_id), "data": dict(resource)}


def modification(endpoint: str, resource_id: str, *operations: Json) -> Json:
    """An operation that patches."""
    data = {"schemas": [PATCH_OP], "Operations": list(operations)}
    return {"method": "PATCH", "path": resource_path(endpoint, resource_id), "data": data}


def deletion(endpoint: str, resource_id: str) -> Json:
    """An operation that deletes."""
    return {"method": "DELETE", "path": resource_path(endpoint, resource_id)}


def take_over(probe: Probe, result: Result) -> Exchange:
    """Read what an operation created, and take it for our own if it shows our own name.

    :raises Blocked: when the operation created nothing that could be found.
    """
    if not result.ok or result.resource_id is None:
        raise Blocked(f"{result.label} (#{result.exchange.number}) created nothing that could be found")
    endpoint = str(result.operation["path"])
    seen = probe.session.settled(
        lambda: probe.read(endpoint, str(result.resource_id)), lambda answer: answer.status == 200
    )
    probe.session.adopt(endpoint, result.resource_id, seen.answer.object)
    return seen
