"""WorkOS Directory Sync: an endpoint that is strict about people, and a feed of events for whoever listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, Backstage, member_ids
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import workos_rules as rules
from scimproof.lab.vendors.mechanism import vendor

Json = dict[str, Any]

DELETED = "deleted"
RETAINED = "retained"
WRITES = ("POST", "PUT", "PATCH")
MIGRATED = "x-workos-migrated-id"


@vendor("workos", inactive=DELETED, imported="no")
class WorkOS(Backstage):
    """WorkOS Directory Sync, as the guide of its migration proxy describes the endpoint.

    As documented in August 2026. An inactive user is kept with all memberships; whether its listeners are told of a
    deletion or of a change is the option ``inactive``.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__(options)
        # All resources by client and kind, and by id; what was refused for want of an address; the names of groups.
        self.directory: dict[tuple[int, str], dict[str, Json]] = {}
        self.validating: dict[tuple[int, str], Json] = {}
        self.identities: dict[str, str] = {}
        self.directory_ids: dict[str, str] = {}
        self.idp_ids: dict[str, str] = {}
        self._connected: set[int] = set()

    # -- the endpoint: who is refused -----------------------------------------------------------------------------

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

    _adopting: str | None = None

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

    # -- the endpoint: what collides ------------------------------------------------------------------------------

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

    # -- what is written, and what listeners are told ---------------------------------------------------------------

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
        """A directory is active from its first request on."""
        self.tell("dsync.activated", directory=client)

    def user_came(self, client: int, user: Json) -> None:
        """A new user."""
        self.tell_of_user("created", user)
        self.account_comes(client, user)

    def user_changed(self, client: int, before: Json, after: Json) -> None:
        """A user has changed; one who became inactive may be told of as deleted."""
        ended = before.get("active") is not False and after.get("active") is False
        if ended and self.options["inactive"] != RETAINED:
            self.tell_of_user("deleted", after)
        else:
            self.tell_of_user("updated", after)
        self.account_changes(client, before, after)

    def user_went(self, client: int, user: Json) -> None:
        """A user was deleted."""
        self.tell_of_user("deleted", user)
        self.account_goes(client, user)

    def account_comes(self, client: int, user: Json) -> None:
        """What a listener makes of a new user."""
        super().user_came(client, user)

    def account_changes(self, client: int, before: Json, after: Json) -> None:
        """What a listener makes of a changed user."""
        super().user_changed(client, before, after)

    def account_goes(self, client: int, user: Json) -> None:
        """What a listener makes of a deleted user."""
        super().user_went(client, user)

    def group_came(self, client: int, group: Json) -> None:
        """A new group, with its members."""
        self.tell("dsync.group.created", of=group["id"], group=self.identity_of(group), name=group["displayName"])
        self.tell_of_members(client, {}, group)
        super().group_came(client, group)

    def group_changed(self, client: int, before: Json, after: Json) -> None:
        """A group has changed; of members only who came and who went is told."""
        if before["displayName"] != after["displayName"]:
            self.tell("dsync.group.updated", of=after["id"], group=self.identity_of(after), name=after["displayName"])
        self.tell_of_members(client, before, after)
        super().group_changed(client, before, after)

    def group_went(self, client: int, group: Json) -> None:
        """A group was deleted."""
        self.tell("dsync.group.deleted", of=group["id"], group=self.identity_of(group), name=group["displayName"])
        super().group_went(client, group)

    def tell_of_members(self, client: int, before: Json, after: Json) -> None:
        """Who joined and who left."""
        former, now = member_ids(before), member_ids(after)
        for kind, members in (("user_added", now - former), ("user_removed", former - now)):
            for member in sorted(members):
                self.tell_of_member(kind, client, member, after)

    def tell_of_member(self, kind: str, client: int, member: str, group: Json) -> None:
        """One who joined, or left."""
        self.tell(f"dsync.group.{kind}", user=self.idp_ids.get(member, member), group=self.identity_of(group))

    def tell_of_user(self, kind: str, user: Json) -> None:
        """An event of a user: ``user`` is the id at the identity provider, ``of`` that in the directory."""
        state = "inactive" if user.get("active") is False else "active"
        told = self.idp_ids[user["id"]] = user.get("externalId") or user["userName"]
        self.tell(f"dsync.user.{kind}", of=self.directory_id(user["id"]), user=told, state=state)

    def directory_id(self, scim_id: str) -> str:
        """The id of a user in the directory: WorkOS's own, or in an imported one that of the customer."""
        if self.options["imported"] == "yes":
            return scim_id
        return self.directory_ids.setdefault(scim_id, f"directory_user_{uuid4().hex}")

    # -- what is asked --------------------------------------------------------------------------------------------

    def take_over(self, account: Account, user: Json) -> None:
        """The address of a user is the one that is chosen."""
        super().take_over(account, user)
        account.email = self.email_of(user)

    def email_of(self, user: Json) -> str | None:
        """The primary address of a user."""
        return rules.chosen_email(user)

    def roles_of(self, account: Account) -> set[str]:
        """The role of the group that ranks highest among those that give one; else the default role, if there is one.

        ``group_roles`` is a table of roles by the names of groups, and ``role_order`` the roles, highest first.
        """
        mapped: Mapping[str, str] = self.options.get("group_roles") or {}
        given = {mapped[name] for name in self.teams_of(account) if name in mapped}
        order: list[str] = self.options.get("role_order") or sorted(given)
        best = next((role for role in order if role in given), None) or self.options.get("default_role")
        return {best} if best else set()
