"""What an answer shows: which question it answers, and the resources and errors that are in it.

A list, a ``.search`` and a bulk answer show several resources; the rules judge each like one that came alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from scimproof.declared import ResourceType
from scimproof.exchange import Exchange
from scimproof.validation.messages import MessageName

if TYPE_CHECKING:
    from scimproof.validation.compiler import View
    from scimproof.validation.context import Context

LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
# What a list without its schema is counted under, whoever finds it.
NO_LIST_RESPONSE = "a list is no ListResponse"

# The endpoints of RFC 7644 section 4, and the schema of what is read at each.
DISCOVERY: Mapping[str, MessageName] = {
    "/ServiceProviderConfig": "service-provider-config",
    "/ResourceTypes": "resource-type",
    "/Schemas": "schema",
}


class Question(StrEnum):
    """What a request asks for, and so what a successful answer has to show."""

    RESOURCE = "resource"
    LIST = "list"
    BULK = "bulk"
    REMOVAL = "removal"
    UNKNOWN = "unknown"  # nothing that the RFCs define: any answer will do


@dataclass(frozen=True)
class Shown:
    """A resource that an answer shows.

    :param body: the resource as sent.
    :param pointer: where it stands in the body of the answer.
    :param resource_type: its type, by the endpoint or by what it says of itself; ``None`` when that tells nothing.
    :param document: for a discovery document: the name of its schema.
    :param alone: whether it is the whole answer.
    """

    body: dict[str, Any]
    pointer: str
    resource_type: ResourceType | None
    document: MessageName | None
    view: View
    alone: bool

    @property
    def label(self) -> str:
        """What it is, in words: ``User`` or ``ServiceProviderConfig``."""
        if self.resource_type is not None:
            return self.resource_type.name
        return "".join(word.capitalize() for word in (self.document or "resource").split("-"))

    def get(self, name: str) -> Any:
        """The value of an attribute, whatever the case of its name."""
        return member(self.body, name)

    @property
    def meta(self) -> dict[str, Any]:
        """``meta``; an empty object when there is none."""
        value = self.get("meta")
        return value if isinstance(value, dict) else {}

    @property
    def uris(self) -> list[str]:
        """The strings in ``schemas``."""
        value = self.get("schemas")
        return [uri for uri in value if isinstance(uri, str)] if isinstance(value, list) else []


@dataclass(frozen=True)
class ShownError:
    """An error that an answer shows: its body, or the result of an operation in a bulk answer."""

    body: Any
    pointer: str
    status: int

    @property
    def is_scim(self) -> bool:
        """Whether it says of itself that it is a SCIM error."""
        return names(self.body, ERROR)


@dataclass(frozen=True)
class Reading:
    """One answer, read."""

    exchange: Exchange
    question: Question
    question_type: ResourceType | None
    document: MessageName | None
    view: View
    context: Context

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The query parameters, from the URL or from the body of a ``.search``."""
        return query_parameters(self.exchange, self.context)

    @cached_property
    def body(self) -> Any:
        """The body of a successful answer as JSON; ``None`` when there is none to be read."""
        response = self.exchange.response
        # 202: to be done later (RFC 9967 section 2.5.1.1). 204: nothing to show.
        return response.json if response is not None and response.ok and response.status not in (202, 204) else None

    @cached_property
    def listed(self) -> list[Any] | None:
        """The entries of a list answer, a bare array included; ``None`` when it has none or is no list."""
        if self.question is not Question.LIST:
            return None
        entries = self.body if isinstance(self.body, list) else member(self.body, "Resources")
        return entries if isinstance(entries, list) else None

    @cached_property
    def operations(self) -> list[Any]:
        """The results in a bulk answer."""
        found = member(self.body, "Operations") if self.question is Question.BULK else None
        return found if isinstance(found, list) else []

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """Every resource that the answer shows."""
        return tuple(self._shown())

    @cached_property
    def errors(self) -> tuple[ShownError, ...]:
        """Every error that the answer shows; one without a body, too."""
        response = self.exchange.response
        found = []
        if response is not None and response.status >= 400:
            found.append(ShownError(response.json, "", response.status))
        for at, operation in enumerate(self.operations):
            status = operation_status(operation)
            if status is not None and status >= 400 and member(operation, "response") is not None:
                found.append(ShownError(member(operation, "response"), f"/Operations/{at}/response", status))
        return tuple(found)

    def _shown(self) -> Iterator[Shown]:
        if self.question is Question.RESOURCE and isinstance(self.body, dict):
            kind = self.question_type or type_of(self.body, self.context)
            yield Shown(self.body, "", kind if not self.document else None, self.document, self.view, alone=True)
        prefix = "" if isinstance(self.body, list) else "/Resources"
        for at, entry in enumerate(self.listed or ()):
            if isinstance(entry, dict):
                kind = None if self.document else self.question_type or type_of(entry, self.context)
                yield Shown(entry, f"{prefix}/{at}", kind, self.document, self.view, alone=False)
        for at, operation in enumerate(self.operations):
            status, body = operation_status(operation), member(operation, "response")
            if isinstance(body, dict) and (status or 200) < 300:
                pointer = f"/Operations/{at}/response"
                yield Shown(body, pointer, type_of(body, self.context), None, "response", alone=False)


