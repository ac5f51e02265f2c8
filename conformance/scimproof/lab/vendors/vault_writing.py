"""What the double of Vault lets PATCH change, and whom it lets be a member."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import vault_requests as requests
from scimproof.lab.vendors.vault_model import Entity

Json = dict[str, Any]
Answer = Outbound | None


class Writing(Backstage):
    """The rules for values, for operations, and for members."""

    def refuse_text_boolean(self, asked: Inbound, body: Json) -> Answer:
        """``active`` is a boolean, and no text that looks like one."""
        active = requests.value_of(body, "active")
        if active is None or isinstance(active, bool):
            return None
        return scim_error(400, "active has to be a boolean", "invalidValue")

    # -- PATCH ------------------------------------------------------------------------------------------------

    def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Answer:
        """Of a user, one ``replace`` of ``active`` is all that PATCH can do."""
        operations = requests.operations_of(body)
        if operations is None:
            return None
        if len(operations) != 1 or requests.verb(operations[0]) != "replace":
            return scim_error(400, "one replace of active is supported", "invalidPath")
        value = operations[0].get("value")
        if not requests.path(operations[0]) and isinstance(value, dict) and list(value) == ["active"]:
            if self.options["patch_without_path"] == "refused":
                return scim_error(400, "an operation has to have a path", "invalidPath")
            value = value["active"]
        elif requests.path(operations[0]) != "active":
            return scim_error(400, "only active can be replaced", "invalidPath")
        return self.refuse_text_boolean(asked, {"active": value if value is not None else ""})

    def refuse_patch_of_group(self, asked: Inbound, body: Json) -> Answer:
        """Of a group, members are added and removed, and nothing else is changed."""
        operations = requests.operations_of(body) or []
        if all(self.takes_group_operation(operation) for operation in operations):
            return None
        return scim_error(400, "only members can be added and removed", "invalidPath")

    def takes_group_operation(self, operation: Json) -> bool:
        """Whether an operation is one of those."""
        return requests.is_about_members(operation)

    # -- members ----------------------------------------------------------------------------------------------

    def refuse_members(self, asked: Inbound, body: Json) -> Answer:
        """Members are users of the same client, by their ids."""
        wanted = list(requests.member_values(requests.value_of(body, "members")))
        return self._refuse_strangers(asked.client, wanted)

    def refuse_added_members(self, asked: Inbound, body: Json) -> Answer:
        """So are those that a PATCH adds."""
        operations = requests.operations_of(body) or []
        wanted = [value for operation in operations for value in requests.members_added(operation)]
        return self._refuse_strangers(asked.client, wanted)

    def _refuse_strangers(self, client: int, wanted: list[Any]) -> Answer:
        strangers = [value for value in wanted if not self.may_be_member(client, value)]
        if not strangers:
            return None
        return scim_error(400, f"no entity of this client has the id {strangers[0]}", "invalidValue")

    def may_be_member(self, client: int, value: Any) -> bool:
        """Whether a value is the id of a user whom the client owns."""
        return any(
            isinstance(entity, Entity) and entity.managed and (entity.client, entity.scim_id) == (client, value)
            for entity in self.accounts
        )
