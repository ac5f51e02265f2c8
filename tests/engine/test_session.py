"""The session harms nobody: it journals before it creates, and refuses to touch what it did not create."""

import json
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from scimproof import interrupts, journal
from scimproof.clients.probe import Probe
from scimproof.declared import Declared
from scimproof.outcome import Blocked, HarnessFault
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Wire

BASE = "https://scim.example.test/v2"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada@scimproof.example"}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    settings = Settings(url=BASE, token="the-token", report_dir=tmp_path)
    return Session(settings, Wire(BASE), journal.Journal(tmp_path / journal.FILE_NAME, BASE))


@pytest.fixture
def probe(session: Session) -> Probe:
    return Probe(session)


def answers(status: int, body: Any = None, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers) if body is not None else httpx.Response(status)


def open_states(session: Session) -> list[tuple[str, str | None]]:
    return [(entry.state, entry.id) for entry in journal.read(session.journal.path)]


@respx.mock
def test_a_creation_is_journalled_before_it_is_sent(session: Session, probe: Probe) -> None:
    seen: list[list[tuple[str, str | None]]] = []

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(open_states(session))
        return answers(201, {**USER, "id": "7"})

    respx.post(f"{BASE}/Users").mock(side_effect=look)
    probe.create("/Users", USER)
    assert seen == [[("intended", None)]]
    assert open_states(session) == [("created", "7")]


@respx.mock
def test_the_journal_holds_no_secret(session: Session, probe: Probe) -> None:
    respx.post(f"{BASE}/Users").mock(return_value=answers(201, {**USER, "id": "7"}))
    probe.create("/Users", {**USER, "password": "Pa$$w0rd-1"})
    text = session.journal.path.read_text()
    assert "the-token" not in text
    assert "Pa$$w0rd-1" not in text


