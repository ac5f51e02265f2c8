"""The bodies that Okta sends: compact JSON, keys in the order of its captures, what has no value left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from scimproof.clients.okta.expressions import extension_of, put
from scimproof.clients.okta.knobs import Knobs
from scimproof.clients.okta.people import OktaGroup, OktaUser
from scimproof.clients.probe import PATCH_OP
from scimproof.declared import GROUP, USER, Json


def new_user(user: OktaUser, password: str, knobs: Knobs) -> Json:
    """The body of a create. ``groups`` and ``password`` are always in it, whatever is mapped and synchronised.

    Order: okta-blog flask capture of 2021, the same in 2018, 2019 and 2026.
    """
    body: Json = {
        "schemas": [USER, *_extensions(user)],
        "userName": user.login,
        "name": {"givenName": user.first_name, "familyName": user.last_name},
        "emails": [{"primary": True, "value": user.email, "type": "work"}],
        "displayName": user.display_name,
        "locale": user.locale,
    }
    core = {name: value for name, value in user.mapped.items() if extension_of(name) is None}
    extended = {name: value for name, value in user.mapped.items() if extension_of(name) is not None}
    _put_all(body, core, knobs)
    body |= {"externalId": user.okta_id, "groups": [], "password": password, "active": True}
    _put_all(body, extended, knobs)
    return body


def merged_user(shown: Mapping[str, Any], user: OktaUser, knobs: Knobs, *, active: bool | None = True) -> Json:
    """The body of a PUT: what the target has just shown, with all that is mapped laid over it.

    Whatever the target shows comes back to it: ``meta``, ``groups``, a formatted name that nobody maps, attributes
    that Okta has never heard of, even a password.
    """
    body = deepcopy(dict(shown))
    mapped: dict[str, Any] = {
        "externalId": user.okta_id,
        "userName": user.login,
        "name.givenName": user.first_name,
        "name.familyName": user.last_name,
        "emails.^[primary==true].value": user.email,
        "emails.^[primary==true].type": "work",
        "displayName": user.display_name,
        "locale": user.locale,
        **user.mapped,
    }
    _put_all(body, mapped, knobs)
    # An entry of a list that a slot names stays as it was shown: Okta adds values there, and takes none away.
    cleared = {name: last for name, last in user.cleared.items() if "^[" not in name and name not in user.mapped}
    empty = {name: _empty(last) for name, last in cleared.items() if isinstance(last, str | list)}
    if knobs.cleared == "empty":
        _put_all(body, empty, knobs)
    _leave_out(body, cleared if knobs.cleared == "absent" else cleared.keys() - empty)
    body.setdefault("groups", [])
    if active is not None:
        body["active"] = active
    schemas = body.get("schemas")
    listed = list(schemas) if isinstance(schemas, list) else [USER]
    return {**body, "schemas": [*listed, *(urn for urn in _extensions(user) if urn not in listed)]}


def profile(user: OktaUser, knobs: Knobs) -> Json:
    """All that is mapped, by itself: what a PATCH of a profile chooses from."""
    values = merged_user({}, user, knobs)
    return {name: value for name, value in values.items() if name not in ("schemas", "groups")}


def changed_profile(user: OktaUser, knobs: Knobs) -> Json:
    """A PATCH of the attributes that are not as they were sent last; of all, when nothing was or nothing is.

    Okta's documentation has the option, and no body: this is the form of its other changes of users.
    """
    values = profile(user, knobs)
    changed = {name: value for name, value in values.items() if user.sent.get(name) != value}
    return changes(**(changed or values))


def switched_user(shown: Mapping[str, Any], *, active: bool) -> Json:
    """The body of a PUT that switches somebody on or off: what the target has shown, and nothing else changed."""
    return {**deepcopy(dict(shown)), "active": active}


def with_password(shown: Mapping[str, Any], password: str) -> Json:
    """The body of a PUT that brings a password."""
    return {**deepcopy(dict(shown)), "password": password}


def changes(**values: Any) -> Json:
    """A PATCH without a path, Okta's form for ``active`` and ``password``."""
    return patch({"op": "replace", "value": values})


def patch(*operations: Mapping[str, Any]) -> Json:
    """A PATCH request."""
    return {"schemas": [PATCH_OP], "Operations": [dict(operation) for operation in operations]}


def members(users: Iterable[OktaUser], knobs: Knobs) -> list[Json]:
    """Members by the ids of the target, with the userName as ``display``; no ``type``, no ``$ref``."""
    if knobs.display_of_members:
        return [{"value": user.target_id, "display": user.login} for user in users]
    return [{"value": user.target_id} for user in users]


def new_group(group: OktaGroup, knobs: Knobs) -> Json:
    """The body of a create of a group."""
    return {"schemas": [GROUP], "displayName": group.name, "members": members(group.provisioned, knobs)}


def whole_group(group: OktaGroup, shown: Mapping[str, Any]) -> Json:
    """The body of a PUT of a group: made from Okta's own model, with the id and without ``meta``.

    ``display`` of a member is what the target has shown for it, which is ``null`` when it shows none: the one place in
    which Okta sends a null.
    """
    listed = shown.get("members")
    displays = {
        entry.get("value"): entry.get("display")
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, Mapping)
    }
    entries = [
        {"value": user.target_id, "display": displays.get(user.target_id) if user.target_id in displays else user.login}
        for user in group.provisioned
    ]
    return {"schemas": [GROUP], "id": group.target_id, "displayName": group.name, "members": entries}


def renamed(group: OktaGroup, knobs: Knobs) -> Json:
    """The PATCH that renames a group, and that goes with every change of its members."""
    named = {"id": group.target_id, "displayName": group.name} if knobs.id_in_rename else {"displayName": group.name}
    return patch({"op": "replace", "value": named})


def changed_members(left: Sequence[OktaUser], joined: Sequence[OktaUser], knobs: Knobs) -> Json:
    """A change of members: one removal each, then everybody who joined in one addition."""
    removals = [{"op": "remove", "path": f'members[value eq "{user.target_id}"]'} for user in left]
    additions = [{"op": "add", "path": "members", "value": members(joined, knobs)}] if joined else []
    return patch(*removals, *additions)


def all_members(group: OktaGroup, knobs: Knobs) -> Json:
    """The members as a whole: "Push Now"."""
    listed = members(group.provisioned, knobs)
    if not knobs.path_in_full_pushes:
        return patch({"op": "replace", "value": {"members": listed}})
    return patch({"op": "replace", "path": "members", "value": listed})


def _extensions(user: OktaUser) -> list[str]:
    found = (extension_of(name) for name in (*user.mapped, *user.cleared))
    return list(dict.fromkeys(urn for urn in found if urn))


def _empty(last: Any) -> Any:
    return [] if isinstance(last, list) else ""


def _put_all(body: Json, values: Mapping[str, Any], knobs: Knobs) -> None:
    for name, value in values.items():
        put(body, name, value, nests_core=knobs.nests_core_extras)


def _leave_out(body: Json, names: Iterable[str]) -> None:
    for name in names:
        urn = extension_of(name)
        *path, last = name.rpartition(":")[2].split(".")
        holder: Any = body
        for part in ([urn] if urn else []) + path:
            holder = holder.get(part) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder.pop(last, None)
