"""Tasks that fail: what a report shows of them, and what rests on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scimproof.clients.tasks import Task, TaskFailed, needed, succeeded
from scimproof.exchange import Exchange, Request, Response
from scimproof.outcome import Blocked


def patched(number: int, status: int, detail: str = "", of: str = "Users/7") -> Exchange:
    request = Request("PATCH", f"https://scim.example/v2/{of}")
    body = json.dumps({"detail": detail}).encode() if detail else b""
    return Exchange(number, "test", None, datetime.now(UTC), 0.0, request, Response(status, body=body))


def failed(name: str, *exchanges: Exchange, over: Exchange, cause: str = "") -> Task:
    task = Task(name, [*exchanges])
    task.fail(TaskFailed("it cannot be done", over, cause=cause))
    return task


def test_a_task_shows_what_it_stumbled_over_and_not_what_failed_last() -> None:
    first, last = patched(3, 400, "active is no text"), patched(5, 501)
    task = failed("Cycle", first, patched(4, 204), last, over=first)
    task.fail(TaskFailed("nor can that", last))
    (finding,) = succeeded(task)
    assert finding.exchanges == (3,)
    assert finding.received == '400 "active is no text"'
    assert "it cannot be done" in finding.message


def test_one_fault_is_one_cause_in_whatever_task_it_shows() -> None:
    """Whoever it is about, and whatever the admin was doing."""
    one, other = (patched(number, 400, f"person-{number} has no e-mail") for number in (3, 4))
    causes = {
        succeeded(failed(name, exchange, over=exchange))[0].cause for name, exchange in (("A", one), ("B", other))
    }
    assert causes == {'PATCH /Users/{id} answered 400: "… has no e-mail"'}


def test_another_fault_is_another_cause() -> None:
    one, other = patched(3, 400, "active is no text"), patched(4, 400, "manager is no text")
    assert len({succeeded(failed("A", exchange, over=exchange))[0].cause for exchange in (one, other)}) == 2


def test_a_cause_may_be_named_where_the_status_does_not_tell_it() -> None:
    found = patched(3, 200)
    assert succeeded(failed("A", found, over=found, cause="it finds a stranger"))[0].cause == "it finds a stranger"


def test_what_rests_on_a_failed_task_names_the_exchange() -> None:
    """By its number a report finds the failure that a blocked check is put under."""
    over = patched(3, 400)
    with pytest.raises(Blocked, match=r"the task 'A' failed \(#3\): it cannot be done"):
        needed(failed("A", over, over=over))
    with pytest.raises(Blocked, match=r"no POST was sent for 'A': it cannot be done \(#3\)"):
        failed("A", over, over=over).sent("POST")
