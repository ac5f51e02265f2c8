"""What the renderings share: counts, causes, what blocks what."""

from __future__ import annotations

from typing import Any

import pytest

from scimproof.outcome import Outcome
from scimproof.reporting.html import render_html
from scimproof.reporting.summary import Summary, counts, verdict
from scimproof.roots import united


def test_findings_of_one_cause_are_one_thing_to_fix(results: Any) -> None:
    summary = Summary(results)
    assert len(summary.of(Outcome.FAIL)) == 7
    assert [(cause.number, cause.title, len(cause.checks)) for cause in summary.failures] == [
        (1, "PATCH /Users/{id} was answered 400", 3),
        (2, "DELETE /Users/{id} got no answer", 1),
        (3, "authenticationSchemes of /ServiceProviderConfig is missing", 1),
        (4, "POST /Users was answered 500", 1),
        (5, "An error is answered as text/html instead of a SCIM error", 1),
    ]


def test_a_cause_gathers_suites_requirements_and_exchanges(results: Any) -> None:
    cause = Summary(results).failures[0]
    assert {check["suite"] for check in cause.checks} == {"rfc", "okta-oin"}
    assert cause.requirements == ("RFC7644-3.5.2-07", "RFC7644-3.5.2-03", "OKTA-USR-07")
    assert cause.exchanges == [4, 8]
    assert cause.level == "must"


def _red(
    check: Any, name: str, requirements: list[str], message: str, cause: str = "In common: PATCH"
) -> dict[str, Any]:
    finding = {"message": message, "expected": "e", "received": "r", "exchanges": [4], "cause": cause}
    return {**check, "id": name, "outcome": "fail", "requirements": requirements, "findings": [finding]}


def test_a_cause_is_told_by_what_is_typical_of_it(results: Any) -> None:
    """And not by what its first check happens to be about, which holds everywhere else."""
    model = results["checks"][0]
    red = [
        _red(model, "generated", ["RFC7644-3.5.2-01"], "anything"),
        _red(model, "add", ["RFC7644-3.5.2.1-03"], "nickName is missing"),
        _red(model, "replace", ["RFC7644-3.5.2.1-03", "OKTA-USR-07"], "title is missing"),
    ]
    holds = [{**model, "outcome": "pass", "requirements": ["RFC7644-3.5.2-01"], "findings": []}] * 8
    cause = Summary({**results, "checks": [*red, *holds]}).failures[0]
    assert cause.requirements == ("RFC7644-3.5.2.1-03", "OKTA-USR-07", "RFC7644-3.5.2-01")
    assert cause.title == "PATCH: nickName is missing"
    assert [check["id"] for check in cause.checks] == ["add", "replace", "generated"]


@pytest.mark.parametrize(
    ("cause", "messages", "title"),
    [
        ("a key", ["The same"] * 2, "The same"),
        ("In common: PUT", ["One", "Other"], "PUT: One"),
        ("the size", ["The size: 1 instead of 2", "The size: 3 instead of 4"], "The size: 1 instead of 2"),
        ("A group has lost members", ["1 of 2 is missing", "2 of 3 are missing"], "A group has lost members"),
        ("a password is shown", ["In a list", "In a read"], "A password is shown"),
        ("userName of a user", ["It is missing", "It is another"], "userName of a user"),
        ("", ["One", "Other"], "One"),
    ],
)
def test_the_title_of_a_cause_is_a_sentence(results: Any, cause: str, messages: list[str], title: str) -> None:
    model = results["checks"][0]
    checks = [_red(model, f"check-{number}", ["R"], text, cause) for number, text in enumerate(messages)]
    assert Summary({**results, "checks": checks}).failures[0].title == title


def test_the_causes_of_one_root_are_recognised(results: Any) -> None:
    """The name that the root gets is taken apart by reports."""
    model = results["checks"][0]
    checks = [_red(model, f"check-{number}", ["R"], f"message {number}", f"cause {number}") for number in range(2)]
    together = united(checks, results["exchanges"], results["target"]["url"])
    assert Summary({**results, "checks": together}).failures[0].title.endswith(": message 0")


def test_blocked_checks_point_at_what_blocks_them(results: Any) -> None:
    summary = Summary(results)
    assert [len(cause.blocks) for cause in summary.failures] == [2, 2, 0, 0, 0]
    assert [(len(reason.checks), reason.cause and reason.cause.number) for reason in summary.blocked] == [
        (2, 2),
        (2, 1),
    ]


