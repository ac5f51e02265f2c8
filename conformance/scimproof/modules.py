"""Modules of checks as pytest collects them: one that names several suites is played once in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from scimproof import suites


class SuiteModule(pytest.Module):
    """A module of checks, played in one of the suites that it names."""

    suite: str
    client: str | None

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, suite: str, client: str | None) -> SuiteModule:
        """The module in this suite. It is imported anew for each: what one suite plays is no other's business."""
        how = suite if client is None else f"{suite}-{client}"
        module: SuiteModule = cls.from_parent(parent, path=path, nodeid=f"{parent.nodeid}[{how}]")
        module.suite, module.client = suite, client
        return module

    def _getobj(self) -> ModuleType:
        how = "_".join(filter(None, (self.suite, self.client))).replace("-", "_")
        try:
            return suites.load(self.path, f"scimproof_suite_{how}.{self.path.stem}")
        except Exception as problem:
            raise self.CollectError(f"{self.path.name}: {type(problem).__name__}: {problem}") from problem


class ModuleOfSuites(pytest.File):
    """A file whose module names the suites that it belongs to."""

    wanted: tuple[str, ...] = ()

    def collect(self) -> Iterator[SuiteModule]:
        """The module, once per suite that is played, and per client that it names."""
        for suite in suites.played(self.path, self.wanted):
            for client in suites.clients_in(self.path):
                yield SuiteModule.of(self, self.path, suite, client)


def suite_named_by(node: pytest.Collector | pytest.Item) -> str | None:
    """The suite in which the module of a node is played, when the module names its suites."""
    module = node.getparent(SuiteModule)
    return module.suite if module is not None else None


def client_named_by(node: pytest.Collector | pytest.Item) -> str | None:
    """The client with which the module of a node is played, when the module names its clients."""
    module = node.getparent(SuiteModule)
    return module.client if module is not None else None
