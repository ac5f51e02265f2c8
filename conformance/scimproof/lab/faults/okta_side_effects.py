"""Servers that do more than Okta asks for, or less: accounts follow groups, rules of their own decide about the rest.

None of these was found in a tracker; each is of a kind that was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.faults.okta_changing import updating
from scimproof.lab.members import changing_updates, values
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, path, rewrite

BY_NAME = "displayName eq "


def _switch(storage: Any, people: Iterable[str], *, active: bool) -> None:
    """Switch accounts on or off, past everything."""
    users = storage._resources.get("User", {})
    for identifier in people:
        if identifier in users:
            users[identifier].active = active


# -- accounts follow groups -----------------------------------------------------------------------------------------


@on_storage("rfc", "critical", "okta", "entra")
def deactivates_with_the_leaver(healthy: type[Any]) -> type[Any]:
    """When somebody is deactivated, everybody in the groups of that one is as well: the query joins one table more."""

    def cascade(storage: Any, former: Any, resource: Any) -> None:
        if getattr(resource, "active", None) is False and former.active is not False:
            for group in storage.groups():
                if resource.id in values(group):
                    _switch(storage, values(group), active=False)

    return changing_updates(cascade)(healthy)


@on_storage("rfc", "critical", "okta", "entra")
def deactivates_who_leaves_a_group(healthy: type[Any]) -> type[Any]:
    """Whoever leaves a group loses the account: to change the department is to leave the company."""
    return changing_updates(lambda storage, former, new: _switch(storage, values(former) - values(new), active=False))(
        healthy
    )


@on_storage("rfc", "critical", "okta", "entra")
def activates_who_is_pushed(healthy: type[Any]) -> type[Any]:
    """Whoever is, or was, in a group that is changed is active from then on: leavers have access again."""
    return changing_updates(lambda storage, former, new: _switch(storage, values(former) | values(new), active=True))(
        healthy
    )


@on_storage("rfc", "critical", "okta")
def deactivates_with_the_group(healthy: type[Any]) -> type[Any]:
    """When a group is deleted, the people in it are deactivated."""

    class Cascading(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            group = self._resources.get("Group", {}).get(resource_id)
            if resource_type.name == "Group" and group is not None:
                _switch(self, values(group), active=False)
            super().delete(resource_type, resource_id, expected_version=expected_version)

    return Cascading


@on_request("rfc", "critical", "okta")
def finds_groups_with_such_a_part(asked: Inbound) -> Outbound | None:
    """A look-up of a group finds every group whose name contains the name: Okta takes over the first of them."""
    wanted = asked.parameters.get("filter", "")
    if asked.method == "GET" and asked.endpoint == "Groups" and wanted.startswith(BY_NAME):
        kept = [part for part in asked.query.split("&") if not part.startswith("filter=")]
        asked.query = "&".join([*kept, "filter=" + quote(wanted.replace(" eq ", " co ", 1))])
    return None


@on_answer("rfc", "critical", "okta")
def finds_deleted_groups(asked: Inbound, answer: Outbound) -> None:
    """A look-up by name goes on to find a group that was deleted: the row is only marked, and the query forgets that.

    Okta takes it over, and every request to it is answered 404.
    """
    if asked.endpoint != "Groups" or not answer.ok:
        return
    if asked.method == "POST":
        ONCE_THERE[f'{BY_NAME}"{answer.body["displayName"]}"'] = dict(answer.body)
    wanted = asked.parameters.get("filter", "")
    if asked.method == "GET" and wanted in ONCE_THERE and not answer.resources:
        answer.body |= {"totalResults": 1, "itemsPerPage": 1, "Resources": [dict(ONCE_THERE[wanted])]}


ONCE_THERE: dict[str, dict[str, Any]] = {}


# -- rules of the server's own --------------------------------------------------------------------------------------


@on_request("idp", "critical", "okta")
def has_rules_for_passwords(asked: Inbound) -> Outbound | None:
    """A create is refused because its password is too short: Okta makes up one of eight characters for everybody."""
    body = asked.json
    password = body.get("password") if asked.method == "POST" and isinstance(body, dict) else None
    if isinstance(password, str) and len(password) < 12:
        return scim_error(400, "the password has to have 12 characters", "invalidValue")
    return None


@on_request("idp", "critical", "okta", "entra")
def wants_versions(asked: Inbound) -> Outbound | None:
    """A change without If-Match is refused: 428. Neither Okta nor Entra sends one."""
    if asked.method in ("PUT", "PATCH") and "if-match" not in asked.headers:
        return scim_error(428, "If-Match is missing")
    return None


@on_storage("idp", "critical", "okta")
def renames_leavers(healthy: type[Any]) -> type[Any]:
    """Leavers get another userName, so that theirs is free: nobody who comes back is ever found."""

    def rename(storage: Any, former: Any, resource: Any) -> None:
        if resource.active is False and former.active is not False:
            resource.user_name = f"{resource.user_name}.disabled"

    return updating(healthy, rename)


@on_storage("idp", "major", "okta")
def wipes_profiles_of_leavers(healthy: type[Any]) -> type[Any]:
    """Names and addresses of leavers are wiped at once: who was it whose access was taken away?"""

    def wipe(storage: Any, former: Any, resource: Any) -> None:
        if resource.active is False and former.active is not False:
            resource.name, resource.emails, resource.display_name = None, None, None

    return updating(healthy, wipe)


@on_storage("idp", "critical", "okta")
def deactivates_with_new_logins(healthy: type[Any]) -> type[Any]:
    """A new userName has to be confirmed by its owner, and until then the account is inactive."""

    def lock(storage: Any, former: Any, resource: Any) -> None:
        if former.user_name != resource.user_name:
            resource.active = False

    return updating(healthy, lock)


@on_request("rfc", "critical", "okta")
def passes_over_what_is_false(asked: Inbound) -> Outbound | None:
    """What is false in a PATCH without a path counts as missing: people can be activated, and never deactivated."""

    def truthy(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation) or not isinstance(value, dict):
            return [operation]
        kept = {name: part for name, part in value.items() if part is not False}
        return [{**operation, "value": kept}] if kept else []

    if asked.endpoint == "Users":
        rewrite(asked, truthy)
    return None


@on_answer("rfc", "critical", "okta")
def counts_only_the_active(asked: Inbound, answer: Outbound) -> None:
    """totalResults leaves out who is inactive, and the pages do not: an import ends that many people early."""
    whole = asked.method == "GET" and asked.endpoint == "Users" and "filter" not in asked.parameters
    if whole and asked.resource_id is None and answer.ok and isinstance(answer.body, dict):
        inactive = sum(entry.get("active") is False for entry in answer.resources)
        answer.body["totalResults"] = answer.body.get("totalResults", 0) - inactive
