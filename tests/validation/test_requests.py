"""What Scimproof itself sends: the habits of real clients are fine, our own slips are not."""

from __future__ import annotations

from typing import Any

import pytest

from scimproof.declared import ENTERPRISE_USER, GROUP, USER, Declared
from scimproof.exchange import Request
from scimproof.validation.requests import request_problems

from .makers import BASE, DECLARED, DEVICE, MESSAGES, USER_SCHEMA, attribute, declared, exchange, schema

PATCH_OP = {"schemas": [f"{MESSAGES}PatchOp"]}


def sent(line: str, body: Any, **more: Any) -> Request:
    return exchange(line, 200, sent=body, **more).request


def found(line: str, body: Any, target: Declared = DECLARED, **more: Any) -> list[tuple[str, str]]:
    path = line.partition(" ")[2]
    return [(problem.pointer, problem.rule) for problem in request_problems(sent(line, body, **more), target, path)]


def person(**more: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": "bjensen", **more}


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("POST /Users", person()),
        ("POST /Users", {"schemas": [USER], "USERNAME": "bjensen"}),
        ("POST /Users", person(password="t1meMa$heen", groups=[], nickName=None, emails=[], active=True)),
        ("POST /Users", person(id="mine", meta={"resourceType": "User"}, nonsense=7)),
        ("POST /Users", person(**{ENTERPRISE_USER: {"department": "x", "manager": {"value": "1"}}})),
        ("PUT /Users/1", person(id="1", groups=[{"value": "2"}], meta={"created": "whenever"})),
        ("POST /Groups", {"schemas": [GROUP, "http://x/2.0/Group"], "displayName": "x", "members": []}),
        ("PUT /Groups/1", {"schemas": [GROUP], "displayName": "x", "members": [{"value": "1", "display": None}]}),
        ("POST /Devices", {"schemas": [DEVICE], "serial": "1", "labels": ["x"], "pin": "1234"}),
        ("PATCH /Users/1", {**PATCH_OP, "Operations": [{"op": "Replace", "path": "active", "value": "False"}]}),
        ("PATCH /Users/1", {**PATCH_OP, "Operations": [{"op": "replace", "value": {"name.givenName": "x"}}]}),
        ("PATCH /Groups/1", {**PATCH_OP, "Operations": [{"op": "Remove", "path": "members", "value": [{"value": 1}]}]}),
        ("POST /Users/.search", {"schemas": [f"{MESSAGES}SearchRequest"], "filter": "userName pr", "count": 0}),
        ("POST /Nowhere", {"anything": "goes"}),
        ("DELETE /Users/1", None),
        ("GET /Users", None),
    ],
)
def test_what_is_right(line: str, body: Any) -> None:
    assert found(line, body) == []


@pytest.mark.parametrize(
    ("line", "body", "expected"),
    [
        ("POST /Users", {"userName": "bjensen"}, [("/schemas", "required")]),
        ("POST /Users", {"schemas": [USER]}, [("/userName", "required")]),
        ("POST /Users", person(userName=None), [("/userName", "required")]),
        ("POST /Users", person(active="true"), [("/active", "type")]),
        ("POST /Users", person(emails={"value": "x"}), [("/emails", "type")]),
        ("PUT /Users/1", person(schemas=[GROUP]), [("/schemas", "contains")]),
        ("POST /Groups", {"schemas": [GROUP]}, [("/displayName", "required")]),
        ("POST /Devices", {"schemas": [DEVICE], "labels": ["x"]}, [("/serial", "required")]),
        ("POST /Devices", {"schemas": [DEVICE], "serial": 1, "labels": ["x"]}, [("/serial", "type")]),
        ("PATCH /Users/1", {"Operations": [{"op": "add", "value": {}}]}, [("/schemas", "required")]),
        ("PATCH /Users/1", {**PATCH_OP, "Operations": []}, [("/Operations", "minItems")]),
        ("PATCH /Me", PATCH_OP, [("/Operations", "required")]),
        ("POST /Users/.search", {"schemas": [f"{MESSAGES}SearchRequest"], "count": "2"}, [("/count", "type")]),
        ("POST /Users", b"{", [("", "json")]),
        ("POST /Users", [person()], [("", "type")]),
    ],
)
def test_what_is_wrong(line: str, body: Any, expected: list[tuple[str, str]]) -> None:
    assert found(line, body) == expected


def test_what_is_wrong_on_purpose_is_let_pass() -> None:
    assert found("POST /Users", b"{", malformed="no JSON") == []


def test_the_operations_of_a_bulk_request_are_looked_into() -> None:
    body = {
        "schemas": [f"{MESSAGES}BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": person()},
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": person(active="yes")},
            {"method": "PATCH", "path": "/Users/1", "data": PATCH_OP},
            {"method": "DELETE", "path": "/Users/1"},
        ],
    }
    assert found("POST /Bulk", body) == [
        ("/Operations/1/data/active", "type"),
        ("/Operations/2/data/Operations", "required"),
    ]


def test_a_client_sends_what_the_rfc_says_whatever_the_target_declares() -> None:
    """A target that declares active as a string, or demands a title, has to say so in its answer."""
    strange = declared(schemas=(schema(USER, attribute("active"), attribute("title", required=True)),))
    assert found("POST /Users", person(active=True), strange) == []


def test_what_only_the_target_defines_is_judged_by_the_target() -> None:
    target = declared(schemas=(USER_SCHEMA | {"attributes": [attribute("badge", "integer")]},))
    assert found("POST /Users", person(badge="7"), target) == [("/badge", "type")]


def test_without_any_declaration_the_standard_types_are_judged() -> None:
    assert found("POST /Users", person(active="true"), Declared(base_url=BASE)) == [("/active", "type")]
