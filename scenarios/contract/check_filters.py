"""Filters: what the profile promises finds whom it has to, what it says is refused is not answered with everybody."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Profile,
    Story,
    check,
    scenario,
)
from scimproof.contract import Applicants, Line, broken, done, judged, refused, tried
from scimproof.contract.places import Place
from scimproof.profiles import Filter
from scimproof.profiles.model import PROMISED, REFUSED
from scimproof.querying import entries, until_listed
from scimproof.validation.moments import read_moment

ORDER = ("gt", "ge", "lt", "le")


@scenario
def filters_of_the_profile(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Two resources of each type are created, and each filter that the profile speaks of is sent for the first."""
    them = Applicants(probe, directory, declared, profile)
    pairs: dict[str, tuple[Exchange, Exchange]] = {}

    def members(kind: str) -> list[str]:
        """Who is in the two groups, where filters ask for that."""
        by_member = any(entry.resource == kind and entry.attribute.startswith("members") for entry in profile.filters)
        return them.people(2) if by_member else ["", ""]

    def asked(entry: Filter, operator: str) -> tuple[Exchange, Exchange, Exchange]:
        if entry.resource not in pairs:
            bodies = [them.body(entry.resource, *([one] if one else [])) for one in members(entry.resource)]
            pairs[entry.resource] = them.create(entry.resource, bodies[0]), them.create(entry.resource, bodies[1])
        wanted, other = pairs[entry.resource]
        text = written(entry.attribute, operator, wanted.resource)
        endpoint, ids = them.endpoint(entry.resource), (wanted.resource_id, other.resource_id)
        if entry.promise == PROMISED:
            seen = until_listed(probe, endpoint, text, *(ids[:1] if operator != "not" else ids[1:]))
        else:
            seen = probe.query(endpoint, {"filter": text})
        return seen, wanted, other

    for promise in (PROMISED, REFUSED):
        lines = [
            tried(
                f"the filter {entry.attribute} {operator} is {promise} for {entry.resource}s",
                partial(asked, entry, operator),
                (entry, operator),
                entry.reference,
            )
            for entry in profile.filters
            if entry.promise == promise and entry.resource in them.kinds
            for operator in entry.operators
        ]
        setattr(story, promise, lines)


def written(attribute: str, operator: str, resource: dict[str, Any]) -> str:
    """A filter that finds this resource, or for ``not`` and ``ne`` every other.

    :raises NotApplicable: when the resource has no such value.
    """
    if operator == "pr":
        return f"{attribute} pr"
    value = value_at(attribute, resource)
    if value is None:
        raise NotApplicable(f"no {attribute} is kept that could be asked for")
    whole, text = _literal(value), str(value)
    match operator:
        case "co" | "ew":
            return f"{attribute} {operator} {_literal(text[len(text) // 3 :])}"
        case "sw":
            return f"{attribute} sw {_literal(text[: -(len(text) // 4) or None])}"
        case "ne":
            return f"{attribute} ne {_literal(_around(value)[1])}"
        case "gt" | "lt":
            return f"{attribute} {operator} {_literal(_around(value)[operator == 'lt'])}"
        case "and" | "or":
            return f"{attribute} eq {whole} {operator} {attribute} eq {whole}"
        case "not":
            return f"not ({attribute} eq {whole})"
    return f"{attribute} {operator} {whole}"


def value_at(attribute: str, resource: dict[str, Any]) -> Any:
    """The first simple value that a resource has there."""
    there = Place.at(attribute).values(resource)
    return there[0].get("value") if there and isinstance(there[0], dict) else next(iter(there), None)


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _around(value: Any) -> tuple[Any, Any]:
    """A lesser and a greater value of the same kind."""
    if isinstance(value, bool):
        return False, not value
    if isinstance(value, int | float):
        return value - 1, value + 1
    if read_moment(str(value)) is not None:
        return "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
    return "0", f"{value}x"


# Filters that find many: a page of them need not show the one we mean.
WIDE = ("ne", "pr", "not", *ORDER)


@check("contract-promised-filters-find", "CONTRACT-09")
def promised_filters_find(filters_of_the_profile: Story) -> Findings:
    """A filter that the profile promises finds whom it has to, and nobody else of ours."""

    def judge(line: Line) -> list[Finding]:
        (entry, operator), (seen, wanted, other) = line.entry, line.shown
        if failed := done(line, seen):
            return failed
        found = [one.get("id") for one in entries(seen)]
        alone = value_at(entry.attribute, wanted.resource) != value_at(entry.attribute, other.resource)
        if operator == "not":
            wanted, other = other, wanted
        if alone and operator not in WIDE and wanted.resource_id not in found:
            return [broken(line, "it does not find whom it has to", wanted.resource_id, _told(found), seen)]
        if alone and operator not in ("ne", "pr", *ORDER) and other.resource_id in found:
            return [broken(line, "it finds somebody else", f"{wanted.resource_id} alone", _told(found), seen)]
        return _strangers(line, entry.attribute, wanted, seen) if operator == "eq" else []

    return judged(filters_of_the_profile.promised, judge)


def _strangers(line: Line, attribute: str, wanted: Exchange, seen: Exchange) -> list[Finding]:
    """Who is found by eq, and shows another value than the one that was asked for."""
    value = str(value_at(attribute, wanted.resource)).casefold()
    for one in entries(seen):
        shown = Place.at(attribute).values(one)
        texts = [str(entry.get("value") if isinstance(entry, dict) else entry).casefold() for entry in shown]
        if texts and value not in texts:
            return [broken(line, "it finds somebody with another value", value, ", ".join(texts), seen)]
    return []


@check("contract-refused-filters-are-refused", "CONTRACT-10")
def refused_filters_are_refused(filters_of_the_profile: Story) -> Findings:
    """A filter that the profile says is refused is refused, and not answered with everybody or nobody."""

    def judge(line: Line) -> list[Finding]:
        entry, _ = line.entry
        seen, _, other = line.shown
        answers = entry.answers
        if seen.response is not None and seen.response.ok:
            found = entries(seen)
            everybody = any(one.get("id") == other.resource_id for one in found)
            if everybody or seen.status not in answers:
                whom = "everybody" if everybody else f"{len(found)} resources"
                return [broken(line, f"it was answered {seen.status} with {whom}", _wanted(answers), whom, seen)]
        return refused(line, seen, answers)

    return judged(filters_of_the_profile.refused, judge)


def _wanted(answers: tuple[int, ...]) -> str:
    return " or ".join(map(str, answers)) if answers else "a refusal: 4xx, or 501"


def _told(found: list[Any]) -> str:
    return f"{len(found)} resources: {', '.join(map(str, found[:3]))}" if found else "nobody"
