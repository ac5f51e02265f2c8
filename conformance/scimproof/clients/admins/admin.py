"""What an admin of any identity provider does with people and groups."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Self

from scimproof.clients.tasks import Task
from scimproof.directory import Person, Team
from scimproof.outcome import NotApplicable


@dataclass
class Employee:
    """Somebody in the directory of the identity provider.

    :param known: what the product itself calls the user.
    """

    person: Person
    known: Any

    @property
    def account_id(self) -> str | None:
        """The id of the account in the target; ``None`` as long as there is none."""
        found: str | None = self.known.target_id
        return found


@dataclass
class Staff:
    """A group in the directory of the identity provider."""

    team: Team
    known: Any

    @property
    def group_id(self) -> str | None:
        """The id of the group in the target; ``None`` as long as there is none."""
        found: str | None = self.known.target_id
        return found


class Admin(ABC):
    """The admin of one app integration. Every verb returns the task that the product made of it, failed or not.

    :param client: id of the client, as reports show it.
    """

    pushes_groups = True
    # Whether the product sends that an attribute has lost its value (Entra never does).
    unsets_attributes = True

    def __init__(self, client: str) -> None:
        self.client = client

    @abstractmethod
    def afresh(self) -> Self:
        """An admin of another app integration of the same kind: what was done in one scenario stays there."""

    # -- people ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def employee(self, person: Person, **mapped: Any) -> Employee:
        """Somebody of the directory; ``mapped`` are values of attributes of the target, by their SCIM names."""

    @abstractmethod
    def hire(self, employee: Employee) -> Task:
        """Assign the app: an account comes into being, or is taken over."""

    @abstractmethod
    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """Somebody gets another first or last name."""

    @abstractmethod
    def move(self, employee: Employee, address: str) -> Task:
        """Somebody gets another login, which is the e-mail address as well."""

    @abstractmethod
    def set(self, employee: Employee, **mapped: Any) -> Task:
        """Mapped attributes get other values; ``None`` takes a value away, as far as the product can."""

    @abstractmethod
    def dismiss(self, employee: Employee) -> Task:
        """Take the app away: the account ends, or is switched off."""

    @abstractmethod
    def rehire(self, employee: Employee) -> Task:
        """Give the app again to somebody from whom it was taken."""

    def switch_off(self, employee: Employee) -> Task:
        """Deactivate somebody in the identity provider itself; the assignment is no longer worth anything."""
        return self.dismiss(employee)

    def switch_on(self, employee: Employee) -> Task:
        """Activate somebody again, who shall have the app as before."""
        return self.rehire(employee)

    def idp_id(self, employee: Employee) -> str:
        """The id of somebody at the identity provider, as the product sends it in externalId."""
        return employee.person.external_id

    # -- groups ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def staff(self, team: Team, *members: Employee) -> Staff:
        """A group of the directory."""

    @abstractmethod
    def push(self, staff: Staff) -> Task:
        """Push a group to the target."""

    @abstractmethod
    def join(self, staff: Staff, *joining: Employee) -> Task:
        """People join a group."""

    @abstractmethod
    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """People leave a group."""

    @abstractmethod
    def retitle(self, staff: Staff, name: str) -> Task:
        """A group gets another name."""

    @abstractmethod
    def drop(self, staff: Staff) -> Task:
        """Take a group away: it is deleted in the target."""

    # -- the connection -------------------------------------------------------------------------------------------

    @abstractmethod
    def test(self) -> Task:
        """Test the connection, as the product does when it is set up."""

    def needs_groups(self) -> None:
        """:raises NotApplicable: when the product pushes no groups."""
        if not self.pushes_groups:
            raise NotApplicable(f"{self.client} pushes no groups")
