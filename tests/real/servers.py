"""Real SCIM servers that somebody else wrote, each started as its users start it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from .environments import Environment, NodeEnvironment, PythonEnvironment, find_tool, provide

HERE = Path(__file__).parent
PRODUCTS = HERE / "products"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 5
PORT_ATTEMPTS = 3

_PORT_TAKEN = re.compile(r"address already in use|EADDRINUSE|port is already in use", re.IGNORECASE)


class StartFailed(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True)
class Launch:
    """What one start of a server is given."""

    installed: Path
    """Where the product's environment is."""
    state: Path
    """An empty directory; the server runs in it."""
    port: int
    token: str


@dataclass(frozen=True)
class Product:
    """A SCIM server from a package registry: what to install and how to start it."""

    name: str
    environment: Environment
    command: Callable[[Launch], list[str]]
    base_path: str


@dataclass
class RealServer:
    """A product that can be started and stopped. Every start is a fresh server, with another port and no data."""

    product: Product
    workspace: Path
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.product.name

    @property
    def log(self) -> str:
        """What the server wrote since its start."""
        return self._log_file.read_text("utf-8", errors="replace") if self._log_file.exists() else ""

    def start(self) -> None:
        """Install the product where that is still to be done, start it, and wait until it answers."""
        installed = provide(self.name, self.product.environment)
        for attempt in range(1, PORT_ATTEMPTS + 1):
            launch = Launch(installed, self._empty_state(), _free_port(), self.token)
            self.url = f"http://127.0.0.1:{launch.port}{self.product.base_path}"
            self._process = self._spawn(launch)
            try:
                self._wait_until_it_answers()
            except StartFailed:
                self.stop()
                # Another process may have taken the port between our choice of it and the server's bind.
                if attempt == PORT_ATTEMPTS or not _PORT_TAKEN.search(self.log):
                    raise
            except BaseException:
                self.stop()
                raise
            else:
                return

    def stop(self) -> None:
        """End the server and all that it started: politely, and after a while by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _log_file(self) -> Path:
        return self.workspace / "server.log"

    def _empty_state(self) -> Path:
        state = self.workspace / "state"
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir(parents=True)
        return state

    def _spawn(self, launch: Launch) -> subprocess.Popen[bytes]:
        tether = [sys.executable, "-I", str(HERE / "tether.py")]
        with self._log_file.open("wb") as log:
            return subprocess.Popen(
                [*tether, *self.product.command(launch)],
                cwd=launch.state,
                env=_environment(launch),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_it_answers(self) -> None:
        """Only our own server knows the token that this start has drawn: 200 means that it is this one."""
        assert self._process is not None
        deadline = time.monotonic() + START_TIMEOUT_S
        with httpx.Client(headers={"Authorization": f"Bearer {self.token}"}, timeout=5, trust_env=False) as client:
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    raise StartFailed(f"{self.name} ended during its start:\n{self.log}")
                try:
                    answer = client.get(f"{self.url}/ServiceProviderConfig")
                except httpx.TransportError as error:
                    heard = repr(error)
                else:
                    if answer.status_code == httpx.codes.OK:
                        return
                    heard = f"{answer.status_code} {answer.text}"
                time.sleep(0.05)
        raise StartFailed(f"{self.name} did not answer within {START_TIMEOUT_S} s, last: {heard}\n{self.log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(launch: Launch) -> dict[str, str]:
    """This process's environment without what is meant for our own Python, and with what a product is told."""
    ours = ("PYTHON", "PYTEST_", "SCIMPROOF_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "SCIM_PORT": str(launch.port),
        "SCIM_TOKEN": launch.token,
    }


def _own_command(launch: Launch) -> list[str]:
    executable = launch.installed / "bin" / "scim2-server"
    return [str(executable), "--port", str(launch.port), "--bearer-token", launch.token]


def _python(script: Path) -> Callable[[Launch], list[str]]:
    return lambda launch: [str(launch.installed / "bin" / "python"), str(script)]


def _node(script: Path) -> Callable[[Launch], list[str]]:
    def command(launch: Launch) -> list[str]:
        # A module finds packages from where it lies upwards, and nowhere else.
        (launch.state / "node_modules").symlink_to(launch.installed / "node_modules")
        return [find_tool("node"), str(shutil.copy(script, launch.state / script.name))]

    return command


SCIM2_SERVER = Product(
    name="scim2-server",
    environment=PythonEnvironment(PRODUCTS / "scim2_server" / "requirements.txt"),
    command=_own_command,
    base_path="/v2",
)

SCIMMY = Product(
    name="scimmy",
    environment=NodeEnvironment(PRODUCTS / "scimmy" / "package.json", PRODUCTS / "scimmy" / "package-lock.json"),
    command=_node(PRODUCTS / "scimmy" / "serve.mjs"),
    base_path="/scim/v2",
)

CANAILLE = Product(
    name="canaille",
    environment=PythonEnvironment(PRODUCTS / "canaille" / "requirements.txt"),
    command=_python(PRODUCTS / "canaille" / "serve.py"),
    base_path="/scim/v2",
)

DJANGO_SCIM2 = Product(
    name="django-scim2",
    environment=PythonEnvironment(PRODUCTS / "django_scim2" / "requirements.txt"),
    command=_python(PRODUCTS / "django_scim2" / "serve.py"),
    base_path="/scim/v2",
)

ALL = (SCIM2_SERVER, SCIMMY, CANAILLE, DJANGO_SCIM2)
