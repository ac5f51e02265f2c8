"""One thing that happened on the wire, and what one rule has to say of it."""

from __future__ import annotations

from dataclasses import dataclass

from scimproof.exchange import Exchange
from scimproof.outcome import Outcome
from scimproof.validation.passive import Context

from .makers import CONTEXT

FAIL, WARN, PASS = Outcome.FAIL, Outcome.WARN, Outcome.PASS


@dataclass(frozen=True)
class Case:
    """A rule, what happened in words, the exchange, and the outcome that is right."""

    rule: str
    story: str
    exchange: Exchange
    outcome: Outcome
    context: Context = CONTEXT

    def __str__(self) -> str:
        return f"{self.rule}: {self.story}"
