"""A stage for Okta: an org and its first user on one side, a target that only says what a test wants on the other."""

from __future__ import annotations

import json
from typing import Any

import httpx
import respx

from scimproof.clients.okta import CONNECTORS, Okta, OktaUser
from scimproof.directory import Person
from scimproof.session import Session

from .transcripts import sent

ID = "23a35c27-23d3-4c03-b4c5-6443c09e7173"
LOGIN = "obi-wan.kenobi@iamciam.dev"
FOUND = "filter=userName%20eq%20%22obi-wan.kenobi%40iamciam.dev%22&startIndex=1&count=100"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

# What a target shows of a user; its order of names is the one in which Okta sends them back.
SHOWN: dict[str, Any] = {
    "schemas": [USER],
    "id": ID,
    "externalId": "00use6vjvehodmsQb4x6",
    "userName": LOGIN,
    "name": {"givenName": "Obi-Wan", "familyName": "Kenobi"},
    "emails": [{"primary": True, "value": LOGIN, "type": "work"}],
    "displayName": "Obi-Wan Kenobi",
    "locale": "en-US",
    "groups": [],
    "active": True,
}


def reading(path: str) -> str:
    """A GET of Okta's."""
    return f"""\
GET /scim/v2{path} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Connection: Keep-Alive
Accept-Encoding: gzip,deflate
"""


def writing(method: str, path: str, body: str, length: int | None = None) -> str:
    """A request of Okta's with a body; its length as it was published, if it was."""
    return f"""\
{method} /scim/v2{path} HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer the-token
Content-Length: {len(body.encode()) if length is None else length}
Connection: Keep-Alive
Accept-Encoding: gzip,deflate

{body}
"""


def listing(*resources: dict[str, Any], total: int | None = None) -> httpx.Response:
    """A list answer."""
    document = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(resources) if total is None else total,
        "startIndex": 1,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }
    return httpx.Response(200, json=document)


def compact(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class Stage:
    """An org, its first user, and a target that knows that user or not."""

    def __init__(self, session: Session, target: respx.MockRouter, connector: str) -> None:
        self.okta, self.target, self._seen = Okta(session, CONNECTORS[connector]), target, 0
        self.user = self.somebody()

    def somebody(self, login: str = LOGIN, given: str = "Obi-Wan", family: str = "Kenobi") -> OktaUser:
        user = self.okta.user(Person(given, family, login, "person-1", "Jedi", "Council", "secret-1"))
        user.okta_id = "00use6vjvehodmsQb4x6"
        return user

    def knows(self, shown: dict[str, Any]) -> None:
        """The target has this user, made by us, and Okta is linked to it."""
        entry = self.okta.session.journal.intend("/Users", "userName", str(shown["userName"]))
        self.okta.session.journal.created(entry, str(shown["id"]), proven=True)
        self.target.get(f"/Users/{shown['id']}").mock(return_value=httpx.Response(200, json=shown))
        self.target.put(f"/Users/{shown['id']}").mock(return_value=httpx.Response(200, json=shown))
        self.target.patch(f"/Users/{shown['id']}").mock(return_value=httpx.Response(200, json=shown))
        self.target.get("/Users").mock(return_value=listing(shown))

    def linked(self, shown: dict[str, Any] = SHOWN) -> OktaUser:
        """The user, assigned and linked."""
        self.knows(shown)
        self.user.target_id, self.user.assigned = str(shown["id"]), True
        return self.user

    def knows_nobody(self) -> None:
        self.target.get("/Users").mock(return_value=listing())
        self.target.post("/Users").mock(return_value=httpx.Response(201, json={**SHOWN, "id": ID}))

    def forget(self) -> None:
        """What was sent so far is no longer looked at."""
        self._seen = len(self.target.calls)

    @property
    def wire(self) -> list[str]:
        """What was sent."""
        return [sent(call.request) for call in list(self.target.calls)[self._seen :]]
