"""GitHub annotations: what there is to fix, at the top of the page of a workflow run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.reporting.causes import Cause
from scimproof.reporting.summary import Summary
from scimproof.reporting.text import one_line

# GitHub shows ten of each kind for a step, and drops the others without a word (docs.github.com, November 2026).
MOST = 10


def render_annotations(results: Mapping[str, Any]) -> list[str]:
    """Workflow commands for the causes of failures and warnings; the last says how many more there are."""
    summary = Summary(results)
    return [*_commands("error", summary.failures), *_commands("warning", summary.warnings)]


def _commands(kind: str, causes: list[Cause]) -> Iterator[str]:
    shown = causes if len(causes) <= MOST else causes[: MOST - 1]
    for cause in shown:
        finding = cause.places[0].finding
        title = f"{cause.level.upper()} {' '.join(cause.requirements[:1])}".strip()
        told = [cause.title, f"expected: {finding['expected']}", f"received: {finding['received']}"]
        told.append(f"check: {cause.checks[0]['id']}")
        yield f"::{kind} title={_property(title)}::{_data(chr(10).join(one_line(line, 300) for line in told))}"
    if len(shown) < len(causes):
        yield f"::{kind} title=Scimproof::and {len(causes) - len(shown)} more; see report.html"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
