"""A stage for Entra: a tenant with one user on one side, a target that only says what a test wants on the other."""

from __future__ import annotations

from typing import Any

import httpx
import respx

from scimproof.clients.entra import JOBS, Entra, EntraUser, Mapping
from scimproof.directory import Person
from scimproof.session import Session

from .transcripts import sent

ALICE = Person("Alice", "A", "alice@contoso.example", "alice", "Engineer", "R&D", "secret-1")
ID = "48"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MANAGER = f"{ENTERPRISE}:manager"
SCHEMAS = f'"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{ENTERPRISE}"]'
PATCH = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}'
FULL: dict[str, Any] = {
    "physicalDeliveryOfficeName": "B12",
    "streetAddress": "Street 1",
    "city": "Utrecht",
    "state": "UT",
    "postalCode": "3500",
    "country": "NL",
    "telephoneNumber": "+31",
    "mobile": "+31",
    "preferredLanguage": "nl",
    "employeeId": "42",
    "fullName": "Alice A",
    "displayName": "Alice A",
}

# The create of the documentation's example, in its order.
CREATE = (
    "{"
    + SCHEMAS
    + ',"externalId":"alice","userName":"alice@contoso.example","active":true,'
    + '"addresses":[{"primary":false,"type":"work","country":"NL","formatted":"B12","locality":"Utrecht",'
    + '"postalCode":"3500","region":"UT","streetAddress":"Street 1"}],"displayName":"Alice A",'
    + '"emails":[{"primary":true,"type":"work","value":"alice@contoso.example"}],"meta":{"resourceType":"User"},'
    + '"name":{"formatted":"Alice A","familyName":"A","givenName":"Alice"},'
    + '"phoneNumbers":[{"primary":true,"type":"work","value":"+31"},{"primary":false,"type":"mobile","value":"+31"}],'
    + '"preferredLanguage":"nl","roles":[],"title":"Engineer",'
    + f'"{ENTERPRISE}":{{"department":"R&D","employeeNumber":"42"}}}}'
)

SHOWN: dict[str, Any] = {
    "id": ID,
    "userName": "alice@contoso.example",
    "externalId": "alice",
    "active": True,
    "displayName": "Alice A",
    "name": {"formatted": "Alice A", "familyName": "A", "givenName": "Alice"},
    "title": "Engineer",
    "emails": [{"primary": True, "type": "work", "value": "alice@contoso.example"}],
    ENTERPRISE: {"department": "R&D"},
}


def reading(path: str, method: str = "GET") -> str:
    """A request without a body: neither Accept nor User-Agent nor Content-Type."""
    return f"""\
{method} /scim/v2{path} HTTP/1.1
Host: scim.example.test
Authorization: Bearer the-token
ADSCIMVersion: 6.0
"""


def writing(method: str, path: str, body: str) -> str:
    """A POST or PATCH."""
    return f"""\
{method} /scim/v2{path} HTTP/1.1
Host: scim.example.test
Authorization: Bearer the-token
ADSCIMVersion: 6.0
Content-Type: application/scim+json; charset=utf-8
Content-Length: {len(body.encode())}

{body}
"""


def patching(*operations: str) -> str:
    return writing("PATCH", f"/Users/{ID}", PATCH % ",".join(operations))


DELETE = reading(f"/Users/{ID}", "DELETE")


def listing(*resources: dict[str, Any]) -> httpx.Response:
    document = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(resources),
        "Resources": list(resources),
        "startIndex": 1,
        "itemsPerPage": len(resources),
    }
    return httpx.Response(200, json=document)


class Tenancy:
    """A tenant with one user on one side, a target that only says what a test wants on the other."""

    def __init__(self, session: Session, target: respx.MockRouter, job: str, *mapping: Mapping, **knobs: Any) -> None:
        made = Entra(session, JOBS[job]).with_knobs(**knobs)
        self.entra = made.with_mapping(*mapping) if mapping else made
        self.target, self._seen = target, 0
        self.user = self.entra.user(ALICE, **FULL)

    def shows(self, shown: dict[str, Any], *, found: bool = True) -> None:
        """The target has this user, made by us."""
        entry = self.entra.session.journal.intend("/Users", "userName", str(shown["userName"]))
        self.entra.session.journal.created(entry, str(shown["id"]), proven=True)
        path = f"/Users/{shown['id']}"
        self.target.get(path).mock(return_value=httpx.Response(200, json=shown))
        self.target.patch(path).mock(return_value=httpx.Response(204))
        self.target.delete(path).mock(return_value=httpx.Response(204))
        self.target.get("/Users").mock(return_value=listing(shown) if found else listing())

    def linked(self, shown: dict[str, Any] = SHOWN, *, only: tuple[str, ...] = ()) -> EntraUser:
        """The user is linked to the account; of the properties only these are left, if any are named."""
        self.shows(shown)
        self.user.target_id, self.user.in_scope = str(shown["id"]), True
        self.user.managed = self.user.touched = True
        if only:
            kept = ("userPrincipalName", *only)
            self.user.properties = {name: value for name, value in self.user.properties.items() if name in kept}
        return self.user

    def cycle(self) -> list[str]:
        """What a cycle sends after its probe."""
        self.entra.cycle()
        calls = list(self.target.calls)[self._seen :]
        self._seen = len(self.target.calls)
        return [sent(call.request) for call in calls[1:]]


FOUND = reading("/Users?filter=userName+eq+%22alice%40contoso.example%22")
READ = reading(f"/Users/{ID}")
