"""The page on coverage says what is so. SCIMPROOF_UPDATE_DOCS=1 (`make docs`) writes it again."""

import os
from pathlib import Path

from scimproof import coverage, registry

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def test_the_page_is_not_stale() -> None:
    if os.environ.get("SCIMPROOF_UPDATE_DOCS"):
        PAGE.write_text(coverage.markdown(), "utf-8")
    assert PAGE.read_text("utf-8") == coverage.markdown(), "docs/coverage.md is stale: run make docs"


def test_the_sums_are_right() -> None:
    every = coverage.totals()[-1]
    assert every.statements == len(registry.statements())
    assert every.testable >= every.checked >= every.binding_checked
    assert every.testable - every.checked == len([entry for entry in coverage.unchecked() if entry.testable != "no"])
