"""The page about gates is a story, and it is played: each command in its order, in one folder, against a bad server."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from scimproof import waivers
from scimproof.lab import Lab

PAGE = Path(__file__).parents[2] / "docs" / "gates.md"
TOKEN = "your-bearer-token"


def test_every_command_of_the_page_works(tmp_path: Path) -> None:
    steps = re.findall(r"^\$ (scimproof .*)\n(exit \d+)?", PAGE.read_text("utf-8"), re.M)
    assert len(steps) > 8
    file = tmp_path / "waivers.toml"
    with Lab(token=TOKEN, faults=("forgets_location_header",)) as lab:
        environment = {**os.environ, "SCIMPROOF_TOKEN": TOKEN, "NO_COLOR": "1"}
        for line, wanted in steps:
            words = shlex.split(line.replace("https://scim.example.com/scim/v2", lab.url))
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == int(wanted.removeprefix("exit ") or 0), line + done.stdout + done.stderr
            if file.exists():
                file.write_text(file.read_text("utf-8").replace("CHANGE ME", "asked Ada"), "utf-8")


def test_the_waiver_of_the_page_is_one(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    path = tmp_path / "waivers.toml"
    path.write_text(text, "utf-8")
    assert waivers.load(path)[0].check == "rfc7644-3.3-*"
