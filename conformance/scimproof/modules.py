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

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, suite: str) -> SuiteModule:
        """The module in this suite. It is imported anew for each: what one suite plays is no other's business."""
        module: SuiteModule = cls.from_parent(parent, path=path, nodeid=f"{parent.nodeid}[{suite}]")
        module.suite = suite
        return module

    def _getobj(self) -> ModuleType:
        try:
            return suites.load(self.path, f"scimproof_suite_{self.suite.replace('-', '_')}.{self.path.stem}")
        except Exception as problem:
            raise self.CollectError(f"{self.path.name}: {type(problem).__name__}: {problem}") from problem


class ModuleOfSuites(pytest.File):
    """A file whose module names the suites that it belongs to."""

    wanted: tuple[str, ...] = ()

    def collect(self) -> Iterator[SuiteModule]:
        """The module, once per suite that is played."""
        for suite in suites.played(self.path, self.wanted):
            yield SuiteModule.of(self, self.path, suite)


def suite_named_by(node: pytest.Collector | pytest.Item) -> str | None:
    """The suite in which the module of a node is played, when the module names its suites."""
    module = node.getparent(SuiteModule)
    return module.suite if module is not None else None
