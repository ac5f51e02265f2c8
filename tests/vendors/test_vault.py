"""Vault's suite is green on its double, however that is set up; and the double does what is documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from scimproof import profiles, suites
from scimproof.lab import Lab
from scimproof.profiles.deviations import excused

Play = Callable[..., dict[str, dict[str, Any]]]
SUITE = ("vault-*",)
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
METADATA = "urn:ietf:params:scim:schemas:extension:vault:2.0:Metadata"
NEWER = "urn:ietf:params:scim:schemas:extension:vault:2.2:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

SETTINGS = [
    (),
    (("generation", "2.2"),),
    (("alias_mount", "off"),),
    (("patch_without_path", "refused"),),
    (("unsupported_attributes", "refused"), ("generation", "2.2")),
    (("default_schema_version", "2.0"), ("generation", "2.2"), ("alias_mount", "off")),
]
# What no setting of the double can show, by setting: everything else is judged.
BETA_ONLY = {"vault-external-id-is-required-in-the-beta"}


@pytest.mark.parametrize("options", SETTINGS, ids=lambda options: ",".join(map("=".join, options)) or "default")
def test_the_suite_is_green_on_the_double(play_lab: Play, options: tuple[tuple[str, str], ...]) -> None:
    checks = play_lab(profile="vault", checks=SUITE, options=options)
    told = {one: check["findings"] or check["reason"] for one, check in checks.items()}
    assert not {one: told[one] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}


def test_every_promise_of_the_newer_generation_is_judged(play_lab: Play) -> None:
    checks = play_lab(profile="vault", checks=SUITE, options=(("generation", "2.2"),))
    assert {one for one, check in checks.items() if check["outcome"] == "n/a"} == BETA_ONLY


def test_what_is_not_judged_in_the_beta_says_why(play_lab: Play) -> None:
    checks = play_lab(profile="vault", checks=SUITE)
    reasons = {check["reason"] for check in checks.values() if check["outcome"] == "n/a"}
    assert reasons == {"promised from Vault 2.2 on (--set generation=2.2)"}


def test_every_statement_has_a_check() -> None:
    from scimproof import registry

    cited = {one for check in suites.known_checks() if check.suite == "vault" for one in check.requirements}
    stated = {one for one, entry in registry.requirements().items() if entry.product == "Vault"}
    assert {one for one in stated if registry.requirements()[one].testable != "no"} == cited


def test_a_deviation_excuses_what_it_says_and_nothing_else() -> None:
    """The filter that is documented as refused is noted; the same answer to another request stays a failure."""
    profile = profiles.load("vault")

    def seen(method: str, path: str, status: int) -> str:
        finding = {"message": "x", "exchanges": [1], "cause": "x", "expected": "", "received": ""}
        check = {
            "id": "rfc7644-3.4.2.4-count-one",
            "suite": "rfc",
            "scenario": "rfc/paging/x",
            "outcome": "fail",
            "findings": [finding],
            "reason": None,
        }
        request = {"method": method, "url": f"https://vault.test{path}", "body": ""}
        exchange = {"number": 1, "request": request, "response": {"status": status}}
        (found,) = excused(profile, [check], [exchange], "https://vault.test")
        return str(found["outcome"])

    assert seen("GET", "/Users", 400) == "note"
    assert seen("GET", "/Users", 500) == "fail"
    assert seen("GET", "/Users/1", 400) == "fail"


# -- the double -------------------------------------------------------------------------------------------------------


class Double:
    """A double with two clients, and requests to it."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.http = lab, httpx.Client(trust_env=False)
        announced = self.http.get(lab.url.removesuffix("/scim/v2") + "/.well-known/scimproof").json()
        self.app, self.hook_token = announced["hooks"]["base"], announced["hook_token"]

    def send(self, method: str, path: str, body: Any = None, *, second: bool = False, **headers: str) -> httpx.Response:
        token = self.lab.second_token if second else self.lab.token
        own = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json", **headers}
        return self.http.request(method, self.lab.url + path, json=body, headers=own)

    def hook(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.hook_token}"}
        return self.http.request(method, self.app + path, json=body, headers=headers)

    def create(self, name: str, *, second: bool = False, **more: Any) -> httpx.Response:
        body = {"schemas": [USER], "userName": name, "externalId": f"key-{name}", "active": True, **more}
        return self.send("POST", "/Users", body, second=second)


@pytest.fixture
def double(request: pytest.FixtureRequest) -> Iterator[Double]:
    with Lab(vendor="vault", options=getattr(request, "param", {})) as lab:
        found = Double(lab)
        yield found
        found.http.close()


NEW = pytest.mark.parametrize("double", [{"generation": "2.2"}], indirect=True)


def test_a_user_is_an_entity(double: Double) -> None:
    created = double.create("ada").json()
    entity = double.hook("GET", "/accounts/ada").json()
    assert entity["id"] == created["id"]
    assert (entity["externalId"], entity["disabled"], entity["client"]) == ("key-ada", False, "scimproof-first")
    assert [alias["name"] for alias in entity["aliases"]] == ["ada"]


