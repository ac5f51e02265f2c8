"""Groups in the sync engine: matched without their members, created empty, filled one by one, never read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from scimproof.cleanup import resource_path
from scimproof.clients.entra import messages
from scimproof.clients.entra.people import EntraGroup, EntraUser
from scimproof.clients.entra.sending import GONE, Sender, accept, listed
from scimproof.clients.tasks import STRANGER, Task, TaskFailed
from scimproof.declared import Json
from scimproof.exchange import Exchange

WITHOUT_MEMBERS = "excludedAttributes=members"


class GroupSync(Sender):
    """The part of a provisioning job that deals with groups."""

    # Groups whose last answer showed members, although they were excluded.
    _leaky: set[EntraGroup]

    def _sync_group(self, task: Task, group: EntraGroup) -> None:
        """Match or create it, bring its name and id, or delete it when it is out of scope."""
        doing = f"Provisioning the group {group.name}"
        if not group.in_scope:
            if group.target_id is not None:
                exchange = self._request(task, "DELETE", self._group_path(group))
                if exchange.response is None or exchange.status not in GONE:
                    accept(exchange, f"Deleting the group {group.name}")
                group.target_id, group.sent = None, []
            return
        shown = self._linked(task, group) if group.target_id else self._matched(task, group)
        if shown is None:
            group.target_id = id_of(self._create_group(task, group), doing)
            self._leaky.discard(group)
            return
        group.target_id = id_of(shown, doing)
        (self._leaky.add if shown.get("members") else self._leaky.discard)(group)
        body = messages.group_patch(group, shown, self.knobs)
        if body is not None:
            accept(self._request(task, "PATCH", self._group_path(group), body=body), doing)

    def _create_group(self, task: Task, group: EntraGroup) -> Json:
        body = messages.new_group(group, self.knobs)
        return accept(self._request(task, "POST", "/Groups", body=body), f"Creating the group {group.name}")

    def _linked(self, task: Task, group: EntraGroup) -> Json:
        exchange = self._request(task, "GET", self._group_path(group), query=WITHOUT_MEMBERS)
        return accept(exchange, f"Reading the group {group.name}")

    def _matched(self, task: Task, group: EntraGroup) -> Json | None:
        query = f"{WITHOUT_MEMBERS}&" + self._filter(f'displayName eq "{group.name}"')
        exchange = self._request(task, "GET", "/Groups", query=query)
        found = listed(exchange, f"Matching the group {group.name}")
        if len(found) > 1:
            message = f"Matching the group {group.name} found {len(found)}: nothing is written"
            raise TaskFailed(message, exchange, cause=STRANGER)
        return found[0] if found else None

    def _sync_members(self, task: Task, group: EntraGroup) -> None:
        """Send who joined and who left since the last cycle, a few in each PATCH, several PATCHes at once.

        A PATCH that fails does not stop the others; it is sent again in the next cycle.

        :raises TaskFailed: for the first that failed, once all have been sent.
        """
        if group.target_id is None or not group.in_scope:
            return
        pending = [*self._changes(group, group.joined, joining=True), *self._changes(group, group.left, joining=False)]
        failed: TaskFailed | None = None
        for start in range(0, len(pending), self.knobs.members_at_once):
            batch = pending[start : start + self.knobs.members_at_once]
            path = self._group_path(group)
            sendings = [partial(self._request, task, "PATCH", path, body=body) for _, body, _ in batch]
            for exchange, (users, _, joining) in zip(self.session.together(*sendings), batch, strict=True):
                try:
                    accept(exchange, f"Updating the members of {group.name}")
                except TaskFailed as problem:
                    failed = failed or problem
                    continue
                group.sent = [user for user in group.sent if user not in users] + (list(users) if joining else [])
        if failed is not None:
            raise failed

    def _changes(
        self, group: EntraGroup, users: Sequence[EntraUser], *, joining: bool
    ) -> Iterator[tuple[Sequence[EntraUser], Json, bool]]:
        """The PATCHes by which these users join or leave: who, the body, and whether they join."""
        for few in self._few(users):
            if joining:
                yield few, messages.members_in(few, self.knobs, replacing=group in self._leaky), True
            else:
                yield few, messages.members_out(few, self.knobs), False

    # -- what an admin, or a tool of Microsoft's, does by itself ----------------------------------------------

    def look_up_group(self, group: EntraGroup) -> Task:
        """Look for a group by its name and write nothing: the first half of a cycle."""
        return self._task(f"Match the group {group.name}", lambda task: self._matched(task, group))

    def create_group_again(self, group: EntraGroup) -> Task:
        """The answer to a create got lost on its way: the job does not know the id."""
        return self._task(f"Create the group {group.name}", lambda task: self._create_group(task, group))

    def send_members_twice(self, group: EntraGroup) -> list[Exchange]:
        """Whoever joined is sent, and sent again while the answer is under way: what came of both."""
        ((users, body, _),) = self._changes(group, group.joined, joining=True)
        again = partial(self._request, Task(f"Updating the members of {group.name}"), "PATCH", self._group_path(group))
        group.sent += users
        return self.session.together(*[partial(again, body=body)] * 2)

    def check_membership(self, group: EntraGroup, user: EntraUser) -> Task:
        """Ask whether somebody is in a group, as Microsoft's examples do; no recent log shows it."""
        task = Task(f"Check whether {user.name} is in {group.name}")
        wanted = f'id eq "{group.target_id}" and members eq "{user.target_id}"'
        self._request(task, "GET", "/Groups", query="attributes=id&" + self._filter(wanted))
        return task

    def _few(self, users: Sequence[EntraUser]) -> Iterator[Sequence[EntraUser]]:
        for start in range(0, len(users), self.knobs.members_per_patch):
            yield users[start : start + self.knobs.members_per_patch]

    def _group_path(self, group: EntraGroup) -> str:
        return resource_path("/Groups", str(group.target_id))


def id_of(resource: Json, doing: str) -> str:
    """The id of a resource, by which the job is linked to it from then on.

    :raises TaskFailed: when it has none.
    """
    value = resource.get("id")
    if not isinstance(value, str) or not value:
        raise TaskFailed(f"{doing} failed: the answer has no id")
    return value
