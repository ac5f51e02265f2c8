"""Group Push: what an admin does with groups, and the requests that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from scimproof.cleanup import resource_path
from scimproof.clients.okta import messages
from scimproof.clients.okta.answers import accept, id_in, listed
from scimproof.clients.okta.people import OktaGroup, OktaUser
from scimproof.clients.okta.sending import Sender
from scimproof.clients.tasks import Task, TaskFailed


class GroupPush(Sender):
    """The part of an app integration that pushes groups."""

    def push_group(self, group: OktaGroup) -> Task:
        """Push a group for the first time, or once more after an error."""

        def run(task: Task) -> None:
            group.pushed = True
            if group.target_id is not None:
                self._push_all(task, group, rename=True)
            elif self.knobs.looks_for_groups and (found := self._find_group(task, group)) is not None:
                group.target_id = found
                self._push_all(task, group, rename=True)
            else:
                self._create_group(task, group)

        return self._task("Push group", run)

    def link_group(self, group: OktaGroup, target_id: str) -> Task:
        """Link a group to one that the target has, chosen from the imported ones."""

        def run(task: Task) -> None:
            group.target_id, group.pushed = target_id, True
            if self.connector.patches_groups and self.knobs.links_by == "add":
                self._rename(task, group)
                added = messages.changed_members([], group.provisioned, self.knobs)
                self._write(task, "PATCH", self._group_path(group), added, "linking a group")
            else:
                self._push_all(task, group, rename=True)

        return self._task("Link group", run)

    def rename_group(self, group: OktaGroup, name: str) -> Task:
        """A group gets another name."""
        group.name = name
        put, rename = self._put_group, self._rename
        return self._task("Push group", lambda task: (rename if self.connector.patches_groups else put)(task, group))

    def change_members(
        self, group: OktaGroup, *, add: Sequence[OktaUser] = (), remove: Sequence[OktaUser] = ()
    ) -> Task:
        """People join a group, and leave it: one task for all that changed meanwhile."""
        left = [user for user in remove if user.target_id is not None]
        group.members = [user for user in group.members if user not in remove]
        group.members += [user for user in add if user not in group.members]
        joined = [user for user in add if user in group.provisioned]

        return self._push_members(group, left, joined)

    def add_members_at_once(self, group: OktaGroup, *joining: OktaUser) -> list[Task]:
        """People join a group at the same time: a task for each, side by side, as several rules may make them."""
        for user in joining:
            if user not in group.members:
                group.members.append(user)
        return self.session.together(*(partial(self._push_members, group, (), (user,)) for user in joining))

    def push_now(self, group: OktaGroup) -> Task:
        """Push Now: the members as a whole."""
        return self._task("Push group", lambda task: self._push_all(task, group))

    def deactivate_push(self, group: OktaGroup) -> Task:
        """Deactivate group push: the mapping sleeps. Nothing is sent."""
        group.pushed = False
        return Task("Deactivate group push")

    def activate_push(self, group: OktaGroup) -> Task:
        """Activate group push again: all that changed meanwhile goes with the members as a whole."""

        def run(task: Task) -> None:
            group.pushed = True
            self._push_all(task, group, rename=True)

        return self._task("Push group", run)

    def unlink_group(self, group: OktaGroup, *, delete: bool) -> Task:
        """Stop pushing a group: it is deleted in the target, or left there, and then nothing is sent."""

        def run(task: Task) -> None:
            if delete:
                accept(self._send(task, "DELETE", self._group_path(group)), "deleting a group")
            group.target_id, group.pushed = None, False

        return self._task("Unlink pushed group", run)

    # -- how it is done ---------------------------------------------------------------------------------------

    def _push_members(self, group: OktaGroup, left: Sequence[OktaUser], joined: Sequence[OktaUser]) -> Task:
        def run(task: Task) -> None:
            if not self.connector.patches_groups:
                self._put_group(task, group)
                return
            if self.knobs.renames_with_members:
                self._rename(task, group)
            if left or joined:
                body = messages.changed_members(left, joined, self.knobs)
                self._write(task, "PATCH", self._group_path(group), body, "changing members of a group")

        return self._task("Push group membership", run)

    def _find_group(self, task: Task, group: OktaGroup) -> str | None:
        exchange = self._get(task, "/Groups", self._filter("displayName", group.name))
        if exchange.response is not None and exchange.response.status == 404:
            return None  # of users Okta's reference says that a 404 means "no match", too
        found = listed(exchange, "groups")
        return id_in(found[0], "the group that was found has no id") if found else None

    def _create_group(self, task: Task, group: OktaGroup) -> None:
        doing = f"creating user group {group.name}"
        created = self._write(task, "POST", "/Groups", messages.new_group(group, self.knobs), doing)
        group.target_id = id_in(created, f"Error while {doing}: the answer has no id")
        if not self.connector.patches_groups:
            self._put_group(task, group)
            return
        # Right after each create, a rename to the very name (keycloak-scim-server#113), and everybody once more.
        self._write(task, "PATCH", self._group_path(group), messages.renamed(group, self.knobs), doing)
        if group.provisioned:
            repeated = messages.changed_members([], group.provisioned, self.knobs)
            self._write(task, "PATCH", self._group_path(group), repeated, doing)

    def _push_all(self, task: Task, group: OktaGroup, *, rename: bool = False) -> None:
        if not self.connector.patches_groups:
            self._put_group(task, group)
            return
        if rename:
            self._rename(task, group)
        body = messages.all_members(group, self.knobs)
        self._write(task, "PATCH", self._group_path(group), body, "pushing a group")

    def _put_group(self, task: Task, group: OktaGroup) -> None:
        path = self._group_path(group)
        self._write(task, "PUT", path, messages.whole_group(group, self._shown(task, path)), "pushing a group")

    def _rename(self, task: Task, group: OktaGroup) -> None:
        self._write(task, "PATCH", self._group_path(group), messages.renamed(group, self.knobs), "renaming a group")

    def _group_path(self, group: OktaGroup) -> str:
        if group.target_id is None:
            raise TaskFailed(f"the group {group.name} is not linked to one in the application")
        return resource_path("/Groups", group.target_id)
