"""What a healthy lab shows in a play: a mutation of what is never shown changes nothing, and nobody can see it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.lab.application import MOUNT
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations import Mutation, mutations
from scimproof.lab.mutations.fields import FieldMutation
from scimproof.lab.mutations.headers import WHERE
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

from . import plays


def topics(checks: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The topics in whose flows a mutation has something to change when these checks are played: modules, so to say.

    A mutation that is not among them is one of writes, which go on to work after the answer: it may show anywhere. What
    is met before any flow begins is met under the topic ``""``.
    """
    found: dict[str, set[str]] = {name: set() for name, one in mutations().items() if one.serving is None}
    for topic, asked, answer in _answers(checks):
        for name, already in found.items():
            if topic not in already and _is_met(mutations()[name], asked, answer):
                already.add(topic)
    return {name: frozenset(some) for name, some in found.items()}


def _is_met(mutation: Mutation, asked: Inbound, answer: Outbound) -> bool:
    if isinstance(mutation, FieldMutation):
        return mutation.is_met_in(asked, answer)
    mutation.times.clear()
    if mutation.request is not None:
        mutation.request(replace(asked))
    if mutation.answer is not None:
        body = dict(answer.body) if isinstance(answer.body, dict) else answer.body
        mutation.answer(asked, replace(answer, headers=dict(answer.headers), body=body))
    return bool(mutation.times)


def _answers(checks: tuple[str, ...]) -> Iterator[tuple[str, Inbound, Outbound]]:
    with tempfile.TemporaryDirectory(prefix="scimproof-healthy-") as place:
        run = Run(Settings(checks=checks, report_dir=Path(place), seed=plays.SEED))
        run.open()
        try:
            play(run, suites.modules_with(checks), Progress(Console(), QUIET))
        finally:
            run.close()
    for exchange in run.exchanges:
        if exchange["response"] is not None:
            yield _topic(exchange["scenario"]), _asked(exchange["request"]), _answer(exchange["response"])


def _topic(scenario: str) -> str:
    """``users-create`` of ``rfc/users-create/a-user-is-created``, which is how scenarios are named."""
    _, topic, *_ = (*scenario.split("/"), "", "")
    return topic


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
    names = {name.lower(): name for name in WHERE}
    headers = {names.get(name.lower(), name): value for name, value in response["headers"]}
    return Outbound(response["status"], body, headers)
