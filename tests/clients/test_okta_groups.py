"""What Okta sends about groups, to the byte: from its reference, and from the logs of servers.

Ids are those of the published samples where these show one; where they are masked, they are ours.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from scimproof.clients.okta import CONNECTORS, Knobs, Okta, OktaGroup, OktaUser
from scimproof.clients.probe import Probe
from scimproof.directory import Person, Team
from scimproof.session import Session

from .stage import reading, writing
from .transcripts import sent

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
DROIDS = "4f9a0b1c-6d1e-4c0e-9d3b-2a5f6e7d8c9b"
BB8, C3PO = "cc2573a1-83c8-4f3c-a4bb-41d7a8ee6ccb", "478c4cf4-7d05-4cd6-98f8-7f3a0f5f3a8d"
LIST = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "startIndex": 1}
BB8_ENTRY = f'{{"value":"{BB8}","display":"bb-8@iamciam.dev"}}'
C3PO_ENTRY = f'{{"value":"{C3PO}","display":"c-3po@iamciam.dev"}}'
BOTH = f"[{BB8_ENTRY},{C3PO_ENTRY}]"


def patches(operations: str, group: str = DROIDS) -> str:
    """A PATCH of the group."""
    return writing("PATCH", f"/Groups/{group}", f'{{"schemas":["{PATCH}"],"Operations":[{operations}]}}')


def puts(name: str, members: str) -> str:
    """A PUT of the group: with its id, and without meta."""
    body = f'{{"schemas":["{GROUP}"],"id":"{DROIDS}","displayName":"{name}","members":{members}}}'
    return writing("PUT", f"/Groups/{DROIDS}", body)


LOOK_UP = reading("/Groups?filter=displayName%20eq%20%22Droids%22&startIndex=1&count=100")
READ = reading(f"/Groups/{DROIDS}")
DELETE = f"""\
DELETE /scim/v2/Groups/{DROIDS} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Connection: Keep-Alive
Accept-Encoding: gzip,deflate
"""
CREATE = writing("POST", "/Groups", f'{{"schemas":["{GROUP}"],"displayName":"Droids","members":{BOTH}}}')
RENAME = patches(f'{{"op":"replace","value":{{"id":"{DROIDS}","displayName":"Droids"}}}}')
ADD_BOTH = patches(f'{{"op":"add","path":"members","value":{BOTH}}}')
REPLACE_BOTH = patches(f'{{"op":"replace","path":"members","value":{BOTH}}}')


def robot(name: str, identifier: str | None, *, assigned: bool = True) -> OktaUser:
    login = f"{name}@iamciam.dev"
    user = OktaUser.of(Person(name, "Droid", login, name, "", "", ""))
    user.target_id, user.assigned = identifier, assigned
    return user


@pytest.fixture
def droids() -> OktaGroup:
    """Two who have accounts, one who has none, and one who has left."""
    chopper = robot("chopper", "1b7c", assigned=False)
    people = (robot("bb-8", BB8), robot("c-3po", C3PO), robot("r2-d2", None), chopper)
    return OktaGroup.of(Team("Droids", "droids"), *people)


def shown(name: str = "Droids", members: list[dict[str, Any]] | None = None) -> httpx.Response:
    resource: dict[str, Any] = {
        "schemas": [GROUP],
        "id": DROIDS,
        "displayName": name,
        "meta": {"resourceType": "Group"},
    }
    return httpx.Response(200, json=resource | {"members": members or []})


def answered(target: respx.MockRouter, *, found: bool = False) -> None:
    """The target: it has no group of the name, or one, and takes everything."""
    entries = [shown().json()] if found else []
    listed = {**LIST, "totalResults": len(entries), "itemsPerPage": len(entries), "Resources": entries}
    target.get("/Groups").mock(return_value=httpx.Response(200, json=listed))
    target.post("/Groups").mock(return_value=httpx.Response(201, json=shown().json()))
    target.get(f"/Groups/{DROIDS}").mock(return_value=shown(members=[{"value": BB8}]))
    target.put(f"/Groups/{DROIDS}").mock(return_value=shown())
    target.patch(f"/Groups/{DROIDS}").mock(return_value=httpx.Response(204))
    target.delete(f"/Groups/{DROIDS}").mock(return_value=httpx.Response(204))


def pushed(session: Session, target: respx.MockRouter, droids: OktaGroup, **knobs: Any) -> Okta:
    """An OIN app that has pushed the group already."""
    answered(target)
    okta = Okta(session, CONNECTORS["okta-oin"], Knobs(**knobs))
    assert okta.push_group(droids).succeeded
    target.calls.clear()
    return okta


def requests(target: respx.MockRouter) -> list[str]:
    return [sent(call.request) for call in target.calls]


def test_an_oin_app_pushes_a_group(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """Looked for, created, renamed to its very name (keycloak-scim-server#113), and everybody added once more."""
    answered(target)
    assert Okta(session, CONNECTORS["okta-oin"]).push_group(droids).succeeded
    assert requests(target) == [LOOK_UP, CREATE, RENAME, ADD_BOTH]


def test_an_aiw_app_pushes_a_group(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """Looked for, created, read and put back, as a log of 2026 shows it; display is null where none was shown."""
    answered(target)
    assert Okta(session).push_group(droids).succeeded
    put = puts("Droids", f'[{{"value":"{BB8}","display":null}},{C3PO_ENTRY}]')
    assert requests(target) == [LOOK_UP, CREATE, READ, put]


def test_a_group_without_members_is_pushed(session: Session, target: respx.MockRouter) -> None:
    answered(target)
    assert Okta(session, CONNECTORS["okta-oin"]).push_group(OktaGroup("Droids", "00g")).succeeded
    create = writing("POST", "/Groups", f'{{"schemas":["{GROUP}"],"displayName":"Droids","members":[]}}')
    assert requests(target) == [LOOK_UP, create, RENAME]


def test_without_the_look_up_of_2024(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    answered(target)
    assert Okta(session, CONNECTORS["okta-oin"], Knobs(looks_for_groups=False)).push_group(droids).succeeded
    assert requests(target) == [CREATE, RENAME, ADD_BOTH]


def test_a_404_of_the_look_up_is_no_match(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    answered(target)
    target.get("/Groups").mock(return_value=httpx.Response(404, json={"detail": "none"}))
    assert Okta(session, CONNECTORS["okta-oin"]).push_group(droids).succeeded


def test_an_oin_app_renames_a_group(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """The sample of Okta's reference, with its id."""
    identifier = "abf4dd94-a4c0-4f67-89c9-76b03340cb9b"
    group = OktaGroup("Test SCIMv0", "00g")
    created = {"id": identifier, "displayName": "Test SCIMv0"}
    target.post("/Groups").mock(return_value=httpx.Response(201, json=created))
    target.patch(f"/Groups/{identifier}").mock(return_value=httpx.Response(204))
    okta = Okta(session, CONNECTORS["okta-oin"], Knobs(looks_for_groups=False))
    assert okta.push_group(group).succeeded
    assert okta.rename_group(group, "Test SCIMv2").succeeded
    rename = f'{{"op":"replace","value":{{"id":"{identifier}","displayName":"Test SCIMv2"}}}}'
    assert requests(target)[-1] == patches(rename, identifier)


def test_the_id_can_be_left_to_the_path(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    okta = pushed(session, target, droids, id_in_rename=False)
    assert okta.rename_group(droids, "Robots & Co").succeeded
    assert requests(target) == [patches('{"op":"replace","value":{"displayName":"Robots & Co"}}')]


def test_an_aiw_app_renames_a_group(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """As in jelhub/scimgateway#95: the whole group is put, members with null for a display that was never shown."""
    answered(target)
    okta = Okta(session)
    okta.push_group(droids)
    target.calls.clear()
    target.get(f"/Groups/{DROIDS}").mock(return_value=shown(members=[{"value": BB8}, {"value": C3PO}]))
    assert okta.rename_group(droids, "KOTestGroup Test").succeeded
    members = f'[{{"value":"{BB8}","display":null}},{{"value":"{C3PO}","display":null}}]'
    assert requests(target) == [READ, puts("KOTestGroup Test", members)]


def test_members_join_and_leave_in_one_request(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """The name first; then one remove for each leaver, and one add for all who join."""
    okta = pushed(session, target, droids)
    lola = robot("l0-la59", "9f1e")
    assert okta.change_members(droids, add=[lola], remove=droids.members[:2]).succeeded
    removals = ",".join(f'{{"op":"remove","path":"members[value eq \\"{one}\\"]"}}' for one in (BB8, C3PO))
    add = '{"op":"add","path":"members","value":[{"value":"9f1e","display":"l0-la59@iamciam.dev"}]}'
    assert requests(target) == [RENAME, patches(f"{removals},{add}")]


def test_an_org_may_leave_names_alone(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    okta = pushed(session, target, droids, renames_with_members=False, display_of_members=False)
    assert okta.change_members(droids, remove=[droids.members[0]]).succeeded
    assert requests(target) == [patches(f'{{"op":"remove","path":"members[value eq \\"{BB8}\\"]"}}')]


def test_who_has_no_account_does_not_join(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """Nobody whom Okta would add, and nobody to take away: the name goes all the same."""
    okta = pushed(session, target, droids)
    assert okta.change_members(droids, add=[robot("k-2so", None)]).succeeded
    assert requests(target) == [RENAME]


def test_an_aiw_app_puts_who_is_left(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    answered(target)
    okta = Okta(session)
    okta.push_group(droids)
    target.calls.clear()
    assert okta.change_members(droids, remove=droids.members[:2]).succeeded
    assert requests(target) == [READ, puts("Droids", "[]")]


def test_push_now_replaces_the_members(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    okta = pushed(session, target, droids)
    assert okta.push_now(droids).succeeded
    droids.members.clear()
    assert okta.push_now(droids).succeeded
    assert requests(target) == [REPLACE_BOTH, patches('{"op":"replace","path":"members","value":[]}')]


def test_members_in_a_value_without_a_path(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """What one report of 2026 shows, and Okta's documentation does not (keycloak-scim-server#100)."""
    okta = pushed(session, target, droids, path_in_full_pushes=False, display_of_members=False)
    del droids.members[1:]
    assert okta.push_now(droids).succeeded
    assert requests(target) == [patches(f'{{"op":"replace","value":{{"members":[{{"value":"{BB8}"}}]}}}}')]


def test_a_group_that_is_found_is_taken_over(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """After a conflict, too: the next try finds the group, and no second one is made."""
    answered(target)
    okta = Okta(session, CONNECTORS["okta-oin"])
    conflict = {"detail": "there is a group of this name", "status": "409"}
    okta.push_group(droids)
    okta.unlink_group(droids, delete=False)
    target.post("/Groups").mock(return_value=httpx.Response(409, json=conflict))
    target.calls.clear()
    failed = okta.push_group(droids)
    assert failed.error == (
        "Error while creating user group Droids: Conflict. Errors reported by remote server: "
        "there is a group of this name"
    )
    answered(target, found=True)
    target.calls.clear()
    assert okta.push_group(droids).succeeded
    assert requests(target) == [LOOK_UP, RENAME, REPLACE_BOTH]


@pytest.mark.parametrize(("links_by", "members"), [("replace", REPLACE_BOTH), ("add", ADD_BOTH)])
def test_a_group_is_linked(
    session: Session, target: respx.MockRouter, droids: OktaGroup, links_by: str, members: str
) -> None:
    answered(target)
    Probe(session).create("/Groups", {"schemas": [GROUP], "displayName": "Droids"})
    target.calls.clear()
    okta = Okta(session, CONNECTORS["okta-oin"], Knobs(links_by=links_by))  # type: ignore[arg-type]
    assert okta.link_group(droids, DROIDS).succeeded
    assert requests(target) == [RENAME, members]


def test_a_mapping_sleeps_and_wakes(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    okta = pushed(session, target, droids)
    assert okta.deactivate_push(droids).exchanges == []
    assert okta.activate_push(droids).succeeded
    assert requests(target) == [RENAME, REPLACE_BOTH]


def test_a_group_is_kept_or_deleted(session: Session, target: respx.MockRouter, droids: OktaGroup) -> None:
    """A DELETE names a media type, has no body, and no length (Okta's reference of 2019)."""
    okta = pushed(session, target, droids)
    identifier = droids.target_id
    assert okta.unlink_group(droids, delete=False).exchanges == []
    droids.target_id = identifier
    assert okta.unlink_group(droids, delete=True).succeeded
    assert requests(target) == [DELETE]


def test_groups_are_imported(session: Session, target: respx.MockRouter) -> None:
    listed = {**LIST, "totalResults": 101, "itemsPerPage": 100, "Resources": []}
    target.get("/Groups").mock(return_value=httpx.Response(200, json=listed))
    Okta(session).import_groups()
    assert requests(target) == [
        reading("/Groups?startIndex=1&count=100"),
        reading("/Groups?startIndex=101&count=100"),
    ]


def test_names_are_sent_as_they_are(session: Session, target: respx.MockRouter) -> None:
    """Quotes and backslashes are escaped as JSON has it, and a query is percent-encoded; nothing else is."""
    name = 'R&D / "A\\B" Zürich 🚀'
    answered(target)
    create = {"schemas": [GROUP], "id": DROIDS, "displayName": name}
    target.post("/Groups").mock(return_value=httpx.Response(201, json=create))
    assert Okta(session, CONNECTORS["okta-oin"]).push_group(OktaGroup(name, "00g")).succeeded
    value = "R%26D%20%2F%20%5C%22A%5C%5CB%5C%22%20Z%C3%BCrich%20%F0%9F%9A%80"
    body = f'{{"schemas":["{GROUP}"],"displayName":"R&D / \\"A\\\\B\\" Zürich 🚀","members":[]}}'
    assert requests(target)[:2] == [
        reading(f"/Groups?filter=displayName%20eq%20%22{value}%22&startIndex=1&count=100"),
        writing("POST", "/Groups", body),
    ]
