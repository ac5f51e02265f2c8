"""When Entra comes again: back-off, escrow, quarantine, restart and watermark, on a clock on which nobody sleeps."""

from __future__ import annotations

import httpx
import pytest
import respx

from scimproof.clients.entra import schedule
from scimproof.clients.entra.schedule import Escrow, Retries, delay_s, too_many
from scimproof.session import Session

from .entra_groups_stage import READ, GroupStage, listing, patching
from .entra_stage import reading

ADD = '{"op":"Add","path":"members","value":[{"value":"8"}]}'
RENAME = '{"op":"Replace","path":"displayName","value":"Sales"}'
AGAIN = [reading(READ), patching(ADD)]


@pytest.fixture
def stage(session: Session, target: respx.MockRouter) -> GroupStage:
    made = GroupStage(session, target, "entra")
    made.linked()
    return made


def somebody_cannot_join(stage: GroupStage, retries: Retries) -> None:
    """The group gets a member, and the target answers 500 to that for good."""
    stage.entra.turn(retries=retries)
    stage.entra.add_members(stage.group, stage.somebody("8"))
    stage.patched.mock(return_value=httpx.Response(500))


@pytest.mark.parametrize(
    ("retries", "hours"),
    [
        ("every-cycle", (0, 0, 0, 0)),
        ("documented", (6, 12, 24, 24, 24)),
        ("reported", (0.5, 1, 2, 4, 8, 8)),
    ],
)
def test_hours_until_something_is_tried_again(retries: Retries, hours: tuple[float, ...]) -> None:
    assert [delay_s(number, retries) / schedule.HOUR_S for number in range(1, len(hours) + 1)] == list(hours)


def test_what_failed_waits_for_longer_and_longer(stage: GroupStage) -> None:
    """Cycles go on meanwhile, with nothing but their probe; the request is the same each time."""
    somebody_cannot_join(stage, "documented")
    assert "StatusCode: 500" in str(stage.entra.cycle().error)
    for hours in (6, 12, 24, 24):
        stage.forget()
        assert stage.entra.cycle().succeeded
        stage.entra.wait(hours - 2)
        assert stage.entra.cycle().succeeded
        assert stage.wire == []
        stage.entra.wait(2)
        assert "StatusCode: 500" in str(stage.entra.cycle().error)
        assert stage.wire == AGAIN
    assert stage.group in stage.entra.escrow
    stage.patched.mock(return_value=httpx.Response(204))
    stage.entra.wait(24)
    assert stage.entra.cycle().succeeded
    assert stage.group not in stage.entra.escrow


def test_a_change_does_not_wait(stage: GroupStage) -> None:
    """What an admin changes is looked at in the next cycle, with all that is left to do."""
    somebody_cannot_join(stage, "documented")
    stage.entra.cycle()
    stage.forget()
    stage.patched.mock(return_value=httpx.Response(204))
    stage.entra.rename_group(stage.group, "Sales")
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(RENAME), patching(ADD)]
    assert stage.group not in stage.entra.escrow


def test_after_four_weeks_it_is_given_up(stage: GroupStage) -> None:
    somebody_cannot_join(stage, "documented")
    stage.entra.cycle()
    stage.entra.wait(28 * 24)
    stage.entra.cycle()
    assert stage.group not in stage.entra.escrow
    stage.forget()
    stage.entra.wait(28 * 24)
    assert stage.entra.cycle().succeeded
    assert stage.wire == []


def test_in_quarantine_cycles_come_daily_and_end_after_four_weeks(stage: GroupStage) -> None:
    """The probe fails: only it is sent, once a day, and then nothing any more, until provisioning is restarted."""
    stage.entra.rename_group(stage.group, "Sales")
    stage.found.mock(return_value=httpx.Response(404))
    before_s = stage.entra.clock_s
    assert "quarantine" in str(stage.entra.cycle().error)
    assert stage.entra.clock_s - before_s == schedule.CYCLE_S
    days = 0
    while "switched off" not in str(stage.entra.cycle().error):
        days += 1
    assert days == 29
    sent = len(stage.target.calls)
    stage.entra.wait(24)
    stage.entra.cycle()
    assert len(stage.target.calls) == sent
    stage.found.mock(return_value=listing())
    stage.forget()
    assert stage.entra.restart().succeeded
    assert stage.entra.quarantined is None
    assert stage.wire == [reading(READ), patching(RENAME)]


def test_the_watermark_moves_with_a_cycle_and_stays_in_quarantine(stage: GroupStage) -> None:
    before = stage.entra.watermark
    stage.entra.rename_group(stage.group, "Sales")
    stage.found.mock(return_value=httpx.Response(503))
    stage.entra.cycle()
    assert stage.entra.watermark == before
    stage.found.mock(return_value=listing())
    stage.forget()
    assert stage.entra.cycle().succeeded
    assert stage.entra.watermark == before + 1
    assert stage.wire == [reading(READ), patching(RENAME)]
    stage.forget()
    assert stage.entra.cycle().succeeded
    assert stage.wire == []


def test_a_restart_clears_the_escrow(stage: GroupStage) -> None:
    """Nothing waits any more: everybody in scope is looked at, and what failed is sent again."""
    somebody_cannot_join(stage, "documented")
    stage.entra.cycle()
    assert stage.group in stage.entra.escrow
    stage.target.get("/Users/8").mock(return_value=httpx.Response(404))  # the user is read as well
    stage.patched.mock(return_value=httpx.Response(204))
    stage.forget()
    stage.entra.restart()
    assert patching(ADD) in stage.wire
    assert stage.group not in stage.entra.escrow


@pytest.mark.parametrize(
    ("failed", "references", "tried", "quarantined"),
    [
        (0, 0, 0, False),
        (10, 0, 10, False),
        (4_999, 0, 5_000, False),
        (5_000, 0, 12_500, False),
        (5_000, 0, 12_499, True),
        (40_000, 0, 1_000_000, False),
        (40_001, 0, 1_000_000, True),
        (0, 60_000, 60_000, False),
        (1, 60_000, 1_000_000, True),
    ],
)
def test_failures_that_put_a_job_into_quarantine(failed: int, references: int, tried: int, quarantined: bool) -> None:
    """Few of few are none of its business; references count in the last figure only."""
    assert too_many(failed, references, tried) is quarantined


def test_many_failures_put_the_job_into_quarantine(stage: GroupStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a cycle: the next one comes a day later, and one without failures ends it."""
    monkeypatch.setattr(schedule, "MANY", 1)
    stage.read.mock(return_value=httpx.Response(500))
    stage.entra.rename_group(stage.group, "Sales")
    stage.entra.cycle()
    assert "1 of 1 objects have failed" in str(stage.entra.quarantined)
    stage.read.mock(return_value=httpx.Response(200, json={"id": "0a1b2c3d", "displayName": "Sales"}))
    before_s = stage.entra.clock_s
    assert stage.entra.cycle().succeeded
    assert stage.entra.clock_s - before_s == schedule.DAY_S
    assert stage.entra.quarantined is None


def test_an_escrow_keeps_the_order_of_failures() -> None:
    escrow: Escrow[str] = Escrow()
    for name in ("b", "a", "c"):
        escrow.failed(name, 0, "every-cycle")
    escrow.forget("a")
    escrow.failed("b", 10, "reported")
    assert escrow.due(20) == ["c"]
    assert escrow.due(10 + schedule.HOUR_S) == ["b", "c"]
