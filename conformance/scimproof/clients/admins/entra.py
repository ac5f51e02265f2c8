"""An admin of Microsoft Entra ID: every verb changes the tenant, and lets the next provisioning cycle run."""

from __future__ import annotations

from typing import Any, Self

from scimproof.clients.admins.admin import Admin, Employee, Staff
from scimproof.clients.entra import DEFAULT_MAPPING, Entra, Mapping
from scimproof.clients.tasks import Task
from scimproof.directory import Person, Team


class EntraAdmin(Admin):
    """Works with a provisioning job of a tenant."""

    unsets_attributes = False

    def __init__(self, client: str, entra: Entra) -> None:
        super().__init__(client)
        self.entra = entra

    def afresh(self) -> Self:
        """Another one."""
        return type(self)(self.client, self.entra.afresh())

    def employee(self, person: Person, **mapped: Any) -> Employee:
        """A user of the tenant. A mapped attribute stands in a property of its own name."""
        self._map(mapped)
        return Employee(person, self.entra.user(person, **mapped))

    def hire(self, employee: Employee) -> Task:
        """The user is assigned; the cycle looks for the account, and creates it."""
        self.entra.assign(employee.known)
        return self.entra.cycle()

    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """Names change in the tenant, those that are made of them as well."""
        wanted: dict[str, Any] = {"givenName": given_name, "surname": family_name}
        changed = {name: value for name, value in wanted.items() if value}
        known = {**employee.known.properties, **changed}
        whole = f"{known['givenName']} {known['surname']}"
        self.entra.update(employee.known, **changed, displayName=whole, fullName=whole)
        return self.entra.cycle()

    def move(self, employee: Employee, address: str) -> Task:
        """User principal name and mail change."""
        self.entra.update(employee.known, userPrincipalName=address, mail=address)
        return self.entra.cycle()

    def set(self, employee: Employee, **mapped: Any) -> Task:
        """A property gets another value; for one that has lost its value Entra sends nothing."""
        self._map(mapped)
        self.entra.update(employee.known, **mapped)
        return self.entra.cycle()

    def dismiss(self, employee: Employee) -> Task:
        """The user falls out of scope: active becomes false."""
        self.entra.unassign(employee.known)
        return self.entra.cycle()

    def rehire(self, employee: Employee) -> Task:
        """The user comes into scope again."""
        self.entra.assign(employee.known)
        return self.entra.cycle()

    def switch_off(self, employee: Employee) -> Task:
        """Sign-in is blocked: active becomes false, although the user stays assigned."""
        self.entra.disable(employee.known)
        return self.entra.cycle()

    def switch_on(self, employee: Employee) -> Task:
        """Sign-in is allowed again."""
        self.entra.enable(employee.known)
        return self.entra.cycle()

    def idp_id(self, employee: Employee) -> str:
        """What the default mapping sends as externalId: the mail nickname."""
        return str(employee.known.properties["mailNickname"])

    def staff(self, team: Team, *members: Employee) -> Staff:
        """A group of the tenant."""
        return Staff(team, self.entra.group(team, *(member.known for member in members)))

    def push(self, staff: Staff) -> Task:
        """The group is assigned to the app."""
        self.entra.assign(staff.known)
        return self.entra.cycle()

    def join(self, staff: Staff, *joining: Employee) -> Task:
        """People join the group in the tenant."""
        self.entra.add_members(staff.known, *(one.known for one in joining))
        return self.entra.cycle()

    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """People leave the group in the tenant."""
        self.entra.remove_members(staff.known, *(one.known for one in leaving))
        return self.entra.cycle()

    def retitle(self, staff: Staff, name: str) -> Task:
        """The group gets another name in the tenant."""
        self.entra.rename_group(staff.known, name)
        return self.entra.cycle()

    def drop(self, staff: Staff) -> Task:
        """The group is taken out of scope."""
        self.entra.unassign(staff.known)
        return self.entra.cycle()

    def test(self) -> Task:
        """Test Connection."""
        return self.entra.test_connection()

    def _map(self, mapped: dict[str, Any]) -> None:
        """Add a line to the mapping of the job for each attribute that has none."""
        present = {line.target for line in (*DEFAULT_MAPPING, *self.entra.mapping)}
        new = tuple(Mapping(name, name) for name in mapped if name not in present)
        self.entra.mapping = (*self.entra.mapping, *new)
