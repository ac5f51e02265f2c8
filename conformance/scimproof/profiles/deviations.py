"""What a profile excuses: findings about what the target is known to do otherwise.

Nothing is hidden. A check that a deviation touches stays in the report, with the deviation and its reference.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof.outcome import Outcome
from scimproof.profiles.model import INVERT, SKIP, Deviation, Profile

Check = dict[str, Any]
Finding = dict[str, Any]
Exchanges = Mapping[int, Mapping[str, Any]]

RED = (Outcome.FAIL.value, Outcome.WARN.value)
EVERY_EXCHANGE = "/every-exchange"
WRITES = ("PUT", "PATCH", "DELETE")
_NUMBER = re.compile(r"#(\d+)")


def excused(
    profile: Profile, checks: Iterable[Check], exchanges: Sequence[Mapping[str, Any]], base_url: str
) -> list[Check]:
    """The checks, seen through the deviations of a profile."""
    by_number = {exchange["number"]: exchange for exchange in exchanges}
    own = {"contract", *profile.suites}  # they verify the profile itself: what it says is no excuse there
    return [check if check["suite"] in own else _seen_through(profile, check, by_number, base_url) for check in checks]


def cited(check: Check) -> set[int]:
    """The numbers of the exchanges that the findings of a check, or the reason of its outcome, name."""
    named = {number for finding in check["findings"] for number in finding["exchanges"]}
    return named | {int(number) for number in _NUMBER.findall(check["reason"] or "")}


def _seen_through(profile: Profile, check: Check, exchanges: Exchanges, base_url: str) -> Check:
    touching = [entry for entry in profile.deviations if entry.names(check["id"])]
    for deviation in touching:
        if deviation.effect == SKIP:
            return _settled(profile, check, Outcome.NOT_APPLICABLE, deviation)
        if deviation.effect == INVERT and check["outcome"] == Outcome.PASS:
            return _out_of_date(profile, check, deviation)
    if check["outcome"] == Outcome.BLOCKED:
        stopper = next(iter(touching), None) or _stopper(profile, check, exchanges, base_url)
        return check if stopper is None else _settled(profile, check, Outcome.NOT_APPLICABLE, stopper)
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
    """Whether a deviation says what a finding found: the requests that show it fit, and their answers.

    What a read shows is covered, too, when the request before it, to the same resource, was refused as the deviation
    says: whatever it should have changed is as it was.
    """
    if deviation.checks and not deviation.names(check["id"]):
        return False
    if deviation.messages and not any(text in finding["message"] for text in deviation.messages):
        return False
    named = [exchanges[number] for number in finding["exchanges"] if number in exchanges]
    fits = [_fits(deviation, exchange, base_url) for exchange in named]
    if fits and (all(fits) if all_of_them else any(fits)):
        return True
    causes = [_last_write(exchange, exchanges) for exchange in named] if not all_of_them else []
    return any(cause is not None and _refused(deviation, cause, base_url) for cause in causes)


def _stopper(profile: Profile, check: Check, exchanges: Exchanges, base_url: str) -> Deviation | None:
    """The deviation that keeps a check from being judged: a request that it excuses was refused, and the flow stopped.

    That is the request that the reason names, or else the last one of the scenario that was refused.
    """
    numbers = [int(number) for number in _NUMBER.findall(check["reason"] or "")]
    named = [exchanges[number] for number in numbers if number in exchanges]
    if not named:
        of_the_flow = [one for one in exchanges.values() if one["scenario"] == check["scenario"] and not _is_ok(one)]
        named = of_the_flow[-1:]
    named += [write for exchange in named if (write := _last_write(exchange, exchanges)) is not None]
    return next(
        (
            entry
            for entry in profile.deviations
            if not entry.checks and any(_refused(entry, exchange, base_url) for exchange in named)
        ),
        None,
    )


def _last_write(exchange: Mapping[str, Any], exchanges: Exchanges) -> Mapping[str, Any] | None:
    """What was done last to a resource that a read shows: if it was refused, the read cannot show it."""
    if exchange["request"]["method"] != "GET":
        return None
    place = urlsplit(exchange["request"]["url"]).path
    before = (exchanges[number] for number in range(exchange["number"] - 1, 0, -1) if number in exchanges)
    for other in before:
        if other["scenario"] != exchange["scenario"]:
            return None
        if other["request"]["method"] in WRITES and urlsplit(other["request"]["url"]).path == place:
            return other
    return None


def _refused(deviation: Deviation, exchange: Mapping[str, Any], base_url: str) -> bool:
    return bool(deviation.requests) and not _is_ok(exchange) and _fits(deviation, exchange, base_url)


def _is_ok(exchange: Mapping[str, Any]) -> bool:
    response = exchange["response"]
    return response is not None and 200 <= response["status"] < 300


def _fits(deviation: Deviation, exchange: Mapping[str, Any], base_url: str) -> bool:
    request, response = exchange["request"], exchange["response"]
    parts = urlsplit(request["url"])
    asked = f"{request['method']} {unquote(parts.path.removeprefix(urlsplit(base_url).path)) or '/'}"
    forms = (asked, f"{asked}?{unquote(parts.query)}")
    if deviation.requests and not any(
        fnmatch.fnmatchcase(form, pattern) for form in forms for pattern in deviation.requests
    ):
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
