"""The suite ``contract``: a profile that says what is so is green, and of one that does not the line is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scimproof import profiles
from scimproof.contract.places import Place
from scimproof.settings import SettingsError

Play = Callable[..., dict[str, dict[str, Any]]]

GREEN = ("pass", "note", "n/a")
CONTRACT = ("contract-*",)


def written(place: Path, text: str) -> str:
    path = place / "mine.toml"
    path.write_text(f'title = "Mine"\ninherits = "acme"\n{text}', "utf-8")
    return str(path)


def red(checks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {one: check["findings"] or check["reason"] for one, check in checks.items() if check["outcome"] not in GREEN}


def test_each_line_of_acme_holds(play_lab: Play) -> None:
    checks = play_lab(profile="acme", checks=CONTRACT)
    assert red(checks) == {}
    # Nothing of it is there for show: all but what there is not.
    assert [one for one, check in checks.items() if check["outcome"] != "pass"] == ["contract-nothing-is-there"]


@pytest.mark.parametrize("name", [name for name in profiles.available() if profiles.load(name).double])
def test_each_line_of_a_profile_holds_on_its_double(play_lab: Play, name: str) -> None:
    assert red(play_lab(profile=name, checks=CONTRACT)) == {}


def test_without_groups(play_lab: Play) -> None:
    checks = play_lab(profile=str(Path(__file__).parents[1] / "proof" / "without_groups.toml"), checks=CONTRACT)
    assert red(checks) == {}
    assert checks["contract-nothing-is-there"]["outcome"] == "pass"
    assert checks["contract-promised-changes-of-groups-work"]["reason"] == "the profile says nothing of it"


def test_a_profile_that_says_nothing_asks_nothing(play_lab: Play, tmp_path: Path) -> None:
    path = tmp_path / "silent.toml"
    path.write_text('title = "Nothing is known"\n', "utf-8")
    checks = play_lab(profile=str(path), checks=CONTRACT)
    assert {(check["outcome"], check["reason"]) for check in checks.values()} == {
        ("n/a", "the profile says nothing of it")
    }


@pytest.mark.parametrize(
    ("lines", "options", "check"),
    [
        ('[lifecycle]\ndeactivated = "gone"', {"leavers": "removed"}, "contract-deactivated-is-as-said"),
        ('[lifecycle]\ndeactivated = "obfuscated"', {"leavers": "renamed"}, "contract-deactivated-is-as-said"),
        ('[paging]\nstyle = "none"\nmost_users = 300\nmost_groups = 300', {"paging": "none"}, "contract-paging-*"),
    ],
)
def test_other_words_are_looked_at_as_well(
    play_lab: Play, tmp_path: Path, lines: str, options: dict[str, str], check: str
) -> None:
    profile = written(tmp_path, lines)
    checks = play_lab(profile=profile, options=tuple(options.items()), checks=(check,))
    assert [entry["outcome"] for entry in checks.values()] == ["pass"]
    assert red(play_lab(profile=profile, checks=(check,)))  # and it is red where it is not so


FILTERS = """
title = "What the lab finds"
[[filter]]
resource = "User"
attribute = "userName"
operators = ["eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le", "and", "or", "not"]
promise = "promised"
[[filter]]
resource = "User"
attribute = "active"
operators = ["eq", "ne", "pr"]
promise = "promised"
[[filter]]
resource = "User"
attribute = "meta.lastModified"
operators = ["gt", "ge", "lt", "le"]
promise = "promised"
[[filter]]
resource = "User"
attribute = 'emails[type eq "work"].value'
operators = ["eq"]
promise = "unknown"
[[filter]]
resource = "Group"
attribute = "members.value"
operators = ["eq"]
promise = "promised"
"""


def test_filters_of_any_kind(play_lab: Play, tmp_path: Path) -> None:
    """By values that others have as well, by moments, by members: the lab understands them all."""
    path = tmp_path / "mine.toml"
    path.write_text(FILTERS, "utf-8")
    check = "contract-promised-filters-find"
    assert play_lab(profile=str(path), checks=(check,))[check]["outcome"] == "pass"
    found = play_lab("ignores_filters", profile=str(path), checks=(check,))[check]
    assert found["outcome"] == "fail"
    messages = {finding["message"].partition("; ")[2] for finding in found["findings"]}
    assert messages == {"it finds somebody else"}


@pytest.mark.parametrize(
    ("lines", "check", "said"),
    [
        (
            '[[patch]]\nresource = "Group"\nop = "add"\npath = "members"\npromise = "refused"',
            "contract-refused-changes-of-groups-do-nothing",
            "The profile says that PATCH add of members is refused for Groups; "
            "it was answered 200 and changed the group",
        ),
        (
            '[[patch]]\nresource = "User"\nop = "remove"\npath = "title"\npromise = "promised"',
            "contract-promised-changes-of-users-work",
            "The profile says that PATCH remove of title is promised for Users; PATCH /Users/{id} was answered 400",
        ),
        (
            '[[filter]]\nresource = "User"\nattribute = "userName"\noperators = ["eq"]\npromise = "refused"',
            "contract-refused-filters-are-refused",
            "The profile says that the filter userName eq is refused for Users; it was answered 200 with 1 resources",
        ),
        (
            '[users]\nunsupported_are = "refused"',
            "contract-unsupported-is-not-kept",
            "The profile says that nickName of a User is refused; POST /Users was answered 201",
        ),
        (
            "[limits]\nmembers_per_request = 6",
            "contract-members-per-request",
            "The profile says that a request carries at most 6 members; PATCH /Groups/{id} was answered 400",
        ),
        (
            "[limits]\nmembers_per_request = 4",
            "contract-members-per-request",
            "The profile says that a request carries at most 4 members; 5 are accepted: the profile is out of date",
        ),
    ],
)
def test_a_line_that_does_not_hold_is_named(play_lab: Play, tmp_path: Path, lines: str, check: str, said: str) -> None:
    found = play_lab(profile=written(tmp_path, lines), checks=(check,))[check]
    assert found["outcome"] in ("fail", "warn")
    assert said in [finding["message"] for finding in found["findings"]]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("userName", ["ada"]),
        ("name.givenName", ["Ada"]),
        ("emails.value", ["a@x", "b@x"]),
        ('emails[type eq "home"].value', ["b@x"]),
        ("urn:example:staff:2.0:User:badge", ["7"]),
        ("title", []),
    ],
)
def test_places(text: str, values: list[str]) -> None:
    resource = {
        "userName": "ada",
        "name": {"givenName": "Ada"},
        "emails": [{"value": "a@x", "type": "work"}, {"value": "b@x", "type": "home"}],
        "urn:example:staff:2.0:User": {"badge": "7"},
    }
    assert Place.at(text).values(resource) == values
    assert Place.at(text).values(Place.at(text.partition("[")[0]).drop(resource)) == []


def test_a_condition_is_filled_with_what_is_there() -> None:
    group = {"members": [{"value": "17"}, {"value": "18"}]}
    assert str(Place.at("members[value eq]").filled(group)) == 'members[value eq "17"]'


def test_what_is_no_path_is_one_clear_line() -> None:
    with pytest.raises(SettingsError, match="is no path of an attribute"):
        Place.at("members[")
