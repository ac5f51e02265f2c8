"""What stands beside the gate: what has changed since the baseline, what is waived, which edition counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scimproof.reporting.moments import readable
from scimproof.reporting.summary import Results
from scimproof.reporting.text import counted

_MOST_NAMED = 5
_NOUN = re.compile(r"(?<=\d) checks?(?= )")


def told(results: Results) -> list[str]:
    """A line for each; nothing where a run was judged on no special terms. Older results files have none."""
    return [line for line in (_changes(results), _gone(results), _waived(results), _edition(results)) if line]


def selection(options: Any) -> str:
    """What was left out of the suites by choice: a verdict on a few checks is no verdict on a suite."""
    told = options if isinstance(options, Mapping) else {}
    patterns, level = told.get("checks"), told.get("level")
    parts = [str(pattern) for pattern in patterns] if isinstance(patterns, list) else []
    return ", ".join(parts + ([f"level {level}"] if level not in (None, "all", "may") else []))


def reasons(results: Results) -> list[str]:
    """Why the gate decided as it did, a line for each suite: ``rfc: 3 checks failed, 2 could not run``."""
    suites = {entry["suite"] for entry in results["verdicts"]}
    told: dict[str, str] = {}
    for reason in results["gate"]["reasons"]:
        suite, _, why = reason.partition(": ")
        key = suite if suite in suites else reason
        told[key] = f"{told[key]}, {_NOUN.sub('', why)}" if key in told and key is suite else reason
    return list(told.values())


def _changes(results: Results) -> str:
    changes: Any = results.get("changes")
    if not changes:
        return ""
    numbers = " · ".join(f"{len(changes[kind])} {kind}" for kind in ("new", "known", "fixed"))
    return f"since run {changes['run']} of {readable(changes['started'])}: {numbers}"


def _gone(results: Results) -> str:
    gone = (results.get("changes") or {}).get("gone")
    return f"judged then, and not in this run: {_named(gone)}" if gone else ""


def _waived(results: Results) -> str:
    used = [entry for entry in results.get("waivers") or [] if entry["state"] == "used"]
    if not used:
        return ""
    checks = {check for entry in used for check in entry["checks"]}
    return f"{counted(len(checks), 'check')} waived; the first waiver ends on {min(entry['until'] for entry in used)}"


def _edition(results: Results) -> str:
    gate = results["gate"]
    if not gate.get("edition"):
        return ""
    newer = gate.get("newer") or []
    told = f"; newer, red, and not counted: {_named(newer)}" if newer else ""
    return f"goes by the checks of {gate['edition']}{told}"


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more
