"""Choices of servers that patch (RFC 7644 section 3.5.2)."""

from __future__ import annotations

import re
from typing import Any

from scimproof.declared import USER
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import REQUIRED, known, operations_of, valued, verb
from scimproof.lab.messages import Inbound, Outbound, scim_error

FILTERED = re.compile(r'^(\w+)\[(\w+) eq "?([^"\]]*)"?\](?:\.(\w+))?$')
READ_ONLY = ("id", "meta", "groups", "schemas")


@on_answer("RFC 7644 section 3.5.2")
def answers_patch_with_204(asked: Inbound, answer: Outbound) -> None:
    """A PATCH is answered 204 without a body, unless attributes were asked for."""
    if asked.method == "PATCH" and answer.status == 200 and "attributes" not in asked.parameters:
        answer.status, answer.body = 204, None
        answer.drop_header("Content-Type")


@on_request("RFC 7644 section 3.5.2")
def insists_on_small_letters(asked: Inbound) -> Outbound | None:
    """Operations are add, replace and remove, in small letters; Add is refused with 400 invalidSyntax."""
    if any(str(operation.get("op")) != verb(operation) for operation in operations_of(asked)):
        return scim_error(400, "op is add, replace or remove", "invalidSyntax")
    return None


def _has(stored: dict[str, Any], path: str) -> bool:
    """Whether a path leads to a value of a resource; one whose filter has several conditions is taken to."""
    filtered = FILTERED.match(path)
    if filtered is None and "[" in path:
        return True
    if filtered:
        name, key, wanted, leaf = filtered.groups()
        values = valued(stored, name)
        matching = [
            entry
            for entry in (values if isinstance(values, list) else [])
            if isinstance(entry, dict) and str(valued(entry, key)).lower() == wanted.lower()
        ]
        return bool(matching) and (leaf is None or any(valued(entry, leaf) is not None for entry in matching))
    if ":" in path:
        urn, _, rest = path.rpartition(":")
        extension = valued(stored, urn)
        return extension is not None and _has(extension, rest) if isinstance(extension, dict) else urn == USER
    head, _, rest = path.partition(".")
    value = valued(stored, head)
    if rest and isinstance(value, dict):
        return valued(value, rest) is not None
    return value not in (None, [], {})


@on_request("RFC 7644 section 3.12")
def refuses_to_remove_what_is_not_there(asked: Inbound) -> Outbound | None:
    """A remove of something that is not there is refused with 400 noTarget."""
    removed = [str(operation.get("path", "")) for operation in operations_of(asked) if verb(operation) == "remove"]
    stored = asked.stored if removed else {}
    if stored and any(path and not _has(stored, path) for path in removed):
        return scim_error(400, "there is nothing to remove", "noTarget")
    return None


@on_request("RFC 7644 section 3.5.2.1")
def refuses_add_by_filter_without_match(asked: Inbound) -> Outbound | None:
    """An add with a filter in its path that nothing matches is refused with 400 noTarget."""
    return _refuse_add(asked, "noTarget")


@on_request("RFC 7644 section 3.5.2.1")
def calls_add_by_filter_an_invalid_path(asked: Inbound) -> Outbound | None:
    """An add with a filter in its path that nothing matches is refused with 400 invalidPath."""
    return _refuse_add(asked, "invalidPath")


def _refuse_add(asked: Inbound, scim_type: str) -> Outbound | None:
    added = [str(operation.get("path", "")) for operation in operations_of(asked) if verb(operation) == "add"]
    filtered = [found for found in map(FILTERED.match, added) if found]
    stored = asked.stored if filtered else {}
    if any(not _has(stored, found[0].partition("]")[0] + "]") for found in filtered) and stored:
        return scim_error(400, "nothing matches the filter in the path", scim_type)
    return None


@on_request("RFC 7644 section 3.5.2.3")
def creates_what_replace_does_not_match(asked: Inbound) -> Outbound | None:
    """A replace with a filter in its path that nothing matches creates the value, as Entra ID relies on."""
    operations = operations_of(asked)
    filtered = [
        operation
        for operation in operations
        if verb(operation) == "replace" and FILTERED.match(str(operation.get("path", "")))
    ]
    stored = asked.stored if filtered else {}
    for operation in filtered if stored else []:
        if not _has(stored, str(operation["path"]).partition("]")[0] + "]"):
            operation["op"] = "add"  # which the lab takes for a create
            asked.replace_json({**asked.json, "Operations": operations})
    return None


