"""Okta's requests about people who are there already, to the byte: link, profile, password, leaving, coming back.

Lengths that were published are written here as numbers.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .stage import FOUND, ID, SHOWN, USER, Stage, compact, reading, writing

PATCH = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":%s}]}'

# The example of a user in GitHub's SCIM documentation: the server of the log that printed the two lengths showed it.
MONA = {
    "schemas": [USER],
    "id": "5fc0c238-1112-11e8-8e45-920c87bdbd75",
    "externalId": "00u1dhhb1fkIGP7RL1d8",
    "userName": "octocat@github.com",
    "name": {"givenName": "Mona", "familyName": "Octocat", "formatted": "Mona Octocat"},
    "emails": [{"value": "octocat@github.com", "primary": True}],
    "displayName": "Mona Octocat",
    "active": True,
    "meta": {
        "resourceType": "User",
        "created": "2018-02-13T15:05:24.000-08:00",
        "lastModified": "2018-02-13T15:05:55.000-08:00",
        "location": "https://api.github.com/scim/v2/organizations/octo-org/Users/5fc0c238-1112-11e8-8e45-920c87bdbd75",
    },
}
MONAS_PATH = f"/Users/{MONA['id']}"


def test_a_user_who_exists_is_linked(aiw: Stage) -> None:
    """GET and PUT, 607 bytes as logged: the target's own user with the mapped profile laid over it.

    meta and the formatted name of somebody else come back.
    """
    aiw.knows(MONA)
    jane = aiw.somebody("jane@test.com", "Jane", "Smith")
    jane.okta_id = "00u6a15d23T9AeHhF5d7"
    assert aiw.okta.assign(jane).succeeded
    merged = {
        **MONA,
        "externalId": jane.okta_id,
        "userName": "jane@test.com",
        "name": {"givenName": "Jane", "familyName": "Smith", "formatted": "Mona Octocat"},
        "emails": [{"value": "jane@test.com", "primary": True, "type": "work"}],
        "displayName": "Jane Smith",
        "locale": "en-US",
        "groups": [],
    }
    assert aiw.wire == [
        reading("/Users?filter=userName%20eq%20%22jane%40test.com%22&startIndex=1&count=100"),
        reading(MONAS_PATH),
        writing("PUT", MONAS_PATH, compact(merged), 607),
    ]


def test_a_link_may_be_pushed_twice(aiw: Stage) -> None:
    """One log of three shows the GET and the PUT again; a knob."""
    aiw.knows(SHOWN)
    assert aiw.okta.with_knobs(pushes_twice=True).assign(aiw.user).succeeded
    assert aiw.wire[1:] == 2 * [reading(f"/Users/{ID}"), writing("PUT", f"/Users/{ID}", compact(SHOWN))]


def test_an_inactive_user_is_activated_by_the_link(aiw: Stage, oin: Stage) -> None:
    aiw.knows({**SHOWN, "active": False})
    assert aiw.okta.assign(aiw.user).succeeded
    assert aiw.wire[1:] == [reading(f"/Users/{ID}"), writing("PUT", f"/Users/{ID}", compact(SHOWN))]
    oin.forget()
    assert oin.okta.assign(oin.user).succeeded
    assert oin.wire == [
        reading(f"/Users?{FOUND}"),
        writing("PATCH", f"/Users/{ID}", PATCH % '{"active":true}', 117),
        reading(f"/Users/{ID}"),
        writing("PUT", f"/Users/{ID}", compact(SHOWN)),
    ]


def test_a_profile_is_read_changed_and_put_back(oin: Stage) -> None:
    """Whatever the target shows comes back to it: attributes that nobody maps, even a password."""
    shown = {"meta": {"version": 'W/"1"'}, "password": "TkdFNVdIVkxhM2c9", "shoeSize": 43, **SHOWN}
    user = oin.linked(shown)
    assert oin.okta.update_profile(user, first_name="Ben", title="Hermit").succeeded
    changed = {**shown, "name": {"givenName": "Ben", "familyName": "Kenobi"}, "displayName": "Ben Kenobi"}
    assert oin.wire == [
        reading(f"/Users/{ID}"),
        writing("PUT", f"/Users/{ID}", compact({**changed, "title": "Hermit"})),
    ]


@pytest.mark.parametrize(
    ("cleared", "more"),
    [
        ("empty", {"title": "", "name": {"givenName": "Obi-Wan", "familyName": "Kenobi", "middleName": ""}}),
        ("absent", {}),
    ],
)
def test_a_value_is_cleared(oin: Stage, cleared: Any, more: dict[str, Any]) -> None:
    """As an empty text, which is what Okta says without showing it, or by leaving it out; a knob."""
    shown = {**SHOWN, "title": "Jedi", "name": {**SHOWN["name"], "middleName": "Ben"}}
    user = oin.linked(shown)
    user.more = {"title": "Jedi", "name.middleName": "Ben"}
    okta = oin.okta.with_knobs(cleared=cleared)
    assert okta.update_profile(user, **{"title": None, "name.middleName": None}).succeeded
    assert json.loads(oin.wire[-1].rpartition("\n\n")[2]) == {**SHOWN, **more}


def test_an_entry_that_a_slot_names_stays(oin: Stage) -> None:
    """Clearing a role of a slot leaves the old one: Okta adds values there, and takes none away (Datadog's docs)."""
    shown = {**SHOWN, "roles": [{"type": "slot1", "value": "admin"}]}
    user = oin.linked(shown)
    user.more = {"roles.^[type=='slot1'].value": "admin"}
    assert oin.okta.update_profile(user, **{"roles.^[type=='slot1'].value": None}).succeeded
    assert oin.wire[-1] == writing("PUT", f"/Users/{ID}", compact(shown))


def test_a_user_name_changes_on_the_same_account(aiw: Stage) -> None:
    user = aiw.linked()
    assert aiw.okta.change_user_name(user, "ben@tatooine.example").succeeded
    body = compact({**SHOWN, "userName": "ben@tatooine.example"})
    assert aiw.wire == [reading(f"/Users/{ID}"), writing("PUT", f"/Users/{ID}", body)]


def test_a_user_who_cannot_be_read_is_not_pushed(aiw: Stage) -> None:
    user = aiw.linked()
    aiw.target.get(f"/Users/{ID}").mock(return_value=httpx.Response(404, json={"detail": "gone"}))
    assert not aiw.okta.update_profile(user, title="Hermit").succeeded
    assert len(aiw.wire) == 1


# -- passwords, leaving, coming back ------------------------------------------------------------------------------


def test_a_password_of_an_oin_app(oin: Stage) -> None:
    user = oin.linked()
    assert oin.okta.sync_password(user, "Lstar99&").succeeded
    assert oin.wire == [writing("PATCH", f"/Users/{ID}", PATCH % '{"password":"Lstar99&"}')]


def test_a_password_of_an_aiw_app(aiw: Stage) -> None:
    user = aiw.linked()
    assert aiw.okta.sync_password(user, "Lstar99&").succeeded
    body = compact({**SHOWN, "password": "Lstar99&"})
    assert aiw.wire == [reading(f"/Users/{ID}"), writing("PUT", f"/Users/{ID}", body)]


def test_a_leaver_of_an_oin_app(oin: Stage) -> None:
    """118 bytes, as Okta's engineers printed it in 2018."""
    user = oin.linked()
    assert oin.okta.unassign(user).succeeded
    assert oin.wire == [writing("PATCH", f"/Users/{ID}", PATCH % '{"active":false}', 118)]


def test_a_leaver_of_an_aiw_app(aiw: Stage) -> None:
    """579 bytes, as logged: what the target shows, switched off. No groups, no locale, nothing of the profile."""
    user = aiw.linked(MONA)
    assert aiw.okta.unassign(user).succeeded
    assert aiw.wire == [reading(MONAS_PATH), writing("PUT", MONAS_PATH, compact({**MONA, "active": False}), 579)]


def test_who_comes_back_is_looked_for(oin: Stage) -> None:
    """Activation sends nothing; assignment begins with the look-up, as if the account had never been known."""
    user = oin.linked({**SHOWN, "active": False})
    oin.okta.suspend(user)
    oin.okta.reactivate(user)
    assert oin.wire == []
    assert oin.okta.reassign(user).succeeded
    assert [line.split(" HTTP")[0].replace("/scim/v2", "") for line in oin.wire] == [
        f"GET /Users?{FOUND}",
        f"PATCH /Users/{ID}",
        f"GET /Users/{ID}",
        f"PUT /Users/{ID}",
    ]


def test_in_a_hurry_an_old_profile_comes_last(aiw: Stage, oin: Stage) -> None:
    for stage, switch in ((aiw, "PUT"), (oin, "PATCH")):
        stage.forget()
        user = stage.linked({**SHOWN, "active": False})
        assert stage.okta.reassign_in_a_hurry(user).succeeded
        assert [text.split()[0] for text in stage.wire if not text.startswith("GET")] == [switch, "PUT"]
        assert json.loads(stage.wire[-1].rpartition("\n\n")[2])["active"] is False