def test_a_reason_may_name_the_check_that_failed(results: Any) -> None:
    blocked = next(check for check in results["checks"] if check["outcome"] == "blocked")
    blocked["reason"] = "blocked by rfc7644-3.3-duplicate-is-409."
    reason = next(entry for entry in Summary(results).blocked if blocked in entry.checks)
    assert reason.cause is not None
    assert reason.cause.title == "POST /Users was answered 500"


def test_the_same_reason_in_other_exchanges_is_one_reason(results: Any) -> None:
    one, other = [check for check in results["checks"] if check["outcome"] == "blocked"][:2]
    one["reason"], other["reason"] = "POST /Users (#40) was answered 500", "POST /Users (#41) was answered 500"
    reason = Summary(results).blocked[0]
    assert (len(reason.checks), reason.exchanges, reason.cause) == (2, [40, 41], None)
    one["reason"], other["reason"] = (
        "GET /scim/Users/1 (#40) was answered 500",
        "GET /scim/Users/2 (#41) was answered 500",
    )
    assert len(Summary(results).blocked[0].checks) == 2


def test_first_is_said_only_where_it_stands_out(results: Any) -> None:
    first = Summary(results).first
    assert first is not None
    assert first.weight == 5
    duplicate, no_scim_body = results["checks"][4:6]
    assert Summary({**results, "checks": [duplicate, no_scim_body]}).first is None  # one is as good as the other
    assert Summary({**results, "checks": [duplicate]}).first is None  # there is no choice


def test_steps_are_counted_within_their_scenario(results: Any) -> None:
    summary = Summary(results)
    assert [summary.step(number) for number in (1, 3, 6, 8, 99)] == [(1, 1), (2, 3), (3, 3), (2, 3), None]


def test_counts_come_in_reading_order(results: Any) -> None:
    assert [outcome.value for outcome, _ in counts(results["checks"])] == [
        "fail",
        "error",
        "blocked",
        "warn",
        "note",
        "n/a",
        "pass",
    ]


def test_a_red_check_without_findings_is_still_a_cause(results: Any) -> None:
    check = {**results["checks"][0], "outcome": "fail", "findings": []}
    cause = Summary({**results, "checks": [check]}).failures[0]
    assert (cause.title, cause.exchanges) == (check["title"], [])


def test_without_findings_and_checks_there_is_nothing_to_say(results: Any) -> None:
    empty = Summary({**results, "checks": [], "exchanges": [], "verdicts": []})
    assert [empty.suites, empty.failures, empty.warnings, empty.blocked, empty.errors, empty.first] == [[]] * 5 + [None]


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        (["pass", "note", "warn", "n/a"], "met"),
        (["pass", "waived"], "met with waivers"),
        (["pass", "fail", "blocked"], "not met"),
        (["pass", "blocked"], "incomplete"),
        (["pass", "error"], "incomplete"),
        (["n/a"], "incomplete"),
        ([], "incomplete"),
    ],
)
def test_verdicts(outcomes: list[str], word: str) -> None:
    assert verdict({"outcome": outcome} for outcome in outcomes) == word


def test_two_causes_of_one_exchange_share_out_what_they_block(results: Any) -> None:
    """Whichever comes first: what a cause says that it blocks, the reason says of the cause."""
    red, blocked = results["checks"][0], {**results["checks"][0], "findings": []}

    def fail(identifier: str, cause: str) -> dict[str, Any]:
        finding = {"message": cause, "expected": "e", "received": "r", "exchanges": [3], "cause": cause}
        return {**red, "id": identifier, "outcome": "fail", "findings": [finding]}

    def stuck(identifier: str, number: int) -> dict[str, Any]:
        return {
            **blocked,
            "id": identifier,
            "outcome": "blocked",
            "reason": f"PUT /Users/1 (#{number}) was answered 500",
        }

    checks = [
        fail("a", "light"),
        fail("b", "heavy"),
        fail("c", "heavy"),
        fail("d", "heavy"),
        stuck("e", 3),
        stuck("f", 4),
    ]
    document = {**results, "checks": checks}
    summary = Summary(document)
    assert [(cause.title, [check["id"] for check in cause.blocks]) for cause in summary.failures] == [
        ("heavy", []),
        ("light", ["e"]),
    ]
    assert [reason.cause.title for reason in summary.blocked if reason.cause] == ["light"]
    assert "keeps" in render_html(document, {})
