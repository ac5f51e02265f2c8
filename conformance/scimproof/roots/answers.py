"""What answers are like, where that may explain what went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from scimproof.roots.documents import document
from scimproof.roots.requests import DISCOVERY, Asked
from scimproof.validation.reading import ERROR

LONGEST_DETAIL = 100
# With fewer, such as "internal error", it is not told what went wrong.
TELLING_WORDS = 3
NOT_IMPLEMENTED = 501
# Ids, names, ports and positions.
_PARTICULAR = re.compile(r"[^\s'\"]*\d[^\s'\"]*")
_QUOTED = re.compile(r"""["'](.+?)["']""")


def errors(asked: Asked, response: dict[str, Any] | None) -> Iterable[str]:
    """What a request was refused for, as far as the answer says it."""
    if response is not None and 400 <= response["status"] < 500 and (said := _said(asked, response["body"])):
        yield f"{asked.what} answered {response['status']}: {said}"
        if len(said.split()) >= TELLING_WORDS:
            yield f"answered {response['status']}: {said}"


def refusals(asked: Asked, response: dict[str, Any] | None) -> Iterable[str]:
    """That a write was refused, which has to be without effect."""
    if response is not None and response["status"] >= 400 and asked.method in ("PUT", "PATCH"):
        yield f"every {asked.method} that is refused"


def sins(asked: Asked, response: dict[str, Any] | None) -> Iterable[str]:
    """What is wrong with an answer, whatever was asked."""
    if response is None:
        yield f"{asked.what} without an answer"
        return
    if response["status"] >= 500:
        yield from _accidents(asked, response)
    if response["body"]:
        yield from _of_body(response)
    if 200 <= response["status"] < 300:
        yield from _of_shape(asked, response["body"])


def _of_shape(asked: Asked, body: str | None) -> Iterable[str]:
    """What is no answer to what was asked, so that nothing else in it can be right."""
    shown = document(body)
    if ERROR in str(shown.get("schemas")):
        yield "errors that are told with a success"
    if asked.method == "GET" and not body:
        yield "reads without an answer in the body"
    if asked.method == "GET" and asked.below and "Resources" in shown and asked.place not in DISCOVERY:
        yield "lists in place of a single resource"
    if asked.method == "POST" and not asked.below and asked.place != "Bulk" and body and "id" not in shown:
        yield "creates without an id"
    if shown.get("totalResults") and not shown.get("Resources") and "count" not in asked.parameters:
        yield "lists that count and do not show"


def _accidents(asked: Asked, response: dict[str, Any]) -> Iterable[str]:
    said = _said(asked, response["body"])
    answered = f"answered {response['status']}" + (f": {said}" if said else "")
    yield f"{asked.what} {answered}"
    yield from (f"{name} in queries {answered}" for name in asked.parameters)
    if response["status"] == NOT_IMPLEMENTED or len(said.split()) >= TELLING_WORDS:
        yield answered


def _of_body(response: dict[str, Any]) -> Iterable[str]:
    headers = {str(name).lower(): str(value) for name, value in response.get("headers", ())}
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    doubled: list[str] = []
    try:
        json.loads(response["body"], object_pairs_hook=lambda pairs: _noting_doubles(pairs, doubled))
    except (ValueError, RecursionError):
        if (
            response["status"] >= 500 and response["status"] != NOT_IMPLEMENTED
        ):  # the page of a web server, about an accident
            return
        yield "answers that are no JSON"
    if not media.endswith("json"):
        yield f"answers marked as {media}" if media else "answers without a media type"
    yield from (f"answers that say {name} twice" for name in doubled)


def _noting_doubles(pairs: list[tuple[str, Any]], doubled: list[str]) -> dict[str, Any]:
    names = [name.casefold() for name, _ in pairs]
    doubled += [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return dict(pairs)


def _said(asked: Asked, body: str | None) -> str:
    """What an error says, without what is particular to the request: numbers, and quotations of it."""
    detail = document(body).get("detail")
    if not isinstance(detail, str):
        return ""
    sent = f"{asked.path} {unquote_plus(asked.query)} {json.dumps(asked.body, ensure_ascii=False)}"
    said = _QUOTED.sub(lambda match: "…" if re.search(rf"\b{re.escape(match[1])}\b", sent) else match[0], detail)
    said = _PARTICULAR.sub("…", said)
    return said if len(said) <= LONGEST_DETAIL else said[: LONGEST_DETAIL - 1] + "…"
