"""``scimproof doctor``: the preflight alone."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from scimproof import settings as settings_module
from scimproof.cli import settings_options
from scimproof.gate import Exit
from scimproof.preflight import PreflightFailed, Step
from scimproof.results import exchange_record
from scimproof.run import Run


def command(options: argparse.Namespace) -> int:
    """Look at the target step by step; returns the exit code."""
    settings = settings_module.load(settings_options(options), options.config)
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="scimproof-") as scratch:
        run = Run(replace(settings, report_dir=Path(scratch)))
        try:
            run.open(lambda step: _tell(console, step))
        except PreflightFailed as failed:
            console.print(f"FAIL   {failed.step}", markup=False)
            print(f"scimproof: {run.redactor.text(str(failed))}", file=sys.stderr)
            return Exit.UNREACHABLE
        finally:
            if options.verbose:
                _show_exchanges(run, console)
            run.close()
    for leftover in run.leftovers:
        console.print(f"left   {leftover['url']}: {leftover['reason']}", markup=False)
    console.print(f"scimproof: {run.settings.url} can be tested", markup=False)
    return Exit.MET


def _tell(console: Console, step: Step) -> None:
    console.print(f"{'note ' if step.remark else 'ok   '}  {step.name:12} {step.detail}", markup=False)


def _show_exchanges(run: Run, console: Console) -> None:
    for exchange in run.preflight_exchanges():
        record = exchange_record(exchange, run.redactor)
        request, response = record["request"], record["response"]
        console.print(f"\n#{record['number']} {request['method']} {request['url']}", markup=False)
        if request["body"]:
            console.print(f"   sent      {request['body']}", markup=False)
        answer = f"{response['status']} {response['body'] or ''}" if response else record["error"]
        console.print(f"   received  {answer}", markup=False)
