"""The terminal output is a product: it is compared word by word.

``SCIMPROOF_UPDATE_SNAPSHOTS=1 pytest tests/reporting`` writes the snapshots anew; read the difference first.
"""

from __future__ import annotations

import copy
import io
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof.judgement import Terms, judge
from scimproof.reporting.terminal import last_line, print_report
from scimproof.settings import Settings
from scimproof.waivers import Waiver

SNAPSHOTS = Path(__file__).parent / "snapshots"
NAMES = ("results.json", "report.html", "pytest.html", "junit.xml", "summary.md", "exchanges.har")
PATHS = {name: Path("scimproof-report") / name for name in NAMES}
_SGR = re.compile(r"\x1b\[[\d;]*m")


def printed(document: Any, verbosity: int = 0, *, encoding: str = "utf-8", **told: Any) -> str:
    """What a pipe receives, whatever the environment says of a terminal."""
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding=encoding, newline="\n") as stream:
        options: dict[str, Any] = {"force_terminal": False, "width": 37, "highlight": False}
        console = Console(file=stream, **{**options, **told.pop("console", {})})
        print_report(document, console, verbosity=verbosity, paths=PATHS, **told)
        stream.flush()
        return raw.getvalue().decode(encoding)


def matches(name: str, text: str) -> bool:
    """Compare with the stored text, or store it."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("SCIMPROOF_UPDATE_SNAPSHOTS"):
        path.write_text(text, "utf-8", newline="\n")
    assert text == path.read_text("utf-8")
    return True


def test_a_failing_run(results: Any, requirements: Any) -> None:
    assert matches("failing-run", printed(results, requirements=requirements))


def test_a_failing_run_check_by_check(results: Any, requirements: Any) -> None:
    assert matches("failing-run-verbose", printed(results, 1, requirements=requirements))


def test_a_failing_run_in_short(results: Any) -> None:
    assert matches("failing-run-quiet", printed(results, -1))


@pytest.fixture
def on_terms(results: Any) -> Any:
    """The failing run, judged with waivers and a baseline: something is new, known, fixed, gone, stale and expired."""
    until = date(2026, 12, 31)
    agreed = (
        Waiver("rfc7643-5-schemes-are-listed", "comes with 2.1", until, owner="ann@vendor.example"),
        Waiver("rfc7644-3.3-duplicate-is-409", "it is hard", date(2026, 11, 20), link="https://tracker.example/7"),
        Waiver("rfc7644-3.3-create-has-location", "comes with 2.0", until, owner="ann@vendor.example"),
    )
    before = copy.deepcopy(results)
    before["run"] |= {"id": "6e29", "started": "2026-11-17T14:20:04.000Z"}
    outcomes = {check["id"]: check for check in before["checks"]}
    for good in ("rfc7644-3.5.2-patch-without-path", "okta-oin-deactivate-user"):
        outcomes[good] |= {"outcome": "pass", "findings": []}
    outcomes["rfc7644-3.4.2-total-results-is-a-number"]["outcome"] = "fail"
    before["checks"].append({**results["checks"][0], "id": "rfc7644-3.9-of-another-age"})

    terms = Terms(waivers=agreed, baseline=before, today=date(2026, 11, 24))
    judged = judge(results["checks"], results["target"]["url"], Settings(), terms, lost=False, interrupted=False)
    assert judged.changes is not None
    return {
        **results,
        "checks": judged.checks,
        "verdicts": judged.verdicts,
        "gate": {"met": judged.gate.met, "fail_on": "must", "reasons": list(judged.gate.reasons)},
        "waivers": [use.record() for use in judged.uses],
        "changes": judged.changes.record(),
    }


@pytest.mark.parametrize(("name", "verbosity"), [("terms", 0), ("terms-verbose", 1), ("terms-quiet", -1)])
def test_a_run_on_terms(on_terms: Any, requirements: Any, name: str, verbosity: int) -> None:
    text = printed(on_terms, verbosity, requirements=requirements)
    assert matches(name, text)
    assert text.splitlines()[-1] == (
        "scimproof: rfc not met · okta-oin not met · gate not met (exit 4) · scimproof-report/report.html"
    )


def test_a_passing_run(passing: Any) -> None:
    assert matches("passing-run", printed(passing))


def test_a_run_that_found_everything_there_is(results: Any) -> None:
    """Long lists are cut, stale waivers named, causes of many checks gathered."""
    pattern = results["checks"][4]
    finding = {**pattern["findings"][0], "exchanges": [3, 4, 5, 6, 77], "expected": "x " * 300}
    many = [{**pattern, "id": f"check-{number}", "findings": [finding]} for number in range(9)]
    warns = [
        {
            **pattern,
            "id": f"w-{number}",
            "level": "should",
            "outcome": "warn",
            "findings": [{**finding, "cause": f"{number}"}],
        }
        for number in range(25)
    ]
    blocked = [{**pattern, "id": f"b-{number}", "outcome": "blocked", "reason": "no user"} for number in range(9)]
    fixed = [{**pattern, "id": "f-1", "outcome": "fixed", "findings": []}]
    results["checks"] = many + warns + blocked + fixed
    results["verdicts"] = [{"suite": "rfc", "verdict": "not met", "counts": {}}]
    results["run"]["name"] = "nightly"
    assert matches("long-run", printed(results))


def test_a_run_that_judged_nothing(passing: Any) -> None:
    document = {**passing, "checks": [], "exchanges": [], "verdicts": []}
    document["gate"] = {"met": False, "fail_on": "must", "reasons": ["no check ran"]}
    assert printed(document).endswith(
        "scimproof: nothing judged · gate not met (exit 1) · scimproof-report/report.html\n"
    )


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_the_last_line_is_always_the_same(results: Any, verbosity: int) -> None:
    wanted = "scimproof: rfc not met · okta-oin not met · gate not met (exit 4) · scimproof-report/report.html"
    assert printed(results, verbosity).splitlines()[-1] == wanted


def test_the_last_line_tells_the_exit_code(results: Any, passing: Any) -> None:
    assert "gate met (exit 0)" in last_line(passing, PATHS)
    assert "gate not met (exit 3)" in last_line(results, PATHS, 3)
    assert "gate not met (exit 1)" in last_line({**passing, "gate": {**passing["gate"], "met": False}}, {})
    results["run"]["interrupted"] = True
    assert last_line(results, {}).endswith("gate not met (exit 130)")


def test_a_pipe_gets_the_same_text_at_any_width_without_colours(results: Any) -> None:
    assert printed(results, console={"width": 20}) == printed(results, console={"width": 250})
    assert "\x1b" not in printed(results)


def test_plain_lines_fit_100_columns_but_for_what_is_copied(results: Any) -> None:
    long = [line for line in printed(results).splitlines() if len(line) > 100]
    assert not long


def test_a_terminal_gets_colours_and_its_own_width(results: Any) -> None:
    terminal = {"force_terminal": True, "width": 60, "color_system": "standard", "no_color": False}
    coloured = printed(results, console=terminal)
    assert "\x1b[1;31mNOT MET" in coloured
    lines = _SGR.sub("", coloured).splitlines()
    assert max(len(line) for line in lines[:-2] if "https://" not in line) <= 60
    assert " ".join(_SGR.sub("", coloured).split()) == " ".join(printed(results).split())


def test_no_color_means_no_styles_at_all(results: Any) -> None:
    assert "\x1b" not in printed(results, console={"force_terminal": True, "no_color": True, "width": 100})


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_a_server_cannot_command_the_terminal(hostile: Any, verbosity: int) -> None:
    terminal = {"force_terminal": True, "color_system": "truecolor", "no_color": False, "width": 80, "markup": True}
    for text in (printed(hostile, verbosity), _SGR.sub("", printed(hostile, verbosity, console=terminal))):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
        assert "[bold]" in text
    coloured = printed(hostile, verbosity, console=terminal)
    assert "\\x1b[31m" in coloured  # spelled out, and the only colours are ours
    assert not re.search(r"\x1b\[31m(?!- |#)", coloured)
    assert coloured.splitlines()[-1].startswith("scimproof: ")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_terminal_that_knows_few_characters(hostile: Any, encoding: str) -> None:
    hostile["checks"][1]["findings"][0]["received"] = "李明"
    assert "\\u674e\\u660e" in printed(hostile, encoding=encoding)
