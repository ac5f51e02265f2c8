"""Editions: the checks as they were at a date, so that a gate that names one is never closed by a newer check."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeAlias

from scimproof.settings import SettingsError, nearest

Edition: TypeAlias = frozenset[str]


def names() -> list[str]:
    """The editions by their month, the oldest first."""
    return sorted(entry.name.removesuffix(".txt") for entry in _home().iterdir() if entry.name.endswith(".txt"))


def load(name: str) -> Edition:
    """The ids of the checks of an edition.

    :raises SettingsError: when there is no such edition.
    """
    if name not in names():
        raise SettingsError(
            f"--edition: there is no edition '{name}'{nearest(name, names())}; known: {', '.join(names())}"
        )
    lines = _home().joinpath(f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _home() -> Traversable:
    return files("scimproof.registry").joinpath("editions")
