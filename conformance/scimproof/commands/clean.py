"""``scimproof clean``: delete what an interrupted run left behind, by its journal."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from rich.console import Console

from scimproof import journal
from scimproof import settings as settings_module
from scimproof.cli import settings_options
from scimproof.gate import Exit
from scimproof.player import Player
from scimproof.settings import SettingsError


def command(options: argparse.Namespace) -> int:
    """Delete; returns 0 when nothing is left, 1 when something resists, 3 when the target does not answer.

    :raises SettingsError: when the journal speaks of another target than the one that was named.
    """
    settings = settings_module.load(settings_options(options), options.config)
    console = Console(highlight=False, soft_wrap=True)
    path = settings.report_dir / journal.FILE_NAME
    entries = journal.read(path)
    if not entries:
        console.print(f"scimproof: nothing to clean: {path} has no open entry", markup=False)
        return Exit.MET
    targets = sorted({entry.base_url for entry in entries})
    if settings.url is None:
        if len(targets) > 1:
            raise SettingsError(f"the journal {path} speaks of {', '.join(targets)}: name one with --url")
        settings = replace(settings, url=targets[0])
    player = Player(settings)
    try:
        own = [entry for entry in entries if entry.base_url == player.session.base_url]
        if not own:
            raise SettingsError(f"the journal {path} speaks of {', '.join(targets)}, not of {settings.url}")
        for entry in own:
            player.session.journal.adopt(entry)
        leftovers = player.session.remove(own)
        unreachable = any(exchange.response is None for exchange in player.session.wire.exchanges)
    finally:
        player.close()
    for leftover in leftovers:
        shown = player.redactor.text(f"left   {leftover['url']}: {leftover['reason']}")
        console.print(shown, markup=False)
    console.print(f"scimproof: {len(own) - len(leftovers)} of {len(own)} resources are gone", markup=False)
    if not leftovers:
        if len(own) == len(entries):
            path.unlink(missing_ok=True)
        return Exit.MET
    if unreachable:
        print("scimproof: the target did not answer; try again when it does", file=sys.stderr)
        return Exit.UNREACHABLE
    return Exit.NOT_MET
