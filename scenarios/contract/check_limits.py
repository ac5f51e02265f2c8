"""Limits: what one request may carry works, and what is more is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from scimproof import (
    Crowd,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Profile,
    Story,
    check,
    expect,
    patching,
    scenario,
)
from scimproof.contract import Applicants, Line, broken, done, judged, tried
from scimproof.contract.applicants import GROUP, USER
from scimproof.contract.lines import refuses
from scimproof.contract.places import Place

MOST_OPERATIONS = 1000
MOST_KB = 4096
MORE = "it is more than the profile says a request may carry"


@scenario
def as_much_as_may_be(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, crowd: Crowd
) -> None:
    """As many members, operations and bytes as the profile allows are sent, and then one more."""
    them, limits = Applicants(probe, directory, declared, profile), profile.limits

    def members(most: int) -> list[tuple[int, Exchange, Exchange]]:
        if most >= crowd.size:
            raise NotApplicable(f"that takes {most + 1} users; --crowd {most + 1} lets the run create them")
        people, endpoint = them.people(most + 1), them.endpoint(GROUP)
        found = []
        for number in (most, most + 1):
            group = them.create(GROUP).resource_id
            value = [{"value": one} for one in people[:number]]
            patched = probe.patch(endpoint, group, {"op": "add", "path": "members", "value": value})
            found.append((number, patched, probe.read(endpoint, group)))
        return found

    def operations(most: int) -> list[tuple[int, Exchange, Exchange, str]]:
        if most > MOST_OPERATIONS:
            raise NotApplicable(f"more than {MOST_OPERATIONS} operations are not tried")
        kind, name = _changeable(profile, them)
        found = []
        for number in (most, most + 1):
            identifier = them.create(kind).resource_id
            texts = [str(them.value(kind, name, 1, f"{directory.mark}{number}-{turn}")) for turn in range(number)]
            steps = [patching.replace(str(name), f"{text[:60]} {turn}") for turn, text in enumerate(texts)]
            patched = probe.patch(them.endpoint(kind), identifier, *steps)
            found.append((number, patched, them.read(kind, identifier), str(steps[-1]["value"])))
        return found

    def heavy(most: int) -> Exchange:
        if most > MOST_KB:
            raise NotApplicable(f"bodies of more than {MOST_KB} kB are not sent")
        kind = USER if USER in them.kinds else GROUP
        body = them.body(kind)
        body["displayName"] = "x" * (most * 1024)
        return probe.create(them.endpoint(kind), body, malformed=MORE)

    def lines(key: str, what: str, attempt: Any, *, wanted: bool = True) -> list[Line]:
        most = limits.get(key)
        says = f"a request carries at most {most} {what}"
        there = most is not None and wanted
        return [tried(says, partial(attempt, most), most, limits.get("reference", ""))] if there else []

    story.members = lines("members_per_request", "members", members, wanted=GROUP in them.kinds)
    story.operations = lines("patch_operations", "PATCH operations", operations)
    story.heavy = lines("body_kb", "kB", heavy)


def _changeable(profile: Profile, them: Applicants) -> tuple[str, Place]:
    """A text that may be replaced again and again: one that the profile promises, or one of the schema."""
    for entry in profile.patches:
        texts = entry.path is not None and entry.path.casefold() in TEXTS
        if entry.promise == "promised" and entry.op == "replace" and texts:
            return entry.resource, Place.at(str(entry.path))
    if USER not in them.kinds:
        return GROUP, Place("displayName")
    return USER, Place(patching.spare_texts(them.declared)[0])


TEXTS = ("displayname", "title", "nickname", "name.givenname", "name.familyname", "usertype")


def _more(line: Line, exchange: Exchange, number: object, shown: object, *, changed: bool) -> list[Finding]:
    """What is wrong with the answer to more than the profile says: at worst the profile is out of date."""
    if exchange.answer.ok:
        finding = broken(line, f"{number} are accepted: the profile is out of date", "a refusal", "success", exchange)
        return [_warned(finding)]
    if not refuses(exchange.status):
        return [broken(line, f"{number} are answered {exchange.status}", "4xx", str(exchange.status), exchange)]
    if changed:
        return [broken(line, f"{number} are refused, and yet something changed", "nothing", str(shown), exchange)]
    return []


def _warned(finding: Finding) -> Finding:
    return replace(finding, grade=Outcome.WARN)


@check("contract-members-per-request", "CONTRACT-18")
def members_per_request(as_much_as_may_be: Story) -> Findings:
    """A request adds as many members as the profile says; one with more is refused, and adds none."""

    def judge(line: Line) -> list[Finding]:
        (number, patched, read), (more, refused_one, after) = line.shown
        there, left = (_number(seen.resource) for seen in (read, after))
        found = done(line, patched)
        if not found and there != number:
            found = [broken(line, f"{there} of {number} were added", str(number), str(there), patched, read)]
        return found + _more(line, refused_one, more, left, changed=left > 0)

    return judged(as_much_as_may_be.members, judge)


def _number(group: Mapping[str, Any]) -> int:
    return len(Place("members", None, None, "value").values(group))


@check("contract-operations-per-request", "CONTRACT-18")
def operations_per_request(as_much_as_may_be: Story) -> Findings:
    """A PATCH has as many operations as the profile says; one with more is refused, and changes nothing."""

    def judge(line: Line) -> list[Finding]:
        (number, patched, read, wanted), (more, refused_one, after, unwanted) = line.shown
        found = done(line, patched)
        if not found and wanted.casefold() not in expect.shown(read.resource, 10**6).casefold():
            found = [broken(line, f"the last of {number} has no effect", wanted, "another value", patched, read)]
        changed = unwanted.casefold() in expect.shown(after.resource, 10**6).casefold()
        return found + _more(line, refused_one, more, "the last operation", changed=changed)

    return judged(as_much_as_may_be.operations, judge)


@check("contract-size-of-a-request", "CONTRACT-18")
def size_of_a_request(as_much_as_may_be: Story) -> Findings:
    """A request with a longer body than the profile says is refused."""

    def judge(line: Line) -> list[Finding]:
        return _more(line, line.shown, f"{line.entry + 1} kB", "", changed=False)

    return judged(as_much_as_may_be.heavy, judge)
