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

ORDER = ("gt", "ge", "lt", "le")


@scenario
def filters_of_the_profile(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Two resources of each type are created, and each filter that the profile speaks of is sent for the first."""
    them = Applicants(probe, directory, declared, profile)
    pairs: dict[str, tuple[Exchange, Exchange]] = {}

    def asked(entry: Filter, operator: str) -> tuple[Exchange, str, str]:
        if entry.resource not in pairs:
            pairs[entry.resource] = them.create(entry.resource), them.create(entry.resource)
        wanted, other = pairs[entry.resource]
        text = written(entry.attribute, operator, wanted.resource)
        endpoint, ids = them.endpoint(entry.resource), (wanted.resource_id, other.resource_id)
        if entry.promise == PROMISED:
            seen = until_listed(probe, endpoint, text, *(ids[:1] if operator != "not" else ids[1:]))
        else:
            seen = probe.query(endpoint, {"filter": text})
        return seen, *ids

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
    """A filter that finds this resource, or for ``not`` every other.

    :raises NotApplicable: when the resource has no such value.
    """
    if operator == "pr":
        return f"{attribute} pr"
    there = Place.at(attribute).values(resource)
    value = there[0].get("value") if there and isinstance(there[0], dict) else next(iter(there), None)
    if value is None:
        raise NotApplicable(f"no {attribute} is kept that could be asked for")
    whole = json.dumps(value, ensure_ascii=False)
    text = str(value)
    part = json.dumps(text[len(text) // 3 :], ensure_ascii=False)
    match operator:
        case "co" | "ew":
            return f"{attribute} {operator} {part}"
        case "sw":
            return f"{attribute} sw {json.dumps(text[: -(len(text) // 4) or None], ensure_ascii=False)}"
        case "ne":
            return f"{attribute} ne {json.dumps(text + 'x', ensure_ascii=False)}"
        case "gt" | "lt":
            return f"{attribute} {operator} {json.dumps('' if operator == 'gt' else text + 'x', ensure_ascii=False)}"
        case "and" | "or":
            return f"{attribute} eq {whole} {operator} {attribute} eq {whole}"
        case "not":
            return f"not ({attribute} eq {whole})"
    return f"{attribute} {operator} {whole}"


# Filters that a page of which need not show the one we mean.
WIDE = ("ne", "pr", "not", *ORDER)


@check("contract-promised-filters-find", "CONTRACT-09")
def promised_filters_find(filters_of_the_profile: Story) -> Findings:
    """A filter that the profile promises finds whom it has to, and nobody else of ours."""

    def judge(line: Line) -> list[Finding]:
        (_, operator), (seen, wanted, other) = line.entry, line.shown
        if failed := done(line, seen):
            return failed
        found = [entry.get("id") for entry in entries(seen)]
        if operator == "not":
            wanted, other = other, wanted
        if wanted not in found and operator not in WIDE:
            return [broken(line, "it does not find whom it has to", wanted, _told(found), seen)]
        if other in found and operator not in ("ne", "pr", *ORDER):
            return [broken(line, "it finds somebody else", f"{wanted} alone", _told(found), seen)]
        return []

    return judged(filters_of_the_profile.promised, judge)


@check("contract-refused-filters-are-refused", "CONTRACT-10")
def refused_filters_are_refused(filters_of_the_profile: Story) -> Findings:
    """A filter that the profile says is refused is refused, and not answered with everybody or nobody."""

    def judge(line: Line) -> list[Finding]:
        entry, _ = line.entry
        seen, _, other = line.shown
        answers = entry.answers
        if seen.response is not None and seen.response.ok:
            found = entries(seen)
            everybody = any(one.get("id") == other for one in found)
            if everybody or seen.status not in answers:
                whom = "everybody" if everybody else f"{len(found)} resources"
                return [broken(line, f"it was answered {seen.status} with {whom}", _wanted(answers), whom, seen)]
        return refused(line, seen, answers)

    return judged(filters_of_the_profile.refused, judge)


def _wanted(answers: tuple[int, ...]) -> str:
    return " or ".join(map(str, answers)) if answers else "a refusal: 4xx, or 501"


def _told(found: list[Any]) -> str:
    return f"{len(found)} resources: {', '.join(map(str, found[:3]))}" if found else "nobody"
