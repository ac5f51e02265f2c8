"""The statements by section add up, and a broken one is never counted as one that holds."""

from typing import Any

from scimproof.reporting.sections import sections
from scimproof.reporting.summary import Summary


def check(outcome: str, *requirements: str) -> dict[str, Any]:
    return {"suite": "rfc", "id": outcome, "outcome": outcome, "requirements": requirements}


def made(*checks: dict[str, Any]) -> list[tuple[str, int, int, int, int]]:
    found = sections(Summary({"checks": checks, "exchanges": [], "verdicts": []}), {})
    return [(one.name, one.statements, one.hold, one.broken, one.unjudged) for one in found]


def test_statements_are_counted_once_each() -> None:
    both = made(check("pass", "RFC7644-3.3-01", "RFC7644-3.3-02"), check("fail", "RFC7644-3.3-02"))
    assert both == [("RFC 7644, 3.3", 2, 1, 1, 0)]


def test_what_was_not_judged_is_told_apart() -> None:
    assert made(check("n/a", "RFC7644-3.7-01"), check("blocked", "RFC7644-3.7-02")) == [("RFC 7644, 3.7", 2, 0, 0, 2)]


def test_sections_are_in_the_order_of_the_rfcs() -> None:
    found = made(*(check("pass", one) for one in ("RFC9865-2-01", "RFC7644-3.12-01", "RFC7644-3.3-01", "RFC7643-7-01")))
    assert [name for name, *_ in found] == ["RFC 7643, 7", "RFC 7644, 3.3", "RFC 7644, 3.12", "RFC 9865, 2"]


def test_needs_of_clients_are_none_of_the_rfcs() -> None:
    assert made(check("fail", "OKTA-LEAVE-01")) == []
