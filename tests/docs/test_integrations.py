"""The page on the integrations lists every promise, with the checks that verify it, or why none can.

SCIMPROOF_UPDATE_DOCS=1 (`make docs`) writes the tables again; the text around them is written by hand.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scimproof import coverage, registry, suites
from scimproof.registry import Requirement

from .typed import typed

PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
PLACE = re.compile(r"(<!-- (promises|checks) of ([\w-]+) -->\n)(?:.*?<!-- end -->\n)?", re.S | re.I)


def written(page: str) -> str:
    """The page with its tables as they are today."""

    def table(place: re.Match[str]) -> str:
        rows = promises(place[3]) if place[2] == "promises" else checks(place[3])
        return "".join((place[1], "\n", *(f"{row}\n" for row in rows), "\n<!-- end -->\n"))

    return PLACE.sub(table, page)


def promises(product: str) -> Iterator[str]:
    yield "| id | what is promised | verified by |"
    yield "| --- | --- | --- |"
    for entry in registry.requirements().values():
        if entry.product == product:
            inferred = " *(inferred)*" if entry.confidence == "inferred" else ""
            yield f"| {entry.id} | {_cell(entry.statement)}{inferred} | {_cell(verified(entry))} |"


def verified(entry: Requirement) -> str:
    """The checks of a promise, without the clients that they are played with; marked are those that want a hook."""
    found: dict[str, bool] = {}
    for check in coverage.judges().get(entry.id, ()):
        found[_without_client(check)] = found.get(_without_client(check), True) and check.id in behind()
    if found:
        return ", ".join(f"`{name}`" + (" †" if by_hook else "") for name, by_hook in found.items())
    return f"no check: {entry.not_tested}"


@cache
def behind() -> frozenset[str]:
    """The checks that look behind the endpoint."""
    listed = json.loads((Path(__file__).parents[1] / "vendors" / "behind.json").read_text("utf-8"))
    return frozenset(check for checks in listed.values() for check in checks)


def checks(suite: str) -> Iterator[str]:
    yield "| check | what has to hold | promises |"
    yield "| --- | --- | --- |"
    for check in suites.known_checks():
        if check.suite == suite:
            mark = " †" if check.id in behind() else ""
            yield f"| `{check.id}`{mark} | {_cell(check.title)} | {', '.join(check.requirements)} |"


def _without_client(check: suites.KnownCheck) -> str:
    return check.id.removesuffix(f"-by-{check.client}") if check.client else check.id


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def test_the_tables_are_not_stale() -> None:
    page = PAGE.read_text("utf-8")
    if os.environ.get("SCIMPROOF_UPDATE_DOCS"):
        PAGE.write_text(page := written(page), "utf-8")
    assert page == written(page), "docs/integrations.md is stale: run make docs"


def test_every_promise_has_a_check_or_a_reason() -> None:
    silent = [
        entry.id
        for entry in registry.requirements().values()
        if entry.rfc is None and not coverage.judges().get(entry.id) and not entry.not_tested
    ]
    assert silent == []


def test_every_vendor_has_its_table() -> None:
    told = {place[3] for place in PLACE.finditer(PAGE.read_text("utf-8"))}
    products = {entry.product for entry in registry.requirements().values() if entry.product}
    assert products - told <= {"Okta", "Entra", "Microsoft Entra ID", "Profile"}


def offline() -> list[str]:
    """The commands of the page that need nothing but the double."""
    return re.findall(r"^\$ (scimproof run --profile .*)$", PAGE.read_text("utf-8"), re.M)


@pytest.mark.parametrize("line", dict.fromkeys(offline()))
def test_each_row_runs_with_one_command(line: str, tmp_path: Path) -> None:
    done = typed(line, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "gate met (exit 0)" in done.stdout
