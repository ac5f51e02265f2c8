"""Servers with habits of their own: what they do besides, and to whom Entra ID has not named."""

from __future__ import annotations

import re
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.entra_people import written
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Memory, Operation, operations, path, rewrite, send, verb

MANAGER = f"{ENTERPRISE_USER}:manager".lower()
BY_NAME = re.compile(r'^userName eq "(?P<name>[^"]*)"$')

# What of a user a server may think to be given anew by a value without a path.
WHOLE_USER = ("title", "phoneNumbers", "displayName", "emails")


def _creates(asked: Inbound) -> dict[str, Any]:
    """The body of a create of a user; empty when it is something else."""
    body = asked.json if asked.method == "POST" and asked.endpoint == "Users" else None
    return body if isinstance(body, dict) else {}


# -- searching ------------------------------------------------------------------------------------------------------


@on_answer("rfc", "critical", "entra")
def searches_with_like(asked: Inbound, answer: Outbound) -> None:
    """The value of a filter goes into a LIKE '%...%', where an underscore is any letter: ada_b finds joada_b and adaxb.

    Entra sees several accounts and writes to none, or sees one that is somebody else's.
    """
    wanted = BY_NAME.match(asked.parameters.get("filter", "")) if asked.endpoint == "Users" else None
    if wanted and answer.ok and answer.resources:
        like = re.compile(re.escape(wanted["name"]).replace("_", "."), re.IGNORECASE)
        found = [user for user in asked.look_up("/Users").get("Resources", []) if like.search(user["userName"])]
        answer.body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


# -- creating -------------------------------------------------------------------------------------------------------


@on_request("idp", "critical", "entra")
def invites_first(asked: Inbound) -> Outbound | None:
    """Whoever is created is inactive until an invitation is accepted, whatever the request says."""
    if body := _creates(asked):
        asked.replace_json({**body, "active": False})
    return None


@on_request("rfc", "major", "entra")
def takes_digits_for_numbers(asked: Inbound) -> Outbound | None:
    """What consists of digits is stored as a number: 00701984 is 701984 from then on, and sent again in every cycle."""

    def counted(value: Any) -> Any:
        if isinstance(value, str) and value.isdigit():
            return str(int(value))
        if isinstance(value, list):
            return [counted(entry) for entry in value]
        return {name: counted(entry) for name, entry in value.items()} if isinstance(value, dict) else value

    if asked.endpoint == "Users" and asked.json is not None:
        asked.replace_json(counted(asked.json))
    return None


@on_request("rfc", "critical", "entra")
def reads_every_body_as_latin_1(asked: Inbound) -> Outbound | None:
    """Bodies are read as Latin-1, whatever their charset: each letter with a mark becomes two others."""
    if asked.endpoint == "Users" and asked.body:
        asked.body = asked.body.decode("latin-1").encode()
    return None


@on_request("idp", "critical", "entra")
def wants_passwords(asked: Inbound) -> Outbound | None:
    """A create without a password is refused. Entra never sends one."""
    body = _creates(asked)
    return scim_error(400, "password is required", "invalidValue") if body and "password" not in body else None


