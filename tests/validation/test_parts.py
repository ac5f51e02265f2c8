"""The small parts: showing values, strict JSON, DateTimes, URIs, and finding one's way in an exchange."""

from __future__ import annotations

from typing import Any

import pytest

from scimproof.exchange import Exchange
from scimproof.outcome import Level
from scimproof.validation.moments import read_moment
from scimproof.validation.passive import PASSIVE_RULES, Context, passive
from scimproof.validation.problem import Problem, parts, pointer_to, shown
from scimproof.validation.strictjson import read_strictly
from scimproof.validation.uris import ends_with, is_absolute, is_below, same_resource

from .makers import BASE, CONTEXT, DECLARED, MESSAGES, bulk, declared, error, exchange, group, listing, user


@pytest.mark.parametrize(
    ("value", "path", "text"),
    [
        (None, (), "null"),
        ("text", ("name",), '"text"'),
        ("hunter2", ("password",), "***"),
        ({"a": 1}, ("credentials", 0), "***"),
        (None, ("password",), "null"),
        ({"password": "hunter2", "b": 1}, (), '{"password": "***", "b": 1}'),
        ([{"token": {"deep": "hunter2"}}], (), '[{"token": "***"}]'),
        ([[[[[[1]]]]]], (), '[[[["…"]]]]'),
        ("\ud800", (), '"\\ud800"'),
        (10**500, (), '"a very large number"'),
        (True, (), "true"),
        (float("nan"), (), "NaN"),
    ],
)
def test_shown(value: Any, path: tuple[str | int, ...], text: str) -> None:
    assert shown(value, path) == text


@pytest.mark.parametrize("value", ["x" * 500, list(range(500)), {str(n): n for n in range(500)}, {"x" * 500: "y"}])
def test_shown_is_short(value: Any) -> None:
    assert len(shown(value)) <= 80


@pytest.mark.parametrize(
    ("path", "attribute"),
    [
        ((), ""),
        (("emails", 0, "primary"), "emails.primary"),
        (("urn:x:User", "manager", "value"), "urn:x:User:manager.value"),
        (("a/b", "c~d"), "a/b.c~d"),
    ],
)
def test_a_pointer_becomes_a_name(path: tuple[str | int, ...], attribute: str) -> None:
    problem = Problem(pointer_to(path), "type", "", "")
    assert problem.attribute == attribute
    assert parts(problem.pointer) == [str(part) for part in path]
    assert problem.top_level == (str(path[0]) if path else "")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"a": [1, 2.5, null, "\xc3\xa4"]}', None),
        (b" 7 ", None),
        (b"[" * 100_000, None),
        (b'{"a" 1}', "it breaks at line 1 column 6"),
        (b"\xff", "byte 0 is not UTF-8"),
        (b"\xef\xbb\xbf{}", "it begins with a byte order mark"),
        (b"[-Infinity]", "-Infinity is no JSON value"),
    ],
)
def test_strict_json(body: bytes, fault: str | None) -> None:
    found = read_strictly(body).fault
    assert found == fault or (fault is not None and found is not None and found.startswith(fault))


def test_strict_json_names_what_is_there_twice() -> None:
    assert read_strictly(b'[{"a": 1, "A": 2, "a": 3}, {"b": {"c": 1}}]').twice == (("a", "A"), ("a", "a"))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2010-01-23T04:56:22Z", "2010-01-23T04:56:22+00:00"),
        ("2010-01-23T04:56:22.5+02:00", "2010-01-23T04:56:22.500000+02:00"),
        ("2010-01-23T24:00:00Z", "2010-01-24T00:00:00+00:00"),
        ("2010-01-23T04:56:22-14:00", "2010-01-23T04:56:22-14:00"),
        ("12010-01-23T04:56:22Z", "9999-12-31T23:59:59.999999+00:00"),
        ("2010-01-23T24:00:01Z", None),
        ("2010-01-23T04:56:22+14:01", None),
        ("2010-01-23T04:56:22+05:99", None),
        ("2010-01-23T04:56:60Z", None),
        ("2010-01-23T04:56Z", None),
        ("2010-01-23T04:56:22Z\n", None),
        ("\u0662\u0660\u0661\u0660-01-23T04:56:22Z", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_moments(text: Any, instant: str | None) -> None:
    found = read_moment(text)
    assert (found.instant.isoformat() if found else None) == instant


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://scim.example/scim/v2/Users/1", "https://scim.example/scim/v2/Users/1/", True),
        ("https://scim.example:443/scim/v2/Users/1", "HTTPS://SCIM.EXAMPLE/scim/v2/Users/1", True),
        ("https://scim.example/scim/v1/Users/1", "https://scim.example/scim/Users/1", True),
        ("Users/1", "https://scim.example/scim/v2/Users/1", True),
        ("1", "https://scim.example/scim/v2/Users/1", True),
        ("https://scim.example/scim/v2/Users/%61", "https://scim.example/scim/v2/Users/a", True),
        ("http://scim.example/scim/v2/Users/1", "https://scim.example/scim/v2/Users/1", False),
        ("https://scim.example/scim/v2/Users/A", "https://scim.example/scim/v2/Users/a", False),
        ("http://[broken", "https://scim.example/scim/v2/Users/1", False),
        ("https://scim.example:port/", "https://scim.example/", False),
    ],
)
def test_same_resource(one: str, other: str, same: bool) -> None:
    assert same_resource(one, other, BASE, f"{BASE}/Users/2819") is same


