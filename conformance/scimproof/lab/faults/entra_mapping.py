"""Servers that know attributes as the RFC writes them, and not as an admin of Entra ID has mapped them."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER, USER
from scimproof.lab.faults.mechanism import on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, operations, path, rewrite

IN_CAPITALS = ("Primary", "Type", "Value", "Department")


def _is_own(name: str) -> bool:
    """Whether a name, a path or a key belongs to an extension that is not the enterprise one."""
    return name.startswith("urn:") and not name.startswith((ENTERPRISE_USER, USER))


def _without(asked: Inbound, doomed: Any) -> None:
    """Leave operations out whose path is doomed, and keys that are, as if they were done."""

    def left(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation):
            return [] if doomed(path(operation)) else [operation]
        if not isinstance(value, dict):
            return [operation]
        kept = {name: entry for name, entry in value.items() if not doomed(name)}
        return [{**operation, "value": kept}] if kept else []

    if asked.endpoint == "Users":
        rewrite(asked, left)


@on_request("rfc", "major", "entra")
def knows_the_enterprise_extension_only(asked: Inbound) -> Outbound | None:
    """A path with the URN of another extension than the enterprise one is passed over, with success.

    The extension is declared, shown, and can be written by a create.
    """
    _without(asked, _is_own)
    return None


@on_request("idp", "major", "entra")
def reads_extensions_that_schemas_names(asked: Inbound) -> Outbound | None:
    """Of a create only the extensions are read that schemas names. Entra names the enterprise one and no other."""
    body = asked.json
    if asked.method == "POST" and asked.endpoint == "Users" and isinstance(body, dict):
        named = body.get("schemas") or []
        asked.replace_json({name: value for name, value in body.items() if not _is_own(name) or name in named})
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-062",))
def compares_paths_with_bare_names(asked: Inbound) -> Outbound | None:
    """A name in full is nobody's: 501, by path as well as by key (zulip/zulip#39773)."""
    for operation in operations(asked):
        value = operation.get("value")
        names = [path(operation)] if path(operation) else list(value) if isinstance(value, dict) else []
        if any(name.startswith(USER) for name in names):
            return scim_error(501, "not implemented")
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-036",))
def stops_at_colons_in_filters(asked: Inbound) -> Outbound | None:
    """The parser of filters knows no colons: a name with a URN before it is refused (pond/scimitar#116)."""
    if "urn:" in asked.parameters.get("filter", ""):
        return scim_error(400, "can't lex input here ':ietf:params'", "invalidFilter")
    return None


@on_request("rfc", "major", "entra", "generic", bugs=("BUG-129",))
def reads_names_in_small_letters_only(asked: Inbound) -> Outbound | None:
    """Primary, Type, Value and Department, as Microsoft's collection of tests writes them, are nobody's attributes."""
    if asked.method == "POST" and asked.endpoint == "Users":
        asked.replace_json(_known(asked.json))
    return None


def _known(value: Any) -> Any:
    if isinstance(value, list):
        return [kept for entry in value if (kept := _known(entry)) != {}]
    if not isinstance(value, dict):
        return value
    return {name: _known(entry) for name, entry in value.items() if name not in IN_CAPITALS}


@on_request("rfc", "critical", "entra", "generic", bugs=("BUG-015",))
def wants_texts_for_nulls(asked: Inbound) -> Outbound | None:
    """null for a part of an address is refused: expected a string (Captain-P-Goldfish/SCIM-SDK#103)."""
    body = asked.json if asked.method == "POST" else None
    addresses = body.get("addresses") if isinstance(body, dict) else None
    if any(None in entry.values() for entry in addresses or [] if isinstance(entry, dict)):
        return scim_error(400, "expected a string, got null", "invalidValue")
    return None


@on_request("idp", "minor", "entra")
def wants_active_as_a_boolean(asked: Inbound) -> Outbound | None:
    """A create whose active is a text is refused."""
    body = asked.json if asked.method == "POST" else None
    if isinstance(body, dict) and isinstance(body.get("active"), str):
        return scim_error(400, "active has to be a Boolean", "invalidValue")
    return None
