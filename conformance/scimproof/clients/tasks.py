"""What became of something that an admin did: the requests that the product sent, and what the admin reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scimproof import expect
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, Outcome


class TaskFailed(Exception):
    """The product gives a task up; the message is what the admin reads."""


@dataclass
class Task:
    """One task of a product, such as "Create new user".

    :param name: as the admin sees it.
    :param exchanges: what was sent for it, in order.
    :param error: what the admin reads when it failed; ``None`` when it did not.
    :param resources: what an import read.
    """

    name: str
    exchanges: list[Exchange] = field(default_factory=list)
    error: str | None = None
    resources: list[dict[str, Any]] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        """Whether the product takes it for done."""
        return self.error is None

    @property
    def first(self) -> Exchange:
        """The first exchange of it that is no request to wait: what was sent again later was not answered before.

        :raises Blocked: when nothing was sent.
        """
        return next((one for one in self.exchanges if one.response is None or one.response.status != 429), self.last)

    @property
    def last(self) -> Exchange:
        """The last exchange of it.

        :raises Blocked: when nothing was sent.
        """
        if not self.exchanges:
            raise Blocked(f"nothing was sent for '{self.name}'" + (f": {self.error}" if self.error else ""))
        return self.exchanges[-1]

    def sent(self, method: str) -> Exchange:
        """The last exchange of this method.

        :raises Blocked: when there was none.
        """
        for exchange in reversed(self.exchanges):
            if exchange.request.method == method:
                return exchange
        raise Blocked(f"no {method} was sent for '{self.name}'" + (f": {self.error}" if self.error else ""))


def needed(task: Task, *others: Task) -> Task:
    """A task that what follows rests on, in a story or in a check; the first one is returned.

    :raises Blocked: when one of them failed; whether it has to succeed is for another check to say.
    """
    for one in (task, *others):
        if not one.succeeded:
            raise Blocked(f"the task '{one.name}' failed: {one.error or 'no reason is shown'}")
    return task


def succeeded(task: Task, *, left_open: str = "") -> list[Finding]:
    """The product takes the task for done; otherwise the finding says what its admin reads.

    :param left_open: a scimType with which the RFC lets a server refuse it: the product fails all the same, and the
        server is only warned.
    """
    if task.succeeded:
        return []
    failed = [one for one in task.exchanges if one.response is None or not one.response.ok] or task.exchanges
    last = failed[-1:]
    chosen = left_open and any(one.answer.object.get("scimType") == left_open for one in last if one.response)
    answer = "".join(f"{one.response.status} {expect.detail(one)}" if one.response else str(one.error) for one in last)
    return [
        Finding(
            f"The task '{task.name}' fails. The admin reads: {task.error or 'nothing at all'}",
            "a success",
            answer.strip() or "no request",
            expect.numbers(last),
            cause=f"the task '{task.name}' fails" + (f": {answer.strip()}" if answer else ""),
            grade=Outcome.WARN if chosen else None,
        )
    ]
