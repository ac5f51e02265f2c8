"""The only module that knows httpx: send, record, limit.

What goes out is exactly what the emulated client would send: the headers that were given, in their order, with
nothing added but ``Host`` and ``Content-Length``, and the query bytes as they were spelled. What comes back is
recorded raw. Nothing is redirected, retried silently, or read without bound.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from scimproof.exchange import Exchange, Request, Response
from scimproof.outcome import Blocked

# httpx logs every URL at INFO, credentials in it included.
logging.getLogger("httpx").setLevel(logging.WARNING)

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Limits:
    """Bounds of one wire. Times in seconds, sizes in bytes.

    :param rate: requests per second at most.
    :param max_wait_s: the longest single wait for ``Retry-After``; a longer one is not waited for.
    :param max_attempts: how often a request is sent at most when the target answers 429 or 503.
    """

    timeout_s: float = 30.0
    max_response_bytes: int = 10 * 1024 * 1024
    rate: float | None = None
    max_requests: int | None = None
    max_wait_s: float = 30.0
    max_attempts: int = 4


@dataclass(frozen=True)
class Tls:
    """How the target's certificate is checked, and which one is shown to it."""

    verify: bool = True
    ca: Path | None = None
    client_cert: Path | None = None

    def context(self) -> ssl.SSLContext:
        """:raises ssl.SSLError: when a given file is no usable certificate."""
        context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.client_cert:
            context.load_cert_chain(self.client_cert)
        return context


class Wire:
    """One kept-alive connection to the target, and the record of all that went over it."""

    def __init__(
        self,
        base_url: str,
        limits: Limits | None = None,
        tls: Tls | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self.exchanges: list[Exchange] = []
        self.unanswered_in_a_row = 0
        self._sleep = sleep
        self._next_slot = 0.0
        self._spent = 0
        self._lock = threading.Lock()
        self._was_closed_on_us = False
        parts = urlsplit(base_url)
        self._client = httpx.Client(
            verify=(tls or Tls()).context() if parts.scheme == "https" else False,
            timeout=self.limits.timeout_s,
            follow_redirects=False,  # a redirect is an answer to be judged; following it could leak the token
            trust_env=parts.hostname not in LOOPBACK,  # proxies of the environment are not for loopback
            transport=transport,
        )

    def close(self) -> None:
        """Close the connection. The record stays."""
        self._client.close()

    def send(
        self,
        request: Request,
        *,
        scenario: str = "",
        client: str | None = None,
        budgeted: bool = True,
        once: bool = False,
    ) -> Exchange:
        """Send a request and record the exchange.

        Never raises for what the target does: without an answer, ``Exchange.error`` says why. A read on a connection
        that the target closed meanwhile is tried once more. When the target
        asks to wait (429, or 503 with ``Retry-After``), every attempt is an exchange of its own, and the last
        one is returned.

        :param budgeted: whether it counts for ``--max-requests``; cleaning up never does.
        :param once: do not send it again when the target asks to wait: the caller does that.
        :raises Blocked: when the request budget is spent.
        """
        for attempt in range(1, self.limits.max_attempts + 1):
            if budgeted:
                self._spend()
            exchange = self._send_once(request, scenario, client)
            if attempt == 1 and exchange.response is None and request.method == "GET" and self._was_closed_on_us:
                continue  # a kept-alive connection may be closed at any moment: reading again harms nobody
            wait = self.asked_to_wait(exchange.response, attempt)
            if once or wait is None or attempt == self.limits.max_attempts:
                break
            self._sleep(wait)
        return exchange

    def _send_once(self, request: Request, scenario: str, client: str | None) -> Exchange:
        self._keep_rate()
        started, clock = datetime.now(UTC), time.perf_counter()
        response, error = None, None
        try:
            response = self._exchange(request)
            self.unanswered_in_a_row = 0
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as problem:
            error = describe(problem, self.limits)
            self.unanswered_in_a_row += 1
            self._was_closed_on_us = isinstance(problem, httpx.ReadError | httpx.RemoteProtocolError)
        elapsed = time.perf_counter() - clock
        with self._lock:  # some clients send several requests at once: each gets a number of its own
            number = len(self.exchanges) + 1
            exchange = Exchange(number, scenario, client, started, elapsed, request, response, error)
            self.exchanges.append(exchange)
        return exchange

    def _exchange(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        outgoing = httpx.Request(
            request.method,
            request.url,
            headers=list(request.headers),
            content=request.body if request.body else None,
            # httpx would normalise the percent-encoding; the bytes are part of what is emulated.
            extensions={"target": target.encode("ascii"), "timeout": self._client.timeout.as_dict()},
        )
        deadline = time.perf_counter() + self.limits.timeout_s
        answer = self._client.send(outgoing, stream=True)
        try:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > self.limits.max_response_bytes:
                    raise _TooLarge
                if time.perf_counter() > deadline:
                    raise httpx.ReadTimeout("the body trickles")
        finally:
            answer.close()
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw)
        return Response(answer.status_code, headers, bytes(body))

    @property
    def left(self) -> int | None:
        """How many requests the budget still allows; ``None`` when there is none."""
        return None if self.limits.max_requests is None else max(0, self.limits.max_requests - self._spent)

    def _spend(self) -> None:
        if self.limits.max_requests is not None and self._spent >= self.limits.max_requests:
            raise Blocked(f"the budget of {self.limits.max_requests} requests (--max-requests) is spent")
        self._spent += 1

    def _keep_rate(self) -> None:
        if self.limits.rate is None:
            return
        now = time.perf_counter()
        if now < self._next_slot:
            self._sleep(self._next_slot - now)
        self._next_slot = max(now, self._next_slot) + 1 / self.limits.rate

    def asked_to_wait(self, response: Response | None, attempt: int) -> float | None:
        """Seconds that the target asked to wait for, or ``None`` when it did not or asks for too long."""
        if response is None or response.status not in (429, 503):
            return None
        value = response.header("Retry-After")
        if value is None:
            return float(2 ** (attempt - 1)) if response.status == 429 else None
        seconds = retry_after(value, datetime.now(UTC))
        return seconds if seconds is not None and seconds <= self.limits.max_wait_s else None


class _TooLarge(httpx.HTTPError):
    def __init__(self) -> None:
        super().__init__("too large")


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds until the time a ``Retry-After`` header names (RFC 9110 section 10.2.3); ``None`` if unreadable."""
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


# From the special to the general: the first that fits describes the problem.
_PROBLEMS: Sequence[tuple[type[Exception], str]] = (
    (_TooLarge, "the answer is larger than {max_response_bytes} bytes; reading stopped"),
    (httpx.ConnectTimeout, "no connection within {timeout_s:g} s"),
    (httpx.TimeoutException, "no answer within {timeout_s:g} s"),
    (httpx.ConnectError, "no connection: {detail}"),
    (httpx.RemoteProtocolError, "the answer is not valid HTTP or broke off: {detail}"),
    (httpx.DecodingError, "the answer could not be decompressed: {detail}"),
)


def describe(problem: Exception, limits: Limits) -> str:
    """One line for a problem on the wire."""
    detail = " ".join(str(problem).split()) or type(problem).__name__
    for kind, sentence in _PROBLEMS:
        if isinstance(problem, kind):
            return sentence.format(
                detail=detail, timeout_s=limits.timeout_s, max_response_bytes=limits.max_response_bytes
            )
    return detail
