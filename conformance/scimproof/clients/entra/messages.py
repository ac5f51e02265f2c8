"""The bodies that Entra sends: compact JSON, members in the order of Microsoft's published source, no nulls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Object
from typing import Any

from scimproof.clients.entra.knobs import Knobs
from scimproof.clients.entra.mappings import Mapping, mapped, source_value, value_at
from scimproof.clients.entra.people import EntraGroup, EntraUser
from scimproof.clients.probe import PATCH_OP
from scimproof.declared import ENTERPRISE_USER, GROUP, USER, Json
from scimproof.expect import lookup

ADSCIM_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

# A line of the mapping, the operation, and the value.
Change = tuple[Mapping, str, Any]

# Order of members in AzureAD/SCIMReferenceCode, and in Microsoft's examples.
_USER = """
    schemas externalId userName active addresses displayName emails ims locale meta name nickName phoneNumbers
    preferredLanguage roles timezone title userType
""".split()  # noqa: SIM905 - a list of names reads as one
_PARTS = """
    primary type country formatted locality postalCode region streetAddress familyName givenName honorificPrefix
    honorificSuffix display value costCenter department division employeeNumber organization manager
""".split()  # noqa: SIM905
# The entries that the portal's table has, and which of them it calls primary.
_PRIMARY = {("emails", "work"): True, ("phoneNumbers", "work"): True}


def new_user(user: EntraUser, mapping: Iterable[Mapping], roles: Sequence[Json] = ()) -> Json:
    """The body of a create; a manager follows later, in a PATCH. Both schemas are named, whatever is sent of them."""
    body: Json = {"schemas": [USER, ENTERPRISE_USER], "meta": {"resourceType": "User"}, "roles": list(roles)}
    body |= mapped(user, mapping)
    for name in ("addresses", "emails", "phoneNumbers", "ims"):
        for entry in body.get(name, []):
            entry["primary"] = _PRIMARY.get((name, entry.get("type")), False)
    return _in_order(body)


def new_group(group: EntraGroup, knobs: Knobs) -> Json:
    """The body of a create of a group: nobody is in it yet."""
    schemas = [GROUP, ADSCIM_GROUP] if knobs.names_adscim_schema else [GROUP]
    return {
        "schemas": schemas,
        **({"externalId": group.object_id} if knobs.maps_group_id else {}),
        "displayName": group.name,
        "members": [],
        "meta": {"resourceType": "Group"},
    }


def differences(user: EntraUser, shown: Object[str, Any], mapping: Iterable[Mapping], knobs: Knobs) -> list[Change]:
    """What the target shows otherwise than it should.

    It is an ``Add`` where the target shows nothing, a ``Replace`` where it shows something else. What has no value in
    Entra is not sent: a value that was cleared stays in the target, unless an expression makes an empty text of it.
    """
    found = []
    for line in mapping:
        wanted, current = source_value(user, line), value_at(shown, line)
        empty = current in (None, "", [])
        if wanted in (None, ""):
            if knobs.sends_empty and not empty:
                found.append((line, "Replace", ""))
        elif not _same(wanted, current):
            found.append((line, "Add" if empty and not knobs.replaces_unseen else "Replace", wanted))
    return found


def user_operations(changes: Sequence[Change], knobs: Knobs) -> list[Json]:
    """The operations that change a user: one each, or with the flag one for all simple attributes, after the others."""
    if not knobs.merges_simple or [line.target for line, _, _ in changes] == ["active"]:
        return [operation(op, line.target, _written(value, knobs), knobs) for line, op, value in changes]
    operations = [operation(op, line.target, value, knobs) for line, op, value in changes if line.filtered]
    simple = {line.target: _written(value, knobs) for line, _, value in changes if not line.filtered}
    return [*operations, *([operation("Replace", None, simple, knobs)] if simple else [])]


def group_patch(group: EntraGroup, shown: Object[str, Any], knobs: Knobs) -> Json | None:
    """The PATCH of what a group shows otherwise: its name, and the id that it has in Entra; ``None`` when nothing is.

    Without the flag ``Add`` is for what is not shown at all, ``Replace`` for the rest (rancher/rancher@06a1727c).
    """
    wanted = {"displayName": group.name, **({"externalId": group.object_id} if knobs.maps_group_id else {})}
    changed = {name: value for name, value in wanted.items() if lookup(shown, name) != value}
    if not changed:
        return None
    if knobs.merges_simple:
        return patch(operation("Replace", None, changed, knobs))
    verbs = {name: "Replace" if lookup(shown, name) else "Add" for name in changed}
    return patch(*(operation(verbs[name], name, value, knobs) for name, value in changed.items()))


def members_in(users: Iterable[EntraUser], knobs: Knobs, *, replacing: bool = False) -> Json:
    """The PATCH by which people join. ``replacing``: the target has shown members although they were excluded, and
    Entra takes the new ones for the whole value (snipe-it#19096, May 2026)."""
    value = [{"value": user.target_id} for user in users]
    return patch(operation("Replace" if replacing else "Add", "members", value, knobs))


def members_out(users: Iterable[EntraUser], knobs: Knobs) -> Json:
    """The PATCH by which people leave: a list of values, or with the flag a filter each."""
    if knobs.removes_by_filter:
        return patch(*({"op": "remove", "path": f'members[value eq "{user.target_id}"]'} for user in users))
    return patch(operation("Remove", "members", [{"value": user.target_id} for user in users], knobs))


def operation(op: str, path: str | None, value: Any, knobs: Knobs) -> Json:
    """One operation: ``op``, ``path`` if there is one, ``value``."""
    return {"op": op_name(op, knobs), **({} if path is None else {"path": path}), "value": value}


def patch(*operations: Object[str, Any]) -> Json:
    """A PATCH request."""
    return {"schemas": [PATCH_OP], "Operations": [dict(one) for one in operations]}


def op_name(op: str, knobs: Knobs) -> str:
    return op if knobs.capital_ops else op.lower()


def _written(value: Any, knobs: Knobs) -> Any:
    return str(value) if knobs.text_booleans and isinstance(value, bool) else value


def _same(wanted: Any, current: Any) -> bool:
    if isinstance(wanted, bool):
        return current is wanted or str(current).lower() == str(wanted).lower()
    return bool(wanted == current)


def _in_order(body: Json) -> Json:
    places = {name: number for number, name in enumerate((*_USER, *_PARTS))}

    def ordered(value: Any, names: Sequence[str]) -> Any:
        if isinstance(value, list):
            return [ordered(entry, names) for entry in value]
        if not isinstance(value, dict):
            return value
        rank = {name: number for number, name in enumerate(names)}
        keys = sorted(value, key=lambda name: rank.get(name, places.get(name, len(places))))
        return {name: ordered(value[name], _PARTS) for name in keys}

    result: Json = ordered(body, _USER)
    return result
