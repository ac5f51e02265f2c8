"""``scimproof list``: what there is, for people and, with ``--json``, for programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from scimproof import clients, coverage, registry, suites
from scimproof.gate import Exit

Row = dict[str, Any]


def command(options: argparse.Namespace) -> int:
    """Print a listing."""
    rows = LISTINGS[options.what]()
    if options.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        _print_table(options.what, rows)
        if options.what == "requirements":
            _print_coverage()
    return Exit.MET


def suites_rows() -> list[Row]:
    """Suites, each with the number of its checks."""
    known = suites.known_checks()
    return [
        {"id": name, "title": suites.title(name), "checks": sum(entry.suite == name for entry in known)}
        for name in suites.names()
    ]


def checks_rows() -> list[Row]:
    """Every check of the suites that come with Scimproof."""
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "suite": entry.suite,
            "level": entry.level.value,
            "requirements": list(entry.requirements),
        }
        for entry in suites.known_checks()
    ]


def requirements_rows() -> list[Row]:
    """Every requirement, with the checks that verify it or the reason why none does."""
    checks = {identifier: [check.id for check in found] for identifier, found in coverage.judges().items()}
    return [
        {
            "id": entry.id,
            "title": entry.statement,
            "level": entry.keyword,
            "section": entry.place,
            "condition": entry.condition,
            "testable": entry.testable,
            "checks": checks.get(entry.id, []),
            "not_tested": None if checks.get(entry.id) else entry.not_tested,
        }
        for entry in registry.requirements().values()
    ]


def clients_rows() -> list[Row]:
    """The clients that are played."""
    return [{"id": name, "title": title} for name, title in clients.TITLES.items()]


def profiles_rows() -> list[Row]:
    """What is known of kinds of targets."""
    from scimproof import profiles

    found = [profiles.load(name) for name in profiles.available()]
    return [
        {
            "id": entry.name,
            "title": entry.title,
            "inherits": list(entry.lineage),
            "suites": list(entry.suites),
            "options": {name: option.default for name, option in entry.options.items()},
            "reviewed": entry.reviewed,
        }
        for entry in found
    ]


def vendors_rows() -> list[Row]:
    """Whom the lab can play."""
    from scimproof.lab.vendors import VENDORS

    return [
        {"id": entry.id, "title": entry.title, "options": dict(entry.options)}
        for entry in sorted(VENDORS.values(), key=lambda one: one.id)
    ]


def faults_rows() -> list[Row]:
    """The ways in which the lab can misbehave."""
    from scimproof.lab.faults import FAULTS

    return [
        {
            "id": fault.id,
            "title": fault.title,
            "basis": fault.basis,
            "severity": fault.severity,
            "clients": list(fault.clients),
            "vendor": fault.vendor or None,
        }
        for fault in FAULTS.values()
    ]


def mutations_rows() -> list[Row]:
    """The ways to misbehave that are made by rule."""
    from scimproof.lab.mutations import mutations

    return [{"id": entry.id, "title": entry.title, "class": entry.kind} for entry in mutations().values()]


LISTINGS: Mapping[str, Callable[[], list[Row]]] = {
    "suites": suites_rows,
    "checks": checks_rows,
    "requirements": requirements_rows,
    "clients": clients_rows,
    "profiles": profiles_rows,
    "vendors": vendors_rows,
    "faults": faults_rows,
    "mutations": mutations_rows,
}

# Which columns people see, in this order; programs get all.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "suites": ("id", "checks", "title"),
    "checks": ("id", "level", "title"),
    "requirements": ("id", "level", "checks", "title"),
    "clients": ("id", "title"),
    "profiles": ("id", "suites", "title"),
    "vendors": ("id", "title"),
    "faults": ("id", "severity", "basis", "title"),
    "mutations": ("id", "title"),
}


def _print_table(what: str, rows: list[Row]) -> None:
    columns = _COLUMNS[what]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=column == "id", overflow="fold")
    for row in rows:
        cells = [_cell(row[column], counted=column != "suites") for column in columns]
        table.add_row(*map(str, cells))
    console = Console(highlight=False, markup=False)
    console.print(table)
    console.print(f"{len(rows)} {what}")


def _cell(value: Any, *, counted: bool) -> Any:
    """A value for people: of long lists only how long they are."""
    if not isinstance(value, list):
        return value
    return len(value) if counted else ", ".join(value)


def _print_coverage() -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("section", "statements", "testable", "checked", "binding", "checked"):
        table.add_column(column, justify="left" if column == "section" else "right")
    for row in (*coverage.sections(), *coverage.totals()):
        numbers = (row.statements, row.testable, row.checked, row.binding, row.binding_checked)
        table.add_row(row.place, *map(str, numbers))
    console = Console(highlight=False, markup=False)
    console.print()
    console.print(table)
