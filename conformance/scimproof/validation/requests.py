"""Validating what Scimproof itself is about to send: a malformed request is our own error, not the target's."""

from __future__ import annotations

from typing import Any

from scimproof.declared import Declared, ResourceType
from scimproof.exchange import Request
from scimproof.validation import messages
from scimproof.validation.compiler import View
from scimproof.validation.conformance import STANDARD, Conformance, as_viewed
from scimproof.validation.problem import Problem


def request_problems(request: Request, declared: Declared, relative_path: str) -> list[Problem]:
    """What is wrong with the body of a request; nothing when it is wrong on purpose.

    Names in another case are right (RFC 7643 section 2.1). For the standard resource types the yardstick is
    RFC 7643 and not the target: an emulated client sends what it always sends, and what the target's schema
    makes of that is for the target to answer. Only attributes that the RFC does not know are judged by the
    target's own schema, and so are resources of other types.

    :param relative_path: path of the URL after the base URL, such as ``/Users``.
    """
    if request.malformed is not None or not request.body:
        return []
    body = request.json
    found = _problems(request.method, relative_path.partition("?")[0].rstrip("/"), body, declared)
    if found is None:
        return []
    if body is None and request.body.strip() != b"null":
        return [Problem("", "json", "a JSON document", "something else")]
    return [problem for problem in found if problem.rule != "case"]


def _problems(method: str, path: str, body: Any, declared: Declared) -> list[Problem] | None:
    """``None`` where nothing is known of what the endpoint takes."""
    if method == "POST" and path.endswith("/.search"):
        return messages.problems(body, "search-request")
    if method == "POST" and path == "/Bulk":
        return _bulk(body, declared)
    kind = declared.type_at(path)
    if method == "PATCH" and (kind is not None or path == "/Me"):
        return messages.problems(body, "patch-op")
    if kind is None:
        return None
    if method == "POST" and path == kind.endpoint:
        return _resource(body, kind, declared, "create")
    if method == "PUT":
        return _resource(body, kind, declared, "replace")
    return None


def _resource(body: Any, kind: ResourceType, declared: Declared, view: View) -> list[Problem]:
    own = Conformance.of(declared).problems(body, kind, view)
    standard = STANDARD.get(kind.schema.casefold())
    if standard is None:
        return own
    known = {name.casefold() for name in messages.document(standard)["properties"]}
    return [
        *as_viewed(messages.problems(body, standard), view),
        *(
            problem
            for problem in own
            if problem.top_level.casefold() not in known and problem.top_level and problem.rule != "required"
        ),
    ]


def _bulk(body: Any, declared: Declared) -> list[Problem]:
    found = messages.problems(body, "bulk-request")
    operations = body.get("Operations") if isinstance(body, dict) else None
    for at, operation in enumerate(operations if isinstance(operations, list) else []):
        method, path = (operation.get("method"), operation.get("path")) if isinstance(operation, dict) else (None, None)
        data = operation.get("data") if isinstance(operation, dict) else None
        if isinstance(method, str) and isinstance(path, str) and isinstance(data, dict) and path != "/Bulk":
            below = _problems(method, path.rstrip("/"), data, declared) or []
            prefix = f"/Operations/{at}/data"
            found += [
                Problem(prefix + problem.pointer, problem.rule, problem.expected, problem.received, problem.requirement)
                for problem in below
            ]
    return found
