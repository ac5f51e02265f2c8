"""Servers on which a change of one account reaches another: a namesake, a neighbour, or everybody."""

from __future__ import annotations

import time
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import ids, operations, path, verb

Json = dict[str, Any]


@on_storage("robustness", "major", "generic", "sailpoint", bugs=("BUG-087",))
def keeps_members_who_are_gone(healthy: type[Any]) -> type[Any]:
    """A deleted user is still listed as a member: the id leads nowhere.

    The RFC lets servers choose whether references are kept whole (RFC 7643 section 2.3.7): it is noted, and red where
    the profile of the target promises otherwise.
    Seen in Tr3kkR/Yuzu#2130; access reviews stop at the member whom nobody can read.
    """

    class Careless(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            groups = {group.id: group.model_copy(deep=True) for group in self.groups()}
            super().delete(resource_type, resource_id, expected_version=expected_version)
            for group in self.groups():
                former = groups.get(group.id)
                if former is not None and former.members != group.members:
                    self.update(self._group_type, former)

    return Careless


@on_storage("robustness", "major", "generic", bugs=("BUG-117",))
def guards_names_of_all_tenants(healthy: type[Any]) -> type[Any]:
    """A userName that anybody has, of whatever tenant, is taken: one customer learns whom the others employ.

    Seen in NorthlandPositronics/Cogtrix#303 and vouch-sh/vouch#310: the unique index lacks the tenant.
    """
    tenants: list[Any] = []

    class Global(healthy):  # type: ignore[misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            tenants.append(self)

        def create(self, resource_type: Any, resource: Any) -> Any:
            from scim2_models import UniquenessException

            name = getattr(resource, "user_name", None)
            others = [
                one for other in tenants if other is not self for one in other._resources.get("User", {}).values()
            ]
            if name and any(other.user_name == name for other in others):
                raise UniquenessException
            return super().create(resource_type, resource)

    return Global


# How long a change takes here: of two that come within this time, the second finds the first one at work.
AT_WORK_S = 0.05
JOINING: dict[tuple[str | None, str], float] = {}


@on_answer("robustness", "major", "entra", "okta", bugs=("BUG-133",))
def crashes_on_simultaneous_joins(asked: Inbound, answer: Outbound) -> None:
    """Of two adds of the same member at the same time one ends in a 500: both have looked, and both write the row.

    Seen in cloudfoundry/uaa#3252 and WSO2: clients that send in parallel, or again after a timeout, meet it.
    """
    for operation in operations(asked):
        if verb(operation) != "add" or path(operation) != "members":
            continue
        for identifier in ids(operation.get("value")):
            key = (asked.resource_id, identifier)
            if time.monotonic() - JOINING.get(key, 0.0) < AT_WORK_S:
                crashed = scim_error(500, "duplicate key value violates unique constraint")
                answer.status, answer.body = crashed.status, crashed.body
            else:
                JOINING[key] = time.monotonic()
                answer.delay_s = AT_WORK_S


PROTOTYPE: Json = {}


@on_answer("robustness", "major", "generic", bugs=("BUG-141",))
def lets_prototypes_be_patched(asked: Inbound, answer: Outbound) -> None:
    """A PATCH of __proto__ is carried out: every object of the server has the attribute from then on, every user too.

    Seen in pranems/SCIMServer: nested keys were set by a recursive assignment that took any key.
    """
    for operation in operations(asked):
        owner, _, name = path(operation).partition(".")
        value = operation.get("value")
        if owner == "__proto__":
            PROTOTYPE[name] = value
        elif not owner and isinstance(value, dict) and isinstance(value.get("__proto__"), dict):
            PROTOTYPE.update(value["__proto__"])
        else:
            continue
        answer.status, answer.body = 200, dict(asked.stored)
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource.update({name: value for name, value in PROTOTYPE.items() if name not in resource})


@on_storage("robustness", "critical", "generic", bugs=("BUG-142",))
def adopts_accounts_by_address(healthy: type[Any]) -> type[Any]:
    """Whoever gets the e-mail address of an account that exists is linked with it, and rewrites it.

    Seen in intuitem/ciso-assistant-community#4658 and onyx-dot-app/onyx@1b733a65: the account may be that of a local
    administrator, whose password is then reset by mail.
    """

    class Adopting(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            mine = {email.value for email in getattr(resource, "emails", None) or []}
            for other in list(self._resources.get("User", {}).values()) if resource_type.name == "User" else []:
                if other.id != resource.id and mine & {email.value for email in getattr(other, "emails", None) or []}:
                    adopted = other.model_copy(deep=True)
                    adopted.name, adopted.display_name = resource.name, resource.display_name
                    super().update(resource_type, adopted)
            return super().update(resource_type, resource, expected_version=expected_version)

    return Adopting
