"""``scimproof waive``: waivers are written from a run, looked through, and taken away when they do nothing any more."""

from __future__ import annotations

import argparse
import fnmatch
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scimproof import results, waivers
from scimproof.gate import Exit
from scimproof.settings import SettingsError


def command(options: argparse.Namespace) -> int:
    """Write, prune or list.

    :raises SettingsError: when a file is missing or cannot be used.
    """
    today = date.today()
    if options.expiring is not None:
        return _list(waivers.load(_file(options, "--expiring")), today, options.expiring)
    if options.prune:
        return _prune(_file(options, "--prune"), _results(options), today)
    run = _results(options)
    if run is None:
        raise SettingsError("waive: --from results.json tells what is broken; or say --prune or --expiring N")
    patterns = options.check or ["*"]
    chosen = [check for check in run["checks"] if any(fnmatch.fnmatchcase(check["id"], one) for one in patterns)]
    text = waivers.template(chosen, run["target"]["url"], today, options.days)
    if not text:
        print("scimproof: nothing is broken that could be waived", file=sys.stderr)
        return Exit.MET
    if options.file is None:
        print(text, end="")
        return Exit.MET
    before = options.file.read_text("utf-8") if options.file.exists() else ""
    options.file.write_text(f"{before.rstrip()}\n\n{text}".lstrip(), "utf-8")
    print(f"scimproof: wrote {text.count('[[waiver]]')} entries to {options.file}; say in each why, and whom to ask")
    return Exit.MET


def _file(options: argparse.Namespace, option: str) -> Path:
    if options.file is None:
        raise SettingsError(f"waive {option} needs the waiver file: scimproof waive waivers.toml {option}")
    path: Path = options.file
    return path


def _results(options: argparse.Namespace) -> Mapping[str, Any] | None:
    try:
        return results.read(options.results) if options.results is not None else None
    except results.ResultsError as error:
        raise SettingsError(f"--from: {error}") from None


def _list(known: tuple[waivers.Waiver, ...], today: date, days: int) -> int:
    soon = sorted(
        (one for one in known if one.until <= today + timedelta(days=days)), key=lambda one: (one.until, one.check)
    )
    for one in soon:
        left = (one.until - today).days
        when = f"ended {-left} days ago" if left < 0 else "ends today" if left == 0 else f"ends in {left} days"
        print(f"{one.until.isoformat()}  {when:18}  {one.check}  {one.owner or one.link}")
    print(f"scimproof: {len(soon)} of {len(known)} waivers end within {days} days")
    return Exit.MET


def _prune(path: Path, run: Mapping[str, Any] | None, today: date) -> int:
    """Take out what has ended, and by the results of a run what it did not need."""
    known = waivers.load(path)
    idle = {place for place, one in enumerate(known) if one.until < today}
    if run is not None:
        # Judged anew: the run may have been made with other waivers, or with none.
        plain = [_unwaived(check) for check in run["checks"]]
        _, uses = waivers.applied(known, plain, run["target"]["url"], today)
        idle |= {place for place, use in enumerate(uses) if use.state is waivers.State.STALE}
    path.write_text(waivers.without(path.read_text("utf-8"), idle), "utf-8")
    for place in sorted(idle):
        print(f"removed  {known[place].check}  (until {known[place].until.isoformat()})")
    print(f"scimproof: {len(idle)} of {len(known)} waivers removed from {path}")
    return Exit.MET


def _unwaived(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check as it was before the waivers of its run."""
    outcome = {"waived": "fail", "fixed": "pass"}.get(check["outcome"], check["outcome"])
    return {**check, "outcome": outcome}
