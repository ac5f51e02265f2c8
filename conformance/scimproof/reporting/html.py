"""The report as one static HTML file: no network, readable without scripts, safe with whatever a server sent.

This module decides what is shown and where; how it looks is in ``scimproof.reports``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from scimproof.outcome import Level, Outcome
from scimproof.reporting import terms, words
from scimproof.reporting.causes import Cause, Check, Finding, findings
from scimproof.reporting.matrix import Cell, Matrix, matrix
from scimproof.reporting.moments import duration, elapsed, readable
from scimproof.reporting.packing import packed
from scimproof.reporting.requirements import Requirements, RequirementText, text_of
from scimproof.reporting.said import Said
from scimproof.reporting.sections import Section, sections
from scimproof.reporting.shelf import MOST_EXCHANGES, Shelf
from scimproof.reporting.stories import Stories, types_in_order
from scimproof.reporting.summary import READING_ORDER, Reason, Suite, Summary
from scimproof.reporting.templates import asset, content_hash, template
from scimproof.reporting.text import begun, fragment, one_line, shortened, visible

_MOST_FINDINGS = 10  # shown per check
_MOST_VARIANTS = 3  # shown per cause
_MOST_CHECKS = 12  # named per cause
_LONGEST_OPTIONS = 20_000
LARGEST = 2_980_000  # bytes of a page, as far as it lies in what is packed
# No text of a server can be this: it is escaped.
_PACKS_STAND_HERE = "<!-- packs -->"


def render_html(results: Mapping[str, Any], requirements: Requirements, table: str = "") -> str:
    """The whole page.

    :param table: where the table of pytest is, seen from the page; nothing is linked without it.
    """
    style, script = asset("report.css"), asset("report.js")
    policy = (
        f"default-src 'none'; style-src {content_hash(style)}; script-src {content_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    report = Report(Summary(results), requirements)
    # The hashes hold only for exactly this text. They are quotes and base64: nothing in them could end an attribute.
    page = template("report.html").render(
        report=report,
        words=words,
        style=style,
        script=script,
        policy=Markup(policy),  # noqa: S704
        table=table,
    )
    # What is unpacked on demand gets the room that is left.
    head, foot = page.lstrip().split(_PACKS_STAND_HERE)
    return head + packed(report.stories, LARGEST - len(head.encode("utf-8", "replace")) - len(foot)) + foot


class Report:
    """What the template asks for."""

    def __init__(self, summary: Summary, requirements: Requirements) -> None:
        self.summary = summary
        self.results = summary.results
        self.shelf = Shelf(summary)
        self.stories = Stories(summary)
        self._requirements = requirements
        self._anchors = _anchors(summary.checks)
        self._place_evidence()

    # An exchange stands where it is first cited, so the order here is the order on the page.
    def _place_evidence(self) -> None:
        for cause in self.summary.failures:
            self._put_evidence(cause)
        for reason in (*self.summary.errors, *self.summary.blocked):
            self.shelf.put(self.reason_anchor(reason), reason.exchanges[:MOST_EXCHANGES])
        for cause in self.summary.warnings:
            self._put_evidence(cause)
        for suite in self.summary.suites:
            for outcome, _ in suite.counts:
                for check in suite.of(outcome):
                    if outcome != Outcome.PASS:
                        self.shelf.put(self.check_anchor(check), _cited(check))

    def _put_evidence(self, cause: Cause) -> None:
        self.shelf.put(self.cause_anchor(cause), self.exchanges_of(cause)[:MOST_EXCHANGES], led_by_first=True)

    # -- who and what ---------------------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """What the reader of many tabs sees."""
        verdicts = ", ".join(f"{suite.name} {suite.verdict}" for suite in self.summary.suites) or "nothing judged"
        return one_line(f"{verdicts} · {self.results['target']['url']}", 200)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What identifies the run, as label and value."""
        run, target, tool = self.results["run"], self.results["target"], self.results["tool"]
        known = {
            "Profile": target["profile"],
            "Only": terms.selection(run["options"]),
            "When": readable(run["started"]),
            "Took": elapsed(run["started"], run["finished"]),
            "Requests": f"{len(self.summary.exchanges):,}",
            "Run": run["id"],
            "Seed": str(run["seed"]),
            "Version": f"{tool['name']} {tool['version']}",
        }
        return [(label, one_line(str(value), 200)) for label, value in known.items() if value]

    @property
    def terms(self) -> list[str]:
        """What stands beside the gate: changes, waivers, the edition."""
        return terms.told(self.results)

    @property
    def reasons(self) -> list[str]:
        """Why the gate decided as it did."""
        return terms.reasons(self.results)

    @property
    def levels(self) -> list[str]:
        """The levels that occur, the most binding first."""
        seen = {check["level"] for check in self.summary.checks}
        return [level.value for level in Level if level in seen]

    @cached_property
    def types(self) -> list[str]:
        """The resource types that the checks have to do with."""
        return types_in_order(self.stories.types(check) for check in self.summary.checks)

    @property
    def clients(self) -> list[str]:
        """The clients that were played."""
        return list(dict.fromkeys(check["client"] for check in self.summary.checks if check["client"]))

    @cached_property
    def sections(self) -> list[Section]:
        """How the statements of each section of the RFCs fare."""
        return sections(self.summary, self._requirements)

    @cached_property
    def matrix(self) -> Matrix | None:
        """How each client fares with each event."""
        return matrix(self.summary)

    def cell_anchor(self, cell: Cell) -> str:
        """Where a cell of the matrix leads: to the check that decided it."""
        return self.check_anchor(cell.worst) if cell.worst is not None else "checks"

    @property
    def options(self) -> str:
        """The settings of the run, as they stand in the results."""
        return _pretty(self.results["run"]["options"])

    @property
    def declared(self) -> str:
        """What the target says of itself."""
        return _pretty(self.results["target"]["declared"])

    # -- fragments ------------------------------------------------------------------------------------------------

    def check_anchor(self, check: Check) -> str:
        """The stable fragment of a check."""
        return self._anchors[id(check)]

    def cause_anchor(self, cause: Cause) -> str:
        """The fragment of a cause; failures and warnings are numbered apart."""
        kind = "cause" if cause.places[0].check["outcome"] == Outcome.FAIL else "warning"
        return f"{kind}-{cause.number}"

    def reason_anchor(self, reason: Reason) -> str:
        """The fragment of a reason for not having judged: that of its first check."""
        return f"reason-{self.check_anchor(reason.checks[0])}"

    def suite_anchor(self, suite: Suite, outcome: Outcome | None = None) -> str:
        """The fragment of a suite, or of its checks with one outcome."""
        name = fragment(suite.name)
        return f"suite-{name}" if outcome is None else f"suite-{name}-{fragment(outcome)}"

    # -- what the parts show --------------------------------------------------------------------------------------

    def sentence(self, reason: Reason) -> str:
        """A reason as a heading."""
        return begun(one_line(reason.text))

    def requirements_of(self, subject: Cause | Check) -> list[RequirementText]:
        """The requirements of a cause or a check, the main one first."""
        ids = subject.requirements if isinstance(subject, Cause) else subject["requirements"]
        return [text_of(entry, self._requirements) for entry in ids]

    def said(self, subject: Cause | Check) -> list[Said]:
        """The findings of a check; of a cause those that received different answers."""
        if isinstance(subject, Cause):
            # Which answers would have been right differs from check to check, and is said there.
            different: dict[str, Finding] = {}
            for place in subject.places:
                different.setdefault(place.finding["received"], place.finding)
            return [Said.of(finding) for finding in list(different.values())[:_MOST_VARIANTS]]
        return [Said.of(finding) for finding in findings(subject)[:_MOST_FINDINGS]]

    def exchanges_of(self, cause: Cause) -> list[int]:
        """Where a cause can be seen. A read shows what became of a write: that one comes before it."""
        first = self.summary.with_write(cause.places[0].finding["exchanges"])
        return list(dict.fromkeys([*first, *cause.exchanges]))

    def unsaid(self, check: Check) -> int:
        """How many findings of a check are not shown."""
        return max(len(findings(check)) - _MOST_FINDINGS, 0)

    def named(self, checks: Sequence[Check]) -> Sequence[Check]:
        """As many checks as are named one by one."""
        return checks[:_MOST_CHECKS]

    def neighbours(self, cause: Cause) -> tuple[Cause | None, Cause | None]:
        """The causes before and after one."""
        causes = self.summary.failures if self.cause_anchor(cause).startswith("cause-") else self.summary.warnings
        place = cause.number - 1
        return (causes[place - 1] if place else None), (causes[place + 1] if place + 1 < len(causes) else None)

    def blocked_by(self, cause: Cause) -> Reason:
        """The first of the reasons that a cause is behind."""
        kept = {id(check) for check in cause.blocks}
        return next(entry for entry in self.summary.blocked if any(id(check) in kept for check in entry.checks))

    def causes_of(self, check: Check) -> list[Cause]:
        """The causes that a check was put under."""
        return self._causes.get(id(check), [])

    @cached_property
    def _causes(self) -> dict[int, list[Cause]]:
        found: dict[int, list[Cause]] = {}
        for cause in (*self.summary.failures, *self.summary.warnings):
            for check in cause.checks:
                found.setdefault(id(check), []).append(cause)
        return found

    def took(self, check: Check) -> str:
        """How long the check took to judge."""
        return duration(check["duration_s"])

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes that occurred, in reading order."""
        seen = {check["outcome"] for check in self.summary.checks}
        return [outcome for outcome in READING_ORDER if outcome in seen]


def _anchors(checks: Iterable[Check]) -> dict[int, str]:
    """``check-<id>``; where two suites have a check of one id, the later one also names its suite."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for check in checks:
        anchor = f"check-{fragment(check['id'])}"
        if anchor in taken:
            anchor = f"{anchor}--{fragment(check['suite'])}"
        while anchor in taken:
            anchor += "-"
        taken.add(anchor)
        found[id(check)] = anchor
    return found


def _cited(check: Check) -> list[int]:
    return list(
        dict.fromkeys(
            number for finding in findings(check)[:_MOST_FINDINGS] for number in finding["exchanges"][:MOST_EXCHANGES]
        )
    )


def _pretty(value: Any) -> str:
    return shortened(visible(json.dumps(value, indent=2, ensure_ascii=False, default=str)), _LONGEST_OPTIONS)
