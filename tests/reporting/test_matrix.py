"""The client matrix says of each client and event no more than its checks do."""

from typing import Any

import pytest

from scimproof import suites
from scimproof.reporting.matrix import EVENTS, Matrix, matrix
from scimproof.reporting.summary import Summary


def check(scenario: str, outcome: str, client: str | None = "okta-oin") -> dict[str, Any]:
    suite = scenario.partition("/")[0]
    return {"suite": suite, "id": f"{scenario}-{outcome}", "scenario": scenario, "client": client, "outcome": outcome}


def made(*checks: dict[str, Any]) -> Matrix | None:
    return matrix(Summary({"checks": checks, "exchanges": [], "verdicts": []}))


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        (["pass", "note", "n/a"], "works"),
        (["pass", "warn"], "works, with remarks"),
        (["pass", "fail", "blocked"], "breaks"),
        (["pass", "waived"], "breaks"),
        (["pass", "blocked"], "not tried"),
        (["pass", "error"], "not tried"),
        (["n/a"], "not tried"),
    ],
)
def test_a_cell(outcomes: list[str], state: str) -> None:
    found = made(*(check("okta-oin/leaving/she-leaves", outcome) for outcome in outcomes))
    assert found is not None
    ((event, (cell,)),) = found.rows
    assert (event, cell.state) == ("Somebody leaves and comes back", state)


def test_a_cell_leads_to_the_worst_of_its_checks() -> None:
    found = made(check("entra/leaving/a", "pass"), check("entra/returning/b", "fail"), check("entra/leaving/c", "warn"))
    assert found is not None
    (cell,) = found.rows[0][1]
    assert cell.worst is not None
    assert cell.worst["outcome"] == "fail"


def test_clients_are_columns_and_the_rfc_is_none() -> None:
    found = made(
        check("rfc/users/a", "pass", None), check("okta-oin/leaving/a", "pass"), check("entra/creating/a", "pass")
    )
    assert found is not None
    assert [suite.name for suite in found.suites] == ["okta-oin", "entra"]
    assert [(event, [cell.state for cell in cells]) for event, cells in found.rows] == [
        ("Somebody joins", ["not tried", "works"]),
        ("Somebody leaves and comes back", ["works", "not tried"]),
    ]


def test_every_topic_of_the_clients_is_put_in_order() -> None:
    topics = {
        path.stem.removeprefix("check_").replace("_", "-")
        for folder in ("entra", "okta")
        for path in (suites.home() / folder).glob("check_*.py")
    }
    assert topics - {topic for some in EVENTS.values() for topic in some} == set()


def test_a_topic_that_nobody_has_put_in_order_is_shown_all_the_same() -> None:
    found = made(check("acme/on-the-moon/a", "fail", "acme"))
    assert found is not None
    assert found.rows[0][0] == "On the moon"


def test_without_a_client_there_is_no_matrix() -> None:
    assert made(check("rfc/users/a", "pass", None)) is None
