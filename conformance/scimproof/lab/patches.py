"""What faults of PATCH are made of: operations that are rewritten, and answers that remember what was shown before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from scimproof.lab.messages import Inbound, Outbound

Operation = dict[str, Any]
Rewriting = Callable[[Operation], list[Operation]]

# Operations that the healthy server carries out without any effect.
NOTHING: dict[str, Operation] = {
    "Users": {"op": "remove", "path": 'emails[value eq "nobody has this address"]'},
    "Groups": {"op": "remove", "path": 'members[value eq "nobody has this id"]'},
}


def operations(asked: Inbound) -> list[Operation]:
    """The operations of a PATCH; none when it is something else, or has none that can be read."""
    body = asked.json if asked.method == "PATCH" else None
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def verb(operation: Operation) -> str:
    """``add``, ``replace``, ``remove`` or something else, in lower case."""
    return str(operation.get("op", "")).lower()


def path(operation: Operation) -> str:
    """The path; empty when there is none."""
    found = operation.get("path")
    return found if isinstance(found, str) else ""


def switched(asked: Inbound) -> bool | None:
    """What a PATCH or a PUT of a user says of active; ``None`` when it says nothing."""
    body = asked.json
    if asked.endpoint != "Users" or not isinstance(body, dict):
        return None
    if asked.method == "PUT":
        return body.get("active")
    for operation in operations(asked):
        value = operation.get("value")
        if isinstance(value, dict) and isinstance(value.get("active"), bool):
            return bool(value["active"])
        if path(operation) == "active" and isinstance(value, bool):
            return value
    return None


def rewrite(asked: Inbound, rewriting: Rewriting) -> None:
    """Put other operations in the place of each; what becomes an empty list is replaced by one without effect."""
    found = operations(asked)
    if not found:
        return
    rewritten = [other for operation in found for other in rewriting(operation)]
    send(asked, rewritten or [NOTHING.get(asked.endpoint, NOTHING["Users"])])


def send(asked: Inbound, changed: list[Operation]) -> None:
    """Put these operations into the request."""
    asked.replace_json({**asked.json, "Operations": changed})


def drop(asked: Inbound, doomed: Callable[[Operation], bool]) -> None:
    """Leave some operations out: the server says that they are done, and does nothing."""
    rewrite(asked, lambda operation: [] if doomed(operation) else [operation])


class Memory:
    """The latest representation of each resource that was shown, by its id; a fault has one of its own."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[str, Any]] = {}

    def of(self, asked: Inbound) -> dict[str, Any]:
        """What was shown of the resource that is asked for; empty when nothing was."""
        return deepcopy(self._shown.get(asked.resource_id or "", {}))

    def keep(self, answer: Outbound) -> None:
        """Remember what an answer shows."""
        for resource in answer.resources:
            self._shown[str(resource.get("id"))] = deepcopy(resource)


class Overlay:
    """Values that a fault shows of a resource in place of what is stored, by the id of the resource."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, Any]] = {}

    def put(self, asked: Inbound, values: dict[str, Any]) -> None:
        """Show these values of the resource from now on."""
        self._values.setdefault(asked.resource_id or "", {}).update(values)

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """Put the values into an answer that is about this resource."""
        values = self._values.get(asked.resource_id or "", {})
        for resource in answer.resources if answer.ok else []:
            for name, value in values.items():
                if isinstance(value, dict) and isinstance(resource.get(name), dict):
                    resource[name] = {**resource[name], **value}
                elif value is None:
                    resource.pop(name, None)
                else:
                    resource[name] = value


def ids(value: Any) -> Iterator[str]:
    """The ids in a list of members, or in one member."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            yield entry["value"]
