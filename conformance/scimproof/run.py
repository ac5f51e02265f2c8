"""One run: its target, its life from the preflight to the last deletion, and the record of it all."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from scimproof import doubles, gate, hosting, interrupts, journal, judgement, profiles, results, roots
from scimproof.events import Events
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome, worst
from scimproof.player import Player, finding_from_wire
from scimproof.preflight import Preflight, Step
from scimproof.profiles import deviations
from scimproof.redaction import Redactor
from scimproof.settings import Settings
from scimproof.version import __version__


class Run:
    """The state of a run in the process that talks to the user.

    Call :meth:`open`, let pytest run the checks and hand in what each item reports to :meth:`take`, then
    :meth:`close`. :meth:`document` is the results file.
    """

    def __init__(self, settings: Settings, terms: judgement.Terms | None = None) -> None:
        self.settings = settings
        self.terms = terms or judgement.Terms()
        self._events = Events(settings.events)
        self.redactor = Redactor(settings.secrets)
        self.interrupted = False
        self.lost = False
        self.internal_error: str | None = None
        self.not_collected: list[str] = []
        self.checks: list[dict[str, Any]] = []
        self.exchanges: list[dict[str, Any]] = []
        self.leftovers: list[dict[str, Any]] = []
        self.started = datetime.now(UTC)
        self.finished: datetime | None = None
        self._passive: dict[str, list[Finding]] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._places: dict[tuple[str, str, str | None], int] = {}
        self._player: Player | None = None
        self._preflight_player: Player | None = None
        self._stack = ExitStack()

    # -- its life ---------------------------------------------------------------------------------------------

    @property
    def player(self) -> Player:
        """The player of this process; there is one once the run is open."""
        if self._player is None:
            raise RuntimeError("the run is not open")
        return self._player

    @property
    def is_open(self) -> bool:
        """Whether the target was found ready."""
        return self._player is not None

    def open(self, tell: Callable[[Step], None] = lambda step: None) -> None:
        """Get the target ready and look whether it can be judged at all.

        :raises SettingsError: when the target cannot be served, or a certificate cannot be read.
        :raises PreflightFailed: when the target cannot be judged.
        """
        try:
            self.settings = _paced(doubles.met(self._stack.enter_context(hosting.hosted(self.settings))))
            self.redactor = Redactor(self.settings.secrets)
            player = self._preflight_player = Player(self.settings)
            self._stack.callback(player.close)
            preflight = Preflight(player.session)
            preflight.run(tell)
            player.discovery = preflight.discovery
        except BaseException:
            self._stack.close()
            raise
        self._player = player
        self._events.started(
            {
                "run": self.settings.run_id,
                "url": self.redactor.text(player.session.base_url),
                "started": results.timestamp(self.started),
                "version": __version__,
            }
        )
        self.take(None, player.news(), worker=None)

    def preflight_exchanges(self) -> list[Exchange]:
        """What the preflight sent, also when it failed."""
        return list(self._preflight_player.session.wire.exchanges) if self._preflight_player else []

    def close(self) -> None:
        """Remove what is left on the target, also what a worker that died left there. Can be called twice."""
        if self.finished is not None or self._player is None:
            return
        try:
            if not self.settings.keep and not self.lost:
                self._sweep(self._player)
        finally:
            self.finished = datetime.now(UTC)
            self._stack.close()
            self._excuse()
            self._unite()

    def _excuse(self) -> None:
        """Look at the checks through the deviations of the profile, now that all exchanges are there."""
        self.checks = self.excused(self.checks)

    def excused(self, checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Records of checks, seen through the deviations of the profile."""
        session = self.player.session
        if session.profile is None:
            return checks
        return deviations.excused(session.profile, checks, self.exchanges, session.base_url)

    def _unite(self) -> None:
        """Give findings of one root one cause. Whatever goes wrong with that, the results are written."""
        try:
            self.checks = roots.united(self.checks, self.exchanges, self.player.session.base_url)
        except Exception:  # whatever it is, it is ours: the caller is told, and loses nothing
            self.internal_error = self.redactor.text(traceback.format_exc())

    def _sweep(self, player: Player) -> None:
        session = player.session
        own = [entry for entry in journal.read(session.journal.path) if entry.base_url == session.base_url]
        for entry in own:
            session.journal.adopt(entry)
        interrupts.heeded()  # whatever was asked for: what is left is deleted
        self.leftovers = self.redactor.document(session.remove(own))
        self.take(None, player.news(), worker=None)
        if not self.leftovers:
            session.journal.path.unlink(missing_ok=True)

    # -- what comes in while it runs --------------------------------------------------------------------------

    def take(self, check: Mapping[str, Any] | None, news: Mapping[str, Any], *, worker: str | None) -> None:
        """Take what one pytest item reported: its check, and what its process saw since the last one.

        Workers number their exchanges for themselves; here they get their place in the run.
        """
        for record in news["exchanges"]:
            number = len(self.exchanges) + 1
            if worker is not None:
                self._numbers[worker, record["number"]] = number
            self.exchanges.append({**record, "number": number})
        for rule, record in news["passive"]:
            found = {**record, "exchanges": self._renumbered(record["exchanges"], worker)}
            self._passive.setdefault(rule, []).append(finding_from_wire(found))
        if check is not None:
            findings = [
                {**finding, "exchanges": self._renumbered(finding["exchanges"], worker)}
                for finding in check["findings"]
            ]
            self._keep({**check, "findings": findings})
        self.lost = self.lost or news["lost"]

    def note_crash(self, check_id: str) -> None:
        """Note that a worker died while it judged a check."""
        from scimproof.suites import known_checks

        known = next((entry for entry in known_checks() if entry.id == check_id), None)
        self._keep(
            check_record(
                check_id=check_id,
                suite=known.suite if known else "unknown",
                scenario=f"{known.suite}/{known.topic}" if known else "unknown",
                title=known.title if known else check_id,
                level=known.level if known else Level.MUST,
                requirements=known.requirements if known else (),
                findings=[],
                outcome=Outcome.ERROR.value,
                reason="the worker process died while it judged this check",
                redactor=self.redactor,
            )
        )

    def _keep(self, check: dict[str, Any]) -> None:
        """Keep a check. One that ran twice, because a worker died in between, stands for its worse outcome."""
        self._events.judged(check)
        identity = (check["suite"], check["id"], check["client"])
        number = self._places.setdefault(identity, len(self.checks))
        if number == len(self.checks):
            self.checks.append(check)
            return
        self.checks[number] = max(self.checks[number], check, key=lambda entry: Outcome(entry["outcome"]).gravity)

    def _renumbered(self, numbers: list[int], worker: str | None) -> list[int]:
        if worker is None:
            return list(numbers)
        # What a worker did not send itself is from the preflight, which all share.
        return [self._numbers.get((worker, number), number) for number in numbers]

    def passive_findings(self, rule: str) -> list[Finding]:
        """What a passive rule found in all exchanges so far, one finding per cause."""
        from scimproof.validation.passive import merged

        return merged(self._passive.get(rule, []))

    # -- the record -------------------------------------------------------------------------------------------

    def exit_code(self) -> gate.Exit:
        """What to tell the caller."""
        if self.internal_error is not None:
            return gate.Exit.HARNESS_FAULT
        return gate.exit_code(self.judged().gate, self.checks, lost=self.lost, interrupted=self.interrupted)

    def judged(self) -> judgement.Judgement:
        """What it comes to, on the terms of the user."""
        url = self.player.session.base_url
        lost, interrupted = self.lost, self.interrupted
        return judgement.judge(self.checks, url, self.settings, self.terms, lost=lost, interrupted=interrupted)

    def document(self) -> dict[str, Any]:
        """The results file."""
        declared, judged = self.player.session.declared, self.judged()
        document = {
            "format": results.FORMAT,
            "tool": {"name": "scimproof", "version": __version__},
            "run": {
                "id": self.settings.run_id,
                "name": self.settings.name,
                "started": results.timestamp(self.started),
                "finished": results.timestamp(self.finished or datetime.now(UTC)),
                "seed": self.settings.seed,
                "options": self.settings.public(),
                "interrupted": self.interrupted,
            },
            "target": {
                "url": self.player.session.base_url,
                "profile": self.player.session.profile.name if self.player.session.profile is not None else None,
                "declared": {
                    "serviceProviderConfig": declared.config,
                    "resourceTypes": [asdict(kind) for kind in declared.resource_types],
                    "schemas": sorted(declared.schemas),
                },
            },
            "verdicts": judged.verdicts,
            "gate": {
                "met": judged.gate.met,
                "fail_on": self.settings.fail_on,
                "reasons": list(judged.gate.reasons),
                "edition": self.settings.edition,
                "newer": list(judged.newer),
            },
            "waivers": [use.record() for use in judged.uses],
            "changes": judged.changes.record() if judged.changes is not None else None,
            "checks": judged.checks,
        }
        self._events.finished(document)
        # Exchanges, findings and leftovers were masked where they were made.
        return {**self.redactor.document(document), "exchanges": self.exchanges, "leftovers": self.leftovers}


def _paced(settings: Settings) -> Settings:
    """Not faster than the profile allows, and not less patient; what the user has given stands."""
    if settings.profile is None or settings.announced is not None:  # a double takes what comes
        return settings
    profile = profiles.load(settings.profile, settings.options)
    settle_s = settings.settle_s or float(profile.pace.get("settle_s", 0.0))
    return replace(settings, rate=settings.rate or profile.rate, settle_s=settle_s)


def check_record(
    *,
    check_id: str,
    suite: str,
    scenario: str,
    title: str,
    level: Level,
    requirements: tuple[str, ...],
    findings: list[Finding],
    redactor: Redactor,
    client: str | None = None,
    outcome: str | None = None,
    reason: str | None = None,
    duration_s: float = 0.0,
) -> dict[str, Any]:
    """A check as it stands in the results file; its outcome is that of the worst finding if none is given."""
    return {
        "id": check_id,
        "suite": suite,
        "scenario": scenario,
        "title": title,
        "level": level.value,
        "outcome": outcome or worst(level, findings).value,
        "requirements": list(requirements),
        "client": client,
        "findings": [results.finding_record(finding, redactor) for finding in findings],
        "reason": None if reason is None else redactor.text(reason),
        "duration_s": round(duration_s, 6),
    }
