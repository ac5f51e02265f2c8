"""Servers that are wrong about single things that are seldom looked at."""

from __future__ import annotations

import html
from datetime import UTC, datetime

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

TEXTS = ("displayName", "nickName", "title")


@on_request("rfc", "minor", "generic")
def takes_bare_tokens(asked: Inbound) -> Outbound | None:
    """The token counts without any scheme before it."""
    token = asked.headers.get("authorization", "")
    if token and " " not in token:
        asked.headers["authorization"] = f"Bearer {token}"
    return None


@on_answer("rfc", "minor", "generic")
def answers_unknown_resource_types(asked: Inbound, answer: Outbound) -> None:
    """A resource type that does not exist is answered with an empty object."""
    if asked.endpoint == "ResourceTypes" and answer.status == 404:
        answer.status, answer.body = 200, {}


@on_answer("rfc", "major", "generic", "sailpoint")
def takes_reading_for_a_change(asked: Inbound, answer: Outbound) -> None:
    """meta.lastModified moves whenever a user is read: clients that look for changes find everybody changed."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and answer.ok:
        for meta in answer.metas:
            meta["lastModified"] = datetime.now(UTC).isoformat()


@on_request("rfc", "major", "generic", "entra")
def crashes_on_long_texts(asked: Inbound) -> Outbound | None:
    """A text that is longer than its column ends in a 500."""
    body = asked.json if asked.method == "POST" and isinstance(asked.json, dict) else {}
    long = any(isinstance(body.get(name), str) and len(body[name]) > 255 for name in TEXTS)
    return scim_error(500, "data too long for column") if long else None


@on_answer("rfc", "major", "generic")
def escapes_html(asked: Inbound, answer: Outbound) -> None:
    """Texts are stored as they would stand in a page: R&D is R&amp;D, and is escaped once more when it is shown."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource |= {name: html.escape(resource[name]) for name in TEXTS if isinstance(resource.get(name), str)}
