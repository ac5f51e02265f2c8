"""One fault is one cause, and two faults at once are two."""

from __future__ import annotations

import pytest

from . import causes, plays, tables

pytestmark = pytest.mark.slow

# Faults of one area, which the requests of the same flows meet, and the flows of that area.
PAIRS = (
    ("crashes_on_bad_filters", "ignores_sort_order", "rfc7644-3.4.2*"),
    ("lets_user_names_go", "forgives_missing_paths", "rfc7644-3.5.2*"),
    ("removes_no_single_values", "adds_only_members", "rfc7644-3.5.2*"),
    ("rebuilds_what_it_changes", "ignores_extensions_on_patch", "rfc7644-3.5.2*"),
)


@pytest.mark.parametrize(("one", "other", "checks"), PAIRS)
def test_two_faults_at_once_are_two_causes(one: str, other: str, checks: str) -> None:
    """What only one of them breaks shares no heading with what only the other breaks."""
    judged = plays.outcomes((one, other), (checks,))
    by_fault = tables.seen()
    of_one, of_other = (
        {
            cause
            for check, (outcome, causes) in judged.items()
            if outcome in plays.RED and check in by_fault[fault] and check not in by_fault[without]
            for cause in causes
        }
        for fault, without in ((one, other), (other, one))
    )
    assert of_one
    assert of_other
    assert not of_one & of_other


def test_one_fault_has_hardly_more_than_one_cause() -> None:
    known = causes.read()
    assert set(known) == set(causes.of_the_suite()), "run python -m tests.proof.causes with the new faults"
    assert causes.mean(known) < 1.5
