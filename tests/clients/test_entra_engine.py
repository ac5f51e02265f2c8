"""What Entra's sync engine makes of an answer: what it sends again, when it waits, and when it gives up."""

from __future__ import annotations

import httpx
import pytest
import respx

from scimproof.clients.entra import schedule
from scimproof.session import Session

from .entra_groups_stage import FIND, GROUP_ID, READ, SHOWN, GroupStage, listing, patching
from .entra_stage import reading

ADD = '{"op":"Add","path":"members","value":[{"value":"8"}]}'


@pytest.fixture
def stage(session: Session, target: respx.MockRouter) -> GroupStage:
    return GroupStage(session, target, "entra")


def test_what_failed_is_sent_again_in_the_next_cycle(stage: GroupStage) -> None:
    """The identical request, until it succeeds (lightdash/lightdash#24458)."""
    stage.linked()
    stage.entra.add_members(stage.group, stage.somebody("8"))
    stage.patched.mock(return_value=httpx.Response(500))
    assert "StatusCode: 500" in str(stage.entra.cycle().error)
    assert "StatusCode: 500" in str(stage.entra.cycle().error)
    stage.patched.mock(return_value=httpx.Response(204))
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(ADD)] * 3
    stage.forget()
    assert stage.entra.cycle().succeeded
    assert stage.wire == []


def test_a_member_that_fails_does_not_stop_the_others(stage: GroupStage) -> None:
    stage.linked()
    stage.entra.add_members(stage.group, *(stage.somebody(number) for number in "789"))
    stage.patched.mock(side_effect=lambda request: httpx.Response(404 if b'"8"' in request.content else 204))
    assert "StatusCode: 404" in str(stage.entra.cycle().error)
    assert [operations[0]["value"][0]["value"] for operations in stage.changes] == ["7", "8", "9"]
    stage.forget()
    stage.entra.cycle()
    assert stage.wire == [reading(READ), patching(ADD)]


def test_it_waits_as_long_as_it_is_told(stage: GroupStage) -> None:
    stage.linked()
    stage.entra.add_members(stage.group, stage.somebody("8"))
    busy = httpx.Response(429, headers={"Retry-After": "30"})
    stage.patched.mock(side_effect=[busy, httpx.Response(204)])
    before_s = stage.entra.clock_s
    assert stage.entra.cycle().succeeded
    assert stage.entra.clock_s == before_s + schedule.CYCLE_S + 30
    assert stage.wire == [reading(READ), patching(ADD), patching(ADD)]


@pytest.mark.parametrize(
    ("headers", "waits"), [({}, True), ({"Retry-After": "soon"}, True), ({"Retry-After": "30"}, False)]
)
def test_who_is_not_told_or_does_not_listen_fails(stage: GroupStage, headers: dict[str, str], waits: bool) -> None:
    """Nobody knows for certain whether Entra waits: it is a knob."""
    stage.linked()
    stage.entra.turn(waits_when_told=waits)
    stage.entra.add_members(stage.group, stage.somebody("8"))
    stage.patched.mock(side_effect=[httpx.Response(429, headers=headers), httpx.Response(204)])
    assert "StatusCode: 429" in str(stage.entra.cycle().error)
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(ADD)] * 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(401),
        httpx.Response(500),
        httpx.Response(204),
        httpx.Response(200, json={}),
        httpx.Response(200, text="<html>"),
        httpx.ConnectError("no route"),
    ],
)
def test_a_probe_that_fails_puts_the_job_into_quarantine(stage: GroupStage, answer: httpx.Response | Exception) -> None:
    """Nothing is sent but the probes; with the first one that succeeds all goes on."""
    healthy = {"return_value": listing()}
    stage.found.mock(**({"side_effect": answer} if isinstance(answer, Exception) else {"return_value": answer}))
    stage.entra.assign(stage.group)
    assert str(stage.entra.cycle().error).startswith("The job is in quarantine.")
    assert stage.entra.quarantined
    assert stage.wire == []
    stage.found.mock(side_effect=None, **healthy)
    assert stage.entra.cycle().succeeded
    assert stage.entra.quarantined is None
    assert [request.method for request in stage.requests] == ["GET", "POST"]


def test_a_group_that_is_lost_stays_linked_until_the_links_are_reset(stage: GroupStage) -> None:
    stage.linked()
    stage.read.mock(return_value=httpx.Response(404))
    stage.entra.rename_group(stage.group, "Engineering")
    assert "StatusCode: 404" in str(stage.entra.cycle().error)
    assert "StatusCode: 404" in str(stage.entra.restart().error)
    assert stage.wire == [reading(READ), reading(READ)]
    stage.forget()
    assert stage.entra.restart(forget_links=True).succeeded
    assert stage.group.target_id == GROUP_ID
    assert stage.wire[0] == reading(FIND)
    assert [request.method for request in stage.requests] == ["GET", "POST"]


def test_a_restart_reads_everything_and_writes_nothing_that_is_right(stage: GroupStage) -> None:
    stage.linked()
    assert stage.entra.restart().succeeded
    assert stage.wire == [reading(READ)]


def test_changes_are_repeated_and_creates_are_not(stage: GroupStage) -> None:
    stage.entra.add_members(stage.group, stage.somebody("8"))
    stage.entra.assign(stage.group)
    task = stage.entra.cycle()
    stage.forget()
    assert stage.entra.repeat(task).succeeded
    assert stage.wire == [patching(ADD)]
    stage.entra.unassign(stage.group)
    gone = stage.entra.cycle()
    stage.forget()
    stage.deleted.mock(return_value=httpx.Response(404))
    assert stage.entra.repeat(gone).succeeded
    assert stage.wire == [reading(f"/Groups/{GROUP_ID}", "DELETE")]


def test_all_accounts_are_discovered_page_by_page(stage: GroupStage) -> None:
    """As in Microsoft's test of paging: five each, from 1."""
    people = [{"id": str(number)} for number in range(7)]
    stage.target.get("/Users").mock(side_effect=[listing(*people[:5], total=7), listing(*people[5:], total=7)])
    task = stage.entra.discover_accounts()
    assert task.resources == people
    assert stage.wire == [reading("/Users?startIndex=1&count=5"), reading("/Users?startIndex=6&count=5")]


def test_a_discovery_ends_where_it_is_told_to_or_finds_nobody(stage: GroupStage) -> None:
    stage.target.get("/Users").mock(side_effect=[listing(SHOWN, total=99), listing(total=99)])
    assert stage.entra.discover_accounts().succeeded
    assert len(stage.wire) == 2
    stage.target.get("/Users").mock(side_effect=lambda _: listing(SHOWN, total=99))
    stage.forget()
    assert stage.entra.discover_accounts(most_pages=3).succeeded
    assert len(stage.wire) == 3
