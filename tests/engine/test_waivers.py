"""A waiver accepts what it names, for as long as it says, and nothing more."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scimproof import waivers
from scimproof.settings import SettingsError

TODAY = date(2026, 11, 25)
URL = "https://scim.example/v2"


def check(identifier: str, outcome: str) -> dict[str, Any]:
    return {"suite": "rfc", "id": identifier, "client": None, "outcome": outcome, "reason": None, "findings": []}


def waiver(pattern: str, **more: Any) -> waivers.Waiver:
    return waivers.Waiver(pattern, "known", **{"until": TODAY, "owner": "ada", **more})


def judged(one: waivers.Waiver, *checks: dict[str, Any]) -> tuple[list[str], waivers.Use]:
    found, uses = waivers.applied([one], checks, URL, TODAY)
    return [entry["outcome"] for entry in found], uses[0]


def test_what_is_red_is_waived_until_the_last_day() -> None:
    outcomes, use = judged(waiver("a-*"), check("a-1", "fail"), check("a-2", "blocked"), check("b", "fail"))
    assert outcomes == ["waived", "waived", "fail"]
    assert (use.state, use.checks) == ("used", ("a-1", "a-2"))


def test_after_that_it_accepts_nothing() -> None:
    outcomes, use = judged(waiver("a", until=TODAY - timedelta(days=1)), check("a", "fail"))
    assert (outcomes, use.state) == (["fail"], "expired")


@pytest.mark.parametrize("outcome", ["pass", "note"])
def test_one_whose_checks_pass_is_stale(outcome: str) -> None:
    outcomes, use = judged(waiver("a"), check("a", outcome))
    assert (outcomes, use.state) == (["fixed"], "stale")


@pytest.mark.parametrize("outcome", ["n/a", "error"])
def test_one_whose_checks_were_not_judged_is_idle(outcome: str) -> None:
    """Not stale: the next run may judge them."""
    outcomes, use = judged(waiver("a"), check("a", outcome))
    assert (outcomes, use.state) == ([outcome], "idle")


def test_a_pattern_is_not_stale_while_one_of_its_checks_is_red() -> None:
    outcomes, use = judged(waiver("a-*"), check("a-1", "fail"), check("a-2", "pass"))
    assert (outcomes, use.state) == (["waived", "pass"], "used")


def test_it_holds_for_its_target_alone() -> None:
    outcomes, use = judged(waiver("a", target="https://other.example/*"), check("a", "fail"))
    assert (outcomes, use.state) == (["fail"], "idle")
    outcomes, _ = judged(waiver("a", target="https://*.example/*"), check("a", "fail"))
    assert outcomes == ["waived"]


def test_two_waivers_of_one_check_are_both_used() -> None:
    _, uses = waivers.applied([waiver("a"), waiver("a*")], [check("a", "fail")], URL, TODAY)
    assert [use.state for use in uses] == ["used", "used"]


ENTRY = '[[waiver]]\ncheck = "a"\nreason = "known"\nowner = "ada"\nuntil = {until}\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "waivers.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    until = date.today() + timedelta(days=30)
    (one,) = waivers.load(write(tmp_path, "# why\n\n" + ENTRY.format(until=until) + 'target = "https://*"\n'))
    assert one == waivers.Waiver("a", "known", until, owner="ada", target="https://*")


SOON = (date.today() + timedelta(days=30)).isoformat()
FAR = (date.today() + timedelta(days=800)).isoformat()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[waiver]\n", "is not valid TOML"),
        ("[waiver]\ncheck = 1\n", "two brackets"),
        ("waivers = []\n", "unknown key 'waivers'"),
        (
            "\n" + ENTRY.format(until=SOON).replace("reason", "raeson"),
            "line 2: unknown key 'raeson'; did you mean 'reason'",
        ),
        (ENTRY.format(until=SOON).replace('reason = "known"\n', ""), "'reason' is missing"),
        (ENTRY.format(until=SOON).replace('owner = "ada"\n', ""), "'owner' or 'link' is missing"),
        (ENTRY.format(until='"soon"'), "until has to be a day"),
        (ENTRY.format(until=FAR), "more than a year away"),
        (ENTRY.format(until=SOON).replace("known", "CHANGE ME"), "say why it is accepted"),
        (ENTRY.format(until=SOON).replace('"a"', "7"), "check has to be some text"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        waivers.load(write(tmp_path, text))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value).replace("valid TOML", "")


def test_what_is_written_from_a_run_is_refused_until_somebody_has_edited_it(tmp_path: Path) -> None:
    red = {**check("a", "fail"), "findings": [{"message": "It is\nwrong"}], "title": "It is right"}
    text = waivers.template([red, {**check("b", "pass"), "title": ""}], URL, date.today())
    assert text.count("[[waiver]]") == 1
    assert text.startswith("# It is wrong\n")
    with pytest.raises(SettingsError, match="CHANGE ME"):
        waivers.load(write(tmp_path, text))
    edited = text.replace("CHANGE ME", "asked Ada")
    assert [one.check for one in waivers.load(write(tmp_path, edited))] == ["a"]


def test_pruning_leaves_all_else_as_it_was_written() -> None:
    text = "# ours\n\n# of a\n[[waiver]]\ncheck = 'a'\n\n# of b\n[[waiver]]\ncheck = 'b'  # kept\n"
    assert waivers.without(text, [0]) == "# ours\n\n# of b\n[[waiver]]\ncheck = 'b'  # kept\n"
    assert waivers.without(text, [1]) == "# ours\n\n# of a\n[[waiver]]\ncheck = 'a'\n\n"
    assert waivers.without(text, []) == text
