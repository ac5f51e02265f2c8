"""Interrupts that are not lost: Ctrl-C, and a termination, which is handled like it.

Python drops what is raised within a destructor or a callback of the garbage collector, and pytest takes a note of it at
most. An interrupt that arrives just then would be gone, and the run would go on: so it is raised again with the next
request.
"""

from __future__ import annotations

import signal

_asked = False


def install() -> None:
    """Handle both signals, from now on; Ctrl-C not where it is ignored, as in the background of a script."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)


def heed() -> None:
    """Do as was asked.

    :raises KeyboardInterrupt: when there was an interrupt that nobody has heeded yet.
    """
    if _asked:
        heeded()
        raise KeyboardInterrupt


def heeded() -> None:
    """The interrupt has arrived where it is handled: what is sent from now on cleans up."""
    global _asked
    _asked = False


def _interrupt(*_: object) -> None:
    global _asked
    _asked = True
    raise KeyboardInterrupt
