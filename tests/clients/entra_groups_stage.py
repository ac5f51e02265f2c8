"""A stage for Entra's groups: a tenant on one side, a target that only says what a test wants on the other."""

from __future__ import annotations

import json
from typing import Any

import httpx
import respx

from scimproof.clients.entra import JOBS, Entra, EntraGroup, EntraUser
from scimproof.directory import Person, Team
from scimproof.session import Session

from .entra_stage import PATCH, writing
from .transcripts import sent

GROUP_ID = "0a1b2c3d"
OBJECT_ID = "cb1bc7a8-5a5a-4e8f-9c6c-000000000001"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
FIND = "/Groups?excludedAttributes=members&filter=displayName+eq+%22Engineering%22"
READ = f"/Groups/{GROUP_ID}?excludedAttributes=members"
SHOWN: dict[str, Any] = {
    "schemas": [GROUP],
    "id": GROUP_ID,
    "externalId": OBJECT_ID,
    "displayName": "Engineering",
}


def patching(*operations: str) -> str:
    """A PATCH of the group."""
    return writing("PATCH", f"/Groups/{GROUP_ID}", PATCH % ",".join(operations))


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


class GroupStage:
    """A tenant with one group, and a target that knows that group or not."""

    def __init__(self, session: Session, target: respx.MockRouter, suite: str) -> None:
        self.entra, self.target, self._seen = Entra(session, JOBS[suite]), target, 0
        self.group: EntraGroup = self.entra.group(Team("Engineering", "team-1"))
        self.group.object_id = OBJECT_ID
        target.get("/Users").mock(return_value=listing())
        self.found = target.get("/Groups").mock(return_value=listing())
        self.created = target.post("/Groups").mock(return_value=httpx.Response(201, json=SHOWN))
        self.read = target.get(f"/Groups/{GROUP_ID}").mock(return_value=httpx.Response(200, json=SHOWN))
        self.patched = target.patch(f"/Groups/{GROUP_ID}").mock(return_value=httpx.Response(204))
        self.deleted = target.delete(f"/Groups/{GROUP_ID}").mock(return_value=httpx.Response(204))

    def somebody(self, identifier: str) -> EntraUser:
        """A user who has an account of this id, and with whom nothing is to be done."""
        user = self.entra.user(Person("Ada", identifier, f"{identifier}@x.example", identifier, "Lead", "R&D", "-"))
        user.in_scope = user.managed = user.touched = True
        user.target_id = identifier
        return user

    def linked(self, *members: str) -> list[EntraUser]:
        """The group is in the target, with these members, and what it took is no longer looked at."""
        people = [self.somebody(member) for member in members]
        self.entra.add_members(self.group, *people)
        self.entra.assign(self.group)
        assert self.entra.cycle().succeeded
        self.forget()
        return people

    def forget(self) -> None:
        """What was sent so far is no longer looked at."""
        self._seen = len(self.target.calls)

    @property
    def requests(self) -> list[httpx.Request]:
        """What was sent, without the two probes for a GUID with which everything begins."""
        calls = [call.request for call in list(self.target.calls)[self._seen :]]
        return [one for one in calls if not self._is_probe(one)]

    @property
    def wire(self) -> list[str]:
        """The same, to the byte."""
        return [sent(request) for request in self.requests]

    @property
    def changes(self) -> list[Any]:
        """The operations that were sent."""
        return [json.loads(one.content)["Operations"] for one in self.requests if one.method == "PATCH"]

    def _is_probe(self, request: httpx.Request) -> bool:
        value = request.url.params.get("filter", "").partition('"')[2].rstrip('"')
        return len(value) == 36 and value.count("-") == 4
