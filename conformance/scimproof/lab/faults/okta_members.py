"""Servers that cannot live with the lists of members that Okta sends."""

from __future__ import annotations

from typing import Any

from scimproof.declared import GROUP
from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Operation, operations, path, rewrite, send, verb

Json = dict[str, Any]


def _listed(asked: Inbound) -> list[Json]:
    """All members that a request for a group lists, whichever way it does."""
    if asked.endpoint != "Groups":
        return []
    body = asked.json if asked.method in ("POST", "PUT") else None
    lists = [body.get("members")] if isinstance(body, dict) else []
    for operation in operations(asked):
        value = operation.get("value")
        lists.append(value if path(operation) == "members" else value.get("members") if isinstance(value, dict) else [])
    return [entry for listed in lists for entry in listed or [] if isinstance(entry, dict)]


def _as_patch(asked: Inbound, *changes: Operation) -> None:
    """Serve a PUT of a group as if it were these operations of a PATCH."""
    asked.method = "PATCH"
    asked.replace_json({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]})
    send(asked, list(changes))


def _put_group(asked: Inbound) -> Json:
    body = asked.json if asked.method == "PUT" and asked.endpoint == "Groups" else None
    return body if isinstance(body, dict) else {}


# -- creates and whole lists ----------------------------------------------------------------------------------------


@on_request("rfc", "critical", "okta", "onelogin", bugs=("BUG-088",))
def creates_groups_empty(asked: Inbound) -> Outbound | None:
    """Members in the create of a group are passed over (limosa-io/laravel-scim-server@f913bbf)."""
    if asked.method == "POST" and asked.endpoint == "Groups" and isinstance(asked.json, dict):
        asked.replace_json({**asked.json, "members": []})
    return None


@on_request("idp", "critical", "okta", "entra", bugs=("BUG-084",))
def wants_types_of_members(asked: Inbound) -> Outbound | None:
    """Members are taken in if they say that they are of type User; all others are passed over, with success.

    Okta and Entra ID never say so: the group stays empty (Captain-P-Goldfish/SCIM-SDK#419).
    """

    def typed(listed: Any) -> Any:
        entries = listed if isinstance(listed, list) else []
        return [entry for entry in entries if isinstance(entry, dict) and entry.get("type") == "User"]

    if asked.endpoint == "Groups" and asked.method in ("POST", "PUT") and isinstance(asked.json, dict):
        asked.replace_json({**asked.json, "members": typed(asked.json.get("members"))})
    rewrite(
        asked,
        lambda one: [{**one, "value": typed(one.get("value"))}] if path(one) == "members" and "value" in one else [one],
    )
    return None


@on_request("rfc", "major", "okta", bugs=("BUG-076",))
def takes_no_empty_groups(asked: Inbound) -> Outbound | None:
    """A group that is to have no members any more is refused: members needs a value (SCIM-SDK#757)."""
    replaced = [one.get("value") for one in operations(asked) if verb(one) == "replace" and path(one) == "members"]
    if asked.endpoint == "Groups" and ([] in replaced or _put_group(asked).get("members") == []):
        return scim_error(400, "members needs a value", "invalidValue")
    return None


@on_request("rfc", "critical", "okta")
def cannot_replace_members(asked: Inbound) -> Outbound | None:
    """Members can be added and removed, and not replaced: 501 (Captain-P-Goldfish/scim-for-keycloak#144)."""
    replaces = any(verb(one) == "replace" and path(one) == "members" for one in operations(asked))
    return scim_error(501, "not implemented") if replaces or _put_group(asked) else None


@on_request("rfc", "critical", "okta", "onelogin")
def strips_members_on_put(asked: Inbound) -> Outbound | None:
    """A PUT of a group is answered 200, and the group has no members (gravitational/teleport#67372)."""
    if body := _put_group(asked):
        asked.replace_json({**body, "members": []})
    return None


@on_request("rfc", "critical", "okta", "onelogin", bugs=("BUG-055",))
def puts_only_names_of_groups(asked: Inbound) -> Outbound | None:
    """A PUT of a group changes its name, and leaves the members as they were (keycloak-scim-server#111)."""
    if body := _put_group(asked):
        _as_patch(asked, {"op": "replace", "path": "displayName", "value": body.get("displayName")})
    return None


@on_request("rfc", "critical", "okta", "onelogin")
def adds_members_on_put(asked: Inbound) -> Outbound | None:
    """A PUT of a group adds its members to those who are there: nobody ever leaves."""
    if body := _put_group(asked):
        rename = {"op": "replace", "path": "displayName", "value": body.get("displayName")}
        _as_patch(asked, rename, {"op": "add", "path": "members", "value": body.get("members") or []})
    return None


@on_request("idp", "major", "okta")
def refuses_display_of_null(asked: Inbound) -> Outbound | None:
    """A member whose display is null is refused: a text was expected.

    Okta sends null where the server has shown no display (jelhub/scimgateway#95).
    """
    if any("display" in entry and entry["display"] is None for entry in _listed(asked)):
        return scim_error(400, "display has to be a string", "invalidValue")
    return None


@on_request("rfc", "major", "okta")
def takes_display_for_immutable(asked: Inbound) -> Outbound | None:
    """A PUT in which a member has a display is refused once the group has been put: members are immutable.

    The second push of every group fails (simpleidserver/SimpleIdServer#247).
    """
    key = (asked.resource_id, asked.headers.get("host"))
    if _put_group(asked).get("members"):
        if key in PUT_ONCE:
            return scim_error(400, "members.display is immutable", "mutability")
        PUT_ONCE.add(key)
    return None


PUT_ONCE: set[tuple[str | None, str | None]] = set()


@on_request("robustness", "major", "okta")
def takes_repeats_for_replays(asked: Inbound) -> Outbound | None:
    """A PUT that equals the last one is refused, as somebody's who has listened: 409.

    An AIW app of Okta's puts the whole group whenever anything may have changed (simpleidserver/SimpleIdServer#247 and
    others refuse such repeats for reasons of their own).
    """
    if asked.method != "PUT":
        return None
    repeated = LAST_PUT.get(asked.path) == asked.body
    LAST_PUT[asked.path] = asked.body
    return scim_error(409, "this request was sent before") if repeated else None


LAST_PUT: dict[str, bytes] = {}


@on_answer("rfc", "critical", "okta")
def takes_changes_of_lost_groups(asked: Inbound, answer: Outbound) -> None:
    """A change of a group that is not there is answered with success: whoever joins it has joined nothing."""
    if asked.endpoint == "Groups" and asked.method == "PATCH" and answer.status == 404:
        shown = {"schemas": [GROUP], "id": asked.resource_id, "displayName": "lost"}
        answer.status, answer.body = 200, shown
