"""JUnit XML as CI systems read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema

from scimproof.reporting.junit import render_junit

Element = ElementTree.Element


def parsed(results: Any) -> Element:
    return ElementTree.fromstring(render_junit(results).encode())


def case(root: Element, name: str) -> Element:
    return next(entry for entry in root.iter("testcase") if entry.get("name") == name)


def properties(element: Element) -> dict[str, str]:
    return {entry.get("name", ""): entry.get("value", "") for entry in element.findall("properties/property")}


def test_a_suite_each_and_a_case_per_check(results: Any) -> None:
    root = parsed(results)
    assert root.tag == "testsuites"
    assert [(suite.get("name"), len(suite.findall("testcase"))) for suite in root] == [("rfc", 16), ("okta-oin", 4)]
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["20", "7", "1"]
    for suite in root:
        cases = suite.findall("testcase")
        for tag in ("failure", "error", "skipped"):
            told = suite.get({"failure": "failures", "error": "errors"}.get(tag, tag))
            assert told == str(sum(entry.find(tag) is not None for entry in cases))
        assert properties(suite)["verdict"] == "not met"


def test_names_are_ids_and_unique(results: Any) -> None:
    cases = list(parsed(results).iter("testcase"))
    assert [entry.get("name") for entry in cases] == [check["id"] for check in results["checks"]]
    assert len({(entry.get("classname"), entry.get("name")) for entry in cases}) == len(cases)
    assert (
        case(parsed(results), "okta-oin-deactivate-user").get("classname") == "okta-oin.lifecycle.a-user-is-deactivated"
    )
    assert case(parsed(results), "rfc7643-5-schemes-are-listed").get("classname") == "rfc.discovery"


@pytest.mark.parametrize("kind", ["results", "passing", "large"])
def test_it_has_the_form_that_every_reader_knows(kind: str, request: pytest.FixtureRequest) -> None:
    schema = xmlschema.XMLSchema(Path(__file__).parent / "data" / "junit.xsd")
    schema.validate(render_junit(request.getfixturevalue(kind)))
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate('<testsuites skipped="1"/>')


def test_two_suites_may_have_a_check_of_one_id(results: Any) -> None:
    twins = [{**results["checks"][4], "suite": suite} for suite in ("okta-oin", "okta-aiw", "okta-aiw")]
    cases = list(parsed({**results, "checks": [*results["checks"], *twins]}).iter("testcase"))
    names = [str(entry.get("name")) for entry in cases]
    assert len(set(names)) == len(names)
    known = "rfc7644-3.3-duplicate-is-409"
    assert sorted(name for name in names if name.startswith(known)) == [
        *(known, f"{known} (okta-aiw)", f"{known} (okta-aiw)'", f"{known} (okta-oin)")
    ]


def test_it_stays_below_the_limit_of_gitlab(large: Any) -> None:
    finding = {**large["checks"][0]["findings"][0], "message": "<" * 9_000, "received": "李" * 9_000}
    for check in large["checks"]:
        check.update(outcome="fail", title="&" * 9_000, reason="<" * 9_000, findings=[finding])
    text = render_junit(large)
    assert len(text.encode()) < 30_000_000
    assert all(next(iter(entry)).tag for entry in ElementTree.fromstring(text).iter("testcase"))
    assert str(parsed(large).findtext(".//failure")).startswith("<<<")


def test_outcomes(results: Any) -> None:
    root = parsed(results)
    failure = case(root, "rfc7644-3.3-duplicate-is-409").find("failure")
    assert failure is not None
    assert failure.get("message") == "POST /Users was answered 500"
    assert failure.text == "POST /Users was answered 500  #3\n  expected  409\n  received  500 Internal Server Error"
    error = case(root, "rfc7644-3.4.2.2-filter-precedence").find("error")
    assert error is not None
    assert error.get("message") == "KeyError: 'Resources'"
    for name, start in (
        ("rfc7644-3.6-deleted-is-gone", "blocked: DELETE"),
        ("rfc7644-3.7-bulk-creates", "n/a: the target"),
    ):
        skipped = case(root, name).find("skipped")
        assert skipped is not None
        assert str(skipped.get("message")).startswith(start)
    warning = case(root, "rfc7644-8.1-media-type")
    assert {entry.tag for entry in warning} == {"properties", "system-out"}
    assert str(warning.findtext("system-out")).startswith("warn: Answers are labelled application/json  #5\n")
    assert [entry.tag for entry in case(root, "rfc7644-3.3-create-answers-201")] == ["properties"]


def test_a_waived_failure_is_no_failure(results: Any) -> None:
    check = {**results["checks"][4], "outcome": "waived", "reason": "known, #4711"}
    skipped = next(parsed({**results, "checks": [check]}).iter("skipped"))
    assert skipped.get("message") == "waived: known, #4711"


def test_properties(results: Any) -> None:
    assert properties(case(parsed(results), "okta-oin-deactivate-user")) == {
        "title": "Okta can deactivate a person",
        "outcome": "fail",
        "level": "must",
        "requirements": "OKTA-USR-07 RFC7644-3.5.2-07",
        "client": "okta-oin",
    }


def test_hostile_text_stays_text(hostile: Any) -> None:
    root = parsed(hostile)
    assert {entry.tag for entry in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "properties",
        "property",
        "failure",
        "error",
        "skipped",
        "system-out",
    }
    assert "\x1b" not in render_junit(hostile)
    assert "<script>alert(1)</script>" in str(next(root.iter("failure")).text)


def test_huge_texts_are_cut(results: Any) -> None:
    results["checks"][1]["findings"] *= 5000
    assert len(render_junit(results)) < 60_000
