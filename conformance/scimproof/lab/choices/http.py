"""Choices of servers in HTTP: media types, credentials, versions, aliases (RFC 7644 sections 2, 3.8, 3.11 and 3.14)."""

from __future__ import annotations

from itertools import count
from typing import Any

from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import resources
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

SCIM_JSON = "application/scim+json"
PAGE = b"<html><head><title>Not Found</title></head><body>nginx</body></html>"


@on_answer("RFC 7644 section 3.8")
def names_its_charset(asked: Inbound, answer: Outbound) -> None:
    """Bodies are marked as application/scim+json; charset=utf-8."""
    if answer.headers.get("Content-Type") == SCIM_JSON:
        answer.headers["Content-Type"] = f"{SCIM_JSON};charset=UTF-8"


@on_request("RFC 7644 section 3.8")
def refuses_foreign_formats(asked: Inbound) -> Outbound | None:
    """A client that accepts text/html only is answered 406."""
    accept = asked.headers.get("accept", "*/*").lower()
    if not any(word in accept for word in ("*/*", "json", "application/*")):
        return scim_error(406, "this server speaks application/scim+json")
    return None


@on_request("RFC 7644 section 3.8")
def answers_foreign_formats_with_scim(asked: Inbound) -> Outbound | None:
    """A client that accepts text/html only is answered in SCIM all the same."""
    if "json" not in asked.headers.get("accept", "json").lower():
        asked.headers["accept"] = "*/*"
    return None


@on_request("RFC 7644 section 3.1")
def refuses_plain_json(asked: Inbound) -> Outbound | None:
    """Requests of the type application/json are refused with 415: the RFC asks for application/scim+json."""
    if asked.body and asked.headers.get("content-type", "").lower().startswith("application/json"):
        return scim_error(415, "send application/scim+json")
    return None


@on_answer("RFC 7235 section 4.1")
def challenges_in_several_ways(asked: Inbound, answer: Outbound) -> None:
    """A 401 offers several schemes in one WWW-Authenticate header, with parameters in quotes."""
    if answer.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="a, b", Bearer realm="scim", error="invalid_token"'


@on_answer("RFC 6750 section 3")
def challenges_by_the_bare_scheme(asked: Inbound, answer: Outbound) -> None:
    """A 401 names the scheme, and nothing else."""
    if answer.status == 401:
        answer.headers["WWW-Authenticate"] = "bearer"


@on_answer("RFC 7644 section 3.12")
def forbids_strangers(asked: Inbound, answer: Outbound) -> None:
    """Without a valid credential the answer is 403."""
    if answer.status == 401:
        answer.status = 403
        answer.body["status"] = "403"
        answer.drop_header("WWW-Authenticate")


@on_answer("RFC 7644 section 3.12")
def has_a_gateway_that_keeps_strangers_out(asked: Inbound, answer: Outbound) -> None:
    """A 401 is answered by a gateway, without a SCIM error."""
    if answer.status == 401:
        answer.raw = b'{"message": "Unauthorized"}'
        answer.headers["Content-Type"] = "application/json"


def _whoever(asked: Inbound) -> dict[str, Any]:
    """Some user, taken for the one who is signed in."""
    listed = asked.look_up("/Users").get("Resources") or []
    return listed[0] if listed else {}


def _me(asked: Inbound) -> bool:
    return asked.endpoint == "Me" and asked.method == "GET"


@on_request("RFC 7644 section 3.11")
def redirects_me(asked: Inbound) -> Outbound | None:
    """/Me is answered with 308 and the location of the user."""
    user = _whoever(asked) if _me(asked) else {}
    location = user.get("meta", {}).get("location")
    return Outbound(308, None, {"Location": location}) if location else None


@on_request("RFC 7644 section 3.11")
def shows_me(asked: Inbound) -> Outbound | None:
    """/Me is answered with the user, and with the user's permanent location in the Location header."""
    user = _whoever(asked) if _me(asked) else {}
    location = user.get("meta", {}).get("location")
    if not location:
        return None
    headers = {"Content-Type": SCIM_JSON, "Location": location, "ETag": user["meta"].get("version", 'W/"1"')}
    return Outbound(200, user, headers)


@on_request("RFC 7644 section 3.11")
def knows_no_me(asked: Inbound) -> Outbound | None:
    """/Me is an endpoint like any that there is not: 404."""
    return scim_error(404, "not found") if asked.endpoint == "Me" else None


