"""Servers that get the protocol around SCIM wrong: versions, media types, methods, URLs, credentials."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from scimproof.lab.faults.mechanism import FAULTS, Fault, on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
OWNERS = ("Users", "Groups")
FROZEN = 'W/"1"'


def is_json(asked: Inbound) -> bool:
    """Whether a request has a body that is JSON in UTF-8."""
    try:
        json.loads(asked.body.decode("utf-8"))
    except ValueError:
        return False
    return True


# -- versions ---------------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "generic", "sailpoint")
def forgets_etags(asked: Inbound, answer: Outbound) -> None:
    """ETags are declared and never sent."""
    answer.drop_header("ETag")


@on_answer("rfc", "minor", "generic")
def forgets_meta_version(asked: Inbound, answer: Outbound) -> None:
    """The ETag is not repeated as meta.version."""
    for resource in answer.resources:
        resource.get("meta", {}).pop("version", None)


def _insist_on_quotes(asked: Inbound) -> Outbound | None:
    condition = asked.headers.get("if-match", "*")
    return None if condition == "*" or '"' in condition else scim_error(412, "the resource has changed")


def _bare_versions(asked: Inbound, answer: Outbound) -> None:
    for resource in answer.resources:
        meta = resource.get("meta", {})
        if "version" in meta:
            meta["version"] = str(meta["version"]).removeprefix("W/").strip('"')


FAULTS["bares_versions"] = Fault(
    id="bares_versions",
    title="meta.version is the ETag without W/ and quotation marks, and not understood in If-Match",
    story="A client that knows versions from lists alone can protect none of its writes.",
    basis="rfc",
    severity="minor",
    clients=("generic",),
    bugs=("BUG-107",),
    request=_insist_on_quotes,
    answer=_bare_versions,
)


@on_answer("rfc", "minor", "generic")
def marks_weak_versions_in_small_letters(asked: Inbound, answer: Outbound) -> None:
    """Weak versions are marked with w/."""
    for name in [name for name in answer.headers if name.lower() == "etag"]:
        answer.headers[name] = answer.headers[name].replace("W/", "w/")


@on_request("rfc", "minor", "generic")
def never_answers_304(asked: Inbound) -> Outbound | None:
    """If-None-Match is ignored: what has not changed is sent again and again."""
    asked.headers.pop("if-none-match", None)
    return None


@on_answer("rfc", "major", "generic", bugs=("BUG-105",))
def always_answers_304(asked: Inbound, answer: Outbound) -> None:
    """Whoever sends If-None-Match is told that nothing has changed."""
    if asked.method == "GET" and "if-none-match" in asked.headers and answer.ok:
        answer.status, answer.body = 304, None
        answer.drop_header("Content-Type")


@on_request("rfc", "critical", "generic", "sailpoint")
def ignores_if_match(asked: Inbound) -> Outbound | None:
    """If-Match is ignored, in bulk as well: of two administrators the second undoes what the first one did."""
    asked.headers.pop("if-match", None)
    body = asked.json
    if asked.endpoint == "Bulk" and isinstance(body, dict) and isinstance(body.get("Operations"), list):
        for operation in body["Operations"]:
            operation.pop("version", None)
        asked.replace_json(body)
    return None


@on_request("rfc", "major", "generic", bugs=("BUG-106",))
def refuses_every_if_match(asked: Inbound) -> Outbound | None:
    """If-Match is compared after the change, and so never matches."""
    return scim_error(412, "the resource has changed") if "if-match" in asked.headers else None


@on_request("rfc", "minor", "generic", bugs=("BUG-107",))
def compares_if_match_as_text(asked: Inbound) -> Outbound | None:
    """If-Match is compared with the ETag as a text: neither * nor a list is understood."""
    if asked.headers.get("if-match", "") == "*" or "," in asked.headers.get("if-match", ""):
        return scim_error(412, "the resource has changed")
    return None


@on_request("robustness", "minor", "generic")
def crashes_on_conditional_deletes(asked: Inbound) -> Outbound | None:
    """A DELETE with If-Match ends in a 500."""
    return scim_error(500, "internal error") if asked.method == "DELETE" and "if-match" in asked.headers else None


def _forget_conditions(asked: Inbound) -> Outbound | None:
    for name in ("if-match", "if-none-match"):
        asked.headers.pop(name, None)
    return None


def _freeze(asked: Inbound, answer: Outbound) -> None:
    for name in [name for name in answer.headers if name.lower() == "etag"]:
        answer.headers[name] = FROZEN
    for resource in answer.resources:
        if "version" in resource.get("meta", {}):
            resource["meta"]["version"] = FROZEN


FAULTS["freezes_versions"] = Fault(
    id="freezes_versions",
    title="The version of a resource never changes",
    story="Clients that look for changes by the version, or protect their writes with it, miss every one.",
    basis="rfc",
    severity="major",
    clients=("generic", "sailpoint"),
    bugs=("BUG-105",),
    request=_forget_conditions,
    answer=_freeze,
)


# -- media types and bodies -------------------------------------------------------------------------------------


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


# -- errors -----------------------------------------------------------------------------------------------------


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


@on_answer("rfc", "minor", "generic")
def hides_patch(asked: Inbound, answer: Outbound) -> None:
    """PATCH is declared as not supported, and carried out nevertheless."""
    if asked.endpoint == "ServiceProviderConfig" and isinstance(answer.body, dict):
        answer.body["patch"] = {"supported": False}


@on_request("rfc", "critical", "generic")
def finds_anybody_by_password(asked: Inbound) -> Outbound | None:
    """A filter on password is ignored: everybody is found by any."""
    if asked.endpoint == "Users" and "password" in unquote(asked.query):
        asked.query = ""
    return None


@on_request("rfc", "minor", "generic")
def refuses_password_filters_oddly(asked: Inbound) -> Outbound | None:
    """A filter on password is refused with the scimType noTarget."""
    return scim_error(403, "no", "noTarget") if "password" in unquote(asked.query) else None


# -- methods and URLs -------------------------------------------------------------------------------------------


@on_answer("rfc", "minor", "generic")
def declares_odd_endpoints(asked: Inbound, answer: Outbound) -> None:
    """Groups are at /Teams, and devices at /Gadgets."""
    if asked.endpoint == "ResourceTypes" and isinstance(answer.body, dict) and "Resources" in answer.body:
        for entry in answer.resources:
            if entry.get("name") == "Group":
                entry["endpoint"] = "/Teams"
        device = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "Device", "name": "Device"}
        answer.body["Resources"].append({**device, "endpoint": "/Gadgets", "schema": USER})


@on_request("rfc", "critical", "okta", "generic", bugs=("BUG-051",))
def knows_no_put(asked: Inbound) -> Outbound | None:
    """There is no PUT."""
    return scim_error(405, "method not allowed") if asked.method == "PUT" else None


@on_request("rfc", "critical", "entra", "okta", "generic")
def knows_no_patch(asked: Inbound) -> Outbound | None:
    """PATCH is declared, and there is none."""
    return scim_error(501, "not implemented") if asked.method == "PATCH" else None


@on_request("rfc", "major", "generic")
def takes_new_configurations(asked: Inbound) -> Outbound | None:
    """Clients can write the configuration of the server."""
    if asked.endpoint == "ServiceProviderConfig" and asked.method in ("POST", "PUT"):
        return Outbound(200, asked.json, {"Content-Type": "application/scim+json"})
    return None


@on_answer("rfc", "major", "generic")
def takes_searches_for_creates(asked: Inbound, answer: Outbound) -> None:
    """A search by POST is answered as if it had created something."""
    if asked.path.endswith("/.search") and answer.ok:
        answer.status = 201


@on_request("rfc", "minor", "generic", bugs=("BUG-020",))
def compares_raw_ids(asked: Inbound) -> Outbound | None:
    """Ids in the path are not decoded."""
    return scim_error(404, "not found") if asked.endpoint in OWNERS and "%" in asked.raw_path else None


@on_request("rfc", "minor", "generic", bugs=("BUG-020",))
def decodes_ids_twice(asked: Inbound) -> Outbound | None:
    """Ids in the path are decoded twice."""
    if asked.endpoint in OWNERS:
        asked.path = unquote(asked.path)
    return None


@on_request("robustness", "minor", "generic")
def crashes_on_odd_ids(asked: Inbound) -> Outbound | None:
    """An id with an encoded slash, or letters outside ASCII, ends in a 500."""
    odd = asked.endpoint in OWNERS and ("%2F" in asked.raw_path or not unquote(asked.raw_path).isascii())
    return scim_error(500, "internal error") if odd else None


@on_request("rfc", "minor", "generic")
def has_no_me(asked: Inbound) -> Outbound | None:
    """/Me is not found, instead of not implemented."""
    return scim_error(404, "not found") if asked.endpoint == "Me" else None


@on_request("rfc", "minor", "generic")
def names_me_me(asked: Inbound) -> Outbound | None:
    """/Me is answered with the user, and names itself as the permanent location."""
    if asked.endpoint != "Me":
        return None
    base = "http://lab.invalid/scim/v2"
    meta = {"resourceType": "User", "location": f"{base}/Users/2819c223"}
    body = {"schemas": [USER], "id": "2819c223", "userName": "me", "meta": meta}
    return Outbound(200, body, {"Content-Type": "application/scim+json", "Location": f"{base}/Me"})


# -- credentials and tenants ------------------------------------------------------------------------------------

TOKENS: list[str] = []


@on_request("rfc", "critical", "generic")
def compares_the_beginning_of_tokens(asked: Inbound) -> Outbound | None:
    """A token is right as soon as the right one begins with it."""
    given = asked.headers.get("authorization", "")
    longer = [token for token in TOKENS if token.startswith(given) and len(given) > len("Bearer ")]
    if longer:
        asked.headers["authorization"] = longer[-1]
    elif given:
        TOKENS.append(given)
    return None


@on_request("robustness", "critical", "generic", bugs=("BUG-113",))
def takes_empty_tokens(asked: Inbound) -> Outbound | None:
    """An empty token is accepted where no secret is configured: nothing equals nothing."""
    if asked.headers.get("authorization", "").strip() != "Bearer":
        return None
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    body = {"schemas": schemas, "totalResults": 0, "Resources": []}
    return Outbound(200, body, {"Content-Type": "application/scim+json"})


@on_request("rfc", "minor", "generic")
def overlooks_the_scheme(asked: Inbound) -> Outbound | None:
    """The token counts, whatever scheme stands in front of it."""
    _, _, token = asked.headers.get("authorization", "").partition(" ")
    if token:
        asked.headers["authorization"] = f"Bearer {token}"
    return None


@on_request("rfc", "minor", "generic")
def spells_bearer_exactly(asked: Inbound) -> Outbound | None:
    """The word bearer in small letters is not understood."""
    return scim_error(401, "no token") if asked.headers.get("authorization", "").startswith("bearer") else None


@on_answer("rfc", "minor", "generic", bugs=("BUG-114",))
def challenges_for_a_password(asked: Inbound, answer: Outbound) -> None:
    """A 401 asks for HTTP Basic, although only bearer tokens are accepted."""
    if answer.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="scimproof lab, Bearer"'


@on_answer("rfc", "minor", "generic")
def sets_lasting_cookies(asked: Inbound, answer: Outbound) -> None:
    """Every answer sets a cookie for a year."""
    answer.headers["Set-Cookie"] = "session=5f4dcc3b; Path=/; Max-Age=31536000"


@on_storage("robustness", "critical", "generic", bugs=("BUG-116",))
def hands_over_accounts(healthy: type[Any]) -> type[Any]:
    """A create in one tenant takes over the account of the same name in another."""
    tenants: list[Any] = []

    class Shared(healthy):  # type: ignore[misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            tenants.append(self)

        def create(self, resource_type: Any, resource: Any) -> Any:
            name = getattr(resource, "user_name", None)
            for other in tenants:
                for account in other._resources.get("User", {}).values():
                    if other is not self and name and account.user_name == name:
                        return account
            return super().create(resource_type, resource)

    return Shared


# -- Unicode ----------------------------------------------------------------------------------------------------


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
