"""What an admin does with users, and the requests that follow from it."""

from __future__ import annotations

from functools import partial
from typing import Any

from scimproof.cleanup import resource_path
from scimproof.clients.okta import messages
from scimproof.clients.okta.answers import id_in, matches
from scimproof.clients.okta.people import AssignedGroup, OktaUser
from scimproof.clients.okta.sending import Sender
from scimproof.clients.tasks import Task, TaskFailed
from scimproof.declared import Json
from scimproof.exchange import Exchange

# Eight characters with symbols go with every create, also where passwords are not synchronised.
FIRST_PASSWORD = "gl^m&qWZ"  # noqa: S105 - nobody's

OWN_ATTRIBUTES = ("first_name", "last_name", "email", "login", "locale")


class UserProvisioning(Sender):
    """The part of an app integration that provisions users."""

    def assign(self, user: OktaUser, *through: AssignedGroup) -> Task:
        """Assign the app to a user, or to groups of the user: looked for first, then created, or linked when found."""

        def run(task: Task) -> None:
            user.assigned = user.touched = True
            user.through = [*through]
            found = self._find(task, user)
            if found is None:
                self._create(task, user)
            else:
                self._link(task, user, found)

        return self._task("Push new user to external application", run)

    def assign_at_once(self, *users: OktaUser) -> list[Task]:
        """Assign the app to a group of people who have not had it: Okta goes through them, several at a time."""
        return self.session.together(*(partial(self.assign, user) for user in users))

    def look_up(self, user: OktaUser) -> Exchange:
        """The look-up that begins every assignment, alone."""
        return self._ask("/Users", self._filter(self.knobs.matches_by, self._match(user)))

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
            if name in OWN_ATTRIBUTES:
                setattr(user, name, value)
            elif value is None:
                user.clear(name)
            else:
                user.more[name] = value
                user.cleared.pop(name, None)
        return self._task("Push profile update", lambda task: self._push_profile(task, user))

    def regroup(self, user: OktaUser, *through: AssignedGroup) -> Task:
        """The app stays assigned, by other groups: the values of the one with the highest priority are pushed."""
        former = user.mapped
        user.through = [*through]
        user.cleared = {name: last for name, last in (former | user.cleared).items() if name not in user.mapped}
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

    def reassign(self, user: OktaUser, *through: AssignedGroup) -> Task:
        """Assign the app again. Okta does not remember the account: it looks for it as it did at first."""
        user.target_id, user.sent = None, {}
        return self.assign(user, *through)

    def reassign_in_a_hurry(self, user: OktaUser) -> Task:
        """Reactivate and reassign at once: a profile push that was read before comes last, with ``active`` as it was.

        An ISV logged it (Okta developer forum, topic 14380): the account ends inactive.
        """

        def run(task: Task) -> None:
            user.assigned = True
            path = self._path(user)
            stale = messages.merged_user(self._shown(task, path), user, self.knobs, active=False)
            self._switch(task, user, active=True)
            self._write(task, "PUT", path, stale, "pushing a profile")

        return self._task("Push profile update", run)

    # -- how it is done ---------------------------------------------------------------------------------------

    def _find(self, task: Task, user: OktaUser) -> Json | None:
        query = self._filter(self.knobs.matches_by, self._match(user))
        found = matches(self._get(task, "/Users", query), "users")
        return found[0] if found else None

    def _match(self, user: OktaUser) -> str:
        return {"userName": user.login, "externalId": user.okta_id}.get(self.knobs.matches_by, user.email)

    def _create(self, task: Task, user: OktaUser) -> None:
        doing = f"creating user {user.login}"
        created = self._write(task, "POST", "/Users", messages.new_user(user, FIRST_PASSWORD, self.knobs), doing)
        user.target_id = id_in(created, "Create new user returned empty user.")
        user.sent = messages.profile(user, self.knobs)

    def _link(self, task: Task, user: OktaUser, found: Json) -> None:
        user.target_id = id_in(found, "the user that was found has no id")
        if self.connector.patches_activation and found.get("active") is False:
            self._switch(task, user, active=True)
        for _ in range(2 if self.knobs.pushes_twice else 1):
            self._push_profile(task, user)

    def _push_profile(self, task: Task, user: OktaUser) -> None:
        path, doing = self._path(user), "pushing a profile"
        if self.connector.patches_profiles:
            self._write(task, "PATCH", path, messages.changed_profile(user, self.knobs), doing)
        else:
            self._write(task, "PUT", path, messages.merged_user(self._shown(task, path), user, self.knobs), doing)
        user.sent = messages.profile(user, self.knobs)

    def _switch(self, task: Task, user: OktaUser, *, active: bool) -> None:
        path, doing = self._path(user), "activating a user" if active else "deactivating a user"
        if self.connector.patches_activation:
            self._write(task, "PATCH", path, messages.changes(active=active), doing)
        else:
            shown = self._shown(task, path)
            self._write(task, "PUT", path, messages.switched_user(shown, active=active), doing)

    def _path(self, user: OktaUser) -> str:
        if user.target_id is None:
            raise TaskFailed(f"{user.login} is not linked to an account in the application")
        return resource_path("/Users", user.target_id)
