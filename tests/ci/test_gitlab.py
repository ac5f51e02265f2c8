"""The GitLab job to include: its inputs, its artifacts, and its script in the shells that images have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scimproof.lab import Lab
from scimproof.settings import FAIL_ON
from scimproof.version import __version__

TEXT = (Path(__file__).parents[2] / "docs" / "ci" / "gitlab.yml").read_text("utf-8")
SPEC, JOBS = yaml.safe_load_all(TEXT)
INPUTS = SPEC["spec"]["inputs"]
INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")
FEW = {"suites": "rfc", "args": "--check 'rfc7644-3.3-*'"}


def job(**given: str) -> dict[str, Any]:
    """The job as GitLab makes it of the inputs."""
    assert set(given) <= set(INPUTS)
    values = {name: given.get(name, entry["default"]) for name, entry in INPUTS.items()}
    (found,) = filled(JOBS, values).values()
    return dict(found)


def filled(part: Any, values: Mapping[str, str]) -> Any:
    """A part of the document with the inputs in their places."""
    if isinstance(part, dict):
        return {filled(key, values): filled(entry, values) for key, entry in part.items()}
    if isinstance(part, list):
        return [filled(entry, values) for entry in part]
    return INPUT.sub(lambda match: values[match[1]], part) if isinstance(part, str) else part


def play(machine: Any, shell: str, made: Mapping[str, Any], **environment: str) -> Any:
    return machine("\n".join(made["script"]), (shell, "-e"), **{**made["variables"], **environment})


def test_its_inputs() -> None:
    assert {"url", "suites", "fail-on", "waivers", "baseline", "edition", "report-dir", "args"} < set(INPUTS)
    assert all(isinstance(entry["default"], str) and entry["description"] for entry in INPUTS.values())
    assert INPUTS["fail-on"]["options"] == ["", *FAIL_ON]
    assert INPUTS["package"]["default"] == f"scimproof=={__version__}"
    assert set(INPUT.findall(TEXT)) == set(INPUTS)
    assert "TOKEN" not in str(JOBS)  # a variable of the project, never an input


def test_its_artifacts() -> None:
    made = job(**{"report-dir": "reports"})
    assert made["artifacts"] == {"when": "always", "paths": ["reports"], "reports": {"junit": "reports/junit.xml"}}


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_its_script_runs(machine: Any, bad: Lab, secrets: Mapping[str, str], shell: str) -> None:
    made = job(url=bad.url, **FEW)
    done = play(machine, shell, made, **secrets)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "gate not met (exit 1)" in done.stdout
    assert machine.installed == [f"install --quiet --disable-pip-version-check scimproof=={__version__}"]
    assert (machine.place / made["artifacts"]["reports"]["junit"]).is_file()

    known = {"baseline": "scimproof-report/results.json", "edition": "2026-11", "report-dir": "next"}
    done = play(machine, shell, job(url=bad.url, **FEW, **known), **secrets)
    assert done.returncode == 0, done.stdout + done.stderr
    done = play(machine, shell, job(url=bad.url, **FEW, **{"fail-on": "never"}), **secrets)
    assert "gate met (exit 0)" in done.stdout
    done = play(machine, shell, job(url=bad.url, **FEW, waivers="none.toml"), **secrets)
    assert done.returncode == 2
