"""Serving an application on loopback, over real sockets, from a thread of this process."""

from __future__ import annotations

import asyncio
import inspect
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

HOST = "127.0.0.1"
START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5.0


class LabError(Exception):
    """The lab, or an application, cannot be served. The message is one line."""


@contextmanager
def serve_application(app: Any, *, port: int = 0, path: str = "", wait: bool = True) -> Iterator[str]:
    """Serve an ASGI or WSGI application for the time being; yields its base URL.

    :param port: 0 takes any free one.
    :param path: where the application answers, appended to the URL.
    :param wait: at the end, until the application has shut down. The lab has nothing to lose, and need not.
    :raises LabError: when the port is taken, or the application does not start.
    """
    listener = _listen(port)
    server = _server(as_asgi(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="lab", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://{HOST}:{listener.getsockname()[1]}{path}"
    finally:
        server.should_exit = True
        if wait:
            thread.join(STOP_TIMEOUT_S)  # the server closes the socket itself


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

    config = uvicorn.Config(
        app,
        lifespan="auto",
        log_config=None,
        access_log=False,
        log_level="critical",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    # A thread cannot handle signals, and those of the process are not the server's business.
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    return server


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


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
