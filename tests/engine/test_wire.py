"""The wire sends exactly what it was given, records exactly what came back, and never hangs or leaks."""

from datetime import UTC, datetime

import httpx
import pytest
import respx

from scimproof.exchange import Request
from scimproof.outcome import Blocked
from scimproof.wire import Limits, Wire, retry_after

BASE = "https://scim.example.test/v2"


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def wire(waits: list[float]) -> Wire:
    return Wire(BASE, Limits(max_response_bytes=1000, max_wait_s=10, max_attempts=3), sleep=waits.append)


def get(path: str = "/Users", *headers: tuple[str, str]) -> Request:
    return Request("GET", BASE + path, headers)


@respx.mock
def test_nothing_is_added_but_host(wire: Wire) -> None:
    """A client that sends no User-Agent must send none."""
    route = respx.get(url__startswith=BASE).mock(return_value=httpx.Response(200))
    wire.send(get("/Users", ("X-One", "1"), ("Authorization", "Bearer t"), ("x-two", "2")))
    sent = [(name.decode(), value.decode()) for name, value in route.calls.last.request.headers.raw]
    assert sent == [("Host", "scim.example.test"), ("X-One", "1"), ("Authorization", "Bearer t"), ("x-two", "2")]


@respx.mock
def test_content_length_is_added_to_a_body(wire: Wire) -> None:
    route = respx.post(url__startswith=BASE).mock(return_value=httpx.Response(201))
    wire.send(Request("POST", BASE + "/Users", (("Content-Type", "application/scim+json"),), b'{"a":1}'))
    assert route.calls.last.request.headers["content-length"] == "7"
    assert route.calls.last.request.content == b'{"a":1}'


@pytest.mark.parametrize(
    "query",
    [
        "filter=userName%20eq%20%22a%40b%22&startIndex=1&count=100",
        "filter=userName+eq+%22a%40b%22",
        "filter=emails%5btype+eq+%22work%22%5d.value+eq+%22x%22",
    ],
)
@respx.mock
def test_query_bytes_stay_as_they_are(wire: Wire, query: str) -> None:
    """Okta writes %20, Entra writes + and lower-case hex: the bytes are part of what is emulated."""
    route = respx.get(url__startswith=BASE).mock(return_value=httpx.Response(200))
    wire.send(get(f"/Users?{query}"))
    assert route.calls.last.request.extensions["target"] == f"/v2/Users?{query}".encode()


@respx.mock
def test_raw_headers_and_body_are_recorded(wire: Wire) -> None:
    answer = httpx.Response(200, headers=[("ETag", 'W/"1"'), ("x-a", "1"), ("X-A", "2")], content=b'{"id": "\xc3\xa9"}')
    respx.get(url__startswith=BASE).mock(return_value=answer)
    exchange = wire.send(get(), scenario="rfc/x", client="probe")
    assert exchange.response is not None
    assert [pair for pair in exchange.response.headers if pair[0].lower() == "x-a"] == [("x-a", "1"), ("X-A", "2")]
    assert exchange.response.json == {"id": "é"}
    assert (exchange.number, exchange.scenario, exchange.client) == (1, "rfc/x", "probe")
    assert wire.exchanges == [exchange]


@respx.mock
def test_a_redirect_is_not_followed(wire: Wire) -> None:
    """Following it could carry the token to somebody else."""
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(302, headers={"Location": "https://evil.test/"}))
    elsewhere = respx.get("https://evil.test/").mock(return_value=httpx.Response(200))
    assert wire.send(get()).status == 302
    assert not elsewhere.called


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (httpx.ConnectError("refused"), "no connection: refused"),
        (httpx.ReadTimeout("slow"), "no answer within 30 s"),
        (httpx.ConnectTimeout("slow"), "no connection within 30 s"),
        (httpx.RemoteProtocolError("peer closed"), "the answer is not valid HTTP or broke off: peer closed"),
    ],
)
@respx.mock
def test_a_problem_is_recorded_not_raised(wire: Wire, problem: Exception, said: str) -> None:
    respx.get(url__startswith=BASE).mock(side_effect=problem)
    exchange = wire.send(get())
    assert exchange.response is None
    assert exchange.error == said
    assert wire.unanswered_in_a_row == len(wire.exchanges)
    with pytest.raises(Blocked, match="got no answer"):
        exchange.status  # noqa: B018


@pytest.mark.parametrize(("method", "attempts"), [("GET", 2), ("POST", 1)])
@respx.mock
def test_a_read_on_a_closed_connection_is_tried_once_more(wire: Wire, method: str, attempts: int) -> None:
    """Servers close kept-alive connections when they like. What writes is never sent twice."""
    respx.route(url__startswith=BASE).mock(side_effect=[httpx.ReadError("reset by peer"), httpx.Response(200)])
    exchange = wire.send(Request(method, BASE + "/Users"))
    assert len(wire.exchanges) == attempts
    assert (exchange.response is not None) is (attempts == 2)


@respx.mock
def test_reading_stops_at_the_limit(wire: Wire) -> None:
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(200, content=b"x" * 2000))
    assert wire.send(get()).error == "the answer is larger than 1000 bytes; reading stopped"


@respx.mock
def test_retry_after_is_waited_for_and_each_attempt_recorded(wire: Wire, waits: list[float]) -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "2"}), httpx.Response(503, headers={"Retry-After": "1"})]
    respx.get(url__startswith=BASE).mock(side_effect=[*answers, httpx.Response(200)])
    assert wire.send(get()).status == 200
    assert waits == [2.0, 1.0]
    assert [exchange.status for exchange in wire.exchanges] == [429, 503, 200]


@respx.mock
def test_waiting_is_bounded(wire: Wire, waits: list[float]) -> None:
    """A server that always says 'later', or 'in an hour', does not hold the run."""
    route = respx.get(url__startswith=BASE).mock(return_value=httpx.Response(429, headers={"Retry-After": "3600"}))
    assert wire.send(get()).status == 429
    assert (waits, route.call_count) == ([], 1)
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(429))
    assert wire.send(get()).status == 429
    assert waits == [1.0, 2.0]


@respx.mock
def test_a_503_without_retry_after_is_an_answer(wire: Wire, waits: list[float]) -> None:
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(503))
    assert wire.send(get()).status == 503
    assert waits == []


@respx.mock
def test_the_rate_is_kept(waits: list[float]) -> None:
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(200))
    wire = Wire(BASE, Limits(rate=2), sleep=waits.append)
    for _ in range(3):
        wire.send(get())
    assert len(waits) == 2
    assert all(0 < wait <= 1 for wait in waits)


@respx.mock
def test_the_request_budget_blocks(waits: list[float]) -> None:
    respx.get(url__startswith=BASE).mock(return_value=httpx.Response(200))
    wire = Wire(BASE, Limits(max_requests=1))
    wire.send(get())
    with pytest.raises(Blocked, match="--max-requests"):
        wire.send(get())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("Fri, 31 Jul 2026 10:00:05 GMT", 5.0), ("Fri, 31 Jul 2026 09:00:00 GMT", 0.0), ("soon", None)],
)
def test_retry_after_forms(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 7, 31, 10, 0, 0, tzinfo=UTC)) == seconds
