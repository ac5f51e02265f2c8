"""Playing the scenarios: the session of one process, and what it has seen since somebody last asked."""

from __future__ import annotations

import ssl
from typing import Any

from scimproof import profiles, results
from scimproof.declared import Declared
from scimproof.exchange import Exchange
from scimproof.hooks import CLIENT
from scimproof.journal import FILE_NAME, Journal
from scimproof.outcome import Finding, Outcome
from scimproof.profiles import deviations
from scimproof.redaction import Redactor
from scimproof.session import Session
from scimproof.settings import Settings, SettingsError
from scimproof.story import Story
from scimproof.wire import Limits, Tls, Wire

# So many requests without an answer, one after the other, mean that the target is gone.
LOST_AFTER = 4
# What a deviation may have to do with, in the exchanges of the check.
UNSETTLED = (Outcome.FAIL.value, Outcome.WARN.value, Outcome.BLOCKED.value)


class Player:
    """A process that plays scenarios: the only one of a run, or one of several workers.

    :param declared: what the target declares, when another process has read it already.
    :param preflight: the exchanges of that other process; ours are numbered after them.
    """

    def __init__(
        self, settings: Settings, declared: Declared | None = None, preflight: tuple[Exchange, ...] = ()
    ) -> None:
        self.settings = settings
        self.redactor = Redactor(settings.secrets)
        self.discovery: Story | None = None
        try:
            wire = Wire(
                settings.url or "",
                Limits(timeout_s=settings.timeout_s, rate=settings.rate, max_requests=settings.max_requests),
                Tls(not settings.insecure, settings.ca, settings.client_cert),
            )
        except (ssl.SSLError, OSError) as error:
            raise SettingsError(f"--ca or --client-cert cannot be used: {error}") from None
        wire.exchanges.extend(preflight)
        base_url = (settings.url or "").partition("?")[0].rstrip("/")
        profile = profiles.load(settings.profile, settings.options) if settings.profile is not None else None
        self.session = Session(settings, wire, Journal(settings.report_dir / FILE_NAME, base_url), declared, profile)
        self._handed_in = len(preflight)

    def close(self) -> None:
        """Close the connection to the target."""
        self.session.wire.close()

    @property
    def lost(self) -> bool:
        """Whether the target stopped answering."""
        return self.session.wire.unanswered_in_a_row >= LOST_AFTER

    def news(self) -> dict[str, Any]:
        """What was sent since the last call, masked, and what the passive rules say of it.

        Passive rules are applied here, where the exchanges are still raw: masking would hide a leak.
        """
        from scimproof.validation.passive import findings_of

        fresh = self.session.wire.exchanges[self._handed_in :]
        self._handed_in = len(self.session.wire.exchanges)
        context = self._context()
        return {
            "exchanges": [results.exchange_record(exchange, self.redactor) for exchange in fresh],
            "passive": [
                [rule, finding_to_wire(finding, self.redactor)]
                for exchange in fresh
                if exchange.client != CLIENT  # what a hook is answered is no SCIM
                for rule, finding in findings_of(exchange, context)
            ],
            "lost": self.lost,
        }

    def excused(self, check: dict[str, Any]) -> dict[str, Any]:
        """The record of a check, seen through the deviations of the profile."""
        session = self.session
        if session.profile is None:
            return check
        cited = deviations.cited(check)
        evidence = [
            results.exchange_record(exchange, self.redactor)
            for exchange in (session.wire.exchanges if check["outcome"] in UNSETTLED else ())
            if exchange.number in cited or exchange.scenario == check["scenario"]
        ]
        return deviations.excused(session.profile, [check], evidence, session.base_url)[0]

    def _context(self) -> Any:
        from scimproof.validation.passive import Context

        return Context(self.session.declared, self.session.base_url, self.settings.secrets)


def finding_to_wire(finding: Finding, redactor: Redactor) -> dict[str, Any]:
    """A finding for another process: the record, and the grade."""
    grade = finding.grade.value if finding.grade else None
    return {**results.finding_record(finding, redactor), "grade": grade}


def finding_from_wire(record: dict[str, Any]) -> Finding:
    """The reverse of :func:`finding_to_wire`."""
    grade = Outcome(record["grade"]) if record["grade"] else None
    texts = {key: record[key] for key in ("message", "expected", "received", "cause")}
    return Finding(**texts, exchanges=tuple(record["exchanges"]), grade=grade)
