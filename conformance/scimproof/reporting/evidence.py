"""An exchange as people read it: method and path, what was sent, what was received, how to send it again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Any

from scimproof.reporting.curl import curl
from scimproof.reporting.moments import duration
from scimproof.reporting.text import one_line, shortened, visible

SHOWN_BODY = 8_000  # characters; a whole body is in results.json
SHOWN_CURL = 12_000
LONGEST_LINE = 2_000
LONGEST_INDENTED = 200_000  # longer bodies are cut as they came: nobody reads them indented

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(frozen=True, slots=True)
class Body:
    """The shown part of a body.

    :param cut: what is missing, in words; empty when it is whole.
    """

    text: str
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One exchange, ready to be shown; all text is visible text.

    :param head: the request line and the headers.
    :param status: ``400 Bad Request``, or empty when there was no answer.
    :param again: a command line that sends the request again; empty when it would be too long to be of use.
    :param marked_head: the lines of the received head that a finding speaks of, from 0; ``marked_body`` alike.
    :param spare: whether the details were left out because the report grew too long.
    :param repeated: whether it stands somewhere else as well, where links to it lead.
    """

    number: int
    method: str
    path: str
    status: str
    error: str
    step: tuple[int, int] | None
    elapsed: str
    client: str
    sent_head: str
    sent_body: Body | None
    received_head: str
    received_body: Body | None
    again: str
    spare: bool = False
    repeated: bool = False
    marked_head: frozenset[int] = frozenset()
    marked_body: frozenset[int] = frozenset()

    @property
    def ok(self) -> bool:
        """Whether the answer was a success."""
        return self.status.startswith("2")

    @property
    def size(self) -> int:
        """How many bytes of a page it takes, not counting what stands around it."""
        bodies = [body.text for body in (self.sent_body, self.received_body) if body]
        texts = [*bodies, self.sent_head, self.received_head, self.again]
        return sum(len(escape(text, quote=False).encode("utf-8", "replace")) for text in texts)


def evidence(
    exchange: Mapping[str, Any],
    base_url: str = "",
    *,
    step: tuple[int, int] | None = None,
    spare: bool = False,
    marked: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
) -> Evidence:
    """The shown form of an exchange of the results file.

    :param marked: the lines of the received head and body that a finding speaks of.
    """
    request, response = exchange["request"], exchange["response"]
    again = "" if spare else curl(exchange)
    return Evidence(
        number=exchange["number"],
        method=one_line(request["method"], 20),
        path=one_line(relative(request["url"], base_url), 300),
        status="" if response is None else status_line(response["status"]),
        error=one_line(exchange["error"] or "", 500) or ("" if response else "no answer was recorded"),
        step=step,
        elapsed=duration(exchange["elapsed_s"]),
        client=one_line(exchange["client"] or ""),
        sent_head="" if spare else head(f"{request['method']} {request['url']}", request["headers"]),
        sent_body=None if spare else body(request["body"]),
        received_head="" if spare or response is None else head(status_line(response["status"]), response["headers"]),
        received_body=None if spare or response is None else body(response["body"]),
        again=again if len(again) <= SHOWN_CURL else "",
        spare=spare,
        marked_head=marked[0],
        marked_body=marked[1],
    )


def relative(url: str, base_url: str) -> str:
    """The URL below the base URL: ``/Users/2819``; a URL elsewhere stays whole."""
    base = base_url.rstrip("/")
    if base and url.startswith(base) and (len(url) == len(base) or url[len(base)] in "/?"):
        return url[len(base) :] or "/"
    origin = "/".join(base.split("/", 3)[:3])  # split by hand: what stands here need not be a URL
    return url[len(origin) :] if base and url.startswith(origin + "/") else url


def status_line(status: int) -> str:
    """``404 Not Found``; a code without a name stands alone."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def body(raw: str | None) -> Body | None:
    """A body as it is shown: JSON is indented, and what is long is cut."""
    if not raw:
        return None
    whole = visible((indent(raw) or raw) if len(raw) <= LONGEST_INDENTED else raw[: SHOWN_BODY * 2])
    lines = [shortened(line, LONGEST_LINE) for line in whole[: SHOWN_BODY * 2].split("\n")]
    text = "\n".join(lines)
    if len(text) > SHOWN_BODY:
        text = text[:SHOWN_BODY].rstrip() + "\n…"
    if text == whole and len(raw) <= LONGEST_INDENTED:
        return Body(text)
    return Body(text, f"cut here: {len(raw):,} characters in all")


def indent(raw: str) -> str | None:
    """JSON with a member per line, ``None`` for anything else.

    Only white space is changed: repeated members, the spelling of numbers and escapes stay as they were sent.
    """
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return None
    parts: list[str] = []
    depth = 0
    lexemes: list[str] = _LEXEME.findall(raw)
    for before, lexeme, after in zip(["", *lexemes], lexemes, [*lexemes[1:], ""], strict=False):
        if lexeme in "]}":
            if before not in "[{":  # an empty list or object stays on its line
                depth -= 1
                parts.append(_break(depth))
            parts.append(lexeme)
            continue
        parts.append(lexeme)
        if lexeme in "[{" and after not in "]}":
            depth += 1
            parts.append(_break(depth))
        elif lexeme == ",":
            parts.append(_break(depth))
        elif lexeme == ":":
            parts.append(" ")
    return "".join(parts)


def _break(depth: int) -> str:
    # Deep nesting would only push the text out of the page, and is an attack at that.
    return "\n" + "  " * min(depth, 20)


def head(first_line: str, headers: list[list[str]]) -> str:
    """The first line of a message and its headers, a line each."""
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return "\n".join(one_line(line, LONGEST_LINE) for line in lines)
