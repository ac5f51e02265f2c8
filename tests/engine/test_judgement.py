"""What closes the gate: case by case."""

from datetime import date, timedelta
from typing import Any

import pytest

from scimproof import comparison
from scimproof.gate import Exit, exit_code
from scimproof.judgement import Judgement, Terms, judge
from scimproof.settings import Settings
from scimproof.waivers import Waiver

TODAY = date(2026, 11, 25)
URL = "https://scim.example/v2"


def check(identifier: str, outcome: str) -> dict[str, Any]:
    return {"suite": "rfc", "id": identifier, "client": None, "outcome": outcome, "reason": None, "findings": []}


def run(*outcomes: str) -> dict[str, Any]:
    """An older results file: check ``a`` with the first outcome, and so on."""
    checks = [check(name, outcome) for name, outcome in zip("abcdef", outcomes, strict=False)]
    return {"tool": {"version": "1"}, "run": {"id": "1", "started": ""}, "checks": checks}


def decided(*outcomes: str, fail_on: str = "must", **terms: Any) -> Judgement:
    checks = [check(name, outcome) for name, outcome in zip("abcdef", outcomes, strict=False)]
    return judge(checks, URL, Settings(fail_on=fail_on), Terms(today=TODAY, **terms), lost=False, interrupted=False)


def waiver(pattern: str, days: int = 10) -> Waiver:
    return Waiver(pattern, "known", TODAY + timedelta(days=days), owner="ada")


@pytest.mark.parametrize(
    ("judgement", "verdict", "code"),
    [
        (decided("pass", "note", "n/a"), "met", Exit.MET),
        (decided("pass", "warn"), "met", Exit.MET),
        (decided("pass", "warn", fail_on="should"), "met", Exit.NOT_MET),
        (decided("pass", "fail"), "not met", Exit.NOT_MET),
        (decided("pass", "fail", fail_on="never"), "not met", Exit.MET),
        (decided("pass", "blocked"), "incomplete", Exit.NOT_MET),
        (decided("n/a"), "incomplete", Exit.NOT_MET),
        # Waivers: used, ended, doing nothing any more.
        (decided("pass", "fail", waivers=(waiver("b"),)), "met with waivers", Exit.MET),
        (decided("pass", "fail", waivers=(waiver("b", -1),)), "not met", Exit.NOT_MET),
        (decided("pass", "pass", waivers=(waiver("b"),)), "met", Exit.NOT_MET),
        (decided("pass", "pass", waivers=(waiver("b"),), fail_on="never"), "met", Exit.MET),
        (decided("pass", "n/a", waivers=(waiver("b"),)), "met", Exit.MET),
        # A baseline: only what is newly broken counts.
        (decided("fail", "pass", baseline=run("fail", "pass")), "not met", Exit.MET),
        (decided("fail", "fail", baseline=run("fail", "pass")), "not met", Exit.NOT_MET),
        (decided("fail", baseline=run("warn")), "not met", Exit.NOT_MET),
        (decided("fail", baseline=run("blocked")), "not met", Exit.NOT_MET),
        (decided("blocked", baseline=run("fail")), "incomplete", Exit.MET),
        (decided("fail", baseline=run("waived")), "not met", Exit.MET),
        (decided("pass", baseline=run("pass", "pass")), "met", Exit.MET),
        # An edition: what is newer closes nothing.
        (decided("pass", "fail", edition=frozenset("a")), "not met", Exit.MET),
        (decided("pass", "fail", edition=frozenset("ab")), "not met", Exit.NOT_MET),
        # A fault of ours is nobody's to accept.
        (decided("pass", "error", waivers=(waiver("b"),)), "incomplete", Exit.HARNESS_FAULT),
    ],
)
def test_the_exit_code(judgement: Judgement, verdict: str, code: Exit) -> None:
    assert judgement.verdicts[0]["verdict"] == verdict
    assert exit_code(judgement.gate, judgement.checks, lost=False, interrupted=False) is code
    assert judgement.gate.met is (code is Exit.MET)


def test_reasons_name_the_waiver() -> None:
    ended, stale = decided("fail", waivers=(waiver("a", -3),)), decided("pass", waivers=(waiver("a"),))
    assert "the waiver for a expired 3 days ago" in ended.gate.reasons
    assert stale.gate.reasons == ("the waiver for a is stale: what it accepts works now (scimproof waive --prune)",)


def test_what_is_newer_than_the_edition_is_named() -> None:
    assert decided("fail", "fail", "pass", edition=frozenset("a")).newer == ("b",)


def test_changes_are_told_apart() -> None:
    changes = comparison.compare(run("fail", "fail", "pass", "pass", "n/a"), decided("fail", "pass", "fail").checks)
    assert (comparison.ids(changes.known), comparison.ids(changes.fixed)) == (["a"], ["b"])
    assert (comparison.ids(changes.new), comparison.ids(changes.gone)) == (["c"], ["d"])
