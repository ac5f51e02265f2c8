"""When the sync engine comes again: cycles, what failed and waits in escrow, quarantine. All on a clock of its own.

The figures are Microsoft's, of 'How Application Provisioning works' and 'Application Provisioning in quarantine status'
(2025), where nothing else is said. Nobody sleeps for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0

CYCLE_S = 40 * MINUTE_S
CYCLE_IN_QUARANTINE_S = DAY_S
SWITCHED_OFF_AFTER_S = 28 * DAY_S
GIVEN_UP_AFTER_S = 28 * DAY_S

Retries = Literal["every-cycle", "documented", "reported"]

# Hours until something that failed is tried again, after the first failure, the second, and so on; the last one stays.
BACK_OFF_H: dict[Retries, tuple[float, ...]] = {
    # What servers see: the identical request every twenty to forty minutes, for good (lightdash/lightdash#24458, 2026).
    "every-cycle": (0,),
    "documented": (6, 12, 24),
    # A member of Microsoft's staff, in Microsoft Q&A 1278038.
    "reported": (0.5, 1, 2, 4, 8),
}

# Failures in a cycle that put the job into quarantine. References, which are managers and members, do not count, but
# for the last figure: that is how we read "60,000 in all".
MANY, MUCH_OF_ALL = 5_000, 0.4
TOO_MANY = 40_000
TOO_MANY_WITH_REFERENCES = 60_000

T = TypeVar("T")


@dataclass
class Waiting:
    """Something that failed.

    :param since_s: when it failed first.
    :param due_s: from when on it is tried again.
    """

    failures: int
    since_s: float
    due_s: float


class Escrow(Generic[T]):
    """Objects that failed, by the time at which each is tried again."""

    def __init__(self) -> None:
        self._waiting: dict[T, Waiting] = {}

    def __contains__(self, one: T) -> bool:
        return one in self._waiting

    def failed(self, one: T, now_s: float, retries: Retries) -> None:
        """It failed, for the first time or again; after four weeks it is given up."""
        before = self._waiting.get(one)
        since_s = before.since_s if before else now_s
        if now_s - since_s >= GIVEN_UP_AFTER_S:
            self.forget(one)
            return
        failures = before.failures + 1 if before else 1
        self._waiting[one] = Waiting(failures, since_s, now_s + delay_s(failures, retries))

    def forget(self, one: T) -> None:
        """It succeeded, or is no longer of interest."""
        self._waiting.pop(one, None)

    def clear(self) -> None:
        """Everything is looked at anew."""
        self._waiting.clear()

    def due(self, now_s: float) -> list[T]:
        """What is to be tried again by now, in the order in which it failed."""
        return [one for one, waiting in self._waiting.items() if waiting.due_s <= now_s]


def delay_s(failures: int, retries: Retries) -> float:
    """How long something waits that has failed so often."""
    hours = BACK_OFF_H[retries]
    return hours[min(failures, len(hours)) - 1] * HOUR_S


def too_many(failed: int, failed_references: int, tried: int) -> bool:
    """Whether a cycle with so many failures puts the job into quarantine."""
    share = failed / tried if tried else 0.0
    return (
        (failed >= MANY and share > MUCH_OF_ALL)
        or failed > TOO_MANY
        or failed + failed_references > TOO_MANY_WITH_REFERENCES
    )
