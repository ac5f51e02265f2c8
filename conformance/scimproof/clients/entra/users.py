"""Users in the sync engine: matched, created or linked, compared with what the target shows, disabled, deleted."""

from __future__ import annotations

from scimproof.cleanup import resource_path
from scimproof.clients.entra import messages, references
from scimproof.clients.entra.groups import id_of
from scimproof.clients.entra.mappings import Mapping, source_value, value_at
from scimproof.clients.entra.people import EntraUser
from scimproof.clients.entra.sending import GONE, Sender, SomebodyElses, accept, listed
from scimproof.clients.tasks import STRANGER, Task, TaskFailed
from scimproof.declared import Json


class UserSync(Sender):
    """The part of a provisioning job that deals with users.

    :param mapping: the attribute mapping of users.
    """

    mapping: tuple[Mapping, ...]
    # What the target has shown of whom in this cycle.
    _shown: dict[EntraUser, Json]

    def _sync_user(self, task: Task, user: EntraUser) -> None:
        if user.purged:
            self._purge(task, user)
        elif user.target_id is not None and user.managed:
            self._update(task, user)
        else:
            self._match_and_write(task, user)

    # -- coming -----------------------------------------------------------------------------------------------

    def _match_and_write(self, task: Task, user: EntraUser) -> None:
        """Look for the account; create it, or link it and bring what differs. Who is inactive is not created."""
        if not user.active and not user.managed and not self._creates_inactive(user):
            return
        found = self._account_of(task, user)
        user.touched = user.managed = True
        user.switched_off = user.spared = False
        if found is not None:
            user.target_id = id_of(found, f"Matching {user.name}")
            try:
                self._bring(task, user, found)
            except SomebodyElses:  # the search has found a stranger: whatever comes next is not done to that one
                user.target_id, user.managed = None, False
                raise
        elif user.active or self._creates_inactive(user):
            self._create(task, user)

    def _creates_inactive(self, user: EntraUser) -> bool:
        """Only with a mapping of ``accountEnabled``: the default one lets in nobody who is disabled."""
        return user.in_scope and not user.soft_deleted and any(line.source == "accountEnabled" for line in self.mapping)

    def _account_of(self, task: Task, user: EntraUser) -> Json | None:
        """The account, by each matching attribute in turn."""
        for target in self.knobs.matching:
            line = next((entry for entry in self.mapping if entry.target == target), None)
            value = source_value(user, line) if line else None
            if value in (None, ""):
                continue
            exchange = self._request(task, "GET", "/Users", query=self._filter(f'{target} eq "{value}"'))
            found = listed(exchange, f"Matching {user.name}")
            if len(found) > 1:
                message = f"Matching {user.name} found {len(found)} accounts: nothing is written"
                raise TaskFailed(message, exchange, cause=STRANGER)
            if found:
                return found[0]
        return None

    def look_up(self, user: EntraUser) -> Task:
        """Look for an account and write nothing: the first half of a cycle."""
        return self._task(f"Match {user.name}", lambda task: self._account_of(task, user))

    def _create(self, task: Task, user: EntraUser) -> None:
        created = self._post(task, user)
        user.target_id = id_of(created, f"Creating {user.name}")
        self._shown[user] = created

    def _post(self, task: Task, user: EntraUser) -> Json:
        body = messages.new_user(user, self.mapping, references.roles_of(user, self.knobs))
        return accept(self._request(task, "POST", "/Users", body=body), f"Creating {user.name}")

    def create_again(self, user: EntraUser) -> Task:
        """The answer to a create got lost on its way, and the same create is sent once more."""
        return self._task(f"Create {user.name} again", lambda task: self._post(task, user))

    # -- changing, leaving, returning -------------------------------------------------------------------------

    def _update(self, task: Task, user: EntraUser) -> None:
        leaving = not user.in_scope or user.soft_deleted
        if leaving and self.knobs.skips_out_of_scope and not user.soft_deleted:
            user.spared = True
            return
        user.spared, user.switched_off = False, not user.active
        line = next((entry for entry in self.mapping if entry.target == "active"), None)
        if not user.active and line is None:
            self._delete(task, user)
            return
        shown: Json = {}
        if self.knobs.reads_before_patch:
            shown = accept(self._request(task, "GET", self._path(user)), f"Reading {user.name}")
        if leaving and line is not None:
            if value_at(shown, line) not in (False, "False", "false"):
                body = messages.patch(*messages.user_operations([(line, "Replace", False)], self.knobs))
                accept(self._request(task, "PATCH", self._path(user), body=body), f"Disabling {user.name}")
        else:
            self._bring(task, user, shown)

    def _bring(self, task: Task, user: EntraUser, shown: Json) -> None:
        """Send what the target shows otherwise, roles included; managers follow when everybody is there."""
        changes = messages.differences(user, shown, self.mapping, self.knobs)
        operations = messages.user_operations(changes, self.knobs)
        operations += references.roles_changed(user, shown, self.knobs) if user.active else []
        if operations:
            body = messages.patch(*operations)
            accept(self._request(task, "PATCH", self._path(user), body=body), f"Updating {user.name}")
        self._shown[user] = shown

    def _purge(self, task: Task, user: EntraUser) -> None:
        """A DELETE for whom the job has disabled in its time. Whom an unassignment took out of its hands, and who was
        purged before a cycle ran, it does not follow any more."""
        if user.managed and user.switched_off and user.in_scope:
            self._delete(task, user)

    def _delete(self, task: Task, user: EntraUser) -> None:
        exchange = self._request(task, "DELETE", self._path(user))
        if exchange.response is None or exchange.status not in GONE:
            accept(exchange, f"Deleting {user.name}")
        user.managed = False

    # -- references -------------------------------------------------------------------------------------------

    def _sync_references(self, task: Task, user: EntraUser) -> None:
        """Managers follow once everybody exists."""
        if user.target_id is None or not user.active:
            return
        shown = self._shown.get(user, {})
        current = references.manager_in(shown)
        body: Json | None = None
        if user.manager is not None and user.manager.target_id is not None:
            body = references.manager_set(user.manager.target_id, shown, self.knobs, self.session.base_url)
        elif user.manager is None and current is not None:
            body = references.manager_removed(current, self.knobs)
        if body is not None:
            accept(self._request(task, "PATCH", self._path(user), body=body), f"Updating the manager of {user.name}")

    def check_reference(self, user: EntraUser, manager: EntraUser) -> Task:
        """Ask whether somebody is the manager of somebody, as Microsoft's examples do; no recent log shows it."""
        task = Task(f"Check the manager of {user.name}")
        wanted = f'id eq "{user.target_id}" and manager eq "{manager.target_id}"'
        self._request(task, "GET", "/Users", query="attributes=id&" + self._filter(wanted))
        return task

    def _path(self, user: EntraUser) -> str:
        return resource_path("/Users", str(user.target_id))
