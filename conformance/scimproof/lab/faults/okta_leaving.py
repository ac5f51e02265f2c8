"""Servers in which leavers do not leave, or cannot come back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.faults.okta_changing import updating
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import switched


def _pathless(asked: Inbound) -> bool:
    body = asked.json
    operations = body.get("Operations") if asked.method == "PATCH" and isinstance(body, dict) else None
    return any("path" not in operation for operation in operations or [] if isinstance(operation, dict))


@on_answer("rfc", "critical", "okta", bugs=("BUG-069",))
def crashes_on_missing_paths(asked: Inbound, answer: Outbound) -> None:
    """A PATCH without a path ends in a 500: Okta deactivates people so (keycloak-scim-server issue 95)."""
    if _pathless(asked):
        crashed = scim_error(500, "path is null")
        answer.status, answer.body = crashed.status, crashed.body


@on_request("rfc", "critical", "okta", bugs=("BUG-069",))
def overlooks_missing_paths(asked: Inbound) -> Outbound | None:
    """A PATCH without a path is answered with success, and ignored: leavers keep their access."""
    if _pathless(asked):
        asked.replace_json({**asked.json, "Operations": [{"op": "replace", "path": "locale", "value": "en-US"}]})
    return None


@on_storage("rfc", "critical", "okta", "entra", bugs=("BUG-093",))
def deactivates_nobody(healthy: type[Any]) -> type[Any]:
    """A deactivation is answered with success, and everybody stays active."""
    return updating(healthy, lambda _, former, resource: setattr(resource, "active", True))


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-095",))
def shows_everybody_as_active(asked: Inbound, answer: Outbound) -> None:
    """Access is cut, and active still reads true."""
    for resource in answer.resources if asked.endpoint == "Users" else []:
        resource["active"] = True


@on_storage("idp", "critical", "okta", bugs=("BUG-091",))
def deletes_who_is_deactivated(healthy: type[Any]) -> type[Any]:
    """A deactivation removes the account: the returner starts over (growthbook issue 1680)."""

    class Deleting(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            updated = super().update(resource_type, resource, expected_version=expected_version)
            if getattr(resource, "active", None) is False:
                super().delete(resource_type, resource.id)
            return updated

    return Deleting


@on_answer("rfc", "major", "okta", bugs=("BUG-067",))
def answers_with_what_was(asked: Inbound, answer: Outbound) -> None:
    """The answer to a deactivation shows the account as it was before."""
    if switched(asked) is False and answer.ok and isinstance(answer.body, dict):
        answer.body = {**deepcopy(answer.body), "active": True}


@on_answer("rfc", "major", "okta", bugs=("BUG-064",))
def answers_with_the_operations(asked: Inbound, answer: Outbound) -> None:
    """The answer to a PATCH is the request again."""
    if asked.method == "PATCH" and answer.ok:
        answer.body = asked.json


@on_answer("robustness", "major", "okta", bugs=("BUG-059",))
def refuses_to_deactivate_twice(asked: Inbound, answer: Outbound) -> None:
    """Deactivating somebody who is inactive is an error."""
    if switched(asked) is False and answer.ok:
        if asked.resource_id in OUT:
            refused = scim_error(400, "the user is inactive already", "invalidValue")
            answer.status, answer.body = refused.status, refused.body
        OUT.add(asked.resource_id)


OUT: set[str | None] = set()


@on_storage("idp", "critical", "okta", "entra", bugs=("BUG-089",))
def locks_leavers_out(healthy: type[Any]) -> type[Any]:
    """Who was inactive once stays inactive, although every request to change that succeeds."""

    def lock(storage: Any, former: Any, resource: Any) -> None:
        if former.active is False:
            resource.active = False

    return updating(healthy, lock)


@on_storage("idp", "major", "okta")
def freezes_profiles_of_leavers(healthy: type[Any]) -> type[Any]:
    """Who comes back gets the account, and the profile push of the same assignment is refused (fleet issue 53446)."""

    def freeze(storage: Any, former: Any, resource: Any) -> None:
        from scim2_models import InvalidValueException

        left = storage.__dict__.setdefault("left", set())
        if resource.active is False:
            left.add(resource.id)
        elif resource.id in left and former.name != resource.name:
            raise InvalidValueException(detail="invalid parameter provided in request: value")

    return updating(healthy, freeze)
