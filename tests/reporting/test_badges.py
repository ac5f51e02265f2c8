"""Badges: a word for a whole suite, and none for a part of it."""

import json
from typing import Any

from scimproof.reporting.badges import render_badges


def whole(results: Any) -> Any:
    options = {**results["run"]["options"], "checks": [], "level": "all"}
    return {**results, "run": {**results["run"], "options": options}}


def test_a_badge_is_what_shields_reads(results: Any) -> None:
    made = render_badges(whole(results))
    assert sorted(made) == ["badge-okta-oin.json", "badge-rfc.json"]
    badge = json.loads(made["badge-rfc.json"])
    assert badge == {"schemaVersion": 1, "label": "SCIM rfc", "message": "not met", "color": "red"}


def test_a_part_is_no_verdict(results: Any) -> None:
    run = whole(results)
    for change in ({"checks": ["rfc7644-*"]}, {"level": "must"}):
        options = {**run["run"]["options"], **change}
        assert render_badges({**run, "run": {**run["run"], "options": options}}) == {}
    assert render_badges({**run, "run": {**run["run"], "interrupted": True}}) == {}


def test_a_hostile_name_makes_no_path(hostile: Any) -> None:
    for name, text in render_badges(whole(hostile)).items():
        assert "/" not in name
        json.loads(text)
