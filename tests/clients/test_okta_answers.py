"""How Okta copes with answers: what it waits for, what it gives up, and what its admin reads."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
import respx

from scimproof.clients.okta import CONNECTORS, Okta, OktaGroup
from scimproof.clients.okta.sending import HALTED
from scimproof.clients.tasks import Task
from scimproof.journal import Journal
from scimproof.lab import Lab
from scimproof.outcome import Blocked
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Limits, Wire

GROUP_ID = "2819c223-7f76-453a-919d-413861904646"
EMPTY = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    "totalResults": 0,
    "startIndex": 1,
    "itemsPerPage": 0,
    "Resources": [],
}
CREATED = {"id": GROUP_ID, "displayName": "Sales"}


@pytest.fixture
def naps() -> list[float]:
    """How long Okta really slept."""
    return []


@pytest.fixture
def okta(session: Session, target: respx.MockRouter, naps: list[float]) -> Okta:
    """An OIN app that has pushed the group Sales."""
    target.get("/Groups").mock(return_value=httpx.Response(200, json=EMPTY))
    target.post("/Groups").mock(return_value=httpx.Response(201, json=CREATED))
    target.patch(f"/Groups/{GROUP_ID}").mock(return_value=httpx.Response(204))
    made = Okta(session, CONNECTORS["okta-oin"], longest_wait_s=2, sleep=naps.append)
    made.groups.append(OktaGroup("Sales", "00g"))
    assert made.push_group(made.groups[0]).succeeded
    target.calls.clear()
    return made


def push(okta: Okta, target: respx.MockRouter, *answers: Any) -> Task:
    """Push Now, answered so."""
    target.patch(f"/Groups/{GROUP_ID}").mock(side_effect=list(answers))
    return okta.push_now(okta.groups[0])


def busy(retry_after: str | None = None) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": retry_after} if retry_after is not None else {})


@pytest.mark.parametrize(
    ("retry_after", "waited"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (" 120 ", 120.0),
        (None, 300.0),
        ("", 300.0),
        ("1.5", 300.0),
        ("-3", 300.0),
        ("soon", 300.0),
        ("Wed, 25 Nov 2026 20:00:00 GMT", 300.0),
    ],
)
def test_okta_waits_when_it_is_told_to(
    okta: Okta, target: respx.MockRouter, naps: list[float], retry_after: str | None, waited: float
) -> None:
    """Whole seconds are taken at their word; anything else, a date included, means five minutes."""
    task = push(okta, target, busy(retry_after), httpx.Response(204))
    assert task.succeeded
    assert okta.clock_s == waited
    assert naps == [min(waited, 2)]  # the clock is Okta's; nobody has to sit through it
    assert len(task.exchanges) == 2
    assert task.exchanges[0].request == task.exchanges[1].request


def test_every_further_429_doubles_the_wait(okta: Okta, target: respx.MockRouter) -> None:
    """Also when it says otherwise: the first one counts."""
    task = push(okta, target, busy("10"), busy("1"), busy(), httpx.Response(204))
    assert task.succeeded
    assert okta.clock_s == 10 + 20 + 40


def test_after_ten_attempts_okta_gives_up(okta: Okta, target: respx.MockRouter) -> None:
    task = push(okta, target, *[busy() for _ in range(20)])
    assert len(task.exchanges) == 10
    assert okta.clock_s == 300 * (2**9 - 1)
    assert task.error == "Error while pushing a group: Too Many Requests"


def test_a_401_halts_provisioning(okta: Okta, target: respx.MockRouter) -> None:
    """For this group and all others, until an admin signs in again."""
    assert push(okta, target, httpx.Response(401, json={"detail": "expired"})).error == HALTED
    target.calls.clear()
    assert okta.push_group(OktaGroup("Support", "00g")).error == HALTED
    assert okta.push_now(okta.groups[0]).error == HALTED
    assert not target.calls


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        (
            httpx.Response(400, json={"detail": "no members"}),
            "Bad Request. Errors reported by remote server: no members",
        ),
        (httpx.Response(404, json={"detail": "unknown"}), "Not Found. Errors reported by remote server: unknown"),
        (httpx.Response(404, json={}), "Not Found"),
        (httpx.Response(409, json={"detail": ""}), "Conflict"),
        (httpx.Response(500, json={"detail": "oops"}), "Internal Server Error. Errors reported by remote server: oops"),
        (httpx.Response(503), "Service Unavailable"),
        (httpx.Response(418), "418"),
        (httpx.Response(415, text="Unsupported Media Type"), "415. Unrecognized token 'Unsupported'"),
        (httpx.Response(502, text="error code: 502"), "502. Unrecognized token 'error'"),
        (httpx.Response(200, text="<!doctype html>"), "200. Unrecognized token '<!doctype'"),
        (httpx.ReadTimeout("late"), "no answer within 30 s"),  # at once, so it was not we who gave up
        (httpx.ConnectError("refused"), "no connection: refused"),
    ],
)
def test_what_the_admin_reads(okta: Okta, target: respx.MockRouter, answer: Any, read: str) -> None:
    """No answer of these is tried again by Okta; the admin does that."""
    task = push(okta, target, answer)
    assert task.error == f"Error while pushing a group: {read}"
    assert len(task.exchanges) == 1


def test_nobody_is_less_patient_than_okta(tmp_path: Any, target: respx.MockRouter) -> None:
    """After 60 s without an answer the task is lost. Who waits less long (--timeout) has nothing to say of that."""

    def late(_: httpx.Request) -> httpx.Response:
        time.sleep(0.02)
        raise httpx.ReadTimeout("late")

    settings = Settings(url="https://scim.example.test/scim/v2", token="t", report_dir=tmp_path, timeout_s=0.01)
    wire = Wire("https://scim.example.test/scim/v2", Limits(timeout_s=0.01))
    impatient = Session(settings, wire, Journal(tmp_path / "journal.jsonl", "https://scim.example.test/scim/v2"))
    target.get("/Users").mock(side_effect=late)
    with pytest.raises(Blocked, match=r"no answer within 0\.01 s; Okta waits 60 s: --timeout 60 tells"):
        Okta(impatient).test_credentials()


def test_after_a_501_no_put_is_tried(okta: Okta, target: respx.MockRouter) -> None:
    """Whether an app sends PATCH was settled when it was made (okta-blog-archive#1956)."""
    task = push(okta, target, httpx.Response(501, json={"detail": "no PATCH"}))
    assert [exchange.request.method for exchange in task.exchanges] == ["PATCH"]
    assert task.error == "Error while pushing a group: Not Implemented. Errors reported by remote server: no PATCH"


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(201), httpx.Response(201, json={}), httpx.Response(201, json={"id": 7}), httpx.Response(204)],
)
def test_a_create_without_an_id_is_none(session: Session, target: respx.MockRouter, answer: httpx.Response) -> None:
    target.get("/Groups").mock(return_value=httpx.Response(200, json=EMPTY))
    target.post("/Groups").mock(return_value=answer)
    group = OktaGroup("Sales", "00g")
    task = Okta(session, CONNECTORS["okta-oin"]).push_group(group)
    assert task.error == "Error while creating user group Sales: the answer has no id"
    assert group.target_id is None
    assert [exchange.request.method for exchange in task.exchanges] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("[]", "No results for groups returned"),
        ("", "No results for groups returned"),
        ("null", "No results for groups returned"),
        ('{"totalResults":0,"startIndex":"1"}', ""),
        ("<html>", "No results for groups returned"),
    ],
)
def test_a_list_that_is_none(session: Session, target: respx.MockRouter, body: str, read: str) -> None:
    """Nothing is created after a look-up that could not be read; of a text for a number no reason is shown."""
    target.get("/Groups").mock(return_value=httpx.Response(200, text=body))
    task = Okta(session).push_group(OktaGroup("Sales", "00g"))
    assert (task.error, len(task.exchanges)) == (read, 1)


