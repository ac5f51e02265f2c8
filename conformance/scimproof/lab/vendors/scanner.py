"""Scanner: roles that follow the identity provider by their names, on top of Stytch."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json
from scimproof.lab.vendors.mechanism import vendor
from scimproof.lab.vendors.stytch import Key, Stytch

PREFIX = "scim:"
ROLES = "roles"
BY_GROUP = "group.displayName"


@vendor("scanner", role_source=BY_GROUP)
class Scanner(Stytch):
    """Scanner, with roles of the form scim:name.

    As documented in November 2026. The roles that Scanner has are set by the option ``roles``, a list of names; what is
    set is added to what is there. ``role_source`` says where the names come from that the identity provider has for
    them: ``group.displayName``, or ``user.roles``.
    """

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.roles_at_the_idp: dict[Key, set[str]] = {}

    def user_came(self, client: int, user: Json) -> None:
        """The roles of a new user are noted."""
        super().user_came(client, user)
        self.note_roles(client, user)

    def user_changed(self, client: int, before: Json, after: Json) -> None:
        """They may have changed."""
        super().user_changed(client, before, after)
        self.note_roles(client, after)

    def note_roles(self, client: int, user: Json) -> None:
        """What a user resource says of roles counts at the next refresh."""
        listed = {str(role.get("value")) for role in user.get("roles") or []}
        self.later(lambda: self.roles_at_the_idp.update({(client, user["id"]): listed}))

    def roles_of(self, account: Account) -> set[str]:
        """What was given by hand, and what matches."""
        roles = super().roles_of(account)
        return roles | self.synchronized(account) if account.active else roles

    def synchronized(self, account: Account) -> set[str]:
        """The roles of Scanner that somebody has at the identity provider."""
        return {role for role in self.options.get(ROLES, []) if self.matches(role, self.names_of(account))}

    def names_of(self, account: Account) -> set[str]:
        """The roles that somebody has at the identity provider."""
        if self.options["role_source"] == BY_GROUP:
            return {team.name for team in self.groups_of(account)}
        return self.roles_at_the_idp.get((account.client, str(account.scim_id)), set())

    def matches(self, role: str, names: set[str]) -> bool:
        """Whether a role of Scanner is one of these."""
        return role.startswith(PREFIX) and role.removeprefix(PREFIX) in names
