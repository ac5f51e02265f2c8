"""Okta's requests, to the byte, as its documentation and the logs of servers show them."""

from __future__ import annotations

import httpx
import respx

from scimproof.clients.okta import CONNECTORS, Okta
from scimproof.directory import Person
from scimproof.session import Session

from .transcripts import sent

OBI_WAN = Person("Obi-Wan", "Kenobi", "obi-wan.kenobi@iamciam.dev", "person-1", "Jedi", "Council", "secret-1")
EMPTY = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    "totalResults": 0,
    "startIndex": 1,
    "itemsPerPage": 0,
    "Resources": [],
}

PRE_CHECK = """\
GET /scim/v2/Users?filter=userName%20eq%20%22obi-wan.kenobi%40iamciam.dev%22&startIndex=1&count=100 HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Connection: Keep-Alive
Accept-Encoding: gzip,deflate
"""

CREATE = """\
POST /scim/v2/Users HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Content-Length: 362
Connection: Keep-Alive
Accept-Encoding: gzip,deflate

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"obi-wan.kenobi@iamciam.dev",\
"name":{"givenName":"Obi-Wan","familyName":"Kenobi"},\
"emails":[{"primary":true,"value":"obi-wan.kenobi@iamciam.dev","type":"work"}],"displayName":"Obi-Wan Kenobi",\
"locale":"en-US","externalId":"00use6vjvehodmsQb4x6","groups":[],"password":"gl^m&qWZ","active":true}
"""

DEACTIVATE = """\
PATCH /scim/v2/Users/23a35c27-23d3-4c03-b4c5-6443c09e7173 HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Content-Length: 118
Connection: Keep-Alive
Accept-Encoding: gzip,deflate

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}
"""


def test_a_user_of_an_oin_app_is_assigned_and_unassigned(session: Session, target: respx.MockRouter) -> None:
    """The create is the one that Okta's engineers captured in 2021; 118 bytes is what they printed in 2018."""
    okta = Okta(session, CONNECTORS["okta-oin"])
    user = okta.user(OBI_WAN)
    user.okta_id = "00use6vjvehodmsQb4x6"
    target.get("/Users").mock(return_value=httpx.Response(200, json=EMPTY))
    answer = {"id": "23a35c27-23d3-4c03-b4c5-6443c09e7173", "userName": user.login, "active": True}
    target.post("/Users").mock(return_value=httpx.Response(201, json=answer))
    target.patch(f"/Users/{answer['id']}").mock(return_value=httpx.Response(204))
    assert okta.assign(user).succeeded
    assert okta.unassign(user).succeeded
    assert [sent(call.request) for call in target.calls] == [PRE_CHECK, CREATE, DEACTIVATE]
