"""Trying mutations: plays that end as soon as somebody has seen what was done."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.lab.mutations import Mutation, mutation_named
from scimproof.lab.mutations.fields import FieldMutation
from scimproof.outcome import Level, worst
from scimproof.preflight import PreflightFailed
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings
from scimproof.validation.passive import PASSIVE_RULES

from . import plays
from .mutants import Seen

SUITE = ("rfc[0-9]*",)
PREFLIGHT = "preflight"

# Modules that are likely to see a mutation, by the first word of its class or of the document that it is in.
HOMES: dict[str, tuple[str, ...]] = {
    "User": ("attribute_writing", "projection_writes", "users_create", "users_replace", "groups"),
    "Group": ("attribute_writing", "groups", "group_members", "patch_members", "groups_listed"),
    "ListResponse": ("lists", "paging", "paging_cursor", "search", "discovery", "discovery_lookups"),
    "Error": (
        "errors",
        "users_create",
        "filter_malformed",
        "patch_malformed",
        "bulk_errors",
        "etags",
        "authentication",
    ),
    "ServiceProviderConfig": ("config_documents", "paging_config", "discovery", "bulk_limits", "config_passwords"),
    "ResourceType": ("resource_types_entries", "discovery", "discovery_lookups"),
    "Schema": ("schemas_definitions", "schemas_documents", "core_schemas", "discovery", "discovery_lookups"),
    "BulkResponse": ("bulk", "bulk_errors", "bulk_references", "bulk_limits"),
    "a status": ("methods", "errors", "users_create", "users_read", "users_replace", "users_delete", "etags", "bulk"),
    "a header": ("users_create", "media_types", "etags", "etags_groups", "authentication", "discovery", "bulk"),
    "a parameter": ("lists", "paging", "paging_cursor", "sorting", "projection", "projection_writes", "search"),
    "a write": (
        "attribute_writing",
        "users_create",
        "users_replace",
        "users_delete",
        "groups",
        "patch_members",
        "patch_emails",
    ),
    "an operation": ("bulk", "bulk_errors", "bulk_references", "patch_emails"),
}


def see(name: str, first: tuple[str, ...] = (), *, quick: bool = False, topics: Collection[str] | None = None) -> Seen:
    """Play one mutation: for the modules of some checks, for those that are likely to see it, and for all others.

    :param quick: leave the others out.
    :param topics: those in which it has something to change: they are all that is played then, and all are.
    """
    mutation = mutation_named(name)
    mutation.times.clear()
    best = Seen(name, met=False)
    asked: list[Path] = []
    for modules in (
        *_modules_of(first),
        _homes(mutation),
        *([] if quick and topics is None else [list(_all_modules())]),
    ):
        fresh = [module for module in modules if module not in asked and (topics is None or topic(module) in topics)]
        asked += fresh
        if not fresh:
            continue
        try:
            watch = _play([mutation], fresh)
        except PreflightFailed as stopped:
            return Seen(name, met=True, by=PREFLIGHT, named=_speaks_of(mutation, str(stopped)))
        if watch.named:
            return Seen(name, met=True, by=watch.named[name], named=True)
        best = Seen(name, bool(mutation.times), best.by or watch.unnamed)
    return best


def see_together(names: Sequence[str]) -> list[Seen]:
    """Play several mutations of fields at once; those of which a finding speaks, each by its full name."""
    mutations = [mutation_named(name) for name in names]
    try:
        watch = _play(mutations, _homes(mutations[0]))
    except PreflightFailed:
        return []
    return [Seen(name, met=True, by=by, named=True) for name, by in watch.named.items()]


@cache
def module_of() -> dict[str, Path]:
    """The modules of checks; those that watch every exchange have none."""
    return {entry.id: entry.module for entry in suites.known_checks() if entry.module is not None}


@cache
def _all_modules() -> tuple[Path, ...]:
    return tuple(suites.modules_with(SUITE))


def _homes(mutation: Mutation) -> list[Path]:
    topics = next(listed for word, listed in HOMES.items() if mutation.kind.startswith(word))
    return [module for module in _all_modules() if module.stem.removeprefix("check_") in topics]


def topic(module: Path) -> str:
    """``users-create`` of ``check_users_create.py``: scenarios are named so."""
    return module.stem.removeprefix("check_").replace("_", "-")


def _modules_of(checks: Iterable[str]) -> list[list[Path]]:
    """The modules of these checks; the first one alone, since it is most likely to do."""
    listed = list(dict.fromkeys(module_of()[check] for check in checks if check in module_of()))
    return [part for part in (listed[:1], listed[1:]) if part]


def _play(mutations: list[Mutation], modules: list[Path]) -> Watch:
    """Play these modules until all of the mutations are seen."""
    names = tuple(mutation.id for mutation in mutations)
    with tempfile.TemporaryDirectory(prefix="scimproof-mutation-") as place:
        run = Run(Settings(faults=names, checks=SUITE, report_dir=Path(place), seed=plays.SEED))
        run.open()
        watch = Watch(run, mutations)
        try:
            play(run, modules, watch)
        finally:
            run.close()
    if run.internal_error is not None:
        raise RuntimeError(f"{names}: {run.internal_error}")
    watch.look()
    if errors := [check["id"] for check in run.checks if check["outcome"] == "error"]:
        raise RuntimeError(f"{names}: an error of our own in {errors}")
    return watch


class Watch(Progress):
    """Ends a play as soon as something is red that speaks of each mutation.

    :param named: who spoke of which.
    :param unnamed: who was red first, whatever it spoke of.
    """

    def __init__(self, run: Run, mutations: Sequence[Mutation]) -> None:
        super().__init__(Console(), QUIET)
        self._run = run
        self._waiting = {mutation.id: mutation for mutation in mutations}
        self._is_alone = len(mutations) == 1
        self._session: pytest.Session | None = None
        self._seen = 0
        self.named: dict[str, str] = {}
        self.unnamed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember whom to stop."""
        self._session = session

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at what is new."""
        self.look()
        if not self._waiting and self._session is not None:
            self._session.shouldstop = "seen"

    def look(self) -> None:
        """Look at the checks that are new, and at what the passive rules say of the exchanges so far."""
        fresh = self._run.checks[self._seen :]
        self._seen = len(self._run.checks)
        for check in fresh:
            if check["outcome"] in plays.RED:
                self._note(check["id"], [_text(finding) for finding in check["findings"]])
        for rule in PASSIVE_RULES.values():
            findings = self._run.passive_findings(rule.id)
            if findings and rule.level is not Level.MAY and worst(rule.level, findings).value in plays.RED:
                self._note(rule.id, [" ".join((one.message, one.expected, one.received)) for one in findings])

    def _note(self, check: str, texts: list[str]) -> None:
        self.unnamed = self.unnamed or check
        for name, mutation in list(self._waiting.items()):
            speaks = _speaks_of if self._is_alone else _speaks_of_the_very
            if any(speaks(mutation, text) for text in texts):
                self.named[name] = check
                del self._waiting[name]


def _text(finding: Mapping[str, Any]) -> str:
    return " ".join(str(finding[part]) for part in ("message", "expected", "received"))


def _speaks_of(mutation: Mutation, text: str) -> bool:
    """Whether a finding names what was done."""
    return not mutation.subject or any(word.lower() in text.lower() for word in mutation.subject)


def _speaks_of_the_very(mutation: Mutation, text: str) -> bool:
    """Whether a finding names the very field, and not one of the same name elsewhere."""
    assert isinstance(mutation, FieldMutation)
    path = ".".join(name for name in mutation.path if not name.startswith("urn:"))
    return re.search(rf"(?<![\w.]){re.escape(path)}(?![\w.])", text, re.IGNORECASE) is not None
