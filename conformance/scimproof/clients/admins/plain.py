"""An admin of any other client that keeps to the RFC: the probe plays it, in the simplest form of each request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from scimproof import expect
from scimproof.clients.admins.admin import Admin, Employee, Staff
from scimproof.clients.probe import Probe, encode
from scimproof.clients.tasks import Task, TaskFailed
from scimproof.declared import Declared
from scimproof.directory import Person, Team, as_group, as_user
from scimproof.exchange import Exchange


@dataclass
class Known:
    """A user or a group, as the client knows it: the body of its create, and its id once it has one."""

    body: dict[str, Any]
    target_id: str | None = None
    members: list[Employee] = field(default_factory=list)


class PlainAdmin(Admin):
    """Creates by POST, changes by PATCH with a path, deletes groups, and never a user."""

    def __init__(self, client: str, probe: Probe) -> None:
        super().__init__(client)
        self.probe = probe

    def afresh(self) -> Self:
        """Another one."""
        return type(self)(self.client, self.probe)

    @property
    def _declared(self) -> Declared:
        return self.probe.session.declared

    # -- people ---------------------------------------------------------------------------------------------------

    def employee(self, person: Person, **mapped: Any) -> Employee:
        """Somebody, with all that the target's schema knows of a person."""
        return Employee(person, Known({**as_user(person, self._declared), **mapped}))

    def hire(self, employee: Employee) -> Task:
        """Looked for by userName, then created, or switched on when found."""
        task, known = Task("Create user"), employee.known
        found = self._find(task, "User", "userName", employee.person.user_name)
        if found is None:
            self._create(task, "User", known)
        else:
            known.target_id = found
            self._patch(task, "User", known, {"op": "replace", "path": "active", "value": True})
        return task

    def rename(self, employee: Employee, *, given_name: str | None = None, family_name: str | None = None) -> Task:
        """Each part of the name that changes, and the name that is shown."""
        person = employee.person
        wanted = replace(
            person, given_name=given_name or person.given_name, family_name=family_name or person.family_name
        )
        employee.person = wanted
        parts = {"name.givenName": wanted.given_name, "name.familyName": wanted.family_name}
        return self.set(employee, **parts, displayName=wanted.display_name)

    def move(self, employee: Employee, address: str) -> Task:
        """userName and the e-mail addresses."""
        emails = [{"value": address, "type": "work", "primary": True}]
        employee.person = replace(employee.person, user_name=address)
        return self.set(employee, userName=address, emails=emails)

    def set(self, employee: Employee, **mapped: Any) -> Task:
        """A replacement for each attribute, or a removal where the value is taken away."""
        operations = [
            {"op": "remove", "path": name} if value is None else {"op": "replace", "path": name, "value": value}
            for name, value in mapped.items()
        ]
        return self._changed("Update user", "User", employee.known, *operations)

    def dismiss(self, employee: Employee) -> Task:
        """Active becomes false."""
        return self.set(employee, active=False)

    def rehire(self, employee: Employee) -> Task:
        """Active becomes true."""
        return self.set(employee, active=True)

    # -- groups ---------------------------------------------------------------------------------------------------

    def staff(self, team: Team, *members: Employee) -> Staff:
        """A group."""
        return Staff(team, Known(as_group(team, self._declared), members=list(members)))

    def push(self, staff: Staff) -> Task:
        """Created without members, who follow."""
        task, known = Task("Create group"), staff.known
        self._create(task, "Group", known)
        if task.succeeded and known.members:
            self._patch(task, "Group", known, _joining(known.members))
        return task

    def join(self, staff: Staff, *joining: Employee) -> Task:
        """One addition."""
        return self._changed("Add members", "Group", staff.known, _joining(joining))

    def leave(self, staff: Staff, *leaving: Employee) -> Task:
        """A removal each, by value."""
        removals = [{"op": "remove", "path": f'members[value eq "{one.account_id}"]'} for one in leaving]
        return self._changed("Remove members", "Group", staff.known, *removals)

    def retitle(self, staff: Staff, name: str) -> Task:
        """The name is replaced."""
        renamed = {"op": "replace", "path": "displayName", "value": name}
        return self._changed("Rename group", "Group", staff.known, renamed)

    def drop(self, staff: Staff) -> Task:
        """The group is deleted."""
        task, known = Task("Delete group"), staff.known
        if known.target_id is None:
            task.fail(TaskFailed("the group was never created"))
            return task
        self._took(task, self.probe.delete(self._declared.endpoint("Group"), known.target_id))
        return task

    def test(self) -> Task:
        """A list of one user."""
        task = Task("Test connection")
        self._took(task, self.probe.query(self._declared.endpoint("User"), {"count": 1}))
        return task

    # -- how it is done -------------------------------------------------------------------------------------------

    def _find(self, task: Task, kind: str, attribute: str, value: str) -> str | None:
        query = encode({"filter": f'{attribute} eq "{value}"'})
        found = self.probe.send("GET", self._declared.endpoint(kind), query=query)
        if not self._took(task, found):
            return None
        listed = found.answer.object.get("Resources")
        first = listed[0] if isinstance(listed, list) and listed else None
        return first.get("id") if isinstance(first, dict) else None

    def _create(self, task: Task, kind: str, known: Known) -> None:
        created = self.probe.create(self._declared.endpoint(kind), known.body)
        if self._took(task, created):
            known.target_id = created.resource_id

    def _changed(self, name: str, kind: str, known: Known, *operations: Mapping[str, Any]) -> Task:
        task = Task(name)
        self._patch(task, kind, known, *operations)
        return task

    def _patch(self, task: Task, kind: str, known: Known, *operations: Mapping[str, Any]) -> None:
        if known.target_id is None:
            task.fail(TaskFailed("it was never created"))
            return
        self._took(task, self.probe.patch(self._declared.endpoint(kind), known.target_id, *operations))

    @staticmethod
    def _took(task: Task, exchange: Exchange) -> bool:
        """Note an exchange; whether it was answered with success."""
        task.exchanges.append(exchange)
        ok = exchange.response is not None and exchange.response.ok
        if not ok:
            said = exchange.error if exchange.response is None else f"{exchange.status} {expect.detail(exchange)}"
            task.fail(TaskFailed(f"{expect.asked(exchange)} was answered {said}".strip(), exchange))
        return ok


def _joining(people: Any) -> dict[str, Any]:
    return {"op": "add", "path": "members", "value": [{"value": one.account_id} for one in people]}
