"""Who and what an Okta org knows: its users with their app profile, and the groups that it pushes."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof.directory import Person, Team

_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class AssignedGroup:
    """A group that the app is assigned to, with values for all of its users.

    :param priority: 1 is the highest. Of several groups, the one of the highest priority gives a user's values.
    :param values: mapped attributes by external name.
    """

    name: str
    priority: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class OktaUser:
    """A user of the org, and the assignment to the app.

    :param okta_id: ``00u`` and 17 letters and digits; sent as ``externalId``.
    :param more: further mapped attributes, by the external name of the mapping, such as ``title``,
        ``phoneNumbers.^[primary==true].value`` or ``urn:...:User:department``.
    :param cleared: mapped attributes that have lost their value, with the last one.
    :param through: the groups by which the app is assigned, if it is so. What a group gives, ``more`` may overrule.
    :param target_id: the id that the target gave: what Okta calls the External ID of the assignment.
    :param assigned: whether the app is assigned to the user at the moment.
    :param touched: whether it ever was.
    :param sent: the profile as Okta sent it last, by the names of SCIM; a PATCH of a profile is about the rest.
    """

    login: str
    first_name: str
    last_name: str
    email: str
    okta_id: str
    locale: str = "en-US"
    more: dict[str, Any] = field(default_factory=dict)
    cleared: dict[str, Any] = field(default_factory=dict)
    through: list[AssignedGroup] = field(default_factory=list)
    target_id: str | None = None
    assigned: bool = False
    touched: bool = False
    sent: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person, **more: Any) -> OktaUser:
        """Somebody of the directory, as an Okta user."""
        return cls(
            login=person.user_name,
            first_name=person.given_name,
            last_name=person.family_name,
            email=person.user_name,
            okta_id=okta_id("00u", person.external_id),
            more=more,
        )

    @property
    def display_name(self) -> str:
        """First and last name, as the default mapping has it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def mapped(self) -> dict[str, Any]:
        """All further mapped attributes: nothing on the wire tells which group a value came from."""
        ranked = sorted(self.through, key=lambda group: group.priority)
        return {**(ranked[0].values if ranked else {}), **self.more}

    def clear(self, name: str) -> None:
        """A mapped attribute loses its value."""
        if name in self.mapped:
            self.cleared[name] = self.mapped[name]
        self.more.pop(name, None)


@dataclass
class OktaGroup:
    """A group of the org that is pushed.

    :param members: users of the org; only those that are provisioned are pushed.
    :param pushed: whether it is pushed at the moment.
    """

    name: str
    okta_id: str
    members: list[OktaUser] = field(default_factory=list)
    target_id: str | None = None
    pushed: bool = False

    @classmethod
    def of(cls, team: Team, *members: OktaUser) -> OktaGroup:
        """A team of the directory, as an Okta group."""
        return cls(team.name, okta_id("00g", team.external_id), list(members))

    @property
    def provisioned(self) -> list[OktaUser]:
        """The members that Okta pushes: those that have an account and are assigned. The others it leaves out."""
        return [user for user in self.members if user.target_id is not None and user.assigned]


def okta_id(prefix: str, seed: str) -> str:
    """An id as Okta makes them, of 20 characters; the same seed gives the same one."""
    digest = hashlib.sha256(seed.encode()).digest()
    return prefix + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:17])
