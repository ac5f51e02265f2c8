"""The passive rules, applied: they watch every exchange of every scenario, and report each cause once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Outcome, worst
from scimproof.validation import rules
from scimproof.validation.context import Context
from scimproof.validation.rule import PASSIVE_RULES, Judgement, PassiveRule, found, passive

__all__ = [
    "PASSIVE_RULES",
    "Context",
    "Judgement",
    "PassiveRule",
    "findings_of",
    "found",
    "judge",
    "merged",
    "passive",
    "rules",
]

MOST_EXCHANGES_NAMED = 20


def findings_of(exchange: Exchange, context: Context) -> Iterator[tuple[str, Finding]]:
    """What every rule finds in one exchange, with the id of the rule."""
    for rule in PASSIVE_RULES.values():
        for finding in rule.findings(exchange, context):
            yield rule.id, finding


def judge(rule: PassiveRule | str, exchanges: Iterable[Exchange], context: Context) -> tuple[Outcome, list[Finding]]:
    """What one rule says of many exchanges: the outcome, and one finding per cause."""
    rule = PASSIVE_RULES[rule] if isinstance(rule, str) else rule
    findings = merged(finding for exchange in exchanges for finding in rule.findings(exchange, context))
    return worst(rule.level, findings), findings


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per cause. It names the first exchanges that show it, and says how many there are."""
    by_cause: dict[tuple[str, Outcome | None], list[Finding]] = {}
    for finding in findings:
        by_cause.setdefault((finding.cause or finding.message, finding.grade), []).append(finding)
    return [_one(same) for same in by_cause.values()]


def _one(findings: list[Finding]) -> Finding:
    first = findings[0]
    numbers = sorted({number for finding in findings for number in finding.exchanges})
    message = first.message if len(numbers) < 2 else f"{first.message} (in {len(numbers)} exchanges)"
    return replace(first, message=message, exchanges=tuple(numbers[:MOST_EXCHANGES_NAMED]))
