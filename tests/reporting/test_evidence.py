"""How exchanges are shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scimproof.reporting.evidence import SHOWN_BODY, body, evidence, indent, relative, status_line


@pytest.mark.parametrize(
    "raw", ["{}", "[]", '{"a":[],"b":{}}', '[1,{"a":[true,null,-1.50e3]},"x"]', '"text"', "1.10", ' {"a" :\n 1 } ']
)
def test_indenting_is_what_json_itself_would_do(raw: str) -> None:
    indented = indent(raw)
    assert indented is not None
    assert json.loads(indented) == json.loads(raw)
    if "." not in raw:
        assert indented == json.dumps(json.loads(raw), indent=2)


def test_indenting_changes_white_space_only() -> None:
    raw = '{"a":1.10,"a":"\\u00e9 , : [ {\\"","b":1E5}'
    assert indent(raw) == '{\n  "a": 1.10,\n  "a": "\\u00e9 , : [ {\\"",\n  "b": 1E5\n}'


@pytest.mark.parametrize("raw", ["", "<html>", '{"a":', "[" * 100_000])
def test_what_is_no_json_is_left_alone(raw: str) -> None:
    assert indent(raw) is None


@pytest.mark.parametrize(
    "raw", ["x" * 1_000_000, "[" + "1," * 50_000 + "1]", json.dumps({"a": "x" * 150_000}), "\n" * 90_000]
)
def test_huge_bodies_are_cut_and_say_so(raw: str) -> None:
    shown = body(raw)
    assert shown is not None
    assert len(shown.text) <= SHOWN_BODY + 2
    assert f"{len(raw):,} characters" in shown.cut


def test_deep_nesting_does_not_push_the_text_away() -> None:
    shown = body("[" * 500 + "]" * 500)
    assert shown is not None
    assert max(len(line) for line in shown.text.split("\n")) < 60


def test_an_empty_body_is_none() -> None:
    assert body(None) is None
    assert body("") is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.test/v2/Users/1?x=1", "/Users/1?x=1"),
        ("https://a.test/v2", "/"),
        ("https://a.test/v2?x", "?x"),
        ("https://a.test/v20/Users", "/v20/Users"),
        ("https://a.test/Users", "/Users"),
        ("https://b.test/v2/Users", "https://b.test/v2/Users"),
        ("http://[", "http://["),
    ],
)
def test_paths_are_relative_to_the_target(url: str, path: str) -> None:
    assert relative(url, "https://a.test/v2/") == path
    assert relative(url, "") == url


def test_a_request_without_an_answer(results: Any) -> None:
    shown = evidence(results["exchanges"][5], "https://scim.example.test/v2", step=(3, 3))
    assert (shown.status, shown.error, shown.ok) == ("", "the target did not answer within 30 s", False)
    assert shown.elapsed == "30.0 s"
    assert shown.received_body is None


def test_unknown_status_codes() -> None:
    assert [status_line(code) for code in (404, 299, 0, -1, 99999)] == ["404 Not Found", "299", "0", "-1", "99999"]
