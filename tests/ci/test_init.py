"""``scimproof init``: what it writes is read, and its pipelines run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scimproof import editions, settings, suites
from scimproof.commands import init
from scimproof.lab import Lab

WORKFLOW = ".github/workflows/scim.yml"
JOB = ".gitlab/scim.yml"
FEW = 'checks = ["rfc7644-3.3-*"]\n'  # so that the test is short


def test_the_settings_file_is_one(machine: Any) -> None:
    done = machine("scimproof init --url https://host.test/scim/v2 --suite rfc,okta-oin")
    assert done.returncode == 0, done.stderr
    found = settings.load({}, machine.place / "scimproof.toml", {"SCIMPROOF_TOKEN": "secret"})
    assert (found.url, found.token) == ("https://host.test/scim/v2", "secret")
    assert found.suites == ("rfc", "okta-oin")
    assert (found.fail_on, found.edition, found.waivers) == ("must", editions.names()[-1], None)


def test_without_options_it_says_what_to_fill_in(machine: Any) -> None:
    done = machine("scimproof init")
    assert done.stdout.splitlines() == [
        "wrote  scimproof.toml",
        "note   put the base URL of your server into scimproof.toml",
        "scimproof: next: SCIMPROOF_TOKEN=... scimproof doctor",
    ]
    found = settings.load({}, machine.place / "scimproof.toml", {"SCIMPROOF_TOKEN": "secret"})
    assert found.suites == tuple(suites.default())


def test_every_line_of_the_settings_file_can_be_switched_on(machine: Any) -> None:
    machine("scimproof init")
    file = machine.place / "scimproof.toml"
    file.write_text(re.sub(r"^# (?=\w+ = )", "", file.read_text("utf-8"), flags=re.M), "utf-8")
    with pytest.raises(settings.SettingsError, match=r"there is no file waivers\.toml"):
        settings.load({}, file, {"SCIMPROOF_TOKEN": "secret"})


@pytest.mark.parametrize("kind", ["none", "github", "gitlab"])
def test_nothing_is_overwritten(machine: Any, kind: str) -> None:
    command = f"scimproof init --url https://host.test --ci {kind}"
    assert machine(command).returncode == 0
    files = [path for path in machine.place.rglob("*") if path.is_file()]
    assert len(files) == {"none": 1, "github": 2, "gitlab": 3}[kind]
    for path in files:
        path.write_text("mine", "utf-8")
    again = machine(command)
    assert again.returncode == 2
    assert again.stderr == "scimproof: scimproof.toml exists already; --force writes it anew\n"
    assert {path.read_text("utf-8") for path in files} == {"mine"}

    assert machine(command + " --force").returncode == 0
    kept = [path.name for path in files if path.read_text("utf-8") == "mine"]
    assert kept == ([".gitlab-ci.yml"] if kind == "gitlab" else [])


def test_if_one_file_exists_none_is_written(machine: Any) -> None:
    path = machine.place / WORKFLOW
    path.parent.mkdir(parents=True)
    path.write_text("mine", "utf-8")
    done = machine("scimproof init --ci github")
    assert (done.returncode, done.stderr) == (2, f"scimproof: {WORKFLOW} exists already; --force writes it anew\n")
    assert not (machine.place / "scimproof.toml").exists()


def test_a_pipeline_is_added_to_settings_that_exist(machine: Any) -> None:
    file = machine.place / "scimproof.toml"
    file.write_text("name = 'mine'\n", "utf-8")
    (machine.place / ".gitlab-ci.yml").write_text("stages: [test]\n", "utf-8")
    done = machine("scimproof init --ci gitlab")
    assert done.returncode == 0, done.stderr
    assert f"wrote  {JOB}\nnote   scimproof.toml stays as it is" in done.stdout
    assert f"note   add to the list `include` of .gitlab-ci.yml: {{local: {JOB}}}" in done.stdout
    assert file.read_text("utf-8") == "name = 'mine'\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--url host.test", "--url 'host.test' cannot be a target"),
        ("--suite okta", "--suite: there is no suite 'okta'; did you mean 'okta-"),
        ("--ci jenkins", "invalid choice: 'jenkins'"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(machine: Any, options: str, said: str) -> None:
    done = machine(f"scimproof init {options}")
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[0]
    assert list(machine.place.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(machine: Any) -> None:
    (machine.place / ".github").write_text("a file", "utf-8")
    done = machine("scimproof init --ci github")
    assert done.returncode == 2
    assert done.stderr.startswith(f"scimproof: cannot write {WORKFLOW}: ")


@pytest.mark.parametrize(
    ("origin", "package"),
    [
        (None, "scimproof==1.2.3"),
        ({"url": "file:///somewhere", "dir_info": {}}, "scimproof==1.2.3"),
        (
            {"url": "https://git.test/scimproof.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}},
            "scimproof @ git+https://git.test/scimproof.git@c0ffee",
        ),
    ],
)
def test_a_pipeline_installs_what_is_installed_here(monkeypatch: pytest.MonkeyPatch, origin: Any, package: str) -> None:
    class Installed:
        version = "1.2.3"

        def read_text(self, _: str) -> str | None:
            return None if origin is None else json.dumps(origin)

    monkeypatch.setattr(init, "distribution", lambda _: Installed())
    assert init._package() == package
    for name in ("github.yml", "gitlab.yml"):
        assert f'pip install "{package}"' in str(yaml.safe_load(init._starter(name, package=package)))


def started(machine: Any, lab: Lab, kind: str) -> None:
    done = machine(f"scimproof init --url {lab.url} --suite rfc --ci {kind}")
    assert done.returncode == 0, done.stderr
    file: Path = machine.place / "scimproof.toml"
    file.write_text(file.read_text("utf-8") + FEW, "utf-8")


def test_the_workflow_of_github_runs(machine: Any, good: Lab, bad: Lab, secrets: Mapping[str, str]) -> None:
    for lab, code in ((good, 0), (bad, 1)):
        started(machine, lab, "github --force")
        workflow = yaml.safe_load((machine.place / WORKFLOW).read_text("utf-8"))
        assert workflow["permissions"] == {"contents": "read"}
        (job,) = workflow["jobs"].values()
        install, run = [step for step in job["steps"] if "run" in step]
        assert run["env"] == {"SCIMPROOF_TOKEN": "${{ secrets.SCIMPROOF_TOKEN }}"}
        assert machine(install["run"], ("bash", "-e")).returncode == 0
        done = machine(run["run"], ("bash", "-e"), **secrets)
        assert done.returncode == code, done.stdout + done.stderr
        assert machine.installed[-1].startswith("install scimproof==")
        (upload,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact@")]
        assert upload["if"] == "always()"
        assert (machine.place / upload["with"]["path"] / "report.html").is_file()


def test_the_job_of_gitlab_runs(machine: Any, good: Lab, bad: Lab, secrets: Mapping[str, str]) -> None:
    for lab, code in ((good, 0), (bad, 1)):
        started(machine, lab, "gitlab --force")
        (included,) = yaml.safe_load((machine.place / ".gitlab-ci.yml").read_text("utf-8"))["include"]
        job = yaml.safe_load((machine.place / included["local"]).read_text("utf-8"))["scim"]
        done = machine("\n".join(job["script"]), ("sh", "-e"), **secrets)
        assert done.returncode == code, done.stdout + done.stderr
        assert job["artifacts"]["when"] == "always"
        assert (machine.place / job["artifacts"]["reports"]["junit"]).is_file()
