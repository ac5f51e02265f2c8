"""Users in the sync engine: matched, created or linked, compared with what the target shows, disabled, deleted."""

from __future__ import annotations

from scimproof.cleanup import resource_path
from scimproof.clients.entra import messages
from scimproof.clients.entra.groups import id_of
from scimproof.clients.entra.mappings import Mapping, value_at
from scimproof.clients.entra.people import EntraUser
from scimproof.clients.entra.sending import GONE, Sender, accept, listed
from scimproof.clients.tasks import Task, TaskFailed
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
        elif user.active:
            self._match_and_write(task, user)

    def _match_and_write(self, task: Task, user: EntraUser) -> None:
        """Look for the account by each matching attribute in turn; create it, or link it and bring what differs."""
        found: list[Json] = []
        for target in self.knobs.matching:
            line = next((entry for entry in self.mapping if entry.target == target), None)
            value = messages.source_value(user, line) if line else None
            if value in (None, ""):
                continue
            exchange = self._request(task, "GET", "/Users", query=self._filter(f'{target} eq "{value}"'))
            found = listed(exchange, f"Matching {user.name}")
            if found:
                break
        if len(found) > 1:
            raise TaskFailed(f"Matching {user.name} found {len(found)} accounts: nothing is written")
        user.touched = user.managed = True
        if found:
            user.target_id = id_of(found[0], f"Matching {user.name}")
            self._bring(task, user, found[0])
            return
        body = messages.new_user(user, self.mapping, self.knobs)
        created = accept(self._request(task, "POST", "/Users", body=body), f"Creating {user.name}")
        user.target_id = id_of(created, f"Creating {user.name}")
        self._shown[user] = created

    def _update(self, task: Task, user: EntraUser) -> None:
        path = resource_path("/Users", str(user.target_id))
        shown: Json = {}
        if self.knobs.reads_before_patch:
            shown = accept(self._request(task, "GET", path), f"Reading {user.name}")
        if not user.active:
            self._disable(task, user, path, shown)
        else:
            self._bring(task, user, shown)

    def _disable(self, task: Task, user: EntraUser, path: str, shown: Json) -> None:
        """A leaver's account is switched off, or deleted where ``active`` is not mapped."""
        line = next((entry for entry in self.mapping if entry.source == "active"), None)
        if line is None:
            self._deleted(task, user)
        elif value_at(shown, line) not in (False, "False", "false"):
            body = messages.user_patch([(line, "Replace", False)], self.knobs)
            accept(self._request(task, "PATCH", path, body=body), f"Disabling {user.name}")

    def _bring(self, task: Task, user: EntraUser, shown: Json) -> None:
        changes = messages.differences(user, shown, self.mapping, self.knobs)
        if changes:
            path = resource_path("/Users", str(user.target_id))
            body = messages.user_patch(changes, self.knobs)
            accept(self._request(task, "PATCH", path, body=body), f"Updating {user.name}")
        self._shown[user] = shown

    def _purge(self, task: Task, user: EntraUser) -> None:
        """After an unassignment the job does not follow the user any more, and sends nothing."""
        if user.managed and user.target_id is not None and user.in_scope:
            self._deleted(task, user)

    def _deleted(self, task: Task, user: EntraUser) -> None:
        exchange = self._request(task, "DELETE", resource_path("/Users", str(user.target_id)))
        if exchange.response is None or exchange.status not in GONE:
            accept(exchange, f"Deleting {user.name}")
        user.managed = False

    def _sync_references(self, task: Task, user: EntraUser) -> None:
        """Managers and app roles follow once everybody exists."""
        if user.target_id is None or not user.active:
            return
        path, shown = resource_path("/Users", user.target_id), self._shown.get(user, {})
        current = messages.manager_in(shown)
        body: Json | None = None
        if user.manager is not None and user.manager.target_id is not None:
            body = messages.manager_set(user.manager.target_id, shown, self.knobs)
        elif user.manager is None and current is not None:
            body = messages.manager_removed(current, self.knobs)
        if body is not None:
            accept(self._request(task, "PATCH", path, body=body), f"Updating the manager of {user.name}")
        roles = messages.roles_changed(user, shown, self.knobs)
        if roles is not None:
            accept(self._request(task, "PATCH", path, body=roles), f"Updating the roles of {user.name}")
