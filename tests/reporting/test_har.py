"""HAR 1.2, checked against its specification."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from scimproof.reporting.har import render_har

_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_PAIRS = {
    "type": "array",
    "items": {"type": "object", "required": ["name", "value"], "properties": {"name": _TEXT, "value": _TEXT}},
}
_MESSAGE = {"httpVersion": _TEXT, "cookies": _PAIRS, "headers": _PAIRS, "headersSize": _NUMBER, "bodySize": _NUMBER}
_REQUEST = {"method": _TEXT, "url": {"type": "string", "format": "uri"}, "queryString": _PAIRS, **_MESSAGE}
_CONTENT = {"size": _NUMBER, "mimeType": _TEXT}
_RESPONSE = {"status": {"type": "integer"}, "statusText": _TEXT, "redirectURL": _TEXT, **_MESSAGE}


def _closed(properties: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object of these members, optional ones, and custom ones that start with an underscore."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **optional},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


# After http://www.softwareishard.com/blog/har-12-spec/: every member that it requires, none that it does not know.
HAR = _closed(
    {
        "log": _closed(
            {
                "version": {"const": "1.2"},
                "creator": _closed({"name": _TEXT, "version": _TEXT}),
                "entries": {
                    "type": "array",
                    "items": _closed(
                        {
                            "startedDateTime": {
                                "type": "string",
                                "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$",
                            },
                            "time": {"type": "number", "minimum": 0},
                            "request": _closed(
                                _REQUEST,
                                postData=_closed({"mimeType": _TEXT, "params": {"type": "array"}, "text": _TEXT}),
                            ),
                            "response": _closed({**_RESPONSE, "content": _closed(_CONTENT, text=_TEXT)}),
                            "cache": {"type": "object"},
                            "timings": _closed({"send": _NUMBER, "wait": _NUMBER, "receive": _NUMBER}),
                        },
                        comment=_TEXT,
                    ),
                },
            },
            pages={"type": "array"},
            comment=_TEXT,
        )
    }
)


def entries(results: Any) -> list[Any]:
    document = json.loads(render_har(results))
    problems = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(HAR).iter_errors(document)]
    assert not problems
    found: list[Any] = document["log"]["entries"]
    return found


def test_every_exchange_is_an_entry(results: Any) -> None:
    found = entries(results)
    assert [entry["_number"] for entry in found] == list(range(1, 10))
    assert found[7]["_client"] == "okta-oin"
    assert found[1]["time"] == 48.0


def test_requests_and_bodies(results: Any) -> None:
    create, lookup = entries(results)[1], entries(results)[4]
    assert create["request"]["postData"]["mimeType"] == "application/scim+json"
    assert create["request"]["postData"]["text"] == results["exchanges"][1]["request"]["body"]
    assert create["request"]["bodySize"] == len(results["exchanges"][1]["request"]["body"].encode())
    assert create["response"]["content"]["text"] == results["exchanges"][1]["response"]["body"]
    assert "postData" not in lookup["request"]
    assert lookup["request"]["queryString"][0] == {"name": "filter", "value": 'userName eq "zoë.smith@7f3a.example"'}


def test_a_request_without_an_answer_has_status_zero_and_says_why(results: Any) -> None:
    response = entries(results)[5]["response"]
    assert (response["status"], response["statusText"]) == (0, "")
    assert response["_error"] == "the target did not answer within 30 s"


def test_redirects_name_their_place(results: Any) -> None:
    results["exchanges"][0]["response"].update(status=307, headers=[["location", "https://b.test/"]])
    assert entries(results)[0]["response"]["redirectURL"] == "https://b.test/"


def test_hostile_text_can_be_written_and_read(hostile: Any) -> None:
    text = render_har(hostile).encode("utf-8")
    assert b"<script>" in text
    assert json.loads(text)["log"]["entries"][0]["response"]["content"]["text"].count("\x1b") == 2