@pytest.mark.parametrize("path", ["/Users/somebody-else", "/Users", "/Me", "/", "/Devices/1"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@respx.mock
def test_what_is_not_ours_is_never_changed(session: Session, method: str, path: str) -> None:
    """Not a foreign user, not a whole collection, not the account that we use ourselves."""
    route = respx.route(url__startswith=BASE).mock(return_value=answers(204))
    with pytest.raises(HarnessFault, match="did not create"):
        session.send(method, path)
    assert not route.called


@respx.mock
def test_nor_in_a_bulk_request(session: Session) -> None:
    route = respx.route(url__startswith=BASE).mock(return_value=answers(200))
    body = {"schemas": [BULK], "Operations": [{"method": "DELETE", "path": "/Users/somebody-else"}]}
    with pytest.raises(HarnessFault, match="did not create"):
        session.send("POST", "/Bulk", body=body)
    assert not route.called


@respx.mock
def test_what_a_bulk_request_creates_is_found_and_removed(session: Session) -> None:
    respx.post(f"{BASE}/Bulk").mock(return_value=answers(200, {"Operations": []}))
    respx.get(f"{BASE}/Users").mock(return_value=answers(200, {"Resources": [{**USER, "id": "5"}]}))
    delete = respx.delete(f"{BASE}/Users/5").mock(return_value=answers(204))
    operation = {"method": "POST", "path": "/Users", "bulkId": "a", "data": USER}
    session.send("POST", "/Bulk", body={"schemas": [BULK], "Operations": [operation]})
    assert session.tidy() == []
    assert delete.called


@respx.mock
def test_an_invented_id_may_be_written_to(session: Session) -> None:
    respx.route(url__startswith=BASE).mock(return_value=answers(404))
    assert session.send("DELETE", f"/Users/{session.invented_id()}").status == 404


@respx.mock
def test_a_resource_that_hides_for_a_while_is_deleted_all_the_same(session: Session, probe: Probe) -> None:
    """Seen with canaille: after an error of its own a group is 404 for a while, and then it is back."""
    respx.post(f"{BASE}/Users").mock(return_value=answers(201, {**USER, "id": "1"}))
    respx.get(f"{BASE}/Users/1").mock(return_value=answers(404))
    delete = respx.delete(f"{BASE}/Users/1").mock(return_value=answers(204))
    probe.create("/Users", USER)
    probe.read("/Users", "1")
    assert session.tidy() == []
    assert delete.called


@respx.mock
def test_somebody_elses_id_in_a_create_answer_is_left_alone(session: Session, probe: Probe) -> None:
    """Some servers answer a create with an account that was there before: it is neither changed nor deleted."""
    foreign = {**USER, "userName": "ceo@company.example", "id": "1"}
    respx.post(f"{BASE}/Users").mock(return_value=answers(201, foreign))
    respx.get(f"{BASE}/Users/1").mock(return_value=answers(200, foreign))
    delete = respx.delete(f"{BASE}/Users/1").mock(return_value=answers(204))
    probe.create("/Users", USER)
    with pytest.raises(Blocked, match="somebody else's"):
        probe.replace("/Users", "1", USER)
    leftovers = session.tidy()
    assert not delete.called
    assert leftovers[0]["reason"].startswith("the target does not show it as ours")


@respx.mock
def test_tidying_deletes_the_newest_first_and_only_ours(session: Session, probe: Probe) -> None:
    ids = iter(["1", "2"])
    respx.post(f"{BASE}/Users").mock(side_effect=lambda request: answers(201, {**USER, "id": next(ids)}))
    deleted: list[str] = []

    def delete(request: httpx.Request) -> httpx.Response:
        deleted.append(request.url.path.rpartition("/")[2])
        return answers(204)

    respx.delete(url__startswith=f"{BASE}/Users/").mock(side_effect=delete)
    probe.create("/Users", USER)
    probe.create("/Users", USER)
    assert session.tidy() == []
    assert deleted == ["2", "1"]
    assert open_states(session) == []


@respx.mock
def test_a_create_whose_answer_was_lost_is_looked_for(session: Session, probe: Probe) -> None:
    """The answer got lost, the user exists: it is found by its own userName, and by that alone."""
    respx.post(f"{BASE}/Users").mock(side_effect=httpx.ReadTimeout("lost"))
    everybody = [{"id": "1", "userName": "ceo@company.example"}, {"id": "9", "userName": "ADA@scimproof.example"}]
    search = respx.get(f"{BASE}/Users").mock(return_value=answers(200, {"Resources": everybody, "totalResults": 2}))
    delete = respx.delete(f"{BASE}/Users/9").mock(return_value=answers(204))
    probe.create("/Users", USER)
    assert session.tidy() == []
    assert delete.called
    assert search.calls.last.request.url.params["filter"] == 'userName eq "ada@scimproof.example"'


@respx.mock
def test_a_refused_create_leaves_nothing_to_clean(session: Session, probe: Probe) -> None:
    respx.post(f"{BASE}/Users").mock(return_value=answers(409, {"status": "409"}))
    probe.create("/Users", USER)
    assert open_states(session) == []


@respx.mock
def test_a_put_that_creates_is_cleaned_up(session: Session, probe: Probe) -> None:
    """A PUT must not create; where it does, what it made is ours to remove."""
    invented = session.invented_id()
    respx.put(f"{BASE}/Users/{invented}").mock(return_value=answers(201, {**USER, "id": invented}))
    delete = respx.delete(f"{BASE}/Users/{invented}").mock(return_value=answers(204))
    probe.replace("/Users", invented, USER)
    assert session.tidy() == []
    assert delete.called


@respx.mock
def test_ids_are_percent_encoded_once(session: Session, probe: Probe) -> None:
    respx.post(f"{BASE}/Users").mock(return_value=answers(201, {**USER, "id": "a b/c%d"}))
    route = respx.get(url__startswith=f"{BASE}/Users/").mock(return_value=answers(200, USER))
    probe.read("/Users", probe.create("/Users", USER).resource_id)
    assert route.calls.last.request.extensions["target"] == b"/v2/Users/a%20b%2Fc%25d"


@respx.mock
def test_keeping_is_possible(tmp_path: Path) -> None:
    settings = Settings(url=BASE, keep=True, report_dir=tmp_path)
    session = Session(settings, Wire(BASE), journal.Journal(tmp_path / "j", BASE))
    respx.post(f"{BASE}/Users").mock(return_value=answers(201, {**USER, "id": "7"}))
    Probe(session).create("/Users", USER)
    assert session.tidy() == []
    assert open_states(session) == [("created", "7")]


def test_our_own_malformed_request_is_our_fault(probe: Probe) -> None:
    with pytest.raises(HarnessFault, match="about to send a malformed request"):
        probe.create("/Users", {"schemas": "no list", "userName": 7})


def test_a_torn_journal_line_is_skipped(session: Session, tmp_path: Path) -> None:
    entry = session.journal.intend("/Users", "userName", "a")
    with session.journal.path.open("a") as file:
        file.write(json.dumps({**entry.__dict__, "key": "k2"})[:25])
    assert [found.key for found in journal.read(session.journal.path)] == [entry.key]


@respx.mock
def test_settling_asks_until_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--settle gives a target time to show an effect."""
    monkeypatch.setattr("scimproof.session.SETTLE_STEP_S", 0.001)
    respx.get(f"{BASE}/Users/1").mock(side_effect=[answers(404), answers(404), answers(200, USER)])
    session = Session(Settings(url=BASE, settle_s=5), Wire(BASE), journal.Journal(tmp_path / "j", BASE))
    last = session.settled(lambda: session.plain("GET", "/Users/1"), lambda seen: seen.status == 200)
    assert last.status == 200
    assert len(session.wire.exchanges) == 3


# -- many at once ---------------------------------------------------------------------------------------------------

TAKES_BULK = Declared(config={"bulk": {"supported": True, "maxOperations": 50, "maxPayloadSize": 100_000}})


class Target:
    """A server that holds what was created until it is deleted, in bulk or one by one.

    :param lies: it says of a bulk request that all is done, and does nothing.
    """

    def __init__(self, *, lies: bool = False) -> None:
        self.there: set[str] = set()
        self.bulks: list[list[str]] = []
        self.singles = 0
        self._lies = lies
        self._ids = iter(range(1, 1000))
        respx.post(f"{BASE}/Users").mock(side_effect=self._create)
        respx.post(f"{BASE}/Bulk").mock(side_effect=self._bulk)
        respx.get(url__startswith=f"{BASE}/Users/").mock(side_effect=self._read)
        respx.delete(url__startswith=f"{BASE}/Users/").mock(side_effect=self._delete)

    def _create(self, request: httpx.Request) -> httpx.Response:
        identifier = str(next(self._ids))
        self.there.add(identifier)
        return answers(201, {**json.loads(request.content), "id": identifier})

    def _bulk(self, request: httpx.Request) -> httpx.Response:
        paths = [operation["path"] for operation in json.loads(request.content)["Operations"]]
        self.bulks.append(paths)
        if not self._lies:
            self.there -= {path.rpartition("/")[2] for path in paths}
        done = [{"method": "DELETE", "location": f"{BASE}{path}", "status": "204"} for path in paths]
        return answers(200, {"Operations": done})

    def _read(self, request: httpx.Request) -> httpx.Response:
        return answers(200 if request.url.path.rpartition("/")[2] in self.there else 404)

    def _delete(self, request: httpx.Request) -> httpx.Response:
        self.singles += 1
        self.there.discard(request.url.path.rpartition("/")[2])
        return answers(204)


def people(probe: Probe, number: int) -> None:
    for at in range(number):
        probe.create("/Users", {**USER, "userName": f"ada{at}@scimproof.example"})


@respx.mock
def test_many_are_deleted_in_one_request_where_the_target_takes_that(session: Session, probe: Probe) -> None:
    target = Target()
    session.declared = TAKES_BULK
    people(probe, 5)
    assert session.tidy() == []
    assert (target.there, target.singles) == (set(), 0)
    assert target.bulks == [[f"/Users/{number}" for number in (5, 4, 3, 2, 1)]]
    assert open_states(session) == []


@respx.mock
def test_a_target_that_only_says_so_is_not_believed(session: Session, probe: Probe) -> None:
    """One of those that a bulk request has deleted is looked at; if it is still there, each is deleted by itself."""
    target = Target(lies=True)
    session.declared = TAKES_BULK
    people(probe, 5)
    assert session.tidy() == []
    assert (target.there, target.singles) == (set(), 5)


@respx.mock
@pytest.mark.parametrize("declared", [Declared(), Declared(config={"bulk": {"supported": True, "maxOperations": 0}})])
def test_without_bulk_each_is_deleted_by_itself(session: Session, probe: Probe, declared: Declared) -> None:
    target = Target()
    session.declared = declared
    people(probe, 5)
    assert session.tidy(patiently=True) == []
    assert (target.there, target.singles, target.bulks) == (set(), 5, [])


@respx.mock
def test_what_scenarios_leave_may_wait_for_the_end_of_the_suite(session: Session, probe: Probe) -> None:
    target = Target()
    session.declared = TAKES_BULK
    session.begin("rfc/users/somebody")
    people(probe, 5)
    assert session.tidy(patiently=True) == []
    assert len(target.there) == 5
    session.begin("rfc/groups/a-team")
    assert len(target.there) == 5
    session.begin("okta-oin/import/everybody")
    assert target.there == set()


@respx.mock
def test_an_interrupt_that_was_swallowed_ends_the_run_with_the_next_request(
    session: Session, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python drops what is raised in a destructor, an interrupt as well."""
    route = respx.get(f"{BASE}/Users/7").mock(return_value=answers(404))
    monkeypatch.setattr(interrupts, "_asked", True)
    with pytest.raises(KeyboardInterrupt):
        probe.read("/Users", "7")
    assert not route.called
    probe.read("/Users", "7")  # once is enough
    assert route.called


def test_ctrl_c_stays_ignored_in_the_background_of_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[int] = []
    monkeypatch.setattr(signal, "signal", lambda number, _: handled.append(number))
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.SIG_IGN)
    interrupts.install()
    assert handled == [signal.SIGTERM]
