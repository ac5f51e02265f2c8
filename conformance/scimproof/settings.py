"""What a run is to do: file, environment and options, put together into one frozen :class:`Settings`."""

from __future__ import annotations

import difflib
import math
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scimproof.redaction import is_credential

DEFAULT_CONFIG_FILE = "scimproof.toml"
DEFAULT_REPORT_DIR = Path("scimproof-report")
LEVELS = ("must", "should", "all")
FAIL_ON = ("must", "should", "never")
CROWD = 1000

ENVIRONMENT = {
    "SCIMPROOF_URL": "url",
    "SCIMPROOF_TOKEN": "token",
    "SCIMPROOF_BASIC": "basic",
    "SCIMPROOF_SECOND_TOKEN": "second_token",
    "SCIMPROOF_HOOK_TOKEN": "hook_token",
}


class SettingsError(Exception):
    """The user asked for something impossible. The message is one line and names the way out."""


@dataclass(frozen=True)
class Settings:
    """Everything a run needs to know. Times are in seconds.

    :param url: base URL of the target; ``None`` runs against the lab.
    :param app: ``module:attribute`` of an ASGI or WSGI application to serve and test.
    :param suites: names of suites, or paths of folders with suites of one's own; empty for the default ones.
    :param checks: patterns (``fnmatch``) of check ids; empty for all.
    :param settle_s: how long an effect may take to show on the target.
    :param rate: requests per second at most; ``None`` for no limit.
    :param crowd: how many people the largest scenarios create; ``None`` for :data:`CROWD`, on the lab for fewer.
    :param keep: leave what was created on the target.
    :param profile: name or file of what the target promises and where it deviates.
    :param options: values of the profile's options, by name.
    :param hook_token: bearer token for the hooks of the profile.
    :param announced: the hooks that a double of the lab announced, in the form of a profile.
    :param waivers: a file with what is known to be broken and accepted for a time.
    :param baseline: the results file of an older run: only what is newly broken closes the gate.
    :param events: where to write what happens, while it happens.
    :param edition: the checks that the gate goes by, by their month; ``None`` for all that there are.
    """

    url: str | None = None
    token: str | None = None
    basic: str | None = None
    second_token: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    client_cert: Path | None = None
    ca: Path | None = None
    insecure: bool = False
    app: str | None = None
    profile: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    hook_token: str | None = None
    announced: Mapping[str, Any] | None = None
    faults: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    level: str = "all"
    fail_on: str = "must"
    report_dir: Path = DEFAULT_REPORT_DIR
    name: str | None = None
    workers: int = 0
    rate: float | None = None
    timeout_s: float = 30.0
    settle_s: float = 0.0
    max_requests: int | None = None
    crowd: int | None = None
    seed: int = 0
    keep: bool = False
    waivers: Path | None = None
    baseline: Path | None = None
    edition: str | None = None
    events: Path | None = None
    run_id: str = field(default_factory=lambda: secrets.token_hex(4))

    def __post_init__(self) -> None:
        if self.url is not None:
            _check_url(self.url)
        if self.token and self.basic:
            raise SettingsError("--token and --basic exclude each other: a target takes one credential")
        if self.token and self.token.lower().startswith("bearer "):
            raise SettingsError("--token takes the bare token: leave out 'Bearer', Scimproof adds it")
        if self.basic and ":" not in self.basic:
            raise SettingsError("--basic takes USER:PASSWORD")
        if self.app and self.url:
            raise SettingsError("--app and --url exclude each other: the application is served on loopback")
        if self.app and ":" not in self.app:
            raise SettingsError(f"--app takes MODULE:ATTRIBUTE, for example 'myapp.wsgi:application', not {self.app!r}")
        for option, path in (
            ("--client-cert", self.client_cert),
            ("--ca", self.ca),
            ("--waivers", self.waivers),
            ("--baseline", self.baseline),
        ):
            if path is not None and not path.is_file():
                raise SettingsError(f"{option}: there is no file {path}")
        _one_of("--level", self.level, LEVELS)
        _one_of("--fail-on", self.fail_on, FAIL_ON)
        for option, number, least in (
            ("--workers", self.workers, 0),
            ("--rate", self.rate, 0.001),
            ("--timeout", self.timeout_s, 0.001),
            ("--settle", self.settle_s, 0),
            ("--max-requests", self.max_requests, 1),
            ("--crowd", self.crowd, 0),
        ):
            if number is not None and number < least:
                raise SettingsError(f"{option} has to be at least {least}, not {number}")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value in these settings."""
        given = [self.token, self.basic, self.second_token, self.hook_token]
        for name, value in self.headers:
            if is_credential(name):
                given += [value, value.partition(" ")[2]]
        return tuple(secret for secret in given if secret)

    def share(self, workers: int) -> Settings:
        """The settings of one of several workers: together they keep to the limits."""
        rate = self.rate / workers if self.rate is not None else None
        most = math.ceil(self.max_requests / workers) if self.max_requests is not None else None
        return replace(self, rate=rate, max_requests=most)

    def public(self) -> dict[str, Any]:
        """The options that are recorded in the results file; credentials only as 'given' or not."""
        hidden = {"token", "basic", "second_token", "hook_token", "announced"}
        shown: dict[str, Any] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.name in hidden:
                value = "given" if value else None
            elif entry.name == "headers":
                value = [name for name, _ in value]
            elif entry.name == "options":
                value = dict(value)
            elif isinstance(value, Path):
                value = str(value)
            elif isinstance(value, tuple):
                value = list(value)
            shown[entry.name] = value
        return shown


def load(options: Mapping[str, Any], config: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Put the settings together. Precedence: option, environment, file, default.

    :param options: values by field name of :class:`Settings`; ``None`` means not given.
    :param config: the settings file; without one ``scimproof.toml`` of the current directory, if it exists.
    :raises SettingsError: for anything the user has to mend.
    """
    values: dict[str, Any] = {}
    path = config or Path(DEFAULT_CONFIG_FILE)
    if config is not None or path.is_file():
        from scimproof.settings_file import read_file

        values |= read_file(path, environ)
    values |= {name: environ[variable] for variable, name in ENVIRONMENT.items() if environ.get(variable)}
    given = {name: value for name, value in options.items() if value is not None}
    for one, other in (("token", "basic"), ("basic", "token"), ("url", "app"), ("app", "url")):
        if one in given and other not in given:
            values.pop(other, None)  # an option replaces its rival from a lesser source
    values |= given
    return Settings(**values)


