"""docs/ci.md can be copied: its commands and scripts are run, its YAML names inputs that there are."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scimproof.lab import Lab
from scimproof.version import __version__

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
URL = "https://scim.example.com/scim/v2"


def blocks(kind: str) -> list[str]:
    """What stands on the page in this language."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.S | re.M)


def test_every_command_works(machine: Any, good: Lab, secrets: Mapping[str, str]) -> None:
    lines = [line[2:] for text in blocks("console") for line in text.splitlines()]
    assert len(lines) == 5
    for line in lines:
        done = machine(line.replace(URL, good.url), **secrets)
        assert done.returncode == 0, line + done.stdout + done.stderr
    assert (machine.place / "scimproof-report" / "report.html").is_file()


def scripts() -> list[str]:
    """The shell script, and the one inside of the Jenkinsfile."""
    (pipeline,) = blocks("groovy")
    (jenkins,) = re.findall(r"sh '''\n(.*?)'''", pipeline, re.S)
    return [*blocks("sh"), jenkins]


@pytest.mark.parametrize("script", scripts(), ids=["shell", "jenkins"])
def test_every_script_works(machine: Any, good: Lab, bad: Lab, secrets: Mapping[str, str], script: str) -> None:
    for lab, code in ((good, 0), (bad, 1)):
        done = machine(script.replace(URL, lab.url), ("sh", "-e"), **secrets)
        assert done.returncode == code, done.stdout + done.stderr
        assert machine.installed[-1] == f"install --quiet scimproof=={__version__}"
        assert (machine.place / "scimproof-report" / "junit.xml").is_file()
    if "exit $code" in script:
        lost = machine(script.replace(URL, "http://127.0.0.1:9/scim/v2"), ("sh", "-e"), **secrets)
        assert (lost.returncode, lost.stdout) == (3, "the server was not reached, or lost\n")


def test_the_yaml_names_inputs_that_there_are() -> None:
    github, gitlab = (yaml.safe_load(text) for text in blocks("yaml"))
    steps = github["jobs"]["scim"]["steps"]
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (used,) = [step for step in steps if "scimproof@" in step.get("uses", "")]
    assert used["uses"].endswith(f"@v{__version__}")
    assert set(used["with"]) <= set(action["inputs"])
    (output,) = re.findall(r"steps\.scim\.outputs\.([a-z-]+)", steps[-1]["run"])
    assert output in action["outputs"]

    (include,) = gitlab["include"]
    assert include["ref"] == f"v{__version__}"
    spec, _ = yaml.safe_load_all((ROOT / include["file"]).read_text("utf-8"))
    assert set(include["inputs"]) <= set(spec["spec"]["inputs"])
    assert all(isinstance(value, str) for value in include["inputs"].values())


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert os.path.lexists(ROOT / "docs" / target), target
