"""The schemas that the services publish for their files accept ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def refused(kind: str, *files: Path) -> str:
    """What the schema of a service has against these files; empty if nothing."""
    transform = ["--data-transform", "gitlab-ci"] if kind == "gitlab-ci" else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", *transform]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_the_action() -> None:
    assert not refused("github-actions", ROOT / "action.yml")


def test_what_init_writes(machine: Any) -> None:
    assert machine("scimproof init --ci github && scimproof init --ci gitlab").returncode == 0
    assert not refused("github-workflows", machine.place / ".github" / "workflows" / "scim.yml")
    assert not refused("gitlab-ci", machine.place / ".gitlab" / "scim.yml", machine.place / ".gitlab-ci.yml")


def test_the_job_of_gitlab(tmp_path: Path) -> None:
    for part in (ROOT / "docs" / "ci" / "gitlab.yml").read_text("utf-8").split("\n---\n"):
        file = tmp_path / "part.yml"
        file.write_text(part, "utf-8")
        assert not refused("gitlab-ci", file)


def test_they_would_refuse_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "job.yml"
    file.write_text(yaml.safe_dump({"scim": {"script": ["true"], "artifacts": {"when": "alway"}}}), "utf-8")
    assert "artifacts" in refused("gitlab-ci", file)
