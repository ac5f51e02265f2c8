"""The page of what is detected is that of the faults and checks of today."""

from __future__ import annotations

import json

from scimproof import suites
from scimproof.lab.faults import FAULTS

from . import page, prove, tables


def test_the_page_is_not_stale() -> None:
    results = json.loads(prove.RESULTS.read_text("utf-8"))
    assert set(results) >= set(tables.seen()), "there are new faults: run make prove"
    for faults, entry in results.items():
        assert entry["overlooked"] == [], faults
        assert set(entry["seen_by"]) == set(tables.seen().get(faults, ())), f"{faults}: run make prove"
    assert page.PAGE.read_text("utf-8") == page.markdown(results), "docs/detection.md is stale: run make prove"


def test_every_real_bug_is_committed_or_says_why_not() -> None:
    for bug, entry in tables.catalogue().items():
        assert bool(tables.committed_by(bug)) is not ("not_committed" in entry), bug


def test_faults_cite_bugs_that_exist() -> None:
    cited = {bug for fault in FAULTS.values() for bug in fault.bugs}
    assert cited <= set(tables.catalogue())


def test_every_fault_that_is_to_be_seen_is_in_a_table() -> None:
    """What no check has to see is a fault that the RFCs allow: it can only be noted."""
    named = {name for faults in tables.seen() for name in faults.split()}
    assert named <= set(FAULTS)
    known = {entry.id for entry in suites.known_checks()}
    assert {check for checks in tables.seen().values() for check in checks} <= known
