"""A large run, made from a small one."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

CHECKS, EXCHANGES = 2000, 6000


def grown(results: dict[str, Any]) -> dict[str, Any]:
    """2,000 checks, 200 of them failing for 100 causes, of 500 scenarios with twelve exchanges each."""
    document = copy.deepcopy(results)
    document["checks"] = [_check(results["checks"][0], number) for number in range(CHECKS)]
    document["exchanges"] = [_exchange(results["exchanges"][1], number) for number in range(1, EXCHANGES + 1)]
    counts = {"fail": 200, "pass": 1800}
    document["verdicts"] = [{"suite": "rfc", "verdict": "not met", "counts": counts}]
    return document


def _check(pattern: dict[str, Any], number: int) -> dict[str, Any]:
    fails = number % 10 == 0
    first = number // 4 * 12 + 1
    finding = {
        "message": f"GET /Users/{{id}} was answered {number // 20}",
        "expected": "200 with the user",
        "received": "404 not found",
        "exchanges": [first + 2, first + 3 + number % 4],
        "cause": f"cause {number // 20}",
    }
    return {
        **pattern,
        "id": f"rfc7644-3.4.1-something-that-has-to-hold-{number}",
        "scenario": _scenario(number // 4),
        "outcome": "fail" if fails else "pass",
        "findings": [finding] if fails else [],
    }


def _exchange(pattern: dict[str, Any], number: int) -> dict[str, Any]:
    """About somebody with an id and names of their own: what is always the same would compress too well."""
    draw = random.Random(number)
    person = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"{draw.getrandbits(128):032x}",
        "userName": f"user{number}.{draw.getrandbits(40):x}@example.com",
        "emails": [{"value": f"{draw.getrandbits(40):x}@example.com", "type": kind} for kind in ("work", "home")],
        "meta": {"resourceType": "User", "version": f'W/"{draw.getrandbits(32):x}"'},
    }
    body = json.dumps({"totalResults": 4, "Resources": [person] * 4} if number % 3 else person)
    response = {**pattern["response"], "body": body}
    return {**pattern, "number": number, "scenario": _scenario((number - 1) // 12), "response": response}


def _scenario(number: int) -> str:
    return f"rfc/topic-{number // 5}/somebody-comes-and-goes-{number}"
