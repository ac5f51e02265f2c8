"""The page of what is detected is that of the faults, checks and real bugs of today."""

from __future__ import annotations

import json

import pytest

from scimproof import suites
from scimproof.lab.faults import FAULTS
from scimproof.lab.mutations import mutations

from . import page, tables

PLAYED = ("okta", "entra")


def test_the_page_is_not_stale() -> None:
    results = json.loads(page.RESULTS.read_text("utf-8"))
    assert set(results) >= set(tables.seen()), "there are new faults: run make prove"
    for faults, entry in results.items():
        assert entry["overlooked"] == [], faults
        assert set(entry["seen_by"]) == set(tables.seen().get(faults, ())), f"{faults}: run make prove"
    assert page.PAGE.read_text("utf-8") == page.current(), "docs/detection.md is stale: run make prove"


def test_every_real_bug_is_committed_or_says_why_not() -> None:
    for bug, entry in tables.catalogue().items():
        assert bool(tables.committed_by(bug)) is not ("not_committed" in entry), bug


def test_every_real_bug_that_is_committed_is_seen() -> None:
    for bug, entry in tables.catalogue().items():
        seen = [fault for fault in tables.committed_by(bug) if tables.plays_of(fault)]
        assert seen or "not_committed" in entry, bug


@pytest.mark.parametrize("client", PLAYED)
def test_what_breaks_a_client_is_seen_when_that_client_is_played(client: str) -> None:
    """A bug that is legal, and that a client cannot live with, turns a check of this client's suite red."""
    suite = {entry.id: entry.suite for entry in suites.known_checks()}
    for bug, entry in tables.catalogue().items():
        if entry["basis"] != "idp" or client not in entry["clients"] or "not_committed" in entry:
            continue
        plays = [faults for fault in tables.committed_by(bug) for faults in tables.plays_of(fault)]
        assert any(suite[check].startswith(client) for faults in plays for check in tables.seen()[faults]), bug


def test_faults_cite_bugs_that_exist() -> None:
    cited = {bug for fault in FAULTS.values() for bug in fault.bugs}
    assert cited <= set(tables.catalogue())


def test_tables_name_faults_that_exist() -> None:
    named = {name for faults in tables.seen() for name in tables.parted(faults)[0]}
    assert named <= {*FAULTS, *mutations()}
