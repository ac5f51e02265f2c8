"""How Okta sends: its headers to the byte, its queries, and what it does with an answer that is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from scimproof.clients.base import Client
from scimproof.clients.okta.answers import accept, listed, total_of
from scimproof.clients.okta.connectors import AIW, Connector
from scimproof.clients.okta.knobs import Knobs
from scimproof.clients.okta.waiting import Patience
from scimproof.clients.tasks import STRANGER, Task, TaskFailed
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Unproven, WouldHarm
from scimproof.session import Session, compact

ACCEPT = "application/scim+json"
CONTENT_TYPE = "application/scim+json; charset=utf-8"
AGENT = "Okta SCIM Client 1.0.0"

# So long without a byte, and the connection is closed (Okta's SCIM questions and answers, October 2023).
SOCKET_TIMEOUT_S = 60.0

HALTED = "The API credentials are not valid: provisioning is halted until an admin signs in again"


class Sender(Client):
    """One app integration of an Okta org, as far as requests go.

    :param connector: the kind of the app integration.
    :param longest_wait_s: how long a wait of Okta's may really take; its clock goes on all the same.
    """

    id: ClassVar[str] = "okta"

    def __init__(
        self,
        session: Session,
        connector: Connector = AIW,
        knobs: Knobs | None = None,
        *,
        longest_wait_s: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(session)
        self.connector, self.knobs = connector, knobs or Knobs()
        self.halted: str | None = None  # set by a 401: nothing is provisioned until an admin signs in again
        self.clock_s = 0.0  # how long Okta has waited so far
        self._longest_wait_s = session.settings.settle_s if longest_wait_s is None else longest_wait_s
        self._sleep = sleep

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """Okta's headers in its order; a DELETE names a media type, although it has no body."""
        found = [("Accept", ACCEPT), ("Accept-Charset", "utf-8")]
        if has_body or method == "DELETE":
            found.append(("Content-Type", CONTENT_TYPE))
        found.append(("User-Agent", AGENT))
        if self.session.authorization is not None:
            found.append(("Authorization", self.session.authorization))
        return found

    def _task(self, name: str, run: Callable[[Task], Any]) -> Task:
        task = Task(name, error=self.halted)
        if self.halted is None:
            try:
                run(task)
            except TaskFailed as failed:
                task.fail(failed)
        return task

    def _get(self, task: Task, path: str, query: str = "") -> Exchange:
        return self._send(task, "GET", path, query=query)

    def _ask(self, path: str, query: str) -> Exchange:
        """One GET outside of any task, whatever it is answered."""
        task = Task("GET " + path)
        self._task(task.name, lambda _: self._get(task, path, query))
        return task.last

    def _write(self, task: Task, method: str, path: str, body: Mapping[str, Any], doing: str) -> Json:
        return accept(self._send(task, method, path, body=body), doing)

    def _send(
        self, task: Task, method: str, path: str, *, query: str = "", body: Mapping[str, Any] | None = None
    ) -> Exchange:
        """Send one request, and again as often as Okta does while the target answers 429."""
        patience = Patience()
        while True:
            exchange = self._send_once(method, path, query, body)
            task.exchanges.append(exchange)
            self._see_who_gave_up(exchange)
            wait = patience.next_wait(exchange.response)
            if wait is None:
                break
            self.clock_s += wait
            self._sleep(min(wait, self._longest_wait_s))
        if exchange.response is not None and exchange.response.status == 401:
            self.halted = HALTED
            raise TaskFailed(HALTED, exchange)
        return exchange

    def _see_who_gave_up(self, exchange: Exchange) -> None:
        """:raises Blocked: when there was no answer for as long as we waited, and Okta would have waited longer."""
        ours = self.session.settings.timeout_s
        if exchange.response is None and ours <= exchange.elapsed_s < SOCKET_TIMEOUT_S:
            waits = f"--timeout {SOCKET_TIMEOUT_S:g} tells"
            raise Blocked(f"no answer within {ours:g} s; Okta waits {SOCKET_TIMEOUT_S:g} s: {waits}")

    def _send_once(self, method: str, path: str, query: str, body: Mapping[str, Any] | None) -> Exchange:
        content = compact(body) if body is not None else None
        headers = self.headers(method, has_body=content is not None)
        if content is not None:
            headers.append(("Content-Length", str(len(content))))
        headers += [("Connection", "Keep-Alive"), ("Accept-Encoding", "gzip,deflate")]
        try:
            return self.session.send(
                method,
                path,
                query=query,
                headers=headers,
                body=body,
                client=self.connector.id,
                emulated=True,
            )
        except WouldHarm:
            message = f"Okta would now {method} {path}, which is somebody else's; it was not sent"
            raise TaskFailed(message, cause=STRANGER) from None
        except Unproven as unproven:
            raise TaskFailed(f"Okta would now {method} {path}; it was not sent, because {unproven}") from None

    def _filter(self, attribute: str, value: str) -> str:
        literal = value.replace("\\", "\\\\").replace('"', '\\"')
        encoded = quote(f'{attribute} eq "{literal}"', safe="")
        if self.knobs.plus_for_space:
            encoded = encoded.replace("%20", "+")
        return f"filter={encoded}&{self._page(1)}"

    def _page(self, start: int) -> str:
        return f"startIndex={start}&count={self.knobs.page_size}"

    def _import(self, task: Task, endpoint: str, what: str) -> list[Json]:
        """Page after page, until so many were asked for as the target says there are; what was read so far."""
        read: list[Json] = []
        start, total = 1, 1
        while start <= total and len(task.exchanges) < self.knobs.most_pages:
            exchange = self._get(task, endpoint, self._page(start))
            read += listed(exchange, what)
            total = total_of(exchange)
            start += self.knobs.page_size
        return read

    def _shown(self, task: Task, path: str) -> Json:
        return accept(self._get(task, path), "reading a resource")
