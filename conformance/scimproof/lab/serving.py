"""Serving an application on loopback, over real sockets, from a thread of this process."""

from __future__ import annotations

import asyncio
import inspect
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

HOST = "127.0.0.1"
START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5.0
STOP_POLL_S = 0.01
TICK_EVERY = 10  # uvicorn's own clock ticks ten times a second


class LabError(Exception):
    """The lab, or an application, cannot be served. The message is one line."""


@contextmanager
def serve_application(app: Any, *, port: int = 0, path: str = "") -> Iterator[str]:
    """Serve an ASGI or WSGI application for the time being; yields its base URL.

    :param port: 0 takes any free one.
    :param path: where the application answers, appended to the URL.
    :raises LabError: when the port is taken, or the application does not start.
    """
    listener = _listen(port)
    server = _server(as_asgi(app))
    thread = threading.Thread(target=_run, args=(server, listener), name="lab", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://{HOST}:{listener.getsockname()[1]}{path}"
    finally:
        server.should_exit = True
        thread.join(STOP_TIMEOUT_S)
        listener.close()


def _run(server: Any, listener: socket.socket) -> None:
    # uvicorn leaves by sys.exit when the application does not start; who waits for it sees that it did not.
    with suppress(SystemExit):
        server.run(sockets=[listener])


def as_asgi(app: Any) -> Any:
    """The application as ASGI 3; a WSGI one is wrapped, and its requests run in threads."""
    called = app if inspect.isfunction(app) or inspect.ismethod(app) else getattr(app, "__call__", app)  # noqa: B004
    if inspect.iscoroutinefunction(called) or len(_positional(called)) >= 3:
        return app
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(app)


def _positional(function: Callable[..., Any]) -> list[inspect.Parameter]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter for parameter in inspect.signature(function).parameters.values() if parameter.kind in kinds]


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Small answers on a kept-alive connection would otherwise wait for the acknowledgement of the last one.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise LabError(f"cannot listen on {HOST}:{port}: {error.strerror}") from None
    return listener


def _server(app: Any) -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """uvicorn, but in a thread, and quick to end: by itself it takes a fifth of a second, a tenth of a run."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """A thread cannot handle signals, and those of the process are not the server's business."""
            yield

        async def main_loop(self) -> None:
            ticks = 0
            while not self.should_exit:
                await asyncio.sleep(STOP_POLL_S)
                ticks += 1
                if ticks % TICK_EVERY == 0:
                    await self.on_tick(ticks // TICK_EVERY)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            for server in self.servers:
                server.close()
            for listener in sockets or []:
                listener.close()
            for connection in list(self.server_state.connections):
                connection.shutdown()
            deadline = time.monotonic() + 1
            while self.server_state.connections and time.monotonic() < deadline:
                await asyncio.sleep(STOP_POLL_S)
            await self.lifespan.shutdown()

    config = uvicorn.Config(app, lifespan="auto", log_config=None, access_log=False, log_level="critical", ws="none")
    return Server(config)


def _wait_until_started(server: Any, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise LabError("the application did not start: its lifespan startup failed or takes too long")
        time.sleep(0.002)


async def pause(seconds: float) -> None:
    """Wait without holding up other requests."""
    if seconds > 0:
        await asyncio.sleep(seconds)
