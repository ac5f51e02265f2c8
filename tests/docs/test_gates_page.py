"""The page about gates is a story, and it is played: each command in its order, in one folder, against a bad server."""

from __future__ import annotations

import re
from pathlib import Path

from scimproof import waivers
from scimproof.lab import Lab

from .typed import TOKEN, typed

PAGE = Path(__file__).parents[2] / "docs" / "gates.md"


def test_every_command_of_the_page_works(tmp_path: Path) -> None:
    steps = re.findall(r"^\$ (scimproof .*)\n(exit \d+)?", PAGE.read_text("utf-8"), re.M)
    assert len(steps) > 8
    file = tmp_path / "waivers.toml"
    with Lab(token=TOKEN, faults=("forgets_location_header",)) as lab:
        for line, wanted in steps:
            done = typed(line, tmp_path, lab.url)
            assert done.returncode == int(wanted.removeprefix("exit ") or 0), line + done.stdout + done.stderr
            if file.exists():
                file.write_text(file.read_text("utf-8").replace("CHANGE ME", "asked Ada"), "utf-8")


def test_the_waiver_of_the_page_is_one(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    path = tmp_path / "waivers.toml"
    path.write_text(text, "utf-8")
    assert waivers.load(path)[0].check == "rfc7644-3.3-*"
