"""Servers that take case where it does not matter, or overlook it where it does (RFC 7643 sections 2.1 and 7)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

_KNOWN = ("userName", "displayName", "externalId", "nickName", "title", "active")
_GROUP_NAME = re.compile(r'^displayName eq "([^"]*)"$')


@on_request("rfc", "major", "entra", "generic", bugs=("BUG-126",))
def spells_names_in_filters_exactly(asked: Inbound) -> Outbound | None:
    """An attribute in a filter has to be written in the case of the schema: ``username eq`` is refused."""
    wanted = asked.parameters.get("filter", "")
    odd = [name for name in re.findall(r"[A-Za-z]+", wanted) if name.lower() in {one.lower() for one in _KNOWN}]
    if any(name not in _KNOWN for name in odd):
        return scim_error(400, "unknown attribute", "invalidFilter")
    return None


@on_answer("rfc", "major", "entra", bugs=("BUG-125",))
def compares_group_names_exactly(asked: Inbound, answer: Outbound) -> None:
    """A group is found by its displayName in the very case that it has, and in no other."""
    wanted = _GROUP_NAME.match(asked.parameters.get("filter", ""))
    if asked.endpoint == "Groups" and wanted and isinstance(answer.body, dict):
        found = [entry for entry in answer.body.get("Resources") or [] if entry.get("displayName") == wanted[1]]
        answer.body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


@on_request("rfc", "minor", "generic", bugs=("BUG-127",))
def overlooks_case_of_external_ids(asked: Inbound) -> Outbound | None:
    """externalId is compared without regard to case, although it is case-exact: one client's key finds two users."""
    text = unquote(asked.query)
    lowered = re.sub(r'(externalId eq ")([^"]*)"', lambda found: found[1] + found[2].lower() + '"', text)
    if lowered != text and "filter=" in text:
        asked.query = quote(lowered, safe="=&")
    return None
