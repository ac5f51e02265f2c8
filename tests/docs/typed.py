"""Typing what a page of the documentation says."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

TOKEN = "your-bearer-token"
SHOWN_URL = "https://scim.example.com/scim/v2"


def typed(line: str, place: Path, url: str | None = None) -> subprocess.CompletedProcess[str]:
    """What became of a command, typed in this folder.

    :param url: stands in place of the one that pages show; without one the command wants no target.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCIMPROOF_")}
    if url is not None:
        environment["SCIMPROOF_TOKEN"] = TOKEN
        line = line.replace(SHOWN_URL, url)
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(line)],
        cwd=place,
        env={**environment, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
