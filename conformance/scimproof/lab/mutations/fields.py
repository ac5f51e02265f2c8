"""Each field of each document that a server shows: dropped, of another type, in another case, or null."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.behaviour import OnAnswer
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations.mechanism import Mutation
from scimproof.lab.mutations.moments import MOMENTS, Json, moment_of, shown

Path = tuple[str, ...]
Change = Callable[[Json, str], None]

META = ("meta", "meta.resourceType", "meta.created", "meta.lastModified", "meta.location", "meta.version")
# Extensions are named by their URN, which is short here.
URNS = {"enterprise": ENTERPRISE_USER}
ERRORS = (400, 401, 404, 409, 412, 413, 501)

MESSAGES: dict[str, tuple[str, ...]] = {
    "ListResponse": (
        *("schemas", "totalResults", "startIndex", "itemsPerPage"),
        *("Resources", "nextCursor", "previousCursor"),
    ),
    "BulkResponse": (
        *("schemas", "Operations", "Operations.method", "Operations.bulkId", "Operations.version"),
        *("Operations.location", "Operations.status", "Operations.response", "Operations.response.schemas"),
        *("Operations.response.status", "Operations.response.scimType", "Operations.response.detail"),
    ),
    "ServiceProviderConfig": (
        *("schemas", "documentationUri", "patch", "patch.supported", "bulk", "bulk.supported", "bulk.maxOperations"),
        *("bulk.maxPayloadSize", "filter", "filter.supported", "filter.maxResults", "changePassword"),
        *("changePassword.supported", "sort", "sort.supported", "etag", "etag.supported", "authenticationSchemes"),
        *("authenticationSchemes.type", "authenticationSchemes.name", "authenticationSchemes.description"),
        *("authenticationSchemes.specUri", "authenticationSchemes.documentationUri"),
        *("authenticationSchemes.primary", "pagination", "pagination.cursor", "pagination.index"),
        *("pagination.defaultPaginationMethod", "pagination.defaultPageSize", "pagination.maxPageSize"),
        *("pagination.cursorTimeout", "meta", "meta.resourceType", "meta.location"),
    ),
    "ResourceType": (
        *("schemas", "id", "name", "description", "endpoint", "schema", "schemaExtensions"),
        *("schemaExtensions.schema", "schemaExtensions.required", "meta", "meta.resourceType", "meta.location"),
    ),
    "Schema": (
        *("schemas", "id", "name", "description", "attributes", "meta", "meta.resourceType", "meta.location"),
        *(
            f"attributes.{characteristic}"
            for characteristic in (
                *("name", "type", "multiValued", "description", "required", "canonicalValues", "caseExact"),
                *("mutability", "returned", "uniqueness", "referenceTypes", "subAttributes", "subAttributes.name"),
                *("subAttributes.type", "subAttributes.multiValued", "subAttributes.description"),
                *("subAttributes.required", "subAttributes.canonicalValues", "subAttributes.caseExact"),
                *("subAttributes.mutability", "subAttributes.returned", "subAttributes.uniqueness"),
                "subAttributes.referenceTypes",
            )
        ),
    ),
}
ENDPOINTS = ("Users", "Groups", "ResourceTypes", "Schemas")


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for kind in ("User", "Group"):
        for path in resource_paths(kind):
            yield from _of(kind, path)
            for moment, where in MOMENTS.items():
                yield from _of(kind, path, f"@{moment}", f" in {where}", _at_moment(moment))
    for kind, paths in MESSAGES.items():
        for path in paths:
            yield from _of(kind, path)
    for path in MESSAGES["ListResponse"]:
        for endpoint in ENDPOINTS:
            yield from _of("ListResponse", path, f"@{endpoint}", f" of /{endpoint}", _at_endpoint(endpoint))
    for path in ("schemas", "status", "scimType", "detail"):
        yield from _of("Error", path)
        for status in ERRORS:
            yield from _of("Error", path, f"@{status}", f" with status {status}", _with_status(status))


def resource_paths(kind: str) -> list[str]:
    """The fields of a resource as the RFCs' own schemas define them, with those that every resource has."""
    from scim2_server.utils import load_default_schemas

    schemas = load_default_schemas()
    found = ["schemas", "id", "externalId", *META]
    found += _paths(schemas[f"urn:ietf:params:scim:schemas:core:2.0:{kind}"].attributes)
    if kind == "User":
        extension = _paths(schemas[ENTERPRISE_USER].attributes)
        found += ["enterprise", *(f"enterprise.{path}" for path in extension)]
    return found


