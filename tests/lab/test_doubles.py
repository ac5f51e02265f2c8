"""Doubles of vendors: what they announce, who may look behind them, and what an operator can set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from scimproof import doubles, profiles
from scimproof.lab import Lab, LabError
from scimproof.lab.backdoor import ANNOUNCEMENT, MOUNT
from scimproof.lab.vendors import VENDORS
from scimproof.settings import Settings

USER = "urn:ietf:params:scim:schemas:core:2.0:User"


def user(name: str, **more: Any) -> dict[str, Any]:
    mail = f"{name}@acme.example"
    emails = [{"value": mail, "primary": True}]
    return {"schemas": [USER], "userName": mail, "name": {"familyName": "Byron"}, "emails": emails, **more}


class Double:
    """A double, and how to ask it."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.origin = lab, lab.url.partition("/scim/")[0]
        self.announced = httpx.get(self.origin + ANNOUNCEMENT).json()

    def scim(self, method: str, path: str, body: Any = None, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.lab.token}", "Content-Type": "application/scim+json"}
        return httpx.request(method, self.lab.url + path, json=body, headers=headers)

    def behind(self, method: str, path: str, body: Any = None, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.announced['hook_token']}"}
        return httpx.request(method, self.origin + MOUNT + path, json=body, headers=headers)


@pytest.fixture
def double() -> Iterator[Double]:
    with Lab(vendor="acme") as lab:
        yield Double(lab)


def test_it_announces_what_a_run_needs(double: Double) -> None:
    told = double.announced
    assert told["double"] == "acme"
    assert told["options"] == {"groups": "kept", "leavers": "kept", "paging": "index"}
    assert told["second_token"] == double.lab.second_token
    assert told["hooks"]["base"] == double.origin + MOUNT
    assert {"account", "roles", "sign_in", "seed_account", "advance"} <= set(told["hooks"])
    settings = doubles.met(Settings(url=double.lab.url, profile="acme"))
    assert settings.second_token == double.lab.second_token
    assert settings.hook_token == told["hook_token"]
    assert dict(settings.options)["leavers"] == "kept"


def test_what_the_user_says_stays(double: Double) -> None:
    said = Settings(url=double.lab.url, profile="acme", second_token="mine", options=(("leavers", "removed"),))
    settings = doubles.met(said)
    assert settings.second_token == "mine"
    assert dict(settings.options)["leavers"] == "removed"


def test_only_doubles_on_loopback_are_asked(double: Double) -> None:
    """Nobody else's server is asked for what only a double has; and without a profile there is nothing to ask for."""
    elsewhere = Settings(url="https://scim.example.test/scim/v2", profile="acme")
    assert doubles.met(elsewhere) is elsewhere
    plain = Settings(url=double.lab.url)
    assert doubles.met(plain) is plain


def test_the_lab_itself_announces_nothing() -> None:
    with Lab() as lab:
        origin = lab.url.partition("/scim/")[0]
        assert httpx.get(origin + ANNOUNCEMENT).status_code == 404
        assert httpx.get(origin + MOUNT + "/accounts/ada").status_code == 404
        settings = Settings(url=lab.url, profile="acme")
        assert doubles.met(settings) == settings


@pytest.mark.parametrize("token", ["wrong", "the SCIM token"])
def test_the_back_door_needs_its_own_token(double: Double, token: str) -> None:
    token = double.lab.token if token == "the SCIM token" else token
    refused = double.behind("GET", "/accounts/ada", token=token)
    assert refused.status_code == 401
    assert "token of the hooks" in refused.json()["detail"]


def test_behind_it_is_what_scim_wrote(double: Double) -> None:
    created = double.scim("POST", "/Users", user("ada")).json()
    account = double.behind("GET", "/accounts/ada%40acme.example").json()
    assert (account["email"], account["active"], account["managed"]) == ("ada@acme.example", True, True)
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    }
    double.scim("PATCH", f"/Users/{created['id']}", patch)
    assert double.behind("POST", "/accounts/ada%40acme.example/sign-in").json() == {"allowed": False}
    double.scim("DELETE", f"/Users/{created['id']}")
    assert double.behind("GET", "/accounts/ada%40acme.example").status_code == 404


def test_an_account_that_scim_does_not_know(double: Double) -> None:
    seeded = double.behind("POST", "/accounts", {"userName": "eve", "email": "eve@acme.example", "active": False})
    assert seeded.status_code == 201
    found = double.behind("GET", "/accounts?email=eve%40acme.example").json()
    assert [(one["managed"], one["active"]) for one in found] == [(False, False)]
    assert double.scim("GET", "/Users").json()["totalResults"] == 0


def test_the_second_credential_opens_another_tenant(double: Double) -> None:
    double.scim("POST", "/Users", user("ada"))
    second = double.lab.second_token
    assert double.scim("GET", "/Users", token=second).json()["totalResults"] == 0


def test_a_revoked_token_opens_nothing(double: Double) -> None:
    second = double.lab.second_token
    assert double.scim("GET", "/Users", token=second).status_code == 200
    double.behind("POST", "/revoked-tokens", {"client": 1})
    assert double.scim("GET", "/Users", token=second).status_code == 401
    assert double.scim("GET", "/Users").status_code == 200  # the first one stays


def test_its_clock_can_be_turned(double: Double) -> None:
    before = double.behind("POST", "/clock", {"advance": 0}).json()["now"]
    after = double.behind("POST", "/clock", {"advance": 300}).json()["now"]
    assert 300 <= after - before < 310


def test_options_are_set_at_the_start_and_later() -> None:
    with Lab(vendor="acme", options={"groups": "none"}) as lab:
        double = Double(lab)
        assert double.scim("GET", "/Groups").status_code == 404
        assert double.behind("PUT", "/options/groups", {"value": "kept"}).status_code == 200
        assert double.scim("GET", "/Groups").status_code == 200


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"vendor": "acmee"}, r"there is no vendor 'acmee'; did you mean 'acme'\?"),
        ({"vendor": "acme", "options": {"leaver": "x"}}, r"the vendor acme has no option 'leaver'; did you mean"),
        ({"options": {"leavers": "x"}}, "the lab itself has no option 'leavers'"),
        ({"faults": ["nests_groups"]}, "breaks a promise of a vendor: add --vendor acme"),
    ],
)
def test_a_mistake_is_one_clear_line(how: dict[str, Any], said: str) -> None:
    with pytest.raises(LabError, match=said):
        Lab(**how)


def test_requests_of_hooks_that_make_no_sense_are_refused(double: Double) -> None:
    assert double.behind("POST", "/clock", {}).status_code == 400
    assert double.behind("GET", "/no/such/thing").status_code == 404


@pytest.mark.parametrize("name", sorted(VENDORS))
def test_each_vendor_has_a_profile(name: str) -> None:
    """So that `serve --vendor` and `run --profile` go together without a word."""
    assert any(profiles.load(one).double == name for one in profiles.available())


def test_settings_of_a_double_are_secrets(double: Double) -> None:
    settings = doubles.met(Settings(url=double.lab.url, profile="acme"))
    assert {settings.hook_token, settings.second_token} <= set(settings.secrets)
    assert settings.public()["announced"] == settings.public()["hook_token"] == "given"
    assert replace(settings, announced=None).public()["announced"] is None
