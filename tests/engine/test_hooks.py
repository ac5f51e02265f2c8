"""Hooks: what they ask, what they make of the answer, how they wait, and what they say when they cannot see."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from scimproof.hooks import CLIENT, Hooks, pointed
from scimproof.journal import FILE_NAME, Journal
from scimproof.outcome import Blocked, NotApplicable
from scimproof.profiles import Hook, Profile
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Wire

BASE = "https://scim.example.test/v2"
APP = "https://app.example.test/api"
TOKEN = "token-of-the-hooks"

Make = Callable[..., Hooks]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Hooks of a profile with these, and a clock that only the test turns."""

    def made(effect_s: float = 0.0, clock: Any = None, token: str | None = TOKEN, **hooks: Hook) -> Hooks:
        profile = Profile("mine", "Mine", hooks=hooks, hook_base=APP, pace={"effect_s": effect_s})
        settings = Settings(url=BASE, token="scim", hook_token=token, report_dir=tmp_path)
        session = Session(settings, Wire(BASE), Journal(tmp_path / FILE_NAME, BASE), profile=profile)
        clock = clock or Clock()
        return Hooks(session, profile, sleep=clock.sleep, now=clock.now)

    return made


class Clock:
    """Time passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time, self.slept = 0.0, list[float]()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def http(request: str, **more: Any) -> Hook:
    return Hook(name="x", request=request, **more)


# -- by HTTP ----------------------------------------------------------------------------------------------------------


@respx.mock
def test_a_value_is_pointed_to(make: Make) -> None:
    route = respx.get(f"{APP}/people/ada%40x.example").mock(
        return_value=httpx.Response(200, json={"data": {"roles": ["Admin", "Reader"]}})
    )
    seen = make(roles=http("GET /people/{userName}", pointer="/data/roles")).roles("ada@x.example")
    assert seen.value == ["Admin", "Reader"]
    assert seen.exchanges == (1,)
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert seen.is_(["Reader", "Admin"], "wrong") == []  # in any order
    (finding,) = seen.is_(["Reader"], "Ada is still an admin")
    assert (finding.expected, finding.received, finding.exchanges) == ("Reader", "Admin, Reader", (1,))


@respx.mock
def test_fields_get_the_names_that_checks_use(make: Make) -> None:
    people = [{"uuid": "7", "state": {"enabled": True}}, {"uuid": "8", "state": {"enabled": False}}]
    respx.get(f"{APP}/people?mail=ada%40x").mock(return_value=httpx.Response(200, json={"people": people}))
    hook = http("GET /people?mail={email}", pointer="/people", fields={"id": "/uuid", "active": "/state/enabled"})
    assert make(accounts=hook).accounts("ada@x").value == [{"id": "7", "active": True}, {"id": "8", "active": False}]


@respx.mock
def test_what_is_absent_is_nothing(make: Make) -> None:
    respx.get(f"{APP}/people/ada").mock(return_value=httpx.Response(410))
    assert make(account=http("GET /people/{userName}", absent=(404, 410))).account("ada").value is None


@respx.mock
def test_another_url_and_headers_of_its_own(make: Make) -> None:
    route = respx.get("https://elsewhere.example.test/ada").mock(return_value=httpx.Response(200, json=True))
    hook = http("GET https://elsewhere.example.test/{userName}", headers={"X-Api-Key": "k"})
    assert make(token=None, sign_in=hook).sign_in("ada").value is True
    assert route.calls.last.request.headers["X-Api-Key"] == "k"
    assert "Authorization" not in route.calls.last.request.headers


@respx.mock
def test_bodies_are_filled_in_and_go_without_what_is_not_given(make: Make) -> None:
    route = respx.post(f"{APP}/people").mock(return_value=httpx.Response(201, json={}))
    body = {"login": "{userName}", "on": "{active}", "ref": "{externalId}", "note": "for {userName}"}
    make(seed_account=http("POST /people", body=body)).seed_account(userName="ada", active=False)
    assert json.loads(route.calls.last.request.content) == {"login": "ada", "on": False, "note": "for ada"}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("", {"a/b": [1, {"c~d": 2}]}), ("/a~1b/1/c~0d", 2), ("/a~1b/0", 1), ("/a~1b/7", None), ("/no/such", None)],
)
def test_pointers(pointer: str, value: Any) -> None:
    assert pointed({"a/b": [1, {"c~d": 2}]}, pointer) == value


@respx.mock
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"return_value": httpx.Response(500)}, r"the hook 'roles' was answered 500 \(#1\)"),
        ({"side_effect": httpx.ConnectError("refused")}, "the hook 'roles' got no answer"),
    ],
)
def test_a_hook_that_does_not_answer_blocks(make: Make, answer: dict[str, Any], said: str) -> None:
    """It says nothing of the target: no check fails for it, and none passes."""
    respx.get(f"{APP}/roles").mock(**answer)
    with pytest.raises(Blocked, match=said):
        make(roles=http("GET /roles")).roles("ada")


@respx.mock
def test_calls_are_marked_as_those_of_hooks(make: Make) -> None:
    respx.get(f"{APP}/roles").mock(return_value=httpx.Response(200, json=[]))
    hooks = make(roles=http("GET /roles"))
    hooks.roles("ada")
    assert [exchange.client for exchange in hooks._session.wire.exchanges] == [CLIENT]


# -- by a function ----------------------------------------------------------------------------------------------------

FUNCTIONS = """
class admin:
    @staticmethod
    def roles(userName):
        return ["Admin"] if userName == "ada" else []

