"""SailPoint: the requests that its documentation names, and what depends on a knob."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from scimproof.clients import TITLES
from scimproof.clients.admins import ADMINS, admin_of
from scimproof.clients.sailpoint import Account, Entitlement, SailPoint
from scimproof.directory import Person, Team
from scimproof.session import Session

from .transcripts import sent

OBI_WAN = Person("Obi-Wan", "Kenobi", "obi-wan", "person-1", "Jedi", "Council", "secret-1")
ID = "23a35c27-23d3-4c03-b4c5-6443c09e7173"
GROUP_ID = "8a0c9a4f-6a4e-4f0a-9a52-4f3b8f3a0001"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

CREATE = """\
POST /scim/v2/Users HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Authorization: Bearer the-token
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"obi-wan","externalId":"person-1","active":true}
"""
DISABLE = f"""\
PATCH /scim/v2/Users/{ID} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Authorization: Bearer the-token
Content-Type: application/scim+json

{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],\
"Operations":[{{"op":"replace","path":"active","value":false}}]}}
"""
GRANT = f"""\
PATCH /scim/v2/Groups/{GROUP_ID} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Authorization: Bearer the-token
Content-Type: application/scim+json

{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],\
"Operations":[{{"op":"add","path":"members","value":[{{"value":"{ID}"}}]}}]}}
"""
WITHDRAW = f"""\
PATCH /scim/v2/Groups/{GROUP_ID} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Authorization: Bearer the-token
Content-Type: application/scim+json

