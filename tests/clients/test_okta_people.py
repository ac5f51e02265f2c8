"""Okta's requests before and at a create, to the byte: connection test, import, look-up, POST.

Bodies and lengths are those of Okta's documentation and of the logs of servers it talked to; where a length was
published it is written here as a number, and everything else is compared with the text.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from scimproof.clients.okta import AssignedGroup

from .stage import ENTERPRISE, FOUND, ID, LOGIN, SHOWN, USER, Stage, listing, reading, writing

ACME = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"

CREATED = (
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"%s],"userName":"obi-wan.kenobi@iamciam.dev",'
    '"name":{"givenName":"Obi-Wan","familyName":"Kenobi"%s},'
    '"emails":[{"primary":true,"value":"obi-wan.kenobi@iamciam.dev","type":"work"}],"displayName":"Obi-Wan Kenobi",'
    '"locale":"en-US"%s,"externalId":"00use6vjvehodmsQb4x6","groups":[],"password":"gl^m&qWZ","active":true%s}'
)


# -- connection and import ----------------------------------------------------------------------------------------


def test_the_connection_is_tested_with_two_users(aiw: Stage) -> None:
    """One request with constant parameters; no write, no ServiceProviderConfig (log of an AIW app, October 2026)."""
    aiw.target.get("/Users").mock(return_value=listing())
    assert aiw.okta.test_credentials(groups=False).succeeded
    assert aiw.wire == [reading("/Users?startIndex=1&count=2")]


def test_with_groups_a_page_of_groups_is_asked_for(oin: Stage) -> None:
    oin.target.get("/Users").mock(return_value=listing())
    oin.target.get("/Groups").mock(return_value=listing())
    assert oin.okta.test_credentials().succeeded
    assert oin.wire == [reading("/Users?startIndex=1&count=2"), reading("/Groups?startIndex=1&count=100")]


@pytest.mark.parametrize(
    ("total", "starts"), [(0, [1]), (1, [1]), (100, [1]), (101, [1, 101]), (250, [1, 101, 201])], ids=str
)
def test_an_import_goes_on_by_hundreds(aiw: Stage, total: int, starts: list[int]) -> None:
    """Each page begins a hundred later, however many the last one held (Okta's SCIM 2.0 reference)."""
    aiw.target.get("/Users").mock(return_value=listing(SHOWN, total=total))
    assert aiw.okta.import_users().succeeded
    assert aiw.wire == [reading(f"/Users?startIndex={start}&count=100") for start in starts]


def test_an_import_ends(aiw: Stage) -> None:
    """A target of a million people is not read to the last of them."""
    aiw.target.get("/Users").mock(return_value=listing(SHOWN, total=1_000_000))
    okta = aiw.okta.with_knobs(most_pages=3)
    assert len(okta.import_users().resources) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, json=[]), "No results for users returned"),
        (httpx.Response(200), "No results for users returned"),
        (httpx.Response(200, html="<html>"), "No results for users returned"),
        (httpx.Response(200, json={**json.loads(listing().content), "startIndex": "1"}), ""),
    ],
    ids=["array", "empty", "html", "startIndex as text"],
)
def test_what_is_no_list_ends_the_connection_test(aiw: Stage, answer: httpx.Response, said: str) -> None:
    aiw.target.get("/Users").mock(return_value=answer)
    assert aiw.okta.test_credentials(groups=False).error == said


def test_names_of_a_list_may_be_in_small_letters(aiw: Stage) -> None:
    """Okta's documentation of 2019 tolerates that."""
    small = {"totalresults": 1, "startindex": 1, "itemsperpage": 1, "resources": [SHOWN]}
    aiw.target.get("/Users").mock(return_value=httpx.Response(200, json=small))
    assert aiw.okta.import_users().resources == [SHOWN]


# -- create -------------------------------------------------------------------------------------------------------


