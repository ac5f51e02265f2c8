"""Google Workspace, as far as its requests have been seen: users only.

Little is known of its wire: a log of requests (snipe-it#12642) and the guides of a few targets. What nobody has shown
is a knob, and what is judged with this client is a recommendation at most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import quote

from scimproof.cleanup import resource_path
from scimproof.clients.base import Client
from scimproof.clients.probe import PATCH_OP, SCIM_JSON
from scimproof.clients.tasks import STRANGER, Task, TaskFailed
from scimproof.declared import USER, Json
from scimproof.directory import Person
from scimproof.exchange import Exchange
from scimproof.outcome import Unproven, WouldHarm
from scimproof.session import Session

# A create names the core schema of SCIM 1.1 beside that of 2.0 (snipe-it#12642).
FORMER_CORE = "urn:scim:schemas:core:1.0"


@dataclass(frozen=True)
class Knobs:
    """What has not been seen, or can be set.

    :param updates_by: ``PUT`` or ``PATCH``: no source says which one changes a user.
    """

    updates_by: str = "PUT"


@dataclass
class GoogleUser:
    """A user of the Workspace.

    :param more: further mapped attributes, by their SCIM names.
    :param target_id: the id of the account, as long as Google knows one.
    """

    email: str
    given_name: str
    family_name: str
    more: dict[str, Any]
    target_id: str | None = None

    @property
    def resource(self) -> Json:
        """The user as it is sent: the address is the userName, and the primary e-mail."""
        mapped: Json = {
            "schemas": [FORMER_CORE, USER],
            "userName": self.email,
            "emails": [{"primary": True, "value": self.email, "type": "work"}],
            "name": {"givenName": self.given_name, "familyName": self.family_name},
            "displayName": f"{self.given_name} {self.family_name}",
            **self.more,
            "active": True,
        }
        return {name: value for name, value in mapped.items() if value is not None}


class Google(Client):
    """Automated user provisioning of one SAML app."""

    id: ClassVar[str] = "google"

    def __init__(self, session: Session, knobs: Knobs | None = None) -> None:
        super().__init__(session)
        self.knobs = knobs or Knobs()

    def afresh(self) -> Self:
        """Another app, which knows nobody."""
        return type(self)(self.session, self.knobs)

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """What every request needs; the rest of Google's headers has not been shown."""
        found = [("Accept", SCIM_JSON)]
        if has_body:
            found.append(("Content-Type", SCIM_JSON))
        if self.session.authorization is not None:
            found.append(("Authorization", self.session.authorization))
        return found

    def user(self, person: Person, **more: Any) -> GoogleUser:
        """Somebody of the directory."""
        return GoogleUser(person.user_name, person.given_name, person.family_name, dict(more))

    def test(self) -> Task:
        """What is asked when an admin has entered URL and token: one user."""
        return self._task("Test connection", lambda task: self._ask(task, "GET", "/Users", query="count=1"))

    def provision(self, user: GoogleUser) -> Task:
        """A user comes into scope: looked for by address, then created, or taken over when found."""

        def run(task: Task) -> None:
            found = self._find(task, user)
            if found is None:
                created = self._ask(task, "POST", "/Users", user.resource)
                user.target_id = _id_in(created)
            else:
                user.target_id = _id_in(found)
                self._change(task, user, user.resource)

        return self._task("Create user", run)

    def update(self, user: GoogleUser) -> Task:
        """A mapped attribute has changed."""
        return self._task("Update user", lambda task: self._change(task, user, user.resource))

    def suspend(self, user: GoogleUser) -> Task:
        """A user is suspended, or leaves the scope: ``active`` becomes false."""
        return self._task("Suspend user", lambda task: self._change(task, user, {**user.resource, "active": False}))

    def delete(self, user: GoogleUser) -> Task:
        """The days that an admin has granted are over: the account is deleted."""

        def run(task: Task) -> None:
            self._ask(task, "DELETE", self._path(user))
            user.target_id = None

        return self._task("Delete user", run)

    # -- how it is done ---------------------------------------------------------------------------------------

    def _find(self, task: Task, user: GoogleUser) -> Json | None:
        wanted = quote(f'userName eq "{user.email}"', safe="")
        listed = self._ask(task, "GET", "/Users", query=f"filter={wanted}&startIndex=1").get("Resources")
        found = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        return found[0] if found else None

    def _change(self, task: Task, user: GoogleUser, resource: Json) -> None:
        if self.knobs.updates_by == "PUT":
            self._ask(task, "PUT", self._path(user), {**resource, "id": user.target_id})
            return
        changed = {name: value for name, value in resource.items() if name != "schemas"}
        operations = [{"op": "replace", "path": name, "value": value} for name, value in changed.items()]
        self._ask(task, "PATCH", self._path(user), {"schemas": [PATCH_OP], "Operations": operations})

    def _path(self, user: GoogleUser) -> str:
        if user.target_id is None:
            raise TaskFailed(f"{user.email} has no account in the application")
        return resource_path("/Users", user.target_id)

    def _task(self, name: str, run: Callable[[Task], Any]) -> Task:
        task = Task(name)
        try:
            run(task)
        except TaskFailed as failed:
            task.fail(failed)
        return task

    def _ask(
        self, task: Task, method: str, path: str, body: Mapping[str, Any] | None = None, *, query: str = ""
    ) -> Json:
        """Send one request; the object that it is answered with.

        :raises TaskFailed: when it is not answered with success.
        """
        exchange = self._sent(method, path, query, body)
        task.exchanges.append(exchange)
        if exchange.response is None or not exchange.response.ok:
            said = exchange.error if exchange.response is None else exchange.status
            raise TaskFailed(f"{method} {path} has failed: {said}", exchange)
        return exchange.response.object

    def _sent(self, method: str, path: str, query: str, body: Mapping[str, Any] | None) -> Exchange:
        headers = self.headers(method, has_body=body is not None)
        how = {"query": query, "headers": headers, "body": body, "client": self.id}
        try:
            return self.session.send(method, path, **how, emulated=True)  # type: ignore[arg-type]
        except WouldHarm:
            message = f"Google would now {method} {path}, which is somebody else's; it was not sent"
            raise TaskFailed(message, cause=STRANGER) from None
        except Unproven as unproven:
            raise TaskFailed(f"Google would now {method} {path}; it was not sent, because {unproven}") from None


def _id_in(resource: Json) -> str:
    found = resource.get("id")
    if not isinstance(found, str) or not found:
        raise TaskFailed("the answer has no id")
    return found
