"""An admin of Google Workspace, whose automated provisioning knows users and no groups."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from scimproof.clients.admins.admin import Admin, Employee, Staff
from scimproof.clients.google import Google
from scimproof.clients.tasks import Task
from scimproof.directory import Person, Team
from scimproof.outcome import NotApplicable


class GoogleAdmin(Admin):
    """Works with the automated provisioning of one SAML app."""

    pushes_groups = False

    def __init__(self, client: str, google: Google) -> None:
        super().__init__(client)
        self.google = google

    def afresh(self) -> Self:
        """Another one."""
        return type(self)(self.client, self.google.afresh())

    def employee(self, person: Person, **mapped: Any) -> Employee:
        """A user of the Workspace."""
        return Employee(person, self.google.user(person, **mapped))

    def hire(self, employee: Employee) -> Task:
        """The user comes into the scope of the app."""
        return self.google.provision(employee.known)

    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """Names change in the directory."""
        employee.known.given_name = given_name or employee.known.given_name
        employee.known.family_name = family_name or employee.known.family_name
        return self.google.update(employee.known)

    def move(self, employee: Employee, address: str) -> Task:
        """The primary address changes."""
        employee.known.email = address
        return self.google.update(employee.known)

    def set(self, employee: Employee, **mapped: Any) -> Task:
        """Mapped attributes change; one without a value is left out."""
        employee.known.more.update(mapped)
        return self.google.update(employee.known)

    def dismiss(self, employee: Employee) -> Task:
        """The user leaves the scope: the account is suspended at once."""
        return self.google.suspend(employee.known)

    def rehire(self, employee: Employee) -> Task:
        """The user is in scope again: looked for, as at first."""
        return self.google.provision(employee.known)

    def staff(self, team: Team, *members: Employee) -> Staff:
        """There are no groups."""
        self._nothing()

    def push(self, staff: Staff) -> Task:
        """There are no groups."""
        self._nothing()

    def join(self, staff: Staff, *joining: Employee) -> Task:
        """There are no groups."""
        self._nothing()

    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """There are no groups."""
        self._nothing()

    def retitle(self, staff: Staff, name: str) -> Task:
        """There are no groups."""
        self._nothing()

    def drop(self, staff: Staff) -> Task:
        """There are no groups."""
        self._nothing()

    def test(self) -> Task:
        """What is asked when URL and token were entered."""
        return self.google.test()

    def _nothing(self) -> NoReturn:
        self.needs_groups()
        raise NotApplicable("no groups are pushed")
