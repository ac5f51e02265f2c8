"""docs/choices.md says what is in the table. SCIMPROOF_UPDATE_DOCS=1 (`make docs`) writes it again."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scimproof.lab.choices import CHOICES
from scimproof.lab.faults import FAULTS

PAGE = Path(__file__).parents[2] / "docs" / "choices.md"
TABLE: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "choices.toml").read_text("utf-8"))

HEAD = """# Where the RFCs leave a choice

RFC 7643, RFC 7644 and RFC 9865 leave things open, and contradict themselves here and there. A server that takes one
way is as right as one that takes the other, and gets no red line for it. This page tells what is open, and what
Scimproof accepts.

The lab takes every way on demand: `scimproof serve --choice answers_patch_with_204`. Tests play the suite against
each of them, and against servers that make many choices at once.
"""


def test_the_page_is_not_stale() -> None:
    if os.environ.get("SCIMPROOF_UPDATE_DOCS"):
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "docs/choices.md is stale: run make docs"


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *lines()])


def lines() -> Iterator[str]:
    """Each entry under the heading of its group."""
    group = None
    groups = list(dict.fromkeys(told["group"] for told in TABLE.values()))
    for told in sorted(TABLE.values(), key=lambda told: groups.index(told["group"])):
        if told["group"] != group:
            group = told["group"]
            yield f"## {group}\n"
        yield f"**{told['title']}.** {told['open']}\n\n*Accepted:* {told['accepts']}\n"
        yield from shown(told)


def shown(told: dict[str, Any]) -> Iterator[str]:
    """How the lab shows an entry."""
    ways = [*_ways(told.get("choices", {})), *_ways(told.get("faults", {}))]
    if ways:
        yield "\n".join(ways) + "\n"


def _ways(readings: dict[str, dict[str, str]]) -> Iterator[str]:
    known = {**FAULTS, **CHOICES}
    for names, remarks in readings.items():
        titles = " ".join(f"{known[name].title}." for name in names.split())
        reasons = "; ".join(dict.fromkeys(why for why in remarks.values() if not why.startswith("blocked:")))
        called = " and ".join(f"`{name}`" for name in names.split())
        yield f"- {called}: {titles}" + (f" It draws a warning: {reasons}." if reasons else "")