@on_storage("robustness", "critical", "entra", "okta")
def revives_the_deleted(healthy: type[Any]) -> type[Any]:
    """A create under the name of somebody who was deleted brings the old record back, with all its groups."""

    class Reviving(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            if resource_type.name == "User":
                name = self._stored(resource_type, resource_id).user_name
                self.__dict__.setdefault("graves", {})[name] = [group.id for group, _ in self.memberships(resource_id)]
            super().delete(resource_type, resource_id, expected_version=expected_version)

        def create(self, resource_type: Any, resource: Any) -> Any:
            made = super().create(resource_type, resource)
            for identifier in self.__dict__.get("graves", {}).pop(getattr(resource, "user_name", None), ()):
                group = self._resources.get("Group", {}).get(identifier)
                if group is not None and group.members:
                    changed = group.model_copy(deep=True)
                    changed.members = [*group.members, type(group.members[0])(value=made.id)]
                    self.update(self._group_type, changed)
            return made

    return Reviving


# -- changing -------------------------------------------------------------------------------------------------------


@on_answer("robustness", "critical", "entra", "okta")
def finds_names_taken_by_their_owners(asked: Inbound, answer: Outbound) -> None:
    """A change of a name in nothing but its capitals is a conflict: whoever has the name is the very one who asks."""
    before = KNOWN.of(asked)
    for operation in operations(asked) if answer.ok else []:
        for name, value in written(operation).items():
            unique = name == ("userName" if asked.endpoint == "Users" else "displayName")
            if unique and value != before.get(name) and str(value).lower() == str(before.get(name)).lower():
                taken = scim_error(409, "the name is taken", "uniqueness")
                answer.status, answer.body = taken.status, taken.body
    KNOWN.keep(answer)


KNOWN = Memory()


@on_request("rfc", "critical", "entra")
def changes_every_address(asked: Inbound) -> Outbound | None:
    """A change of the work address is written to all addresses: the filter is read, and not applied."""

    def to_all(operation: Operation) -> list[Operation]:
        filtered = path(operation) == 'emails[type eq "work"].value' and verb(operation) == "replace"
        return [{**operation, "path": "emails.value"}] if filtered else [operation]

    rewrite(asked, to_all)
    return None


@on_request("rfc", "major", "entra")
def puts_managers_in_the_place_of_extensions(asked: Inbound) -> Outbound | None:
    """A change of the manager writes the enterprise extension anew, with the manager and nothing else."""

    def alone(operation: Operation) -> list[Operation]:
        if path(operation).lower() != MANAGER or verb(operation) == "remove":
            return [operation]
        others = ("department", "employeeNumber")
        return [*({"op": "remove", "path": f"{ENTERPRISE_USER}:{name}"} for name in others), operation]

    rewrite(asked, alone)
    return None


@on_request("rfc", "critical", "entra")
def takes_a_few_keys_for_whole_users(asked: Inbound) -> Outbound | None:
    """A replace without a path is a PUT: what its value does not name is gone. With the flag, every change is one."""

    def emptied(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if verb(operation) != "replace" or path(operation) or not isinstance(value, dict):
            return [operation]
        named = {key.partition(".")[0] for key in value}
        return [*({"op": "remove", "path": name} for name in WHOLE_USER if name not in named), operation]

    if asked.endpoint == "Users":
        rewrite(asked, emptied)
    return None


@on_request("rfc", "critical", "entra")
def overlooks_active_among_others(asked: Inbound) -> Outbound | None:
    """active is understood alone. Among other keys of a value without a path it is passed over: the leaver stays."""

    def without(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation) or not isinstance(value, dict) or len(value) < 2:
            return [operation]
        return [{**operation, "value": {key: entry for key, entry in value.items() if key != "active"}}]

    if asked.endpoint == "Users":
        rewrite(asked, without)
    return None


@on_request("idp", "critical", "entra")
def freezes_external_ids(asked: Inbound) -> Outbound | None:
    """externalId is given once. Who is hired again, or was there before Entra, cannot be linked."""
    changed = any("externalId" in written(operation) for operation in operations(asked))
    return scim_error(400, "externalId cannot be changed", "mutability") if changed else None


@on_request("rfc", "critical", "entra")
def saves_groups_as_it_has_read_them(asked: Inbound) -> Outbound | None:
    """A group that was read without its members is in the cache without them; a rename writes the cache back."""
    key = (asked.headers.get("host"), asked.resource_id)
    if asked.method == "GET" and asked.endpoint == "Groups" and "excludedAttributes" in asked.parameters:
        READ_WITHOUT.add(key)
    found = operations(asked)
    if asked.endpoint == "Groups" and key in READ_WITHOUT and any("displayName" in written(one) for one in found):
        send(asked, [*found, {"op": "remove", "path": "members"}])
    return None


READ_WITHOUT: set[tuple[str | None, str | None]] = set()


@on_answer("rfc", "major", "entra")
def answers_changes_with_ok(asked: Inbound, answer: Outbound) -> None:
    """A PATCH of a user is answered with 200 and {"ok": true}, which is no user."""
    if operations(asked) and asked.endpoint == "Users" and answer.ok:
        answer.status, answer.body = 200, {"ok": True}
        answer.headers["Content-Type"] = "application/scim+json"


@on_request("rfc", "major", "entra")
def cuts_long_values(asked: Inbound) -> Outbound | None:
    """What is longer than 64 characters is cut in silence, as the column is no wider."""
    if body := _creates(asked):
        asked.replace_json({key: value[:64] if isinstance(value, str) else value for key, value in body.items()})
    return None
