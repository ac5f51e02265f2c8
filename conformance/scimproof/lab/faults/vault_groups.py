"""Doubles of Vault whose groups, members and policies do otherwise than promised."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.faults.vault_users import EVERYBODY, as_it_was, is_write, operations
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.vendors import vault_requests as requests

Json = dict[str, Any]
PATCHING = ("okta", "entra", "sailpoint")


def adds(asked: Inbound) -> bool:
    """Whether a PATCH adds members."""
    return any(requests.verb(operation) == "add" for operation in operations(asked))


def removes(asked: Inbound) -> bool:
    """Whether a PATCH removes members."""
    return any(requests.verb(operation) == "remove" for operation in operations(asked))


@on_backstage("vault", "minor", *EVERYBODY)
def makes_external_groups(healthy: type[Any]) -> type[Any]:
    """A pushed group becomes an external group, whose members an auth method decides."""

    class Faulty(healthy):  # type: ignore[misc]
        def more_of_team(self, team: Any) -> Json:
            return {**super().more_of_team(team), "type": "external"}

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def takes_names_for_members(healthy: type[Any]) -> type[Any]:
    """A userName or an externalId is taken as a member, and stands in the group as a text."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_be_member(self, client: int, value: Any) -> bool:
            known = {name for one in self.entities for name in (one.user_name, one.external_id)}
            return value in known or super().may_be_member(client, value)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def takes_unknown_members(healthy: type[Any]) -> type[Any]:
    """An id that nobody has is taken as a member."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_be_member(self, client: int, value: Any) -> bool:
            known = {one.id for one in self.entities} | {group.scim_id for group in self.groups}
            return (value not in known and "@" not in str(value)) or super().may_be_member(client, value)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def nests_identity_groups(healthy: type[Any]) -> type[Any]:
    """A group becomes a member of a group."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_be_member(self, client: int, value: Any) -> bool:
            return value in {group.scim_id for group in self.groups} or super().may_be_member(client, value)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def takes_members_of_other_clients(healthy: type[Any]) -> type[Any]:
    """A user whom another client owns becomes a member."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_be_member(self, client: int, value: Any) -> bool:
            return value in {one.id for one in self.entities}

    return Faulty


@on_backstage("vault", "major", *PATCHING)
def renames_groups_by_patch(healthy: type[Any]) -> type[Any]:
    """PATCH renames groups, under whatever policies an operator has attached to the name."""

    class Faulty(healthy):  # type: ignore[misc]
        def takes_group_operation(self, operation: Json) -> bool:
            value = operation.get("value")
            named = isinstance(value, dict) and "displayName" in value
            return requests.path(operation) == "displayname" or named or super().takes_group_operation(operation)

    return Faulty


@on_backstage("vault", "critical", *PATCHING)
def replaces_members_by_patch(healthy: type[Any]) -> type[Any]:
    """PATCH replace of members is taken: a client that sends one member empties the group of all others."""

    class Faulty(healthy):  # type: ignore[misc]
        def takes_group_operation(self, operation: Json) -> bool:
            return b"displayName" not in repr(operation).encode() or super().takes_group_operation(operation)

    return Faulty


@on_backstage("vault", "major", *PATCHING)
def nods_at_other_patches_of_groups(healthy: type[Any]) -> type[Any]:
    """A PATCH that renames a group is answered 200, and nothing changes."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_group(self, asked: Inbound, body: Json) -> Outbound | None:
            refused = super().refuse_patch_of_group(asked, body)
            return as_it_was(asked) if refused is not None else None

    return Faulty


@on_backstage("vault", "major", *PATCHING)
def loses_added_members(healthy: type[Any]) -> type[Any]:
    """A PATCH that adds members is answered 200, and nobody has joined."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_added_members(self, asked: Inbound, body: Json) -> Outbound | None:
            refused: Outbound | None = super().refuse_added_members(asked, body)
            return as_it_was(asked) if refused is None and adds(asked) else refused

    return Faulty


@on_backstage("vault", "critical", *PATCHING)
def joiners_push_others_out(healthy: type[Any]) -> type[Any]:
    """A PATCH that adds a member leaves nobody else in the group."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_added_members(self, asked: Inbound, body: Json) -> Outbound | None:
            refused: Outbound | None = super().refuse_added_members(asked, body)
            if refused is None and adds(asked):
                replacing = [{**one, "op": "replace"} for one in operations(asked)]
                asked.replace_json({**body, "Operations": replacing})
            return refused

    return Faulty


