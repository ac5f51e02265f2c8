"""Doubles of Vault whose policies and identity groups do not follow what SCIM says of groups."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.faults.vault_users import EVERYBODY, Json, is_write
from scimproof.lab.messages import Inbound, Outbound


@on_backstage("vault", "minor", "sailpoint")
def lists_groups_without_members(healthy: type[Any]) -> type[Any]:
    """A list of groups shows no members: a governance product believes that nobody has the entitlement."""

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.path == "/Groups" and asked.method == "GET":
                for resource in answer.resources:
                    resource.pop("members", None)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def leavers_keep_policies(healthy: type[Any]) -> type[Any]:
    """Whoever was in a group once keeps its policies."""

    class Faulty(healthy):  # type: ignore[misc]
        def roles_of(self, account: Any) -> set[str]:
            kept: set[str] = vars(account).setdefault("kept", set())
            kept |= super().roles_of(account)
            return {policy for policy in kept if any(policy in group.policies for group in self.groups)}

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def membership_conveys_nothing(healthy: type[Any]) -> type[Any]:
    """Members of a group do not have its policies."""

    class Faulty(healthy):  # type: ignore[misc]
        def roles_of(self, account: Any) -> set[str]:
            return set()

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def policies_are_for_everybody(healthy: type[Any]) -> type[Any]:
    """The policies of a group are those of everybody in the namespace."""

    class Faulty(healthy):  # type: ignore[misc]
        def roles_of(self, account: Any) -> set[str]:
            return set().union(*(group.policies for group in self.groups))

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def deleted_groups_grant_policies(healthy: type[Any]) -> type[Any]:
    """A deleted group is gone from SCIM, and its members keep the policies."""

    class Faulty(healthy):  # type: ignore[misc]
        def group_went(self, client: int, group: Json) -> None:
            return

    return Faulty


@on_backstage("vault", "major", "okta")
def loses_memberships_when_users_change(healthy: type[Any]) -> type[Any]:
    """Whoever gets another userName drops out of all groups."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            found: Outbound | None = super().meet(asked)
            stored = asked.stored if found is None and is_write(asked, "Users", "PUT") else {}
            if stored and stored.get("userName") != asked.json.get("userName"):
                for group in stored.get("groups") or []:
                    self._drop(asked, str(group["value"]), f'members[value eq "{asked.resource_id}"]')
            return found

        def _drop(self, asked: Inbound, group: str, path: str) -> None:
            import json

            schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
            body = json.dumps({"schemas": [schema], "Operations": [{"op": "remove", "path": path}]}).encode()
            headers = {"content-type": "application/scim+json"}
            self.tenants[asked.client].serve("PATCH", "", f"/Groups/{group}", {}, headers, body)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def identity_groups_lag_behind(healthy: type[Any]) -> type[Any]:
    """SCIM shows who has left a group, and the identity group does not."""

    class Faulty(healthy):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            former: frozenset[str] = next(
                (one.members for one in self.groups if one.scim_id == after["id"]), frozenset()
            )
            super().group_changed(client, before, after)
            for group in self.groups:
                if group.scim_id == after["id"]:
                    group.members = group.members | former

    return Faulty
