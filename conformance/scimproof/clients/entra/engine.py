"""The sync engine of Entra: the cycles that bring a tenant to the target."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self

from scimproof.clients.entra.groups import WITHOUT_MEMBERS, GroupSync
from scimproof.clients.entra.knobs import LEGACY, Knobs
from scimproof.clients.entra.mappings import DEFAULT_MAPPING, Mapping
from scimproof.clients.entra.people import EntraGroup, EntraUser
from scimproof.clients.entra.schedule import (
    CYCLE_IN_QUARANTINE_S,
    CYCLE_S,
    HOUR_S,
    SWITCHED_OFF_AFTER_S,
    Escrow,
    too_many,
)
from scimproof.clients.entra.sending import GONE, Sender, accept, listed
from scimproof.clients.entra.tenant import Tenant
from scimproof.clients.entra.users import UserSync
from scimproof.clients.tasks import Task, TaskFailed
from scimproof.session import Session

MOST_ON_DEMAND = 5  # members of a group that an admin can choose


class Entra(Tenant, UserSync, GroupSync):
    """A provisioning job of a tenant.

    The verbs of an admin change the tenant and note what changed; :meth:`cycle` brings it to the target, as
    :meth:`provision_on_demand` does for one user. Both return a :class:`~scimproof.clients.tasks.Task` with all that
    was sent; what failed is kept, and tried again in the next cycle.

    :param mapping: the attribute mapping of users.
    """

    def __init__(
        self, session: Session, knobs: Knobs = LEGACY, mapping: Sequence[Mapping] = DEFAULT_MAPPING, **how: Any
    ) -> None:
        Tenant.__init__(self)
        Sender.__init__(self, session, knobs, **how)
        self.mapping = tuple(mapping)
        self.quarantined: str | None = None
        self.escrow: Escrow[EntraUser | EntraGroup] = Escrow()
        self.cycles = 0
        self._quarantined_since_s = 0.0
        self._how = how
        self._shown = {}
        self._leaky = set()

    def afresh(self) -> Self:
        """Another job with the same configuration."""
        return type(self)(self.session, self.knobs, self.mapping, **self._how)

    def with_knobs(self, **knobs: Any) -> Self:
        """Another job that is set up otherwise."""
        return type(self)(self.session, replace(self.knobs, **knobs), self.mapping, **self._how)

    def with_mapping(self, *mapping: Mapping) -> Self:
        """Another job with another attribute mapping."""
        return type(self)(self.session, self.knobs, mapping, **self._how)

    def turn(self, **knobs: Any) -> None:
        """Set this job up otherwise from now on; it stays linked to everybody."""
        self.knobs = replace(self.knobs, **knobs)

    # -- cycles -----------------------------------------------------------------------------------------------

    def test_connection(self) -> Task:
        """Test Connection: somebody who cannot exist is looked for, among users, and among groups that are mapped."""
        return self._task("Test Connection", self._probe)

    def cycle(self) -> Task:
        """The next cycle: users that changed or are to be tried again, then groups, then references.

        It begins forty minutes after the last one, or a day when the job is in quarantine, on the clock of the engine.
        """

        def run(task: Task) -> None:
            if self.quarantined and self.clock_s - self._quarantined_since_s > SWITCHED_OFF_AFTER_S:
                raise TaskFailed(f"The job is switched off, after four weeks in quarantine. {self.quarantined}")
            self.clock_s += CYCLE_IN_QUARANTINE_S if self.quarantined else CYCLE_S
            self._probe(task)
            self.cycles += 1
            self._shown = {}
            objects = list(dict.fromkeys([*self.escrow.due(self.clock_s), *self._unseen()]))
            self.watermark = len(self._changes_so_far)
            self._provision(task, objects)

        return self._task("Provisioning cycle", run)

    def wait(self, hours: float) -> None:
        """So many hours go by on the clock of the engine. Nothing is sent, and nobody waits."""
        self.clock_s += hours * HOUR_S

    def _provision(self, task: Task, objects: Sequence[EntraUser | EntraGroup]) -> None:
        users = [one for one in objects if isinstance(one, EntraUser)]
        groups = [one for one in objects if isinstance(one, EntraGroup)]
        for one in objects:
            one.problem = None
        failed = self._each(task, users, self._sync_user) + self._each(task, groups, self._sync_group)
        references = self._each(task, users, self._sync_references) + self._each(task, groups, self._sync_members)
        for one in objects:
            if one in failed or one in references:
                self.escrow.failed(one, self.clock_s, self.knobs.retries)
            else:
                self.escrow.forget(one)
        if too_many(len(failed), len(references), len(objects)):
            self._quarantine(f"{len(failed)} of {len(objects)} objects have failed.")
        else:
            self.quarantined = None

    def restart(self, *, forget_links: bool = False) -> Task:
        """Restart provisioning: a new initial cycle over everybody in scope, without escrow, quarantine and watermark.

        :param forget_links: reset also what is linked to what, so that everybody is matched again; memberships that
            were sent are sent once more. By default links survive, also those to what is gone.
        """
        everybody: list[EntraUser | EntraGroup] = [*self.users, *self.groups]
        self.quarantined = None
        self.escrow.clear()
        for one in everybody:
            if one.in_scope or one.target_id is not None:
                self._note(one)
                if forget_links:
                    self._forget(one)
        return self.cycle()

    def repeat(self, task: Task) -> Task:
        """Send every change of a task once more, byte for byte: the answers got lost on their way.

        What creates is left out: it is matched before it is created again.
        """

        def run(again: Task) -> None:
            for exchange in task.exchanges:
                asked = exchange.request
                if asked.method in ("PATCH", "DELETE"):
                    path = asked.url.removeprefix(self.session.base_url).partition("?")[0]
                    body = json.loads(asked.body) if asked.body else None
                    repeated = self._request(again, asked.method, path, body=body)
                    if asked.method == "PATCH" or repeated.response is None or repeated.status not in GONE:
                        accept(repeated, f"Repeating {asked.method} {path}")

        return self._task(f"{task.name}, once more", run)

    def provision_on_demand(self, user: EntraUser) -> Task:
        """Provision one user now: a probe, a match, and at once the create or the change; the flag has no effect."""

        def run(task: Task) -> None:
            self._probe(task)
            knobs, self.knobs = self.knobs, self.knobs.without_flag()
            try:
                self._match_and_write(task, user)
            finally:
                self.knobs = knobs

        return self._task("Provision on demand", run)

    def provision_group_on_demand(self, group: EntraGroup) -> Task:
        """Provision one group now, with five of its members at most; the flag has no effect."""

        def run(task: Task) -> None:
            self._probe(task)
            everybody, knobs = group.members, self.knobs
            chosen = [user for user in everybody if user in group.joined][:MOST_ON_DEMAND]
            try:
                self.knobs = knobs.without_flag()
                self._sync_group(task, group)
                group.members = [*group.sent, *chosen]
                self._sync_members(task, group)
            finally:
                group.members, self.knobs = everybody, knobs

        return self._task("Provision on demand", run)

    def discover_accounts(self, most_pages: int | None = None) -> Task:
        """Account Discovery: all users of the target, page by page.

        :param most_pages: where to stop; Entra reads to the end.
        """

        def run(task: Task) -> None:
            start, total = 1, 1
            while start <= total and (most_pages is None or len(task.exchanges) < most_pages):
                query = f"startIndex={start}&count={self.knobs.discovery_page}"
                exchange = self._request(task, "GET", "/Users", query=query)
                page = listed(exchange, "Account discovery")
                task.resources += page
                total = int(exchange.answer.object["totalResults"])
                if not page:
                    break
                start += len(page)

        return self._task("Account discovery", run)

    # -- what all of it shares --------------------------------------------------------------------------------

    def _probe(self, task: Task) -> None:
        """Look for a GUID, which no user name is; any error puts the whole job into quarantine."""
        try:
            guid = self.session.invented_id()
            query = self._filter(f'{self.knobs.matching[0]} eq "{guid}"')
            listed(self._request(task, "GET", "/Users", query=query), "Testing the connection")
            if self.groups:
                query = f"{WITHOUT_MEMBERS}&" + self._filter(f'displayName eq "{guid}"')
                listed(self._request(task, "GET", "/Groups", query=query), "Testing the connection")
        except TaskFailed as failed:
            reason = self._quarantine(str(failed))
            raise TaskFailed(reason, failed.exchange, cause=failed.cause) from None

    def _quarantine(self, reason: str) -> str:
        if not self.quarantined:
            self._quarantined_since_s = self.clock_s
        self.quarantined = f"The job is in quarantine. {reason}"
        return self.quarantined

    def _each(self, task: Task, objects: Sequence[Any], step: Callable[[Task, Any], None]) -> list[Any]:
        """Take a step with each of these objects. What fails does not stop the others, and is returned."""
        failures = []
        for one in objects:
            try:
                step(task, one)
            except TaskFailed as failed:
                one.problem = failed
                task.fail(failed)
                failures.append(one)
        return failures

    def _forget(self, one: EntraUser | EntraGroup) -> None:
        one.target_id = None
        if isinstance(one, EntraGroup):
            one.sent = []
            self._leaky.discard(one)
        else:
            one.managed = False
