"""Progress of a run: a bar on a terminal, a line per topic elsewhere."""

from __future__ import annotations

from collections import Counter

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar


class Progress:
    """A pytest plugin that tells how far the run is. Quiet below verbosity 0."""

    def __init__(self, console: Console, verbosity: int) -> None:
        self._console = console
        self._quiet = verbosity < 0
        self._bar: Bar | None = None
        self._topic: str | None = None
        self._counts: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the bar, where there is a terminal that can show one."""
        if self._quiet or not self._console.is_terminal:
            return
        self._bar = Bar(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=self._console, transient=True
        )
        self._bar.add_task("checks", total=len(session.items) or None)
        self._bar.start()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Move on by a check."""
        check = getattr(report, "scimproof_check", None)
        if check is None or self._quiet:
            return
        topic = "/".join(check["scenario"].split("/")[:2])
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], advance=1, description=topic)
            return
        if topic != self._topic:
            self._say()
            self._topic = topic
        self._counts[check["outcome"]] += 1

    def pytest_sessionfinish(self) -> None:
        """Take the bar away, or say the last line."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        self._say()

    def _say(self) -> None:
        if self._counts and self._topic:
            told = " · ".join(f"{number} {outcome}" for outcome, number in self._counts.items())
            self._console.print(f"played {self._topic:28} {told}", markup=False)
        self._counts.clear()
