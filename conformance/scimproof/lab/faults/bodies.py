"""Servers that get bodies wrong: their media types, their JSON, and what is written in it."""

from __future__ import annotations

import json
from urllib.parse import unquote

from scimproof.lab.faults.mechanism import FAULTS, Fault, on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

USER = "urn:ietf:params:scim:schemas:core:2.0:User"


def is_json(asked: Inbound) -> bool:
    """Whether a request has a body that is JSON in UTF-8."""
    try:
        json.loads(asked.body.decode("utf-8"))
    except ValueError:
        return False
    return True


@on_request("rfc", "major", "entra", "generic")
def reads_latin_1(asked: Inbound) -> Outbound | None:
    """Bodies without a charset are read as Latin-1: who is called Zoë becomes ZoÃ«."""
    if asked.body and "charset" not in asked.headers.get("content-type", ""):
        asked.body = asked.body.decode("latin-1").encode("utf-8")
    return None


@on_request("rfc", "major", "generic")
def keeps_json_escapes(asked: Inbound) -> Outbound | None:
    """Escapes in JSON strings are kept as they are."""
    asked.body = asked.body.replace(b"\\u", b"\\\\u")
    return None


@on_request("rfc", "critical", "entra")
def stumbles_over_charset(asked: Inbound) -> Outbound | None:
    """A charset parameter of the request's media type is not understood. Entra ID always sends one."""
    kind = asked.headers.get("content-type", "")
    return scim_error(415, "unknown media type") if ";" in kind else None


@on_request("rfc", "major", "okta", "generic", bugs=("BUG-098",))
def refuses_plain_json(asked: Inbound) -> Outbound | None:
    """Requests of the type application/json are refused with 415."""
    kind = asked.headers.get("content-type", "")
    return scim_error(415, "send application/scim+json") if kind.startswith("application/json") else None


@on_answer("rfc", "major", "generic", bugs=("BUG-098",))
def overlooks_plain_json(asked: Inbound, answer: Outbound) -> None:
    """The body of a request of the type application/json is taken for empty, and an empty user created."""
    if asked.method == "POST" and asked.headers.get("content-type") == "application/json" and answer.status == 201:
        answer.body["userName"] = "unnamed"


@on_request("rfc", "minor", "generic")
def spells_media_types_exactly(asked: Inbound) -> Outbound | None:
    """A media type in capitals is refused with 415."""
    kind = asked.headers.get("content-type", "")
    return scim_error(415, "unknown media type") if kind != kind.lower() else None


@on_request("robustness", "minor", "generic")
def crashes_on_foreign_media_types(asked: Inbound) -> Outbound | None:
    """A request in XML ends in a 500."""
    return scim_error(500, "internal error") if "xml" in asked.headers.get("content-type", "") else None


@on_request("robustness", "major", "generic", bugs=("BUG-100",))
def crashes_on_broken_bodies(asked: Inbound) -> Outbound | None:
    """A body that is empty, no JSON or no UTF-8 ends in a 500, wherever it is sent."""
    wants_one = asked.method in ("POST", "PUT", "PATCH")
    return scim_error(500, "internal error") if wants_one and not is_json(asked) else None


@on_answer("rfc", "major", "entra", "generic", bugs=("BUG-103",))
def marks_other_formats(asked: Inbound, answer: Outbound) -> None:
    """Answers are marked as text/plain unless Accept is exactly application/scim+json."""
    if asked.headers.get("accept") != "application/scim+json" and answer.body is not None:
        answer.headers["Content-Type"] = "text/plain"


@on_answer("rfc", "minor", "generic", bugs=("BUG-099",))
def shows_pages_to_browsers(asked: Inbound, answer: Outbound) -> None:
    """Whoever asks for text/html gets a page instead of the user."""
    if asked.headers.get("accept") == "text/html" and answer.ok:
        answer.raw, answer.headers["Content-Type"] = b"<!doctype html><h1>Users</h1>", "text/html"


@on_answer("rfc", "major", "entra", "generic")
def unwraps_single_values(asked: Inbound, answer: Outbound) -> None:
    """A list with one value is answered as that value: e-mails are an object until there are two."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            if isinstance(resource.get("emails"), list) and len(resource["emails"]) == 1:
                resource["emails"] = resource["emails"][0]


@on_answer("rfc", "major", "generic")
def names_messages_as_in_version_1(asked: Inbound, answer: Outbound) -> None:
    """Lists and errors name the schema of SCIM 1.1."""
    if isinstance(answer.body, dict) and (answer.status >= 400 or "totalResults" in answer.body):
        answer.body["schemas"] = ["urn:scim:schemas:core:1.0"]


@on_answer("rfc", "critical", "entra", "okta", "generic")
def tells_errors_with_200(asked: Inbound, answer: Outbound) -> None:
    """Errors are answered with 200, and stand in the body only."""
    if answer.status in (404, 409):
        answer.status = 200


def _take_half_for_whole(asked: Inbound) -> Outbound | None:
    if asked.method == "PUT" and asked.body and not is_json(asked):
        asked.replace_json({"schemas": [USER], "userName": f"half-{asked.resource_id}"})
    return None


def _refuse_half(asked: Inbound, answer: Outbound) -> None:
    if asked.method == "PUT" and asked.body.startswith(b'{"schemas": ["' + USER.encode() + b'"], "userName": "half-'):
        refused = scim_error(400, "invalid JSON", "invalidSyntax")
        answer.status, answer.body = refused.status, refused.body


FAULTS["empties_what_it_refuses"] = Fault(
    id="empties_what_it_refuses",
    title="A PUT that is refused has emptied the user before",
    story="The old values are removed before the new ones are read.",
    basis="rfc",
    severity="critical",
    clients=("generic",),
    bugs=(),
    request=_take_half_for_whole,
    answer=_refuse_half,
)


@on_request("rfc", "major", "generic")
def strips_accents(asked: Inbound) -> Outbound | None:
    """Letters lose their accents: Zoë is kept as Zoe, and not found as Zoë."""
    asked.body = asked.body.replace("ë".encode(), b"e")
    return None


@on_request("robustness", "minor", "generic")
def crashes_on_combining_marks(asked: Inbound) -> Outbound | None:
    """A decomposed letter, as macOS writes it, ends in a 500."""
    mark = "\u0308"
    if mark in unquote(asked.query) or mark.encode() in asked.body:
        return scim_error(500, "internal error")
    return None
