"""pytest-html's table with our words in it: real pytest runs in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from scimproof.reporting.pytest_table import verdict_panel

# Items that end as those of Scimproof do, and hang their record on the report in the agreed way.
MODULE = """
import json, pathlib, pytest

DOCUMENT = json.loads((pathlib.Path(__file__).parent / "results.json").read_text("utf-8"))
EXCHANGES = {entry["number"]: entry for entry in DOCUMENT["exchanges"]}

@pytest.mark.parametrize("place", range(len(DOCUMENT["checks"])))
def test_check(place, request):
    check = DOCUMENT["checks"][place]
    numbers = [number for finding in check["findings"] for number in finding["exchanges"]]
    request.node.user_properties.append(("scimproof", check))
    request.node.user_properties.append(("scimproof.exchanges", [EXCHANGES[number] for number in numbers]))
    if check["outcome"] in ("n/a", "blocked"):
        pytest.skip("not judged")
    if check["outcome"] == "error":
        raise KeyError("a fault of our own")
    assert check["outcome"] != "fail"

@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>"])
def test_plain(text):
    pass
"""


PLAIN_MODULE = """
import pytest

@pytest.fixture
def broken():
    raise OSError

def test_good():
    pass

def test_bad():
    assert 0

def test_stopped(broken):
    pass
"""


@dataclass(frozen=True)
class Table:
    """What pytest-html wrote."""

    page: BeautifulSoup
    data: dict[str, Any]

    def row(self, check_id: str) -> tuple[list[str], Any]:
        """The texts of the cells of a check's row, and all that is known of the row."""
        for tests in self.data["tests"].values():
            for test in tests:
                cells = [BeautifulSoup(cell, "html.parser").get_text() for cell in test["resultsTableRow"]]
                if check_id in cells:
                    return cells, test
        raise AssertionError(f"{check_id} has no row")


