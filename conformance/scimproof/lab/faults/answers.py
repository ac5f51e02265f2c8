"""Servers whose answers are malformed, wherever they come from."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound


@on_answer("rfc", "minor", "generic", bugs=("BUG-103",))
def speaks_plain_json(asked: Inbound, answer: Outbound) -> None:
    """Answers are marked as application/json."""
    if "Content-Type" in answer.headers:
        answer.headers["Content-Type"] = "application/json"


@on_answer("rfc", "major", "generic", bugs=("BUG-103",))
def speaks_html(asked: Inbound, answer: Outbound) -> None:
    """Answers are marked as text/html, although they are JSON."""
    if answer.body is not None:
        answer.headers["Content-Type"] = "text/html; charset=utf-8"


@on_answer("rfc", "major", "generic", bugs=("BUG-097",))
def shows_html_errors(asked: Inbound, answer: Outbound) -> None:
    """Errors are pages of the web framework."""
    if answer.status >= 400:
        answer.raw = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>"
        answer.headers["Content-Type"] = "text/html"


@on_answer("rfc", "minor", "generic", bugs=("BUG-101",))
def numbers_error_status(asked: Inbound, answer: Outbound) -> None:
    """The status of an error is a number and not a string."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body["status"] = answer.status


@on_answer("rfc", "major", "generic", bugs=("BUG-104",))
def leaks_stack_traces(asked: Inbound, answer: Outbound) -> None:
    """Errors show the inside of the server."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body["detail"] = (
            'Traceback (most recent call last):\n  File "/srv/app/users.py", line 12, in get\nKeyError'
        )


@on_answer("rfc", "critical", "generic")
def returns_password(asked: Inbound, answer: Outbound) -> None:
    """The password comes back."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource["password"] = "5f4dcc3b5aa765d61d8327deb882cf99"  # noqa: S105 - that is the fault


@on_answer("rfc", "critical", "generic")
def echoes_authorization_header(asked: Inbound, answer: Outbound) -> None:
    """Errors quote the request, credential included."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body["detail"] = f"bad request: authorization={asked.headers.get('authorization')}"


@on_answer("rfc", "major", "generic", bugs=("BUG-123",))
def forgets_meta(asked: Inbound, answer: Outbound) -> None:
    """Resources carry no meta."""
    if asked.endpoint in COLLECTIONS:
        for resource in answer.resources:
            resource.pop("meta", None)


@on_answer("rfc", "minor", "generic")
def modifies_before_creating(asked: Inbound, answer: Outbound) -> None:
    """meta.lastModified lies before meta.created."""
    if asked.endpoint in COLLECTIONS:
        for meta in answer.metas:
            meta["lastModified"] = "2001-02-03T04:05:06Z"


@on_answer("rfc", "minor", "generic")
def keeps_clients_meta(asked: Inbound, answer: Outbound) -> None:
    """meta of the client is taken over: whoever writes can backdate an account."""
    body = asked.json
    if asked.method in ("POST", "PUT") and answer.ok and isinstance(body, dict) and isinstance(body.get("meta"), dict):
        for resource in answer.resources:
            BACKDATED[resource["id"]] = body["meta"]
    for resource in answer.resources:
        if resource.get("id") in BACKDATED:
            resource["meta"] = {**resource.get("meta", {}), **BACKDATED[resource["id"]]}


BACKDATED: dict[str, dict[str, Any]] = {}


@on_answer("rfc", "major", "generic")
def quotes_booleans(asked: Inbound, answer: Outbound) -> None:
    """Booleans are strings."""
    for resource in answer.resources:
        if "active" in resource:
            resource["active"] = str(resource["active"])


@on_answer("rfc", "major", "generic")
def forgets_schemas(asked: Inbound, answer: Outbound) -> None:
    """Resources do not name their schemas."""
    if asked.endpoint in COLLECTIONS:
        for resource in answer.resources:
            resource.pop("schemas", None)


@on_answer("rfc", "major", "generic")
def numbers_ids(asked: Inbound, answer: Outbound) -> None:
    """Ids are numbers."""
    if asked.endpoint in COLLECTIONS:
        for resource in answer.resources:
            resource["id"] = 7


@on_answer("rfc", "minor", "generic", bugs=("BUG-006",))
def claims_undeclared_schema(asked: Inbound, answer: Outbound) -> None:
    """Resources name a schema that the resource type does not have."""
    if asked.endpoint in COLLECTIONS:
        for resource in answer.resources:
            resource.setdefault("schemas", []).append("urn:example:params:scim:schemas:extension:1.0:User")


@on_answer("rfc", "major", "generic")
def breaks_json(asked: Inbound, answer: Outbound) -> None:
    """Users are answered with broken JSON."""
    if asked.endpoint == "Users" and asked.resource_id and answer.status == 200:
        answer.raw = answer.content[:-1]
