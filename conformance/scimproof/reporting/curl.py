"""An exchange as a command line that sends it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from scimproof.reporting.text import UNSEEN

# Whoever sends a request makes these anew; curl also, or answers would come compressed to a terminal.
MADE_BY_THE_SENDER = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
# curl adds these unless told not to; a client that sent none must not seem to have sent one.
_ADDED = ("User-Agent", "Accept")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SPELLED = re.compile(rf"[\n\t]|{UNSEEN.pattern}")


def curl(exchange: Mapping[str, Any]) -> str:
    """One shell command on one line. The credential comes from ``$SCIMPROOF_TOKEN`` (``$SCIMPROOF_BASIC``)."""
    request = exchange["request"]
    words = ["curl", *_method(request), quoted(request["url"]), *_url_options(request["url"])]
    headers = [(name, value) for name, value in request["headers"] if _TOKEN.fullmatch(name)]
    for name, value in headers:
        if name.lower() == "authorization":
            words += _credential(value)
        elif name.lower() not in MADE_BY_THE_SENDER:
            # An empty value needs a semicolon: with a colon, curl would leave the header out.
            words += ["-H", quoted(f"{name}: {value}" if value else f"{name};")]
    sent = {name.lower() for name, _ in headers}
    added = (*_ADDED, "Content-Type") if request["body"] else _ADDED
    words += [word for name in added if name.lower() not in sent for word in ("-H", quoted(f"{name}:"))]
    if request["body"]:
        words += ["--data-raw", quoted(request["body"])]
    return " ".join(words)


def quoted(text: str) -> str:
    """One word of a shell. What cannot be seen is spelled out (``$'...'``), so that it stays on one line."""
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    if not _SPELLED.search(encodable):
        return shlex.quote(encodable)
    return "$'" + _SPELLED.sub(_escape, encodable.replace("\\", "\\\\").replace("'", "\\'")) + "'"


def _escape(match: re.Match[str]) -> str:
    # Byte by byte: what \u means to a shell depends on its locale.
    return "".join(f"\\{byte:03o}" for byte in match[0].encode("utf-8"))


def _method(request: Mapping[str, Any]) -> list[str]:
    method = request["method"]
    if method == "HEAD":
        return ["--head"]
    return [] if method == "GET" and not request["body"] else ["-X", quoted(method)]


def _url_options(url: str) -> list[str]:
    """Keep curl from reading ``[a,b]`` as a pattern and from tidying ``/../`` away."""
    options = ["--globoff"] if re.search(r"[\[\]{}]", url) else []
    return [*options, "--path-as-is"] if "/." in url.partition("?")[0] else options


def _credential(value: str) -> list[str]:
    if value.lower().startswith("basic "):
        return ["--user", '"$SCIMPROOF_BASIC"']
    return ["-H", '"Authorization: Bearer $SCIMPROOF_TOKEN"']
