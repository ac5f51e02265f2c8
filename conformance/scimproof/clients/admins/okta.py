"""An admin of Okta."""

from __future__ import annotations

from typing import Any, Self

from scimproof.clients.admins.admin import Admin, Employee, Staff
from scimproof.clients.okta import Okta
from scimproof.clients.tasks import Task
from scimproof.directory import Person, Team


class OktaAdmin(Admin):
    """Works with an Okta org, whose verbs are those of an admin already."""

    def __init__(self, client: str, okta: Okta) -> None:
        super().__init__(client)
        self.okta = okta

    def afresh(self) -> Self:
        """Another one."""
        return type(self)(self.client, self.okta.afresh())

    def employee(self, person: Person, **mapped: Any) -> Employee:
        """A user of the org; mapped attributes have their SCIM names as external names."""
        return Employee(person, self.okta.user(person, **mapped))

    def hire(self, employee: Employee) -> Task:
        """Look-up, then a create or a push of the profile."""
        return self.okta.assign(employee.known)

    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """A profile push."""
        wanted = {"first_name": given_name, "last_name": family_name}
        return self.okta.update_profile(employee.known, **{name: value for name, value in wanted.items() if value})

    def move(self, employee: Employee, address: str) -> Task:
        """A profile push with another login and e-mail address."""
        return self.okta.update_profile(employee.known, login=address, email=address)

    def set(self, employee: Employee, **mapped: Any) -> Task:
        """A profile push; a value that was taken away is sent as an empty text."""
        return self.okta.update_profile(employee.known, **mapped)

    def dismiss(self, employee: Employee) -> Task:
        """Active becomes false; Okta never deletes a user."""
        return self.okta.unassign(employee.known)

    def rehire(self, employee: Employee) -> Task:
        """Okta looks for the account again, as it did at first."""
        return self.okta.reassign(employee.known)

    def idp_id(self, employee: Employee) -> str:
        """Okta's own id of the user."""
        return str(employee.known.okta_id)

    def staff(self, team: Team, *members: Employee) -> Staff:
        """A group of the org."""
        return Staff(team, self.okta.group(team, *(member.known for member in members)))

    def push(self, staff: Staff) -> Task:
        """Group Push."""
        return self.okta.push_group(staff.known)

    def join(self, staff: Staff, *joining: Employee) -> Task:
        """One task for all who join."""
        return self.okta.change_members(staff.known, add=[one.known for one in joining])

    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """One task for all who leave."""
        return self.okta.change_members(staff.known, remove=[one.known for one in leaving])

    def retitle(self, staff: Staff, name: str) -> Task:
        """The group is pushed under its new name."""
        return self.okta.rename_group(staff.known, name)

    def drop(self, staff: Staff) -> Task:
        """Unlink Pushed Groups, with deletion."""
        return self.okta.unlink_group(staff.known, delete=True)

    def test(self) -> Task:
        """Test Connector Configuration."""
        return self.okta.test_credentials()
