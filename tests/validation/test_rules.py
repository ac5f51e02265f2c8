"""Every passive rule on small exchanges: what turns it red, and what has to leave it green."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from scimproof.exchange import Exchange
from scimproof.outcome import Level, Outcome
from scimproof.validation.passive import PASSIVE_RULES, PassiveRule, findings_of, judge

from .case import Case
from .cases import bodies, errors, leaks, lists, references, resources, statuses, values
from .makers import (
    BASE,
    CONFIG,
    CONTEXT,
    DEVICE_SCHEMA,
    ENTERPRISE_SCHEMA,
    GROUP_SCHEMA,
    MESSAGES,
    RESOURCE_TYPES,
    USER_SCHEMA,
    bulk,
    device,
    error,
    exchange,
    group,
    listing,
    user,
)

CASES = [
    case for module in (errors, bodies, statuses, lists, references, resources, values, leaks) for case in module.CASES
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule(case: Case) -> None:
    outcome, findings = judge(case.rule, [case.exchange], case.context)
    assert outcome == case.outcome, findings
    assert bool(findings) is (case.outcome is not Outcome.PASS)


@pytest.mark.parametrize("rule", PASSIVE_RULES.values(), ids=PASSIVE_RULES)
def test_every_rule_can_turn_red_and_stay_green(rule: PassiveRule) -> None:
    """A rule that nothing turns red is none; and one that is never tried on what is right cannot be trusted."""
    seen = Counter(case.outcome for case in CASES if case.rule == rule.id)
    assert seen[rule.level.when_broken] >= 1
    assert seen[Outcome.PASS] >= 2


def test_a_story_is_told_once() -> None:
    assert [story for story, times in Counter(map(str, CASES)).items() if times > 1] == []


IDEAL = [
    exchange("GET /ServiceProviderConfig", 200, CONFIG),
    exchange("GET /ResourceTypes", 200, listing(*RESOURCE_TYPES)),
    exchange("GET /Schemas", 200, listing(USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_SCHEMA, DEVICE_SCHEMA)),
    exchange("POST /Users", 201, user(), Location=f"{BASE}/Users/2819"),
    exchange("POST /Users", 409, error(409, scimType="uniqueness")),
    exchange("GET /Users/2819", 200, user()),
    exchange("GET /Users?startIndex=2&count=1", 200, listing(user(), total=3, start=2, per_page=1)),
    exchange("GET /Users?filter=userName%20eq%20%22x%22", 200, listing()),
    exchange("PATCH /Users/2819", 204),
    exchange("PATCH /Groups/e9e3", 200, group()),
    exchange("GET /Devices/7", 200, device()),
    exchange("DELETE /Users/2819", 204),
    exchange("GET /Users/2819", 404, error(404)),
    exchange("POST /.search", 200, listing(user(), group())),
    exchange("POST /Bulk", 200, bulk({"method": "DELETE", "status": "204", "location": f"{BASE}/Users/1"})),
    exchange("PATCH /Users/2819", 501, error(501)),
    exchange("GET /Me", 308, Location=f"{BASE}/Users/2819"),
    exchange("POST /Users", 202),
]


@pytest.mark.parametrize("ideal", IDEAL, ids=lambda ideal: ideal.label)
def test_no_rule_minds_what_is_right(ideal: Exchange) -> None:
    assert list(findings_of(ideal, CONTEXT)) == []


def test_without_an_answer_there_is_nothing_to_say() -> None:
    lost = replace(exchange("GET /Users", 200, listing()), response=None, error="no answer within 30 s")
    assert list(findings_of(lost, CONTEXT)) == []


def test_one_cause_is_one_finding_with_the_first_exchanges_and_a_count() -> None:
    broken = [exchange("GET /Users", 200, listing(user("1", id=1), user("2", id=2)), number=n) for n in range(1, 31)]
    outcome, findings = judge("rfc7643-3.1-every-resource-has-an-id", broken, CONTEXT)
    assert outcome is Outcome.FAIL
    assert len(findings) == 1
    assert findings[0].message == "A User has an id that is no string (in 30 exchanges)"
    assert findings[0].exchanges == tuple(range(1, 21))


def test_two_causes_are_two_findings() -> None:
    broken = [
        exchange("GET /Users/1", 200, user("1", active="yes", title=7)),
        exchange("GET /Groups/1", 200, group("1", displayName=7), number=2),
    ]
    _, findings = judge("rfc7643-2.3-every-value-has-its-type", broken, CONTEXT)
    assert {(finding.cause, finding.exchanges) for finding in findings} == {
        ("User active type", (1,)),
        ("User title type", (1,)),
        ("Group displayName type", (2,)),
    }


def test_a_lenient_finding_does_not_hide_a_strict_one() -> None:
    seen = [
        exchange("GET /Users", 401, {"message": "Unauthorized"}),
        exchange("GET /Users/1", 404, {"message": "?"}, number=2),
    ]
    outcome, findings = judge("rfc7644-3.12-every-error-has-a-scim-body", seen, CONTEXT)
    assert outcome is Outcome.FAIL
    assert [finding.grade for finding in findings] == [Outcome.WARN, None]


def test_findings_never_show_a_secret() -> None:
    shown = user(password="hunter2hunter2", secretToken="abc-abc-abc", emails={"apiKey": "k-k-k-k-k"})
    body = {**shown, "schemas": [f"{MESSAGES}PatchOp"], "id": {"password": "hunter2hunter2"}}
    text = repr(list(findings_of(exchange("GET /Users/1", 200, body), CONTEXT)))
    assert "hunter2hunter2" not in text
    assert "abc-abc-abc" not in text
    assert "k-k-k-k-k" not in text


@pytest.mark.parametrize("rule", PASSIVE_RULES.values(), ids=PASSIVE_RULES)
def test_every_rule_says_what_it_is_for(rule: PassiveRule) -> None:
    assert rule.title
    assert not rule.title.startswith("Test")
    assert rule.requirements or rule.reason
    assert rule.level in (Level.MUST, Level.SHOULD)
