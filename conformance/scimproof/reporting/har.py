"""All exchanges as an HTTP Archive (HAR 1.2), which browsers and API tools open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

# The version that was spoken is not recorded; HAR asks for one.
_HTTP_VERSION = "HTTP/1.1"


def render_har(results: Mapping[str, Any]) -> str:
    """The exchanges of a run as a HAR file."""
    tool, run = results["tool"], results["run"]
    log = {
        "version": "1.2",
        "creator": {"name": tool["name"], "version": tool["version"]},
        "pages": [],
        "entries": [_entry(exchange) for exchange in results["exchanges"]],
        "comment": f"run {run['id']} against {results['target']['url']}; secrets are replaced by ***",
    }
    # A lone surrogate, which a server may send escaped, cannot be written as UTF-8.
    return json.dumps({"log": log}, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode("utf-8")


def _entry(exchange: Mapping[str, Any]) -> dict[str, Any]:
    milliseconds = round(exchange["elapsed_s"] * 1000, 3)
    return {
        "startedDateTime": exchange["started"],
        "time": milliseconds,
        "request": _request(exchange["request"]),
        "response": _response(exchange["response"], exchange["error"]),
        "cache": {},
        # One figure was measured; HAR wants it split.
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": f"#{exchange['number']} {exchange['scenario']}",
        "_number": exchange["number"],
        "_scenario": exchange["scenario"],
        "_client": exchange["client"],
    }


def _request(request: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "method": request["method"],
        "url": request["url"],
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _pairs(request["headers"]),
        "queryString": _pairs(_query(request["url"])),
        "headersSize": -1,
        "bodySize": _size(request["body"]),
    }
    if request["body"]:
        found["postData"] = {
            "mimeType": _header(request["headers"], "content-type"),
            "params": [],
            "text": request["body"],
        }
    return found


def _response(response: Mapping[str, Any] | None, error: str | None) -> dict[str, Any]:
    if response is None:
        # As browsers write a request that failed: status 0, and why.
        return {**_answer(0, [], None), "_error": error or "no answer"}
    return _answer(response["status"], response["headers"], response["body"])


def _answer(status: int, headers: Sequence[Sequence[str]], body: str | None) -> dict[str, Any]:
    content: dict[str, Any] = {"size": _size(body), "mimeType": _header(headers, "content-type")}
    if body:
        content["text"] = body
    return {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in _STATUSES else "",
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _pairs(headers),
        "content": content,
        "redirectURL": _header(headers, "location") if status in range(300, 400) else "",
        "headersSize": -1,
        "bodySize": _size(body),
    }


_STATUSES = frozenset(HTTPStatus)


def _pairs(pairs: Sequence[Sequence[str]] | Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Sequence[Sequence[str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(url.partition("#")[0].partition("?")[2], keep_blank_values=True, errors="replace")


def _size(body: str | None) -> int:
    return len((body or "").encode("utf-8", "replace"))