def test_a_new_user(aiw: Stage) -> None:
    """Looked for, then created: order and bytes of the body are those of Okta's capture of 2021."""
    aiw.knows_nobody()
    assert aiw.okta.assign(aiw.user).succeeded
    assert aiw.wire == [reading(f"/Users?{FOUND}"), writing("POST", "/Users", CREATED % ("", "", "", ""), 362)]
    assert aiw.user.target_id == ID


def test_a_look_up_without_match_may_be_a_404(aiw: Stage) -> None:
    """Okta's reference takes a 404 with a SCIM error for "no match"; any other 404 is an error."""
    aiw.knows_nobody()
    error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404"}
    aiw.target.get("/Users").mock(return_value=httpx.Response(404, json=error))
    assert aiw.okta.assign(aiw.user).succeeded
    aiw.target.get("/Users").mock(return_value=httpx.Response(404, text="not found"))
    assert not aiw.okta.assign(aiw.user).succeeded


def test_a_new_user_with_further_attributes(aiw: Stage) -> None:
    """Core ones stand between locale and externalId, the extension stands last; what has no value is left out."""
    aiw.knows_nobody()
    aiw.user.more = {
        "name.middleName": "Ben",
        "title": "Jedi & Master",
        "phoneNumbers.^[primary==true].value": "+47 22 33 44 55",
        "phoneNumbers.^[primary==true].type": "work",
        "emails.^[primary==false].value": "ben@tatooine.example",
        "emails.^[primary==false].type": "other",
        f"{ENTERPRISE}:department": "Rådet",
        f"{ENTERPRISE}:manager.value": "4f9c",
    }
    assert aiw.okta.assign(aiw.user).succeeded
    body = CREATED % (
        f',"{ENTERPRISE}"',
        ',"middleName":"Ben"',
        ',"title":"Jedi & Master","phoneNumbers":[{"primary":true,"value":"+47 22 33 44 55","type":"work"}]',
        f',"{ENTERPRISE}":{{"department":"Rådet","manager":{{"value":"4f9c"}}}}',
    )
    body = body.replace(
        '"work"}],"display', '"work"},{"primary":false,"value":"ben@tatooine.example","type":"other"}],"display'
    )
    assert aiw.wire[1] == writing("POST", "/Users", body)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("roles", "admin", '"roles":"admin"'),
        ("roles", ["admin", "editor"], '"roles":["admin","editor"]'),
        ("roles.^[type=='slot1'].value", "admin", '"roles":[{"type":"slot1","value":"admin"}]'),
        ("roles.^[primary==true].value", "admin", '"roles":[{"primary":true,"value":"admin"}]'),
        ("entitlements.^[type=='license'].value", "pro", '"entitlements":[{"type":"license","value":"pro"}]'),
        ("photos.^[type=='photo'].value", "https://x/y", '"photos":[{"type":"photo","value":"https://x/y"}]'),
        (f"{USER}:orgRole", "admin", '"orgRole":"admin"'),
        (f"{USER}:seats", 3, '"seats":3'),
    ],
)
def test_custom_attributes_in_the_core_namespace(aiw: Stage, name: str, value: Any, shown: str) -> None:
    """They stand at the top of the resource, in whatever form the external name and the data type give them."""
    aiw.knows_nobody()
    aiw.user.more = {name: value}
    assert aiw.okta.assign(aiw.user).succeeded
    assert aiw.wire[1] == writing("POST", "/Users", CREATED % ("", "", "," + shown, ""))


def test_custom_attributes_may_stand_under_the_core_urn(aiw: Stage) -> None:
    """One page of Okta's prints them so; a knob, as no log shows it."""
    aiw.knows_nobody()
    aiw.user.more = {f"{USER}:roles": ["admin"]}
    assert aiw.okta.with_knobs(nests_core_extras=True).assign(aiw.user).succeeded
    assert aiw.wire[1] == writing("POST", "/Users", CREATED % ("", "", f',"{USER}":{{"roles":["admin"]}}', ""))


