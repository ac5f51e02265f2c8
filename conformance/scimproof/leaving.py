"""The forms that a request can have which says that somebody has left: a group, or altogether.

What an application takes away must not depend on the form. One that a target refuses is not promised, and not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof import expect
from scimproof.clients.probe import Probe
from scimproof.exchange import Exchange
from scimproof.hooks import Hooks, Seen
from scimproof.outcome import Finding, NotApplicable

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
class Loss:
    """Somebody left a group that gives a role, and what roles that left.

    :param words: in which way.
    """

    words: str
    role: str
    before: Seen
    request: Exchange
    after: Seen


def once_held(hooks: Hooks, login: str, role: str, *, wanted: bool) -> Seen:
    """The roles of somebody, once the role is among them, or is no more, or when the time is over."""
    return hooks.settled(lambda: hooks.roles(login), lambda held: (role in (held or [])) is wanted)


def still_held(losses: Iterable[Loss], within: str) -> list[Finding]:
    """Findings for the roles that are still there, whichever way somebody left.

    :param within: how much later, as the beginning of a sentence.
    :raises NotApplicable: when no way was taken, or nobody had the role before.
    """
    taken = [one for one in losses if one.request.answer.ok and one.role in (one.before.value or [])]
    if not taken:
        raise NotApplicable("every way to leave a group was refused, or nobody had the role before")
    return [
        Finding(
            message := f"{within} after somebody left a group, its role is still there: {one.words}",
            f"not {one.role}",
            expect.shown(one.after.value),
            (one.request.number, *one.after.exchanges),
            cause=message,
        )
        for one in taken
        if one.role in (one.after.value or [])
    ]


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


Switch = Callable[[Probe, str, str, Json, bool], Exchange]
End = Callable[[Probe, Ending], Exchange]


def _by_path(probe: Probe, users: str, identifier: str, user: Json, active: bool) -> Exchange:
    return probe.patch(users, identifier, {"op": "replace", "path": "active", "value": active})


def _without_path(probe: Probe, users: str, identifier: str, user: Json, active: bool) -> Exchange:
    return probe.patch(users, identifier, {"op": "replace", "value": {"active": active}})


def _by_put(probe: Probe, users: str, identifier: str, user: Json, active: bool) -> Exchange:
    return probe.replace(users, identifier, {**user, "active": active})


SWITCHES: Mapping[str, Switch] = {
    "a PATCH with a path": _by_path,
    "a PATCH without a path": _without_path,
    "a PUT": _by_put,
}


def _switching_off(switch: Switch) -> End:
    return lambda probe, who: switch(probe, who.users, who.person, who.body, False)


ENDINGS: Mapping[str, End] = {
    **{words: _switching_off(switch) for words, switch in SWITCHES.items()},
    "a DELETE": lambda probe, who: probe.delete(who.users, who.person),
}
