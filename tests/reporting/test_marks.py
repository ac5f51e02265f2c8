"""Marks in answers: where a finding says for certain what it speaks of, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scimproof.reporting.html import render_html
from scimproof.reporting.marks import Marks, marks


def told(message: str, expected: str, received: str, *numbers: int) -> Any:
    return {"message": message, "expected": expected, "received": received, "exchanges": list(numbers), "cause": ""}


def answers(*bodies: Any, status: int = 200) -> Any:
    headers = [["Date", "today"], ["Content-Type", "text/html; charset=utf-8"]]
    return {
        number: {"number": number, "response": {"status": status, "headers": headers, "body": json.dumps(body)}}
        for number, body in enumerate(bodies, 1)
    }


@pytest.mark.parametrize(
    ("finding", "found"),
    [
        (told("POST /Users was answered 500", "409", '500 "boom"', 1), {1: Marks(head=frozenset({0}))}),
        (told("The task fails", "a success", "500", 1), {1: Marks(head=frozenset({0}))}),
        (told("POST /Users was answered 500", "409", "500", 1, 2), {}),  # which of the two?
        (told("It was answered 404", "200", "404", 1), {}),  # not this one
        (told("totalResults: 500 instead of 3", "3", "500", 1), {}),
        (told("Either", "200 or 500", "500", 1), {}),
        (told("No SCIM", "application/scim+json", "text/html; charset=utf-8", 1), {1: Marks(head=frozenset({2}))}),
        (told("The day", "yesterday", "today", 1), {}),  # too short to be sure
        (told("Anything", "409", "500", 9), {}),
    ],
)
def test_status_and_headers(finding: Any, found: Any) -> None:
    assert marks([finding], answers({}, {}, status=500)) == found


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (told("active after the PATCH: true instead of false", "false", "true", 1), '"active": true,'),
        (told("name.givenName is not kept", '"Zo\u00eb"', '"zoë"', 1), '"givenName": "zo\\u00eb"'),
        (told("The error does not say scimType", "x", '"scimType": "noTarget"', 1), '"scimType": "noTarget",'),
        (told("active after the PATCH", "0", "1", 1), None),  # true is no 1
        (told("value is not kept", '"a"', '"b"', 1), None),  # there are two
        (told("emails is not kept", "[]", '[{"value": "b"}]', 1), None),
        (told("nickName is missing", "a value", "nothing", 1), None),
        (told("active after the PATCH", "false", "true", 1, 2), None),  # both answers have it
    ],
)
def test_members(finding: Any, line: str | None) -> None:
    shown = {"active": True, "scimType": "noTarget", "emails": [{"value": "b"}, {"value": "b"}], "name": {}}
    shown["name"] = {"givenName": "zoë"}
    found = marks([finding], answers(shown, {"active": True}))
    if line is None:
        assert found == {}
    else:
        (place,) = found[1].body
        assert json.dumps(shown, indent=2).split("\n")[place].strip() == line


def test_marks_of_several_findings_add_up_and_stand_in_the_page(results: Any) -> None:
    page = render_html(results, {})
    assert "<mark>400 Bad Request</mark>" in page
    assert "<mark>500 Internal Server Error</mark>" in page
    assert "<mark>Content-Type: text/html; charset=utf-8</mark>" in page
    assert page.count("marked: what a check objects to") == 5  # one stands under two causes


def test_what_is_only_noted_is_not_marked(results: Any) -> None:
    for check in results["checks"]:
        check["outcome"] = "note"
    assert "<mark>" not in render_html(results, {})
