"""Reading profiles: TOML, checked against their schema, with what they inherit."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from scimproof.profiles.model import Deviation, Filter, Hook, Lifecycle, Option, Patch, Profile, Resources
from scimproof.results import published_schema
from scimproof.settings import SettingsError, nearest

Document = dict[str, Any]
Part = TypeVar("Part")

# What a profile adds to the list that it inherits; every other list replaces it.
ADDED = ("patch", "filter", "deviation", "checklist", "settings", "protected")
# What is the profile's own, and is not inherited.
OWN = ("title", "about", "inherits", "reviewed")


def available() -> list[str]:
    """The names of the profiles that come with Scimproof."""
    return sorted(entry.name.removesuffix(".toml") for entry in _home().iterdir() if entry.name.endswith(".toml"))


def titles() -> dict[str, str]:
    """Their titles by name."""
    return {name: str(_document(name)["title"]) for name in available()}


def load(name: str, options: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> Profile:
    """Read a profile by its name or the path of its file.

    :param options: values of options, by name.
    :raises SettingsError: when there is none, it is no profile, or has no such option.
    """
    lineage, document = _with_what_it_inherits(name, ())
    return _profile(lineage, document, dict(options))


# -- files ----------------------------------------------------------------------------------------------------------


def _home() -> Any:
    return files("scimproof.scenarios") / "profiles"


def _is_path(name: str) -> bool:
    return os.sep in name or name.endswith(".toml")


@cache
def _document(name: str) -> Document:
    """:raises SettingsError: when there is no such profile, or it is none."""
    if not _is_path(name) and name not in available():
        known = available()
        raise SettingsError(
            f"--profile: there is no profile '{name}'{nearest(name, known)}; known: {', '.join(known)}, "
            "or the path of a .toml file of your own"
        )
    place = Path(name) if _is_path(name) else _home() / f"{name}.toml"
    try:
        text = place.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"--profile: cannot read {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"--profile: {name} is not UTF-8") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"--profile: {name} is not valid TOML: {error}") from None
    document = {key: _days_as_text(value) for key, value in document.items()}
    _check(name, document)
    return document


def _days_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _days_as_text(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_days_as_text(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def _check(name: str, document: Document) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    problems = list(Draft202012Validator(published_schema("profile")).iter_errors(document))
    # A word that nobody knows is most likely the one that is missing elsewhere, misspelt.
    misspelt = next((one for one in problems if one.validator == "additionalProperties"), None)
    problem = misspelt or best_match(problems)
    if problem is None:
        return
    place = ".".join(str(part) for part in problem.absolute_path) or "the file"
    raise SettingsError(f"--profile: {name}: {place}: {_said(problem)}")


def _said(problem: Any) -> str:
    if problem.validator == "additionalProperties":
        known = problem.schema.get("properties", {})
        unknown = next(key for key in problem.instance if key not in known)
        return f"unknown key '{unknown}'{nearest(unknown, known)}"
    if problem.validator == "anyOf":
        return "it has to name 'checks' or 'requests'"
    if problem.validator == "oneOf":
        return "it has to have either 'request' or 'python'"
    return str(problem.message)


# -- inheritance ----------------------------------------------------------------------------------------------------


def _with_what_it_inherits(name: str, seen: tuple[str, ...]) -> tuple[tuple[str, ...], Document]:
    if name in seen:
        raise SettingsError(f"--profile: {name} inherits from itself, by way of {', '.join(seen)}")
    document = _document(name)
    parent = document.get("inherits")
    if parent is None:
        return (name,), document
    if _is_path(parent) and _is_path(name):
        parent = str(Path(name).parent / parent)
    lineage, inherited = _with_what_it_inherits(parent, (*seen, name))
    kept = {key: value for key, value in inherited.items() if key not in OWN}
    return (name, *lineage), _merged(kept, document)


def _merged(inherited: Document, own: Document) -> Document:
    merged = dict(inherited)
    for key, value in own.items():
        before = merged.get(key)
        if isinstance(before, list) and key in ADDED:
            merged[key] = [*before, *value]
        elif isinstance(before, dict) and isinstance(value, dict):
            merged[key] = _merged(before, value)
        else:
            merged[key] = value
    return merged


# -- from the document to the profile ---------------------------------------------------------------------------------


def _profile(lineage: Sequence[str], document: Document, wanted: dict[str, str]) -> Profile:
    name = Path(lineage[0]).stem
    options = {key: _made(Option, {**entry, "name": key}) for key, entry in document.get("options", {}).items()}
    chosen = {key: option.default for key, option in options.items()} | _known(name, options, wanted)
    hooks = dict(document.get("hooks", {}))
    base = hooks.pop("base", "")

    def holding(key: str) -> list[Document]:
        return [
            {part: value for part, value in entry.items() if part != "when"}
            for entry in document.get(key, [])
            if all(chosen.get(option) == value for option, value in entry.get("when", {}).items())
        ]

    return Profile(
        name=name,
        title=document["title"],
        about=document.get("about", ""),
        lineage=tuple(Path(entry).stem for entry in lineage[1:]),
        reviewed=document.get("reviewed"),
        suites=tuple(document.get("suites", ())),
        double=document.get("double"),
        sources=document.get("sources", {}),
        checklist=tuple(document.get("checklist", ())),
        settings=tuple(document.get("settings", ())),
        options=options,
        chosen=chosen,
        users=_made(Resources, document.get("users", {})),
        groups=_made(Resources, document.get("groups", {})),
        patches=tuple(_made(Patch, entry) for entry in holding("patch")),
        filters=tuple(_made(Filter, entry) for entry in holding("filter")),
        paging=document.get("paging", {}),
        lifecycle=_made(Lifecycle, document.get("lifecycle", {})),
        limits=document.get("limits", {}),
        pace=document.get("pace", {}),
        protected=tuple(document.get("protected", ())),
        deviations=tuple(_made(Deviation, entry) for entry in holding("deviation")),
        hooks={key: _made(Hook, {**entry, "name": key}) for key, entry in hooks.items()},
        hook_base=base,
    )


def hooks_of(document: Mapping[str, Any]) -> tuple[str, dict[str, Hook]]:
    """The hooks that a lab double announces, in the form of the table ``hooks`` of a profile."""
    rest = dict(document)
    return str(rest.pop("base", "")), {key: _made(Hook, {**entry, "name": key}) for key, entry in rest.items()}


def _known(name: str, options: Mapping[str, Option], wanted: dict[str, str]) -> dict[str, str]:
    for key, value in wanted.items():
        if key not in options:
            known = ", ".join(options) or "none"
            raise SettingsError(
                f"--set: the profile {name} has no option '{key}'{nearest(key, options)}; it has {known}"
            )
        if options[key].values and value not in options[key].values:
            raise SettingsError(f"--set: {key} takes {', '.join(options[key].values)}, not {value!r}")
    return wanted


def _made(kind: type[Part], entry: Mapping[str, Any]) -> Part:
    """A part of the profile; lists of the document become tuples."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(
        **{
            key: tuple(value) if isinstance(value, list) and key != "body" else value
            for key, value in entry.items()
            if key in known
        }
    )
