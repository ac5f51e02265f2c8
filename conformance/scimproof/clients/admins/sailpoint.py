"""An admin of SailPoint: accounts of a source, and the entitlements that are granted there."""

from __future__ import annotations

from typing import Any, Self

from scimproof.clients.admins.admin import Admin, Employee, Staff
from scimproof.clients.sailpoint import Account, Entitlement, SailPoint
from scimproof.clients.tasks import Task
from scimproof.directory import Person, Team


class SailPointAdmin(Admin):
    """Works with a source of the type SCIM 2.0."""

    def __init__(self, client: str, sailpoint: SailPoint) -> None:
        super().__init__(client)
        self.sailpoint = sailpoint

    def afresh(self) -> Self:
        """Another one."""
        return type(self)(self.client, self.sailpoint.afresh())

    def employee(self, person: Person, **mapped: Any) -> Employee:
        """An identity; mapped attributes are account attributes."""
        return Employee(person, Account.of(person, **mapped))

    def hire(self, employee: Employee) -> Task:
        """An account is created. Whether there is one, the last aggregation has told."""
        return self.sailpoint.create(employee.known)

    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """Account attributes change, as far as the source has them."""
        name = dict(employee.known.values["name"])
        name |= {key: value for key, value in (("givenName", given_name), ("familyName", family_name)) if value}
        return self.sailpoint.update(employee.known, name=name)

    def move(self, employee: Employee, address: str) -> Task:
        """Another userName, and another e-mail address where the source has one."""
        emails = [{"value": address, "type": "work", "primary": True}]
        return self.sailpoint.update(employee.known, userName=address, emails=emails)

    def set(self, employee: Employee, **mapped: Any) -> Task:
        """Other account attributes."""
        return self.sailpoint.update(employee.known, **mapped)

    def dismiss(self, employee: Employee) -> Task:
        """The account is disabled."""
        return self.sailpoint.disable(employee.known)

    def rehire(self, employee: Employee) -> Task:
        """The account is enabled again."""
        return self.sailpoint.enable(employee.known)

    def remove(self, employee: Employee) -> Task:
        """The account is deleted."""
        return self.sailpoint.delete(employee.known)

    def staff(self, team: Team, *members: Employee) -> Staff:
        """A group that can be granted."""
        return Staff(team, Entitlement.of(team, *(member.known for member in members)))

    def push(self, staff: Staff) -> Task:
        """The group is created, and granted to its members."""
        return self.sailpoint.create_group(staff.known)

    def join(self, staff: Staff, *joining: Employee) -> Task:
        """The entitlement is added to accounts."""
        return self.sailpoint.grant(staff.known, *(one.known for one in joining))

    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """The entitlement is removed from accounts."""
        return self.sailpoint.withdraw(staff.known, *(one.known for one in leaving))

    def retitle(self, staff: Staff, name: str) -> Task:
        """The group gets another name."""
        return self.sailpoint.rename_group(staff.known, name)

    def drop(self, staff: Staff) -> Task:
        """The group is deleted."""
        return self.sailpoint.delete_group(staff.known)

    def test(self) -> Task:
        """Test Connection."""
        return self.sailpoint.test_connection()
