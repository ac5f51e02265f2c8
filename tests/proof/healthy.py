"""What a healthy lab shows in a play: a mutation of what is never shown changes nothing, and nobody can see it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.lab.application import MOUNT
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations import mutations
from scimproof.lab.mutations.fields import FieldMutation
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

from . import plays


def shown(checks: tuple[str, ...]) -> set[str]:
    """The mutations of fields that have something to change when these checks are played."""
    waiting = {name: one for name, one in mutations().items() if isinstance(one, FieldMutation)}
    found: set[str] = set()
    for asked, answer in _answers(checks):
        met = {name for name, one in waiting.items() if one.is_met_in(asked, answer)}
        found |= met
        for name in met:
            del waiting[name]
    return found


def _answers(checks: tuple[str, ...]) -> Iterator[tuple[Inbound, Outbound]]:
    with tempfile.TemporaryDirectory(prefix="scimproof-healthy-") as place:
        run = Run(Settings(checks=checks, report_dir=Path(place), seed=plays.SEED))
        run.open()
        try:
            play(run, suites.modules_with(checks), Progress(Console(), QUIET))
        finally:
            run.close()
    for exchange in run.exchanges:
        if exchange["response"] is not None:
            yield _asked(exchange["request"]), _answer(exchange["response"])


def _asked(request: Mapping[str, Any]) -> Inbound:
    parts = urlsplit(request["url"])
    path = parts.path.removeprefix(MOUNT) or "/"
    body = (request["body"] or "").encode("utf-8", "surrogatepass")
    return Inbound(request["method"], unquote(path), path, parts.query, {}, body)


def _answer(response: Mapping[str, Any]) -> Outbound:
    try:
        body = json.loads(response["body"] or "null")
    except ValueError:
        body = None
    return Outbound(response["status"], body)
