"""The tenant: its users and groups, and what an admin changes there."""

from __future__ import annotations

from collections.abc import Mapping as Object
from typing import Any

from scimproof.clients.entra.mappings import Mapping, declared_lines, mapped
from scimproof.clients.entra.people import EntraGroup, EntraUser
from scimproof.convergence import Account, Intended, Membership
from scimproof.declared import Json
from scimproof.directory import Person, Team
from scimproof.session import Session


class Tenant:
    """Users and groups of a tenant; every verb notes what it changed, for the next cycle.

    :param mapping: the attribute mapping of users.
    :param watermark: up to here the job has seen what changed.
    """

    mapping: tuple[Mapping, ...]
    session: Session

    def __init__(self) -> None:
        self.users: list[EntraUser] = []
        self.groups: list[EntraGroup] = []
        self.watermark = 0
        self._changes_so_far: list[EntraUser | EntraGroup] = []

    def user(self, person: Person, **properties: Any) -> EntraUser:
        """Somebody of the directory is a user of the tenant, not assigned to the app yet."""
        made = EntraUser.of(person, **properties)
        self.users.append(made)
        return made

    def knows(self, person: Person, target_id: str) -> EntraUser:
        """Somebody who has had an account for long. Nothing is sent, and what becomes of the account is not judged."""
        made = EntraUser.of(person)
        made.target_id, made.in_scope, made.managed = target_id, True, True
        return made

    def group(self, team: Team, *members: EntraUser) -> EntraGroup:
        """A team of the directory is a group of the tenant, not assigned to the app yet."""
        made = EntraGroup.of(team, *members)
        self.groups.append(made)
        return made

    def assign(self, *objects: EntraUser | EntraGroup) -> None:
        """Assign users or groups to the app: they come into scope, and can be named as managers."""
        for one in objects:
            one.in_scope = True
            self._note(one)
        for user in self.users:
            if user.manager in objects and user.in_scope:
                self._note(user)

    def unassign(self, *objects: EntraUser | EntraGroup) -> None:
        """Take them out of scope: users are disabled, groups deleted."""
        for one in objects:
            one.in_scope = False
            self._note(one)

    def update(self, user: EntraUser, **properties: Any) -> None:
        """Change properties of a user; ``None`` clears one, which Entra never sends."""
        user.properties.update(properties)
        self._note(user)

    def set_manager(self, user: EntraUser, manager: EntraUser | None) -> None:
        """Name a manager, or none."""
        user.manager = manager
        self._note(user)

    def set_roles(self, user: EntraUser, *roles: str) -> None:
        """Assign app roles."""
        user.roles = list(roles)
        self._note(user)

    def disable(self, user: EntraUser) -> None:
        """Block sign-in."""
        user.enabled = False
        self._note(user)

    def enable(self, user: EntraUser) -> None:
        """Allow sign-in again."""
        user.enabled = True
        self._note(user)

    def soft_delete(self, user: EntraUser) -> None:
        """Delete a user: for thirty days it can be restored."""
        user.soft_deleted = True
        self._note(user)

    def restore(self, user: EntraUser) -> None:
        """Restore a deleted user."""
        user.soft_deleted = False
        self._note(user)

    def hard_delete(self, user: EntraUser) -> None:
        """Delete a user for good."""
        user.soft_deleted, user.purged = True, True
        self._note(user)

    def rename_group(self, group: EntraGroup, name: str) -> None:
        """A group gets another name."""
        group.name = name
        self._note(group)

    def add_members(self, group: EntraGroup, *users: EntraUser) -> None:
        """People join a group."""
        group.members += [user for user in users if user not in group.members]
        self._note(group)

    def remove_members(self, group: EntraGroup, *users: EntraUser) -> None:
        """People leave a group."""
        group.members = [user for user in group.members if user not in users]
        self._note(group)

    def intends(self, bystanders: Object[tuple[str, str], Json] | None = None) -> Intended:
        """What the tenant means the target to show at this moment."""
        accounts = [
            Account(user.name, user.target_id, user.active or user.spared, self._meant(user))
            for user in self.users
            if user.touched
        ]
        groups = [
            Membership(
                group.name,
                group.target_id,
                frozenset(str(user.target_id) for user in group.members if user.target_id and user.active),
                frozenset(str(user.target_id) for user in group.members if not user.active),
            )
            for group in self.groups
            if group.in_scope
        ]
        return Intended(tuple(accounts), tuple(groups), bystanders or {})

    def _meant(self, user: EntraUser) -> Json:
        """Of what is mapped, the names: what else is kept is judged where it is sent."""
        names = ("userName", "displayName", "name.givenName", "name.familyName")
        lines = [line for line in declared_lines(self.mapping, self.session.declared) if line.target in names]
        return mapped(user, lines)

    def _note(self, one: EntraUser | EntraGroup) -> None:
        if one not in self._unseen():
            self._changes_so_far.append(one)

    def _unseen(self) -> list[EntraUser | EntraGroup]:
        """What has changed since the watermark."""
        return self._changes_so_far[self.watermark :]
