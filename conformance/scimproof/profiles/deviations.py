"""What a profile excuses: findings about what the target is known to do otherwise.

Nothing is hidden. A check that a deviation touches stays in the report, with the deviation and its reference.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof.outcome import Outcome
from scimproof.profiles.model import INVERT, SKIP, Deviation, Profile

Check = dict[str, Any]
Finding = dict[str, Any]
Exchanges = Mapping[int, Mapping[str, Any]]

RED = (Outcome.FAIL.value, Outcome.WARN.value)
# The suites that verify the profile itself: what it says is no excuse there.
EVERY_EXCHANGE = "/every-exchange"


def excused(
    profile: Profile, checks: Iterable[Check], exchanges: Sequence[Mapping[str, Any]], base_url: str
) -> list[Check]:
    """The checks, seen through the deviations of a profile."""
    by_number = {exchange["number"]: exchange for exchange in exchanges}
    own = {"contract", *profile.suites}
    return [check if check["suite"] in own else _seen_through(profile, check, by_number, base_url) for check in checks]


def _seen_through(profile: Profile, check: Check, exchanges: Exchanges, base_url: str) -> Check:
    touching = [entry for entry in profile.deviations if entry.names(check["id"])]
    for deviation in touching:
        if deviation.effect == SKIP:
            return _settled(profile, check, Outcome.NOT_APPLICABLE, deviation)
        if deviation.effect == INVERT and check["outcome"] == Outcome.PASS:
            return _out_of_date(profile, check, deviation)
    if check["outcome"] == Outcome.BLOCKED and touching:
        return _settled(profile, check, Outcome.NOT_APPLICABLE, touching[0])
    if check["outcome"] not in RED:
        return check
    everywhere = check["scenario"].endswith(EVERY_EXCHANGE)
    left: list[Finding] = []
    used: list[Deviation] = []
    for finding in check["findings"]:
        covering = next(
            (
                entry
                for entry in profile.deviations
                if _covers(entry, check, finding, exchanges, base_url, all_of_them=everywhere)
            ),
            None,
        )
        if covering is None:
            left.append(finding)
        else:
            used.append(covering)
    if left:
        return {**check, "findings": left}
    outcome = Outcome.NOT_APPLICABLE if all(entry.effect == SKIP for entry in used) else Outcome.NOTE
    return _settled(profile, check, outcome, used[0])


def _covers(
    deviation: Deviation,
    check: Check,
    finding: Finding,
    exchanges: Exchanges,
    base_url: str,
    *,
    all_of_them: bool,
) -> bool:
    """Whether a deviation says what a finding found: the requests that show it fit, and their answers."""
    if deviation.checks and not deviation.names(check["id"]):
        return False
    if deviation.messages and not any(text in finding["message"] for text in deviation.messages):
        return False
    named = [exchanges[number] for number in finding["exchanges"] if number in exchanges]
    fits = [_fits(deviation, exchange, base_url) for exchange in named]
    return bool(fits) and (all(fits) if all_of_them else any(fits))


def _fits(deviation: Deviation, exchange: Mapping[str, Any], base_url: str) -> bool:
    request, response = exchange["request"], exchange["response"]
    path = unquote(urlsplit(request["url"]).path.removeprefix(urlsplit(base_url).path)) or "/"
    asked = f"{request['method']} {path}"
    if deviation.requests and not any(fnmatch.fnmatchcase(asked, pattern) for pattern in deviation.requests):
        return False
    body = request["body"] if isinstance(request["body"], str) else json.dumps(request["body"])
    if deviation.bodies and not any(text in body for text in deviation.bodies):
        return False
    return not deviation.answers or (response is not None and response["status"] in deviation.answers)


def _settled(profile: Profile, check: Check, outcome: Outcome, deviation: Deviation) -> Check:
    return {**check, "outcome": outcome.value, "findings": [], "reason": f"{profile.name}: {deviation.told}"}


def _out_of_date(profile: Profile, check: Check, deviation: Deviation) -> Check:
    return {
        **check,
        "outcome": Outcome.WARN.value,
        "findings": [
            {
                "message": f"The profile {profile.name} says otherwise, but it works: the profile is out of date",
                "expected": deviation.told,
                "received": "the check holds",
                "exchanges": [],
                "cause": f"the profile {profile.name} is out of date: {deviation.what}",
            }
        ],
    }