def _paths(definitions: Sequence[Any] | None) -> list[str]:
    found = []
    for definition in definitions or []:
        if str(definition.returned).endswith("never"):
            continue
        found += [definition.name, *(f"{definition.name}.{part}" for part in _paths(definition.sub_attributes))]
    return found


# -- which answers --------------------------------------------------------------------------------------------------

Where = Callable[[Inbound, Outbound], bool]


def _at_moment(moment: str) -> Where:
    return lambda asked, answer: moment_of(asked) == moment


def _at_endpoint(endpoint: str) -> Where:
    return lambda asked, answer: asked.endpoint == endpoint


def _with_status(status: int) -> Where:
    return lambda asked, answer: answer.status == status


# -- what is done ---------------------------------------------------------------------------------------------------


def _drop(owner: Json, name: str) -> None:
    del owner[name]


def _null(owner: Json, name: str) -> None:
    owner[name] = None


def _recase(owner: Json, name: str) -> None:
    first = 1 if name.startswith("$") else 0
    owner[name[:first] + name[first].swapcase() + name[first + 1 :]] = owner.pop(name)


def _mistype(owner: Json, name: str) -> None:
    owner[name] = other_type(owner[name])


def other_type(value: Any) -> Any:
    """A value of another JSON type, as a careless serialiser would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return value[0] if value else {}
    return str(value)


CHANGES: dict[str, tuple[str, str, Change]] = {
    "drops": ("is missing", "a field is dropped", _drop),
    "mistypes": ("is of another JSON type", "a field has another type", _mistype),
    "recases": ("is written in another case", "the name of a field is in another case", _recase),
    "nulls": ("is null", "a field is null", _null),
}


@dataclass(frozen=True, kw_only=True)
class FieldMutation(Mutation):
    """One of a field.

    :param document: the kind of document that the field is in.
    :param path: the field.
    :param at: which answers it concerns; ``None`` for all.
    """

    document: str
    path: Path
    at: Where | None

    def is_met_in(self, asked: Inbound, answer: Outbound) -> bool:
        """Whether an answer shows the field."""
        return (self.at is None or self.at(asked, answer)) and any(
            self.path[-1] in owner
            for document in shown(asked, answer, self.document)
            for owner in _owners(document, self.path[:-1])
        )


def _of(kind: str, path: str, suffix: str = "", where: str = "", at: Where | None = None) -> Iterator[Mutation]:
    for word, (what, group, change) in CHANGES.items():
        times: Counter[str] = Counter()
        yield FieldMutation(
            id=f"{word}:{kind}.{path}{suffix}",
            title=f"{path} of {kind} {what}{where}",
            kind=f"{kind}: {group}",
            subject=_subject(path),
            document=kind,
            path=_names(path),
            at=at,
            answer=_answer(kind, _names(path), change, at, times),
            times=times,
        )


def _names(path: str) -> Path:
    head, *rest = path.split(".")
    return (URNS.get(head, head), *rest)


def _subject(path: str) -> tuple[str, ...]:
    """What a finding has to speak of: the field, or the attribute that it is a part of."""
    return tuple(dict.fromkeys((*_names(path)[-1:], *_names(path)[:1])))


def _answer(kind: str, path: Path, change: Change, at: Where | None, times: Counter[str]) -> OnAnswer:
    def changed(asked: Inbound, answer: Outbound) -> None:
        if at is not None and not at(asked, answer):
            return
        for document in shown(asked, answer, kind):
            for owner in _owners(document, path[:-1]):
                if path[-1] in owner:
                    change(owner, path[-1])
                    times["met"] += 1

    return changed


def _owners(document: Any, path: Path) -> Iterator[Json]:
    """The objects that a path leads to: those in lists are many."""
    if isinstance(document, list):
        for entry in document:
            yield from _owners(entry, path)
    elif isinstance(document, dict) and path:
        yield from _owners(document.get(path[0]), path[1:])
    elif isinstance(document, dict):
        yield document
