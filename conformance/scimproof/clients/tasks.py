"""What became of something that an admin did: the requests that the product sent, and what the admin reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scimproof import expect
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, Outcome

# One thing to fix, be it that a filter is passed over or that it finds more than it describes.
STRANGER = "a look-up finds somebody whom it does not describe"


class TaskFailed(Exception):
    """The product gives a task up; the message is what the admin reads.

    :param exchange: the one whose answer the product cannot go on with.
    :param cause: what there is to fix, where the status of that answer does not tell it.
    """

    def __init__(self, message: str, exchange: Exchange | None = None, *, cause: str = "") -> None:
        super().__init__(message)
        self.exchange, self.cause = exchange, cause


@dataclass
class Task:
    """One task of a product, such as "Create new user".

    :param name: as the admin sees it.
    :param exchanges: what was sent for it, in order.
    :param error: what the admin reads when it failed; ``None`` when it did not.
    :param resources: what an import read.
    :param failed: why the product gave it up, the first time that it did.
    """

    name: str
    exchanges: list[Exchange] = field(default_factory=list)
    error: str | None = None
    resources: list[dict[str, Any]] = field(default_factory=list)
    failed: TaskFailed | None = None

    def fail(self, failed: TaskFailed) -> None:
        """The product gives the task up, or a part of it: the admin reads what came first."""
        if self.error is None:
            self.error, self.failed = str(failed), failed

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
            raise Blocked(f"nothing was sent for '{self.name}'" + self._because)
        return self.exchanges[-1]

    def sent(self, method: str) -> Exchange:
        """The last exchange of this method.

        :raises Blocked: when there was none.
        """
        for exchange in reversed(self.exchanges):
            if exchange.request.method == method:
                return exchange
        raise Blocked(f"no {method} was sent for '{self.name}'" + self._because)

    @property
    def _because(self) -> str:
        return because(self.failed) if self.failed else f": {self.error}" if self.error else ""


def because(failed: TaskFailed | None) -> str:
    """How a reason goes on: what the admin reads, and the exchange that shows it."""
    if failed is None:
        return ""
    return f": {failed}" + (f" (#{failed.exchange.number})" if failed.exchange is not None else "")


def needed(task: Task, *others: Task) -> Task:
    """A task that what follows rests on, in a story or in a check; the first one is returned.

    :raises Blocked: when one of them failed; whether it has to succeed is for another check to say.
    """
    for one in (task, *others):
        if not one.succeeded:
            raise Blocked(f"the task '{one.name}' failed{_where(one)}: {one.error or 'no reason is shown'}")
    return task


def succeeded(task: Task, *, left_open: str = "") -> list[Finding]:
    """The product takes the task for done; otherwise the finding says what its admin reads.

    :param left_open: a scimType with which the RFC lets a server refuse it: the product fails all the same, and the
        server is only warned.
    """
    if task.succeeded:
        return []
    last = _stumbled_over(task)
    chosen = left_open and any(one.answer.object.get("scimType") == left_open for one in last if one.response)
    answer = "".join(f"{one.response.status} {expect.detail(one)}" if one.response else str(one.error) for one in last)
    return [
        Finding(
            f"The task '{task.name}' fails. The admin reads: {task.error or 'nothing at all'}",
            "a success",
            answer.strip() or "no request",
            expect.numbers(last),
            cause=_cause(task, last),
            grade=Outcome.WARN if chosen else None,
        )
    ]


def _where(task: Task) -> str:
    return "".join(f" (#{one.number})" for one in _stumbled_over(task))


def _stumbled_over(task: Task) -> list[Exchange]:
    """The exchange whose answer the product could not go on with."""
    if task.failed is not None and task.failed.exchange is not None:
        return [task.failed.exchange]
    failed = [one for one in task.exchanges if one.response is None or not one.response.ok] or task.exchanges
    return failed[-1:]


def _cause(task: Task, last: list[Exchange]) -> str:
    """One fault is one thing to fix, in whatever task it comes to light: a task is named only where nothing else is."""
    if task.failed is not None and task.failed.cause:
        return task.failed.cause
    for one in last:
        if one.response is None or not one.response.ok:
            return expect.answered(one)
    return f"the task '{task.name}' fails"
