"""A run of the harness within a test."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

# What the web server says when the lab raises an exception: a fault that does so commits another sin than its own.
BREAKDOWN = (500, "Internal Server Error")


class BrokeDownError(AssertionError):
    """A fault of the lab raised an exception."""


def played(settings: Settings) -> dict[str, dict[str, Any]]:
    """The checks of a run with these settings, by their ids.

    :raises AssertionError: when there was an error of ours.
    :raises BrokeDownError: when a fault of the lab raised an exception.
    """
    run = Run(settings)
    run.open()
    try:
        play(run, suites.modules_with(settings.checks), Progress(Console(), QUIET))
    finally:
        run.close()
    assert run.internal_error is None, run.internal_error
    if settings.url is None:
        broken = [_asked(one) for one in run.exchanges if _answered(one) == BREAKDOWN]
        if broken:
            raise BrokeDownError(f"the lab with {', '.join(settings.faults)} broke down at {broken[0]}")
    return {check["id"]: check for check in run.checks}


def _answered(exchange: dict[str, Any]) -> tuple[int, str]:
    response = exchange["response"] or {"status": 0, "body": ""}
    return response["status"], str(response["body"])


def _asked(exchange: dict[str, Any]) -> str:
    request = exchange["request"]
    return f"{request['method']} {request['url']} {request['body'] or ''}".strip()
