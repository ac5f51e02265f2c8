"""The forms that a request can have which says that somebody has left: a group, or altogether.

What an application takes away must not depend on the form. One that a target refuses is not promised, and not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.clients.probe import Probe
from scimproof.exchange import Exchange

Json = dict[str, Any]


@dataclass(frozen=True)
class Departure:
    """Who leaves what.

    :param groups: the endpoint.
    :param group: the id of the group.
    :param person: the id of the user.
    :param rest: the group as a resource, with those who stay.
    """

    groups: str
    group: str
    person: str
    rest: Json


Leave = Callable[[Probe, Departure], Exchange]


def _patching(operation: Callable[[Departure], Json]) -> Leave:
    return lambda probe, who: probe.patch(who.groups, who.group, operation(who))


WAYS: Mapping[str, Leave] = {
    "a PATCH removed the one member, by a filter": _patching(
        lambda who: {"op": "remove", "path": f'members[value eq "{who.person}"]'}
    ),
    "a PATCH removed the one member, by a value": _patching(
        lambda who: {"op": "remove", "path": "members", "value": [{"value": who.person}]}
    ),
    "a PATCH removed all members": _patching(lambda who: {"op": "remove", "path": "members"}),
    "a PATCH replaced the members": _patching(
        lambda who: {"op": "replace", "path": "members", "value": who.rest["members"]}
    ),
    "a PATCH without a path replaced the members": _patching(
        lambda who: {"op": "replace", "value": {"members": who.rest["members"]}}
    ),
    "a PUT replaced the group": lambda probe, who: probe.replace(who.groups, who.group, who.rest),
    "the group was deleted": lambda probe, who: probe.delete(who.groups, who.group),
}


@dataclass(frozen=True)
class Ending:
    """Who is deprovisioned.

    :param users: the endpoint.
    :param person: the id of the user.
    :param body: the user as a resource.
    """

    users: str
    person: str
    body: Json


End = Callable[[Probe, Ending], Exchange]


def _switching(**operation: Any) -> End:
    return lambda probe, who: probe.patch(who.users, who.person, {"op": "replace", **operation})


ENDINGS: Mapping[str, End] = {
    "a PATCH with a path": _switching(path="active", value=False),
    "a PATCH without a path": _switching(value={"active": False}),
    "a PUT": lambda probe, who: probe.replace(who.users, who.person, {**who.body, "active": False}),
    "a DELETE": lambda probe, who: probe.delete(who.users, who.person),
}
