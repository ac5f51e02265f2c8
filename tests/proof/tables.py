"""What is to be proven: the faults of the lab, the checks that have to see each, and the real bugs behind them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from scimproof.lab.faults import FAULTS

HERE = Path(__file__).parent
SEEN = HERE / "seen"


@cache
def seen() -> dict[str, tuple[str, ...]]:
    """The checks that have to see a fault, by the fault, or by several, blank-separated, where it takes several."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(SEEN.glob("*.toml")):
        for faults, checks in tomllib.loads(file.read_text("utf-8")).items():
            found[faults] = (*found.get(faults, ()), *checks)
    return found


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """The real bugs: basis, severity, and the reason where no fault can commit one."""
    return tomllib.loads((HERE / "catalogue.toml").read_text("utf-8"))


def committed_by(bug: str) -> list[str]:
    """The faults that commit a real bug."""
    return [fault.id for fault in FAULTS.values() if bug in fault.bugs]


def plays_of(fault: str) -> list[str]:
    """The plays in which a fault is to be seen: alone, or together with others."""
    return [faults for faults in seen() if fault in faults.split()]
