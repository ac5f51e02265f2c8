"""How Entra sends: next to no headers, its own way to encode queries, and what it makes of an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from scimproof import expect
from scimproof.clients.base import Client
from scimproof.clients.entra.knobs import LEGACY, Knobs
from scimproof.clients.tasks import STRANGER, Task, TaskFailed
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.outcome import WouldHarm
from scimproof.session import Session, compact

GONE = (404, 410)  # a DELETE that finds nothing has nothing left to do
CONTENT_TYPE = "application/scim+json; charset=utf-8"
# What the provisioning log says beside the message (1Password/scim-examples#82, grokability/snipe-it#11094).
REFUSED = "ErrorCode: SystemForCrossDomainIdentityManagementBadRequest"
INCOMPATIBLE = "ErrorCode: SystemForCrossDomainIdentityManagementServiceIncompatible"
_BARE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*()")


class SomebodyElses(TaskFailed):
    """A job is about to write to an account that this run did not make. It is not sent."""

    def __init__(self, message: str, found: Exchange | None) -> None:
        super().__init__(message, found, cause=STRANGER)


class Sender(Client):
    """A provisioning job, as far as requests go.

    :param longest_wait_s: how long a wait of Entra's may really take; its clock goes on all the same.
    """

    id: ClassVar[str] = "entra"

    def __init__(
        self,
        session: Session,
        knobs: Knobs = LEGACY,
        *,
        longest_wait_s: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(session)
        self.knobs = knobs
        self.clock_s = 0.0
        self._longest_wait_s = session.settings.settle_s if longest_wait_s is None else longest_wait_s
        self._sleep = sleep

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """No User-Agent and no Accept; a media type only where there is a body."""
        found = []
        if self.knobs.accept is not None:
            found.append(("Accept", self.knobs.accept))
        if self.session.authorization is not None:
            found.append(("Authorization", self.session.authorization))
        if self.knobs.scim_version is not None:
            found.append(("ADSCIMVersion", self.knobs.scim_version))
        if has_body:
            found.append(("Content-Type", CONTENT_TYPE))
        return found

    def _request(
        self, task: Task, method: str, path: str, *, query: str = "", body: Mapping[str, Any] | None = None
    ) -> Exchange:
        """Send one request; after a 429 once more, when the target says how long to wait."""
        exchange = self._once(task, method, path, query, body)
        response = exchange.response
        asked = (response.header("Retry-After") or "").strip() if response is not None else ""
        if response is not None and response.status == 429 and self.knobs.waits_when_told and asked.isdigit():
            self.clock_s += float(asked)
            self._sleep(min(float(asked), self._longest_wait_s))
            exchange = self._once(task, method, path, query, body)
        return exchange

    def _once(self, task: Task, method: str, path: str, query: str, body: Mapping[str, Any] | None) -> Exchange:
        content = compact(body) if body is not None else None
        if self.knobs.flag_on_wire is not None:
            query = f"{self.knobs.flag_on_wire}&{query}" if query else self.knobs.flag_on_wire
        headers = self.headers(method, has_body=content is not None)
        if content is not None:
            headers.append(("Content-Length", str(len(content))))
        try:
            exchange = self.session.send(
                method, path, query=query, headers=headers, body=body, client=self.knobs.client, emulated=True
            )
        except WouldHarm:
            message = f"Entra would now {method} {path}, which is somebody else's; it was not sent"
            raise SomebodyElses(message, task.exchanges[-1] if task.exchanges else None) from None
        task.exchanges.append(exchange)
        return exchange

    def _task(self, name: str, run: Callable[[Task], object]) -> Task:
        """Something that an admin would call one thing: what was sent for it, and why it failed."""
        task = Task(name)
        try:
            run(task)
        except TaskFailed as failed:
            task.fail(failed)
        return task

    def _filter(self, expression: str) -> str:
        return f"filter={encoded(expression, self.knobs)}"


def encoded(text: str, knobs: Knobs = LEGACY) -> str:
    """A query value as .NET's ``HttpUtility.UrlEncode`` writes it: ``+`` for a blank, hexadecimal in lower case."""
    form = "%{:02x}" if knobs.hex_case == "lower" else "%{:02X}"
    return "".join("+" if byte == 32 else chr(byte) if byte in _BARE else form.format(byte) for byte in text.encode())


def accept(exchange: Exchange, doing: str) -> Json:
    """The JSON object of a successful answer; an empty one when a success has no body.

    :raises TaskFailed: for everything else, with what the provisioning logs show.
    """
    response = exchange.response
    if response is None:
        raise TaskFailed(f"{doing} failed: {exchange.error}", exchange)
    if response.ok:
        if response.body.strip() and not response.object:
            cause = f"{expect.asked(exchange)} answered with what is no JSON object"
            message = f"{doing} failed: the answer cannot be deserialized. {INCOMPATIBLE}"
            raise TaskFailed(message, exchange, cause=cause)
        return response.object
    code = f"{REFUSED}. " if response.status == 400 else ""
    message = f"{doing} failed. {code}StatusCode: {response.status}. Web Response: {response.text[:300]}"
    raise TaskFailed(message, exchange)


def listed(exchange: Exchange, doing: str) -> list[Json]:
    """The resources of a list answer.

    :raises TaskFailed: for an error, a 404 included, and for what is no list: Entra wants 200 also when nobody matches.
    """
    document = accept(exchange, doing)
    entries = document.get("Resources")
    total = document.get("totalResults")
    if exchange.answer.status != 200 or not isinstance(total, int) or (entries is None and total):
        cause = f"{expect.asked(exchange)} answered with what is no list"
        raise TaskFailed(f"{doing} failed: the answer is not a list response. {INCOMPATIBLE}", exchange, cause=cause)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
