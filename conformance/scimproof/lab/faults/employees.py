"""Servers that get the enterprise extension wrong, and servers that take what they should refuse."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

Json = dict[str, Any]

PLACES = ("costCenter", "organization", "division", "department")

# By the id of the user: what a client made of the name of the manager. Ids are of one lab only.
_MANAGER_NAMES: dict[str, str] = {}


def _extensions(asked: Inbound, answer: Outbound) -> list[Json]:
    """The enterprise parts of the users that an answer shows, to be changed in place."""
    users = answer.resources if asked.endpoint == "Users" and answer.ok else []
    return [user[ENTERPRISE_USER] for user in users if isinstance(user.get(ENTERPRISE_USER), dict)]


@on_answer("rfc", "minor", "generic")
def strips_zeros_of_numbers(asked: Inbound, answer: Outbound) -> None:
    """An employeeNumber is kept as a number: the zeros at its front are lost, and with them the match to payroll."""
    for extension in _extensions(asked, answer):
        if "employeeNumber" in extension:
            extension["employeeNumber"] = extension["employeeNumber"].lstrip("0")


@on_answer("rfc", "major", "entra", "okta")
def forgets_where_people_work(asked: Inbound, answer: Outbound) -> None:
    """Cost centre, organisation, division and department are taken and not kept."""
    for extension in _extensions(asked, answer):
        for name in PLACES:
            extension.pop(name, None)


@on_answer("rfc", "major", "entra", "okta")
def forgets_managers(asked: Inbound, answer: Outbound) -> None:
    """The manager of a user is taken and not kept: approvals go nowhere."""
    for extension in _extensions(asked, answer):
        extension.pop("manager", None)


@on_answer("rfc", "minor", "generic")
def shows_managers_without_ids(asked: Inbound, answer: Outbound) -> None:
    """A manager is shown by reference and name only, where clients look for the id."""
    for extension in _extensions(asked, answer):
        if isinstance(extension.get("manager"), dict):
            extension["manager"].pop("value", None)


@on_answer("rfc", "minor", "generic")
def takes_over_names_of_managers(asked: Inbound, answer: Outbound) -> None:
    """The displayName of a manager, which the server should look up, is what a client writes."""
    text = asked.body.decode("utf-8", "replace")
    body = asked.json if isinstance(asked.json, dict) else {}
    if asked.method == "PATCH" and "manager.displayName" in text and answer.status == 400:
        _MANAGER_NAMES[asked.resource_id or ""] = str(body["Operations"][0].get("value"))
        answer.status, answer.body = 204, None
        return
    manager = (body.get(ENTERPRISE_USER) or {}).get("manager") if asked.method == "PUT" else None
    if isinstance(manager, dict) and "displayName" in manager:
        _MANAGER_NAMES[asked.resource_id or ""] = manager["displayName"]
    for extension in _extensions(asked, answer):
        if asked.resource_id in _MANAGER_NAMES and isinstance(extension.get("manager"), dict):
            extension["manager"]["displayName"] = _MANAGER_NAMES[asked.resource_id]


@on_storage("rfc", "major", "okta", "generic", bugs=("BUG-090",))
def crashes_on_leavers_who_are_needed(healthy: type[Any]) -> type[Any]:
    """Deleting somebody who is a manager, or a member of a group, ends in a 500: the foreign key holds."""

    class Restricting(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            dumped = [
                resource.model_dump(mode="json")
                for known in self._resources.values()
                for identifier, resource in known.items()
                if identifier != resource_id
            ]
            if resource_type.name == "User" and resource_id in str(dumped):
                raise RuntimeError("FOREIGN KEY constraint failed")
            super().delete(resource_type, resource_id, expected_version=expected_version)

    return Restricting


@on_answer("rfc", "major", "entra", "generic", bugs=("BUG-120",))
def flattens_extensions(asked: Inbound, answer: Outbound) -> None:
    """Attributes of the enterprise extension stand among the core attributes."""
    for user in answer.resources if asked.endpoint == "Users" else []:
        extension = user.pop(ENTERPRISE_USER, None)
        user.update(extension if isinstance(extension, dict) else {})


@on_answer("rfc", "major", "entra", "generic", bugs=("BUG-120",))
def gives_extensions_short_names(asked: Inbound, answer: Outbound) -> None:
    """The enterprise extension is shown under a short name of the server's own, which no client looks for."""
    for user in answer.resources if asked.endpoint == "Users" else []:
        if ENTERPRISE_USER in user:
            user["EnterpriseUser"] = user.pop(ENTERPRISE_USER)


@on_request("rfc", "major", "generic")
def takes_the_first_schema_for_the_base(asked: Inbound) -> Outbound | None:
    """A user whose schemas name the extension first is refused: the order, which means nothing, decides."""
    body = asked.json
    schemas = body.get("schemas") if asked.method == "POST" and isinstance(body, dict) else None
    if asked.endpoint == "Users" and isinstance(schemas, list) and schemas and schemas[0] == ENTERPRISE_USER:
        return scim_error(400, "the schema is not that of a user", "invalidValue")
    return None


@on_answer("rfc", "major", "entra", "okta")
def misnames_the_enterprise_extension(asked: Inbound, answer: Outbound) -> None:
    """The enterprise extension is declared under a version that does not exist."""
    for resource in answer.resources if asked.endpoint == "ResourceTypes" else []:
        for entry in resource.get("schemaExtensions") or []:
            if entry.get("schema") == ENTERPRISE_USER:
                entry["schema"] = ENTERPRISE_USER.replace(":2.0:", ":2.1:")


@on_answer("rfc", "major", "okta", "entra")
def names_schemas_as_in_version_1(asked: Inbound, answer: Outbound) -> None:
    """Users and groups name the schemas of SCIM 1.1."""
    for resource in answer.resources if asked.endpoint in COLLECTIONS else []:
        listed = resource.get("schemas") or []
        resource["schemas"] = [
            uri.replace("urn:ietf:params:scim:schemas:core:2.0:", "urn:scim:schemas:core:1.0:") for uri in listed
        ]


@on_answer("rfc", "minor", "generic", bugs=("BUG-124",))
def takes_values_of_any_type(asked: Inbound, answer: Outbound) -> None:
    """Whatever a create holds is stored as it is: types are not looked at."""
    body = asked.json
    if asked.method == "POST" and asked.endpoint == "Users" and answer.status == 400 and isinstance(body, dict):
        answer.status, answer.body = 201, {**body, "id": str(uuid4()), "meta": {"resourceType": "User"}}
