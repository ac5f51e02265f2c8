"""The small comparisons of checks: what they accept, and what they say."""

from datetime import UTC, datetime

import pytest

from scimproof import Exchange, Outcome, Request, Response, expect

BASE = "https://scim.example.test/v2"


def answered(status: int, body: bytes = b"{}") -> Exchange:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    request = Request("POST", f"{BASE}/Users")
    return Exchange(7, "rfc/x", None, now, 0.0, request, Response(status, (), body))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{BASE}/Users/1", "/v2/Users/1", True),
        (f"{BASE}/Users/1", "Users/1", True),
        (f"{BASE}/Users/1", "https://scim.example.test/Users/1", True),  # the version does not count
        (f"{BASE}/Users/a%20b", f"{BASE}/Users/a b", True),
        (f"{BASE}/Users/1", f"{BASE}/Users/2", False),
        (f"{BASE}/Users/1", "https://other.example.test/v2/Users/1", False),
    ],
)
def test_uris_of_one_resource(one: str, other: str, same: bool) -> None:
    assert expect.same_uri(one, other, BASE) is same


def test_a_status_that_is_tolerated_warns() -> None:
    (finding,) = expect.status(answered(200), 201, tolerate={200: "it is lenient"})
    assert (finding.grade, finding.exchanges) == (Outcome.WARN, (7,))
    assert finding.message == "POST /Users was answered 200: it is lenient"
    assert expect.status(answered(201), 201) == []


@pytest.mark.parametrize(
    ("sent", "shown", "kept"),
    [
        ("Ada", b'{"name": "ADA"}', True),
        ({"givenName": "Ada"}, b'{"NAME": {"givenName": "Ada", "formatted": "x"}}', True),
        ([{"value": "a", "type": "work"}], b'{"name": [{"value": "A"}, {"value": "b"}]}', True),
        ([{"value": "a"}], b'{"name": []}', False),
        (True, b'{"name": "True"}', False),
        ("Ada", b"{}", False),
    ],
)
def test_what_was_sent_is_kept(sent: object, shown: bytes, kept: bool) -> None:
    body = b'{"id": "1", ' + shown[1:] if shown != b"{}" else b'{"id": "1"}'
    assert (expect.kept({"name": sent}, answered(200, body), "name") == []) is kept


def test_an_external_id_is_kept_to_the_letter() -> None:
    assert expect.kept({"externalId": "Abc"}, answered(200, b'{"externalId": "abc"}'), "externalId")


@pytest.mark.parametrize(
    ("one", "other", "seconds"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T01:00:01+01:00", 1.0),
        ("2026-01-01T00:00:00", "2026-01-01T00:00:00Z", 0.0),
        ("yesterday", "2026-01-01T00:00:00Z", None),
    ],
)
def test_seconds_between(one: str, other: str, seconds: float | None) -> None:
    assert expect.seconds_between(one, other) == seconds


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        (b'{"name": {"formatted": "Ms. Ada King"}}', True),
        (b'{"name": {"formatted": "King, Ada", "familyName": "King"}}', True),
        (b'{"name": {"formatted": "Ada King", "familyName": "Lovelace"}}', False),
        (b'{"name": {"formatted": "Ada"}}', False),
    ],
)
def test_a_name_may_come_back_formatted(shown: bytes, kept: bool) -> None:
    sent = {"name": {"givenName": "Ada", "familyName": "King"}}
    assert (expect.kept(sent, answered(200, shown), "name") == []) is kept
