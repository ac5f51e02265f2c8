"""What a finished run comes to: its checks seen through the waivers, its verdicts, the gate, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scimproof import comparison, gate, waivers
from scimproof.editions import Edition
from scimproof.settings import Settings

Check = Mapping[str, Any]


@dataclass(frozen=True)
class Terms:
    """What a user has agreed on beforehand.

    :param waivers: what is accepted for a time.
    :param baseline: an older results file: only what is newly broken closes the gate.
    :param edition: the checks that the gate goes by; those that are newer are shown and close nothing.
    """

    waivers: tuple[waivers.Waiver, ...] = ()
    baseline: Mapping[str, Any] | None = None
    edition: Edition | None = None
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Judgement:
    """The end of a run.

    :param uses: what became of each waiver.
    :param changes: what has changed since the baseline; ``None`` without one.
    :param newer: ids of red checks that the edition does not know.
    """

    checks: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    gate: gate.Gate
    uses: list[waivers.Use]
    changes: comparison.Comparison | None
    newer: tuple[str, ...]


def judge(
    checks: Sequence[Check], url: str, settings: Settings, terms: Terms, *, lost: bool, interrupted: bool
) -> Judgement:
    """Judge the checks of a run on these terms."""
    judged, uses = waivers.applied(terms.waivers, checks, url, terms.today)
    verdicts = gate.verdicts(judged, complete=not (interrupted or lost))
    changes = comparison.compare(terms.baseline, judged) if terms.baseline is not None else None
    newer = [check for check in judged if terms.edition is not None and check["id"] not in terms.edition]
    excused = {id(check) for check in (*newer, *(changes.known if changes else ()))}
    counting = [check for check in judged if id(check) not in excused]
    decision = gate.gate(
        verdicts,
        settings.fail_on,
        lost=lost,
        interrupted=interrupted,
        counting=counting,
        since="the baseline" if changes is not None else None,
        more=_waiver_reasons(uses, terms.today),
    )
    red = tuple(check["id"] for check in newer if comparison.is_red(check))
    return Judgement(judged, verdicts, decision, uses, changes, red)


def _waiver_reasons(uses: Iterable[waivers.Use], today: date) -> list[str]:
    reasons = []
    for use in uses:
        if use.state is waivers.State.EXPIRED:
            days = (today - use.waiver.until).days
            reasons.append(f"the waiver for {use.waiver.check} expired {days} day{'' if days == 1 else 's'} ago")
        elif use.state is waivers.State.STALE:
            reasons.append(
                f"the waiver for {use.waiver.check} is stale: what it accepts works now (scimproof waive --prune)"
            )
    return reasons
