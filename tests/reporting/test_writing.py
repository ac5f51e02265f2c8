"""Writing all reports into a folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scimproof.reporting import write_reports

NAMES = ["badge-okta-oin.json", "badge-rfc.json", "exchanges.har", "junit.xml", "report.html", "summary.md"]


def test_all_reports_are_written_and_nothing_else(results: Any, requirements: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "reports"
    written = write_reports(results, folder, requirements)
    assert written == {name: folder / name for name in written}
    assert sorted(written) == sorted(path.name for path in folder.iterdir()) == NAMES


def test_the_table_of_pytest_is_linked_when_it_is_there(results: Any, tmp_path: Path) -> None:
    link = 'href="pytest.html"'
    assert link not in write_reports(results, tmp_path, {})["report.html"].read_text("utf-8")
    (tmp_path / "pytest.html").write_text("the table", "utf-8")
    assert link in write_reports(results, tmp_path, {})["report.html"].read_text("utf-8")


def test_hostile_text_can_be_written(hostile: Any, tmp_path: Path) -> None:
    for path in write_reports(hostile, tmp_path, {}).values():
        path.read_text("utf-8")


def test_rendering_leaves_the_results_as_they_are(results: Any, tmp_path: Path) -> None:
    before = json.dumps(results)
    write_reports(results, tmp_path, {})
    assert json.dumps(results) == before


def test_the_same_results_give_the_same_reports(results: Any, tmp_path: Path) -> None:
    one, other = (write_reports(results, tmp_path / name, {}) for name in ("one", "other"))
    for name in NAMES:
        assert one[name].read_bytes() == other[name].read_bytes()


def test_a_file_that_cannot_be_replaced_leaves_no_half_written_one(results: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OSError, match=r"report\.html"):
        write_reports(results, tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_commands_that_write_no_report_do_not_load_the_template_engine() -> None:
    code = "import sys, scimproof.reporting, scimproof.reporting.terminal; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
