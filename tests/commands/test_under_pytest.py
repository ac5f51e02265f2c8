"""The checks under plain pytest, with workers, and in a folder of somebody else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

OWN_SUITE = '''
"""A suite of somebody else."""

from scimproof import Declared, Directory, Finding, Findings, Outcome, Probe, Story, as_user, check, expect, scenario


@scenario(given="User")
def somebody_is_hired(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody is hired."""
    story.created = probe.create(declared.endpoint("User"), as_user(directory.person(), declared))


@check("acme-hired", "RFC7644-3.3-08")
def somebody_is_there(somebody_is_hired: Story) -> Findings:
    """Somebody who is hired is there."""
    return expect.status(somebody_is_hired.created, 201)


@check("acme-wrong", level="must")
def this_cannot_hold(somebody_is_hired: Story) -> Findings:
    """A teapot answers."""
    return expect.status(somebody_is_hired.created, 418)


@check("acme-ours", level="should")
def this_is_our_own_fault(somebody_is_hired: Story) -> Findings:
    """A check with a bug in it."""
    return 1 / 0


@check("acme-blocked", level="must")
def this_was_not_reached(somebody_is_hired: Story) -> Findings:
    """A step that nobody played."""
    return expect.status(somebody_is_hired.never_played, 200)


@check("acme-not-declared", level="must", given="timeTravel")
def this_is_not_declared(somebody_is_hired: Story) -> Findings:
    """A feature that the target does not declare."""


@check("acme-note", level="may")
def this_is_a_choice(somebody_is_hired: Story) -> Findings:
    """A free choice."""
    return Finding("It is a choice", grade=Outcome.NOTE)
'''


def pytest_in(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "scimproof.plugin", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command, cwd=place, capture_output=True, text=True, timeout=120, check=False, env=_environment()
    )


def _environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if not name.startswith(("SCIMPROOF_", "PYTEST_"))}


def test_the_readmes_pytest_command(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--pyargs", "scimproof.scenarios", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed" not in done.stdout.splitlines()[-1]


def test_with_workers(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--pyargs", "scimproof.scenarios", "-q", "-n", "2", "--scim-report-dir", "report")
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((tmp_path / "report" / "results.json").read_text())
    ids = [check["id"] for check in results["checks"]]
    assert len(ids) == len(set(ids)) > 80
    assert results["gate"]["met"] is True


def own_suite(place: Path) -> Path:
    folder = place / "acme"
    folder.mkdir()
    (folder / "check_hiring.py").write_text(OWN_SUITE)
    return folder


EXPECTED = {
    "acme-hired": "pass",
    "acme-wrong": "fail",
    "acme-ours": "error",
    "acme-blocked": "blocked",
    "acme-not-declared": "n/a",
    "acme-note": "note",
}


def test_an_outside_suite_under_scimproof(cli: Any) -> None:
    own_suite(cli.place)
    done = cli("run", "--suite", "./acme")
    results = cli.results()
    assert {check["id"]: check["outcome"] for check in results["checks"]} == EXPECTED
    assert {check["suite"] for check in results["checks"]} == {"acme"}
    assert done.returncode == 4
    assert "Traceback" not in done.stdout + done.stderr
    ours = next(check for check in results["checks"] if check["id"] == "acme-ours")
    assert ours["reason"] == "ZeroDivisionError: division by zero"


def test_a_single_file_is_a_suite(cli: Any) -> None:
    folder = own_suite(cli.place)
    cli("run", "--suite", f"./acme/{next(folder.iterdir()).name}", "--check", "acme-hired")
    assert {check["id"]: check["outcome"] for check in cli.results()["checks"]} == {"acme-hired": "pass"}


def test_an_outside_suite_under_pytest(tmp_path: Path) -> None:
    own_suite(tmp_path)
    done = pytest_in(tmp_path, "acme", "-rA")
    assert done.returncode == 1
    assert "2 failed, 2 passed, 2 skipped" in done.stdout.splitlines()[-1]
    assert "expected  418" in done.stdout
    assert "blocked: the step 'never_played' was not reached" in done.stdout


def test_a_suite_that_cannot_be_read_is_the_users_mistake(cli: Any) -> None:
    (cli.place / "acme").mkdir()
    (cli.place / "acme" / "check_broken.py").write_text("def :\n")
    done = cli("run", "--suite", "./acme")
    assert done.returncode == 2
    assert "check_broken.py" in done.stderr
    assert "Traceback" not in done.stderr
