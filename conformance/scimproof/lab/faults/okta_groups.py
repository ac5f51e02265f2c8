"""Servers that cannot live with the groups that Okta pushes: how they are named, renamed, found and deleted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from scim2_models import UniquenessException

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.faults.okta_creating import never_freeing
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, operations, path, rewrite, verb

Json = dict[str, Any]


def _group(asked: Inbound, *methods: str) -> Json:
    """The body of a create or a replacement of a group; an empty object when the request is something else."""
    body = asked.json if asked.method in methods and asked.endpoint == "Groups" else None
    return body if isinstance(body, dict) else {}


def _renames(asked: Inbound) -> Iterator[Json]:
    """The values of operations without a path that name a group."""
    for operation in operations(asked) if asked.endpoint == "Groups" else ():
        value = operation.get("value")
        if not path(operation) and isinstance(value, dict) and "displayName" in value:
            yield value


# -- renaming -------------------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "okta")
def insists_on_paths_for_groups(asked: Inbound) -> Outbound | None:
    """An operation on a group without a path is refused.

    Okta sends one right after every create of a group, with the id and the name that the group has already. The push
    stands on "Error" from then on, and the members are not kept up to date (Metatavu/keycloak-scim-server#113).
    """
    return scim_error(400, "path is missing", "noTarget") if any(_renames(asked)) else None


@on_request("idp", "major", "okta", bugs=("BUG-083",))
def refuses_ids_in_renames(asked: Inbound) -> Outbound | None:
    """A rename that carries the group's own id is refused: id is read-only.

    Okta repeats the id in every rename, and renames with every change of members (goauthentik/authentik#23950).
    """
    if any("id" in value for value in _renames(asked)):
        return scim_error(400, "id is readOnly", "mutability")
    return None


@on_request("rfc", "critical", "okta")
def empties_groups_on_rename(asked: Inbound) -> Outbound | None:
    """A replace without a path replaces the group: where it names no members, the group has none.

    With every change of members Okta sends the name first: the group is empty, and gets back only those who have just
    joined (tuist/tuist#13209).
    """

    def emptied(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation) or verb(operation) != "replace" or not isinstance(value, dict) or "members" in value:
            return [operation]
        return [operation, {"op": "remove", "path": "members"}]

    if asked.endpoint == "Groups":
        rewrite(asked, emptied)
    return None


@on_storage("rfc", "major", "okta", "entra")
def never_renames_groups(healthy: type[Any]) -> type[Any]:
    """A group keeps the name that it was created with, whatever a PUT or PATCH says; both are answered with success.

    Okta renames a group by a whole PUT in one kind of app, and by a PATCH without a path in the other: neither was
    meant to be a rename (jelhub/scimgateway#95).
    """

    class Stubborn(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if resource_type.name == "Group":
                resource.display_name = self._stored(resource_type, resource.id).display_name
            return super().update(resource_type, resource, expected_version=expected_version)

    return Stubborn


@on_storage("rfc", "critical", "okta", bugs=("BUG-052",))
def finds_every_group_in_its_own_way(healthy: type[Any]) -> type[Any]:
    """A group that keeps its name is in conflict with itself: 409 (lightdash/lightdash#15035).

    No group can be changed a second time.
    """

    class Jealous(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if resource.display_name in {group.display_name for group in self.groups()}:
                raise UniquenessException
            return super().update(resource_type, resource, expected_version=expected_version)

    return Jealous


@on_storage("rfc", "major", "okta")
def crashes_on_names_in_use(healthy: type[Any]) -> type[Any]:
    """A rename to a name that another group has ends in a 500: the index of the database says so, and nobody asked."""

    class Unaware(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            others = {group.display_name for group in self.groups() if group.id != resource.id}
            if resource_type.name == "Group" and resource.display_name in others:
                raise RuntimeError("duplicate key value violates unique constraint groups_name")
            return super().update(resource_type, resource, expected_version=expected_version)

    return Unaware


# -- finding --------------------------------------------------------------------------------------------------------


@on_storage("rfc", "major", "okta")
def never_frees_names_of_groups(healthy: type[Any]) -> type[Any]:
    """The name that a group was created with is taken for good, after a rename and after a deletion.

    An index is written by creates only (ory/polis#3559). The admin gets a conflict with a group that is not there.
    """
    return never_freeing(healthy, "Group", "display_name")


@on_answer("rfc", "critical", "okta")
def finds_groups_by_former_names(asked: Inbound, answer: Outbound) -> None:
    """A look-up finds a renamed group by its former name: a new group of that name takes its place."""
    if asked.endpoint != "Groups":
        return
    if asked.method == "POST" and answer.ok:
        for group in answer.resources:
            NAMED_FIRST[str(group.get("displayName"))] = group
    if asked.method == "DELETE":
        for name in [name for name, group in NAMED_FIRST.items() if group.get("id") == asked.resource_id]:
            del NAMED_FIRST[name]
    for name, group in NAMED_FIRST.items():
        if asked.parameters.get("filter") == f'displayName eq "{name}"' and not answer.resources:
            answer.body = {**answer.body, "totalResults": 1, "itemsPerPage": 1, "Resources": [dict(group)]}


NAMED_FIRST: dict[str, Json] = {}


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-030",))
def cannot_look_groups_up(asked: Inbound, answer: Outbound) -> None:
    """A look-up of a group by its name is refused: only users can be filtered (ssoready/ssoready@18ca301)."""
    if asked.method == "GET" and asked.endpoint == "Groups" and "filter" in asked.parameters:
        refused = scim_error(501, "filters are not supported for groups")
        answer.status, answer.body = refused.status, refused.body


@on_answer("rfc", "major", "okta", "entra", bugs=("BUG-099",))
def shows_a_page_for_groups(asked: Inbound, answer: Outbound) -> None:
    """A look-up of a group is answered 200 with the start page of the application, which catches all (coder#15222)."""
    if asked.method == "GET" and asked.endpoint == "Groups" and "filter" in asked.parameters:
        answer.status, answer.raw = 200, b"<!doctype html><title>Welcome</title>"
        answer.headers["Content-Type"] = "text/html"


@on_answer("rfc", "critical", "okta", "entra")
def finds_no_groups(asked: Inbound, answer: Outbound) -> None:
    """A look-up of a group by its name never finds one: every push makes another group of the same name."""
    if asked.method == "GET" and asked.endpoint == "Groups" and "filter" in asked.parameters and answer.ok:
        answer.body = {**answer.body, "totalResults": 0, "itemsPerPage": 0, "Resources": []}


@on_storage("robustness", "critical", "okta")
def takes_group_creates_for_updates(healthy: type[Any]) -> type[Any]:
    """A create under the name of a group that is there replaces it, members included, and is answered 201.

    A create that is sent once more after a timeout wipes what came in between (croffasia/itsaplan#250).
    """

    class Obliging(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            for group in self.groups() if resource_type.name == "Group" else ():
                if group.display_name == resource.display_name:
                    resource.id = group.id
                    return self.update(resource_type, resource)
            return super().create(resource_type, resource)

    return Obliging


@on_answer("rfc", "critical", "okta")
def forgets_ids_of_groups(asked: Inbound, answer: Outbound) -> None:
    """The answer to the create of a group has no id: Okta does not know what it has created."""
    if _group(asked, "POST") and answer.ok and isinstance(answer.body, dict):
        answer.body.pop("id", None)


# -- names ----------------------------------------------------------------------------------------------------------


@on_request("robustness", "major", "okta")
def takes_plain_names_only(asked: Inbound) -> Outbound | None:
    """A group may be called by letters, digits, blanks and dashes; everything else is refused."""
    names = [_group(asked, "POST", "PUT").get("displayName", ""), *(value["displayName"] for value in _renames(asked))]
    if any(re.search(r"[^\w .-]", str(name)) for name in names):
        return scim_error(400, "displayName has characters that are not allowed", "invalidValue")
    return None


@on_request("robustness", "minor", "okta", "entra")
def cuts_names_of_groups(asked: Inbound) -> Outbound | None:
    """Names of groups are cut at 64 characters, without a word."""
    body = _group(asked, "POST", "PUT")
    if len(str(body.get("displayName", ""))) > 64:
        asked.replace_json({**body, "displayName": body["displayName"][:64]})
    for value in list(_renames(asked)):
        cut = {**value, "displayName": value["displayName"][:64]}
        rewrite(asked, lambda one, cut=cut: [{**one, "value": cut}] if not path(one) else [one])  # type: ignore[misc]
    return None


@on_answer("rfc", "minor", "okta", "entra")
def writes_names_for_web_pages(asked: Inbound, answer: Outbound) -> None:
    """An ampersand in the name of a group comes back as &amp;."""
    for group in answer.resources if asked.endpoint == "Groups" else []:
        if isinstance(group.get("displayName"), str):
            group["displayName"] = html.escape(group["displayName"], quote=False)


@on_answer("rfc", "minor", "okta", "entra")
def keeps_three_bytes_of_a_character(asked: Inbound, answer: Outbound) -> None:
    """Whatever takes four bytes in UTF-8, as emoji do, comes back as a question mark: the column is too narrow."""
    for group in answer.resources if asked.endpoint == "Groups" else []:
        if isinstance(group.get("displayName"), str):
            group["displayName"] = re.sub(r"[^\u0000-\uffff]", "?", group["displayName"])


@on_request("rfc", "major", "okta", "entra")
def stumbles_over_escaped_quotes(asked: Inbound) -> Outbound | None:
    """A filter ends at the first quote of its value, escaped or not: what follows is refused."""
    if asked.method == "GET" and '\\"' in unquote(asked.query):
        return scim_error(400, "unexpected text after the value", "invalidFilter")
    return None