@on_backstage("vault", "critical", *PATCHING)
def keeps_removed_members(healthy: type[Any]) -> type[Any]:
    """A PATCH that removes a member is answered 200, and the member stays."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_group(self, asked: Inbound, body: Json) -> Outbound | None:
            return as_it_was(asked) if removes(asked) else super().refuse_patch_of_group(asked, body)

    return Faulty


@on_backstage("vault", "critical", *PATCHING)
def one_leaver_empties_the_group(healthy: type[Any]) -> type[Any]:
    """A PATCH that removes one member removes all of them."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_group(self, asked: Inbound, body: Json) -> Outbound | None:
            refused: Outbound | None = super().refuse_patch_of_group(asked, body)
            if refused is None and removes(asked):
                asked.replace_json({**body, "Operations": [{"op": "remove", "path": "members"}]})
            return refused

    return Faulty


@on_backstage("vault", "critical", "okta")
def keeps_members_on_put(healthy: type[Any]) -> type[Any]:
    """A PUT of a group adds members, and takes nobody out."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_members(self, asked: Inbound, body: Json) -> Outbound | None:
            if asked.method == "PUT":
                wanted = {one.get("value") for one in body.get("members") or []}
                wanted |= {one["value"] for one in asked.stored.get("members") or []}
                asked.replace_json({**body, "members": [{"value": value} for value in sorted(wanted)]})
            refused: Outbound | None = super().refuse_members(asked, body)
            return refused

    return Faulty


@on_backstage("vault", "major", "okta")
def keeps_group_names_on_put(healthy: type[Any]) -> type[Any]:
    """A PUT of a group under another name succeeds, and the name stays."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_members(self, asked: Inbound, body: Json) -> Outbound | None:
            if asked.method == "PUT":
                asked.replace_json({**body, "displayName": asked.stored["displayName"]})
            refused: Outbound | None = super().refuse_members(asked, body)
            return refused

    return Faulty


@on_backstage("vault", "major", "okta")
def nobody_joins_by_put(healthy: type[Any]) -> type[Any]:
    """A PUT of a group takes members out, and lets nobody in."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_members(self, asked: Inbound, body: Json) -> Outbound | None:
            if asked.method == "PUT":
                former = {one["value"] for one in asked.stored.get("members") or []}
                kept = [one for one in body.get("members") or [] if one.get("value") in former]
                asked.replace_json({**body, "members": kept})
            refused: Outbound | None = super().refuse_members(asked, body)
            return refused

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def writes_group_names_small(healthy: type[Any]) -> type[Any]:
    """Names of groups are kept in lower case, and policies that an operator has written for the name do not match."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Groups", "POST", "PUT") and isinstance(asked.json.get("displayName"), str):
                asked.replace_json({**asked.json, "displayName": asked.json["displayName"].lower()})
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def deletes_members_with_their_group(healthy: type[Any]) -> type[Any]:
    """With a group its members are deleted."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.method == "DELETE" and asked.endpoint == "Groups":
                for member in asked.stored.get("members") or []:
                    self.tenants[asked.client].serve("DELETE", "", f"/Users/{member['value']}", {}, {}, b"")
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def nods_at_deletions_of_groups(healthy: type[Any]) -> type[Any]:
    """DELETE of a group is answered 204, and the group is still there."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.method == "DELETE" and asked.endpoint == "Groups":
                return Outbound(204)
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def creates_identity_groups_empty(healthy: type[Any]) -> type[Any]:
    """A group that is created with members has none."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            found: Outbound | None = super().meet(asked)
            if found is None and is_write(asked, "Groups", "POST") and asked.json.get("members"):
                asked.replace_json({**asked.json, "members": []})
            return found

    return Faulty
