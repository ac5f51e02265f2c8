"""Servers that lose their heads when Okta asks for several things at once, or for something that one part of is wrong.

"At once" is while another request of the same kind is being answered: these servers take their time for that.
"""

from __future__ import annotations

import time
from typing import Any

from scim2_models import InvalidValueException

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.members import changing_updates, values
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Overlay, operations, path, verb

TIME_TAKEN_S = 0.05


class Busy:
    """What is being answered at the moment, by a key."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def meets_another(self, key: str, answer: Outbound) -> bool:
        """Whether a request comes while another one with this key is being answered; it takes its time as well."""
        now = time.monotonic()
        met = now < self._until.get(key, 0.0)
        answer.delay_s = TIME_TAKEN_S
        self._until[key] = now + TIME_TAKEN_S
        return met


def _adds_members(asked: Inbound) -> bool:
    return asked.endpoint == "Groups" and any(
        verb(one) == "add" and path(one) == "members" for one in operations(asked)
    )


@on_answer("robustness", "major", "okta", "entra", bugs=("BUG-133",))
def crashes_on_changes_at_once(asked: Inbound, answer: Outbound) -> None:
    """Two changes of one group at the same time end in a 500 for the second: nobody catches the error of the database.

    The first one holds, and so does the second at times (cloudfoundry/uaa#3252).
    """
    if _adds_members(asked) and CHANGING.meets_another(str(asked.resource_id), answer):
        crashed = scim_error(500, "duplicate key value violates unique constraint members_pkey")
        answer.status, answer.body = crashed.status, crashed.body


CHANGING = Busy()


@on_answer("robustness", "critical", "okta", "entra", bugs=("BUG-131",))
def loses_changes_at_once(asked: Inbound, answer: Outbound) -> None:
    """Of two changes of one group at the same time the list of the first is written back over that of the second.

    Both are answered with success (scimmyjs/scimmy#79).
    """
    key = str(asked.resource_id)
    if _adds_members(asked) and answer.ok and isinstance(answer.body, dict):
        if WRITING.meets_another(key, answer):
            SHOWN_INSTEAD.put(asked, {"members": LAST_WRITTEN[key]})
        else:
            LAST_WRITTEN[key] = answer.body.get("members")
    SHOWN_INSTEAD.show(asked, answer)


WRITING = Busy()
LAST_WRITTEN: dict[str, Any] = {}
SHOWN_INSTEAD = Overlay()


@on_answer("robustness", "major", "okta")
def takes_one_newcomer_at_a_time(asked: Inbound, answer: Outbound) -> None:
    """A create that comes while another one is being answered ends in a 503: the table is locked."""
    if asked.method == "POST" and asked.endpoint == "Users" and CREATING.meets_another("Users", answer):
        busy = scim_error(503, "database is locked")
        answer.status, answer.body = busy.status, busy.body


CREATING = Busy()


@on_answer("idp", "minor", "okta")
def asks_to_wait_until_a_date(asked: Inbound, answer: Outbound) -> None:
    """A look-up that comes while another one is being answered is told to wait until a date.

    That is right by HTTP. Okta reads whole seconds alone, and waits five minutes, or ten, or twenty.
    """
    looks_up = asked.method == "GET" and asked.endpoint == "Users" and "filter" in asked.parameters
    if looks_up and LOOKING_UP.meets_another("Users", answer):
        busy = scim_error(429, "too many requests")
        answer.status, answer.body = busy.status, busy.body
        answer.headers["Retry-After"] = "Wed, 25 Nov 2026 20:00:00 GMT"


LOOKING_UP = Busy()


@on_storage("idp", "major", "okta")
def refuses_all_for_one_stranger(healthy: type[Any]) -> type[Any]:
    """Of several who join a group one is not known, and so nobody joins: 400 (fleetdm/fleet#52600).

    It is legal, and the push fails for everybody until somebody finds the one account that was lost.
    """

    def refuse(storage: Any, former: Any, resource: Any) -> None:
        if any(storage.kind_of(value) is None for value in values(resource) - values(former)):
            raise InvalidValueException(detail="a member does not exist")

    return changing_updates(refuse)(healthy)


@on_request("idp", "major", "okta")
def passes_over_roles_of_text(asked: Inbound) -> Outbound | None:
    """roles that come as a text are passed over, and the answer is a success: everybody has the default role.

    An admin who set up the attribute as a text, or as an array of texts, sees no error (tuist/tuist#13209).
    """
    body = asked.json
    if asked.method in ("POST", "PUT") and asked.endpoint == "Users" and isinstance(body, dict) and "roles" in body:
        roles = body["roles"]
        if isinstance(roles, str) or (isinstance(roles, list) and any(isinstance(role, str) for role in roles)):
            asked.replace_json({name: value for name, value in body.items() if name != "roles"})
    return None


@on_request("rfc", "major", "okta")
def empties_profiles_on_patch(asked: Inbound) -> Outbound | None:
    """A replace without a path replaces the user: a title that it does not name is gone.

    The same as an empty group after a rename, for people (tuist/tuist#13209).
    """
    found = operations(asked)
    named = [
        one["value"] for one in found if not path(one) and isinstance(one.get("value"), dict) and "name" in one["value"]
    ]
    if asked.endpoint == "Users" and named:
        gone = [{"op": "remove", "path": name} for name in ("title", "nickName") if name not in named[0]]
        asked.replace_json({**asked.json, "Operations": [*found, *gone]})
    return None


@on_request("idp", "minor", "okta")
def refuses_empty_texts_in_patches(asked: Inbound) -> Outbound | None:
    """An empty text in a PATCH without a path is refused: who lost a title in Okta cannot be updated any more."""
    for operation in operations(asked):
        value = operation.get("value")
        if not path(operation) and isinstance(value, dict) and "" in value.values():
            return scim_error(400, "must not be empty", "invalidValue")
    return None
