"""Servers that lose or confuse groups and their members."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-055",))
def forgets_members(asked: Inbound) -> Outbound | None:
    """Members of a group are accepted, and not kept."""
    body = asked.json
    if asked.method in ("POST", "PUT") and asked.endpoint == "Groups" and isinstance(body, dict):
        asked.replace_json({**body, "members": []})
    return None


@on_storage("rfc", "critical", "generic")
def deletes_members_with_the_group(healthy: type[Any]) -> type[Any]:
    """Deleting a group deletes the people in it."""

    class Cascading(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            members = getattr(self.get(resource_type, resource_id), "members", None) or []
            super().delete(resource_type, resource_id, expected_version=expected_version)
            for member in members:
                self._remove(("User", member.value))

    return Cascading


@on_answer("rfc", "minor", "generic")
def hides_groups_of_users(asked: Inbound, answer: Outbound) -> None:
    """A member does not show the group, although the schema says so."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource.pop("groups", None)


@on_answer("rfc", "major", "okta", "entra")
def renames_groups(asked: Inbound, answer: Outbound) -> None:
    """A group comes back under a name of the server's own."""
    if asked.endpoint == "Groups":
        for resource in answer.resources:
            resource["displayName"] = "group-" + str(resource.get("id"))
