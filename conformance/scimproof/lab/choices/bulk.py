"""Choices of servers in bulk requests (RFC 7644 section 3.7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

NOT_OFFERED = {"bulk": {"supported": False}}


def _results(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    listed = answer.body.get("Operations") if asked.endpoint == "Bulk" and isinstance(answer.body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _operations(asked: Inbound) -> list[dict[str, Any]]:
    body = asked.json if asked.endpoint == "Bulk" else None
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


@on_answer("RFC 7644 section 3.7.3")
def reports_status_as_an_object(asked: Inbound, answer: Outbound) -> None:
    """The status of an operation is an object with a code, as in the examples of section 3.7.2."""
    for result in _results(asked, answer):
        result["status"] = {"code": result.get("status")}


@on_answer("RFC 7644 section 3.7.3")
def reports_status_as_a_number(asked: Inbound, answer: Outbound) -> None:
    """The status of an operation is a number."""
    for result in _results(asked, answer):
        result["status"] = int(result["status"])


@on_answer("RFC 7644 section 3.7.3")
def describes_failures_in_the_status(asked: Inbound, answer: Outbound) -> None:
    """A failed operation is described in its status, where the text of section 3.7.3 has it, and not in its error."""
    for result in _results(asked, answer):
        error = result.get("response")
        if isinstance(error, dict) and "detail" in error and str(result.get("status"))[:1] in "45":
            result["status"] = {"code": result["status"], "description": error.pop("detail")}


@on_answer("RFC 7644 section 3.7")
def reports_in_another_order(asked: Inbound, answer: Outbound) -> None:
    """The results of a bulk request come in reverse: they are told apart by bulkId and location.

    Not where an operation has neither, as the result of a create that failed for lack of a bulkId.
    """
    results = _results(asked, answer)
    if results and all(result.get("bulkId") or result.get("location") for result in results):
        answer.body["Operations"] = results[::-1]


@on_answer("RFC 7644 section 3.7.3")
def reports_without_bodies(asked: Inbound, answer: Outbound) -> None:
    """The result of an operation that succeeded has no response."""
    for result in _results(asked, answer):
        if str(result.get("status")).startswith("2"):
            result.pop("response", None)


def _offers_none(asked: Inbound, status: int) -> Outbound | None:
    return scim_error(status, "bulk is not supported") if asked.endpoint == "Bulk" else None


@on_request("RFC 7644 section 3.12", config=NOT_OFFERED)
def has_no_bulk_and_says_501(asked: Inbound) -> Outbound | None:
    """Bulk is not offered: 501."""
    return _offers_none(asked, 501)


@on_request("RFC 7644 section 3.7", config=NOT_OFFERED)
def has_no_bulk_and_says_404(asked: Inbound) -> Outbound | None:
    """Bulk is not offered: there is no such endpoint, 404."""
    return _offers_none(asked, 404)


@on_request("RFC 7644 section 3.7", config=NOT_OFFERED)
def has_no_bulk_and_says_405(asked: Inbound) -> Outbound | None:
    """Bulk is not offered: the method is not allowed, 405."""
    return _offers_none(asked, 405)


@on_request("RFC 7644 section 3.7", config=NOT_OFFERED)
def has_no_bulk_and_says_403(asked: Inbound) -> Outbound | None:
    """Bulk is not offered: 403."""
    return _offers_none(asked, 403)


@on_request("RFC 7644 section 3.7.1")
def gives_up_on_circular_references(asked: Inbound) -> Outbound | None:
    """A bulk request whose operations refer to each other is refused with 409."""
    references = {
        str(operation.get("bulkId")): json.dumps(operation.get("data", {})) for operation in _operations(asked)
    }
    for one, text in references.items():
        if any(f'"bulkId:{other}"' in text and f'"bulkId:{one}"' in references[other] for other in references):
            return scim_error(409, "the operations refer to each other in a circle")
    return None


@on_answer("RFC 7644 section 3.7.4")
def has_a_proxy_that_limits_requests(asked: Inbound, answer: Outbound) -> None:
    """Requests that are too large are refused by a proxy, with a page of its own."""
    if answer.status == 413:
        answer.raw = b"<html><head><title>413 Request Entity Too Large</title></head></html>"
        answer.headers["Content-Type"] = "text/html"


def _stale(asked: Inbound, answer: Outbound, other: int, change: Callable[[dict[str, Any]], None]) -> None:
    if answer.status == 412 and isinstance(answer.body, dict):
        answer.status = other
        answer.body["status"] = str(other)
    for result in _results(asked, answer):
        if str(result.get("status")) == "412":
            change(result)


@on_answer("RFC 7644 section 3.12")
def calls_stale_versions_a_conflict(asked: Inbound, answer: Outbound) -> None:
    """A version that is not the latest is answered with 409, in bulk as well."""

    def conflict(result: dict[str, Any]) -> None:
        result["status"] = "409"
        if isinstance(result.get("response"), dict):
            result["response"]["status"] = "409"

    _stale(asked, answer, 409, conflict)
