"""A badge for each suite, as an endpoint of shields.io reads it: a verdict in a word, never a score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scimproof.outcome import Verdict
from scimproof.reporting.summary import Summary
from scimproof.reporting.text import fragment, one_line

_COLOURS = {
    Verdict.MET: "brightgreen",
    Verdict.MET_WITH_WAIVERS: "green",
    Verdict.NOT_MET: "red",
    Verdict.INCOMPLETE: "lightgrey",
}


def render_badges(results: Mapping[str, Any]) -> dict[str, str]:
    """The badges by file name; none where only a part was asked for, for a part is no verdict."""
    run, options = results["run"], results["run"]["options"]
    if run["interrupted"] or options.get("checks") or options.get("level", "all") != "all":
        return {}
    suites = Summary(results).suites
    return {f"badge-{fragment(suite.name)}.json": _badge(suite.name, suite.verdict) for suite in suites}


def _badge(suite: str, verdict: str) -> str:
    shown = {"schemaVersion": 1, "label": f"SCIM {one_line(suite, 40)}", "message": verdict}
    return json.dumps({**shown, "color": _COLOURS[Verdict(verdict)]}) + "\n"
