"""The command line, run as a user runs it: another process, another directory, a clean environment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

Done = subprocess.CompletedProcess[str]


@dataclass
class Cli:
    """Runs ``scimproof`` in a directory of its own."""

    place: Path

    def __call__(self, *arguments: str, **environment: str) -> Done:
        """Run to the end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.place,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start, and let it run."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.place,
            env=self.environment(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def results(self, directory: str = "scimproof-report") -> dict[str, Any]:
        """What the last run found."""
        document: dict[str, Any] = json.loads((self.place / directory / "results.json").read_text("utf-8"))
        return document

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "scimproof", *arguments]

    @staticmethod
    def environment(more: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCIMPROOF_", "PYTEST_"))}
        return {**kept, "NO_COLOR": "1", **more}


@dataclass
class Served:
    """A lab that runs as a process of its own."""

    process: subprocess.Popen[str]
    url: str
    token: str

    def names(self, endpoint: str = "/Users") -> list[str]:
        """Whom it holds."""
        headers = {"Authorization": f"Bearer {self.token}"}
        listed = httpx.get(self.url + endpoint, headers=headers).json().get("Resources") or []
        return [entry.get("userName") or entry.get("displayName") for entry in listed]

    def stop(self) -> int:
        """End it as an operator would; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def serve(cli: Cli) -> Iterator[Callable[..., Served]]:
    """Start ``scimproof serve``; it ends with the test."""
    with ExitStack() as stack:

        def start(*arguments: str) -> Served:
            process = cli.start("serve", *arguments)
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            token = process.stdout.readline().partition("token: ")[2].strip()
            served = Served(process, url, token)
            stack.callback(served.stop)
            return served

        yield start
