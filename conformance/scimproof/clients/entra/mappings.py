"""Attribute mappings: which property of a user in Entra goes into which attribute of the target, as data.

A target attribute is written as in the portal: ``title``, ``name.givenName``, ``emails[type eq "work"].value``,
``urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Object
from dataclasses import dataclass
from typing import Any

from scimproof.declared import ENTERPRISE_USER, Json

_FILTERED = re.compile(r'^(?P<list>\w+)\[(?P<key>\w+) eq "(?P<value>[^"]*)"\]\.(?P<part>\w+)$')


@dataclass(frozen=True)
class Mapping:
    """One line of the mapping table.

    :param source: property of the user in Entra, such as ``jobTitle``.
    :param target: attribute of the target.
    """

    source: str
    target: str

    @property
    def filtered(self) -> re.Match[str] | None:
        """The parts of a target such as ``emails[type eq "work"].value``; ``None`` for a simple one."""
        return _FILTERED.match(self.target)


# The portal's table for a custom app, in its order. ``active`` stands for the Switch expression over IsSoftDeleted,
# ``fullName`` for the Join of given name and surname.
DEFAULT_MAPPING: tuple[Mapping, ...] = (
    Mapping("userPrincipalName", "userName"),
    Mapping("active", "active"),
    Mapping("displayName", "displayName"),
    Mapping("jobTitle", "title"),
    Mapping("mail", 'emails[type eq "work"].value'),
    Mapping("preferredLanguage", "preferredLanguage"),
    Mapping("givenName", "name.givenName"),
    Mapping("surname", "name.familyName"),
    Mapping("fullName", "name.formatted"),
    Mapping("physicalDeliveryOfficeName", 'addresses[type eq "work"].formatted'),
    Mapping("streetAddress", 'addresses[type eq "work"].streetAddress'),
    Mapping("city", 'addresses[type eq "work"].locality'),
    Mapping("state", 'addresses[type eq "work"].region'),
    Mapping("postalCode", 'addresses[type eq "work"].postalCode'),
    Mapping("country", 'addresses[type eq "work"].country'),
    Mapping("telephoneNumber", 'phoneNumbers[type eq "work"].value'),
    Mapping("mobile", 'phoneNumbers[type eq "mobile"].value'),
    Mapping("facsimileTelephoneNumber", 'phoneNumbers[type eq "fax"].value'),
    Mapping("mailNickname", "externalId"),
    Mapping("employeeId", f"{ENTERPRISE_USER}:employeeNumber"),
    Mapping("department", f"{ENTERPRISE_USER}:department"),
)


def value_at(resource: Object[str, Any], mapping: Mapping) -> Any:
    """What a resource shows at a target attribute; ``None`` when it shows nothing there."""
    slot = mapping.filtered
    if slot is not None:
        entries = resource.get(slot["list"])
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, Object) and str(entry.get(slot["key"])).lower() == slot["value"].lower():
                return entry.get(slot["part"])
        return None
    holder: Any = resource
    urn, _, path = mapping.target.rpartition(":") if mapping.target.startswith("urn:") else ("", "", mapping.target)
    for part in [urn, *path.split(".")] if urn else path.split("."):
        holder = holder.get(part) if isinstance(holder, Object) else None
    return holder


def put(resource: Json, mapping: Mapping, value: Any) -> None:
    """Set a target attribute of a resource that is about to be created, in place."""
    slot = mapping.filtered
    if slot is not None:
        entries = resource.setdefault(slot["list"], [])
        entry = next((one for one in entries if one.get(slot["key"]) == slot["value"]), None)
        if entry is None:
            entry = {slot["key"]: slot["value"]}
            entries.append(entry)
        entry[slot["part"]] = value
        return
    urn, _, path = mapping.target.rpartition(":") if mapping.target.startswith("urn:") else ("", "", mapping.target)
    *holders, last = [urn, *path.split(".")] if urn else path.split(".")
    for part in holders:
        resource = resource.setdefault(part, {})
    resource[last] = value
