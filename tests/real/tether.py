"""Runs a command and ends it, with all that it started, when standard input closes.

Whoever starts a server through this holds the other end of a pipe. However that process dies, be it by SIGKILL, the
pipe closes and no server is left behind. It runs as the leader of a process group of its own::

    python tether.py COMMAND ARGUMENT...
"""

import os
import signal
import subprocess
import sys
import threading


def end_group() -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


def end_when_input_closes() -> None:
    sys.stdin.buffer.read()
    end_group()


def main() -> None:
    # SIGTERM goes to the whole group. It is for the command: this process stays until that has ended.
    signal.signal(signal.SIGTERM, lambda *_: None)
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=end_when_input_closes, daemon=True).start()
    print(f"ended with {command.wait()}", file=sys.stderr, flush=True)
    end_group()


if __name__ == "__main__":
    main()
