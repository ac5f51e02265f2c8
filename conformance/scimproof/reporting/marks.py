"""The place of an answer that a finding speaks of. Rather none than a wrong one.

Three places can be told with certainty: the status, where the status is what was not expected; a header that has
exactly the received value; and a member of that name and value, where the answers have just one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.reporting.causes import Finding
from scimproof.reporting.evidence import body
from scimproof.reporting.summary import Exchange

_SHORTEST_VALUE = 8  # of a header: shorter ones are equal to something by chance
_CODE = re.compile(r"\b[1-5]\d\d\b")
_NAME = re.compile(r"[A-Za-z$][\w.$-]*")
_MEMBER = re.compile(r'\s*"((?:[^"\\]|\\.)*)": (.+?),?')


@dataclass(frozen=True, slots=True)
class Marks:
    """Lines of the shown head and body of an answer, from 0."""

    head: frozenset[int] = frozenset()
    body: frozenset[int] = frozenset()

    def __or__(self, other: Marks) -> Marks:
        return Marks(self.head | other.head, self.body | other.body)


def marks(told: Iterable[Finding], exchanges: Mapping[int, Exchange]) -> dict[int, Marks]:
    """The marks of exchanges that these findings speak of, by number."""
    found: dict[int, Marks] = {}
    for finding in told:
        answers = {
            number: exchanges[number]["response"]
            for number in finding["exchanges"]
            if number in exchanges and exchanges[number]["response"]
        }
        for number, mark in _marks(finding, answers).items():
            found[number] = found.get(number, Marks()) | mark
    return found


def _marks(finding: Finding, answers: Mapping[int, Mapping[str, Any]]) -> dict[int, Marks]:
    for look in (_status, _header, _member):
        places = look(finding, answers)
        if len(places) == 1:
            return dict(places)
    return {}


_Places = list[tuple[int, Marks]]


def _status(finding: Finding, answers: Mapping[int, Mapping[str, Any]]) -> _Places:
    code = _CODE.match(finding["received"])
    if code is None or code[0] in _CODE.findall(finding["expected"]):
        return []
    about_status = _CODE.match(finding["expected"]) or finding["expected"] == "a success"
    if not about_status and f"answered {code[0]}" not in finding["message"]:
        return []
    status = int(code[0])
    return [(number, Marks(head=frozenset({0}))) for number, answer in answers.items() if answer["status"] == status]


def _header(finding: Finding, answers: Mapping[int, Mapping[str, Any]]) -> _Places:
    value = finding["received"].strip('"')
    if len(value) < _SHORTEST_VALUE:
        return []
    return [
        (number, Marks(head=frozenset({place})))
        for number, answer in answers.items()
        for place, (_, header) in enumerate(answer["headers"], 1)
        if header == value
    ]


def _member(finding: Finding, answers: Mapping[int, Mapping[str, Any]]) -> _Places:
    wanted = _named(finding)
    if wanted is None:
        return []
    found = []
    for number, answer in answers.items():
        shown = body(answer["body"])
        for place, line in enumerate(shown.text.split("\n") if shown else ()):
            member = _MEMBER.fullmatch(line)
            if member and member[1] == wanted[0] and _value(member[2]) == wanted[1]:
                found.append((number, Marks(body=frozenset({place}))))
        if shown and shown.cut:
            return []  # there may be another further on
    return found


def _named(finding: Finding) -> tuple[str, tuple[type, Any]] | None:
    """The name and the value of the member that was received: ``"scimType": "noTarget"``, or by the message."""
    literal = _MEMBER.fullmatch(finding["received"])
    if literal:
        name, text = literal[1], literal[2]
    else:
        word = _NAME.match(finding["message"])
        name, text = (word[0].rstrip(".").rpartition(".")[2] if word else ""), finding["received"]
    value = _value(text)
    return (name, value) if name and value is not None else None


def _value(text: str) -> tuple[type, Any] | None:
    """A value of its own type, for true is no 1; lists and objects take several lines, and are none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if isinstance(value, list | dict) else (type(value), value)