def broken(userName):
    raise KeyError(userName)
"""


@pytest.fixture
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "functions_of_a_user.py").write_text(FUNCTIONS, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "functions_of_a_user", raising=False)


@pytest.mark.usefixtures("functions")
def test_a_function_of_the_user_is_called(make: Make) -> None:
    seen = make(roles=Hook(name="roles", python="functions_of_a_user:admin.roles")).roles("ada")
    assert (seen.value, seen.exchanges) == (["Admin"], ())


@pytest.mark.usefixtures("functions")
@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("functions_of_a_user:broken", "the hook 'roles' failed: KeyError: 'ada'"),
        ("functions_of_a_user:none", "failed: AttributeError"),
        ("no_such_module:none", "failed: ModuleNotFoundError"),
    ],
)
def test_a_function_that_fails_blocks(make: Make, function: str, said: str) -> None:
    with pytest.raises(Blocked, match=said):
        make(roles=Hook(name="roles", python=function)).roles("ada")


# -- without ----------------------------------------------------------------------------------------------------------


def test_what_no_hook_can_see_is_not_applicable(make: Make) -> None:
    hooks = make(roles=http("GET /roles"))
    assert hooks.has("roles")
    assert not hooks.has("roles", "teams")
    with pytest.raises(NotApplicable, match="not observable: the profile mine has no hook 'teams'"):
        hooks.teams("ada")


def test_without_a_profile_nothing_is_observable(tmp_path: Path) -> None:
    session = Session(Settings(url=BASE, report_dir=tmp_path), Wire(BASE), Journal(tmp_path / FILE_NAME, BASE))
    with pytest.raises(NotApplicable, match="not observable: no profile was chosen"):
        Hooks(session, None).roles("ada")


# -- time -------------------------------------------------------------------------------------------------------------


@respx.mock
def test_an_effect_is_waited_for(make: Make) -> None:
    answers = [httpx.Response(200, json=value) for value in (True, True, False)]
    respx.get(f"{APP}/sign-in").mock(side_effect=answers)
    clock = Clock()
    hooks = make(effect_s=300, clock=clock, sign_in=http("GET /sign-in"))
    seen = hooks.settled(lambda: hooks.sign_in("ada"), lambda allowed: not allowed)
    assert seen.value is False
    assert seen.exchanges == (3,)
    assert 0 < sum(clock.slept) < 300  # no longer than it takes


@respx.mock
def test_it_is_not_waited_longer_than_promised(make: Make) -> None:
    respx.get(f"{APP}/sign-in").mock(return_value=httpx.Response(200, json=True))
    clock = Clock()
    hooks = make(effect_s=300, clock=clock, sign_in=http("GET /sign-in"))
    assert hooks.settled(lambda: hooks.sign_in("ada"), lambda allowed: not allowed).value is True
    assert sum(clock.slept) == 300


@respx.mock
def test_a_double_turns_its_clock(make: Make) -> None:
    """Nobody waits five minutes for a double."""
    turned = respx.post(f"{APP}/clock").mock(return_value=httpx.Response(200, json={}))
    respx.get(f"{APP}/sign-in").mock(side_effect=[httpx.Response(200, json=one) for one in (True, False)])
    clock = Clock()
    advance = http("POST /clock", body={"advance": "{seconds}"})
    hooks = make(effect_s=300, clock=clock, sign_in=http("GET /sign-in"), advance=advance)
    assert hooks.settled(lambda: hooks.sign_in("ada"), lambda allowed: not allowed).value is False
    hooks.let_time_pass(60)
    assert [json.loads(call.request.content) for call in turned.calls] == [{"advance": 300.0}, {"advance": 60}]
    assert clock.slept == []
