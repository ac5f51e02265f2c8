"""The starters themselves: installed once, told apart by their pins, ended for certain. No network is needed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from . import servers
from .environments import InstallFailed, PythonEnvironment, Unavailable, provide
from .servers import HERE, Launch, Product, RealServer, StartFailed

# A server that answers every GET with 200, and takes no notice of SIGTERM.
STUBBORN = """
import http.server, os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["SCIM_PORT"])), Handler).serve_forever()
"""


@dataclass
class Nothing:
    """An environment that needs no registry, and counts how often it was installed."""

    pins: str = "nothing==1.0"
    installed: list[Path] = field(default_factory=list)
    fails: bool = False

    def identity(self) -> str:
        return self.pins

    def install(self, directory: Path) -> None:
        assert list(directory.iterdir()) == []
        self.installed.append(directory)
        (directory / "half").touch()
        if self.fails:
            raise InstallFailed("the disk is full")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIMPROOF_REAL_CACHE", str(tmp_path / "cache"))


def running(code: str) -> Product:
    """A product that is a line of Python."""

    def command(launch: Launch) -> list[str]:
        return [sys.executable, "-c", code]

    return Product("stub", Nothing(), command, base_path="")


def test_an_environment_is_installed_once() -> None:
    environment = Nothing()
    assert provide("stub", environment) == provide("stub", environment)
    assert len(environment.installed) == 1


def test_other_pins_are_another_environment() -> None:
    assert provide("stub", Nothing("nothing==1.0")) != provide("stub", Nothing("nothing==1.1"))


def test_an_installation_cut_short_is_done_again() -> None:
    environment = Nothing(fails=True)
    with pytest.raises(InstallFailed):
        provide("stub", environment)
    environment.fails = False
    provide("stub", environment)
    assert len(environment.installed) == 2


@pytest.mark.parametrize(
    ("complaint", "error"),
    [
        ("Failed to establish a new connection: [Errno -2] Name or service not known", Unavailable),
        ("npm error code EAI_AGAIN", Unavailable),
        ("ERROR: No matching distribution found for nothing==9.9", InstallFailed),
        ("npm error code E404", InstallFailed),
    ],
)
def test_only_a_missing_network_is_an_excuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, error: type[Exception]
) -> None:
    installer = tmp_path / "installer"
    installer.write_text(f"#!/bin/sh\necho '{complaint}'\nexit 1\n", "utf-8")
    installer.chmod(0o755)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nothing==1.0\n", "utf-8")
    monkeypatch.setattr(sys, "executable", str(installer))
    with pytest.raises(error):
        provide("stub", PythonEnvironment(requirements))


def test_a_failed_start_shows_what_the_server_said(tmp_path: Path) -> None:
    server = RealServer(running("raise SystemExit('no more memory')"), tmp_path)
    with pytest.raises(StartFailed, match="no more memory"):
        server.start()


def test_a_server_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "STOP_TIMEOUT_S", 0.2)
    server = RealServer(running(STUBBORN), tmp_path)
    with server:
        address = httpx.URL(server.url)
    # The group is killed at once, but the port closes when the last of it has died.
    deadline = time.monotonic() + 5
    while _listens(address) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _listens(address)


def _listens(url: httpx.URL) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((url.host, url.port or 80)) == 0


def test_a_server_does_not_outlive_its_owner() -> None:
    """The pipe that this process holds closes when it dies; the other one closes when the last of the group is gone."""
    sleeper = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    tether = subprocess.Popen(
        [sys.executable, "-I", str(HERE / "tether.py"), *sleeper],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert tether.stdout is not None
    assert tether.stdout.readline() == b"up\n"
    tether.communicate(timeout=10)
    assert tether.returncode == -signal.SIGKILL
