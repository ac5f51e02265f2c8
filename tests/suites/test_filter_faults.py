"""Every check of filters turns red on a server that cannot filter: one that finds nobody, everybody, or falls over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scimproof import suites
from scimproof.outcome import Level

FAULTS = (
    "finds_nobody",
    "ignores_filters",
    "refuses_filters",
    "crashes_on_bad_filters",
    "swallows_bad_filters",
    "forgets_scim_type",
    "explains_nothing",
)


def test_every_check_of_filters_can_turn_red(play_lab: Callable[..., dict[str, Any]]) -> None:
    # What is only noted can turn no other colour.
    topic = [entry for entry in suites.known_checks() if entry.topic.startswith("filter")]
    ours = tuple(entry.id for entry in topic if entry.level is not Level.MAY)
    red: set[str] = set()
    for fault in FAULTS:
        checks = play_lab(fault, checks=ours)
        red |= {identifier for identifier, check in checks.items() if check["outcome"] in ("fail", "warn")}
    assert set(ours) - red == set()
