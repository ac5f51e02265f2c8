"""How a client of the double of Vault comes by groups that an admin has made: it sees them, and a write adopts them."""

from __future__ import annotations

from typing import Any

from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.vendors.vault_admin import VaultAdmin
from scimproof.lab.vendors.vault_identity import NOBODY
from scimproof.lab.vendors.vault_model import BETA, EntityGroup

Json = dict[str, Any]
CORE = "urn:ietf:params:scim:schemas:core:2.0:Group"


class Adoption(VaultAdmin):
    """Groups that nobody owns, for clients that may adopt them."""

    def unmanaged(self, client: int) -> list[EntityGroup]:
        """The groups of nobody that a client may see."""
        adopts = self.generation != BETA and client in self.clients and self.clients[client].adopts_groups
        return [group for group in self.groups if adopts and group.client == NOBODY]

    def meet_unknown(self, asked: Inbound, body: Json) -> Outbound | None:
        """A PUT or a PATCH of such a group adopts it, and goes on with one that the client owns."""
        group = next((one for one in self.unmanaged(asked.client) if one.scim_id == asked.resource_id), None)
        if group is not None and asked.endpoint == "Groups" and asked.method in ("PUT", "PATCH"):
            document = {"displayName": group.name, "members": self.seen_members(asked.client, group)}
            self.become(asked.client, "Groups", document, group.scim_id)
            return self.meet_body(asked)
        return super().meet_unknown(asked, body)

    def seen_members(self, client: int, group: EntityGroup) -> list[Json]:
        """Of the members only those whom the client owns."""
        return [{"value": value} for value in sorted(group.members) if self.may_be_member(client, value)]

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """Lists and reads show such groups as well."""
        if asked.method == "GET" and asked.endpoint == "Groups" and asked.signed_in:
            for group in self.unmanaged(asked.client):
                shown = {
                    "schemas": [CORE],
                    "id": group.scim_id,
                    "displayName": group.name,
                    "members": self.seen_members(asked.client, group),
                    "meta": {"resourceType": "Group"},
                }
                if asked.resource_id == group.scim_id:
                    answer.status, answer.body = 200, shown
                elif asked.resource_id is None and answer.ok and "filter" not in asked.parameters:
                    answer.body["Resources"] = [*answer.body.get("Resources", []), shown]
                    answer.body["totalResults"] += 1
        super().show(asked, answer)
