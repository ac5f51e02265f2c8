"""Reading ``scimproof.toml``: known keys, the right kinds, and ``${VARIABLES}`` of the environment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scimproof.settings import SettingsError, nearest

# Keys of the settings file, and what they are called here.
FILE_KEYS: Mapping[str, str] = {
    "url": "url",
    "token": "token",
    "basic": "basic",
    "second-token": "second_token",
    "headers": "headers",
    "client-cert": "client_cert",
    "ca": "ca",
    "insecure": "insecure",
    "app": "app",
    "profile": "profile",
    "options": "options",
    "suites": "suites",
    "checks": "checks",
    "level": "level",
    "fail-on": "fail_on",
    "report-dir": "report_dir",
    "name": "name",
    "workers": "workers",
    "rate": "rate",
    "timeout": "timeout_s",
    "settle": "settle_s",
    "max-requests": "max_requests",
    "crowd": "crowd",
    "seed": "seed",
    "keep": "keep",
    "waivers": "waivers",
    "baseline": "baseline",
    "edition": "edition",
    "events": "events",
}

_KINDS: Mapping[str, tuple[type, ...]] = {
    "headers": (dict,),
    "options": (dict,),
    "suites": (list,),
    "checks": (list,),
    "insecure": (bool,),
    "keep": (bool,),
    "workers": (int,),
    "seed": (int,),
    "max_requests": (int,),
    "crowd": (int,),
    "rate": (int, float),
    "timeout_s": (int, float),
    "settle_s": (int, float),
}
_PATHS = ("client_cert", "ca", "report_dir", "waivers", "baseline", "events")


def read_file(path: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Read a settings file.

    :raises SettingsError: when it cannot be read, is no TOML, or has an unknown key or a value of a wrong kind.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    values: dict[str, Any] = {}
    for key, value in document.items():
        if key not in FILE_KEYS:
            raise SettingsError(f"{path}: unknown key '{key}'{nearest(key, FILE_KEYS)}")
        values[FILE_KEYS[key]] = _file_value(path, key, _substituted(path, value, environ))
    return values


def _file_value(path: Path, key: str, value: Any) -> Any:
    name = FILE_KEYS[key]
    kinds = _KINDS.get(name, (str,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = {dict: "a table", list: "a list", bool: "true or false", int: "a number"}.get(kinds[0], "a string")
        raise SettingsError(f"{path}: '{key}' has to be {wanted}")
    if isinstance(value, dict):
        return tuple((str(entry), str(text)) for entry, text in value.items())
    if isinstance(value, list):
        return tuple(str(entry) for entry in value)
    return Path(str(value)) if name in _PATHS else value


def _substituted(path: Path, value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, str):

        def variable(match: re.Match[str]) -> str:
            if match[1] not in environ:
                raise SettingsError(f"{path}: the environment variable {match[1]} is not set")
            return environ[match[1]]

        return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", variable, value)
    if isinstance(value, dict):
        return {key: _substituted(path, entry, environ) for key, entry in value.items()}
    if isinstance(value, list):
        return [_substituted(path, entry, environ) for entry in value]
    return value
