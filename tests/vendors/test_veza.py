"""Veza: the suite is green on the double, and the double does what Veza documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scimproof import profiles
from scimproof.lab import Lab
from scimproof.lab.backstage import Backstage
from scimproof.lab.faults import FAULTS
from scimproof.lab.vendors.veza import GROUP_ROLES
from scimproof.outcome import WouldHarm
from scimproof.session import Session

from .asking import Asking, user_named

Play = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def veza() -> Iterator[Asking]:
    with Lab(vendor="veza") as lab:
        yield Asking(lab)


def test_every_promise_is_kept_by_the_double(play_lab: Play) -> None:
    checks = play_lab(profile="veza", checks=("veza-*",))
    assert len(checks) > 100
    assert {one["outcome"] for one in checks.values()} == {"pass"}


def test_without_hooks_the_application_is_not_judged(play_lab: Play) -> None:
    """The plain lab announces nothing: what stands behind it cannot be seen, and is no pass."""
    wanted = ("veza-leaver-is-*", "veza-permission-*", "veza-saml-*")
    with Lab() as lab:
        checks = play_lab(profile="veza", checks=wanted, url=lab.url, token=lab.token)
    seen = {one: (check["outcome"], check["reason"]) for one, check in checks.items()}
    endpoint = {one for one in seen if "leaver-is-inactive" in one}
    assert {seen[one][0] for one in endpoint} == {"pass"}
    for one in seen.keys() - endpoint:
        outcome, reason = seen[one]
        assert outcome == "n/a", one
        assert reason.startswith("not observable: the profile veza has no hook"), one


@pytest.mark.parametrize("lacking", ["userName", "displayName", "name", "emails"])
def test_what_is_required_is_required(veza: Asking, lacking: str) -> None:
    body = {name: value for name, value in user_named("ada").items() if name != lacking}
    status, error = veza.post("/Users", body)
    assert (status, error["scimType"]) == (400, "invalidValue")
    assert veza.post("/Users", user_named("ada"))[0] == 201


def test_only_equality_is_known(veza: Asking) -> None:
    veza.post("/Users", user_named("ada"))
    status, found = veza.get('/Users?filter=userName eq "ada@scimproof.example"')
    assert (status, found["totalResults"]) == (200, 1)
    for wanted in ('userName sw "ada"', "userName pr", 'userName eq "a" or userName eq "b"', 'emails[value eq "a"]'):
        status, error = veza.get(f"/Users?filter={wanted}")
        assert (status, error["scimType"]) == (400, "invalidFilter"), wanted


def test_what_two_groups_grant_stays_until_both_are_left() -> None:
    veza: Backstage = _backstage()
    veza.written(0, "User", None, {"id": "1", "userName": "ada", "active": True})
    for number in "23":
        veza.set_option(GROUP_ROLES, {f"group {number}": ["Admin"]})
        veza.written(0, "Group", None, _group(number, "1"))
    veza.catch_up()
    ada = veza.accounts[0]
    for number, expected in (("2", {"Admin"}), ("3", set())):
        veza.written(0, "Group", _group(number, "1"), _group(number))
        veza.catch_up()
        assert veza.roles_of(ada) == expected


def test_a_local_administrator_is_not_touched(session: Session) -> None:
    session.profile = profiles.load("veza")
    with pytest.raises(WouldHarm, match="protects"):
        session.send("POST", "/Users", body={"userName": "admin@example.com"}, emulated=True)


def test_every_promise_has_a_fault() -> None:
    assert len([fault for fault in FAULTS.values() if fault.vendor == "veza"]) > 30


def _backstage() -> Backstage:
    from scimproof.lab.vendors import vendor_named

    return vendor_named("veza").backstage({})


def _group(number: str, *members: str) -> dict[str, Any]:
    return {"id": number, "displayName": f"group {number}", "members": [{"value": one} for one in members]}
