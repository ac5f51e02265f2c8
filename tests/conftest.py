"""Fixtures that several test folders share."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests import playing

from scimproof.settings import Settings

# What a scripted server is told (method, path with query, headers, body) and what it answers.
Answer = tuple[int, dict[str, str], bytes]
Script = Callable[[str, str, dict[str, str], bytes], Answer]


def scim(status: int, body: Any = None, **headers: str) -> Answer:
    """A SCIM answer for a script."""
    content = b"" if body is None else json.dumps(body).encode()
    return status, {"Content-Type": "application/scim+json", **headers}, content


class Scripted:
    """A loopback server that answers as a script says, and remembers what it was asked."""

    def __init__(self, script: Script) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                question = (self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
                scripted.asked.append(question)
                status, headers, body = script(*question)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - names of http.server

            def log_message(self, *_: Any) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def scripted() -> Iterator[Callable[[Script], Scripted]]:
    """Start scripted servers; they end with the test."""
    with ExitStack() as stack:

        def start(script: Script) -> Scripted:
            server = Scripted(script)
            stack.callback(server.stop)
            return server

        yield start


# -- playing suites against the lab, in this process: fast enough to do it once per fault and per choice --------------

Play = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def play_lab(tmp_path: Path) -> Play:
    """Play checks, of all suites or of those named, against a lab with these faults; returns them by id.

    With ``url`` it is another server that is played with.
    """

    def played(*faults: str, checks: tuple[str, ...] = (), **more: Any) -> dict[str, dict[str, Any]]:
        return playing.played(Settings(faults=faults, checks=checks, report_dir=tmp_path, **more))

    return played
