"""Servers whose references lead astray, and whose groups and users tell different stories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error
from scimproof.lab.patches import operations

Json = dict[str, Any]

# Who was made a member by way of the user, and who was made up: ids are of one lab only.
_GRANTED: dict[str, set[str]] = {}
_MADE_UP: set[str] = set()


def _entries(asked: Inbound, answer: Outbound) -> Iterator[Json]:
    """Members of groups, groups of users, and managers that an answer shows, to be changed in place."""
    for resource in answer.resources if asked.endpoint in COLLECTIONS and answer.ok else []:
        for name in ("members", "groups"):
            yield from (entry for entry in resource.get(name) or [] if isinstance(entry, dict))
        manager = (resource.get(ENTERPRISE_USER) or {}).get("manager")
        if isinstance(manager, dict):
            yield manager


def _members(asked: Inbound) -> list[Json]:
    """The members that a request gives to a group."""
    body = asked.json if asked.method in ("POST", "PUT") and asked.endpoint == "Groups" else None
    listed = body.get("members") if isinstance(body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _with_references(asked: Inbound, answer: Outbound) -> list[Json]:
    return [entry for entry in _entries(asked, answer) if "$ref" in entry]


# -- references -----------------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "generic")
def misdirects_references(asked: Inbound, answer: Outbound) -> None:
    """Every reference leads to /People, where nothing is: the path was changed, and the references were forgotten."""
    for entry in _with_references(asked, answer):
        base = entry["$ref"].rpartition("/")[0].rpartition("/")[0]
        entry["$ref"] = f"{base}/People/{entry.get('value')}"


@on_answer("rfc", "minor", "generic")
def shortens_references(asked: Inbound, answer: Outbound) -> None:
    """References are relative to something that only the server knows."""
    for entry in _with_references(asked, answer):
        entry["$ref"] = f"ref/{entry.get('value')}"


@on_answer("rfc", "minor", "generic")
def writes_references_in_words(asked: Inbound, answer: Outbound) -> None:
    """A reference is a sentence about the resource."""
    for entry in _with_references(asked, answer):
        entry["$ref"] = f"resource {entry.get('value')}"


# -- members --------------------------------------------------------------------------------------------------------


@on_request("rfc", "major", "generic")
def drops_groups_in_groups(asked: Inbound) -> Outbound | None:
    """A group as a member of another is taken and not kept."""
    members = _members(asked)
    if any(entry.get("type") == "Group" for entry in members):
        asked.replace_json({**asked.json, "members": [entry for entry in members if entry.get("type") != "Group"]})
    return None


@on_answer("rfc", "major", "generic")
def takes_every_member_for_a_user(asked: Inbound, answer: Outbound) -> None:
    """Every member is said to be a user, groups included."""
    for group in answer.resources if asked.endpoint == "Groups" else []:
        for entry in group.get("members") or []:
            entry["type"] = "User"


@on_answer("rfc", "minor", "generic", bugs=("BUG-086",))
def hides_nested_groups_in_lists(asked: Inbound, answer: Outbound) -> None:
    """A list shows the people in a group and not the groups in it; a read shows both."""
    if asked.endpoint == "Groups" and not asked.resource_id:
        for group in answer.resources if asked.method == "GET" else []:
            others = [{"value": "somebody", "type": "User"}]
            kept = [entry for entry in group.get("members") or [] if entry.get("type") != "Group"]
            group["members"] = kept or others


@on_request("rfc", "major", "generic")
def crashes_on_unknown_members(asked: Inbound) -> Outbound | None:
    """A member who does not exist ends in a 500: the foreign key raises."""
    odd = [entry for entry in _members(asked) if len(str(entry.get("value"))) == 36]
    return scim_error(500, "FOREIGN KEY constraint failed") if odd else None


@on_answer("rfc", "critical", "sailpoint", bugs=("BUG-085",))
def creates_unknown_members(asked: Inbound, answer: Outbound) -> None:
    """A member who does not exist is created as a user, of whom nothing is known but the id."""
    _MADE_UP.update(str(entry.get("value")) for entry in _members(asked))
    wanted = asked.resource_id if asked.endpoint == "Users" and asked.method == "GET" else None
    if wanted in _MADE_UP and answer.status == 404:
        schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
        answer.status, answer.body = 200, {"schemas": schemas, "id": wanted, "userName": wanted}


@on_answer("rfc", "minor", "generic")
def acknowledges_changes_of_members(asked: Inbound, answer: Outbound) -> None:
    """Replacing a part of a member, which is immutable, is answered as if it had been done."""
    if asked.method == "PATCH" and answer.status == 400 and b"members[" in asked.body and b".value" in asked.body:
        answer.status, answer.body = 204, None


@on_request("rfc", "major", "okta", "onelogin")
def insists_on_members(asked: Inbound) -> Outbound | None:
    """A group without members is refused, although no schema requires them."""
    if asked.method == "POST" and asked.endpoint == "Groups" and not _members(asked):
        return scim_error(400, "members is required", "invalidValue")
    return None


# -- groups of users ------------------------------------------------------------------------------------------------


@on_storage("rfc", "major", "generic")
def remembers_former_groups(healthy: type[Any]) -> type[Any]:
    """A user shows every group that the user was ever in: access reviews count rights that are long gone."""

    class Remembering(healthy):  # type: ignore[misc]
        def memberships(self, resource_id: str | None) -> Any:
            former = self.__dict__.setdefault("former", {})
            for group in self.groups():
                for member in getattr(group, "members", None) or []:
                    former.setdefault(member.value, {})[group.id] = (group, "direct")
            return iter(former.get(resource_id, {}).values())

    return Remembering


@on_answer("rfc", "minor", "generic")
def calls_every_membership_direct(asked: Inbound, answer: Outbound) -> None:
    """A membership by way of another group is said to be direct: nobody can end it where it seems to be."""
    for user in answer.resources if asked.endpoint == "Users" else []:
        for entry in user.get("groups") or []:
            entry["type"] = "direct"


@on_answer("rfc", "minor", "generic")
def labels_memberships_in_words(asked: Inbound, answer: Outbound) -> None:
    """The type of a membership is a word of the server's own."""
    for user in answer.resources if asked.endpoint == "Users" else []:
        for entry in user.get("groups") or []:
            entry["type"] = "assigned"


