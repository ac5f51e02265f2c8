"""A session to nowhere, for tests of what is never sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from scimproof.journal import Journal
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Wire

BASE = "https://scim.example.test/scim/v2"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Nothing listens there."""
    settings = Settings(url=BASE, token="the-token", report_dir=tmp_path)
    return Session(settings, Wire(BASE), Journal(tmp_path / "journal.jsonl", BASE))
