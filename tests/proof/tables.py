"""What is to be proven: the faults of the lab, the checks that have to see each, and the real bugs behind them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from scimproof.lab.faults import FAULTS

HERE = Path(__file__).parent
SEEN = HERE / "seen"


@cache
def seen() -> dict[str, tuple[str, ...]]:
    """The checks that have to see a fault, by the fault, or by several, blank-separated, where it takes several.

    Options of the double that is played may stand among them, as in ``generation=2.2``.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(SEEN.glob("*.toml")):
        for faults, checks in tomllib.loads(file.read_text("utf-8")).items():
            found[faults] = (*found.get(faults, ()), *checks)
    return found


def drawn() -> dict[str, tuple[str, ...]]:
    """Those that are played by the tests: all, or one of so many parts as ``SCIMPROOF_PROOF_PARTS`` says.

    Which part that is depends on the commit: each is played on one commit or another, and again on the same one.
    """
    parts = int(os.environ.get("SCIMPROOF_PROOF_PARTS") or 1)
    turn = _commit() % parts
    return {faults: checks for faults, checks in seen().items() if zlib.crc32(faults.encode()) % parts == turn}


def _commit() -> int:
    git = shutil.which("git")
    asked = [git or "git", "-C", str(HERE), "rev-parse", "--short=8", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False) if git else None
    return int(done.stdout.strip() or "0", 16) if done is not None and done.returncode == 0 else 0


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """The real bugs: basis, severity, and the reason where no fault can commit one."""
    return tomllib.loads((HERE / "catalogue.toml").read_text("utf-8"))


def committed_by(bug: str) -> list[str]:
    """The faults that commit a real bug."""
    return [fault.id for fault in FAULTS.values() if bug in fault.bugs]


def parted(play: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The faults of a play, and the options of the double, as in ``mixes_versions generation=2.2``."""
    words = play.split()
    options = [word.partition("=") for word in words if "=" in word]
    return tuple(word for word in words if "=" not in word), tuple((name, value) for name, _, value in options)


def plays_of(fault: str) -> list[str]:
    """The plays in which a fault is to be seen: alone, or together with others."""
    return [faults for faults in seen() if fault in faults.split()]
