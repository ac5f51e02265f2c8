"""Pipelines, played: their steps run in a real shell, with stand-ins for what only the services have.

Nothing is installed: what a pipeline gives to pip is written down, and the Scimproof under test runs instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scimproof.lab import Lab

TOKEN = "token-of-the-pipeline"
GITHUB_BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")

PIP = """\
#!/bin/sh
echo "$@" >> "$PIP_LOG"
"""
SCIMPROOF = f"""\
#!/bin/sh
exec "{sys.executable}" -m scimproof "$@"
"""
# `python3 -m venv FOLDER` makes an environment of stand-ins, in which `python` is this one again.
PYTHON = """\
#!/bin/sh
here=$(dirname "$0")
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && cp "$here/pip" "$here/python" "$here/scimproof" "$3/bin/" ;;
  "-m pip") shift 2 && exec "$here/pip" "$@" ;;
  *) exit 1 ;;
esac
"""
# The folder that a container sees is the one that was mounted; of the environment it gets what was named with -e.
DOCKER = """\
#!/bin/sh
case "$1" in
  build) exit 0 ;;
  run) shift ;;
  *) exit 1 ;;
esac
while :; do
  case "$1" in
    --rm) shift ;;
    --user) test "$2" -ge 0 && shift 2 || exit 1 ;;
    -e) eval "given=\\$$2" && test -n "$given" && shift 2 || exit 1 ;;
    -v) cd "${2%:/work}" && shift 2 || exit 1 ;;
    scimproof) exec "$@" ;;
    *) exit 1 ;;
  esac
done
"""


@dataclass
class Machine:
    """What runs the steps of a pipeline: a folder, a shell, and the stand-ins on its path."""

    place: Path
    tools: Path

    def __call__(
        self, script: str, shell: tuple[str, ...] = GITHUB_BASH, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script as a file of its own, as the runners do."""
        file = self.tools / "step"
        file.write_text(script, "utf-8")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SCIMPROOF_", "PYTEST_", "GITHUB_"))
        }
        more = {"PATH": f"{self.tools}:{os.environ['PATH']}", "PIP_LOG": str(self.tools / "pip.log"), "NO_COLOR": "1"}
        return subprocess.run(
            [*shell, str(file)],
            cwd=self.place,
            env={**kept, **more, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @property
    def installed(self) -> list[str]:
        """What pip was asked for, a line each time."""
        log = self.tools / "pip.log"
        return log.read_text("utf-8").splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A clean one."""
    found = Machine(tmp_path / "work", tmp_path / "tools")
    found.place.mkdir()
    found.tools.mkdir()
    for name, text in {
        **{"pip": PIP, "scimproof": SCIMPROOF, "docker": DOCKER},
        **{"python": PYTHON, "python3": PYTHON},
    }.items():
        (found.tools / name).write_text(text, "utf-8")
        (found.tools / name).chmod(0o755)
    return found


@pytest.fixture(scope="session")
def good() -> Iterator[Lab]:
    """A server without a fault."""
    with Lab(token=TOKEN) as lab:
        yield lab


@pytest.fixture(scope="session")
def bad() -> Iterator[Lab]:
    """A server that forgets Location."""
    with Lab(token=TOKEN, faults=("forgets_location_header",)) as lab:
        yield lab


@pytest.fixture
def secrets() -> Mapping[str, str]:
    """What the services keep for the pipeline."""
    return {"SCIMPROOF_TOKEN": TOKEN}
