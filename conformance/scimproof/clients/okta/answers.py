"""What Okta makes of an answer, and what its admin reads when that is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof import expect
from scimproof.clients.tasks import TaskFailed
from scimproof.exchange import Exchange

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def accept(exchange: Exchange, doing: str) -> dict[str, Any]:
    """The JSON object of a successful answer; an empty one when a success has no body.

    :raises TaskFailed: for everything that Okta takes for an error, with the text that it shows.
    """
    response = exchange.response
    if response is None:
        raise TaskFailed(f"Error while {doing}: {exchange.error}", exchange)
    if response.body.strip() and response.json is None:
        # Okta shows the message of its JSON parser in place of the cause (keycloak-scim-server#101); a page of the
        # application that comes with 200 is no success, either.
        first = response.text.split()[0][:40]
        message = f"Error while {doing}: {response.status}. Unrecognized token '{first}'"
        cause = f"{expect.asked(exchange)} answered {response.status} with what is no JSON"
        raise TaskFailed(message, exchange, cause="" if not response.ok else cause)
    if response.ok:
        return response.object
    said = response.object.get("detail")
    remote = f". Errors reported by remote server: {said}" if isinstance(said, str) and said else ""
    raise TaskFailed(f"Error while {doing}: {_REASONS.get(response.status, response.status)}{remote}", exchange)


_REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def listed(exchange: Exchange, what: str) -> list[dict[str, Any]]:
    """The resources of a list answer, as Okta reads one: names of members in any case, numbers as JSON numbers.

    :raises TaskFailed: when it is no list that Okta can read.
    """
    response = exchange.response
    # Of a success, whatever is no list is "no results": null and a page of the application, too (knowledge base).
    document = response.object if response is not None and response.ok else accept(exchange, f"reading {what}")
    folded = {name.lower(): value for name, value in document.items()}
    total, entries = folded.get("totalresults"), folded.get("resources")
    if not document or (entries is None and not isinstance(total, int)):
        raise TaskFailed(f"No results for {what} returned", exchange, cause=_no_list(exchange))
    for name in ("totalresults", "startindex", "itemsperpage"):
        if name in folded and (not isinstance(folded[name], int) or isinstance(folded[name], bool)):
            # With "startIndex": "1" provisioning stops, and no reason is shown (support question of April 2024).
            raise TaskFailed("", exchange, cause=_no_list(exchange))
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _no_list(exchange: Exchange) -> str:
    return f"{expect.asked(exchange)} answered with a list that Okta cannot read"


def matches(exchange: Exchange, what: str) -> list[dict[str, Any]]:
    """The resources that a look-up found. A 404 with a SCIM error is taken for none (Okta's SCIM 2.0 reference).

    :raises TaskFailed: when it is no answer that Okta can read.
    """
    response = exchange.response
    if response is not None and response.status == 404 and ERROR in (response.object.get("schemas") or ()):
        return []
    return listed(exchange, what)


def total_of(exchange: Exchange) -> int:
    """How many resources a list answer says that there are; 0 when it does not."""
    folded = {name.lower(): value for name, value in exchange.answer.object.items()}
    total = folded.get("totalresults")
    return total if isinstance(total, int) and not isinstance(total, bool) else 0


def id_in(resource: Mapping[str, Any], otherwise: str) -> str:
    """The id of a resource, by which Okta knows it from then on.

    :raises TaskFailed: with this text, when it has none.
    """
    value = resource.get("id")
    if not isinstance(value, str) or not value:
        raise TaskFailed(otherwise)
    return value
