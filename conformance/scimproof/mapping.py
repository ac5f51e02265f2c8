"""Attribute mappings as an admin sets them up for one target: only what the target's own schema has is ever sent.

Names are Okta's external names, such as ``phoneNumbers.^[primary==true].value`` or ``urn:...:User:department``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.clients.okta.expressions import put
from scimproof.declared import ENTERPRISE_USER, USER, Declared, Json, attribute, sub_attribute
from scimproof.outcome import NotApplicable

_SLOT = re.compile(r"\.\^\[[^\]]*\]")

# What every schema of users may have and no flow depends on, in the order in which it is taken.
SPARE_TEXTS = ("title", "nickName", "userType")

ROLES = ("admin", "member")


def mappable(wanted: Mapping[str, Any], declared: Declared) -> dict[str, Any]:
    """Those of these mappings for which the target's schema has an attribute that clients may write.

    A value outside of ``canonicalValues`` is left out as well: a server may refuse it.
    """
    return {name: value for name, value in wanted.items() if _takes(definition_of(name, declared), value)}


def as_json(mapped: Mapping[str, Any]) -> Json:
    """What these mappings make of an empty resource."""
    made: Json = {}
    for name, value in mapped.items():
        put(made, name, value)
    return made


def spare_texts(declared: Declared) -> tuple[str, ...]:
    """Core attributes of the target's schema that hold any text, and that Okta does not send by itself."""
    known = ((name, definition_of(name, declared)) for name in SPARE_TEXTS)
    return tuple(name for name, found in known if found is not None and not found.get("canonicalValues"))


def spare_extension_text(declared: Declared) -> str:
    """The external name of a text of an extension of users: of the target's own, or else of the enterprise one.

    :raises NotApplicable: when users have no extension with such an attribute.
    """
    kind = declared.resource_type("User")
    urns = sorted(kind.extensions if kind else (), key=lambda urn: urn == ENTERPRISE_USER)
    for urn in urns:
        for definition in _attributes(declared.schemas.get(urn, {})):
            plain = definition.get("type", "string") == "string" and definition.get("multiValued") is not True
            free = not definition.get("canonicalValues") and definition.get("returned", "default") == "default"
            if plain and free and _writable(definition) and definition.get("uniqueness", "none") == "none":
                return f"{urn}:{definition['name']}"
    raise NotApplicable("users of the target have no extension with a text that an admin could map")


def role_attribute(declared: Declared) -> tuple[str, tuple[str, str]]:
    """An attribute of the core schema in which an application may keep a role, and two of its values.

    :raises NotApplicable: when the target's schema has none.
    """
    for name in ("userType", "title", "nickName"):
        definition = definition_of(f"{USER}:{name}", declared)
        if definition is None:
            continue
        known = [value for value in definition.get("canonicalValues") or () if isinstance(value, str)]
        if not known or len(known) > 1:
            first, second = (known or list(ROLES))[:2]
            return f"{USER}:{name}", (first, second)
    raise NotApplicable("the target's schema of users has no attribute that could hold a role")


def tells_types(name: str, declared: Declared) -> bool:
    """Whether entries of a list attribute have a type that may be any word: what Okta's slots are found by."""
    part = definition_of(f"{name}.type", declared)
    return part is not None and not part.get("canonicalValues") and definition_of(f"{name}.value", declared) is not None


def definition_of(name: str, declared: Declared) -> Json | None:
    """How the target defines what a mapping names, if clients may write it; ``None`` when it does not.

    What no published schema has is not there: an admin maps what the documentation of an application names.
    """
    kind = declared.resource_type("User")
    urn, _, rest = _SLOT.sub("", name).rpartition(":")
    core = kind.schema if kind else USER
    if urn in ("", USER, core):
        schema = declared.schemas.get(core)
    elif kind is not None and urn in kind.extensions:
        schema = declared.schemas.get(urn)
    else:
        return None
    if schema is None:
        return None
    head, _, part = rest.partition(".")
    found = attribute(schema, head)
    if found is None or not _writable(found):
        return None
    if part:
        found = sub_attribute(found, part)
    return found if found is not None and _writable(found) else None


def _takes(definition: Json | None, value: Any) -> bool:
    known = (definition or {}).get("canonicalValues")
    return definition is not None and not (isinstance(known, list) and known and value not in known)


def _writable(definition: Mapping[str, Any]) -> bool:
    return bool(definition.get("mutability", "readWrite") == "readWrite")


def _attributes(schema: Mapping[str, Any]) -> Iterator[Json]:
    listed = schema.get("attributes")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry
