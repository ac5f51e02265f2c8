"""The report that a terminal or a CI log shows.

The order never changes: who and what, verdicts, the gate and why, what to fix, what could not be judged, what ought to
be better, what was left behind, the files. The last line says it all again, for ``tail -1`` and ``grep``.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from scimproof.outcome import Outcome, Verdict
from scimproof.reporting import terms
from scimproof.reporting.causes import Cause, Check
from scimproof.reporting.evidence import relative, status_line
from scimproof.reporting.moments import elapsed, readable
from scimproof.reporting.page import Page, Part
from scimproof.reporting.requirements import Requirements, text_of
from scimproof.reporting.summary import Reason, Results, Summary
from scimproof.reporting.text import counted, one_line, shortened

QUIET, NORMAL, VERBOSE = -1, 0, 1

_MOST_CAUSES = 12  # told whole; the others on a line each
_MOST_CHECKS = 5  # named per cause
_MOST_STEPS = 3  # shown per check
_MOST_REQUIREMENTS = 3  # named per cause
_MOST_WARNINGS = 20
_LONGEST_VALUE = 400
_LONGEST_TITLE = 200

_STYLE = {
    Outcome.FAIL: "bold red",
    Outcome.ERROR: "bold magenta",
    Outcome.BLOCKED: "yellow",
    Outcome.WARN: "yellow",
    Outcome.FIXED: "yellow",
    Outcome.WAIVED: "cyan",
    Outcome.NOTE: "cyan",
    Outcome.NOT_APPLICABLE: "dim",
    Outcome.PASS: "green",
}
_VERDICT_STYLE = {
    Verdict.MET: "bold green",
    Verdict.MET_WITH_WAIVERS: "bold green",
    Verdict.NOT_MET: "bold red",
    Verdict.INCOMPLETE: "bold yellow",
}


def print_report(
    results: Results,
    console: Console,
    *,
    verbosity: int = NORMAL,
    paths: Mapping[str, Path],
    requirements: Requirements | None = None,
    exit_code: int | None = None,
) -> None:
    """Print what became of a run.

    :param verbosity: -1 for verdicts and gate only, 1 for a line per check as well.
    :param paths: the written files by name.
    :param exit_code: what the command will end with; without it, what the results alone tell.
    """
    report = _Report(Summary(results), Page(console), requirements or {}, paths)
    if verbosity > QUIET:
        report.who()
    if verbosity >= VERBOSE:
        report.every_check()
    report.verdicts()
    if verbosity > QUIET:
        report.failures(whole=None if verbosity >= VERBOSE else _MOST_CAUSES)
        report.unjudged("BLOCKED", "{} could not run", report.summary.blocked)
        report.unjudged("ERRORS", "{} met a fault of Scimproof itself", report.summary.errors)
        report.warnings()
        report.stale_waivers()
        report.leftovers()
        report.files()
    report.page.unwrapped(last_line(results, paths, exit_code))


def last_line(results: Results, paths: Mapping[str, Path], exit_code: int | None = None) -> str:
    """Verdicts, gate and the report's path on one line."""
    gate = results["gate"]
    verdicts = [f"{suite.name} {suite.verdict}" for suite in Summary(results).suites] or ["nothing judged"]
    code = _exit_code(results) if exit_code is None else exit_code
    parts = [*verdicts, f"gate {'met' if gate['met'] else 'not met'} (exit {code})"]
    if "report.html" in paths:
        parts.append(str(paths["report.html"]))
    return one_line(f"scimproof: {' · '.join(parts)}")


def _exit_code(results: Results) -> int:
    if results["run"]["interrupted"]:
        return 130
    if any(check["outcome"] == Outcome.ERROR for check in results["checks"]):
        return 4
    return 0 if results["gate"]["met"] else 1


