"""Passive rules: what they are, and how a function becomes one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation.context import Context

_A = re.compile(r"\b[Aa](?= [AEIO][a-z])")  # An Entitlement, but a User
Judgement = Callable[[Exchange, Context], Iterable[Finding]]


@dataclass(frozen=True)
class PassiveRule:
    """One requirement, watched in every exchange of a run.

    :param id: lower case, hyphens; never renamed.
    :param requirements: ids of the requirements it judges, the most important first.
    :param level: how binding it is. A finding may be graded lower, where the RFCs leave room.
    :param title: the sentence in the reports: what has to hold.
    :param story: the rest of the explanation.
    :param reason: why it is judged at all, when no requirement asks for it.
    """

    id: str
    requirements: tuple[str, ...]
    level: Level
    title: str
    story: str
    reason: str | None
    judgement: Judgement

    def findings(self, exchange: Exchange, context: Context) -> list[Finding]:
        """What this rule finds in one exchange, each cause once. Nothing where there was no answer."""
        if exchange.response is None:
            return []
        found: dict[tuple[str, Outcome | None], Finding] = {}
        for finding in self.judgement(exchange, context):
            found.setdefault((finding.cause, finding.grade), finding)
        return list(found.values())


PASSIVE_RULES: dict[str, PassiveRule] = {}


def passive(
    rule_id: str, *requirements: str, level: Level, reason: str | None = None
) -> Callable[[Judgement], Judgement]:
    """Make a function a passive rule.

    It is called with every exchange that has an answer, and must never raise: a server may send anything. The
    first line of its docstring is the sentence in the reports.

    :param reason: has to be given when no requirement is cited.
    """

    def decorate(judgement: Judgement) -> Judgement:
        title, _, story = inspect.cleandoc(judgement.__doc__ or "").partition("\n")
        if not title:
            raise TypeError(f"the rule {rule_id} has no docstring: its first line is the sentence in the report")
        if not requirements and reason is None:
            raise TypeError(f"the rule {rule_id} cites no requirement: give a reason")
        if rule_id in PASSIVE_RULES:
            raise TypeError(f"there is already a rule {rule_id}")
        PASSIVE_RULES[rule_id] = PassiveRule(
            rule_id, requirements, level, title.rstrip("."), story.strip(), reason, judgement
        )
        return judgement

    return decorate


def found(
    exchange: Exchange,
    message: str,
    *,
    expected: str,
    received: str,
    cause: str,
    grade: Outcome | None = None,
) -> Finding:
    """A finding in one exchange.

    :param message: the sentence; without ids and positions, because it stands for all exchanges of its cause.
    :param cause: what tells one thing to fix from another.
    """
    return Finding(_A.sub(r"\g<0>n", message), expected, received, (exchange.number,), cause, grade)
