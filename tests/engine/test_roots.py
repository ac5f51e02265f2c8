"""Findings of one root have one cause, and those of two roots have two."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from scimproof import roots

BASE = "https://scim.example/v2"


class Play:
    """Exchanges and checks of a run, as a results file has them."""

    def __init__(self) -> None:
        self.exchanges: list[dict[str, Any]] = []
        self.checks: list[dict[str, Any]] = []

    def send(self, method: str, path: str, body: Any = None, shown: Any = None, status: int = 200) -> int:
        number = len(self.exchanges) + 1
        text = json.dumps(body) if body is not None else None
        request: dict[str, Any] = {"method": method, "url": BASE + path, "headers": [], "body": text}
        headers = [["Content-Type", "application/scim+json"]]
        if shown is None and method == "GET":
            shown = {"id": path.rpartition("/")[2]}
        answer = shown if isinstance(shown, str) or shown is None else json.dumps(shown)
        response = {"status": status, "headers": headers, "body": answer}
        exchange = {"number": number, "scenario": "rfc/users/a-flow", "request": request, "response": response}
        self.exchanges.append(exchange)
        return number

    def others(self, times: int = 20) -> None:
        """Requests to the same endpoint that nothing is wrong with, as every run has many."""
        for number in range(times):
            self.send("GET", f"/Users/somebody-{number}")

    def patch(self, who: str, op: str, path: str | None = None, answer: Any = None, status: int = 200) -> int:
        operation = {"op": op, **({"path": path} if path else {}), "value": "x"}
        return self.send("PATCH", f"/Users/{who}", {"Operations": [operation]}, answer, status)

    def judge(
        self,
        cause: str,
        *exchanges: int,
        outcome: str = "fail",
        scenario: str = "rfc/users/a-flow",
        expected: str = "",
        received: str = "",
    ) -> None:
        said = {"message": cause, "expected": expected, "received": received}
        finding = {**said, "exchanges": list(exchanges), "cause": cause}
        check = {"id": cause, "title": "Every value has its type", "outcome": outcome, "scenario": scenario}
        self.checks.append({**check, "findings": [finding]})

    def watch(self, cause: str, *exchanges: int, check: str = "") -> None:
        self.judge(cause, *exchanges, scenario="rfc/every-exchange")
        self.checks[-1]["id"] = check or cause

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
    play.others()
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


def test_accidents_are_one_cause_whatever_was_asked() -> None:
    play = Play()
    for number, wanted in enumerate(("title regex 5", "(", 'emails[value eq "', "userName eq")):
        crashed = play.send("GET", f"/Users?filter={quote(wanted)}", shown={"detail": "internal error"}, status=500)
        play.judge(f"not refused: reason {number}", crashed)
        play.send("GET", f"/Users?filter=title+pr&count={number}")
    assert set(play.causes) == {"In common: GET /Users answered 500: internal error"}


def test_accidents_at_two_places_are_two_causes() -> None:
    play = Play()
    play.others()
    for number in range(2):
        error = {"detail": "internal error"}
        play.judge(f"filter {number}", play.send("GET", f"/Users?filter={number}", shown=error, status=500))
        play.judge(f"patch {number}", play.patch(str(number), "add", answer=error, status=500))
    assert len(set(play.causes)) == 2
    assert play.causes[0] != play.causes[1]


def test_an_accident_that_is_told_is_one_cause_at_all_places() -> None:
    play = Play()
    error = {"detail": "'NoneType' object has no attribute 'id'"}
    play.judge("a read of nobody", play.send("GET", "/Users/nobody", shown=error, status=500))
    play.judge("a PATCH of nobody", play.patch("nobody", "add", answer=error, status=500))
    assert len(set(play.causes)) == 1


def test_what_an_error_quotes_of_the_request_does_not_matter() -> None:
    play = Play()
    for path in ("NICKNAME", "TITLE"):
        error = {"detail": f"'{path}' is not an attribute of 'User'"}
        play.judge(f"{path} is refused", play.patch("1", "add", path, answer=error, status=400))
    assert set(play.causes) == {"In common: PATCH /Users/{id} answered 400: … is not an attribute of 'User'"}


def test_broken_bodies_are_one_cause() -> None:
    play = Play()
    for number in range(3):
        play.judge(f"what is found by {number}", play.send("GET", f"/Users?count={number}", shown="{"))
        play.send("GET", f"/Users?count={number}", shown={})
    play.judge("a name after a PUT", play.send("PUT", "/Users/1", {"userName": "x"}, shown="{"))
    assert set(play.causes) == {"In common: answers that are no JSON"}


def test_resources_of_several_types_have_one_cause() -> None:
    play = Play()
    users = [play.send("GET", f"/Users/{number}", shown={"meta": {}}) for number in range(3)]
    groups = [play.send("GET", f"/Groups/{number}", shown={"meta": {}}) for number in range(3)]
    play.watch("User without ETag", *users)
    play.watch("Group without ETag", *groups)
    play.watch("Users are many", *users)
    assert play.causes == ["User and Group without ETag", "User and Group without ETag", "Users are many"]


def test_what_every_answer_lacks_explains_what_is_found_of_it() -> None:
    play = Play()
    reads = [play.send("GET", f"/Users/{number}", shown={"meta": {"version": "1"}}) for number in range(30)]
    play.watch("User without meta.version", *reads[:20], check="version")
    play.judge("the version after a PUT", play.send("PUT", "/Users/1", {"title": "x"}))
    play.judge("meta.version of a list", play.send("GET", "/Users?count=1"))
    play.judge("title after a PUT", play.send("PUT", "/Users/2", {"title": "x"}))
    assert play.causes == [*["User without meta.version"] * 3, "title after a PUT"]


def test_what_a_rule_finds_in_few_answers_has_the_cause_of_what_else_is_wrong_there() -> None:
    play = Play()
    patches = [play.patch(path, "remove", path) for path in ("emails", "title", "photos")]
    for number, patch in enumerate(patches):
        play.judge(f"what is there after remove {number}", patch)
        play.patch(str(number), "replace", "title")
    for number in range(30):
        play.send("GET", f"/Users?count={number}")
    play.watch("User emails twice", patches[0], play.send("GET", "/Users/9"))
    play.watch("User title type", play.send("GET", "/Users/8"))
    assert play.causes == [*["In common: PATCH /Users/{id} with remove"] * 4, "User title type"]


def test_a_read_after_several_patches_blames_them_all() -> None:
    play = Play()
    for who in ("1", "2"):
        play.send("POST", "/Users", {"userName": who}, {"id": who})
        play.patch(who, "remove", "title")
        play.patch(who, "replace", "nickName")
        play.judge(f"the title of {who}", play.send("GET", f"/Users/{who}", shown={}))
        play.judge(f"the emails of {who}", play.patch(who, "remove", "emails"))
        play.patch(who, "replace", "emails")
    assert set(play.causes) == {"In common: PATCH /Users/{id} with remove"}


def test_little_evidence_suffices_where_little_is_red() -> None:
    for others, expected in ((0, 1), (400, 4)):
        play = Play()
        for number in range(30):
            play.patch(f"a{number}", "replace", "title")
            play.send("GET", f"/Users?count={number}")
        for number in range(900):
            sent = play.send("GET", f"/Groups/{number}")
            if number < others:
                play.judge("the same everywhere", sent)
        for number in range(4):
            play.judge(f"alone {number}", play.patch(f"b{number}", "replace", "title"))
        assert len({cause for cause in play.causes if cause != "the same everywhere"}) == expected


def test_what_a_broader_property_says_in_less_is_one_cause() -> None:
    play = Play()
    for method in ("PUT", "PATCH", "DELETE"):
        for number in range(3):
            play.judge(f"{method} {number}", play.send(method, f"/Users/{number}"))
            play.send(method, f"/Groups/{number}")
    for number in range(100):
        play.send("GET", f"/Groups/{number}")
    assert len(set(play.causes)) <= 3
    assert all("Users" in cause for cause in play.causes)


def test_errors_without_scim_type_are_one_cause() -> None:
    play = Play()
    for number in range(30):
        play.send("GET", f"/Users?count={number}")
    for method in ("POST", "PUT"):
        play.judge(f"scimType of {method} /Users", play.send(method, "/Users", status=400), received="no scimType")
    play.judge("scimType of PATCH /Users/{id}", play.patch("1", "add", status=400), received='"scimType": "tooMany"')
    assert play.causes == [*["errors without scimType"] * 2, "scimType of PATCH /Users/{id}"]


def test_a_refusal_without_scim_type_is_one_of_them() -> None:
    play = Play()
    for filter_ in ("title eq", "nosuch eq 1"):
        number = play.send("GET", f"/Users?filter={quote(filter_)}", status=400)
        play.judge(f"refused: {filter_}", number, received="400 with scimType missing: filters are declared")
    number = play.patch("1", "remove", status=400)
    play.judge("scimType of PATCH /Users/{id}", number, received="no scimType")
    assert set(play.causes) == {"errors without scimType"}


def test_what_stands_alone_joins_those_that_are_about_the_same_attribute() -> None:
    play = Play()
    for who in ("1", "2"):
        number = play.send("PATCH", f"/Users/{who}", {"Operations": [{"op": "add", "path": "nickName"}]}, {"id": who})
        play.judge(f"nickName after an add by {who}", number)
    created = play.send("POST", "/Users", {"nickName": "Ada"}, {"id": "3", "nickName": ""}, 201)
    play.judge("nickName of a new user", created)
    for who in ("4", "5", "6"):
        play.patch(who, "replace", "title")
        play.send("POST", "/Users", {"title": "Dr."}, {"id": who}, 201)
    assert len(set(play.causes)) == 1
    play.judge("title of a new user", play.send("POST", "/Users", {"title": "Dr."}, {"id": "7", "title": ""}, 201))
    assert len(set(play.causes)) == 2


def test_what_a_rule_finds_in_many_ways_is_one_cause() -> None:
    play = Play()
    names = ("nickName", "title", "locale", "timezone", "userType")
    for name in names:
        number = play.send("GET", "/Users/1", shown={"id": "1", name: 5})
        play.watch(f"User {name} type", number, check="every-value-has-its-type")
    (cause,) = set(play.causes)
    assert cause == "Not so, in 5 ways: every value has its type"


def test_what_should_have_been_refused_explains_what_it_did() -> None:
    play = Play()
    play.others()
    taken = play.patch("1", "replace", "userName", {"id": "1"})
    play.judge("PATCH /Users/{id} answered 200", taken, expected="400")
    play.judge("userName of somebody else", taken, play.send("GET", "/Users/1", shown={"id": "1"}))
    assert set(play.causes) == {"PATCH /Users/{id} answered 200"}


def test_names_that_are_free_in_several_ways_are_one_cause() -> None:
    play = Play()
    play.others()
    play.judge("PATCH /Users/{id} answered 200", play.patch("1", "replace", "userName"), expected="409 or 400")
    play.judge("PUT /Users/{id} answered 200", play.send("PUT", "/Users/2", {}), expected="409")
    play.judge("POST /Users answered 201", play.send("POST", "/Users", {}), expected="401")
    assert play.causes == [*["a success in place of 409"] * 2, "a success in place of 401"]


def test_creates_that_are_answered_alike_are_one_cause() -> None:
    play = Play()
    for place in ("Users", "Groups"):
        play.judge(f"POST /{place} answered 200", play.send("POST", f"/{place}", {}, {"id": place}), expected="201")
    assert set(play.causes) == {"Users and Groups: creates answered 200"}


def test_what_is_asked_of_somebody_who_left_blames_the_delete() -> None:
    play = Play()
    play.others()
    for who in ("1", "2"):
        play.send("DELETE", f"/Users/{who}", status=204)
    play.judge("a read", play.send("GET", "/Users/1", shown={"id": "1"}))
    play.judge("a second delete", play.send("DELETE", "/Users/2", status=204))
    assert len(set(play.causes)) == 1
    assert "DELETE" in play.causes[0]


def test_an_answer_that_is_wrong_as_a_whole_is_one_cause() -> None:
    play = Play()
    play.others()
    for who in ("1", "2"):
        listed = play.send("GET", f"/Users/{who}", shown={"totalResults": 1, "Resources": [{"id": who}]})
        play.judge(f"the name of {who}", listed)
        play.watch(f"no id {who}", listed)
    assert set(play.causes) == {"In common: lists in place of a single resource"}


def test_odd_answers_are_one_cause_whatever_the_rules_say_of_them() -> None:
    play = Play()
    play.others()
    odd = play.send("GET", "/Users/made-up", shown={"id": "made-up"})
    play.judge("GET /Users/{id} answered 200", odd, expected="404")
    play.watch("User without meta", odd)
    play.watch("User without ETag", odd)
    assert len(set(play.causes)) == 1


def test_deletes_of_the_clean_up_prove_nothing() -> None:
    play = Play()
    for who in ("1", "2"):
        play.judge(f"{who} is still there", play.send("DELETE", f"/Users/{who}", status=204))
    play.others()
    for number in range(200):
        play.send("DELETE", f"/Users/clean-{number}", status=204)
        play.exchanges[-1]["scenario"] = "clean-up"
    assert set(play.causes) == {"In common: DELETE /Users/{id}"}


def test_conditions_and_letters_are_something_in_common() -> None:
    play = Play()
    play.others()
    for method in ("PUT", "PATCH"):
        play.judge(f"{method} is not refused", play.send(method, "/Users/1", {"title": "late"}))
        play.exchanges[-1]["request"]["headers"] = [["If-Match", 'W/"1"']]
        play.judge(f"letters of a {method}", play.send(method, "/Users/2", {"title": "Zoë"}))
        play.exchanges[-1]["request"]["body"] = '{"title": "Zoë"}'
        for who in range(10):
            play.send(method, f"/Users/{who}", {"title": "x"})
    assert {"conditional requests" in cause or "If-Match" in cause for cause in play.causes[::2]} == {True}
    assert set(play.causes[1::2]) == {"In common: letters outside ASCII"}


def test_a_method_is_no_attribute() -> None:
    play = Play()
    play.send("GET", "/ServiceProviderConfig", shown={"patch": {"supported": True}})
    play.others()
    for who in ("1", "2", "3"):
        play.judge(f"title {who} after PATCH remove", play.patch(who, "remove", "title"))
        play.patch(who, "replace", "nickName")
    play.judge("PATCH /Groups/{id} answered 400", play.send("PATCH", "/Groups/1", status=400))
    *removes, alone = play.causes
    assert len(set(removes)) == 1
    assert alone == "PATCH /Groups/{id} answered 400"
