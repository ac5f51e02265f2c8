"""WorkOS: its suite is green on its double, however that is set up, and the double does what is documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from scimproof.lab import Lab

Play = Callable[..., dict[str, dict[str, Any]]]

IMPORTED = {"workos-imported-user-keeps-its-id", "workos-migrated-id-is-that-of-the-path"}
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


@pytest.mark.parametrize(
    ("options", "not_applicable"),
    [
        ((), IMPORTED),
        ((("inactive", "unknown"),), IMPORTED),
        ((("inactive", "retained"),), IMPORTED),
        ((("imported", "yes"),), set()),
    ],
)
def test_the_suite_is_green_on_the_double(
    play_lab: Play, options: tuple[tuple[str, str], ...], not_applicable: set[str]
) -> None:
    checks = play_lab(profile="workos", checks=("workos-*",), options=options)
    told = {identifier: check["findings"] or check["reason"] for identifier, check in checks.items()}
    assert not {one: told[one] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}
    assert {one for one, check in checks.items() if check["outcome"] == "n/a"} == not_applicable


@pytest.mark.parametrize("handling", ["deleted", "retained"])
def test_nobody_is_told_how_inactive_users_are_handled(play_lab: Play, handling: str) -> None:
    """As long as nobody has said what becomes of inactive users, either is right."""
    with Lab(vendor="workos", options={"inactive": handling}) as lab:
        told = {"url": lab.url, "token": lab.token, "second_token": lab.second_token}
        checks = play_lab(profile="workos", checks=("workos-*",), options=(("inactive", "unknown"),), **told)
    assert {check["outcome"] for check in checks.values()} <= {"pass", "note", "n/a"}


# -- the double -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab(vendor="workos") as lab:
        yield lab


@pytest.fixture
def ask(lab: Lab) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {lab.token}", "Content-Type": "application/scim+json"}
    with httpx.Client(base_url=lab.url, headers=headers) as client:
        yield client


def user(name: str, **more: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": name, **more}


def events(lab: Lab) -> list[dict[str, Any]]:
    told = httpx.get(lab.url.replace("/scim/v2", "/.well-known/scimproof")).json()
    headers = {"Authorization": f"Bearer {told['hook_token']}"}
    found: list[dict[str, Any]] = httpx.get(told["hooks"]["base"] + "/events", headers=headers).json()
    return found


def test_a_user_without_address_is_held_until_there_is_one(lab: Lab, ask: httpx.Client) -> None:
    refused = ask.post("/Users", json=user("ada"))
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")
    assert ask.get("/Users").json()["totalResults"] == 0
    assert [event["type"] for event in events(lab)] == ["dsync.activated"]
    assert ask.post("/Users", json=user("ada", emails=[{"value": "ada@x.example"}])).status_code == 201
    assert [event["type"] for event in events(lab)] == ["dsync.activated", "dsync.user.created"]


def test_a_refused_inactive_user_is_not_told_why(ask: httpx.Client) -> None:
    refused = ask.post("/Users", json=user("ada@x.example", active=False))
    assert (refused.status_code, refused.json()) == (400, {})


def test_a_huge_body_is_refused_without_a_scim_error(ask: httpx.Client) -> None:
    refused = ask.post("/Groups", content=b"{" + b" " * 2_100_000 + b"}")
    assert (refused.status_code, refused.headers["content-type"]) == (413, "text/plain")


def test_a_group_keeps_its_first_name_as_its_identity(ask: httpx.Client) -> None:
    group = {"schemas": [GROUP], "displayName": "Staff"}
    identifier = ask.post("/Groups", json=group).json()["id"]
    assert ask.put(f"/Groups/{identifier}", json={**group, "displayName": "Personnel"}).status_code == 200
    assert ask.post("/Groups", json=group).status_code == 409
    assert ask.delete(f"/Groups/{identifier}").status_code == 204
    assert ask.post("/Groups", json=group).status_code == 201


def test_somebody_who_is_switched_on_again_needs_a_free_address(ask: httpx.Client) -> None:
    """What nobody has written down of this follows from the rule: no two active users have one address."""
    address = [{"value": "ada@x.example", "type": "work"}]
    first = ask.post("/Users", json=user("one@x.example", emails=address)).json()["id"]
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}
    off = {"op": "replace", "path": "active", "value": False}
    assert ask.patch(f"/Users/{first}", json={**body, "Operations": [off]}).status_code == 200
    assert ask.post("/Users", json=user("two@x.example", emails=address)).status_code == 201
    assert ask.patch(f"/Users/{first}", json={**body, "Operations": [{**off, "value": True}]}).status_code == 409
