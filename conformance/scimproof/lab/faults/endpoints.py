"""Servers that get methods and URLs wrong."""

from __future__ import annotations

from urllib.parse import unquote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
OWNERS = ("Users", "Groups")


@on_answer("rfc", "minor", "generic")
def hides_patch(asked: Inbound, answer: Outbound) -> None:
    """PATCH is declared as not supported, and carried out nevertheless."""
    if config := config_in(asked, answer):
        config["patch"] = {"supported": False}


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
