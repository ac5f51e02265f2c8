"""The profiles that come with Scimproof: each loads, names what there is, and says where it stands."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from scimproof import profiles, suites
from scimproof.contract.places import Place

NAMES = profiles.available()
WITH_REFERENCE = ("users", "groups", "paging", "lifecycle", "limits", "pace")


def document(name: str) -> dict[str, Any]:
    return tomllib.loads((files("scimproof.scenarios") / "profiles" / f"{name}.toml").read_text("utf-8"))


def sources(name: str) -> set[str]:
    profile = profiles.load(name)
    return set(profile.sources)


def references(name: str) -> Iterator[str]:
    read = document(name)
    for part in WITH_REFERENCE:
        if part in read:
            yield read[part].get("reference", "")
    for part in ("patch", "filter", "deviation"):
        yield from (entry.get("reference", "") for entry in read.get(part, []))


@pytest.mark.parametrize("name", NAMES)
def test_each_line_says_where_it_stands(name: str) -> None:
    for reference in references(name):
        assert reference, f"{name} has a line without a reference"
        word = reference.partition(",")[0].partition(" ")[0]
        assert reference.startswith("https://") or word in sources(name), reference


@pytest.mark.parametrize("name", NAMES)
def test_it_was_compared_with_its_sources(name: str) -> None:
    assert profiles.load(name).reviewed


@pytest.mark.parametrize("name", NAMES)
def test_deviations_name_checks_that_exist(name: str) -> None:
    known = [entry.id for entry in suites.known_checks()]
    for deviation in document(name).get("deviation", []):
        for pattern in deviation.get("checks", []):
            assert fnmatch.filter(known, pattern), f"{name}: no check is called {pattern}"


@pytest.mark.parametrize("name", NAMES)
def test_excuses_are_narrow(name: str) -> None:
    """Whatever is accepted is named: an error 500 is excused by nobody."""
    for deviation in document(name).get("deviation", []):
        if deviation["effect"] != "skip" or "checks" not in deviation:
            assert deviation.get("answers"), f"{name}: {deviation['what']}"
        assert not any(status >= 500 and status != 501 for status in deviation.get("answers", []))


@pytest.mark.parametrize("name", NAMES)
def test_conditions_name_options_and_their_values(name: str) -> None:
    options = profiles.load(name).options
    for part in ("patch", "filter", "deviation"):
        for entry in document(name).get(part, []):
            for option, value in entry.get("when", {}).items():
                assert option in options, f"{name}: there is no option {option}"
                assert not options[option].values or value in options[option].values, f"{name}: {option} = {value}"


@pytest.mark.parametrize("name", NAMES)
def test_each_combination_of_options_loads(name: str) -> None:
    for option in profiles.load(name).options.values():
        for value in option.values:
            assert profiles.load(name, {option.name: value}).option(option.name) == value


@pytest.mark.parametrize("name", NAMES)
def test_its_paths_are_paths(name: str) -> None:
    profile = profiles.load(name)
    for rules in (profile.users, profile.groups):
        for attribute in (*rules.required, *rules.immutable, *rules.unique, *rules.unsupported):
            Place.at(attribute)
    for line in profile.patches:
        Place.at(line.path or line.value or "")
    for entry in profile.filters:
        Place.at(entry.attribute)


@pytest.mark.parametrize("name", NAMES)
def test_its_suites_and_its_double_exist(name: str) -> None:
    from scimproof.lab.vendors import VENDORS

    profile = profiles.load(name)
    assert set(profile.suites) <= set(suites.names())
    assert profile.double is None or profile.double in VENDORS
