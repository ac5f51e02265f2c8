"""JUnit XML, as GitLab, Jenkins and GitHub actions read it: a test case per check, named by the check's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from scimproof.outcome import Outcome
from scimproof.reporting.summary import Check, Suite, Summary, findings
from scimproof.reporting.text import one_line, shortened, visible

LONGEST_TEXT = 20_000
_SKIPPED = (Outcome.NOT_APPLICABLE, Outcome.BLOCKED, Outcome.WAIVED)
_TOLD = (Outcome.WARN, Outcome.NOTE, Outcome.FIXED)


def render_junit(results: Mapping[str, Any]) -> str:
    """The checks of a run as JUnit XML."""
    summary = Summary(results)
    root = ElementTree.Element("testsuites", {"name": "scimproof", **_numbers(summary.checks)})
    for suite in summary.suites:
        root.append(_suite(suite, results["run"]))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(suite: Suite, run: Mapping[str, Any]) -> ElementTree.Element:
    started = one_line(run["started"])
    element = ElementTree.Element(
        "testsuite", {"name": one_line(suite.name), **_numbers(suite.checks), "timestamp": started}
    )
    _properties(element, {"verdict": suite.verdict, "run": run["id"]})
    for check in suite.checks:
        element.append(_case(check))
    return element


def _numbers(checks: Any) -> dict[str, str]:
    outcomes = [check["outcome"] for check in checks]
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.FAIL)),
        "errors": str(outcomes.count(Outcome.ERROR)),
        "skipped": str(sum(outcomes.count(outcome) for outcome in _SKIPPED)),
        "time": f"{sum(check['duration_s'] for check in checks):.3f}",
    }


def _case(check: Check) -> ElementTree.Element:
    element = ElementTree.Element(
        "testcase",
        {"name": one_line(check["id"]), "classname": class_name(check), "time": f"{check['duration_s']:.3f}"},
    )
    properties = {"title": check["title"], "outcome": check["outcome"], "level": check["level"]}
    properties["requirements"] = " ".join(check["requirements"])
    if check["client"]:
        properties["client"] = check["client"]
    _properties(element, properties)
    outcome, text = check["outcome"], _text(check)
    if outcome in (Outcome.FAIL, Outcome.ERROR):
        kind = "failure" if outcome == Outcome.FAIL else "error"
        message = _message(check)
        detail = ElementTree.SubElement(element, kind, {"message": message, "type": one_line(check["level"])})
        detail.text = text
    elif outcome in _SKIPPED:
        reason = one_line(check["reason"] or "", 500)
        message = f"{outcome}: {reason}" if reason else str(outcome)
        ElementTree.SubElement(element, "skipped", {"message": message})
    elif outcome in _TOLD:
        ElementTree.SubElement(element, "system-out").text = f"{outcome}: {text}"
    return element


def class_name(check: Check) -> str:
    """Suite and scenario with dots, the suite said once: ``rfc.users.a-user-comes-and-goes``."""
    scenario = check["scenario"].removeprefix(f"{check['suite']}/")
    return one_line(f"{check['suite']}.{scenario.replace('/', '.')}")


def _message(check: Check) -> str:
    found = [finding["message"] for finding in findings(check)] or [check["reason"] or check["title"]]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return one_line(found[0], 500) + more


def _text(check: Check) -> str:
    lines = [check["reason"]] if check["reason"] else []
    for finding in findings(check):
        numbers = " ".join(f"#{number}" for number in finding["exchanges"])
        lines += [f"{finding['message']}  {numbers}".rstrip()]
        lines += [f"  {label}  {finding[label]}" for label in ("expected", "received") if finding[label]]
    return shortened(visible("\n".join(lines) or check["title"]), LONGEST_TEXT)


def _properties(element: ElementTree.Element, values: Mapping[str, str]) -> None:
    parent = ElementTree.SubElement(element, "properties")
    for name, value in values.items():
        ElementTree.SubElement(parent, "property", {"name": name, "value": one_line(value)})
