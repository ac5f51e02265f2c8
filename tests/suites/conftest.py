"""Playing suites against the lab, in this process: fast enough to do it once per fault."""

from __future__ import annotations

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
    """Play checks against a lab with these faults; returns the checks by id."""

    def played(*faults: str, checks: tuple[str, ...] = (), **more: Any) -> dict[str, dict[str, Any]]:
        run = Run(Settings(faults=faults, checks=checks, report_dir=tmp_path, **more))
        run.open()
        try:
            play(run, suites.chosen(("rfc",)), Progress(Console(), QUIET))
        finally:
            run.close()
        assert run.internal_error is None, run.internal_error
        return {check["id"]: check for check in run.checks}

    return played
