"""Servers that go wrong when somebody is created."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error


@on_request("rfc", "critical", "entra", "okta", "sailpoint", bugs=("BUG-007",))
def ignores_active_on_create(asked: Inbound) -> Outbound | None:
    """A user who is created inactive can sign in.

    active false in the create is ignored: somebody gets in before the first day, or after the last.
    """
    body = asked.json
    if asked.method == "POST" and asked.endpoint == "Users" and isinstance(body, dict):
        asked.replace_json({**body, "active": True})
    return None


@on_answer("rfc", "major", "okta", "generic", bugs=("BUG-009",))
def answers_conflict_with_400(asked: Inbound, answer: Outbound) -> None:
    """A duplicate is answered with 400 instead of 409.

    The client takes the request for malformed, and not the account for existing.
    """
    if asked.method == "POST" and answer.status == 409:
        refused = scim_error(400, "invalid value", "invalidValue")
        answer.status, answer.body = refused.status, refused.body


@on_answer("rfc", "major", "entra", "okta", bugs=("BUG-010",))
def crashes_on_conflict(asked: Inbound, answer: Outbound) -> None:
    """A duplicate ends in a 500: the exception of the database escapes."""
    if answer.status == 409:
        crashed = scim_error(500, "UNIQUE constraint failed: users.user_name")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "minor", "generic", bugs=("BUG-102",))
def forgets_scim_type(asked: Inbound, answer: Outbound) -> None:
    """Errors carry no scimType, not even where the RFC demands one."""
    if isinstance(answer.body, dict):
        answer.body.pop("scimType", None)


@on_answer("rfc", "critical", "okta", "entra", "generic", bugs=("BUG-011",))
def echoes_the_create(asked: Inbound, answer: Outbound) -> None:
    """The answer to a create is the request again, without the id.

    The client cannot link the account and creates it again, or never finds it.
    """
    if asked.method == "POST" and answer.status == 201:
        answer.body = asked.json


@on_answer("rfc", "critical", "entra", "okta", bugs=("BUG-012",))
def drops_external_id(asked: Inbound, answer: Outbound) -> None:
    """externalId is accepted and never seen again. Entra matches on it."""
    for resource in answer.resources:
        resource.pop("externalId", None)


@on_answer("rfc", "minor", "generic", bugs=("BUG-017",))
def forgets_location_header(asked: Inbound, answer: Outbound) -> None:
    """A create is answered without a Location header."""
    if answer.status == 201:
        answer.drop_header("Location")


@on_answer("rfc", "minor", "generic")
def locates_users_elsewhere(asked: Inbound, answer: Outbound) -> None:
    """The Location of a created user leads nowhere."""
    if answer.status == 201 and isinstance(answer.body, dict):
        answer.headers["Location"] = answer.headers.get("Location", "") + "-elsewhere"
        if isinstance(meta := answer.body.get("meta"), dict):
            meta["location"] = answer.headers["Location"]


@on_answer("rfc", "minor", "generic")
def answers_create_with_200(asked: Inbound, answer: Outbound) -> None:
    """A create is answered with 200 instead of 201."""
    if asked.method == "POST" and answer.status == 201:
        answer.status = 200


@on_answer("rfc", "major", "okta", "entra")
def answers_create_without_body(asked: Inbound, answer: Outbound) -> None:
    """A create is answered 201 with an empty body: 'Create new user returned empty user', says Okta."""
    if asked.method == "POST" and answer.status == 201:
        answer.body = None


@on_answer("rfc", "major", "generic")
def takes_over_client_ids(asked: Inbound, answer: Outbound) -> None:
    """The id that a client sends is taken over."""
    body = asked.json
    if asked.method == "POST" and answer.status == 201 and isinstance(body, dict) and "id" in body:
        answer.body["id"] = body["id"]


@on_request("rfc", "major", "generic")
def understands_one_spelling(asked: Inbound) -> Outbound | None:
    """Attribute names are understood in one case only."""
    body = asked.json
    if asked.method == "POST" and isinstance(body, dict) and "USERNAME" in body:
        return scim_error(400, "userName is required", "invalidValue")
    return None


@on_request("rfc", "critical", "entra", bugs=("BUG-015",))
def refuses_null(asked: Inbound) -> Outbound | None:
    """null for an attribute without a value is refused."""
    body = asked.json
    if asked.method in ("POST", "PUT") and isinstance(body, dict) and None in body.values():
        return scim_error(400, "expected a string, got null", "invalidValue")
    return None


@on_request("rfc", "major", "generic")
def takes_users_without_name(asked: Inbound) -> Outbound | None:
    """A user without userName is created, under a name of the server's own."""
    body = asked.json
    if asked.method == "POST" and asked.endpoint in COLLECTIONS and isinstance(body, dict):
        name = "userName" if asked.endpoint == "Users" else "displayName"
        if not {key.lower() for key in body} & {name.lower()}:
            asked.replace_json({**body, name: f"unnamed-{uuid4().hex[:8]}"})
    return None


@on_answer("rfc", "major", "okta", "entra", bugs=("BUG-130",))
def respects_case_of_user_names(asked: Inbound, answer: Outbound) -> None:
    """Two users may have names that differ only in case: one person gets two accounts."""
    body = asked.json
    if asked.method == "POST" and answer.status == 409 and isinstance(body, dict) and _shouts(body.get("userName")):
        answer.status, answer.body = 201, {**body, "id": str(uuid4()), "meta": {"resourceType": "User"}}


def _shouts(name: object) -> bool:
    return isinstance(name, str) and name == name.upper()


@on_storage("rfc", "major", "entra", "okta", bugs=("BUG-016",))
def guards_emails(healthy: type[Any]) -> type[Any]:
    """Two users may not share an e-mail address."""

    class Guarding(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            from scim2_models import UniquenessException

            mine = {email.value for email in getattr(resource, "emails", None) or []}
            for other in self._resources.get("User", {}).values():
                if mine & {email.value for email in getattr(other, "emails", None) or []}:
                    raise UniquenessException
            return super().create(resource_type, resource)

    return Guarding


@on_answer("rfc", "major", "generic", bugs=("BUG-011",))
def shouts_in_create_answers(asked: Inbound, answer: Outbound) -> None:
    """The answer to a create shows another userName than every later read."""
    if asked.method == "POST" and answer.status == 201 and isinstance(answer.body, dict) and "userName" in answer.body:
        answer.body["userName"] = answer.body["userName"].upper()


@on_request("rfc", "critical", "generic")
def drops_names(asked: Inbound) -> Outbound | None:
    """The name of a user is accepted and not kept."""
    body = asked.json
    if (
        asked.method == "POST"
        and asked.endpoint == "Users"
        and isinstance(body, dict)
        and isinstance(body.get("name"), dict)
    ):
        asked.replace_json({key: value for key, value in body.items() if key != "name"})
    return None


@on_answer("rfc", "major", "generic")
def crashes_on_nonsense(asked: Inbound, answer: Outbound) -> None:
    """Whatever is wrong with a body ends in a 500."""
    if asked.method in ("POST", "PUT", "PATCH") and answer.status == 400:
        crashed = scim_error(500, "internal error")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "major", "generic")
def keeps_an_address_for_each_type(asked: Inbound, answer: Outbound) -> None:
    """Of several e-mail addresses those without a type are lost, since there is a column for each type.

    Seen in wso2/product-is#6627.
    """
    for resource in answer.resources if asked.endpoint == "Users" else []:
        emails = [one for one in resource.get("emails") or [] if isinstance(one, dict)]
        if any("type" in one for one in emails):
            resource["emails"] = [one for one in emails if "type" in one]
