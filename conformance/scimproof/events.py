"""What happens in a run, while it happens: a line of JSON for each event, for whoever follows it by program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from scimproof.settings import SettingsError

FORMAT = "scimproof-events/1"


class Events:
    """A file of events; without a path nothing is written.

    :raises SettingsError: when the file cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = None
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            except OSError as error:
                raise SettingsError(f"--events: cannot write {path}: {error.strerror}") from None

    def started(self, run: Mapping[str, Any]) -> None:
        """The target was found ready."""
        self._write("started", format=FORMAT, **run)

    def judged(self, check: Mapping[str, Any]) -> None:
        """A check came to an outcome; waivers and the baseline are looked at in the end."""
        told = ("id", "suite", "scenario", "level", "outcome", "reason")
        self._write("check", **{name: check[name] for name in told})

    def finished(self, document: Mapping[str, Any]) -> None:
        """The run is over: its verdicts and its gate, as they stand in the results file."""
        self._write("finished", verdicts=document["verdicts"], gate=document["gate"])
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, event: str, **more: Any) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"event": event, **more}, ensure_ascii=False) + "\n")
            self._file.flush()
