"""``scimproof diff``: two runs side by side."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from scimproof import results
from scimproof.comparison import Comparison, compare
from scimproof.gate import Exit
from scimproof.reporting.text import counted, one_line
from scimproof.settings import SettingsError


def command(options: argparse.Namespace) -> int:
    """Print what has changed; 1 when something is newly broken.

    :raises SettingsError: when a results file cannot be read.
    """
    try:
        older, newer = results.read(options.older), results.read(options.newer)
    except results.ResultsError as error:
        raise SettingsError(str(error)) from None
    changes = compare(older, newer["checks"])
    if options.json:
        print(json.dumps(changes.record(), indent=1))
    else:
        _print(changes, older, newer)
    return Exit.NOT_MET if any(check["outcome"] == "fail" for check in changes.new) else Exit.MET


def _print(changes: Comparison, older: Mapping[str, Any], newer: Mapping[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for label, run in (("old", older), ("new", newer)):
        console.print(
            one_line(f"{label}  {run['target']['url']}  run {run['run']['id']}  {run['run']['started']}"), markup=False
        )
    if older["target"]["url"] != newer["target"]["url"]:
        console.print("note  the two runs were of different targets", markup=False)
    _section(console, "NEW", "newly broken", changes.new)
    _section(console, "STILL", "broken in both", changes.known)
    _section(console, "FIXED", "broken before, and not now", changes.fixed)
    _section(console, "GONE", "judged before, and not asked any more", changes.gone)
    numbers = [f"{len(found)} {word}" for word, found in _parts(changes)]
    console.print(f"scimproof: {' · '.join(numbers)}", markup=False)


def _parts(changes: Comparison) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    return [("new", changes.new), ("still", changes.known), ("fixed", changes.fixed), ("gone", changes.gone)]


def _section(console: Console, title: str, meaning: str, checks: Sequence[Mapping[str, Any]]) -> None:
    if not checks:
        return
    console.print(f"\n{title}: {counted(len(checks), 'check')} {meaning}\n", markup=False)
    for check in checks:
        console.print(f"  {check['outcome']:8} {one_line(check['id'])}", markup=False)
        said = check["findings"][0]["message"] if check["findings"] else check["reason"] or check["title"]
        console.print(f"           {one_line(said, 160)}", markup=False)
    console.print()
