"""One numbered request and its response, as sent and received."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scimproof.outcome import Blocked, NotApplicable

Headers = tuple[tuple[str, str], ...]


def first_header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The first value of a header, whatever the case of its name."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


class _Message:
    """What requests and responses share: headers in order, and a raw body."""

    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header, or ``None``."""
        return first_header(self.headers, name)

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are shown as ``\\xNN``."""
        return self.body.decode("utf-8", "backslashreplace")

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or ``None`` when there is none or it does not parse."""
        try:
            return json.loads(self.body.decode("utf-8")) if self.body.strip() else None
        except (ValueError, RecursionError):
            return None

    @cached_property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object; an empty one when it is anything else."""
        return self.json if isinstance(self.json, dict) else {}


@dataclass(frozen=True)
class Request(_Message):
    """What was sent.

    :param malformed: why this request is wrong on purpose, or ``None``.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    malformed: str | None = field(default=None, compare=False)

    @property
    def path(self) -> str:
        """The path of the URL, still percent-encoded."""
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> dict[str, str]:
        """The decoded query parameters; of repeated ones the last."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass(frozen=True)
class Response(_Message):
    """What came back. ``headers`` keep their order and case."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """The media type in lower case without parameters; empty when there is none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Exchange:
    """One request and what became of it.

    :param number: position in the run, from 1.
    :param scenario: id of the scenario that sent it.
    :param client: id of the emulated client.
    :param started: when the request was sent, with time zone.
    :param elapsed_s: seconds until the whole response was read.
    :param response: ``None`` when there was no answer; then ``error`` says why.
    """

    number: int
    scenario: str
    client: str | None
    started: datetime
    elapsed_s: float
    request: Request
    response: Response | None
    error: str | None = None

    @property
    def answer(self) -> Response:
        """The response.

        :raises Blocked: when there was none.
        """
        if self.response is None:
            raise Blocked(f"{self.label} got no answer: {self.error}")
        return self.response

    @property
    def status(self) -> int:
        """The HTTP status.

        :raises Blocked: when there was no answer.
        """
        return self.answer.status

    @property
    def resource(self) -> dict[str, Any]:
        """The JSON object that a successful answer carries.

        :raises Blocked: when the answer is no success or carries no JSON object.
        :raises NotApplicable: when it is a 201 with an empty body, which RFC 7644 section 3.3 advises against only.
        """
        if not self.answer.ok:
            raise Blocked(f"{self.label} was answered {self.status}")
        if self.creates_in_silence:
            raise NotApplicable(f"{self.label} was answered 201 without showing what it created")
        if not self.answer.object:
            raise Blocked(f"{self.label} was answered {self.status} without a JSON object")
        return self.answer.object

    @property
    def creates_in_silence(self) -> bool:
        """Whether a create succeeded with an empty body."""
        return self.status == 201 and not self.answer.body.strip()

    @property
    def located_id(self) -> str:
        """What the Location header ends with, decoded; empty when there is none."""
        return unquote((self.answer.header("Location") or "").strip('" ').rstrip("/").rpartition("/")[2])

    @property
    def resource_id(self) -> str:
        """The id of the resource that a successful answer carries, or that its Location header ends with.

        :raises Blocked: when it carries none.
        """
        if self.creates_in_silence and (located := self.located_id):
            return located
        value = self.resource.get("id")
        if not isinstance(value, str) or not value:
            raise Blocked(f"the answer to {self.label} has no id")
        return value

    @property
    def label(self) -> str:
        """How people call it: ``POST /Users (#12)``; the path without the base is not known here."""
        return f"{self.request.method} {self.request.path} (#{self.number})"