def test_ends_of_uris() -> None:
    assert ends_with("https://h/x/Users/a%2Fb", "/Users", "a/b")
    assert ends_with("/ServiceProviderConfig/", "/ServiceProviderConfig", "")
    assert not ends_with("https://h/x/OtherUsers/1", "/Users", "1")
    assert not ends_with("http://[broken", "/Users", "1")
    assert is_below("https://h/x/Users/anything", "/Users")
    assert not is_below("https://h/x/Users/null", "/Users")
    assert not is_below("https://h/Users", "/Users")
    assert is_absolute("https://h/x")
    assert not is_absolute("/x")
    assert not is_absolute("http://[broken")


@pytest.mark.parametrize(
    ("line", "path", "kind", "discovery"),
    [
        ("GET /Users?count=1", "/Users", "User", False),
        ("GET /Users/1", "/Users/1", "User", False),
        ("GET ", "/", None, False),
        ("GET /Schemas/urn:x", "/Schemas/urn:x", None, True),
        ("GET /ServiceProviderConfigs", "/ServiceProviderConfigs", None, False),
    ],
)
def test_where_an_exchange_went(line: str, path: str, kind: str | None, discovery: bool) -> None:
    seen = exchange(line, 200)
    found = CONTEXT.resource_type(seen)
    assert CONTEXT.relative_path(seen) == path
    assert (found.name if found else None) == kind
    assert CONTEXT.is_discovery(seen) is discovery


def test_a_path_elsewhere_stays_whole() -> None:
    assert Context(DECLARED, f"{BASE}/deeper").relative_path(exchange("GET /Users", 200)) == "/scim/v2/Users"
    assert Context(DECLARED, "https://scim.example").relative_path(exchange("GET /Users", 200)) == "/scim/v2/Users"


@pytest.mark.parametrize(
    ("seen", "view"),
    [
        (exchange("GET /Users", 200), "response"),
        (exchange("GET /Users?attributes=userName", 200), "partial"),
        (exchange("GET /Users?excludedAttributes=members", 200), "partial"),
        (exchange("PATCH /Users/1?attributes=userName", 200), "partial"),
        (exchange("POST /Users/.search", 200, sent={"attributes": ["userName"]}), "partial"),
        (exchange("POST /Users", 201, sent={"attributes": ["userName"]}), "response"),
    ],
)
def test_a_part_is_told_from_a_whole(seen: Exchange, view: str) -> None:
    assert CONTEXT.view(seen) == view


@pytest.mark.parametrize(
    ("line", "endpoint"),
    [
        ("GET /Users", True),
        ("DELETE /Users/1", True),
        ("GET /Schemas", True),
        ("POST /Bulk", True),
        ("POST /.search", False),
        ("POST /Users/.search", False),
        ("GET /Me", False),
        ("GET /", False),
        ("GET /Users/1/2", False),
    ],
)
def test_what_is_an_endpoint(line: str, endpoint: bool) -> None:
    assert CONTEXT.is_scim_endpoint(exchange(line, 404)) is endpoint


def test_bulk_is_an_endpoint_only_where_it_is_declared() -> None:
    without = Context(declared(config={"bulk": {"supported": False}}), BASE)
    assert not without.is_scim_endpoint(exchange("POST /Bulk", 404))


def test_every_resource_and_error_in_an_answer_is_found() -> None:
    listed = CONTEXT.reading(exchange("POST /.search", 200, listing(user("1"), group("2"), 7)))
    assert [(one.label, one.pointer) for one in listed.shown] == [("User", "/Resources/0"), ("Group", "/Resources/1")]
    many = CONTEXT.reading(
        exchange(
            "POST /Bulk",
            200,
            bulk(
                {"status": "201", "response": user("1")},
                {"status": {"code": 404}, "response": error(404)},
                {"status": "204"},
                {"status": "many", "response": group("2")},
            ),
        )
    )
    assert [(one.label, one.pointer) for one in many.shown] == [
        ("User", "/Operations/0/response"),
        ("Group", "/Operations/3/response"),
    ]
    assert [(one.status, one.pointer) for one in many.errors] == [(404, "/Operations/1/response")]


def test_an_error_is_no_resource() -> None:
    reading = CONTEXT.reading(exchange("GET /Users/1", 404, user("1")))
    assert reading.shown == ()
    assert [(one.status, one.is_scim) for one in reading.errors] == [(404, False)]


def test_a_rule_needs_a_sentence_and_a_requirement_or_a_reason() -> None:
    def nothing(seen: Exchange, context: Context) -> list[Any]:
        return []

    def says(seen: Exchange, context: Context) -> list[Any]:
        """Something holds."""
        return []

    with pytest.raises(TypeError, match="no docstring"):
        passive("x", "RFC7644-3.12-04", level=Level.MUST)(nothing)
    with pytest.raises(TypeError, match="give a reason"):
        passive("x", level=Level.MUST)(says)
    with pytest.raises(TypeError, match="already"):
        passive("rfc7644-3.12-error-status-is-string", "RFC7644-3.12-04", level=Level.MUST)(says)
    assert "x" not in PASSIVE_RULES


def test_message_uris_are_those_of_the_rfc() -> None:
    assert error(404)["schemas"] == [f"{MESSAGES}Error"]