def read(exchange: Exchange, context: Context) -> Reading:
    """Read what an exchange shows. Never raises, whatever the answer is."""
    path, method = context.relative_path(exchange).rstrip("/"), exchange.request.method
    question, kind, document = _asked(path, method, context)
    # RFC 7644 section 3.4.2 allows a query of one resource, and does not say what the answer looks like.
    if question is Question.RESOURCE and method == "GET" and "filter" in exchange.request.query:
        question = Question.UNKNOWN
    response = exchange.response
    if question is Question.UNKNOWN and response is not None and response.ok and names(response.json, LIST_RESPONSE):
        question = Question.LIST
    return Reading(exchange, question, kind, document, context.view(exchange), context)


def _asked(path: str, method: str, context: Context) -> tuple[Question, ResourceType | None, MessageName | None]:
    """The question that a request puts, and the resource type or discovery document that it is about."""
    parts = [part for part in path.split("/") if part]
    if not parts:
        return Question.UNKNOWN, None, None
    if parts[-1] == ".search":
        return (Question.LIST if method == "POST" else Question.UNKNOWN), context.declared.type_at(path), None
    document = DISCOVERY.get("/" + unquote(parts[0]))
    if document is not None:
        if method != "GET":
            return Question.UNKNOWN, None, document
        lists = len(parts) == 1 and document != "service-provider-config"
        return (Question.LIST if lists else Question.RESOURCE), None, document
    if path == "/Bulk":
        return (Question.BULK if method == "POST" else Question.UNKNOWN), None, None
    if path == "/Me":
        return _of_one(method), None, None
    kind = context.declared.type_at(path)
    if kind is None or len(parts) > 2:
        return Question.UNKNOWN, kind, None
    if len(parts) == 2:
        return _of_one(method), kind, None
    by_method = {"GET": Question.LIST, "POST": Question.RESOURCE}
    return by_method.get(method, Question.UNKNOWN), kind, None


def _of_one(method: str) -> Question:
    if method == "DELETE":
        return Question.REMOVAL
    return Question.RESOURCE if method in ("GET", "PUT", "PATCH") else Question.UNKNOWN


def query_parameters(exchange: Exchange, context: Context) -> dict[str, Any]:
    """The query parameters of a request; those of a ``.search`` stand in its body (RFC 7644 section 3.4.3)."""
    found: dict[str, Any] = dict(exchange.request.query)
    if urlsplit(exchange.request.url).path.endswith("/.search"):
        found |= exchange.request.object
    return found


def type_of(resource: Any, context: Context) -> ResourceType | None:
    """The resource type by what a resource says of itself: ``meta.resourceType``, else its base schema."""
    meta = member(resource, "meta")
    name = member(meta, "resourceType")
    if isinstance(name, str) and (found := context.declared.resource_type(name)) is not None:
        return found
    uris = member(resource, "schemas")
    folded = {uri.casefold() for uri in uris if isinstance(uri, str)} if isinstance(uris, list) else set()
    return next((kind for kind in context.declared.resource_types if kind.schema.casefold() in folded), None)


def member(container: Any, name: str) -> Any:
    """A member of a JSON object, whatever the case of its name (RFC 7643 section 2.1); the exact name goes first."""
    if not isinstance(container, dict):
        return None
    if name in container:
        return container[name]
    folded = name.casefold()
    return next((value for key, value in container.items() if key.casefold() == folded), None)


def names(body: Any, uri: str) -> bool:
    """Whether ``schemas`` of a JSON object has this URI, which ignores case."""
    uris = member(body, "schemas")
    return isinstance(uris, list) and any(
        isinstance(entry, str) and entry.casefold() == uri.casefold() for entry in uris
    )


def operation_status(operation: Any) -> int | None:
    """The HTTP status of a bulk result, in each of the forms that RFC 7644 section 3.7.3 can be read to allow."""
    status = member(operation, "status")
    if isinstance(status, dict):
        status = member(status, "code")
    text = str(status) if isinstance(status, int | str) and not isinstance(status, bool) else ""
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() else None
