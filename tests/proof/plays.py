"""One play: checks against a lab that commits faults, and what became of each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

RED = ("fail", "warn")
# What the largest scenarios need not do for a fault to be seen.
SEED = 0


def outcomes(faults: Iterable[str], checks: tuple[str, ...] = ()) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What the checks say of a lab with these faults: outcome and causes, by id; all checks when none is named."""
    with tempfile.TemporaryDirectory(prefix="scimproof-proof-") as place:
        run = Run(Settings(faults=tuple(faults), checks=checks, report_dir=Path(place), seed=SEED))
        run.open()
        try:
            play(run, suites.modules_with(checks), Progress(Console(), QUIET))
        finally:
            run.close()
        if run.internal_error is not None:
            raise RuntimeError(run.internal_error)
        return {check["id"]: (check["outcome"], _causes(check)) for check in run.checks}


def _causes(check: Mapping[str, object]) -> tuple[str, ...]:
    findings = check["findings"]
    listed = findings if isinstance(findings, list) else []
    return tuple(dict.fromkeys(finding["cause"] or str(check["id"]) for finding in listed))
