"""Scimproof's words in the table of pytest-html: a plugin for ``-p scimproof.reporting.pytest_table``.

An item tells of its check in ``user_properties``: ``("scimproof", check)`` and, where there is something to see,
``("scimproof.exchanges", [exchange, ...])``, both as they stand in the results file. Items without them are left as
pytest-html shows them.

pytest-html puts ids, cells and extras into the page as they are, so everything here is escaped; and it knows
pytest's outcomes only, so ours stands in a column of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest
from pytest_html import extras  # type: ignore[import-untyped]

from scimproof.outcome import Outcome
from scimproof.reporting.causes import Check, findings
from scimproof.reporting.evidence import evidence
from scimproof.reporting.said import Said
from scimproof.reporting.summary import Summary
from scimproof.reporting.templates import asset, template
from scimproof.reporting.text import fragment, one_line
from scimproof.reporting.words import OUTCOME_WORDS

CHECK, EXCHANGES = "scimproof", "scimproof.exchanges"
TITLE = "Scimproof: every check of the run, as pytest saw it"
FULL_REPORT = "report.html"

_HEADERS = (
    '<th class="sortable" data-column-type="outcome">Outcome</th>',
    '<th class="sortable" data-column-type="level">Level</th>',
    '<th class="sortable" data-column-type="requirement">Requirement</th>',
    '<th class="sortable" data-column-type="sentence">What has to hold</th>',
)
_MOST_EXCHANGES = 6
_MOST_FINDINGS = 10


def pytest_configure(config: pytest.Config) -> None:
    """Take part where pytest-html writes a table, and only in the process that writes it."""
    if config.getoption("htmlpath", None) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(ChecksTable(config), "scimproof-checks-table")


def recorded(report: Any, name: str) -> Any:
    """What an item recorded under a name; ``None`` when it is no item of ours."""
    return next((value for key, value in getattr(report, "user_properties", ()) if key == name), None)


def verdict_panel(checks: Iterable[Check], report_link: str = "") -> str:
    """The verdicts of these checks, as HTML to stand above the table.

    :param report_link: where the full report is; nothing is linked without it.
    """
    summary = Summary({"checks": list(checks), "exchanges": [], "verdicts": []})
    return str(_table().panel(summary.suites, OUTCOME_WORDS, report_link, asset("table.css")))


class ChecksTable:
    """The hooks of pytest-html."""

    def __init__(self, config: pytest.Config) -> None:
        self._checks: dict[tuple[str, str], Check] = {}
        self._link = _link_to_report(config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Empty the table of the environment: it is no part of a verdict, and its values are not escaped."""
        try:
            from pytest_metadata.plugin import metadata_key
        except ImportError:
            return
        session.config.stash.get(metadata_key, {}).clear()

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        """Say what the page is."""
        report.title = TITLE

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hang the evidence on the row before pytest-html builds it."""
        check = recorded(report, CHECK)
        # The phases of an item share their properties: the first that knows the check shows it.
        if check is None or (check["suite"], check["id"]) in self._checks:
            return
        self._checks[check["suite"], check["id"]] = check
        if check["outcome"] != Outcome.PASS:
            content = check_details(check, recorded(report, EXCHANGES) or (), self._link)
            report.extras = [*getattr(report, "extras", []), extras.html(content)]  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Verdicts first."""
        prefix.append(verdict_panel(self._checks.values(), self._link))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Our columns, next to pytest's own result."""
        cells[1:1] = _HEADERS

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Our cells; every row has them, or the columns would slip."""
        if not cells:
            return
        check = recorded(report, CHECK)
        cells[1] = _cell("testId", check["id"] if check else _test_id(report))
        shown = ("", "", "", "") if check is None else _words(check)
        names = ("outcome", "level", "requirement", "sentence")
        cells[1:1] = [_cell(name, text) for name, text in zip(names, shown, strict=True)]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: Any, data: list[str]) -> None:
        """The evidence says it better than the log; only a fault of our own keeps its traceback."""
        check = recorded(report, CHECK)
        if check is not None and check["outcome"] != Outcome.ERROR:
            data.clear()


def check_details(check: Check, exchanges: Iterable[Mapping[str, Any]], report_link: str = "") -> str:
    """Findings and exchanges of a check, as HTML to stand below its row."""
    known = list(exchanges)
    shown = [evidence(entry) for entry in known[:_MOST_EXCHANGES]]
    said = [Said.of(finding) for finding in findings(check)[:_MOST_FINDINGS]]
    link = f"{report_link}#check-{fragment(check['id'])}" if report_link else ""
    return str(_table().details(check, said, shown, len(known) - len(shown), link))


def _table() -> Any:
    """The macros of the template."""
    return template("table.html").module


def _words(check: Check) -> tuple[str, ...]:
    word = OUTCOME_WORDS[Outcome(check["outcome"])][0]
    return word, check["level"].upper(), " ".join(check["requirements"]), check["title"]


def _cell(name: str, text: str) -> str:
    # One line, because pytest-html reads the value that it sorts by out of the cell with a pattern.
    return f'<td class="col-{name}">{escape(one_line(text))}</td>'


def _test_id(report: Any) -> str:
    when = getattr(report, "when", "call")
    return report.nodeid if when == "call" else f"{report.nodeid}::{when}"


def _link_to_report(config: pytest.Config) -> str:
    """Where the full report is, seen from the table; empty when none is written."""
    table = Path(config.getoption("htmlpath")).absolute()
    directory = config.getoption("--scim-report-dir", None)
    if directory:
        return Path(os.path.relpath(Path(directory).absolute() / FULL_REPORT, table.parent)).as_posix()
    # `scimproof run` writes both into one folder.
    return FULL_REPORT if table.name == "pytest.html" else ""