def test_a_group_that_is_gone_is_not_made_again(okta: Okta, target: respx.MockRouter) -> None:
    """The admin unlinks it, and pushes it anew."""
    assert not push(okta, target, httpx.Response(404, json={"detail": "gone"})).succeeded
    assert okta.groups[0].target_id == GROUP_ID
    target.calls.clear()
    okta.unlink_group(okta.groups[0], delete=False)
    target.patch(f"/Groups/{GROUP_ID}").mock(side_effect=None, return_value=httpx.Response(204))
    assert okta.push_group(okta.groups[0]).succeeded
    assert [call.request.method for call in target.calls] == ["GET", "POST", "PATCH"]


def test_somebody_elses_group_is_left_alone(session: Session, target: respx.MockRouter) -> None:
    """Okta would take it over. We do not: this run has not created it."""
    found = {**EMPTY, "totalResults": 1, "itemsPerPage": 1, "Resources": [CREATED]}
    target.get("/Groups").mock(return_value=httpx.Response(200, json=found))
    task = Okta(session, CONNECTORS["okta-oin"]).push_group(OktaGroup("Sales", "00g"))
    assert task.error is not None
    assert "somebody else's; it was not sent" in task.error
    assert len(target.calls) == 1


def test_what_came_too_soon_is_sent_again(tmp_path: Any) -> None:
    """On a server that asks to wait now and then: the group is pushed all the same, and exactly once."""
    with Lab(choices=["asks_to_wait_now_and_then"]) as lab:
        settings = Settings(url=lab.url, token=lab.token, report_dir=tmp_path)
        session = Session(settings, Wire(lab.url), Journal(tmp_path / "journal.jsonl", lab.url))
        okta = Okta(session, CONNECTORS["okta-oin"])
        tasks = [okta.push_group(OktaGroup(f"Sales {number}", "00g")) for number in range(5)]
        found = okta.import_groups()
        session.tidy()
        session.wire.close()
    assert all(task.succeeded for task in (*tasks, found))
    statuses = [exchange.answer.status for task in tasks for exchange in task.exchanges]
    assert statuses.count(429) > 0
    assert sorted(group["displayName"] for group in found.resources) == [f"Sales {number}" for number in range(5)]


@pytest.mark.slow
def test_a_target_that_asks_to_wait_is_no_worse_for_it(play_lab: Any) -> None:
    """What is answered 429 is asked again, by Okta and by the runner of its tests, and judged by what comes then."""
    with Lab(choices=["asks_to_wait_now_and_then"]) as lab:
        checks = play_lab(checks=("okta-oin-*",), url=lab.url, token=lab.token, crowd=105)
    told = {one: check["findings"] or check["reason"] for one, check in checks.items()}
    assert not {one: told[one] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}
