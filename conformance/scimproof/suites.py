"""Where the suites are, and which of them a run plays."""

from __future__ import annotations

import importlib.util
import inspect
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType

from scimproof.outcome import Level
from scimproof.settings import SettingsError, nearest
from scimproof.story import CheckSpec, spec_of

TITLES = {"rfc": "What RFC 7643 and RFC 7644 say, statement by statement"}


def home() -> Path:
    """The folder that holds the suites; the same layout in a checkout and in an installed wheel."""
    return Path(str(files("scimproof.scenarios")))


def names() -> list[str]:
    """The suites that come with Scimproof."""
    return sorted(entry.name for entry in home().iterdir() if entry.is_dir() and any(entry.glob("check_*.py")))


def chosen(wanted: tuple[str, ...]) -> list[Path]:
    """The folders or files of the suites a user asked for, by name or by path; all of ours when none was named.

    :raises SettingsError: for an unknown one.
    """
    return [_find(name) for name in wanted] or [home() / name for name in names()]


def _find(name: str) -> Path:
    if os.sep in name or name.endswith(".py") or name.startswith("."):
        path = Path(name)
        if not path.exists():
            raise SettingsError(f"--suite: there is no folder or file {name}")
        return path.resolve()
    if name not in names():
        raise SettingsError(f"--suite: there is no suite '{name}'{nearest(name, names())}; known: {', '.join(names())}")
    return home() / name


@dataclass(frozen=True)
class KnownCheck:
    """A check that can be listed and explained without running it."""

    id: str
    suite: str
    title: str
    level: Level
    requirements: tuple[str, ...]
    given: tuple[str, ...]
    story: str
    topic: str  # the module, without its prefix
    watches_every_exchange: bool = False


@cache
def known_checks() -> tuple[KnownCheck, ...]:
    """Every check of the suites that come with Scimproof, in the order in which they run."""
    active = [entry for suite in names() for module in _modules(suite) for entry in _checks_in(module, suite)]
    return (*active, *_passive())


def _modules(suite: str) -> Iterator[ModuleType]:
    for path in sorted((home() / suite).rglob("check_*.py")):
        spec = importlib.util.spec_from_file_location(f"scimproof.scenarios.{suite}.{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def _checks_in(module: ModuleType, suite: str) -> Iterator[KnownCheck]:
    from scimproof.items import level_of

    topic = module.__name__.rpartition(".")[2].removeprefix("check_")
    for _, function in inspect.getmembers(module, inspect.isfunction):
        spec: CheckSpec | None = spec_of(function)
        if spec is not None:
            yield KnownCheck(
                spec.id, suite, spec.title, level_of(spec), spec.requirements, spec.given, spec.story, topic
            )


def _passive() -> Iterator[KnownCheck]:
    from scimproof.items import EVERY_EXCHANGE
    from scimproof.plugin import PASSIVE_SUITE
    from scimproof.validation.passive import PASSIVE_RULES

    for rule in PASSIVE_RULES.values():
        yield KnownCheck(
            rule.id, PASSIVE_SUITE, rule.title, rule.level, rule.requirements, (), rule.story, EVERY_EXCHANGE, True
        )
