"""Servers that cannot live with the groups of Entra ID: how they are looked for, named, renamed, and come back."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from scim2_models import UniquenessException

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, operations, path, rewrite, verb

MICROSOFTS = "http://schemas.microsoft.com/"


def _renames(operation: Operation) -> bool:
    value = operation.get("value")
    return path(operation) == "displayName" or (isinstance(value, dict) and "displayName" in value)


def _searches(asked: Inbound, endpoint: str) -> bool:
    return asked.method == "GET" and asked.endpoint == endpoint and asked.resource_id is None


# -- looking for them -----------------------------------------------------------------------------------------------


@on_answer("idp", "critical", "entra")
def has_no_groups_to_search(asked: Inbound, answer: Outbound) -> None:
    """As long as a search finds no group, the collection is not found.

    The search with which every cycle begins fails, and puts the job into quarantine: users are not provisioned any
    more, either (grokability/snipe-it#11913).
    """
    if _searches(asked, "Groups") and "filter" in asked.parameters and not answer.resources:
        missing = scim_error(404, "Not Found")
        answer.status, answer.body = missing.status, missing.body


@on_answer("rfc", "critical", "entra", "okta", bugs=("BUG-030",))
def filters_users_only(asked: Inbound, answer: Outbound) -> None:
    """Users can be searched, and groups cannot: 400. Entra and Okta know no other way to a group."""
    if _searches(asked, "Groups") and "filter" in asked.parameters:
        refused = scim_error(400, "filter is not supported here", "invalidFilter")
        answer.status, answer.body = refused.status, refused.body


@on_request("rfc", "critical", "entra")
def decodes_queries_too_early(asked: Inbound) -> Outbound | None:
    """A query is decoded before it is cut at its ampersands: a group called "R&D" is never found."""
    if "%26" in asked.query:
        asked.query = unquote_plus(asked.query)
    return None


@on_request("robustness", "minor", "entra")
def crashes_on_questions_about_members(asked: Inbound) -> Outbound | None:
    """A search for groups by members ends in a 500: the list is compared with a text."""
    if _searches(asked, "Groups") and "members eq" in asked.parameters.get("filter", ""):
        return scim_error(500, "operator does not exist: uuid[] = text")
    return None


@on_request("rfc", "critical", "entra", "okta")
def changes_no_groups(asked: Inbound) -> Outbound | None:
    """PATCH has no route below /Groups: groups are made and stay empty (goauthentik/authentik#20764)."""
    return scim_error(405, "method not allowed") if operations(asked) and asked.endpoint == "Groups" else None


# -- creating, renaming ---------------------------------------------------------------------------------------------


@on_request("idp", "minor", "entra")
def refuses_microsofts_schema(asked: Inbound) -> Outbound | None:
    """A group that names Microsoft's own schema, as its examples do, is refused."""
    body = asked.json if asked.method == "POST" and asked.endpoint == "Groups" else None
    if isinstance(body, dict) and any(str(urn).startswith(MICROSOFTS) for urn in body.get("schemas") or []):
        return scim_error(400, "unknown schema", "invalidValue")
    return None


@on_answer("robustness", "major", "entra", "okta")
def crashes_on_second_groups(asked: Inbound, answer: Outbound) -> None:
    """A create under the name of a group that is there ends in a 500."""
    body = asked.json if asked.method == "POST" and asked.endpoint == "Groups" else None
    if isinstance(body, dict) and answer.ok:
        name = (asked.headers.get("host"), body.get("displayName"))
        if name in MADE:
            crashed = scim_error(500, "duplicate key value violates unique constraint groups_name")
            answer.status, answer.body = crashed.status, crashed.body
        MADE.add(name)


MADE: set[tuple[Any, Any]] = set()


@on_storage("rfc", "major", "entra", "okta")
def loses_names_of_renamed_groups(healthy: type[Any]) -> type[Any]:
    """A PATCH that renames a group is answered with success, and the former name stays."""

    class Stubborn(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if resource_type.name == "Group":
                resource.display_name = self._stored(resource_type, resource.id).display_name
            return super().update(resource_type, resource, expected_version=expected_version)

    return Stubborn


@on_request("rfc", "critical", "entra", "okta")
def takes_renames_for_whole_groups(asked: Inbound) -> Outbound | None:
    """A rename without members is read as a group that has none (langwatch/langwatch#7131)."""

    def emptied(operation: Operation) -> list[Operation]:
        if verb(operation) == "replace" and _renames(operation):
            return [operation, {"op": "remove", "path": "members"}]
        return [operation]

    if asked.endpoint == "Groups":
        rewrite(asked, emptied)
    return None


@on_request("rfc", "major", "entra")
def wants_names_of_groups_by_path(asked: Inbound) -> Outbound | None:
    """A replace without a path is refused for groups; the one of externalId, which the validator sends, too."""
    for operation in operations(asked):
        if asked.endpoint == "Groups" and not path(operation):
            return scim_error(400, "path is required", "invalidPath")
    return None


@on_answer("rfc", "minor", "entra")
def decorates_names_of_groups(asked: Inbound, answer: Outbound) -> None:
    """A group is shown with the name of the application before its own: Entra renames it in every cycle."""
    for group in answer.resources if asked.endpoint == "Groups" and asked.method == "GET" else []:
        if asked.resource_id and isinstance(group.get("displayName"), str):
            group["displayName"] = f"[app] {group['displayName']}"


# -- leaving, coming back -------------------------------------------------------------------------------------------


@on_answer("robustness", "major", "entra", "okta")
def crashes_on_deletions_of_nothing(asked: Inbound, answer: Outbound) -> None:
    """A DELETE of what is not there ends in a 500."""
    if asked.method == "DELETE" and answer.status == 404:
        crashed = scim_error(500, "NullPointerException")
        answer.status, answer.body = crashed.status, crashed.body


@on_storage("rfc", "major", "entra", "okta")
def keeps_tombstones_of_groups(healthy: type[Any]) -> type[Any]:
    """The name of a deleted group stays taken: a group that is restored in Entra never comes back."""

    class Remembering(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            if resource_type.name == "Group":
                name = self._stored(resource_type, resource_id).display_name
                self.__dict__.setdefault("tombstones", set()).add(name)
            super().delete(resource_type, resource_id, expected_version=expected_version)

        def create(self, resource_type: Any, resource: Any) -> Any:
            if getattr(resource, "display_name", None) in self.__dict__.get("tombstones", ()):
                raise UniquenessException
            return super().create(resource_type, resource)

    return Remembering


@on_answer("robustness", "major", "entra", "okta")
def shows_deleted_groups_empty(asked: Inbound, answer: Outbound) -> None:
    """A read of a group that is not there is answered with 200 and an empty object: Entra cannot make sense of it."""
    if asked.method == "GET" and asked.endpoint == "Groups" and asked.resource_id and answer.status == 404:
        answer.status, answer.body = 200, {}


# -- load -----------------------------------------------------------------------------------------------------------


@on_request("robustness", "major", "entra")
def turns_every_third_create_away(asked: Inbound) -> Outbound | None:
    """Every third create is told to come back later, however few there are: 429.

    Microsoft asks for twenty-five requests in a second; Microsoft Q&A 1922038 has 429 ending in quarantine.
    """
    if asked.method == "POST":
        key = asked.headers.get("host", "")
        CREATES[key] = CREATES.get(key, 0) + 1
        if CREATES[key] % 3 == 0:
            return scim_error(429, "too many requests")
    return None


CREATES: dict[str, int] = {}