def test_custom_attributes_of_an_extension(aiw: Stage) -> None:
    aiw.knows_nobody()
    aiw.user.more = {f"{ACME}:costUnit": "42", f"{ACME}:tags": ["a", "b"]}
    assert aiw.okta.assign(aiw.user).succeeded
    extension = f',"{ACME}":{{"costUnit":"42","tags":["a","b"]}}'
    assert aiw.wire[1] == writing("POST", "/Users", CREATED % (f',"{ACME}"', "", "", extension))


def test_of_several_groups_the_highest_gives_the_value(oin: Stage) -> None:
    """One value is sent, and nothing tells where it came from; what stands on the user overrules it."""
    oin.knows_nobody()
    staff = AssignedGroup("Staff", 2, {f"{USER}:orgRole": "member"})
    admins = AssignedGroup("Admins", 1, {f"{USER}:orgRole": "admin"})
    assert oin.okta.assign(oin.user, staff, admins).succeeded
    assert oin.wire[1] == writing("POST", "/Users", CREATED % ("", "", ',"orgRole":"admin"', ""))
    oin.knows({**SHOWN, "orgRole": "admin"})
    assert oin.okta.regroup(oin.user, staff).succeeded
    assert '"orgRole":"member"' in oin.wire[-1]
    assert oin.okta.update_profile(oin.user, **{f"{USER}:orgRole": "owner"}).succeeded
    assert '"orgRole":"owner"' in oin.wire[-1]
    assert oin.okta.update_profile(oin.user, **{f"{USER}:orgRole": None}).succeeded
    assert '"orgRole":"member"' in oin.wire[-1]
    assert oin.okta.regroup(oin.user).succeeded
    assert '"orgRole":""' in oin.wire[-1]


def test_a_create_that_is_answered_with_nothing_fails(aiw: Stage) -> None:
    aiw.knows_nobody()
    aiw.target.post("/Users").mock(return_value=httpx.Response(201))
    assert aiw.okta.assign(aiw.user).error == "Create new user returned empty user."


def test_the_admin_reads_what_the_target_says_of_a_conflict(aiw: Stage) -> None:
    aiw.knows_nobody()
    error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": "exists", "status": "409"}
    aiw.target.post("/Users").mock(return_value=httpx.Response(409, json=error))
    said = aiw.okta.assign(aiw.user).error
    assert said == f"Error while creating user {LOGIN}: Conflict. Errors reported by remote server: exists"
    aiw.target.post("/Users").mock(return_value=httpx.Response(409, text="exists already"))
    assert "Unrecognized token 'exists'" in str(aiw.okta.assign(aiw.user).error)


def test_an_answer_that_was_lost_leads_to_the_same_create_again(aiw: Stage) -> None:
    aiw.knows_nobody()
    aiw.okta.assign(aiw.user)
    aiw.okta.create_again(aiw.user)
    assert aiw.wire[2] == aiw.wire[1]


@pytest.mark.parametrize(
    ("knobs", "query"),
    [
        ({"plus_for_space": True}, "filter=userName+eq+%22obi-wan.kenobi%40iamciam.dev%22&startIndex=1&count=100"),
        ({"matches_by": "externalId"}, "filter=externalId%20eq%20%2200use6vjvehodmsQb4x6%22&startIndex=1&count=100"),
        ({"matches_by": "email"}, "filter=email%20eq%20%22obi-wan.kenobi%40iamciam.dev%22&startIndex=1&count=100"),
    ],
    ids=str,
)
def test_the_look_up_can_be_set_up(aiw: Stage, knobs: dict[str, Any], query: str) -> None:
    aiw.knows_nobody()
    assert aiw.okta.with_knobs(**knobs).assign(aiw.user).succeeded
    assert aiw.wire[0] == reading(f"/Users?{query}")
