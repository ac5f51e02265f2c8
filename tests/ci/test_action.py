"""The GitHub Action: its inputs and outputs are a promise, and its steps run as on a runner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from scimproof.lab import Lab

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INPUTS = {
    *("url", "token", "suites", "fail-on", "waivers", "baseline", "edition"),
    *("report-dir", "version", "args", "upload", "artifact"),
}
DEFAULTS = {"report-dir": "scimproof-report", "upload": "false", "artifact": "scimproof-report"}
FEW = {"suites": "rfc", "args": "--check 'rfc7644-3.3-*'"}


@dataclass
class Job:
    """What is left of a job after its step with the action."""

    code: int
    said: str
    outputs: dict[str, str]
    summary: str
    pip: list[str] = field(default_factory=list)


def evaluated(text: str, context: Mapping[str, str]) -> str:
    """The expressions that the action uses: a name, or the first of several that is not empty."""

    def value(match: re.Match[str]) -> str:
        names = match[1].split(" || ")
        assert all(name in context or name.startswith("env.") for name in names), names
        return next((context[name] for name in names if context.get(name)), "")

    return re.sub(r"\$\{\{ (.*?) \}\}", value, text)


def play(machine: Any, given: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Job:
    """Run the shell steps of the action as a runner does: the environment of the job, then that of the step."""
    environment = dict(environment or {})
    assert set(given) <= INPUTS
    context = {f"inputs.{name}": given.get(name, DEFAULTS.get(name, "")) for name in INPUTS}
    context |= {f"env.{name}": value for name, value in environment.items()}
    output, summary = machine.tools / "output", machine.tools / "summary"
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(machine.tools / "temp"),
    }
    for file in (output, summary):
        file.write_text("", "utf-8")
    job = Job(0, "", {}, "")
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or job.code:
            continue
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]  # nothing that a caller gives becomes text of a script
        own = {name: evaluated(text, context) for name, text in step["env"].items()}
        done = machine(step["run"], **{**environment, **runner, **own})
        job.code, job.said = done.returncode, done.stdout + done.stderr
    found = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    after = {f"steps.run.outputs.{name}": value for name, value in found.items()}
    if found:
        job.outputs = {name: evaluated(entry["value"], after) for name, entry in ACTION["outputs"].items()}
    job.summary, job.pip = summary.read_text("utf-8"), machine.installed
    return job


def test_what_it_takes_and_gives() -> None:
    assert set(ACTION["inputs"]) == INPUTS
    assert {name: entry["default"] for name, entry in ACTION["inputs"].items() if "default" in entry} == DEFAULTS
    assert set(ACTION["outputs"]) == {"exit-code", "gate", "report"}
    assert all(entry["description"] for kind in ("inputs", "outputs") for entry in ACTION[kind].values())
    assert ACTION["runs"]["using"] == "composite"
    used = set(re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"])))
    assert used == INPUTS


def test_it_uploads_only_what_it_is_asked_to() -> None:
    (upload,) = [step for step in ACTION["runs"]["steps"] if "uses" in step]
    assert upload["if"] == "${{ always() && inputs.upload == 'true' }}"
    assert upload["with"]["path"] == "${{ inputs.report-dir }}"


def test_a_gate_that_is_met(machine: Any, good: Lab, secrets: Mapping[str, str]) -> None:
    job = play(machine, {"url": good.url, "token": secrets["SCIMPROOF_TOKEN"], **FEW})
    assert job.code == 0, job.said
    assert job.outputs == {"exit-code": "0", "gate": "met", "report": "scimproof-report/report.html"}
    assert (machine.place / job.outputs["report"]).is_file()
    assert job.pip == [f"install --quiet --disable-pip-version-check {ROOT}"]
    assert secrets["SCIMPROOF_TOKEN"] not in job.said + job.summary


def test_a_gate_that_is_not(machine: Any, bad: Lab, secrets: Mapping[str, str]) -> None:
    job = play(machine, {"url": bad.url, "report-dir": "a folder", **FEW}, secrets)
    assert job.code == 1, job.said
    assert job.outputs == {"exit-code": "1", "gate": "not met", "report": "a folder/report.html"}
    assert "::error" in job.said
    assert "rfc7644-3.3-create-names-location" in job.summary


def test_every_input_reaches_the_run(machine: Any, bad: Lab, secrets: Mapping[str, str]) -> None:
    environment = {**secrets, "SCIMPROOF_URL": bad.url}
    assert play(machine, {**FEW, "report-dir": "before", "fail-on": "never"}, environment).code == 0
    known = play(
        machine,
        {**FEW, "baseline": "before/results.json", "edition": "2026-11", "version": "9.9.9"},
        environment,
    )
    assert known.code == 0, known.said
    assert known.pip[-1].endswith(" scimproof==9.9.9")
    no_file = play(machine, {**FEW, "waivers": "none.toml"}, environment)
    assert (no_file.code, no_file.outputs["gate"]) == (2, "not met")
    assert "--waivers: there is no file none.toml" in no_file.said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("--name 'two words'\n--check=nothing-*", "no check"),
        ("--name $(touch harm) --check `touch harm`", "unknown option or argument: harm)"),
        ("--name 'open", "quote"),
    ],
)
def test_args_are_words_and_nothing_else(
    machine: Any, good: Lab, secrets: Mapping[str, str], args: str, said: str
) -> None:
    job = play(machine, {"url": good.url, "args": args}, secrets)
    assert job.code in (1, 2)
    assert said in job.said
    assert not (machine.place / "harm").exists()


def test_an_older_report_is_not_taken_for_a_new_one(machine: Any, secrets: Mapping[str, str]) -> None:
    old = machine.place / "scimproof-report" / "report.html"
    old.parent.mkdir()
    old.write_text("old", "utf-8")
    job = play(machine, {"url": "http://127.0.0.1:9/scim/v2", **FEW}, secrets)
    assert job.outputs == {"exit-code": "3", "gate": "not met", "report": ""}


def test_settings_of_the_workspace_are_taken(machine: Any, good: Lab, secrets: Mapping[str, str]) -> None:
    text = f'url = "{good.url}"\ntoken = "${{SCIMPROOF_TOKEN}}"\nsuites = ["rfc"]\nchecks = ["rfc7644-3.3-*"]\n'
    (machine.place / "scimproof.toml").write_text(text, "utf-8")
    assert play(machine, {}, secrets).outputs["gate"] == "met"