{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],\
"Operations":[{{"op":"remove","path":"members[value eq \\"{ID}\\"]"}}]}}
"""


def listing(*resources: dict[str, Any], total: int | None = None) -> httpx.Response:
    document = {"totalResults": len(resources) if total is None else total, "Resources": list(resources)}
    return httpx.Response(200, json=document)


@pytest.fixture
def source(session: Session, target: respx.MockRouter) -> SailPoint:
    """A source whose target has few attributes, and takes PATCH."""
    attributes = [{"name": "userName", "type": "string"}, {"name": "active", "type": "boolean"}]
    target.get("/ServiceProviderConfig").mock(return_value=httpx.Response(200, json={"patch": {"supported": True}}))
    target.get("/ResourceTypes").mock(return_value=listing())
    target.get("/Schemas").mock(return_value=listing({"id": USER, "attributes": attributes}))
    for path in ("/ResourceTypes/User", "/ResourceTypes/Group", f"/Schemas/{USER}", f"/Schemas/{GROUP}"):
        target.get(path).mock(return_value=httpx.Response(200, json={"id": "x"}))
    target.post("/Users").mock(return_value=httpx.Response(201, json={"id": ID, "userName": "obi-wan"}))
    target.post("/Groups").mock(return_value=httpx.Response(201, json={"id": GROUP_ID, "displayName": "Council"}))
    for path in (f"/Users/{ID}", f"/Groups/{GROUP_ID}"):
        target.patch(path).mock(return_value=httpx.Response(204))
        target.put(path).mock(return_value=httpx.Response(200, json={"id": path}))
        target.delete(path).mock(return_value=httpx.Response(204))
    return SailPoint(session)


def asked(target: respx.MockRouter) -> list[str]:
    return [f"{call.request.method} {call.request.url.raw_path.decode()}" for call in target.calls]


def of_writes(target: respx.MockRouter) -> list[str]:
    """What was written, without the lengths, which the bodies tell."""
    wire = [sent(call.request) for call in target.calls if call.request.method != "GET"]
    return ["\n".join(line for line in text.split("\n") if not line.startswith("Content-Length")) for text in wire]


def test_the_connection_test_reads_all_of_discovery(source: SailPoint, target: respx.MockRouter) -> None:
    assert source.test_connection().succeeded
    assert asked(target) == [
        "GET /scim/v2/ServiceProviderConfig",
        "GET /scim/v2/ResourceTypes",
        "GET /scim/v2/Schemas",
        "GET /scim/v2/ResourceTypes/User",
        "GET /scim/v2/ResourceTypes/Group",
        f"GET /scim/v2/Schemas/{USER}",
        f"GET /scim/v2/Schemas/{GROUP}",
    ]


def test_a_missing_schema_fails_the_connection_test(source: SailPoint, target: respx.MockRouter) -> None:
    target.get(f"/Schemas/{GROUP}").mock(return_value=httpx.Response(404))
    task = source.test_connection()
    assert not task.succeeded
    assert "404" in str(task.error)


def test_an_account_comes_and_is_disabled_and_a_group_is_granted(source: SailPoint, target: respx.MockRouter) -> None:
    account, group = Account.of(OBI_WAN), Entitlement.of(Team("Council", "team-1"))
    for task in (
        source.create(account),
        source.disable(account),
        source.create_group(group),
        source.grant(group, account),
        source.withdraw(group, account),
    ):
        assert task.succeeded, task.error
    created, disabled, _, granted, withdrawn = of_writes(target)
    assert [created, disabled, granted, withdrawn] == [CREATE, DISABLE, GRANT, WITHDRAW]


def test_an_aggregation_reads_page_after_page(source: SailPoint, target: respx.MockRouter) -> None:
    pages = [listing({"id": "1"}, {"id": "2"}, total=3), listing({"id": "3"}, total=3)]
    target.get("/Users").mock(side_effect=pages)
    task = source.aggregate("/Users", 'userName sw "a"')
    assert [entry["id"] for entry in task.resources] == ["1", "2", "3"]
    wanted = "filter=userName%20sw%20%22a%22"
    assert asked(target) == [
        f"GET /scim/v2/Users?startIndex=1&count=100&{wanted}",
        f"GET /scim/v2/Users?startIndex=3&count=100&{wanted}",
    ]


def test_knobs_change_the_bodies(source: SailPoint, target: respx.MockRouter) -> None:
    source = source.with_knobs(paths=False, removes_by_filter=False)
    account, group = Account.of(OBI_WAN), Entitlement.of(Team("Council", "team-1"))
    source.create(account)
    source.create_group(group)
    source.disable(account)
    source.withdraw(group, account)
    bodies = [json.loads(call.request.content)["Operations"] for call in target.calls if call.request.method == "PATCH"]
    assert bodies == [
        [{"op": "replace", "value": {"active": False}}],
        [{"op": "remove", "path": "members", "value": [{"value": ID}]}],
    ]


def test_without_patch_an_account_is_replaced(source: SailPoint, target: respx.MockRouter) -> None:
    shown = {"schemas": [USER], "id": ID, "userName": "obi-wan", "active": True, "meta": {}, "groups": []}
    target.get(f"/Users/{ID}").mock(return_value=httpx.Response(200, json=shown))
    account = Account.of(OBI_WAN)
    source = source.with_knobs(updates_by="put")
    source.create(account)
    assert source.disable(account).succeeded
    body = json.loads(target.calls.last.request.content)
    assert body == {"schemas": [USER], "id": ID, "userName": "obi-wan", "active": False}


def test_attributes_that_the_schema_lacks_are_not_sent(source: SailPoint, target: respx.MockRouter) -> None:
    account = Account.of(OBI_WAN)
    source.create(account)
    before = len(target.calls)
    assert source.update(account, title="Master").succeeded
    assert len(target.calls) == before


def test_what_is_gone_is_deleted(source: SailPoint, target: respx.MockRouter) -> None:
    account = Account.of(OBI_WAN)
    source.create(account)
    target.delete(f"/Users/{ID}").mock(return_value=httpx.Response(404))
    assert source.delete(account).succeeded
    assert not source.disable(account).succeeded


def test_it_is_known_as_a_client(session: Session) -> None:
    assert "sailpoint" in TITLES
    assert "sailpoint" in ADMINS
    assert admin_of("sailpoint", session).client == "sailpoint"
