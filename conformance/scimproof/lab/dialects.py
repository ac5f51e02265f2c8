"""What clients say, put into words of the RFC: each rewriting is one that Okta or Entra ID cannot do without.

All but one are applied to PATCH bodies, before the core sees them. Where the RFC demands a refusal that Entra cannot
live with, only Entra is obliged: by the header that it alone sends, or by its capitalised operations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.messages import Inbound

Operation = dict[str, Any]
Current = Mapping[str, Any]
Rewriting = Callable[[list[Operation], Current, bool], list[Operation]]

# emails[type eq "work"].value: an attribute, one condition, a sub-attribute.
FILTERED = re.compile(r'^(\w+)\[(\w+) eq "([^"]*)"\]\.(\w+)$')
MICROSOFTS_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
MANAGER = f"{ENTERPRISE_USER}:manager".lower()
MANAGER_BY_ID = re.compile(r'^manager\[value eq "[^"]*"\]$', re.IGNORECASE)


def in_words_of_the_rfc(asked: Inbound, current: Current) -> None:
    """Rewrite a PATCH request in place.

    :param current: the resource as it is stored.
    """
    body = asked.json
    operations = body.get("Operations") if isinstance(body, dict) else None
    if not isinstance(operations, list) or not all(isinstance(operation, dict) for operation in operations):
        return  # malformed: refusing it is the core's business
    entra = speaks_entra(asked, operations)
    for rewriting in REWRITINGS:
        operations = rewriting(operations, current, entra)
    asked.replace_json({**body, "Operations": operations})


def takes_microsofts_schema(asked: Inbound) -> None:
    """A group that is created may name a schema of Microsoft's beside the core one; it says nothing, and is left out.

    Microsoft's examples of requests have it (2026). Refusing a schema that is not known would be right, too.
    """
    body = asked.json if asked.method == "POST" and asked.endpoint == "Groups" else None
    if not isinstance(body, dict):
        return
    schemas = body.get("schemas")
    if isinstance(schemas, list) and MICROSOFTS_GROUP in schemas:
        asked.replace_json({**body, "schemas": [schema for schema in schemas if schema != MICROSOFTS_GROUP]})


def speaks_entra(asked: Inbound, operations: list[Operation]) -> bool:
    """Whether a request is from Entra ID: it alone sends ``ADSCIMVersion``, and 'Add', 'Replace', 'Remove'."""
    capitals = any(str(operation.get("op", ""))[:1].isupper() for operation in operations)
    return "adscimversion" in asked.headers or capitals


def creates_what_the_filter_names(operations: list[Operation], current: Current, entra: bool) -> list[Operation]:
    """``add`` (and, from Entra, ``replace``) of ``emails[type eq "work"].value`` creates the work e-mail.

    Entra has no other way to give somebody a first work address. For ``add`` the RFC leaves it open (erratum 8097,
    2025); ``replace`` without a match has to be refused (section 3.5.2.3), and is, for everybody else.
    """
    made: set[str] = set()
    rewritten = []
    for operation in operations:
        parts = FILTERED.match(str(operation.get("path", "")))
        verb = str(operation.get("op", "")).lower()
        if parts and (verb == "add" or (verb == "replace" and entra)):
            name, key, wanted, leaf = parts.groups()
            condition = f"{name}[{key} eq {wanted}]".lower()
            if condition not in made and not _has(current, name, key, wanted):
                made.add(condition)
                value = [{key: _literal(wanted), leaf: operation.get("value")}]
                operation = {"op": "add", "path": name, "value": value}
        rewritten.append(operation)
    return rewritten


def _has(current: Current, name: str, key: str, wanted: str) -> bool:
    entries = _value(current, name)
    return isinstance(entries, list) and any(
        isinstance(entry, Mapping) and str(_value(entry, key)).lower() == wanted.lower() for entry in entries
    )


def _value(holder: Current, name: str) -> Any:
    """The value of an attribute, whatever the case of its name."""
    return next((value for key, value in holder.items() if key.lower() == name.lower()), None)


def _is_about(operation: Operation, name: str) -> bool:
    return str(operation.get("path", "")).lower() == name


def _literal(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


def takes_manager_as_string(operations: list[Operation], current: Current, entra: bool) -> list[Operation]:
    """The manager may be a bare id, and is cleared by an empty one.

    Entra sends the id of the manager as a string (public logs, 2021 to 2025), and clears it with ``""`` or with
    ``{"value": ""}`` (validator, 2026). The RFC has an object (RFC 7643 section 4.3).
    """
    operations = [_manager(operation) if _is_manager(operation) else operation for operation in operations]
    return [_manager_by_id(operation) if entra else operation for operation in operations]


def _manager_by_id(operation: Operation) -> Operation:
    """``manager[value eq "id"]``, which names no attribute of the core schema, has been seen of Entra in 2023."""
    return {**operation, "path": MANAGER} if MANAGER_BY_ID.match(str(operation.get("path", ""))) else operation


def _is_manager(operation: Operation) -> bool:
    return str(operation.get("path", "")).lower() == MANAGER and str(operation.get("op", "")).lower() != "remove"


def _manager(operation: Operation) -> Operation:
    value = operation.get("value")
    identifier = value.get("value") if isinstance(value, Mapping) else value
    if not identifier:
        return {"op": "remove", "path": operation["path"]}
    return {**operation, "value": {"value": identifier} if isinstance(value, str) else value}


def reads_roles_from_json(operations: list[Operation], current: Current, entra: bool) -> list[Operation]:
    """A role may come as JSON inside of a text, with its id, value and name.

    Entra's expression for a single role sends it so without the flag (Microsoft's documentation of it, 2025).
    """
    return [_roles(operation) if entra and _is_about(operation, "roles") else operation for operation in operations]


def _roles(operation: Operation) -> Operation:
    listed = operation.get("value")
    return {**operation, "value": [_role(entry) for entry in listed]} if isinstance(listed, list) else operation


def _role(entry: Any) -> Any:
    try:
        told = json.loads(entry["value"])
        return {**entry, "value": told["value"], "display": told["displayName"]}
    except (TypeError, KeyError, ValueError):
        return entry


def removes_only_named_members(operations: list[Operation], current: Current, entra: bool) -> list[Operation]:
    """``remove`` of ``members`` with a list of values removes those, and nobody else.

    Entra sends it so without its flag. By the letter of section 3.5.2.2 the value has no meaning and all members go:
    one leaver would empty the group.
    """
    rewritten = []
    for operation in operations:
        named = _named_members(operation)
        rewritten += [{"op": "remove", "path": f'members[value eq "{name}"]'} for name in named] or [operation]
    return rewritten


def _named_members(operation: Operation) -> list[str]:
    value = operation.get("value")
    if str(operation.get("op", "")).lower() != "remove" or not _is_about(operation, "members"):
        return []
    entries = value if isinstance(value, list) else [value]
    return [entry["value"] for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get("value"), str)]


REWRITINGS: tuple[Rewriting, ...] = (
    creates_what_the_filter_names,
    takes_manager_as_string,
    reads_roles_from_json,
    removes_only_named_members,
)
