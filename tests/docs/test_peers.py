"""The page about other tools names checks that exist."""

import fnmatch
import re
from pathlib import Path

from scimproof import suites

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"


def test_it_names_checks_that_exist() -> None:
    named = re.findall(r"`((?:rfc\d|scimproof-)[^`]+)`", PAGE.read_text("utf-8"))
    known = [entry.id for entry in suites.known_checks()]
    assert len(named) > 100
    assert [pattern for pattern in named if not fnmatch.filter(known, pattern)] == []
