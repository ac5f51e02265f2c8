"""No false alarm: wherever the RFCs leave a choice, every way of taking it passes, or draws the warning it is said to.

The entries, and the choices of the lab that show each way, are in ``choices.toml``.
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scimproof import suites
from scimproof.lab import Lab
from scimproof.lab.choices import CHOICES

Play = Callable[..., dict[str, dict[str, Any]]]
Remarks = Mapping[str, str]

TABLE: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "choices.toml").read_text("utf-8"))
ENTRIES = 99
ALARMS = ("fail", "error", "warn", "blocked")
PASSIVE = tuple(entry.id for entry in suites.known_checks() if entry.watches_every_exchange)


def readings(kind: str) -> Iterator[tuple[str, str, Remarks]]:
    """Entry, choices (or faults), and the remarks that they draw."""
    for entry, told in TABLE.items():
        for names, remarks in told.get(kind, {}).items():
            yield entry, names, remarks


def every(kind: str) -> list[Any]:
    """The same as parameters of a test, by name; one choice that shows two entries is played for both."""
    return [pytest.param(entry, names, remarks, id=f"{entry}-{names}") for entry, names, remarks in readings(kind)]


@pytest.fixture
def play_choices(play_lab: Play) -> Play:
    """Play checks against a lab that makes these choices, and commits these faults."""

    def played(*choices: str, faults: tuple[str, ...] = (), entry: str | None = None) -> dict[str, dict[str, Any]]:
        told = TABLE[entry] if entry else {}
        # What clients need beyond the RFCs is the matter of their own suites.
        checks = (*told.get("checks", ["rfc[0-9]*"]), *PASSIVE)
        settle_s = max(
            (TABLE[one].get("settle", 0.0) for one, names, _ in readings("choices") if names in choices), default=0.0
        )
        with Lab(choices=choices, faults=faults) as lab:
            tokens = {"token": lab.token, "second_token": lab.second_token}
            return play_lab(url=lab.url, checks=checks, settle_s=settle_s, **tokens)

    return played


def alarms(checks: Mapping[str, dict[str, Any]], remarks: Remarks) -> dict[str, Any]:
    """The checks that are not satisfied, but for those that may remark on it, with what they say."""
    found = {identifier: check for identifier, check in checks.items() if check["outcome"] in ALARMS}
    return {
        identifier: (check["outcome"], check["findings"] or check["reason"])
        for identifier, check in found.items()
        if check["outcome"] != tolerated(remarks, identifier)
    }


def tolerated(remarks: Remarks, identifier: str) -> str | None:
    """The outcome, other than satisfaction, that a check may have."""
    why = remarks.get(identifier)
    return None if why is None else "blocked" if why.startswith("blocked:") else "warn"


@pytest.mark.parametrize(("entry", "choices", "remarks"), every("choices"))
def test_a_choice_is_no_fault(play_choices: Play, entry: str, choices: str, remarks: Remarks) -> None:
    played = play_choices(*choices.split(), entry=entry)
    assert alarms(played, remarks) == {}
    silent = [identifier for identifier in remarks if played[identifier]["outcome"] not in ALARMS]
    assert silent == [], "these are said to remark on it"


@pytest.mark.parametrize(("entry", "faults", "remarks"), every("faults"))
def test_a_broken_should_only_warns(play_choices: Play, entry: str, faults: str, remarks: Remarks) -> None:
    played = play_choices(faults=tuple(faults.split()), entry=entry)
    assert alarms(played, remarks) == {}


# -- whole servers ----------------------------------------------------------------------------------------------------

# Choices that go together, as one product would make them. Every choice is made by one of them.
SERVERS: dict[str, str] = tomllib.loads((Path(__file__).parent / "servers.toml").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("server", SERVERS)
def test_a_server_of_many_choices_passes(play_choices: Play, server: str) -> None:
    choices = SERVERS[server].split()
    remarks = {
        identifier: why
        for _, names, told in readings("choices")
        if set(names.split()) <= set(choices)
        for identifier, why in told.items()
    }
    assert alarms(play_choices(*choices), remarks) == {}


# -- the table itself -------------------------------------------------------------------------------------------------


def test_every_entry_is_accounted_for() -> None:
    listed = [entry for entry in TABLE if entry.startswith("AMB-")]
    assert listed == [f"AMB-{number:02}" for number in range(1, ENTRIES + 1)]
    for entry, told in TABLE.items():
        shown = bool(told.get("choices") or told.get("faults"))
        assert shown is not ("not_shown" in told), f"{entry}: either readings, or the reason why there are none"
        assert all(told.get(name) for name in ("group", "title", "open", "accepts")), entry
        assert shown is bool(told.get("checks")), entry


def test_every_choice_is_played() -> None:
    in_table = {name for _, names, _ in readings("choices") for name in names.split()}
    in_servers = {name for choices in SERVERS.values() for name in choices.split()}
    assert set(CHOICES) == in_table
    assert set(CHOICES) == in_servers


def test_the_checks_of_the_table_exist() -> None:
    known = [entry.id for entry in suites.known_checks()]
    for entry, _, remarks in (*readings("choices"), *readings("faults")):
        assert set(remarks) <= set(known), entry


@pytest.mark.parametrize("entry", [name for name, told in TABLE.items() if "checks" in told])
def test_something_could_see_an_entry(entry: str) -> None:
    """At least one pattern of checks fits; others may be there for checks that are still to come."""
    known = [one.id for one in suites.known_checks()]
    assert any(fnmatch.fnmatch(identifier, pattern) for identifier in known for pattern in TABLE[entry]["checks"])
