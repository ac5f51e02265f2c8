"""The endpoint of WorkOS: who is refused there, who is put right, and what collides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.lab.backstage import Backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import workos_rules as rules

Json = dict[str, Any]

DELETED, RETAINED = "deleted", "retained"
WRITES = ("POST", "PUT", "PATCH")
MIGRATED = "x-workos-migrated-id"


class WorkOSEndpoint(Backstage):
    """The endpoint of one environment of WorkOS, with a directory for each client."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        # A profile may not know what becomes of inactive users; the endpoint itself always does.
        told = options.get("inactive")
        super().__init__({**options, "inactive": told if told == RETAINED else DELETED})
        # All resources by client and kind, and by id; what was refused for want of an address; the names of groups.
        self.directory: dict[tuple[int, str], dict[str, Json]] = {}
        self.validating: dict[tuple[int, str], Json] = {}
        self.identities: dict[str, str] = {}
        self._connected: set[int] = set()
        self._adopting: str | None = None

    # -- who is refused -----------------------------------------------------------------------------

    def storage(self, healthy: type[Any]) -> type[Any]:
        """Before anything is stored, somebody looks whether it collides."""

        class Directory(healthy):  # type: ignore[misc]
            def create(self, resource_type: Any, resource: Any) -> Any:
                self._refuse_collisions(resource_type, resource)
                return super().create(resource_type, resource)

            def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
                self._refuse_collisions(resource_type, resource)
                return super().update(resource_type, resource, expected_version=expected_version)

            def generate_id(self, resource_type: Any, resource: Any) -> str:
                own = str(super().generate_id(resource_type, resource))
                return self.backstage.adopted_id(own) if self.backstage is not None else own

            def _refuse_collisions(self, resource_type: Any, resource: Any) -> None:
                from scim2_models import UniquenessException

                if self.backstage is not None and str(resource_type.name) in ("User", "Group"):
                    document = resource.model_dump(mode="json")
                    taken = self.backstage.collision(self.client, str(resource_type.name), document)
                    if taken is not None:
                        raise UniquenessException(detail=taken)

        return Directory

    def meet(self, asked: Inbound) -> Outbound | None:
        """What is refused before the core sees it, and what is put right."""
        if asked.client not in self._connected:
            self._connected.add(asked.client)
            self.connected(asked.client)
        self._adopting = asked.headers.get(MIGRATED) if rules.is_new(asked) else None
        if asked.method in WRITES and self.is_too_large(asked):
            return rules.too_large()
        if asked.endpoint == "Groups":
            return self.meet_group(asked)
        return self.meet_user(asked)

    def is_too_large(self, asked: Inbound) -> bool:
        """Whether a body is above the limit."""
        return len(asked.body) > rules.LARGEST_BODY

    def meet_user(self, asked: Inbound) -> Outbound | None:
        """A whole user has to be complete."""
        user = asked.json
        if not isinstance(user, dict) or not rules.brings_all(asked, "Users"):
            return None
        return (
            self.refuse_nameless(asked, user)
            or self.refuse_migrated(asked)
            or self.refuse_types(asked, user)
            or self.refuse_unreachable(asked, user)
            or self.refuse_inactive(asked, user)
        )

    def refuse_nameless(self, asked: Inbound, user: Json) -> Outbound | None:
        """userName has to say something."""
        return None if rules.is_filled(rules.value(user, "userName")) else rules.required("userName")

    def refuse_types(self, asked: Inbound, user: Json) -> Outbound | None:
        """active is a boolean, and a text is no null."""
        active = rules.value(user, "active")
        if active is not None and not isinstance(active, bool):
            return rules.wrong_type("active", "boolean", rules.json_type(active))
        return self.refuse_nulls(asked, user)

    def refuse_nulls(self, asked: Inbound, user: Json) -> Outbound | None:
        """A null is refused where a text is expected."""
        found = rules.nulls(user)
        return rules.wrong_type(found[0], "string", "null") if found else None

    def refuse_unreachable(self, asked: Inbound, user: Json) -> Outbound | None:
        """Somebody without any address gets the userName as one, or waits until an address comes."""
        name = str(rules.value(user, "userName"))
        key = (asked.client, name.lower())
        if not rules.emails(user):
            if not rules.is_address(name):
                if rules.is_new(asked):
                    self.validating[key] = user
                kind = "invalidValue" if rules.is_new(asked) else "invalidSyntax"
                return scim_error(400, "Required attributes missing: emails", kind)
            self.fill_in(asked, user, name)
        if rules.is_new(asked):
            self.validating.pop(key, None)
        return None

    def fill_in(self, asked: Inbound, user: Json, address: str) -> None:
        """The userName becomes the primary address for work."""
        kept = {name: entry for name, entry in user.items() if name.lower() != "emails"}
        asked.replace_json({**kept, "emails": [{"value": address, "type": "work", "primary": True}]})

    def refuse_inactive(self, asked: Inbound, user: Json) -> Outbound | None:
        """Where inactive users are deleted, nobody is created inactive."""
        if rules.is_new(asked) and rules.value(user, "active") is False and self.options["inactive"] != RETAINED:
            return rules.without_reason()
        return None

    def refuse_migrated(self, asked: Inbound) -> Outbound | None:
        """In an imported directory the id of the header is that of the path."""
        told = asked.headers.get(MIGRATED)
        if self.options["imported"] == "yes" and asked.method == "PUT" and told and told != asked.resource_id:
            return scim_error(400, "The migrated id is not the id of the resource", "invalidValue")
        return None

    def adopted_id(self, own: str) -> str:
        """In an imported directory a new resource has the id that the customer's own system gave it."""
        told: str | None = self._adopting
        return told if told and self.options["imported"] == "yes" else own

    def meet_group(self, asked: Inbound) -> Outbound | None:
        """A group has a name, and members who exist."""
        body = asked.json
        if not isinstance(body, dict):
            return None
        whole = rules.brings_all(asked, "Groups")
        if whole and (refused := self.refuse_untitled(asked, body) or self.refuse_empty_members(asked, body)):
            return refused
        if whole or asked.method == "PATCH":
            self.drop_unknown_members(asked, body)
        return None

    def refuse_untitled(self, asked: Inbound, group: Json) -> Outbound | None:
        """displayName has to say something."""
        return None if rules.is_filled(rules.value(group, "displayName")) else rules.required("displayName")

    def refuse_empty_members(self, asked: Inbound, group: Json) -> Outbound | None:
        """A member whose value is empty is refused."""
        members = rules.value(group, "members")
        listed = members if isinstance(members, list) else []
        if all(isinstance(entry, dict) and rules.is_filled(entry.get("value")) for entry in listed):
            return None
        return scim_error(400, "'members.value' must not be empty", "invalidSyntax")

    def drop_unknown_members(self, asked: Inbound, body: Json) -> None:
        """Members who do not exist are left out, without a word."""

        def known(entries: Any) -> Any:
            listed = entries if isinstance(entries, list) else []
            return [entry for entry in listed if self.resolves(asked.client, entry)]

        def kept(holder: Json) -> Json:
            return {key: known(entry) if key.lower() == "members" else entry for key, entry in holder.items()}

        operations = rules.value(body, "Operations")
        if asked.method != "PATCH":
            asked.replace_json(kept(body))
        elif isinstance(operations, list):
            changed = []
            for operation in operations:
                brought = operation.get("value") if isinstance(operation, dict) else None
                if str(rules.value(operation, "op") if isinstance(operation, dict) else "").lower() == "remove":
                    brought = None
                if isinstance(brought, dict) and not operation.get("path"):
                    operation = {**operation, "value": kept(brought)}
                elif isinstance(brought, list) and str(operation.get("path", "")).lower() == "members":
                    operation = {**operation, "value": known(brought)}
                changed.append(operation)
            asked.replace_json({**body, "Operations": changed})

    def resolves(self, client: int, member: Any) -> bool:
        """Whether a member exists."""
        wanted = member.get("value") if isinstance(member, dict) else None
        return any(wanted in self.known(client, kind) for kind in ("User", "Group"))

    # -- what collides ------------------------------------------------------------------------------

    def known(self, client: int, kind: str) -> dict[str, Json]:
        """The resources of a kind, by their ids."""
        return self.directory.setdefault((client, kind), {})

    def collision(self, client: int, kind: str, resource: Json) -> str | None:
        """What a resource that is about to be stored collides with, in words; ``None`` when with nothing."""
        return self.same_address(client, resource) if kind == "User" else self.same_identity(client, resource)

    def same_address(self, client: int, user: Json) -> str | None:
        """No two active users have one address."""
        address = rules.chosen_email(user)
        if address is None or user.get("active") is False:
            return None
        for identifier, other in self.known(client, "User").items():
            theirs = rules.chosen_email(other)
            if identifier == user.get("id") or other.get("active") is False or theirs is None:
                continue
            if theirs.lower() == address.lower():
                return f"Another user already exists with this email '{address}'"
        return None

    def same_identity(self, client: int, group: Json) -> str | None:
        """No two groups have one identity: what it was when they came."""
        if group.get("id") in self.known(client, "Group"):
            return None
        wanted = self.identity_of(group)
        held = {self.identities.get(identifier) for identifier in self.known(client, "Group")}
        return f"Another group already exists with this ID '{wanted}'" if wanted in held else None

    def identity_of(self, group: Json) -> str:
        """By what a group is known."""
        return str(group.get("externalId") or group["displayName"])

    def written(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
        """The directory knows at once; listeners are told when the time has come."""
        known = self.known(client, kind)
        if after is None:
            known.pop(str((before or {}).get("id")), None)
        else:
            known[str(after["id"])] = after
            if kind == "Group" and before is None:
                self.identities[str(after["id"])] = self.identity_of(after)
        super().written(client, kind, before, after)

    def connected(self, client: int) -> None:
        """A client asks for the first time."""
