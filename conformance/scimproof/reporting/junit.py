"""JUnit XML, as GitLab, Jenkins and GitHub actions read it: a test case per check, named by the check's id.

GitLab leaves out the second case of a name, and files above 30 MB altogether.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from scimproof.outcome import Outcome
from scimproof.reporting.causes import Check, findings
from scimproof.reporting.summary import Suite, Summary
from scimproof.reporting.text import one_line, shortened, visible

LONGEST_TEXT = 20_000
BUDGET = 10_000_000  # bytes of texts; what comes later is cut short
_SHORT_TEXT = 300
_LONGEST_VALUE = 1_000
_SKIPPED = (Outcome.NOT_APPLICABLE, Outcome.BLOCKED, Outcome.WAIVED)
_TOLD = (Outcome.WARN, Outcome.NOTE, Outcome.FIXED)


def render_junit(results: Mapping[str, Any]) -> str:
    """The checks of a run as JUnit XML."""
    summary = Summary(results)
    numbers = _numbers(summary.checks)
    del numbers["skipped"]  # of a suite only
    root = ElementTree.Element("testsuites", {"name": "scimproof", **numbers})
    writer = _Writer()
    for suite in summary.suites:
        root.append(writer.suite(suite, results["run"]))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _numbers(checks: Any) -> dict[str, str]:
    outcomes = [check["outcome"] for check in checks]
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.FAIL)),
        "errors": str(outcomes.count(Outcome.ERROR)),
        "skipped": str(sum(outcomes.count(outcome) for outcome in _SKIPPED)),
        "time": f"{sum(check['duration_s'] for check in checks):.3f}",
    }


class _Writer:
    """Writes suites and cases, and knows what one file may hold."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._left = BUDGET

    def suite(self, suite: Suite, run: Mapping[str, Any]) -> ElementTree.Element:
        started = one_line(run["started"])
        element = ElementTree.Element(
            "testsuite", {"name": one_line(suite.name), **_numbers(suite.checks), "timestamp": started}
        )
        _properties(element, {"verdict": suite.verdict, "run": run["id"]})
        for check in suite.checks:
            element.append(self._case(check))
        return element

    def _case(self, check: Check) -> ElementTree.Element:
        element = ElementTree.Element(
            "testcase",
            {"name": self._name(check), "classname": class_name(check), "time": f"{check['duration_s']:.3f}"},
        )
        properties = {"title": check["title"], "outcome": check["outcome"], "level": check["level"]}
        properties["requirements"] = " ".join(check["requirements"])
        if check["client"]:
            properties["client"] = check["client"]
        _properties(element, properties)
        outcome = check["outcome"]
        if outcome in (Outcome.FAIL, Outcome.ERROR):
            kind = "failure" if outcome == Outcome.FAIL else "error"
            message = _message(check)
            detail = ElementTree.SubElement(element, kind, {"message": message, "type": one_line(check["level"])})
            detail.text = self._text(check)
        elif outcome in _SKIPPED:
            reason = one_line(check["reason"] or "", 500)
            message = f"{outcome}: {reason}" if reason else str(outcome)
            ElementTree.SubElement(element, "skipped", {"message": message})
        elif outcome in _TOLD:
            ElementTree.SubElement(element, "system-out").text = f"{outcome}: {self._text(check)}"
        return element

    def _name(self, check: Check) -> str:
        """The id of the check; where another suite has a check of this id already, with its own suite."""
        name = one_line(check["id"])
        if name in self._names:
            name = f"{name} ({one_line(check['suite'])})"
        while name in self._names:
            name += "'"
        self._names.add(name)
        return name

    def _text(self, check: Check) -> str:
        text = shortened(_text(check), LONGEST_TEXT if self._left > 0 else _SHORT_TEXT)
        self._left -= len(escape(text).encode("utf-8", "replace"))
        return text


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
    return visible("\n".join(lines) or check["title"])


def _properties(element: ElementTree.Element, values: Mapping[str, str]) -> None:
    parent = ElementTree.SubElement(element, "properties")
    for name, value in values.items():
        ElementTree.SubElement(parent, "property", {"name": name, "value": one_line(value, _LONGEST_VALUE)})
