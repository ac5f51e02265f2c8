"""What the documentation says one can type, works: every command of the README and of CONTRIBUTING is run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimproof import settings_file, suites
from scimproof.lab import Lab

ROOT = Path(__file__).parents[2]
TOKEN = "your-bearer-token"

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


def blocks(kind: str, *documents: str) -> Iterator[str]:
    for document in documents:
        for found, text in BLOCK.findall((ROOT / document).read_text("utf-8")):
            if found == kind:
                yield text


def commands() -> list[str]:
    shown = [
        line[2:]
        for text in blocks("console", "README.md", "CONTRIBUTING.md")
        for line in text.splitlines()
        if line.startswith("$ ")
    ]
    return [line for line in shown if line.startswith(("scimproof", "pytest"))]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(token=TOKEN) as running:
        yield running


@pytest.mark.parametrize("line", dict.fromkeys(commands()))
def test_a_command_of_the_documentation_works(line: str, lab: Lab, tmp_path: Path) -> None:
    words = shlex.split(
        line.replace("https://scim.example.com/scim/v2", lab.url).replace("http://127.0.0.1:PORT/scim/v2", lab.url)
    )
    environment = {**os.environ, "SCIMPROOF_TOKEN": TOKEN, "NO_COLOR": "1"}
    if words[1] == "run":  # a thousand people take a minute more than these, and show nothing more of the command
        (tmp_path / "scimproof.toml").write_text("crowd = 250\n", "utf-8")
    module = [sys.executable, "-m", *words]
    if words[1] == "serve":
        served = subprocess.Popen(module, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
        assert served.stdout is not None
        assert served.stdout.readline().startswith("http://127.0.0.1:")
        served.terminate()
        served.communicate(timeout=20)
        assert served.returncode == 0
        return
    done = subprocess.run(
        module, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings_file_of_the_readme_is_valid() -> None:
    for text in blocks("toml", "README.md"):
        assert set(tomllib.loads(text)) <= set(settings_file.FILE_KEYS)


def test_the_example_of_contributing_is_a_suite(tmp_path: Path) -> None:
    """The scenario and the check that CONTRIBUTING shows are put into a folder and run."""
    source = "\n".join(re.sub(r"^   ", "", text, flags=re.M) for text in blocks("python", "CONTRIBUTING.md"))
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "check_leaving.py").write_text(source, "utf-8")
    command = [sys.executable, "-m", "scimproof", "run", "--suite", "./acme"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCIMPROOF_")}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 pass" in done.stdout


def test_what_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target
    known = {check.id for check in suites.known_checks()}
    for identifier in re.findall(r"scimproof explain ((?:rfc|okta|entra)\S+)", readme):
        assert identifier in known