def nearest(word: str, known: Any) -> str:
    """A hint that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{close[0]}'?" if close else ""


def header(line: str) -> tuple[str, str]:
    """Read ``Name: value``."""
    name, separator, value = line.partition(":")
    if not separator or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name.strip()):
        raise SettingsError(f"--header takes 'Name: value', not {line.partition(':')[0]!r}")
    return name.strip(), value.strip()


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SettingsError(f"{option} takes {', '.join(allowed)}, not {value!r}")


def _check_url(url: str) -> None:
    problem = None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"--url {url!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https"):
        problem = "it has to begin with https:// or http://"
    elif not parts.hostname or re.search(r"[\s<>\"{}|\\^`]", url):
        problem = "it names no host" if not parts.hostname else "it has characters that no URL may have"
    elif port == 0:
        problem = "port 0 is no port"
    elif parts.username or parts.password:
        problem = "credentials do not belong into it: use --basic or SCIMPROOF_BASIC"
    elif parts.fragment:
        problem = "it may not have a fragment"
    elif parts.query and parts.query not in ("aadOptscim062020", "AzureAdScimPatch2017"):
        problem = "a SCIM base URL has no query string (RFC 7644 section 1.3)"
    if problem:
        shown = re.sub(r"//[^/@]*@", "//***@", url)
        raise SettingsError(f"--url {shown!r} cannot be a target: {problem}")