@on_request("RFC 7644 section 3.5.2")
def refuses_paths_as_names(asked: Inbound) -> Outbound | None:
    """In an operation without path, a name such as name.givenName is refused with 400."""
    for operation in operations_of(asked):
        value = operation.get("value")
        if "path" not in operation and isinstance(value, dict) and any("." in name for name in _plain(value)):
            return scim_error(400, "a path is no attribute", "invalidSyntax")
    return None


def _plain(value: dict[str, Any]) -> list[str]:
    return [name for name in value if ":" not in name]


@on_request("RFC 7644 section 3.5.2")
def understands_paths_as_names(asked: Inbound) -> Outbound | None:
    """In an operation without path, a name such as name.givenName is taken for the path that it is."""
    operations: list[dict[str, Any]] = []
    for operation in operations_of(asked):
        value = operation.get("value")
        if "path" in operation or not isinstance(value, dict):
            operations.append(operation)
            continue
        dotted = {name: entry for name, entry in value.items() if ":" not in name and "." in name}
        rest = {name: entry for name, entry in value.items() if name not in dotted}
        operations += [{**operation, "path": name, "value": entry} for name, entry in dotted.items()]
        operations += [{**operation, "value": rest}] if rest else []
    if operations and operations != operations_of(asked):
        asked.replace_json({**asked.json, "Operations": operations})
    return None


@on_request("RFC 7644 section 3.12")
def calls_removed_names_invalid_values(asked: Inbound) -> Outbound | None:
    """A remove of a required attribute is refused with 400 invalidValue: a required value would be missing."""
    required = REQUIRED.get(asked.endpoint, "").lower()
    for operation in operations_of(asked):
        if verb(operation) == "remove" and str(operation.get("path", "")).lower() == required:
            return scim_error(400, f"{required} is required", "invalidValue")
    return None


@on_request("RFC 7644 section 3.12")
def calls_nulled_names_immutable(asked: Inbound) -> Outbound | None:
    """A replace of a required attribute by null is refused with 400 mutability."""
    required = REQUIRED.get(asked.endpoint, "").lower()
    for operation in operations_of(asked):
        if str(operation.get("path", "")).lower() == required and "value" in operation and operation["value"] is None:
            return scim_error(400, f"{required} cannot be taken away", "mutability")
    return None


@on_request("RFC 7644 section 3.5.2")
def ignores_read_only_values_of_patch(asked: Inbound) -> Outbound | None:
    """readOnly attributes in an operation without path are left out of account."""
    operations, changed = operations_of(asked), False
    for operation in operations:
        value = operation.get("value")
        if "path" not in operation and isinstance(value, dict) and any(name in value for name in READ_ONLY):
            operation["value"] = {name: entry for name, entry in value.items() if name not in READ_ONLY}
            changed = True
    if changed:
        kept = [operation for operation in operations if operation.get("value") != {} or "path" in operation]
        asked.replace_json({**asked.json, "Operations": kept or [{"op": "replace", "value": {"active": True}}]})
    return None


@on_request("RFC 7644 section 3.5.2")
def refuses_read_only_values_of_patch(asked: Inbound) -> Outbound | None:
    """readOnly attributes in an operation without path are refused with 400 mutability."""
    for operation in operations_of(asked):
        value = operation.get("value")
        if "path" not in operation and isinstance(value, dict) and any(name in value for name in READ_ONLY):
            return scim_error(400, "readOnly attributes cannot be patched", "mutability")
    return None


@on_request("RFC 7643 section 4.2")
def keeps_members_as_they_are(asked: Inbound) -> Outbound | None:
    """A replace of members[value eq "..."].value is refused with 400 mutability: members come and go, nothing else."""
    for operation in operations_of(asked):
        filtered = FILTERED.match(str(operation.get("path", "")))
        if verb(operation) == "replace" and filtered and filtered[1].lower() == "members" and filtered[4]:
            return scim_error(400, "members are immutable", "mutability")
    return None


@on_request("RFC 7644 section 3.12")
def calls_unknown_paths_no_target(asked: Inbound) -> Outbound | None:
    """A path to an attribute that no schema has is refused with 400 noTarget."""
    return _refuse_unknown(asked, "noTarget")


@on_request("RFC 7644 section 3.12")
def calls_unknown_paths_invalid(asked: Inbound) -> Outbound | None:
    """A path to an attribute that no schema has is refused with 400 invalidPath."""
    return _refuse_unknown(asked, "invalidPath")


def _refuse_unknown(asked: Inbound, scim_type: str) -> Outbound | None:
    for operation in operations_of(asked):
        path = operation.get("path")
        plain = isinstance(path, str) and re.fullmatch(r"[\w$.:-]+", path)
        if plain and not known(asked, str(path)) and asked.stored:
            return scim_error(400, f"there is no attribute {path}", scim_type)
    return None
