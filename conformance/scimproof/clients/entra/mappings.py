"""Attribute mappings: which property of a user in Entra goes into which attribute of the target, as data.

A target attribute is written as in the portal: ``title``, ``name.givenName``, ``emails[type eq "work"].value``,
``urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Object
from dataclasses import dataclass
from typing import Any

from scimproof.clients.entra.people import EntraUser
from scimproof.declared import ENTERPRISE_USER, USER, Declared, Json, attribute, sub_attribute
from scimproof.expect import lookup

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

    @property
    def steps(self) -> list[str]:
        """The names that lead to a simple target; the first may be the URN of an extension."""
        urn, _, path = self.target.rpartition(":") if self.target.startswith("urn:") else ("", "", self.target)
        return [urn, *path.split(".")] if urn else path.split(".")


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


def line_to(target: str, lines: Iterable[Mapping] = DEFAULT_MAPPING) -> Mapping:
    """The line of the table that fills a target attribute."""
    return next(line for line in lines if line.target == target)


def source_value(user: EntraUser, line: Mapping) -> Any:
    """What a line of the mapping table gives for a user."""
    if line.source in ("active", "accountEnabled"):
        return user.active
    return user.properties.get(line.source)


def mapped(user: EntraUser, lines: Iterable[Mapping]) -> Json:
    """What these lines give for a user, as a part of a resource; what has no value is left out."""
    made: Json = {}
    for line in lines:
        value = source_value(user, line)
        if value not in (None, ""):
            put(made, line, value)
    return made


def value_at(resource: Object[str, Any], mapping: Mapping) -> Any:
    """What a resource shows at a target attribute; ``None`` when it shows nothing there."""
    slot = mapping.filtered
    if slot is not None:
        entries = lookup(resource, slot["list"])
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, Object) and str(lookup(entry, slot["key"])).lower() == slot["value"].lower():
                return lookup(entry, slot["part"])
        return None
    holder: Any = resource
    for step in mapping.steps:
        holder = lookup(holder, step) if isinstance(holder, Object) else None
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
    *holders, last = mapping.steps
    for part in holders:
        resource = resource.setdefault(part, {})
    resource[last] = value


def declared_lines(lines: Iterable[Mapping], declared: Declared) -> list[Mapping]:
    """Those lines whose target attribute the target's schema has, and lets clients write at any time."""
    return [line for line in lines if _is_declared(line, declared)]


def _is_declared(line: Mapping, declared: Declared) -> bool:
    kind = declared.resource_type("User")
    slot = line.filtered
    steps = [slot["list"], slot["part"]] if slot else line.steps
    urn = steps[0] if steps[0].startswith("urn:") else None
    if urn is not None:
        steps = steps[1:]
        if kind is None or urn not in kind.extensions:
            return False
    elif steps == ["externalId"]:
        return True  # common to all resources, and seldom part of a schema
    schema = declared.schemas.get(urn or (kind.schema if kind else USER))
    if schema is None:
        return True  # nothing was published to go by
    found = attribute(schema, steps[0])
    parts = [found, *(sub_attribute(found, step) for step in steps[1:] if found is not None)]
    if slot and found is not None:
        key = sub_attribute(found, slot["key"])
        suggested = (key or {}).get("canonicalValues")
        parts.append(key if not isinstance(suggested, list) or not suggested or slot["value"] in suggested else None)
    return all(part is not None and part.get("mutability", "readWrite") == "readWrite" for part in parts)
