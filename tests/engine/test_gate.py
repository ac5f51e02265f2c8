"""Verdicts are words, and what could not be judged is never good enough."""

import pytest

from scimproof.gate import Exit, exit_code, gate, verdicts


def checks(*outcomes: str, suite: str = "rfc") -> list[dict[str, str]]:
    return [{"suite": suite, "outcome": outcome} for outcome in outcomes]


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (("pass", "note", "warn", "n/a"), "met"),
        (("pass", "waived"), "met with waivers"),
        (("pass", "fail"), "not met"),
        (("pass", "blocked"), "incomplete"),
        (("pass", "error"), "incomplete"),
        (("fail", "blocked"), "not met"),
        (("n/a", "n/a"), "incomplete"),
    ],
)
def test_verdict(outcomes: tuple[str, ...], verdict: str) -> None:
    assert verdicts(checks(*outcomes), complete=True)[0]["verdict"] == verdict


def test_an_interrupted_suite_is_incomplete() -> None:
    assert verdicts(checks("pass"), complete=False)[0]["verdict"] == "incomplete"


@pytest.mark.parametrize(
    ("outcomes", "fail_on", "met"),
    [
        (("pass",), "must", True),
        (("pass", "warn"), "must", True),
        (("pass", "warn"), "should", False),
        (("pass", "fail"), "must", False),
        (("pass", "fail"), "never", True),
        (("pass", "blocked"), "must", False),
        (("pass", "error"), "never", False),
        (("n/a",), "must", False),
        ((), "must", False),
    ],
)
def test_gate(outcomes: tuple[str, ...], fail_on: str, met: bool) -> None:
    decision = gate(verdicts(checks(*outcomes), complete=True), fail_on)
    assert decision.met is met
    assert bool(decision.reasons) is not met


@pytest.mark.parametrize(
    ("outcomes", "lost", "interrupted", "code"),
    [
        (("pass",), False, False, Exit.MET),
        (("fail",), False, False, Exit.NOT_MET),
        (("fail", "error"), False, False, Exit.HARNESS_FAULT),
        (("pass",), True, False, Exit.UNREACHABLE),
        (("error",), True, True, Exit.INTERRUPTED),
    ],
)
def test_exit_code(outcomes: tuple[str, ...], lost: bool, interrupted: bool, code: Exit) -> None:
    found = checks(*outcomes)
    decision = gate(verdicts(found, complete=True), "must", lost=lost, interrupted=interrupted)
    assert exit_code(decision, found, lost=lost, interrupted=interrupted) == code
