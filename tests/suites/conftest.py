"""Playing suites against the lab, in this process: fast enough to do it once per fault."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

Play = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def play_lab(tmp_path: Path) -> Play:
    """Play checks, of all suites or of those named, against a lab with these faults; returns them by id.

    With ``url`` it is another server that is played with.
    """

    def played(*faults: str, checks: tuple[str, ...] = (), **more: Any) -> dict[str, dict[str, Any]]:
        run = Run(Settings(faults=faults, checks=checks, report_dir=tmp_path, **more))
        run.open()
        try:
            play(run, modules_with(checks), Progress(Console(), QUIET))
        finally:
            run.close()
        assert run.internal_error is None, run.internal_error
        return {check["id"]: check for check in run.checks}

    return played


def modules_with(patterns: tuple[str, ...]) -> list[Path]:
    """The modules that hold such checks: to collect no more than these is what makes a play short."""
    return suites.modules_of(
        entry
        for entry in suites.known_checks()
        if not patterns or any(fnmatch.fnmatch(entry.id, pattern) for pattern in patterns)
    )