class _Report:
    """The sections of the report; each prints nothing where it has nothing to say."""

    def __init__(self, summary: Summary, page: Page, requirements: Requirements, paths: Mapping[str, Path]) -> None:
        self.summary = summary
        self.page = page
        self.requirements = requirements
        self.paths = paths

    def who(self) -> None:
        results = self.summary.results
        tool, run, target = results["tool"], results["run"], results["target"]
        self.page.line((f"{tool['name']} {tool['version']}", "bold"), f"  {target['url']}")
        facts = [
            run["name"],
            target["profile"] and f"profile {target['profile']}",
            f"run {run['id']}",
            f"seed {run['seed']}",
            readable(run["started"]),
            elapsed(run["started"], run["finished"]),
            counted(len(self.summary.exchanges), "request"),
        ]
        self.page.line((" · ".join(filter(None, facts)), "dim"), indent=2)
        self.page.gap()

    def every_check(self) -> None:
        for suite in self.summary.suites:
            self.page.line((suite.name, "bold"))
            for check in suite.checks:
                outcome = Outcome(check["outcome"])
                reason = f" ({check['reason']})" if check["reason"] else ""
                text = f"{check['id']}  {check['title']}{reason}"
                self.page.unwrapped("  ", (f"{outcome:8}", _STYLE[outcome]), f"{check['level']:7}", text)
            self.page.gap()

    def verdicts(self) -> None:
        gate, suites = self.summary.results["gate"], self.summary.suites
        width = max(len("gate"), *(len(suite.name) for suite in suites)) if suites else len("gate")
        words = max(len("NOT MET"), *(len(suite.verdict) for suite in suites)) if suites else len("NOT MET")
        for suite in suites:
            numbers: list[Part] = [f"{counted(len(suite.checks), 'check')}"]
            for place, (outcome, number) in enumerate(suite.counts):
                numbers += [" · " if place else ": ", (f"{number} {outcome}", _STYLE[outcome])]
            style = _VERDICT_STYLE.get(Verdict(suite.verdict), "")
            label: list[Part] = [(f"{suite.name:{width}}  ", "bold"), (f"{suite.verdict.upper():{words}}  ", style)]
            self.page.line(*numbers, label=label)
        word, style = ("MET", "bold green") if gate["met"] else ("NOT MET", "bold red")
        self.page.line(
            f"fail-on {gate['fail_on']}", label=[(f"{'gate':{width}}  ", "bold"), (f"{word:{words}}  ", style)]
        )
        for reason in terms.reasons(self.summary.results):
            self.page.line(reason, label=["- "], indent=width + 2)
        for line in terms.told(self.summary.results):
            self.page.line((line, "dim"), indent=width + 2)
        self.page.gap()

    def failures(self, whole: int | None) -> None:
        causes = self.summary.failures
        if not causes:
            return
        checks = {id(check) for cause in causes for check in cause.checks}
        self._title("FAILURES", f"{counted(len(causes), 'thing')} to fix, {counted(len(checks), 'check')}")
        for cause in causes[:whole]:
            self._cause(cause)
        if whole is not None and causes[whole:]:
            self._briefly(causes[whole:])

    def _briefly(self, causes: Sequence[Cause]) -> None:
        for cause in causes:
            facts = f"{cause.level.upper()} {' '.join(cause.requirements[:1])} {counted(len(cause.checks), 'check')}"
            number = next((f"#{number}" for number in cause.exchanges), "")
            title = shortened(one_line(cause.title), _LONGEST_TITLE)
            self.page.line(
                title, (f"  {' '.join(f'{facts} {number}'.split())}", "dim"), label=[(f"{cause.number}  ", "bold red")]
            )
        self.page.gap()

    def _cause(self, cause: Cause) -> None:
        margin = len(f"{cause.number}  ")
        self.page.line((cause.title, "bold"), label=[(f"{cause.number}  ", "bold red")])
        named = " ".join(cause.requirements[:_MOST_REQUIREMENTS])
        facts = [
            self.summary.age(cause),
            "fix this first" if cause is self.summary.first else "",
            f"{cause.level.upper()} {named}".rstrip(),
            counted(len(cause.checks), "check"),
            f"keeps {len(cause.blocks)} more from running" if cause.blocks else "",
        ]
        self.page.line(" · ".join(filter(None, facts)), indent=margin)
        self._seen(cause, margin)
        finding = cause.places[0].finding
        told = {
            "required": self._statement(cause),
            "expected": finding["expected"],
            "received": finding["received"],
        }
        for label, text in told.items():
            if text:
                text = shortened(one_line(text), _LONGEST_VALUE)
                self.page.line(text, label=[(f"{label}  ", "dim")], indent=margin + 2)
        if (number := next(iter(cause.exchanges), None)) and (written := self.paths.get("results.json")):
            command = f"scimproof replay {shlex.quote(str(written))} --exchange {number}"
            self.page.line(command, label=[("again     ", "dim")], indent=margin + 2)
        self.page.gap()

    def _statement(self, cause: Cause) -> str:
        known = text_of(next(iter(cause.requirements), ""), self.requirements).statement
        return known or next(check["title"] for check in cause.checks if check["level"] == cause.level)

    def _seen(self, cause: Cause, margin: int) -> None:
        """Which checks saw it in which exchanges; checks that judge the same exchanges share their lines."""
        together: dict[tuple[int, ...], list[Check]] = {}
        for check in cause.checks[:_MOST_CHECKS]:
            together.setdefault(tuple(self.summary.with_write(cause.exchanges_of(check))), []).append(check)
        for numbers, checks in together.items():
            for check in checks:
                self.page.line(check["id"], indent=margin)
            for number in numbers[:_MOST_STEPS]:
                self.page.line(*self._step(number), indent=margin + 2)
            if len(numbers) > _MOST_STEPS:
                self.page.line(f"and {len(numbers) - _MOST_STEPS} more exchanges", indent=margin + 2)
        if len(cause.checks) > _MOST_CHECKS:
            self.page.line(f"and {len(cause.checks) - _MOST_CHECKS} more checks", indent=margin)

    def _step(self, number: int) -> list[Part]:
        exchange, step = self.summary.exchanges.get(number), self.summary.step(number)
        if exchange is None or step is None:
            return [f"#{number}"]
        request, response = exchange["request"], exchange["response"]
        path = shortened(relative(request["url"], self.summary.results["target"]["url"]), 120)
        answer = f"answered {status_line(response['status'])}" if response else "no answer"
        place = (f"  step {step[0]} of {step[1]}", "dim") if step[1] > 1 else ""
        return [(f"#{number}", "cyan"), f"  {request['method']} {path}  {answer}", place]

    def unjudged(self, title: str, sentence: str, reasons: Sequence[Reason]) -> None:
        if not reasons:
            return
        self._title(title, sentence.format(counted(sum(len(reason.checks) for reason in reasons), "check")))
        for reason in reasons:
            self.page.line(shortened(one_line(reason.text), _LONGEST_VALUE), indent=2)
            if reason.cause:
                self.page.line(f"see failure {reason.cause.number}", indent=4)
            self._ids(reason.checks)
        self.page.gap()

    def _ids(self, checks: Sequence[Check]) -> None:
        for check in checks[:_MOST_CHECKS]:
            self.page.line((check["id"], "dim"), indent=4)
        if len(checks) > _MOST_CHECKS:
            self.page.line((f"and {len(checks) - _MOST_CHECKS} more checks", "dim"), indent=4)

    def warnings(self) -> None:
        causes = self.summary.warnings
        if not causes:
            return
        checks = {id(check) for cause in causes for check in cause.checks}
        self._title("WARNINGS", f"{counted(len(checks), 'check')}")
        for cause in causes[:_MOST_WARNINGS]:
            numbers = " ".join(f"#{number}" for number in cause.exchanges[:_MOST_STEPS])
            facts = f"{cause.level.upper()} {' '.join(cause.requirements[:1])} {numbers}"
            self.page.line(cause.title, (f"  {' '.join(facts.split())}", "dim"), label=["- "], indent=2)
        if len(causes) > _MOST_WARNINGS:
            self.page.line(f"and {len(causes) - _MOST_WARNINGS} more", indent=2)
        self.page.gap()

    def stale_waivers(self) -> None:
        fixed = self.summary.of(Outcome.FIXED)
        if fixed:
            self._title("FIXED", f"{counted(len(fixed), 'check')} waived, but passing: the waiver can go")
            self._ids(fixed)
            self.page.gap()

    def leftovers(self) -> None:
        left = self.summary.results["leftovers"]
        if left:
            self._title("LEFT BEHIND", f"{counted(len(left), 'resource')} on the target; scimproof clean tries again")
            for entry in left:
                self.page.line(f"{entry['type']} {entry['url']}: {entry['reason']}", label=["- "], indent=2)
            self.page.gap()

    def files(self) -> None:
        """The files, folder by folder: the line is as long as it has to be, so that paths can be copied."""
        folders: dict[Path, list[str]] = {}
        for path in self.paths.values():
            folders.setdefault(path.parent, []).append(path.name)
        for folder, names in folders.items():
            self.page.unwrapped(("reports  ", "bold"), f"{folder}: {' '.join(names)}")

    def _title(self, title: str, text: str) -> None:
        self.page.line((title, "bold"), f": {text}")
        self.page.gap()
