"""JUnit XML as CI systems read it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

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
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["20", "7", "1", "5"]
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
