"""External names of Okta's attribute mappings, such as ``emails.^[primary==true].value``, and what they do to JSON.

``name.middleName``               a sub-attribute
``phoneNumbers.^[type=='work'].value``   the value of the entry of this type; it is made when there is none
``urn:...:enterprise:2.0:User:department``   an attribute of an extension, in an object of the extension's name
``roles``                         the attribute itself, with whatever the mapping gives: a string, or strings
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scimproof.declared import USER, Json

_SLOT = re.compile(r"^(?P<list>\w+)\.\^\[(?P<key>\w+)==(?P<value>true|false|'[^']*')\]\.(?P<part>[\w$]+)$")


def put(resource: Json, name: str, value: Any, *, nests_core: bool = False) -> None:
    """Set what an external name stands for, in place."""
    if name.lower().startswith("urn:"):
        urn, _, rest = name.rpartition(":")
        if urn == USER and not nests_core:
            put(resource, rest, value)
            return
        put(resource.setdefault(urn, {}), rest, value)
        return
    slot = _SLOT.match(name)
    if slot is not None:
        _entry(resource, slot["list"], slot["key"], _literal(slot["value"]))[slot["part"]] = value
        return
    head, _, rest = name.partition(".")
    if rest:
        inner = resource.get(head)
        resource[head] = dict(inner) if isinstance(inner, Mapping) else {}
        put(resource[head], rest, value)
    else:
        resource[head] = value


def extension_of(name: str) -> str | None:
    """The extension that an external name lies in; ``None`` for the core schema."""
    urn = name.rpartition(":")[0]
    return urn if urn.lower().startswith("urn:") and urn != USER else None


def _entry(resource: Json, name: str, key: str, wanted: Any) -> Json:
    """The entry of a list that a slot names; one that is made begins with what the slot says of it."""
    listed = resource.get(name)
    entries = [dict(entry) for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    resource[name] = entries
    for entry in entries:
        if entry.get(key, False if wanted is False else None) == wanted:
            return entry
    if wanted is True and entries and not any(key in entry for entry in entries):
        entries[0][key] = True  # the target shows no 'primary' at all: nobody has seen Okta add an entry then
        return entries[0]
    made: Json = {key: wanted}
    entries.append(made)
    return made


def _literal(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text.strip("'"))
