"""Okta's requests about roles and entitlements, and those of the tests that it publishes, to the byte."""

from __future__ import annotations

from typing import Any

import httpx
import respx

from scimproof.clients.okta import OktaSpecTester
from scimproof.session import Session

from .stage import ENTERPRISE, ID, SHOWN, USER, Stage, compact, listing, reading, writing
from .transcripts import sent

ACME = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"

ROLE_TYPE = {"name": "Role", "endpoint": "/Roles", "schema": "urn:okta:scim:schemas:core:1.0:Role"}
LICENSE_TYPE = {"name": "License", "endpoint": "/Licenses", "schema": "urn:okta:scim:schemas:core:1.0:Entitlement"}
USER_TYPE: dict[str, Any] = {"name": "User", "endpoint": "/Users", "schema": USER}


def test_entitlements_are_discovered_and_assigned(governed: Stage) -> None:
    target = governed.target
    target.get("/ResourceTypes").mock(return_value=listing(USER_TYPE, ROLE_TYPE, LICENSE_TYPE))
    target.get("/Roles").mock(return_value=listing({"id": "role123", "displayName": "First Role"}))
    target.get("/Licenses").mock(return_value=listing({"id": "pro", "displayName": "Professional"}))
    found = governed.okta.discover_entitlements()
    assert found.succeeded
    page = "startIndex=1&count=100"
    assert governed.wire == [reading(f"/{name}?{page}") for name in ("ResourceTypes", "Roles", "Licenses")]
    governed.forget()
    user = governed.linked()
    assert governed.okta.assign_entitlements(user, *found.resources).succeeded
    body = compact(
        {
            **SHOWN,
            "roles": [{"value": "role123", "display": "First Role"}],
            "entitlements": [{"value": "pro", "display": "Professional", "type": "License"}],
        }
    )
    assert governed.wire == [reading(f"/Users/{ID}"), writing("PUT", f"/Users/{ID}", body)]


def test_schemas_are_read_when_users_have_an_unknown_extension(governed: Stage) -> None:
    kind = {**USER_TYPE, "schemaExtensions": [{"schema": ENTERPRISE, "required": False}, {"schema": ACME}]}
    governed.target.get("/ResourceTypes").mock(return_value=listing(kind))
    governed.target.get("/Schemas").mock(return_value=listing())
    assert governed.okta.discover_entitlements().succeeded
    assert governed.wire == [reading(f"/{name}?startIndex=1&count=100") for name in ("ResourceTypes", "Schemas")]


# -- the published tests ------------------------------------------------------------------------------------------

TESTER_READS = """\
GET /scim/v2%s HTTP/1.1
Host: scim.example.test
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
Accept: application/scim+json
Authorization: %s
User-Agent: OKTA SCIM Integration
"""

TESTER_CREATES = """\
POST /scim/v2/Users HTTP/1.1
Host: scim.example.test
Content-Type: application/json
Authorization: Bearer the-token
Accept: application/scim+json; charset=utf-8
Content-Length: 249

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"obi@x.example",\
"name":{"givenName":"Obi-Wan","familyName":"Kenobi"},"emails":[{"primary":true,"value":"wan@x.example","type":"work"}],\
"displayName":"Obi-Wan Kenobi","active":true}
"""


def test_the_published_tests_are_sent_by_another_client(session: Session, target: respx.MockRouter) -> None:
    """Another agent, count before startIndex, a media type in reads, and plain JSON in creates."""
    target.route().mock(return_value=httpx.Response(404))
    tester = OktaSpecTester(session)
    tester.first()
    tester.read(ID)
    tester.find("abcdefgh@atko.com")
    tester.find_with_a_wrong_token("OBI@X.EXAMPLE")
    tester.groups()
    tester.first("/Roles")
    tester.create("obi@x.example", "Obi-Wan", "Kenobi", "wan@x.example")
    ours = "Bearer the-token"
    assert [sent(call.request) for call in target.calls] == [
        TESTER_READS % ("/Users?count=1&startIndex=1", ours),
        TESTER_READS % (f"/Users/{ID}", ours),
        TESTER_READS % ("/Users?filter=userName%20eq%20%22abcdefgh@atko.com%22", ours),
        TESTER_READS % ("/Users?filter=userName%20eq%20%22OBI@X.EXAMPLE%22", "non-token"),
        TESTER_READS % ("/Groups", ours),
        TESTER_READS % ("/Roles?count=1&startIndex=1", ours),
        TESTER_CREATES,
    ]
