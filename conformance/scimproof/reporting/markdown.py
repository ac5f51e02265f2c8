"""A summary in Markdown for the page of a CI job: GitHub's step summary, GitLab's and others' comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scimproof.outcome import Outcome
from scimproof.reporting import terms
from scimproof.reporting.causes import Cause, Check
from scimproof.reporting.summary import READING_ORDER, Reason, Summary
from scimproof.reporting.text import counted, one_line

MOST_ROWS = 50
_CELL = 240
_NAMED_CHECKS = 3

# What Markdown or HTML would act on, and what would become a link: an address, @somebody, #12.
_ACTIVE = re.compile(r"[\\`*_{}\[\]()<>|~!&$@#]|:(?=//)|www\.")
# The site links @names and #numbers after it has decoded entities; a space of no width stops that.
_LINKING = "@#"


def render_summary(results: Mapping[str, Any]) -> str:
    """Verdicts, the gate and what to fix; the rest folded. Stays far below GitHub's limit of 1 MiB."""
    summary = Summary(results)
    return "\n".join(_lines(summary)) + "\n"


def escaped(text: str, limit: int = _CELL) -> str:
    """Text on one line that Markdown and HTML show as it is."""
    return _ACTIVE.sub(lambda match: "".join(map(_entity, match[0])), one_line(text, limit))


def _entity(char: str) -> str:
    return f"&#{ord(char)};" + ("&#8203;" if char in _LINKING else "")


def _code(text: str) -> str:
    return f"<code>{escaped(text)}</code>" if text else ""


def _lines(summary: Summary) -> Iterator[str]:
    results = summary.results
    gate, run, target = results["gate"], results["run"], results["target"]
    name = f"{escaped(run['name'])}: " if run["name"] else ""
    yield f"### Scimproof: {name}{escaped(target['url'])}"
    yield ""
    for suite in summary.suites:
        yield f"- **{escaped(suite.name)}: {escaped(suite.verdict)}**, {counted(len(suite.checks), 'check')}"
    yield f"- **gate: {'met' if gate['met'] else 'not met'}** (fail on {escaped(gate['fail_on'])})"
    for reason in terms.reasons(results):
        yield f"  - {escaped(reason)}"
    for line in terms.told(results):
        yield f"  - {escaped(line)}"
    yield ""
    yield from _causes("To fix", summary.failures, summary)
    yield from _reasons("Errors of Scimproof itself", summary.errors)
    yield from _reasons("Could not run", summary.blocked)
    yield from _folded(f"Warnings ({len(summary.warnings)})", list(_causes("", summary.warnings, summary)))
    yield from _folded("Checks by outcome", list(_counts(summary)))
    if results["leftovers"]:
        yield f"**{counted(len(results['leftovers']), 'resource')} left on the target**: see `scimproof clean`."
        yield ""
    profile = f" · profile {escaped(target['profile'])}" if target["profile"] else ""
    version = f"{escaped(results['tool']['name'])} {escaped(results['tool']['version'])}"
    yield f"<sub>{version}{profile} · run {escaped(run['id'])} · seed {run['seed']} · {escaped(run['started'])}</sub>"


def _causes(title: str, causes: Sequence[Cause], summary: Summary) -> Iterator[str]:
    if not causes:
        return
    if title:
        checks = len({id(check) for cause in causes for check in cause.checks})
        yield f"#### {title}: {counted(len(causes), 'cause')}, {counted(checks, 'check')}"
        yield ""
    yield "| What is wrong | Level | Requirement | Expected | Received | Checks | Exchanges |"
    yield "|---|---|---|---|---|---|---|"
    for cause in causes[:MOST_ROWS]:
        finding = cause.places[0].finding
        blocks = f"; blocks {len(cause.blocks)} more" if cause.blocks else ""
        cells = [
            escaped(cause.title) + (f" (**{age}**)" if (age := summary.age(cause)) else ""),
            escaped(cause.level.upper()),
            escaped(", ".join(cause.requirements[:_NAMED_CHECKS])),
            _code(finding["expected"]),
            _code(finding["received"]),
            _named(cause.checks) + blocks,
            escaped(" ".join(f"#{number}" for number in cause.exchanges), 80),
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield from _more(len(causes))


def _reasons(title: str, reasons: Sequence[Reason]) -> Iterator[str]:
    if not reasons:
        return
    yield f"#### {title}: {counted(sum(len(reason.checks) for reason in reasons), 'check')}"
    yield ""
    for reason in reasons[:MOST_ROWS]:
        because = f" (see “{escaped(reason.cause.title, 120)}”)" if reason.cause else ""
        yield f"- {escaped(reason.text)}{because}: {_named(reason.checks)}"
    yield ""
    yield from _more(len(reasons))


def _counts(summary: Summary) -> Iterator[str]:
    seen = [outcome for outcome in READING_ORDER if summary.of(outcome)]
    yield f"| Suite | Verdict | {' | '.join(seen)} |"
    yield "|---|---|" + "---:|" * len(seen)
    for suite in summary.suites:
        numbers: dict[Outcome, int] = dict(suite.counts)
        cells = [escaped(suite.name), escaped(suite.verdict), *(str(numbers.get(outcome, 0)) for outcome in seen)]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _folded(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        # GitHub reads Markdown inside an HTML block only after an empty line.
        yield from (f"<details><summary>{title}</summary>", "", *lines, "</details>", "")


def _named(checks: Sequence[Check]) -> str:
    names = ", ".join(escaped(check["id"], 100) for check in checks[:_NAMED_CHECKS])
    rest = len(checks) - _NAMED_CHECKS
    return f"{names} and {rest} more" if rest > 0 else names


def _more(number: int) -> Iterator[str]:
    if number > MOST_ROWS:
        yield f"… and {number - MOST_ROWS} more in report.html."
        yield ""
