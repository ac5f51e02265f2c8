"""Whether the answers about one resource agree: what a write, a list and a read show of it, part by part.

By default the answer to every operation shows the same attributes (RFC 7643 section 7, ``returned``; RFC 7644 section
3.9). What a schema returns on request only, or never, is not compared; nor is the order of values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scimproof import expect
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import Attribute
from scimproof.exercising.comparing import NOTHING
from scimproof.exercising.trial import Trial
from scimproof.exercising.verdicts import steps
from scimproof.outcome import Finding, NotApplicable
from scimproof.querying import entries

COMMON = ("id", "externalId")
META = ("resourceType", "created", "lastModified", "location", "version")
# A read may move the one, and the other follows it; a location may be relative in one answer and absolute in another.
MOVING = ("lastModified", "location", "version")
# Groups may be too large for lists to show who is in them; a list that does shows the same.
LARGE = ("members",)

Shape = Mapping[str, str | None]


def writes(trials: Sequence[Trial], *names: str) -> list[Finding]:
    """Where the answer to the last write of these steps differs from the read after it.

    :raises NotApplicable: when no answer shows a resource, which the RFC allows for PATCH.
    """
    compared = [
        (trial, step.verb, step.sifted.last, step.read)
        for name in names
        for trial, step in steps(trials, name)
        if step.sifted.tries and _shows_something(step.sifted.last)
    ]
    if not compared:
        raise NotApplicable("no answer shows the resource")
    return [
        finding
        for trial, verb, answer, read in compared
        for finding in _of_trial(trial, f"The answer to {verb}", answer.answer.object, answer, read, ())
    ]


def lists(trials: Sequence[Trial]) -> list[Finding]:
    """Where a list shows something else than a read.

    :raises NotApplicable: when nothing could be looked up.
    """
    compared = [(trial, trial.listed, step.read) for trial, step in steps(trials, "post") if trial.listed is not None]
    if not compared:
        raise NotApplicable("no resource could be looked up by a filter")
    return [
        finding
        for trial, listed, read in compared
        for entry in entries_of(listed, trial.identifier)  # that it is found is judged elsewhere
        for finding in _of_trial(trial, "A list", entry, listed, read, LARGE)
    ]


def _shows_something(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.answer.ok and bool(exchange.answer.object)


def entries_of(listed: Exchange, identifier: str) -> list[Json]:
    """What a list shows of the resource with this id."""
    return [entry for entry in entries(listed) if expect.lookup(entry, "id") == identifier]


def _of_trial(
    trial: Trial, which: str, resource: Json, exchange: Exchange, read: Exchange, but: Sequence[str]
) -> list[Finding]:
    attributes = [one for one in trial.plot.attributes if one.path not in but or one.of(resource) not in NOTHING]
    return disagreements(trial.plot.kind.name, attributes, which, resource, exchange, read)


def disagreements(
    kind: str, attributes: Sequence[Attribute], which: str, resource: Json, exchange: Exchange, read: Exchange
) -> list[Finding]:
    """Where a resource, as an answer shows it, differs from a read of it.

    :param which: the answer in words, such as ``A list``.
    """
    here, there = shape(attributes, resource), shape(attributes, read.resource)
    told = (
        ("lacks what a read shows", [path for path in there if path not in here]),
        ("shows what a read lacks", [path for path in here if path not in there]),
        ("shows other values than a read", [path for path in here if path in there and here[path] != there[path]]),
    )
    return [
        Finding(
            f"{which} about a {kind} {what}: {', '.join(_outermost(paths))}",
            "by default the same attributes and values in every answer about a resource",
            f"{what}: {', '.join(paths)}",
            (exchange.number, read.number),
            # One serialiser writes all answers of a sort, whatever they are about.
            cause=f"{' '.join(which.split()[:4])} disagrees with a read",
        )
        for what, paths in told
        if paths
    ]


def _outermost(paths: Iterable[str]) -> list[str]:
    """These paths without those of their own parts."""
    listed = list(paths)
    return [path for path in listed if not any(path != other and path.startswith(f"{other}.") for other in listed)]


def shape(attributes: Iterable[Attribute], resource: Json) -> Shape:
    """What has a value, by path; with the value where it can be compared."""
    found: dict[str, str | None] = {
        name: _told(expect.lookup(resource, name)) for name in COMMON if _is_there(resource, name)
    }
    schemas = expect.lookup(resource, "schemas")
    if schemas not in NOTHING:
        found["schemas"] = _told(sorted(map(str, schemas)) if isinstance(schemas, list) else schemas)
    meta = expect.lookup(resource, "meta")
    if isinstance(meta, Mapping):
        for name in META:
            if _is_there(meta, name):
                found[f"meta.{name}"] = None if name in MOVING else _told(expect.lookup(meta, name))
    for one in attributes:
        if one.visible and one.of(resource) not in NOTHING:
            found |= _of(one, one.of(resource))
    return found


def _of(one: Attribute, value: Any) -> dict[str, str | None]:
    values = value if isinstance(value, list) else [value]
    if not one.is_complex:
        return {one.path: _told(_in_order(values))}
    found: dict[str, str | None] = {one.path: None}
    for part in one.parts:
        shown = [expect.lookup(entry, part.name) for entry in values if isinstance(entry, Mapping)]
        given = [entry for entry in shown if entry not in NOTHING]
        if given and part.visible:
            found[part.path] = None if part.name == "$ref" else _told(_in_order(given))
    return found


def _is_there(owner: Mapping[str, Any], name: str) -> bool:
    return expect.lookup(owner, name) not in NOTHING


def _in_order(values: list[Any]) -> list[str]:
    return sorted(map(_told, values))


def _told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
