"""Findings of one root have one cause, and those of two roots have two."""

from __future__ import annotations

import json
from typing import Any

from scimproof import roots

BASE = "https://scim.example/v2"


class Play:
    """Exchanges and checks of a run, as a results file has them."""

    def __init__(self) -> None:
        self.exchanges: list[dict[str, Any]] = []
        self.checks: list[dict[str, Any]] = []

    def send(self, method: str, path: str, body: Any = None, shown: Any = None) -> int:
        number = len(self.exchanges) + 1
        request = {"method": method, "url": BASE + path, "body": json.dumps(body) if body is not None else None}
        response = {"status": 200, "body": json.dumps(shown) if shown is not None else None}
        self.exchanges.append({"number": number, "request": request, "response": response})
        return number

    def patch(self, who: str, op: str, path: str | None = None) -> int:
        operation = {"op": op, **({"path": path} if path else {}), "value": "x"}
        return self.send("PATCH", f"/Users/{who}", {"Operations": [operation]})

    def judge(self, cause: str, *exchanges: int, outcome: str = "fail", scenario: str = "rfc/users/a-flow") -> None:
        finding = {"message": cause, "expected": "", "received": "", "exchanges": list(exchanges), "cause": cause}
        self.checks.append({"id": cause, "outcome": outcome, "scenario": scenario, "findings": [finding]})

    @property
    def causes(self) -> list[str]:
        return [
            finding["cause"]
            for check in roots.united(self.checks, self.exchanges, BASE)
            for finding in check["findings"]
        ]


def test_what_requests_have_in_common_is_their_cause() -> None:
    play = Play()
    play.judge("the title after a remove", play.patch("1", "remove", 'emails[type eq "work"]'))
    play.judge("the emails after a remove", play.patch("2", "remove", 'emails[type eq "home"]'))
    for who in ("3", "4", "5"):
        play.patch(who, "replace", "title")
        play.patch(who, "replace", "emails")
    (cause,) = set(play.causes)
    assert cause == "In common: PATCH /Users/{id} with remove"


def test_two_faults_are_two_causes() -> None:
    play = Play()
    for number in range(3):
        play.judge(
            f"unsorted {number}", play.send("GET", f"/Users?sortBy=userName&sortOrder=descending&count={number}")
        )
        play.judge(f"kept {number}", play.patch(str(number), "remove", f'emails[value eq "{number}"]'))
        play.send("GET", f"/Users?sortBy=userName&count={number}")
        play.patch(str(number), "replace", "title")
    assert len(set(play.causes)) == 2
    assert {"sortOrder" in cause for cause in play.causes} == {True, False}


def test_a_read_is_blamed_on_the_write_before_it() -> None:
    play = Play()
    for who in ("1", "2"):
        play.send("POST", "/Users", {"userName": who}, {"id": who})
        play.send("PUT", f"/Users/{who}", {"userName": who, "title": "x"})
        play.judge(f"the title of {who}", play.send("GET", f"/Users/{who}"))
    (cause,) = set(play.causes)
    assert "PUT" in cause or "title" in cause


def test_what_is_alone_keeps_its_cause() -> None:
    play = Play()
    play.judge("a password comes back", play.send("GET", "/Users/1"))
    play.judge("noted", play.send("GET", "/Users/1"), outcome="note")
    assert play.causes == ["a password comes back", "noted"]


def test_what_is_everywhere_is_not_the_fault_of_something() -> None:
    play = Play()
    reads = [play.send("GET", f"/Groups/{number}") for number in range(3)]
    patches = [play.patch(str(number), "add") for number in range(3)]
    play.judge("wrong media type", *reads, *patches, scenario="rfc/every-exchange")
    play.judge("nothing is added", patches[0])
    play.judge("nothing is added to a list", patches[1])
    media_type, *others = play.causes
    assert media_type == "wrong media type"
    assert len(set(others)) == 1


def test_odd_requests_are_no_trouble() -> None:
    play = Play()
    odd: list[Any] = [[], "text", {"Operations": 5}, {"Operations": [None, {"op": 3, "path": 5}]}, {"filter": 5}]
    for number, body in enumerate(odd):
        play.judge(f"odd {number}", play.send("PATCH", "/Users/1", body), play.send("POST", "/Bulk", body))
    play.exchanges[-1]["response"] = None
    play.judge("without evidence")
    assert play.causes[-1] == "without evidence"
