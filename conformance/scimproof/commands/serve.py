"""``scimproof serve``: the lab as a server of its own."""

from __future__ import annotations

import argparse
import os
import threading
from contextlib import suppress

from scimproof.cli import named_value
from scimproof.gate import Exit
from scimproof.lab import Lab, LabError
from scimproof.settings import SettingsError


def command(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT. The first line is the base URL alone, the second the token."""
    token = options.token or os.environ.get("SCIMPROOF_TOKEN")
    if not 0 <= options.port <= 65535:
        raise SettingsError(f"--port has to be between 0 and 65535, not {options.port}")
    if options.latency < 0:
        raise SettingsError("--latency cannot be negative")
    try:
        latency_s = options.latency / 1000
        lab = Lab(
            token=token,
            faults=options.fault,
            choices=options.choice,
            vendor=options.vendor,
            options=dict(map(named_value, options.options or ())),
            latency_s=latency_s,
            port=options.port,
        )
        with suppress(KeyboardInterrupt):  # the signal may come at any moment, also before all is said
            lab.start()
            print(lab.url, f"token: {lab.token}", sep="\n", flush=True)
            threading.Event().wait()
    except LabError as error:
        raise SettingsError(str(error)) from None
    lab.stop()
    return Exit.MET
