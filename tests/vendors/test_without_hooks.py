"""Without hooks, as against most real endpoints: the endpoint is judged, and what is behind it is not observable.

What only a hook can see stands in ``behind.json``, and is marked on the page ``docs/integrations.md``;
SCIMPROOF_UPDATE_DOCS=1 writes it again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scimproof import doubles

Play = Callable[..., dict[str, dict[str, Any]]]

BEHIND = Path(__file__).parent / "behind.json"
# A real endpoint is asked as slowly as its vendor wants; this one takes what comes.
AT_ONCE = 10_000.0
VENDORS = ("workos", "vanta", "vanta-okta", "veza", "stytch", "scanner", "vault")


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_nobody_has_seen_never_passes(play_lab: Play, monkeypatch: pytest.MonkeyPatch, vendor: str) -> None:
    monkeypatch.setattr(doubles, "_announced", lambda url: {})
    own = f"{vendor}-*"
    checks = {
        one: check
        for one, check in play_lab(profile=vendor, checks=(own,), rate=AT_ONCE).items()
        if check["suite"] == vendor
    }
    assert {
        one: check["outcome"] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")
    } == {}
    behind = sorted(one for one, check in checks.items() if "not observable" in (check["reason"] or ""))
    assert len(behind) < len(checks)
    known = json.loads(BEHIND.read_text("utf-8")) if BEHIND.exists() else {}
    if os.environ.get("SCIMPROOF_UPDATE_DOCS"):
        known[vendor] = behind
        BEHIND.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    assert behind == known[vendor], "tests/vendors/behind.json is stale: run make docs"
