"""Checks as pytest items: one item, one check, one record."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from scimproof import registry
from scimproof.clients import TITLES as CLIENTS
from scimproof.modules import client_named_by, suite_named_by
from scimproof.outcome import Blocked, Finding, HarnessFault, Level, NotApplicable, Outcome, worst
from scimproof.run import check_record
from scimproof.story import CheckSpec, Findings, Story, require, suite_of
from scimproof.suites import check_id

if TYPE_CHECKING:
    from scimproof.player import Player
    from scimproof.run import Run
    from scimproof.validation.passive import PassiveRule

EVERY_EXCHANGE = "every-exchange"


class CheckFailed(Exception):
    """A check that is red. Carries its record, so that the report needs no traceback."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record["title"])
        self.record = record


class _Judged:
    """What active and passive items share: a record, and how it turns into pytest's outcomes."""

    record: dict[str, Any] | None = None
    handed_in = False  # whether a report has carried the record to the run
    config: pytest.Config

    def settle(self, record: dict[str, Any]) -> None:
        """Keep the record, and end the item as pytest understands it."""
        self.record = record
        outcome, fail_on = record["outcome"], self.config.stash[FAIL_ON]
        if outcome in (Outcome.NOT_APPLICABLE, Outcome.BLOCKED):
            pytest.skip(f"{outcome}: {record['reason']}")
        if (outcome == Outcome.FAIL and fail_on != "never") or (outcome == Outcome.WARN and fail_on == "should"):
            raise CheckFailed(record)


FAIL_ON = pytest.StashKey[str]()
PLAYER = pytest.StashKey["Player"]()
RUN = pytest.StashKey["Run"]()


class CheckItem(_Judged, pytest.Function):
    """One check of a scenario."""

    spec: CheckSpec
    suite: str
    client: str | None

    @classmethod
    def collect_one(cls, collector: pytest.Collector, function: Any, spec: CheckSpec) -> CheckItem:
        """The item of a decorated function. Its name is the id of the check, wherever the module lies."""
        named, client = suite_named_by(collector), client_named_by(collector)
        item: CheckItem = cls.from_parent(collector, name=check_id(spec.id, named, client), callobj=function)
        item.spec = spec
        item.suite = named or suite_of(item.path.parts)
        item.client = client or (named if named in CLIENTS else None)
        try:
            level_of(spec)
        except HarnessFault as fault:
            raise collector.CollectError(str(fault)) from None
        return item

    @property
    def level(self) -> Level:
        """How binding the check is."""
        return level_of(self.spec)

    def runtest(self) -> None:
        """Judge, and settle the outcome."""
        player = self.config.stash[PLAYER]
        started = time.perf_counter()
        arguments = {name: self.funcargs[name] for name in inspect.signature(self.obj).parameters}
        findings: list[Finding] = []
        outcome: str | None = None
        reason: str | None = None
        try:
            require(player.session, self.spec.given)
            findings = listed(self.obj(**arguments))
        except NotApplicable as stop:
            outcome, reason = Outcome.NOT_APPLICABLE.value, str(stop)
        except Blocked as stop:
            outcome, reason = Outcome.BLOCKED.value, str(stop)
        record = self.record_with(
            player,
            arguments,
            findings=findings,
            outcome=outcome,
            reason=reason,
            duration_s=time.perf_counter() - started,
        )
        self.settle(player.excused(record))

    def record_with(self, player: Player, arguments: dict[str, Any], **known: Any) -> dict[str, Any]:
        """The record of this check."""
        stories = [value for value in arguments.values() if isinstance(value, Story)]
        scenario = stories[0].scenario if stories else f"{self.suite}/{self.path.stem.removeprefix('check_')}"
        return check_record(
            check_id=self.name,
            suite=self.suite,
            client=self.client,
            scenario=scenario,
            title=self.spec.title,
            level=self.level,
            requirements=self.spec.requirements,
            redactor=player.redactor,
            **known,
        )

    def fault_record(self, player: Player, fault: BaseException) -> dict[str, Any]:
        """The record of a check that could not be judged because Scimproof itself went wrong."""
        name = "" if isinstance(fault, HarnessFault) else f"{type(fault).__name__}: "
        reason = f"{name}{fault}".strip() or type(fault).__name__
        arguments = dict(getattr(self, "funcargs", {}))
        return self.record_with(player, arguments, findings=[], outcome=Outcome.ERROR.value, reason=reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        """Findings as text; a traceback only for faults of our own, and masked."""
        return failure_text(self, excinfo, lambda: super(CheckItem, self).repr_failure(excinfo))


class PassiveFile(pytest.File):
    """The collector of the passive checks of a suite: they watch every exchange of every scenario."""

    suite: str

    def collect(self) -> Iterator[PassiveItem]:
        """One item per passive rule."""
        from scimproof.validation.passive import PASSIVE_RULES

        for rule in PASSIVE_RULES.values():
            item: PassiveItem = PassiveItem.from_parent(self, name=rule.id)
            item.rule, item.suite = rule, self.suite
            yield item


class PassiveItem(_Judged, pytest.Item):
    """One passive check. It is judged last, on all that was sent."""

    rule: PassiveRule
    suite: str

    @property
    def level(self) -> Level:
        """How binding the rule is."""
        return self.rule.level

    def runtest(self) -> None:
        """Judge, and settle the outcome."""
        run = self.config.stash[RUN]
        self.settle(run.excused([passive_record(run, self.rule, self.suite)])[0])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Findings as text."""
        return failure_text(self, excinfo, lambda: super(PassiveItem, self).repr_failure(excinfo, style=style))

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where it stands: nowhere in a file of the user."""
        return self.path, None, self.name


def passive_record(run: Run, rule: PassiveRule, suite: str) -> dict[str, Any]:
    """The record of a passive check."""
    findings = run.passive_findings(rule.id)
    return check_record(
        check_id=rule.id,
        suite=suite,
        scenario=f"{suite}/{EVERY_EXCHANGE}",
        title=rule.title,
        level=rule.level,
        requirements=rule.requirements,
        findings=findings,
        outcome=worst(rule.level, findings).value,
        redactor=run.redactor,
    )


def level_of(spec: CheckSpec) -> Level:
    """The level of a check: its own, or that of the first requirement it cites.

    :raises HarnessFault: when neither tells.
    """
    if spec.level is not None:
        return spec.level
    first = registry.requirements().get(spec.requirements[0]) if spec.requirements else None
    if first is None or first.level is None:
        raise HarnessFault(f"the check {spec.id} has no level: give it one, or cite a requirement that has one")
    return first.level


def listed(found: Findings) -> list[Finding]:
    """What a check returned, as a list.

    :raises HarnessFault: when it is anything else than findings.
    """
    if found is None:
        return []
    findings = [found] if isinstance(found, Finding) else found
    if not isinstance(findings, list) or not all(isinstance(entry, Finding) for entry in findings):
        raise HarnessFault(f"a check has to return findings, not {type(found).__name__}")
    return findings


def failure_text(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException], otherwise: Any) -> str:
    """What pytest shows below a red item."""
    if isinstance(excinfo.value, CheckFailed):
        lines = []
        for finding in excinfo.value.record["findings"]:
            numbers = " ".join(f"#{number}" for number in finding["exchanges"])
            lines += [f"{finding['message']}  {numbers}".rstrip()]
            lines += [f"  expected  {finding['expected']}", f"  received  {finding['received']}"]
        return "\n".join(lines)
    player = item.config.stash.get(PLAYER, None)
    text = str(otherwise())
    return player.redactor.text(text) if player else text
