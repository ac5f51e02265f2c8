"""The exchanges of a run, as far as they can be blamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof.roots import answers, requests
from scimproof.roots.documents import document, members, objects
from scimproof.session import CLEANING

Json = dict[str, Any]

WRITES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Record:
    """A request and its answer.

    :param asked: what the request has in common with some others.
    :param answered: what the answer has in common with some others.
    :param sins: what is wrong with the answer, whatever was asked.
    :param names: the members that its bodies have, in lower case.
    :param writes: the resources that it wrote to, or was to write to, as paths.
    """

    number: int
    method: str
    path: str
    has_query: bool
    status: int
    asked: frozenset[str]
    answered: frozenset[str]
    sins: frozenset[str]
    names: frozenset[str]
    writes: tuple[str, ...]

    @property
    def is_write(self) -> bool:
        """Whether it may have changed something."""
        return self.method in WRITES

    @property
    def is_query(self) -> bool:
        """Whether it asks for something in particular."""
        return self.method == "GET" and self.has_query

    @property
    def is_success(self) -> bool:
        """Whether it was answered with a success."""
        return 200 <= self.status < 300

    @property
    def tells_of_writes(self) -> bool:
        """Whether the answer is what writes have made of a resource: it is shown, unchanged, or gone."""
        return self.is_success or self.status in (304, 404, 410)

    @property
    def reads_one(self) -> bool:
        """Whether it reads a single resource, and asks for nothing in particular."""
        return self.method == "GET" and self.path.count("/") > 1 and not self.has_query


Records = Mapping[int, Record]


def read(exchanges: Sequence[Json], base_url: str) -> Records:
    """The exchanges of a results file, by their numbers."""
    return {exchange["number"]: _record(exchange, base_url) for exchange in exchanges}


def _record(exchange: Json, base_url: str) -> Record:
    request, response = exchange["request"], exchange["response"]
    parts = urlsplit(request["url"])
    path = unquote(parts.path.removeprefix(urlsplit(base_url).path)).rstrip("/")
    headers = {name.lower(): value for name, value in request["headers"]}
    asked = requests.Asked(request["method"], path, parts.query, request["body"], headers)
    # No check looks at what becomes of the deletes at the end.
    judged = exchange["scenario"] != CLEANING
    ok = response is not None and 200 <= response["status"] < 300
    shown = document(response["body"]) if response is not None else {}
    return Record(
        exchange["number"],
        request["method"],
        path,
        bool(parts.query),
        response["status"] if response is not None else 0,
        frozenset([*requests.properties(asked), *answers.refusals(asked, response)] if judged else ()),
        frozenset(answers.errors(asked, response)),
        frozenset(answers.sins(asked, response)),
        frozenset(name.casefold() for body in (asked.body, shown) for name in members(body)),
        tuple(_written(asked, shown if ok else {}, base_url)),
    )


def _written(asked: requests.Asked, shown: Json, base_url: str) -> Iterable[str]:
    if asked.method in ("PUT", "PATCH", "DELETE"):
        yield asked.path
    elif asked.method == "POST" and asked.path == "/Bulk":
        for result in objects(shown.get("Operations")):
            if isinstance(location := result.get("location"), str):
                yield unquote(urlsplit(location).path.removeprefix(urlsplit(base_url).path))
    elif asked.method == "POST" and isinstance(shown.get("id"), str) and not asked.is_search:
        yield f"{asked.path}/{shown['id']}"
