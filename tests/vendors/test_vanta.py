"""Vanta, and Vanta with Okta: their suites are green on the double, however that is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from scimproof import doubles, journal, profiles
from scimproof.clients.probe import Probe
from scimproof.lab import Lab
from scimproof.outcome import WouldHarm
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Wire

Play = Callable[..., dict[str, dict[str, Any]]]

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def not_green(checks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        identifier: check["findings"] or check["reason"]
        for identifier, check in checks.items()
        if check["outcome"] not in ("pass", "note", "n/a")
    }


def not_applicable(checks: dict[str, dict[str, Any]]) -> set[str]:
    """What is n/a, without the clients."""
    return {identifier.partition("-by-")[0] for identifier, check in checks.items() if check["outcome"] == "n/a"}


def test_both_suites_are_green_on_the_double(play_lab: Play) -> None:
    checks = play_lab(profile="vanta", checks=("vanta-*",))
    assert not_green(checks) == {}
    assert not_applicable(checks) == {"vanta-group-has-no-effect", "vanta-without-role-no-access"}


def test_vanta_with_okta_is_a_profile_of_its_own(play_lab: Play) -> None:
    checks = play_lab(profile="vanta-okta", checks=("vanta-okta-*",))
    assert {check["outcome"] for check in checks.values()} == {"pass"}
    assert profiles.load("vanta-okta").double == "vanta"


@pytest.mark.parametrize(
    ("name", "value", "checks", "skipped"),
    [
        ("compliance", "off", ("vanta-*role*",), {"vanta-without-role-an-employee", "vanta-employee-role-lowers"}),
        ("groups", "ignored", ("vanta-*group*", "vanta-*team*"), {
            "vanta-group-becomes-a-team",
            "vanta-team-follows-its-members",
            "vanta-team-follows-the-name",
            "vanta-team-ends-with-its-group",
            "vanta-okta-pushed-group-is-a-team",
            "vanta-okta-renamed-group-is-the-same-team",
            "vanta-okta-team-follows-the-group",
        }),
        ("effect_scope", "person_and_account", ("vanta-removal-*",), set()),
        ("inactive", "retained", ("vanta-*inactive*", "vanta-*locked-out*", "vanta-*account*"), set()),
        ("role_attribute", "userType", ("vanta-*role*",), {"vanta-without-role-no-access"}),
        ("role_attribute", "rbac_role_id", ("vanta-*role*",), {"vanta-without-role-no-access"}),
    ],
)  # fmt: skip
def test_every_option_is_green(
    play_lab: Play, name: str, value: str, checks: tuple[str, ...], skipped: set[str]
) -> None:
    played = play_lab(profile="vanta", checks=checks, options=((name, value),))
    assert not_green(played) == {}
    assert not_applicable(played) == skipped


def test_without_hooks_what_vanta_makes_of_it_is_not_observable(
    play_lab: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a real tenant the endpoint is judged all the same, and nothing that nobody has seen passes."""
    monkeypatch.setattr(doubles, "_announced", lambda url: {})
    checks = play_lab(profile="vanta", checks=("vanta-*",))
    assert not_green(checks) == {}
    unseen = {one for one, check in checks.items() if "not observable" in (check["reason"] or "")}
    assert "vanta-new-name-arrives-by-entra" in unseen
    assert "vanta-okta-highest-group-gives-the-role-by-okta-oin" in unseen
    judged = {one for one, check in checks.items() if check["outcome"] == "pass"}
    assert {"vanta-new-name-is-kept-by-entra", "vanta-okta-in-the-end-all-is-as-okta-means-by-okta-aiw"} <= judged
    assert "vanta-cleared-role-stays-in-the-directory-by-entra" in judged


def test_workos_keeps_its_promises_behind_vanta(play_lab: Play) -> None:
    """The endpoint is the same, and its suite is one of Vanta's."""
    assert not_green(play_lab(profile="vanta", checks=("workos-*",))) == {}


# -- protected people -------------------------------------------------------------------------------------------------


def test_protected_people_are_never_touched(tmp_path: Path) -> None:
    """The one admin who is to be left (VAN-28): no create meets that person under the name, whatever the case."""
    base = "https://scim.example.test/v2"
    settings = Settings(url=base, token="the-token", report_dir=tmp_path)
    profile = replace(profiles.load("vanta"), protected=("last.admin@*",))
    session = Session(settings, Wire(base), journal.Journal(tmp_path / journal.FILE_NAME, base), profile=profile)
    probe = Probe(session)
    with pytest.raises(WouldHarm, match="protects"):
        probe.create("/Users", {"schemas": [USER], "userName": "Last.Admin@customer.example"})
    with pytest.raises(WouldHarm):
        probe.patch("/Users", "2819", {"op": "replace", "path": "active", "value": False})
    assert session.wire.exchanges == []


# -- the double -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab(vendor="vanta") as lab:
        yield lab


@pytest.fixture
def ask(lab: Lab) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {lab.token}", "Content-Type": "application/scim+json"}
    with httpx.Client(base_url=lab.url, headers=headers) as client:
        yield client


@pytest.fixture
def look(lab: Lab) -> Iterator[httpx.Client]:
    told = httpx.get(lab.url.replace("/scim/v2", "/.well-known/scimproof")).json()
    headers = {"Authorization": f"Bearer {told['hook_token']}"}
    with httpx.Client(base_url=told["hooks"]["base"], headers=headers) as client:
        yield client


def test_a_role_goes_by_whichever_form_a_client_has(ask: httpx.Client, look: httpx.Client) -> None:
    ada = ask.post("/Users", json={"schemas": [USER], "userName": "ada@x.example", "vanta_roles": "no-role"}).json()
    assert ada["vanta_roles"] == "no-role"

    def roles(*operations: dict[str, Any]) -> list[str]:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        assert ask.patch(f"/Users/{ada['id']}", json=body).status_code == 200
        look.post("/clock", json={"advance": 60})
        found: list[str] = look.get("/accounts/ada@x.example").json()["roles"]
        return [role[-1] for role in found]

    admin, lesser = "0000005ddeface0000000001", "0000005ddeface0000000008"
    assert roles({"op": "replace", "path": "active", "value": True}) == ["3"]
    assert look.get("/accounts/ada@x.example").json()["errors"] == ["unknown role no-role"]
    assert roles({"op": "Replace", "path": "vanta_roles", "value": admin}) == ["1"]
    assert roles({"op": "replace", "value": {"vanta_roles": lesser, "title": "Engineer"}}) == ["8"]
    assert ask.get(f"/Users/{ada['id']}").json()["title"] == "Engineer"
    assert roles({"op": "Add", "path": f"{USER}:vanta_roles", "value": admin}) == ["1"]
    assert roles({"op": "remove", "path": "vanta_roles"}) == ["3"]
    assert "vanta_roles" not in ask.get(f"/Users/{ada['id']}").json()


def test_effects_come_when_vanta_is_told(ask: httpx.Client, look: httpx.Client) -> None:
    ask.post("/Users", json={"schemas": [USER], "userName": "ada@x.example"})
    assert look.get("/accounts/ada@x.example").status_code == 404
    look.post("/clock", json={"advance": 60})
    assert look.get("/accounts/ada@x.example").json()["managed"] is True
