"""Where the suites are, which of them a module belongs to, and which a run plays.

A folder below ``scenarios/`` is a suite. Where one product is played in several ways, the modules of its folder name
the suites that they belong to, as in ``SUITES = ("okta-aiw", "okta-oin")``: each of their checks then exists once per
suite, and the id of a check begins with the name of its suite.
"""

from __future__ import annotations

import ast
import fnmatch
import importlib.util
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

from scimproof.outcome import Level
from scimproof.settings import SettingsError, nearest
from scimproof.story import CheckSpec, spec_of

TITLES = {"rfc": "What RFC 7643, RFC 7644 and RFC 9865 say, statement by statement"}


def home() -> Path:
    """The folder that holds the suites; the same layout in a checkout and in an installed wheel."""
    return Path(str(files("scimproof.scenarios")))


@cache
def folders() -> dict[str, Path]:
    """The suites that come with Scimproof, in the order in which they run, each with the folder it lies in."""
    found: dict[str, Path] = {}
    for folder in sorted(home().iterdir(), key=lambda entry: (entry.name != "rfc", entry.name)):
        for module in sorted(folder.glob("check_*.py")) if folder.is_dir() else ():
            for suite in named_in(module) or (folder.name,):
                found.setdefault(suite, folder)
    return found


def names() -> list[str]:
    """The names of the suites that come with Scimproof."""
    return list(folders())


def title(suite: str) -> str:
    """What a suite is about."""
    from scimproof.clients import TITLES as CLIENTS

    return TITLES.get(suite) or CLIENTS.get(suite, suite)


@cache
def named_in(module: Path) -> tuple[str, ...]:
    """The suites that a module names in ``SUITES``; none when it belongs to the suite of its folder.

    Read from the source, so that nothing has to be imported to know it.
    """
    try:
        tree = ast.parse(module.read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ()  # whoever imports it will say what is wrong
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "SUITES" for target in statement.targets
        ):
            return tuple(ast.literal_eval(statement.value))
    return ()


def chosen(wanted: tuple[str, ...]) -> list[Path]:
    """The folders or files of the suites a user asked for, by name or by path; all of ours when none was named.

    :raises SettingsError: for an unknown one.
    """
    return list(dict.fromkeys(map(_find, wanted))) or list(dict.fromkeys(folders().values()))


def played(module: Path, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the suites that a module names which a run plays: the ones asked for by name, or all."""
    named = named_in(module)
    asked = tuple(suite for suite in named if suite in wanted)
    by_path = any(_is_path(entry) and module.is_relative_to(Path(entry).resolve()) for entry in wanted)
    return named if by_path or not wanted else asked


def _is_path(name: str) -> bool:
    return os.sep in name or name.endswith(".py") or name.startswith(".")


def _find(name: str) -> Path:
    if _is_path(name):
        path = Path(name)
        if not path.exists():
            raise SettingsError(f"--suite: there is no folder or file {name}")
        return path.resolve()
    if name not in folders():
        raise SettingsError(f"--suite: there is no suite '{name}'{nearest(name, names())}; known: {', '.join(names())}")
    return folders()[name]


@dataclass(frozen=True)
class KnownCheck:
    """A check that can be listed and explained without running it.

    :param story: what its docstring says below the title.
    :param flow: what the docstring of its scenario says: what is done, and what is sent for that.
    """

    id: str
    suite: str
    title: str
    level: Level
    requirements: tuple[str, ...]
    given: tuple[str, ...]
    story: str
    topic: str  # the module, without its prefix
    module: Path | None = None
    watches_every_exchange: bool = False
    flow: str = ""


@cache
def known_checks() -> tuple[KnownCheck, ...]:
    """Every check of the suites that come with Scimproof, in the order in which they run."""
    active = [entry for folder in dict.fromkeys(folders().values()) for entry in _checks_below(folder)]
    order = {suite: number for number, suite in enumerate(names())}
    return (*sorted(active, key=lambda entry: order[entry.suite]), *_passive())


def modules_of(checks: Iterable[KnownCheck]) -> list[Path]:
    """The modules in which these checks are written."""
    return sorted({entry.module for entry in checks if entry.module is not None})


def modules_with(patterns: tuple[str, ...]) -> list[Path]:
    """The modules that hold checks with such ids (``fnmatch``), all when there is no pattern.

    To collect no more than these is what makes a play of few checks short.
    """
    known = known_checks()
    return modules_of(
        entry for entry in known if not patterns or any(fnmatch.fnmatch(entry.id, pattern) for pattern in patterns)
    )


def load(path: Path, name: str) -> ModuleType:
    """Import a module of a suite under a name of its own.

    :raises ImportError: when it cannot be.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _checks_below(folder: Path) -> Iterator[KnownCheck]:
    for path in sorted(folder.rglob("check_*.py")):
        module = load(path, f"scimproof.scenarios.{folder.name}.{path.stem}")
        for suite in named_in(path) or (folder.name,):
            yield from _checks_in(module, path, suite)


def _checks_in(module: ModuleType, path: Path, suite: str) -> Iterator[KnownCheck]:
    from scimproof.items import level_of

    for _, function in inspect.getmembers(module, inspect.isfunction):
        spec: CheckSpec | None = spec_of(function)
        if spec is not None:
            yield KnownCheck(
                id=check_id(spec.id, suite if named_in(path) else None),
                suite=suite,
                title=spec.title,
                level=level_of(spec),
                requirements=spec.requirements,
                given=spec.given,
                story=spec.story,
                topic=path.stem.removeprefix("check_"),
                module=path,
                flow=_flow_of(function, module),
            )


def _flow_of(function: Callable[..., Any], module: ModuleType) -> str:
    """What is told of the scenario that a check judges: the first of its parameters that the module has made."""
    for name in inspect.signature(function).parameters:
        if flow := getattr(module, name, None):
            return inspect.getdoc(flow) or ""
    return ""


def check_id(own: str, suite: str | None) -> str:
    """The id of a check as reports show it: that of one in a module of several suites begins with the suite."""
    return own if suite is None else f"{suite}-{own}"


def _passive() -> Iterator[KnownCheck]:
    from scimproof.items import EVERY_EXCHANGE
    from scimproof.plugin import PASSIVE_SUITE
    from scimproof.validation.passive import PASSIVE_RULES

    for rule in PASSIVE_RULES.values():
        yield KnownCheck(
            id=rule.id,
            suite=PASSIVE_SUITE,
            title=rule.title,
            level=rule.level,
            requirements=rule.requirements,
            given=(),
            story=rule.story,
            topic=EVERY_EXCHANGE,
            watches_every_exchange=True,
        )
