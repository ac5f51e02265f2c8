"""Users and groups of an Entra tenant, and what the provisioning job remembers of each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from scimproof.clients.tasks import TaskFailed, because
from scimproof.directory import Person, Team
from scimproof.outcome import Blocked


@dataclass(eq=False)
class EntraUser:
    """A user of the tenant.

    :param properties: of the user, by the names of Microsoft Graph and of the mapping table.
    :param roles: app roles assigned, by value.
    :param in_scope: assigned to the app, and let through by the scoping filters.
    :param soft_deleted: in the recycle bin, for thirty days.
    :param purged: deleted for good.
    :param target_id: the id in the target that the job has linked the user to.
    :param managed: whether the job is linked to the account.
    :param switched_off: the job has seen that the user left: only who is purged after that is deleted in the target.
    :param spared: out of scope, and left alone because the job skips such people.
    :param problem: what the log says of the user, when the last cycle failed over it.
    """

    properties: dict[str, Any]
    object_id: str
    manager: EntraUser | None = None
    roles: list[str] = field(default_factory=list)
    in_scope: bool = False
    enabled: bool = True
    soft_deleted: bool = False
    purged: bool = False
    target_id: str | None = None
    managed: bool = False
    switched_off: bool = False
    spared: bool = False
    touched: bool = False
    problem: TaskFailed | None = None

    @classmethod
    def of(cls, person: Person, **more: Any) -> EntraUser:
        """Somebody of the directory, with what the default mapping wants."""
        properties: dict[str, Any] = {
            "userPrincipalName": person.user_name,
            "displayName": person.display_name,
            "jobTitle": person.title,
            "mail": person.user_name,
            "givenName": person.given_name,
            "surname": person.family_name,
            "fullName": person.display_name,
            "mailNickname": person.external_id,
            "department": person.department,
        }
        return cls({**properties, **more}, object_id_of(person.external_id))

    @property
    def name(self) -> str:
        """The user principal name, by which logs call the user."""
        return str(self.properties["userPrincipalName"])

    @property
    def account_id(self) -> str:
        """The id of the account in the target.

        :raises Blocked: when there is none.
        """
        if self.target_id is None:
            raise Blocked(f"no account was made for {self.name}" + because(self.problem))
        return self.target_id

    @property
    def active(self) -> bool:
        """What the mapping of ``active`` gives."""
        return self.in_scope and self.enabled and not self.soft_deleted and not self.purged


@dataclass(eq=False)
class EntraGroup:
    """A group of the tenant.

    :param members: whom the group has in Entra; only those with an account in the target are sent.
    :param sent: whom the job believes to be in the target's group: it never reads memberships back.
    :param problem: what the log says of the group, when the last cycle failed over it.
    """

    name: str
    object_id: str
    members: list[EntraUser] = field(default_factory=list)
    in_scope: bool = False
    target_id: str | None = None
    sent: list[EntraUser] = field(default_factory=list)
    problem: TaskFailed | None = None

    @classmethod
    def of(cls, team: Team, *members: EntraUser) -> EntraGroup:
        """A team of the directory."""
        return cls(team.name, object_id_of(team.external_id), list(members))

    @property
    def joined(self) -> list[EntraUser]:
        """Members who have an account, and whom the job has not sent."""
        return [user for user in self.members if user.target_id is not None and user not in self.sent]

    @property
    def left(self) -> list[EntraUser]:
        """Whom the job has sent, and who is no member any more."""
        return [user for user in self.sent if user not in self.members]


def object_id_of(seed: str) -> str:
    """A GUID as Entra gives them; the same seed gives the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://entra.scimproof.example/{seed}"))