@on_answer("rfc", "major", "generic", bugs=("BUG-143",))
def grants_membership_through_users(asked: Inbound, answer: Outbound) -> None:
    """Groups that a client writes into a user make the user a member: whoever creates users hands out every right."""
    body = asked.json
    if asked.endpoint == "Users" and asked.method in ("POST", "PUT", "PATCH") and isinstance(body, dict):
        user = asked.resource_id or (answer.body or {}).get("id")
        values = [operation.get("value") for operation in operations(asked)] or [body]
        for value in values:
            listed = value.get("groups") if isinstance(value, dict) else value
            for entry in listed if isinstance(listed, list) else []:
                if isinstance(entry, dict) and "value" in entry:
                    _GRANTED.setdefault(entry["value"], set()).add(str(user))
    for group in answer.resources if asked.endpoint == "Groups" else []:
        listed = group.setdefault("members", [])
        listed += [{"value": user} for user in _GRANTED.get(str(group.get("id")), ())]


@on_request("rfc", "major", "okta", bugs=("BUG-053",))
def refuses_groups_that_it_shows(asked: Inbound) -> Outbound | None:
    """A PUT of a user as read is refused, because the groups that the server shows are in it."""
    body = asked.json
    if asked.method == "PUT" and asked.endpoint == "Users" and isinstance(body, dict) and body.get("groups"):
        return scim_error(400, "groups is readOnly", "mutability")
    return None
