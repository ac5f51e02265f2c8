"""What is known of mutations: what became of each in the last run, and which of them the RFCs allow."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import tables

RESULTS = tables.HERE / "mutations.json"


@dataclass(frozen=True)
class Seen:
    """What came of one mutation.

    :param met: whether it changed anything at all; what the suite never asks for, nobody can see.
    :param by: the check that saw it, or ``preflight``; empty when none did.
    :param named: whether the finding speaks of what was done, and not of a consequence.
    """

    name: str
    met: bool
    by: str = ""
    named: bool = False


def read() -> dict[str, Seen]:
    """What the last run found, by name."""
    document = json.loads(RESULTS.read_text("utf-8"))
    found = {name: Seen(name, met=False) for name in document["not met"]}
    found |= {name: Seen(name, met=True) for name in document["survived"]}
    for key, named in (("seen and named", True), ("seen", False)):
        for check, names in document[key].items():
            found |= {name: Seen(name, met=True, by=check, named=named) for name in names}
    return found


def write(found: Mapping[str, Seen]) -> None:
    """Write the results down, by what came of each."""
    document: dict[str, Any] = {"seen and named": {}, "seen": {}, "survived": [], "not met": []}
    for name in sorted(found):
        seen = found[name]
        if seen.by:
            document["seen and named" if seen.named else "seen"].setdefault(seen.by, []).append(name)
        else:
            document["survived" if seen.met else "not met"].append(name)
    RESULTS.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")


@cache
def legal() -> dict[str, str]:
    """The mutations that the RFCs allow: patterns of their names, and why."""
    return tomllib.loads((tables.HERE / "legal.toml").read_text("utf-8"))


def allowed(name: str) -> str | None:
    """The pattern by which a mutation is allowed; ``None`` when it is not."""
    return next((pattern for pattern in legal() if fnmatch.fnmatchcase(name, pattern)), None)
