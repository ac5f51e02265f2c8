"""Which of many parts a target refuses: all at once, then halves, until the guilty ones are alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from scimproof.exchange import Exchange

Part = TypeVar("Part")

# A target that refuses everything is not asked for each attribute.
MOST_TRIES = 24


@dataclass
class Sifted(Generic[Part]):
    """What became of the parts.

    :param accepted: those that a successful request carried.
    :param refused: those that were refused alone, with the refusal.
    :param untried: those for which no try was left.
    :param tries: every request that was sent.
    """

    accepted: list[Part] = field(default_factory=list)
    refused: list[tuple[Part, Exchange]] = field(default_factory=list)
    untried: list[Part] = field(default_factory=list)
    tries: list[Exchange] = field(default_factory=list)

    @property
    def last(self) -> Exchange:
        """The last request that was sent."""
        return self.tries[-1]

    @property
    def at_once(self) -> bool:
        """Whether the first request, with all parts, succeeded."""
        return len(self.tries) == 1 and not self.refused


def sift(parts: Sequence[Part], send: Callable[[Sequence[Part]], Exchange], most: int = MOST_TRIES) -> Sifted[Part]:
    """Send all parts; when they are refused, halves of them, and halves of those.

    :param send: sends these parts, and nothing else that could be refused.
    :param most: requests at most; what is left then is neither accepted nor refused.
    """
    sifted: Sifted[Part] = Sifted()
    waiting: list[Sequence[Part]] = [parts] if parts else []
    while waiting:
        some = waiting.pop(0)
        if len(sifted.tries) >= most:
            sifted.untried += some
            continue
        exchange = send(some)
        sifted.tries.append(exchange)
        if exchange.answer.ok:
            sifted.accepted += some
        elif len(some) == 1:
            sifted.refused.append((some[0], exchange))
        else:
            middle = len(some) // 2
            waiting[:0] = [some[:middle], some[middle:]]
    return sifted
