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
from scimproof.profiles.model import Profile
from scimproof.settings import SettingsError, nearest
from scimproof.story import CheckSpec, spec_of

VENDORS = "vendors"
CONTRACT = "contract"
TITLES = {
    "rfc": "What RFC 7643, RFC 7644 and RFC 9865 say, statement by statement",
    CONTRACT: "What the profile of the target says, line by line",
}


def home() -> Path:
    """The folder that holds the suites; the same layout in a checkout and in an installed wheel."""
    return Path(str(files("scimproof.scenarios")))


@cache
def folders() -> dict[str, Path]:
    """The suites that come with Scimproof, in the order in which they run, each with the folder it lies in."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for module in sorted(folder.glob("check_*.py")):
            for suite in named_in(module) or (folder.name,):
                found.setdefault(suite, folder)
    return found


def _folders() -> list[Path]:
    """The statements of the RFCs first, then clients, then the contract of a profile and those of vendors."""
    first = sorted(
        (entry for entry in home().iterdir() if entry.is_dir() and entry.name not in (VENDORS, CONTRACT)),
        key=lambda entry: (entry.name != "rfc", entry.name),
    )
    vendors = home() / VENDORS
    return [*first, home() / CONTRACT, *(sorted(entry for entry in vendors.iterdir() if entry.is_dir()))]


def of_profiles() -> list[str]:
    """The suites that say something only of a target with a profile."""
    return [suite for suite, folder in folders().items() if folder.name == CONTRACT or folder.parent.name == VENDORS]


def names() -> list[str]:
    """The names of the suites that come with Scimproof."""
    return list(folders())


def title(suite: str) -> str:
    """What a suite is about."""
    from scimproof import profiles
    from scimproof.clients import TITLES as CLIENTS

    return TITLES.get(suite) or CLIENTS.get(suite) or profiles.titles().get(suite, suite)


def default(profile: Profile | None = None) -> list[str]:
    """The suites that are played when none is named: all but those of profiles, and those of this profile."""
    special = of_profiles()
    own = (CONTRACT, *profile.suites) if profile is not None else ()
    return [name for name in names() if name not in special or name in own]


@cache
def named_in(module: Path) -> tuple[str, ...]:
    """The suites that a module names in ``SUITES``; none when it belongs to the suite of its folder.

    Read from the source, so that nothing has to be imported to know it.
    """
    return _constant(module, "SUITES")


@cache
def clients_in(module: Path) -> tuple[str | None, ...]:
    """The clients that a module names in ``CLIENTS``: it is played once with each; ``None`` alone without any."""
    return _constant(module, "CLIENTS") or (None,)


def _constant(module: Path, name: str) -> tuple[str, ...]:
    try:
        tree = ast.parse(module.read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ()  # whoever imports it will say what is wrong
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in statement.targets
        ):
            return tuple(ast.literal_eval(statement.value))
    return ()


def chosen(wanted: tuple[str, ...], profile: Profile | None = None) -> list[Path]:
    """The folders or files of the suites a user asked for, by name or by path.

    When none was named, all of ours but those of profiles; with a profile, its own as well.

    :raises SettingsError: for an unknown one.
    """
    if not wanted:
        wanted = tuple(default(profile))
    return list(dict.fromkeys(map(_find, wanted)))


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
    client: str | None = None


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
    """The modules that hold checks with such ids (``fnmatch``); without a pattern those of the default suites.

    To collect no more than these is what makes a play of few checks short.
    """
    by_default = default()
    return modules_of(
        entry
        for entry in known_checks()
        if (any(fnmatch.fnmatch(entry.id, pattern) for pattern in patterns) if patterns else entry.suite in by_default)
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
            for client in clients_in(path):
                yield from _checks_in(module, path, suite, client)


def _checks_in(module: ModuleType, path: Path, suite: str, client: str | None) -> Iterator[KnownCheck]:
    from scimproof.items import level_of

    for _, function in inspect.getmembers(module, inspect.isfunction):
        spec: CheckSpec | None = spec_of(function)
        if spec is not None:
            yield KnownCheck(
                id=check_id(spec.id, suite if named_in(path) else None, client),
                client=client,
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


def check_id(own: str, suite: str | None, client: str | None = None) -> str:
    """The id of a check as reports show it.

    That of one in a module that names its suites begins with the suite; where a module is played with several clients,
    it ends with the client, as in ``vault-leaver-is-disabled-by-okta-oin``.
    """
    named = own if suite is None else f"{suite}-{own}"
    return named if client is None else f"{named}-by-{client}"


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