def played(folder: Path, document: Any, *arguments: str, name: str = "pytest.html", module: str = MODULE) -> Table:
    """Run pytest on the checks of these results."""
    (folder / "results.json").write_text(json.dumps(document), "utf-8")
    (folder / "test_checks.py").write_text(module, "utf-8")
    plugins = ["pytest_metadata.plugin", "pytest_html.plugin", "scimproof.reporting.pytest_table"]
    options = [option for plugin in plugins for option in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *arguments]
    answer = subprocess.run(
        [*command, f"--html={name}", "--self-contained-html"],
        cwd=folder,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "/usr/bin:/bin", "CI_JOB_URL": "https://u:secret@ci.test/"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode in (0, 1), answer.stdout + answer.stderr
    page = BeautifulSoup((folder / name).read_text("utf-8"), "html.parser")
    container = page.find(id="data-container")
    assert isinstance(container, Tag)
    return Table(page, json.loads(str(container["data-jsonblob"])))


@pytest.fixture
def table(results: Any, tmp_path: Path) -> Table:
    return played(tmp_path, results)


def test_title_and_panel(table: Table) -> None:
    assert table.data["title"] == "Scimproof: every check of the run, as pytest saw it"
    panel = table.page.select_one(".scimproof")
    assert panel is not None
    text = " ".join(panel.get_text(" ").split())
    assert text.startswith(
        "rfc: not met 6 failed 1 error 2 blocked 1 warning 1 note 1 not applicable 4 passed okta-oin:"
    )
    link = panel.find("a")
    assert isinstance(link, Tag)
    assert link["href"] == "report.html"


def test_columns(table: Table) -> None:
    headers = [header.get_text() for header in table.page.select("#results-table-head th")]
    assert headers[:6] == ["Result", "Outcome", "Level", "Requirement", "What has to hold", "Test"]
    assert table.row("rfc7644-8.1-media-type")[0][:6] == [
        "Passed",
        "warning",
        "SHOULD",
        "RFC7644-8.1-02",
        "Answers are labelled application/scim+json",
        "rfc7644-8.1-media-type",
    ]
    assert table.row("rfc7644-3.7-bulk-creates")[0][:2] == ["Skipped", "not applicable"]
    assert table.row("rfc7644-3.6-deleted-is-gone")[0][:2] == ["Skipped", "blocked"]
    assert table.row("rfc7644-3.3-duplicate-is-409")[0][:2] == ["Failed", "failed"]


def test_every_row_has_every_column(table: Table) -> None:
    rows = [test["resultsTableRow"] for tests in table.data["tests"].values() for test in tests]
    assert len(rows) == 21
    assert {len(row) for row in rows} == {8}


def test_evidence_hangs_on_what_did_not_pass_and_once(table: Table) -> None:
    (extra,) = table.row("okta-oin-deactivate-user")[1]["extras"]
    text = " ".join(BeautifulSoup(extra["content"], "html.parser").get_text(" ").split())
    assert "PATCH /Users/{id} was answered 400 #8 Expected 200 with the user" in text
    assert "Sent by okta-oin PATCH https://scim.example.test/v2/Users/" in text
    assert "$SCIMPROOF_TOKEN" in text
    assert 'href="report.html#check-okta-oin-deactivate-user"' in extra["content"]
    assert table.row("okta-oin-create-user")[1]["extras"] == []
    assert len(table.row("rfc7644-3.7-bulk-creates")[1]["extras"]) == 1


def test_only_a_fault_of_our_own_keeps_its_log(table: Table) -> None:
    assert table.row("okta-oin-deactivate-user")[1]["log"] == ""
    assert "a fault of our own" in table.row("rfc7644-3.4.2.2-filter-precedence")[1]["log"]


def test_the_environment_is_left_out(table: Table) -> None:
    assert table.data["environment"] == {}
    assert "secret" not in str(table.page)


def test_nothing_is_markup(hostile: Any, tmp_path: Path) -> None:
    table = played(tmp_path, hostile)
    assert len(table.page.find_all("script")) == 1  # that of pytest-html
    assert not table.page.find_all("img", src="x")
    for tests in table.data["tests"].values():
        for test in tests:
            parts = [*test["resultsTableRow"], test["log"], *(extra["content"] for extra in test["extras"])]
            for part in parts:
                soup = BeautifulSoup(part, "html.parser")
                assert not soup.find_all(["script", "img"])
                assert not [element for element in soup.find_all(True) if "onerror" in element.attrs]


def test_workers_change_nothing(results: Any, table: Table, tmp_path: Path) -> None:
    other = played(tmp_path, results, "-p", "xdist.plugin", "-n", "2")
    assert other.row("okta-oin-deactivate-user")[1]["extras"] == table.row("okta-oin-deactivate-user")[1]["extras"]
    assert len(other.page.select(".scimproof .badge")) == len(table.page.select(".scimproof .badge"))


def test_a_table_elsewhere_links_no_report_that_may_not_be_there(results: Any, tmp_path: Path) -> None:
    table = played(tmp_path, results, name="table.html")
    assert not table.page.select(".scimproof a")
    assert "report.html" not in table.row("okta-oin-deactivate-user")[1]["extras"][0]["content"]


def test_tests_that_are_not_ours_are_left_alone(results: Any, tmp_path: Path) -> None:
    table = played(tmp_path, results, module=PLAIN_MODULE)
    assert "Nothing was judged." in str(table.page.select_one(".scimproof"))
    assert table.row("test_checks.py::test_bad")[0][:2] == ["Failed", ""]
    assert "assert 0" in table.row("test_checks.py::test_bad")[1]["log"]
    assert table.row("test_checks.py::test_stopped::setup")[0][0] == "Error"


def test_without_the_table_the_plugin_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "scimproof.reporting.pytest_table", "-p", "no:cacheprovider"]
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "/usr/bin:/bin"}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_panel_alone(results: Any) -> None:
    panel = verdict_panel(results["checks"][:1])
    assert "<strong>rfc: met</strong>" in panel
    assert "href" not in panel
