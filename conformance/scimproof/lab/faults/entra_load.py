"""Servers that Entra ID is too fast for: what comes at once, what is sent again, and what is too much for a table."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, ids, operations, path, rewrite, verb

# So long is what these servers do under way: whoever comes meanwhile comes at the same time.
UNDER_WAY_S = 0.05
A_HUNDRED = 100


class UnderWay:
    """What is being done at this moment, by a key."""

    def __init__(self) -> None:
        self._until: list[tuple[object, float]] = []

    def overtaken(self, answer: Outbound, key: object) -> int:
        """Begin with something, which takes its time; how often the same was under way already."""
        now = time.monotonic()
        self._until = [(other, until) for other, until in self._until if until > now]
        before = [other for other, _ in self._until].count(key)
        self._until.append((key, now + UNDER_WAY_S))
        answer.delay_s += UNDER_WAY_S
        return before


def _crash(answer: Outbound, detail: str) -> None:
    crashed = scim_error(500, detail)
    answer.status, answer.body = crashed.status, crashed.body


def _joining(asked: Inbound) -> Iterable[str]:
    """Whom a PATCH of a group adds."""
    for operation in operations(asked) if asked.endpoint == "Groups" else []:
        if verb(operation) == "add" and path(operation) == "members":
            yield from ids(operation.get("value"))


# -- at the same time -----------------------------------------------------------------------------------------------


@on_answer("robustness", "major", "entra", "okta", bugs=("BUG-133",))
def crashes_on_simultaneous_adds(asked: Inbound, answer: Outbound) -> None:
    """Two adds of one member at the same time: both find that the member is missing, the second insert fails, 500.

    The unique key of the table of memberships does its work, and nobody translates what it says (cloudfoundry/uaa#3252,
    wso2-extensions/identity-inbound-provisioning-scim2@8ad91c95).
    """
    for member in _joining(asked):
        if ADDING.overtaken(answer, (asked.headers.get("host"), asked.resource_id, member)):
            _crash(answer, "duplicate key value violates unique constraint memberships_pkey")


ADDING = UnderWay()


@on_answer("robustness", "major", "entra", "okta")
def crashes_on_simultaneous_creates(asked: Inbound, answer: Outbound) -> None:
    """Two creates of one name at the same time: both find that the name is free, the second insert fails, 500."""
    body = asked.json if asked.method == "POST" and asked.endpoint == "Users" else None
    if isinstance(body, dict) and CREATING.overtaken(answer, (asked.headers.get("host"), body.get("userName"))):
        _crash(answer, "duplicate key value violates unique constraint users_user_name_key")


CREATING = UnderWay()


@on_answer("robustness", "major", "entra")
def has_ten_connections_to_its_database(asked: Inbound, answer: Outbound) -> None:
    """More than ten searches at the same time are too many: the pool is empty, and the eleventh is turned away."""
    searching = asked.method == "GET" and asked.endpoint == "Users" and "filter" in asked.parameters
    if searching and SEARCHING.overtaken(answer, asked.headers.get("host")) >= 10:
        busy = scim_error(503, "timeout: no connection available")
        answer.status, answer.body = busy.status, busy.body


SEARCHING = UnderWay()


# -- once more ------------------------------------------------------------------------------------------------------


@on_answer("robustness", "critical", "entra", "okta")
def cannot_find_what_nobody_has_read(asked: Inbound, answer: Outbound) -> None:
    """What was created is written to the index of searches when it is first read by its id; until then nobody finds it.

    Whoever created it, and got no answer, does not know that id.
    """
    host = asked.headers.get("host", "")
    if asked.method == "POST" and answer.status == 201 and isinstance(answer.body, dict):
        UNREAD.add((host, str(answer.body.get("id"))))
    elif asked.resource_id is not None:
        UNREAD.discard((host, asked.resource_id))
    elif asked.method == "GET" and "filter" in asked.parameters and answer.resources:
        found = [entry for entry in answer.resources if (host, str(entry.get("id"))) not in UNREAD]
        answer.body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


UNREAD: set[tuple[str, str]] = set()


@on_storage("robustness", "critical", "entra", "sailpoint", bugs=("BUG-023",))
def pages_in_no_order(healthy: type[Any]) -> type[Any]:
    """Every page is cut out of a list that the store has put into another order: some are on two, others on none."""

    class Unordered(healthy):  # type: ignore[misc]
        def search(self, resource_types: Any, search_request: Any, *, position: Any = None) -> Any:
            start, count = search_request.start_index_0 or 0, search_request.count
            if count is None or search_request.filter is not None:
                return super().search(resource_types, search_request, position=position)
            everything = search_request.model_copy(update={"start_index": 1, "count": None})
            page = super().search(resource_types, everything, position=position)
            searches = self.__dict__["searches"] = self.__dict__.get("searches", 0) + 1
            turned = -2 * searches % max(1, len(page.resources))
            page.resources = page.resources[turned:] + page.resources[:turned]
            page.resources = page.resources[start : start + count]
            return page

    return Unordered


# -- too many -------------------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "entra", bugs=("BUG-138",))
def takes_fifty_members_of_a_request(asked: Inbound) -> Outbound | None:
    """Of the members who are added in one request the first fifty are taken in, and 200 is answered.

    Gallery applications get a hundred at once.
    """

    def first(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if verb(operation) == "add" and path(operation) == "members" and isinstance(value, list):
            return [{**operation, "value": value[:50]}]
        return [operation]

    rewrite(asked, first)
    return None


@on_storage("rfc", "critical", "entra", "okta", bugs=("BUG-138",))
def adds_to_the_first_hundred(healthy: type[Any]) -> type[Any]:
    """When somebody joins a large group, a hundred members are read, and written back with the newcomer.

    FusionAuth/fusionauth-issues#2784: all others were out of the group.
    """

    class Limited(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if resource_type.name == "Group":
                before = list(self._stored(resource_type, resource.id).members or [])
                after = list(resource.members or [])
                if len(after) == len(before) + 1 > A_HUNDRED:
                    resource.members = [*before[:A_HUNDRED], after[-1]]
            return super().update(resource_type, resource, expected_version=expected_version)

    return Limited
