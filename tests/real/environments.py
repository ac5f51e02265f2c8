"""Where third-party servers are installed: one directory per set of pins, built once and used by every later run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

INSTALL_TIMEOUT_S = 900
COMPLETE = "complete"

# What pip and npm say when they do not get through to a registry.
_NO_NETWORK = re.compile(
    r"Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed"
    r"|Failed to establish a new connection|Network is unreachable|No route to host|Connection refused"
    r"|ConnectTimeoutError|ReadTimeoutError|Tunnel connection failed"
    r"|code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)"
)


class Unavailable(Exception):
    """What a server needs is not to be had on this machine: a tool is missing, or a registry is out of reach."""


class InstallFailed(Exception):
    """The registry answered, and still the installation failed."""


class Environment(Protocol):
    """Something that can be installed into a directory of its own."""

    def identity(self) -> str:
        """All that decides what is installed. Another identity is another directory."""

    def install(self, directory: Path) -> None:
        """Install into the empty directory."""


@dataclass(frozen=True)
class PythonEnvironment:
    """A virtual environment with exactly the packages of a requirements file."""

    requirements: Path

    def identity(self) -> str:
        return f"{sys.base_prefix} {sys.version} {self.requirements.read_text('utf-8')}"

    def install(self, directory: Path) -> None:
        _run([sys.executable, "-m", "venv", str(directory)], directory)
        pip = [str(directory / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        _run([*pip, "install", "--retries", "1", "--requirement", str(self.requirements)], directory)


@dataclass(frozen=True)
class NodeEnvironment:
    """A ``node_modules`` with exactly the packages of a lock file."""

    manifest: Path
    lock: Path

    def identity(self) -> str:
        return self.manifest.read_text("utf-8") + self.lock.read_text("utf-8")

    def install(self, directory: Path) -> None:
        npm = find_tool("npm")
        shutil.copy(self.manifest, directory)
        shutil.copy(self.lock, directory)
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
        _run([npm, "ci", *quiet], directory)


def provide(name: str, environment: Environment) -> Path:
    """The directory where the environment is installed; installs it first where that has not been done yet.

    Processes that come at the same time wait for the one that builds. An installation that was cut short has no
    mark of completion, and is done again from the start.
    """
    digest = hashlib.sha256(environment.identity().encode()).hexdigest()[:12]
    cache = _cache()
    directory = cache / f"{name}-{digest}"
    with _locked(cache / f"{name}-{digest}.lock"):
        if not (directory / COMPLETE).exists():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir()
            environment.install(directory)
            (directory / COMPLETE).touch()
    return directory


def find_tool(name: str) -> str:
    """The path of a command line tool that has to be on this machine."""
    path = shutil.which(name)
    if path is None:
        raise Unavailable(f"{name} is not installed")
    return path


def _cache() -> Path:
    own = os.environ.get("SCIMPROOF_REAL_CACHE")
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(own) if own else Path(user) / "scimproof" / "real"
    cache.mkdir(parents=True, exist_ok=True)
    return cache.resolve()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Only one process at a time gets past here; the lock ends with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(command: list[str], directory: Path) -> None:
    done = subprocess.run(
        command,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALL_TIMEOUT_S,
        check=False,
    )
    if done.returncode == 0:
        return
    cause = _NO_NETWORK.search(done.stdout)
    if cause:
        raise Unavailable(f"the package registry cannot be reached ({cause.group()})")
    raise InstallFailed(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}")
