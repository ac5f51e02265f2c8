"""The client matrix: how each emulated client fares with each event in the life of people and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scimproof.outcome import Outcome
from scimproof.reporting.causes import Check
from scimproof.reporting.summary import Suite, Summary

# The events, in the order of a life, and the topics of the suites that play them. A topic that is not listed is an
# event of its own.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "The connection is tested": ("connection",),
    "Accounts are imported": ("import", "large-import", "discovery-of-accounts"),
    "Somebody is matched": ("matching", "linking"),
    "Somebody joins": ("creating",),
    "A profile changes": (
        *("updating", "names", "filling", "clearing", "refusals", "on-demand", "passwords"),
        *("patched-profiles", "spelling", "side-effects"),
    ),
    "Roles and managers change": ("custom-attributes", "own-extension", "entitlements", "roles", "manager"),
    "Somebody leaves and comes back": ("leaving", "returning"),
    "A group appears": ("group-push", "group-creating", "group-matching", "group-linking"),
    "Members come and go": ("group-members", "group-size", "group-hidden-members", "group-leavers", "group-push-now"),
    "A group is renamed": ("group-names", "group-renaming"),
    "A group goes": ("group-leaving",),
    "Many come at once": ("cycles", "load", "bursts", "directory-size"),
    "Something is said twice, or late": ("group-repeats",),
    "Published tests are passed": (
        *("crud-test", "published-tests", "gallery-users", "gallery-groups"),
        *("published-options", "ms-validator-users", "ms-validator-groups", "postman"),
    ),
}


class State(StrEnum):
    """What can be said of a client and an event."""

    WORKS = "works"
    REMARKS = "works, with remarks"
    BREAKS = "breaks"
    UNKNOWN = "not tried"


@dataclass(frozen=True)
class Cell:
    """One client and one event.

    :param checks: those that decided it, the worst first; none where nothing was tried.
    """

    state: State
    checks: tuple[Check, ...] = ()

    @property
    def worst(self) -> Check | None:
        """Where to look first."""
        return self.checks[0] if self.checks else None


@dataclass(frozen=True)
class Matrix:
    """Events by rows, suites of clients by columns."""

    suites: tuple[Suite, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def matrix(summary: Summary) -> Matrix | None:
    """The matrix of the suites that play a client; ``None`` when there is none among those that ran."""
    suites = tuple(suite for suite in summary.suites if all(check["client"] for check in suite.checks))
    if not suites:
        return None
    topics = dict.fromkeys(_topic(check) for suite in suites for check in suite.checks)
    known = {topic for some in EVENTS.values() for topic in some}
    others = {topic.replace("-", " ").capitalize(): (topic,) for topic in topics if topic not in known}
    rows = [(event, tuple(_cell(suite, some) for suite in suites)) for event, some in {**EVENTS, **others}.items()]
    return Matrix(suites, tuple(row for row in rows if any(cell.checks for cell in row[1])))


def _cell(suite: Suite, topics: Sequence[str]) -> Cell:
    checks = sorted(
        (check for check in suite.checks if _topic(check) in topics),
        key=lambda check: -Outcome(check["outcome"]).gravity,
    )
    outcomes = {check["outcome"] for check in checks}
    if outcomes & {Outcome.FAIL, Outcome.WAIVED}:
        state = State.BREAKS
    elif outcomes <= {Outcome.NOT_APPLICABLE} or outcomes & {Outcome.ERROR, Outcome.BLOCKED}:
        state = State.UNKNOWN  # a part that could not be tried is no yes
    elif Outcome.WARN in outcomes:
        state = State.REMARKS
    else:
        state = State.WORKS
    return Cell(state, tuple(checks))


def _topic(check: Check) -> str:
    """The second part of the id of a scenario: ``okta-oin/leaving/somebody-leaves``."""
    parts = str(check["scenario"]).split("/")
    return parts[1] if len(parts) > 1 else parts[0]
