"""Which findings have one root: what the requests behind them have in common, and the others have not.

A check knows what it looked at, and calls its cause by that. One fault of a server shows in many places, though: if no
PATCH with a filter in its path has any effect, a dozen checks find a dozen values unchanged. So when all is judged,
each finding is traced to the request that it blames, which for a read is the write before it; and a property of
requests that those behind red findings share, and the other ones do not have, becomes the cause of all of them.

The measure is Ochiai's, as in the localisation of faults in programs by the spectra of their runs: of two unrelated
faults each keeps a cause of its own, since what both have in common is also common to much that went well.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scimproof.outcome import Outcome

Json = dict[str, Any]
Finding = dict[str, Any]

EVERY_EXCHANGE = "/every-exchange"
RED = (Outcome.FAIL.value, Outcome.WARN.value)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
# So much of what has the property has to be red, or the property says nothing: on a server with many faults everything
# has something in common. With less, 89 findings about filters of scimmy-routers 1.3.2 became one (November 2026).
LEAST_PRECISION = 0.5
# What no finding blames went well or was not looked at: it speaks for a request less than a finding speaks against it.
UNJUDGED = 0.2
SEARCH = ".search"
DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


@dataclass(frozen=True)
class _Request:
    """A request as far as it can be blamed.

    :param writes: the resources that it wrote to, as paths.
    """

    number: int
    method: str
    path: str
    properties: frozenset[str]
    writes: tuple[str, ...]


def united(checks: Sequence[Json], exchanges: Sequence[Json], base_url: str) -> list[Json]:
    """The checks, with one cause for all findings of one root."""
    requests = {exchange["number"]: _request(exchange, base_url) for exchange in exchanges}
    blame = _Blame(requests)
    red = [
        _Symptom(finding, blame.all_of(finding), has_to_cover_all=True)
        if check["scenario"].endswith(EVERY_EXCHANGE)
        else _Symptom(finding, blame.of(finding), has_to_cover_all=False)
        for check in checks
        if check["outcome"] in RED
        for finding in check["findings"]
    ]
    roots = _roots(red, requests)
    return [
        {
            **check,
            "findings": [
                {**finding, "cause": roots.get(id(finding), finding["cause"])} for finding in check["findings"]
            ],
        }
        for check in checks
    ]


@dataclass(frozen=True, eq=False)
class _Symptom:
    """A red finding, and the requests that it blames.

    :param has_to_cover_all: whether a property has to be common to all of them: a rule that watches every exchange
        finds the same sin in requests that have little else in common.
    """

    finding: Finding
    requests: frozenset[int]
    has_to_cover_all: bool

    def is_explained_by(self, numbers: set[int]) -> bool:
        """Whether these requests, which have a property in common, are behind it."""
        return bool(self.requests) and (
            self.requests <= numbers if self.has_to_cover_all else bool(self.requests & numbers)
        )


def _roots(red: Sequence[_Symptom], requests: Mapping[int, _Request]) -> dict[int, str]:
    """The cause of each finding that shares one with others of another name."""
    members: dict[str, set[int]] = {}
    for request in requests.values():
        for name in request.properties:
            members.setdefault(name, set()).add(request.number)
    guilty = {number for symptom in red for number in symptom.requests}
    waiting = list(red)
    roots: dict[int, str] = {}
    while True:
        root = _best(waiting, members, guilty)
        if root is None:
            return roots
        for symptom in list(waiting):
            if symptom.is_explained_by(members[root]):
                roots[id(symptom.finding)] = f"In common: {root}"
                waiting.remove(symptom)


def _best(waiting: Sequence[_Symptom], members: Mapping[str, set[int]], guilty: set[int]) -> str | None:
    """The property that explains most of what is left; ``None`` when none explains two causes."""
    left = {number for symptom in waiting for number in symptom.requests}
    best: str | None = None
    rank = (0.0, 0)
    for name, numbers in members.items():
        hit = numbers & left
        if not hit or len(numbers & guilty) / len(numbers) < LEAST_PRECISION:
            continue
        explained = {symptom.finding["cause"] for symptom in waiting if symptom.is_explained_by(numbers)}
        weight = len(hit) + UNJUDGED * (len(numbers) - len(hit))
        score = (len(hit) / math.sqrt(len(left) * weight), -len(name))
        if len(explained) > 1 and score > rank:
            best, rank = name, score
    return best


class _Blame:
    """Traces findings to requests."""

    def __init__(self, requests: Mapping[int, _Request]) -> None:
        self._requests = requests
        self._before: dict[int, int] = {}
        last: dict[str, int] = {}
        for number, request in sorted(requests.items()):
            if request.method == "GET" and request.path.count("/") > 1 and request.path in last:
                self._before[number] = last[request.path]
            for path in request.writes:
                last[path] = number

    def of(self, finding: Finding) -> frozenset[int]:
        """The requests that a finding blames: the writes it names, or those behind the reads it names, or the reads."""
        named = [number for number in finding["exchanges"] if number in self._requests]
        writes = [number for number in named if self._requests[number].method in WRITES]
        return frozenset(writes) or self.all_of(finding)

    def all_of(self, finding: Finding) -> frozenset[int]:
        """Every request that it names; for a read the write before it."""
        named = [number for number in finding["exchanges"] if number in self._requests]
        return frozenset(self._before.get(number, number) for number in named)


# -- what requests are like -----------------------------------------------------------------------------------------


def _request(exchange: Json, base_url: str) -> _Request:
    request, response = exchange["request"], exchange["response"]
    parts = urlsplit(request["url"])
    path = unquote(parts.path.removeprefix(urlsplit(base_url).path)).rstrip("/")
    ok = response is not None and 200 <= response["status"] < 300
    shown = _document(response["body"]) if response is not None else {}
    properties = _properties(request["method"], path, parts.query, _document(request["body"]))
    return _Request(
        exchange["number"],
        request["method"],
        path,
        frozenset(properties),
        tuple(_written(request["method"], path, shown, base_url)) if ok else (),
    )


def _written(method: str, path: str, shown: Json, base_url: str) -> Iterable[str]:
    if method in ("PUT", "PATCH", "DELETE"):
        yield path
    elif method == "POST" and path == "/Bulk":
        listed = shown.get("Operations")
        for result in listed if isinstance(listed, list) else []:
            location = result.get("location") if isinstance(result, dict) else None
            if isinstance(location, str):
                yield unquote(urlsplit(location).path.removeprefix(urlsplit(base_url).path))
    elif method == "POST" and isinstance(shown.get("id"), str) and not path.endswith(SEARCH):
        yield f"{path}/{shown['id']}"


def _properties(method: str, path: str, query: str, body: Json) -> Iterable[str]:
    place, _, last = path.strip("/").partition("/")
    where = f"/{place}" if place else "the root"
    if last == SEARCH or place == SEARCH:
        what = f"POST {path}"
        asked: Iterable[str] = [str(name) for name in body if name != "schemas"]
    else:
        what = f"{method} {where}" + ("/{id}" if last else "")
        asked = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    yield what
    if method in ("PUT", "PATCH", "DELETE"):
        yield f"every {method}"
    if method in ("PUT", "PATCH"):
        yield "every PUT and every PATCH"
    if method == "POST" and not last and place != "Bulk":
        yield "every create"
    if place in DISCOVERY and last:
        yield "discovery documents one by one"
    yield from (f"{what} with {name}" for name in asked)
    yield from (f"{name} in queries" for name in asked)
    yield from (f"{what} with {name}" for name in _operators(query, body))
    if method == "PATCH":
        yield from _of_patch(what, body)
    elif method in ("POST", "PUT") and last != SEARCH:
        yield from (f"{what} with {name}" for name in body if name != "schemas")
        yield from (f"{name} in what is written" for name in body if name != "schemas")
        if place == "Bulk":
            yield from _of_bulk(what, body)


def _operators(query: str, body: Json) -> Iterable[str]:
    """The operators of a filter."""
    wanted = dict(parse_qsl(query)).get("filter") or body.get("filter")
    words = str(wanted or "").lower().split()
    known = ("eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le", "and", "or", "not")
    yield from (f"the operator {name}" for name in known if name in words)
    yield from ("a filter in brackets" for _ in range(1) if "[" in str(wanted or ""))


def _of_patch(what: str, body: Json) -> Iterable[str]:
    listed = body.get("Operations")
    operations = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if len(operations) != 1:
        yield f"{what} with several operations"
    for operation in operations:
        verb, form = str(operation.get("op", "no op")).lower(), _form(operation.get("path"))
        yield f"{what} with {verb}"
        yield f"{what} with {form}"
        yield f"{what} with {verb} and {form}"
        for name in _attributes(operation):
            yield f"{name} in what is written"
            yield f"{what} of {name}"
            yield f"{what} with {verb} of {name}"
        value = operation.get("value", ...)
        if value is ... or value in (None, [], "", {}):
            yield f"{what} with an operation that has no value"
            yield f"{what} with {verb} and no value"


def _form(path: Any) -> str:
    if not isinstance(path, str) or not path:
        return "no path"
    if "[" in path:
        return "a filter in the path"
    if path.lower().startswith("urn:"):
        return "a URN in the path"
    return "a sub-attribute in the path" if "." in path else "a plain path"


def _attributes(operation: Json) -> Iterable[str]:
    path, value = operation.get("path"), operation.get("value")
    if isinstance(path, str) and path:
        yield path.partition("[")[0].rpartition(":")[2].partition(".")[0]
    elif isinstance(value, dict):
        yield from (str(name) for name in value)


def _of_bulk(what: str, body: Json) -> Iterable[str]:
    listed = body.get("Operations")
    for operation in listed if isinstance(listed, list) else []:
        method = operation.get("method") if isinstance(operation, dict) else None
        if isinstance(method, str):
            yield f"{what} with a {method}"
            yield f"every {method}"


def _document(text: Any) -> Json:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
