"""Stytch: the suite is green on the double, and the double does what Stytch documents."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scimproof.lab import Lab

from .asking import Asking, group_named, user_named

Play = Callable[..., dict[str, dict[str, Any]]]
FIVE_MINUTES = 301


@pytest.fixture
def stytch() -> Iterator[Asking]:
    with Lab(vendor="stytch") as lab:
        yield Asking(lab)


@pytest.mark.parametrize("profile", ["stytch", "scanner"])
def test_every_promise_is_kept_by_the_double(play_lab: Play, profile: str) -> None:
    """By that of Scanner as well, which is made of it."""
    checks = play_lab(profile=profile, checks=("stytch-*",))
    assert len(checks) > 100
    assert {one["outcome"] for one in checks.values()} == {"pass"}


def test_without_hooks_the_application_is_not_judged(play_lab: Play) -> None:
    wanted = ("stytch-leaver-*-by-okta-oin", "stytch-rotated-*", "stytch-every-way-*")
    with Lab() as lab:
        checks = play_lab(profile="stytch", checks=wanted, url=lab.url, token=lab.token)
    outcomes = {one: check["outcome"] for one, check in checks.items()}
    assert outcomes.pop("stytch-leaver-is-inactive-by-okta-oin") == "pass"
    assert set(outcomes.values()) == {"n/a"}


def test_a_role_takes_five_minutes_to_come_and_to_go(stytch: Asking) -> None:
    ada = stytch.post("/Users", user_named("ada"))[1]["id"]
    group = stytch.post("/Groups", group_named("engines", ada))[1]["id"]
    pairs = [{"group_id": group, "role_id": "editor"}]
    stytch.behind("PUT", "/options/scim_group_implicit_role_assignments", {"value": pairs})
    seen = []
    for seconds in (0, 200, FIVE_MINUTES):
        stytch.wait(seconds)
        seen.append(_roles(stytch))
    stytch.patch(f"/Groups/{group}", op="remove", path=f'members[value eq "{ada}"]')
    for seconds in (0, FIVE_MINUTES):
        stytch.wait(seconds)
        seen.append(_roles(stytch))
    assert seen == [[], [], ["editor"], ["editor"], []]


def test_a_group_has_a_uuid_and_keeps_its_external_id(stytch: Asking) -> None:
    made = stytch.post("/Groups", {**group_named("engines"), "externalId": "one"})[1]
    assert uuid.UUID(made["id"]).version == 4
    changed = stytch.put(f"/Groups/{made['id']}", {**group_named("looms"), "externalId": "two"})[1]
    assert (changed["id"], changed["displayName"], changed["externalId"]) == (made["id"], "looms", "one")


@pytest.mark.parametrize("how", ["PATCH", "PUT", "DELETE"])
def test_whoever_is_deprovisioned_has_nothing_left(stytch: Asking, how: str) -> None:
    ada = stytch.post("/Users", user_named("ada"))[1]["id"]
    account = "/accounts/ada@scimproof.example"
    stytch.behind("POST", f"{account}/roles", {"role": "admin"})
    stytch.behind("POST", f"{account}/sessions")
    if how == "DELETE":
        stytch.delete(f"/Users/{ada}")
    elif how == "PUT":
        stytch.put(f"/Users/{ada}", user_named("ada", active=False))
    else:
        stytch.patch(f"/Users/{ada}", op="replace", path="active", value=False)
    shown = stytch.behind("GET", account)[1]
    assert (shown["active"], shown["roles"], shown["sessions"]) == (False, [], [])
    told = [event["type"] for event in stytch.behind("GET", "/events")[1]]
    assert told == ["scim.member.create", "scim.member.delete"]


def test_an_address_belongs_to_one_member(stytch: Asking) -> None:
    assert stytch.post("/Users", user_named("ada"))[0] == 201
    second = {**user_named("grace"), "emails": user_named("ada")["emails"]}
    status, error = stytch.post("/Users", second)
    assert (status, error["scimType"]) == (409, "uniqueness")


def test_the_core_schema_of_google_workspace_is_overlooked(stytch: Asking) -> None:
    body = user_named("ada")
    assert stytch.post("/Users", {**body, "schemas": ["urn:scim:schemas:core:1.0", *body["schemas"]]})[0] == 201


@pytest.mark.parametrize(("step", "opening"), [("complete", [401, 200]), ("cancel", [200, 401])])
def test_one_token_is_left_of_a_rotation(stytch: Asking, step: str, opening: list[int]) -> None:
    made = stytch.behind("POST", "/connections", {})[1]
    rotation = f"/connections/{made['connection']}/rotation"
    coming = stytch.behind("POST", rotation, {"step": "start"})[1]["token"]
    tokens = (made["token"], coming)
    assert [stytch.get("/Users", token)[0] for token in tokens] == [200, 200]
    stytch.behind("POST", rotation, {"step": step})
    assert [stytch.get("/Users", token)[0] for token in tokens] == opening


def _roles(stytch: Asking) -> Any:
    return stytch.behind("GET", "/accounts/ada@scimproof.example")[1]["roles"]
