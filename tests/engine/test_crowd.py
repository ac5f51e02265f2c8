"""A crowd is created once, outlives its scenario, is removed by the run, and respects the budget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
import respx

from scimproof import journal
from scimproof.clients.probe import Probe
from scimproof.crowd import Crowd
from scimproof.declared import USER
from scimproof.outcome import Blocked, NotApplicable
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Limits, Wire

BASE = "https://scim.example.test/v2"


@pytest.fixture
def target() -> Iterator[respx.MockRouter]:
    numbers = count(1)

    def create(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={**json.loads(request.content), "id": f"user-{next(numbers)}"})

    with respx.mock(base_url=BASE, assert_all_called=False) as router:
        router.post("/Users").mock(side_effect=create)
        router.delete(url__regex=r".*/Users/.*").mock(return_value=httpx.Response(204))
        yield router


def session(folder: Path, *, crowd: int | None = None, budget: int | None = None) -> Session:
    settings = Settings(url=BASE, token="the-token", report_dir=folder, crowd=crowd)
    wire = Wire(BASE, Limits(max_requests=budget))
    made = Session(settings, wire, journal.Journal(folder / journal.FILE_NAME, BASE))
    made.scenario = "a scenario"
    return made


def test_people_are_created_once(target: respx.MockRouter, tmp_path: Path) -> None:
    crowd = Crowd(session(tmp_path, crowd=5))
    first = crowd.people()
    assert [identifier for _, identifier in first] == [f"user-{number}" for number in range(1, 6)]
    assert len({person.user_name for person, _ in first}) == 5
    assert crowd.people() == first
    assert len(target.calls) == 5


def test_they_come_as_they_are_needed(target: respx.MockRouter, tmp_path: Path) -> None:
    crowd = Crowd(session(tmp_path, crowd=5))
    few = crowd.people(2)
    assert len(target.calls) == 2
    assert crowd.people()[:2] == few == crowd.people(2)
    assert len(crowd.people(9)) == len(target.calls) == 5


def test_a_scenario_that_ends_leaves_them_there(target: respx.MockRouter, tmp_path: Path) -> None:
    own = session(tmp_path, crowd=3)
    Crowd(own).people()
    passer_by = Probe(own).create("/Users", {"schemas": [USER], "userName": "p@scimproof.example"}).resource_id
    own.tidy()
    assert [call.request.url.path for call in target.calls if call.request.method == "DELETE"] == [
        f"/v2/Users/{passer_by}"
    ]
    assert len(journal.read(own.journal.path)) == 3  # the run removes them, or scimproof clean does


def test_the_budget_decides_before_the_first_is_created(target: respx.MockRouter, tmp_path: Path) -> None:
    with pytest.raises(Blocked, match=r"100 requests that are left of --max-requests .* crowd of 1000"):
        Crowd(session(tmp_path, budget=100)).people()
    assert not target.calls


def test_no_crowd_is_not_applicable(target: respx.MockRouter, tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="--crowd 0"):
        Crowd(session(tmp_path, crowd=0)).people()
    assert not target.calls
