"""What requests are like: properties that some of them share."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from scimproof.roots.documents import document, is_json, objects

Json = dict[str, Any]

SEARCH = ".search"
OPERATORS = ("eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le")
# What asks for a page, and what for some attributes only.
PAGING = ("count", "startindex", "cursor")
PROJECTION = ("attributes", "excludedattributes")
# Our creates have them so often that they say nothing.
EVERYWHERE = ("schemas", "userName", "password")
SCIM_JSON = "application/scim+json"
DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


@dataclass(frozen=True)
class Asked:
    """A request, taken apart.

    :param path: below the base, decoded.
    :param text: the body as it was sent; ``None`` when there was none.
    :param headers: by their names in lower case.
    """

    method: str
    path: str
    query: str
    text: str | None
    headers: Mapping[str, str]

    @cached_property
    def body(self) -> Json:
        """The JSON object that was sent; an empty one when it was anything else."""
        return document(self.text)

    @property
    def place(self) -> str:
        """The endpoint, without a slash."""
        return self.path.strip("/").partition("/")[0]

    @property
    def below(self) -> str:
        """What stands below the endpoint; empty for the endpoint itself."""
        return self.path.strip("/").partition("/")[2]

    @property
    def is_search(self) -> bool:
        """Whether it is a query by POST."""
        return SEARCH in (self.place, self.below)

    @property
    def what(self) -> str:
        """Method and endpoint, without the id."""
        if self.is_search:
            return f"POST {self.path}"
        return f"{self.method} " + (f"/{self.place}" if self.place else "the root") + ("/{id}" if self.below else "")

    @property
    def filter(self) -> str:
        """The filter of a query; empty when there is none."""
        return str((self.body if self.is_search else dict(parse_qsl(self.query))).get("filter") or "")

    @property
    def parameters(self) -> list[str]:
        """The names of what a query asks."""
        if self.is_search:
            return [str(name) for name in self.body if name != "schemas"]
        return [name for name, _ in parse_qsl(self.query, keep_blank_values=True)]


def properties(asked: Asked) -> Iterable[str]:
    """Everything that may explain why a request of this kind goes wrong."""
    method, what = asked.method, asked.what
    yield what
    if asked.place in (*DISCOVERY, "Bulk"):  # of resources, it would say nothing
        yield f"requests to /{asked.place}"
    if method in ("PUT", "PATCH", "DELETE"):
        yield f"every {method}"
    if method in ("PUT", "PATCH"):
        yield "every PUT and every PATCH"
    if method == "POST" and not asked.below and asked.place not in ("Bulk", SEARCH):
        yield "every create"
    if asked.is_search:
        yield "every query by POST"
    elif method in ("POST", "PUT", "PATCH") and not is_json(asked.text):
        yield "writes without JSON"
    if asked.place in DISCOVERY:
        if method != "GET":
            yield "writes to discovery documents"
        yield "discovery documents one by one" if asked.below else "the lists of discovery"
    yield from _of_headers(asked)
    if not (unquote_plus(asked.query) + (asked.text or "")).isascii():
        yield "letters outside ASCII"
    for name in asked.parameters:
        yield f"{what} with {name}"
        yield f"{name} in queries"
        if name.lower() in PAGING:
            yield "queries for a page"
        if name.lower() in PROJECTION:
            yield "queries for some attributes"
    yield from (f"{what} with {name}" for name in _operators(asked))
    yield from (f"{name} in filters" for name in _filtered(asked))
    if method == "PATCH":
        yield from _of_patch(what, asked.body)
    elif asked.place == "Bulk":
        yield from _of_bulk(what, asked.body)
    elif method in ("POST", "PUT") and not asked.is_search:
        yield from (f"{what} with {name}" for name in asked.body if name != "schemas")
        yield from (f"{name} in what is written" for name in _written(asked.body))


def _of_headers(asked: Asked) -> Iterable[str]:
    """Conditions, and media types that are not those of SCIM."""
    for name in ("If-Match", "If-None-Match"):
        if name.lower() in asked.headers:
            yield f"{asked.method} with {name}"
            yield f"every {name}"
            yield "conditional requests"
    for name in ("Content-Type", "Accept"):
        if (media := asked.headers.get(name.lower(), SCIM_JSON)) != SCIM_JSON:
            yield f"{name}: {media}"


def _filtered(asked: Asked) -> Iterable[str]:
    """The attributes in a filter: what stands before an operator."""
    words = asked.filter.replace("(", " ").replace(")", " ").replace("[", " ").split()
    for name, operator in itertools.pairwise(words):
        if operator.lower() in OPERATORS:
            yield name.lower()
            if "." in name:
                yield f"parts of {name.lower().partition('.')[0]}"


def _operators(asked: Asked) -> Iterable[str]:
    """The operators of a filter."""
    words = asked.filter.lower().split()
    yield from (f"the operator {name}" for name in (*OPERATORS, "and", "or", "not") if name in words)
    if "[" in asked.filter:
        yield "a filter in brackets"


def _of_patch(what: str, body: Json) -> Iterable[str]:
    operations = objects(body.get("Operations"))
    if len(operations) != 1:
        yield f"{what} with several operations"
    for operation in operations:
        verb, form = str(operation.get("op", "no op")).lower(), _form(operation.get("path"))
        yield f"{what} with {verb}"
        yield f"every PATCH with {verb}"
        yield f"every PATCH with {form}"
        yield f"every PATCH with {verb} and {form}"
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


def _written(body: Json) -> Iterable[str]:
    """The attributes that a resource has, those of extensions as well."""
    for name, value in body.items():
        if name not in EVERYWHERE:
            yield name
        if name.lower().startswith("urn:") and isinstance(value, dict):
            yield from value


def _attributes(operation: Json) -> Iterable[str]:
    path, value = operation.get("path"), operation.get("value")
    if isinstance(path, str) and path:
        schema, _, attribute = path.partition("[")[0].rpartition(":")
        yield attribute.partition(".")[0]
        if schema:
            yield schema
    elif isinstance(value, dict):
        yield from _written(value)


def _of_bulk(what: str, body: Json) -> Iterable[str]:
    for operation in objects(body.get("Operations")):
        if isinstance(method := operation.get("method"), str):
            yield f"{what} with a {method}"
            yield f"every {method}"
