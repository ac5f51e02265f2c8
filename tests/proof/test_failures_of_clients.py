"""What has gone wrong in the field with a client is committed by a fault, and seen by a check of that client's suite.

One table per client, ``okta_failures.toml`` for that of the suites whose names begin with ``okta``. An entry has a
name of its own, or that of a real bug of the catalogue, and says in a few words what happened (``story``); which real
bugs it stands for (``bugs``); which fault commits it (``faults``: one play of the tables in ``seen/``, several faults
separated by blanks, or a list of plays); and which checks of the client see that (``checks``), by the id of one suite.
Or it says why no server can commit it before the eyes of the client (``not_committed``).
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from scimproof import suites
from scimproof.lab.faults import FAULTS

from . import tables

TABLES = {file.name.removesuffix("_failures.toml"): file for file in sorted(tables.HERE.glob("*_failures.toml"))}
ENTRIES = [
    pytest.param(client, name, entry, id=f"{client}-{name}")
    for client, file in TABLES.items()
    for name, entry in tomllib.loads(file.read_text("utf-8")).items()
]
A_BUG = re.compile(r"BUG-\d{3}")


def plays_of(entry: dict[str, Any]) -> list[str]:
    """The plays in which a failure is committed."""
    named = entry.get("faults", [])
    return [named] if isinstance(named, str) else list(named)


def bugs_of(name: str, entry: dict[str, Any]) -> set[str]:
    """The real bugs that an entry stands for: an entry that has the name of one stands for that one, at least."""
    return {*entry.get("bugs", ()), *A_BUG.findall(name)}


@pytest.mark.parametrize(("client", "name", "entry"), ENTRIES)
def test_a_failure_is_committed_and_seen(client: str, name: str, entry: dict[str, Any]) -> None:
    assert entry.keys() <= {"story", "bugs", "faults", "checks", "not_committed"}
    assert len(entry["story"].split()) > 3, "a story has more than three words"
    assert bugs_of(name, entry) <= tables.catalogue().keys()
    if "not_committed" in entry:
        assert len(entry["not_committed"].split()) > 5, "a reason is a sentence"
        assert not entry.keys() & {"faults", "checks"}
        return
    known = {check.id: check for check in suites.known_checks()}
    plays, seen = plays_of(entry), tables.seen()
    assert plays
    assert entry["checks"]
    for check in entry["checks"]:
        assert known[check].suite.startswith(client), f"{check} is no check of {client}"
    for play in plays:
        assert set(play.split()) <= FAULTS.keys()
        assert set(seen.get(play, ())) & set(entry["checks"]), f"none of the checks is listed as seeing {play}"
    for check in entry["checks"]:
        assert any(check in seen.get(play, ()) for play in plays), f"{check} is not listed as seeing any of these plays"
    cited = {bug for play in plays for fault in play.split() for bug in FAULTS[fault].bugs}
    assert bugs_of(name, entry) <= cited, "a fault has to name the real bugs that it commits"


@pytest.mark.parametrize("client", TABLES)
def test_a_bug_is_told_once(client: str) -> None:
    """An entry of a bug's own is for one that no other entry stands for."""
    entries = tomllib.loads(TABLES[client].read_text("utf-8"))
    told = [bug for name, entry in entries.items() for bug in entry.get("bugs", ()) if bug != name]
    assert not set(told) & entries.keys()