def test_a_name_is_taken_for_every_client(double: Double) -> None:
    identifier = double.create("ada").json()["id"]
    assert double.create("ada", second=True).status_code == 409
    assert double.send("GET", f"/Users/{identifier}", second=True).status_code == 404
    assert double.send("GET", "/Users", second=True).json()["totalResults"] == 0


def test_patch_of_a_user_is_for_active(double: Double) -> None:
    identifier = double.create("ada").json()["id"]

    def patch(*operations: Any) -> int:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return double.send("PATCH", f"/Users/{identifier}", body).status_code

    off = {"op": "replace", "path": "active", "value": False}
    assert patch(off) == 200
    assert double.hook("POST", "/accounts/ada/sign-in").json() == {"allowed": False}
    assert patch({**off, "value": "True"}) == 400
    assert patch(off, off) == 400
    assert patch({**off, "path": "userName", "value": "eve"}) == 400


def test_members_are_own_users(double: Double) -> None:
    ours, theirs = double.create("ada").json()["id"], double.create("bob", second=True).json()["id"]

    def group(*members: str) -> httpx.Response:
        listed = [{"value": one} for one in members]
        return double.send("POST", "/Groups", {"schemas": [GROUP], "displayName": "readers", "members": listed})

    made = group(ours)
    assert made.status_code == 201
    refused = [group(one).status_code for one in (theirs, "ada", "key-ada", made.json()["id"])]
    assert refused == [400] * 4


@pytest.mark.parametrize("text", ['userName sw "a"', 'userName eq "a" and active eq true', "userName pr", "nonsense"])
def test_other_filters_are_refused(double: Double, text: str) -> None:
    answer = double.http.get(
        double.lab.url + "/Users", params={"filter": text}, headers={"Authorization": f"Bearer {double.lab.token}"}
    )
    assert answer.status_code == 400
    assert answer.json()["scimType"] == "invalidFilter"
    assert answer.headers["Content-Type"] == "application/scim+json"


def test_an_external_id_is_required_and_stays(double: Double) -> None:
    assert double.create("ada", externalId=None).status_code == 400
    created = double.create("ada").json()
    body = {"schemas": [USER], "userName": "ada", "externalId": "other", "active": True}
    assert double.send("PUT", f"/Users/{created['id']}", body).status_code == 400
    assert double.send("GET", f"/Users/{created['id']}").json()["externalId"] == "key-ada"


@NEW
def test_the_newer_generation_does_not_require_it(double: Double) -> None:
    assert double.create("ada", externalId=None).status_code == 201


@NEW
def test_extensions_are_declared_and_do_not_mix(double: Double) -> None:
    block = {"metadata": [{"key": "site", "value": "Oslo"}]}
    undeclared: dict[str, Any] = {NEWER: block}
    assert double.create("ada", **undeclared).status_code == 400
    both: dict[str, Any] = {"schemas": [USER, NEWER, METADATA], NEWER: block, METADATA: {"items": []}}
    assert double.create("ada", **both).status_code == 400
    declared: dict[str, Any] = {"schemas": [USER, NEWER], NEWER: block}
    created = double.create("ada", **declared)
    assert created.json()[NEWER] == block
    assert double.hook("GET", "/accounts/ada").json()["metadata"] == {"site": "Oslo"}


@NEW
def test_a_deleted_client_is_cleaned_up_later(double: Double) -> None:
    made = double.hook("POST", "/clients", {"name": "Short"}).json()
    assert made["name"] == "short"
    headers = {"Authorization": f"Bearer {made['token']}"}
    body = {"schemas": [USER], "userName": "ada"}
    assert double.http.post(double.lab.url + "/Users", json=body, headers=headers).status_code == 201
    assert double.hook("POST", "/clients/short/deletion", {}).json()["accepted"] is False
    assert double.hook("POST", "/clients/short/deletion", {"resources": "delete"}).json()["accepted"] is True
    assert double.http.get(double.lab.url + "/Users", headers=headers).status_code == 403
    assert double.hook("GET", "/accounts/ada").status_code == 200
    double.hook("POST", "/clock", {"advance": 60})
    assert double.hook("GET", "/accounts/ada").status_code == 404


@NEW
def test_a_scim_token_is_for_scim(double: Double) -> None:
    issued = [double.hook("POST", "/tokens", {"client": 0, "kind": "scim"}).json() for _ in range(3)]
    assert [one["accepted"] for one in issued] == [True, True, False]
    used = {"token": issued[0]["token"], "path": "secret/data/payroll"}
    assert double.hook("POST", "/tokens/use", used).json() == {"allowed": False}


def test_me_is_not_implemented(double: Double) -> None:
    assert double.send("GET", "/Me").status_code == 501
