"""Okta, as the target meets it: what an admin can do, and the requests that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from scimproof.cleanup import resource_path
from scimproof.clients.okta import messages
from scimproof.clients.okta.answers import id_in, listed, total_of
from scimproof.clients.okta.connectors import AIW, Connector
from scimproof.clients.okta.groups import GroupPush
from scimproof.clients.okta.knobs import Knobs
from scimproof.clients.okta.people import OktaGroup, OktaUser
from scimproof.clients.tasks import Task, TaskFailed
from scimproof.convergence import Account, Intended, Membership
from scimproof.declared import Json
from scimproof.directory import Person, Team
from scimproof.session import Session

# Eight characters with symbols go with every create, also where passwords are not synchronised.
FIRST_PASSWORD = "gl^m&qWZ"  # noqa: S105 - nobody's


class Okta(GroupPush):
    """The provisioning client of an Okta org, for one app integration.

    Verbs are those of an admin; each returns the :class:`Task` that Okta made of it, failed or not.

    The parameters are those of :class:`~scimproof.clients.okta.sending.Sender`.
    """

    def __init__(self, session: Session, connector: Connector = AIW, knobs: Knobs | None = None, **how: Any) -> None:
        super().__init__(session, connector, knobs, **how)
        self._how = how
        self.users: list[OktaUser] = []
        self.groups: list[OktaGroup] = []

    def afresh(self) -> Self:
        """Another org with the same app integration."""
        return type(self)(self.session, self.connector, self.knobs, **self._how)

    def with_knobs(self, **knobs: Any) -> Self:
        """Another org whose app integration is set up otherwise."""
        return type(self)(self.session, self.connector, replace(self.knobs, **knobs), **self._how)

    # -- the directory ----------------------------------------------------------------------------------------

    def user(self, person: Person, **more: Any) -> OktaUser:
        """Somebody of the directory becomes a user of the org; ``more`` are mapped attributes by external name."""
        made = OktaUser.of(person, **more)
        self.users.append(made)
        return made

    def knows(self, person: Person, target_id: str) -> OktaUser:
        """Somebody who has had an account for long. Nothing is sent, and what becomes of the account is not judged."""
        return replace(OktaUser.of(person), target_id=target_id, assigned=True)

    def group(self, team: Team, *members: OktaUser) -> OktaGroup:
        """A team of the directory becomes a group of the org."""
        made = OktaGroup.of(team, *members)
        self.groups.append(made)
        return made

    def intends(self, bystanders: Mapping[tuple[str, str], Json] | None = None) -> Intended:
        """What the org means the target to show at this moment."""
        accounts = [
            Account(
                user.login,
                user.target_id,
                user.assigned,
                {
                    "userName": user.login,
                    "name": {"givenName": user.first_name, "familyName": user.last_name},
                    "emails": [{"value": user.email}],
                },
            )
            for user in self.users
            if user.touched
        ]
        groups = [
            Membership(
                group.name,
                group.target_id,
                frozenset(str(user.target_id) for user in group.provisioned),
                frozenset(str(user.target_id) for user in group.members if user.target_id and not user.assigned),
            )
            for group in self.groups
            if group.pushed
        ]
        return Intended(tuple(accounts), tuple(groups), bystanders or {})

    # -- the connection ---------------------------------------------------------------------------------------

    def test_credentials(self, *, groups: bool = True) -> Task:
        """Test Connector Configuration, or Save: two users are asked for, and with groups a page of groups."""

        def run(task: Task) -> None:
            listed(self._get(task, "/Users", "startIndex=1&count=2"), "users")
            if groups:
                listed(self._get(task, "/Groups", f"startIndex=1&count={self.knobs.page_size}"), "groups")

        return self._task("Test Connector Configuration", run)

    def import_users(self) -> Task:
        """Import users: page after page, until so many were asked for as the target says there are."""
        return self._task("Import users", lambda task: self._import(task, "/Users", "users"))

    def import_groups(self) -> Task:
        """Import groups, so that they can be linked."""
        return self._task("Import groups", lambda task: self._import(task, "/Groups", "groups"))

    # -- people -----------------------------------------------------------------------------------------------

    def assign(self, user: OktaUser) -> Task:
        """Assign the app to a user: looked for by userName, then created, or linked when found."""

        def run(task: Task) -> None:
            user.assigned = user.touched = True
            found = self._find(task, user)
            if found is None:
                self._create(task, user)
            else:
                self._link(task, user, found)

        return self._task("Push new user to external application", run)

    def create_again(self, user: OktaUser) -> Task:
        """Send a create a second time without looking first, as after an answer that was lost."""

        def run(task: Task) -> None:
            user.assigned = user.touched = True
            self._create(task, user)

        return self._task("Push new user to external application", run)

    def update_profile(self, user: OktaUser, **more: Any) -> Task:
        """Push a profile: attributes by external name; ``None`` is one whose value was removed in Okta.

        ``first_name``, ``last_name``, ``email``, ``login`` and ``locale`` are Okta's own.
        """
        for name, value in more.items():
            if name in ("first_name", "last_name", "email", "login", "locale"):
                setattr(user, name, value)
            elif value is None:
                user.more.pop(name, None)
                user.cleared.add(name)
            else:
                user.more[name] = value
                user.cleared.discard(name)
        return self._task("Push profile update", lambda task: self._push_profile(task, user))

    def change_user_name(self, user: OktaUser, login: str) -> Task:
        """The login of a user changes; the account stays the same."""
        return self.update_profile(user, login=login)

    def sync_password(self, user: OktaUser, password: str) -> Task:
        """A user has changed the password, and passwords are synchronised."""

        def run(task: Task) -> None:
            path = self._path(user)
            if self.connector.patches_passwords:
                self._write(task, "PATCH", path, messages.changes(password=password), "pushing a password")
            else:
                shown = self._shown(task, path)
                self._write(task, "PUT", path, messages.with_password(shown, password), "pushing a password")

        return self._task("Push password update", run)

    def unassign(self, user: OktaUser) -> Task:
        """Take the app from a user, or deactivate the user: the account is deactivated, and never deleted."""

        def run(task: Task) -> None:
            user.assigned = False
            self._switch(task, user, active=False)

        return self._task("Deactivate user in external application", run)

    deactivate = unassign

    def reactivate(self, user: OktaUser) -> Task:
        """Activate the Okta account again. Nothing is sent: the assignment was lost with the deactivation."""
        return Task("Activate user")

    def suspend(self, user: OktaUser) -> Task:
        """Suspend a user. Nothing is sent."""
        return Task("Suspend user")

    def reassign(self, user: OktaUser) -> Task:
        """Assign the app again. Okta does not remember the account: it looks for it as it did at first."""
        user.target_id = None
        return self.assign(user)

    # -- entitlements -----------------------------------------------------------------------------------------

    def discover_entitlements(self) -> Task:
        """Enable provisioning with governance: resource types first, then what each of them serves."""

        def run(task: Task) -> None:
            for kind in listed(self._get(task, "/ResourceTypes", self._page(1)), "resource types"):
                schema, endpoint = str(kind.get("schema", "")), kind.get("endpoint")
                if isinstance(endpoint, str) and schema.startswith("urn:okta:scim:schemas:core:1.0:"):
                    entries = listed(self._get(task, "/" + endpoint.strip("/"), self._page(1)), "entitlements")
                    task.resources += [{**entry, "resourceType": kind.get("name")} for entry in entries]

        return self._task("Import entitlements", run)

    # -- how it is done ---------------------------------------------------------------------------------------

    def _import(self, task: Task, endpoint: str, what: str) -> None:
        start, total = 1, 1
        while start <= total:
            exchange = self._get(task, endpoint, self._page(start))
            task.resources += listed(exchange, what)
            total = total_of(exchange)
            start += self.knobs.page_size

    def _find(self, task: Task, user: OktaUser) -> Json | None:
        found = listed(self._get(task, "/Users", self._filter("userName", user.login)), "users")
        return found[0] if found else None

    def _create(self, task: Task, user: OktaUser) -> None:
        doing = f"creating user {user.login}"
        created = self._write(task, "POST", "/Users", messages.new_user(user, FIRST_PASSWORD, self.knobs), doing)
        user.target_id = id_in(created, "Create new user returned empty user.")

    def _link(self, task: Task, user: OktaUser, found: Json) -> None:
        user.target_id = id_in(found, "the user that was found has no id")
        if self.connector.patches_activation and found.get("active") is False:
            self._switch(task, user, active=True)
        for _ in range(2 if self.knobs.pushes_twice else 1):
            self._push_profile(task, user)

    def _push_profile(self, task: Task, user: OktaUser) -> None:
        path = self._path(user)
        if self.connector.patches_profiles:
            mapped = messages.merged_user({}, user, self.knobs)
            values = {name: value for name, value in mapped.items() if name not in ("schemas", "groups")}
            self._write(task, "PATCH", path, messages.changes(**values), "pushing a profile")
            return
        body = messages.merged_user(self._shown(task, path), user, self.knobs)
        self._write(task, "PUT", path, body, "pushing a profile")

    def _switch(self, task: Task, user: OktaUser, *, active: bool) -> None:
        path, doing = self._path(user), "activating a user" if active else "deactivating a user"
        if self.connector.patches_activation:
            self._write(task, "PATCH", path, messages.changes(active=active), doing)
        else:
            self._write(task, "PUT", path, messages.switched_user(self._shown(task, path), active=active), doing)

    def _path(self, user: OktaUser) -> str:
        if user.target_id is None:
            raise TaskFailed(f"{user.login} has no account in the application")
        return resource_path("/Users", user.target_id)
