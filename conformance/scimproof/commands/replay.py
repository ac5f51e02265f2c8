"""``scimproof replay``: a recorded story, sent again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from scimproof import results
from scimproof import settings as settings_module
from scimproof.cli import settings_options
from scimproof.gate import Exit
from scimproof.player import Player
from scimproof.replaying import programs
from scimproof.replaying.replayer import Again, Replayer
from scimproof.replaying.stories import NoStory, Record, Stories
from scimproof.reporting.text import one_line
from scimproof.settings import SettingsError


def command(options: argparse.Namespace) -> int:
    """Send the story again, or print it as a program; 1 when an answer is another one than then.

    :raises SettingsError: when the results cannot be read, or hold no such story.
    """
    try:
        record = results.read(options.results)
        story = _story(Stories(record), options)
    except (results.ResultsError, NoStory) as error:
        raise SettingsError(str(error)) from None
    if options.form is not None:
        print(programs.render(options.form, story, record), end="")
        return Exit.MET
    return _play(story, record, options)


def _story(stories: Stories, options: argparse.Namespace) -> list[Record]:
    if options.check is not None:
        return stories.of_check(options.check)
    if options.exchange is not None:
        return stories.of_exchange(options.exchange)
    return stories.of_all_that_is_red()


def _play(story: Sequence[Record], record: dict[str, Any], options: argparse.Namespace) -> int:
    settings = settings_module.load(settings_options(options), options.config)
    if settings.url is None:
        settings = replace(settings, url=record["target"]["url"])
    console = Console(highlight=False, soft_wrap=True)
    with TemporaryDirectory(prefix="scimproof-replay-") as place:
        player = Player(replace(settings, report_dir=Path(place)))
        leftovers: list[dict[str, Any]] = []
        played: list[Again] = []
        try:
            player.session.begin("replay")
            for again in Replayer(player.session, record, player.redactor).play(story):
                played.append(again)
                console.print(_line(again), markup=False)
                if player.lost:
                    print(f"scimproof: {settings.url} does not answer", file=sys.stderr)
                    return Exit.UNREACHABLE
        finally:
            leftovers = [] if player.lost else player.session.tidy()
            player.close()
    for leftover in leftovers:
        console.print(player.redactor.text(f"left   {leftover['url']}: {leftover['reason']}"), markup=False)
    changed = sum(again.changed for again in played)
    skipped = sum(again.now is None for again in played)
    more = f", {skipped} not sent" if skipped else ""
    console.print(
        f"scimproof: {changed} of {len(played) - skipped} answers are other ones than then{more}", markup=False
    )
    return Exit.NOT_MET if changed else Exit.MET


def _line(again: Again) -> str:
    request, response = again.then["request"], again.then["response"]
    asked = f"#{again.then['number']:<5} {request['method']:6} {one_line(request['url'], 100)}"
    if again.now is None:
        return f"skip  {asked}  {again.why}"
    told = ", ".join(again.changes) if again.changed else f"{response['status'] if response else 'no answer'} again"
    return f"{'DIFF' if again.changed else 'same'}  {asked}  {told}"
