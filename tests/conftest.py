"""Fixtures that several test folders share."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

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
