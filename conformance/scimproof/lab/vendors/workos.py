"""WorkOS Directory Sync: an endpoint that is strict about people, and a feed of events for whoever listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, member_ids
from scimproof.lab.vendors import workos_rules as rules
from scimproof.lab.vendors.mechanism import vendor
from scimproof.lab.vendors.workos_endpoint import DELETED, RETAINED, WorkOSEndpoint

Json = dict[str, Any]


@vendor("workos", inactive=DELETED, imported="no")
class WorkOS(WorkOSEndpoint):
    """WorkOS Directory Sync, as the guide of its migration proxy describes the endpoint.

    As documented in August 2026. An inactive user is kept with all memberships; whether its listeners are told of a
    deletion or of a change is the option ``inactive``.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__(options)
        # The ids of users in the directory, and at the identity provider, by those of SCIM.
        self.directory_ids: dict[str, str] = {}
        self.idp_ids: dict[str, str] = {}

    # -- what is written, and what listeners are told ---------------------------------------------------------------

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