@on_answer("RFC 7644 section 3.14")
def gives_strong_etags(asked: Inbound, answer: Outbound) -> None:
    """ETags are strong."""
    _retag(asked, answer, lambda tag: tag.removeprefix("W/"))


def _retag(asked: Inbound, answer: Outbound, change: Any) -> None:
    if "ETag" in answer.headers:
        answer.headers["ETag"] = change(answer.headers["ETag"])
    for resource in resources(asked, answer):
        meta = resource.get("meta")
        if isinstance(meta, dict) and isinstance(meta.get("version"), str):
            meta["version"] = change(meta["version"])


@on_answer("RFC 7643 section 3.1")
def writes_versions_without_quotes(asked: Inbound, answer: Outbound) -> None:
    """meta.version is the ETag without quotation marks."""
    for resource in resources(asked, answer):
        meta = resource.get("meta")
        if isinstance(meta, dict) and isinstance(meta.get("version"), str):
            meta["version"] = meta["version"].replace('"', "")


@on_answer("RFC 7644 section 3.14", config={"etag": {"supported": False}})
def has_no_etags(asked: Inbound, answer: Outbound) -> None:
    """There are no versions: no ETag, no meta.version."""
    answer.drop_header("ETag")
    for resource in resources(asked, answer):
        if isinstance(resource.get("meta"), dict):
            resource["meta"].pop("version", None)


@on_request("RFC 7644 section 3.14")
def deletes_whatever_the_version(asked: Inbound) -> Outbound | None:
    """If-Match of a DELETE is not looked at: section 3.14 speaks of PUT and PATCH."""
    if asked.method == "DELETE":
        asked.headers.pop("if-match", None)
    return None


def _searches(asked: Inbound) -> bool:
    return asked.path.endswith("/.search")


@on_request("RFC 7644 section 3.4.3")
def offers_no_search_and_says_404(asked: Inbound) -> Outbound | None:
    """There are no searches by POST: 404."""
    return scim_error(404, "not found") if _searches(asked) else None


@on_request("RFC 7644 section 3.4.3")
def offers_no_search_and_says_405(asked: Inbound) -> Outbound | None:
    """There are no searches by POST: 405."""
    return scim_error(405, "method not allowed") if _searches(asked) else None


@on_request("RFC 7644 section 3.4.3")
def offers_no_search_and_says_501(asked: Inbound) -> Outbound | None:
    """There are no searches by POST: 501."""
    return scim_error(501, "not supported") if _searches(asked) else None


@on_request("RFC 7644 section 3.4.2")
def offers_nothing_at_its_root(asked: Inbound) -> Outbound | None:
    """Queries go to the endpoints of users and groups, not to the root of the server: 404."""
    return scim_error(404, "not found") if asked.endpoint in ("", ".search") else None


@on_request("RFC 7644 section 3.4.2")
def says_501_at_its_root(asked: Inbound) -> Outbound | None:
    """Queries at the root of the server are not supported: 501."""
    return scim_error(501, "not supported") if asked.endpoint in ("", ".search") else None


@on_answer("RFC 7644 section 3.12")
def has_a_framework_that_answers_unknown_routes(asked: Inbound, answer: Outbound) -> None:
    """What is at no SCIM endpoint is answered by the web framework, with a page."""
    known = (*COLLECTIONS, "ServiceProviderConfig", "ResourceTypes", "Schemas", "Bulk", "Me", ".search", "")
    if answer.status == 404 and asked.endpoint not in known:
        answer.raw, answer.headers["Content-Type"] = PAGE, "text/html"


@on_answer("RFC 7644 section 3.12")
def has_a_framework_that_answers_wrong_methods(asked: Inbound, answer: Outbound) -> None:
    """A method or a media type that is not known is answered by the web framework, with a page."""
    if answer.status in (405, 406, 415):
        answer.raw, answer.headers["Content-Type"] = PAGE, "text/html"


@on_request("RFC 6585 section 4")
def asks_to_wait_now_and_then(asked: Inbound) -> Outbound | None:
    """Every tenth request comes too soon, and is answered 429 with Retry-After."""
    if next(REQUESTS) % 10:
        return None
    refused = scim_error(429, "one at a time")
    refused.headers["Retry-After"] = "0"
    return refused


REQUESTS = count(1)
