"""Servers that promise in the ServiceProviderConfig what they do not do.

They declare everything, as the healthy lab does. Two more are elsewhere: ``knows_no_patch`` and ``ignores_filters``.
"""

from __future__ import annotations

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.faults.paging import asks, change
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

NOT_HERE = "not implemented"


def _overlook(asked: Inbound, *names: str) -> None:
    if not asks(asked).keys().isdisjoint(names):
        change(asked, **dict.fromkeys(names))


@on_request("rfc", "major", "generic")
def has_no_bulk(asked: Inbound) -> Outbound | None:
    """Bulk is declared, and /Bulk is answered 501: the configuration was copied from the RFC."""
    return scim_error(501, NOT_HERE) if asked.endpoint == "Bulk" else None


@on_request("rfc", "major", "generic")
def routes_no_bulk(asked: Inbound) -> Outbound | None:
    """Bulk is declared, and /Bulk does not exist."""
    return scim_error(404, "not found") if asked.endpoint == "Bulk" else None


@on_request("rfc", "critical", "okta", "entra")
def has_no_filters(asked: Inbound) -> Outbound | None:
    """Filters are declared, and every one is answered 501: no client finds anybody."""
    return scim_error(501, NOT_HERE) if "filter" in asks(asked) else None


@on_request("rfc", "minor", "generic")
def has_no_sorting(asked: Inbound) -> Outbound | None:
    """Sorting is declared, and sortBy is answered 501."""
    return scim_error(501, NOT_HERE) if "sortBy" in asks(asked) else None


@on_request("rfc", "minor", "generic")
def ignores_sort_by(asked: Inbound) -> Outbound | None:
    """Sorting is declared, and lists come in the order of creation, whatever is asked."""
    _overlook(asked, "sortBy", "sortOrder")
    return None


@on_answer("rfc", "major", "generic")
def has_no_versions(asked: Inbound, answer: Outbound) -> None:
    """ETags are declared, and no resource has one."""
    answer.drop_header("ETag")
    for resource in answer.resources:
        if isinstance(resource.get("meta"), dict):
            resource["meta"].pop("version", None)


@on_request("rfc", "major", "generic")
def has_no_cursors(asked: Inbound) -> Outbound | None:
    """Paging by cursor is declared, and cursor is ignored: every page is the first one."""
    _overlook(asked, "cursor")
    return None


@on_request("rfc", "major", "generic")
def has_one_page(asked: Inbound) -> Outbound | None:
    """Paging by index is declared, and startIndex and count are ignored."""
    _overlook(asked, "startIndex", "count")
    return None


@on_request("rfc", "major", "okta")
def refuses_new_passwords(asked: Inbound) -> Outbound | None:
    """changePassword is declared, and whoever sends a password for somebody who is there already is refused."""
    changes = asked.method in ("PUT", "PATCH") and asked.endpoint == "Users" and b'"password"' in asked.body
    return scim_error(501, NOT_HERE) if changes else None


@on_answer("rfc", "minor", "okta")
def describes_no_password(asked: Inbound, answer: Outbound) -> None:
    """changePassword is declared, and the schema of User has no password."""
    if asked.endpoint == "Schemas":
        for schema in answer.resources:
            schema["attributes"] = [entry for entry in schema.get("attributes", []) if entry["name"] != "password"]


@on_answer("rfc", "major", "okta")
def crashes_on_undeclared_passwords(asked: Inbound, answer: Outbound) -> None:
    """changePassword is not supported, and a PUT with a password ends in a 500."""
    if config := config_in(asked, answer):
        config["changePassword"] = {"supported": False}
    elif asked.method == "PUT" and asked.endpoint == "Users" and b'"password"' in asked.body:
        crashed = scim_error(500, "no such column: password")
        answer.status, answer.body = crashed.status, crashed.body
