"""Managers, who follow once everybody exists, and app roles in the three expressions by which they are mapped."""

from __future__ import annotations

import json
from collections.abc import Mapping as Object
from collections.abc import Sequence
from typing import Any

from scimproof.clients.entra.knobs import Knobs
from scimproof.clients.entra.messages import op_name, operation, patch
from scimproof.clients.entra.people import EntraUser, object_id_of
from scimproof.declared import ENTERPRISE_USER, Json
from scimproof.expect import lookup

MANAGER = f"{ENTERPRISE_USER}:manager"
ROLE_TYPE = "WindowsAzureActiveDirectoryRole"
PRIMARY_ROLE = 'roles[primary eq "True"].value'


def manager_set(manager_id: str, shown: Object[str, Any], knobs: Knobs, base_url: str = "") -> Json | None:
    """The PATCH that names a manager; ``None`` when the target shows that one already."""
    current = manager_in(shown)
    if current == manager_id:
        return None
    op = "Replace" if current else "Add"
    if knobs.manager_as == "list":
        return patch(operation(op, "manager", [{"$ref": f"{base_url}/Users/{manager_id}", "value": manager_id}], knobs))
    return patch(operation(op, MANAGER, {"value": manager_id} if knobs.manager_as == "object" else manager_id, knobs))


def manager_removed(manager_id: str, knobs: Knobs) -> Json:
    """The PATCH that takes a manager away, in one of the forms that are in circulation."""
    forms: dict[str, Json] = {
        "path": {"op": op_name("Remove", knobs), "path": MANAGER},
        "filter": {"op": op_name("Remove", knobs), "path": f'manager[value eq "{manager_id}"]'},
        "empty-text": operation("Replace", MANAGER, "", knobs),
        "empty-object": operation("Replace", MANAGER, {"value": ""}, knobs),
    }
    return patch(forms[knobs.removes_manager_by])


def manager_in(shown: Object[str, Any]) -> str | None:
    """The id of the manager that a user shows; a manager that is no object cannot be read."""
    extension = lookup(shown, ENTERPRISE_USER)
    manager = lookup(extension, "manager") if isinstance(extension, Object) else None
    value = lookup(manager, "value") if isinstance(manager, Object) else None
    return value if isinstance(value, str) and value else None


def roles_of(user: EntraUser, knobs: Knobs) -> list[Json]:
    """App roles as they stand in a create."""
    if knobs.roles == "none" or not user.roles:
        return []
    return [_single(user.roles[0])] if knobs.roles == "single" else _listed(user.roles)


def roles_changed(user: EntraUser, shown: Object[str, Any], knobs: Knobs) -> list[Json]:
    """The operation that brings app roles, when the target shows others.

    The complex expression only adds; the assertive one replaces the list; the single one has one role that is primary.
    """
    current = role_values(shown)
    missing = [role for role in user.roles if role not in current]
    if knobs.roles == "none" or not user.roles:
        return []
    if knobs.roles == "assertive":
        same = sorted(current) == sorted(user.roles)
        return [] if same else [operation("Replace", "roles", _listed(user.roles), knobs)]
    if knobs.roles == "complex":
        return [operation("Add", "roles", _listed(missing), knobs)] if missing else []
    return [_single_changed(user.roles[0], bool(current), knobs)] if user.roles[0] in missing else []


def _single_changed(role: str, has_one: bool, knobs: Knobs) -> Json:
    if knobs.single_role_as == "path":
        return operation("Replace" if has_one else "Add", PRIMARY_ROLE, role, knobs)
    if knobs.single_role_as == "entry":
        return operation("Replace" if has_one else "Add", "roles", [_single(role)], knobs)
    told = {"id": object_id_of(f"role-{role}"), "value": role, "displayName": role}
    return operation("Add", "roles", [{"value": json.dumps(told, separators=(",", ":"))}], knobs)


def role_values(shown: Object[str, Any]) -> list[str]:
    """The roles that a user shows, by value."""
    listed = lookup(shown, "roles")
    entries = [entry for entry in listed if isinstance(entry, Object)] if isinstance(listed, list) else []
    return [str(lookup(entry, "value")) for entry in entries]


def _single(role: str) -> Json:
    return {"primary": True, "type": ROLE_TYPE, "value": role}


def _listed(roles: Sequence[str]) -> list[Json]:
    return [{"primary": False, "type": ROLE_TYPE, "display": role, "value": role} for role in roles]
