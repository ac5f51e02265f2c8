"""Removing from the target what a run created, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from scimproof.exchange import Exchange
from scimproof.journal import Entry, Journal
from scimproof.outcome import Blocked

# The status of a deletion after which a resource is not there any more.
GONE = ("200", "202", "204", "404", "410")


class Sender(Protocol):
    """Sends one plain request to the target; ``path`` is relative to the base URL and encoded."""

    def __call__(self, method: str, path: str, query: str = "") -> Exchange: ...


def resource_path(endpoint: str, resource_id: str | None) -> str:
    """The path of a resource, its id percent-encoded once.

    :raises Blocked: when the target never gave it an id.
    """
    if not isinstance(resource_id, str) or not resource_id:
        raise Blocked("the target gave no id, so there is nothing to send this to")
    return f"{endpoint}/{quote(resource_id, safe='')}"


def shows(resource: dict[str, Any], entry: Entry) -> bool:
    """Whether a resource bears the identifying value that we gave it. Attribute names ignore case."""
    for name, value in resource.items():
        if name.lower() == entry.attribute.lower() and isinstance(value, str):
            return bool(entry.value) and value.casefold() == entry.value.casefold()
    return False


def find(entry: Entry, send: Sender) -> str | None:
    """The id of a resource whose creation was never confirmed, or ``None`` when the target has none."""
    if not entry.value:
        return None
    literal = json.dumps(entry.value, ensure_ascii=False)
    exchange = send("GET", entry.endpoint, "filter=" + quote(f"{entry.attribute} eq {literal}", safe=""))
    listed = exchange.response.object.get("Resources") if exchange.response and exchange.response.ok else None
    for resource in listed if isinstance(listed, list) else []:
        # A server may ignore the filter and list everybody: only our own value counts.
        if isinstance(resource, dict) and shows(resource, entry) and isinstance(resource.get("id"), str):
            return str(resource["id"])
    return None


def remove(entry: Entry, send: Sender, journal: Journal) -> str | None:
    """Delete one resource. Returns why it is still there, or ``None`` when it is gone.

    A resource whose create answer did not show our own data is looked at first: some servers answer a create
    with somebody else's id.
    """
    if entry.id is None:
        found = find(entry, send)
        if found is None:
            return None
        entry = journal.created(entry, found, proven=True)
    path = resource_path(entry.endpoint, entry.id or "")
    if not entry.proven:
        seen = send("GET", path)
        if seen.response is not None and seen.response.status == 404:
            return None
        if seen.response is None or not shows(seen.response.object, entry):
            return "the target does not show it as ours, so it was left alone"
    exchange = send("DELETE", path)
    if exchange.response is None:
        return f"DELETE got no answer: {exchange.error}"
    if exchange.response.ok or exchange.response.status in (404, 410):
        return None
    return f"DELETE was answered {exchange.response.status}"


@dataclass(frozen=True)
class Bulk:
    """How many resources are deleted by one request.

    :param delete: deletes what is at these paths, by one bulk request (RFC 7644 section 3.7).
    :param most: operations that the target takes in one request.
    """

    delete: Callable[[Sequence[str]], Exchange]
    most: int


def remove_all(
    entries: Iterable[Entry], send: Sender, journal: Journal, bulk: Bulk | None = None
) -> list[dict[str, Any]]:
    """Delete these resources in this order, and note it in the journal. Returns the leftovers.

    :param bulk: where the target declares bulk requests. Whatever such a request leaves is deleted one by one.
    """
    entries = list(entries)
    gone = _removed_together([entry for entry in entries if entry.id and entry.proven], send, bulk) if bulk else set()
    leftovers = []
    for entry in entries:
        reason = None if entry.key in gone else remove(entry, send, journal)
        if reason is None:
            journal.deleted(entry)
        else:
            url = entry.base_url + (resource_path(entry.endpoint, entry.id) if entry.id else entry.endpoint)
            leftovers.append({"type": entry.endpoint.strip("/"), "id": entry.id, "url": url, "reason": reason})
    return leftovers


def _removed_together(entries: list[Entry], send: Sender, bulk: Bulk) -> set[str]:
    """The keys of those that bulk requests have removed for certain."""
    gone: set[str] = set()
    for start in range(0, len(entries), bulk.most):
        batch = entries[start : start + bulk.most]
        paths = [resource_path(entry.endpoint, entry.id) for entry in batch]
        if _all_said_gone(bulk.delete(paths), len(paths)) and _is_gone(send("GET", paths[-1])):
            gone.update(entry.key for entry in batch)
    return gone


def _all_said_gone(exchange: Exchange, number: int) -> bool:
    operations = exchange.response.object.get("Operations") if exchange.response and exchange.response.ok else None
    answers = operations if isinstance(operations, list) else []
    said = [str(answer.get("status")) for answer in answers if isinstance(answer, dict)]
    return len(said) == number and set(said) <= set(GONE)


def _is_gone(exchange: Exchange) -> bool:
    """Whether the last of a batch is really not there: a server that only says so is not believed."""
    return exchange.response is not None and exchange.response.status in (404, 410)
