"""Servers that go wrong when resources are created, read, replaced and deleted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error

OWNERS = ("Users", "Groups")


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


@on_answer("rfc", "minor", "generic")
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
        answer.body["meta"]["location"] = answer.headers["Location"]


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
    if asked.method == "POST" and asked.endpoint in OWNERS and isinstance(body, dict):
        name = "userName" if asked.endpoint == "Users" else "displayName"
        if not {key.lower() for key in body} & {name.lower()}:
            asked.replace_json({**body, name: f"unnamed-{uuid4().hex[:8]}"})
    return None


@on_answer("rfc", "major", "generic", "entra", bugs=("BUG-018",))
def crashes_on_unknown_ids(asked: Inbound, answer: Outbound) -> None:
    """A read of somebody who does not exist ends in a 500."""
    if answer.status == 404 and asked.endpoint in OWNERS:
        crashed = scim_error(500, "NoneType object has no attribute id")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "major", "generic")
def wraps_single_users(asked: Inbound, answer: Outbound) -> None:
    """A single user comes as a list of one."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and answer.ok:
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        answer.body = {"schemas": schemas, "totalResults": 1, "Resources": [answer.body]}


@on_storage("rfc", "critical", "generic", bugs=("BUG-056",))
def merges_on_put(healthy: type[Any]) -> type[Any]:
    """A PUT keeps the former name: it does not replace, it ignores."""

    class Merging(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            former = self._stored(resource_type, resource.id)
            for field in ("name", "display_name", "nick_name"):
                if hasattr(former, field):
                    setattr(resource, field, getattr(former, field))
            return super().update(resource_type, resource, expected_version=expected_version)

    return Merging


@on_answer("rfc", "minor", "generic")
def answers_put_with_204(asked: Inbound, answer: Outbound) -> None:
    """A PUT is answered 204, without the resource."""
    if asked.method == "PUT" and answer.ok:
        answer.status, answer.body = 204, None


@on_request("rfc", "major", "okta")
def refuses_what_it_returned(asked: Inbound) -> Outbound | None:
    """A PUT of the server's own representation is refused, because meta is in it.

    Okta reads a user, changes it, and puts it back whole.
    """
    body = asked.json
    if asked.method == "PUT" and isinstance(body, dict) and "meta" in body:
        return scim_error(400, "meta is readOnly", "mutability")
    return None


@on_request("rfc", "critical", "generic")
def creates_on_put(asked: Inbound) -> Outbound | None:
    """A PUT to somebody who does not exist answers as if it had created somebody."""
    if asked.method == "PUT" and asked.resource_id and len(asked.resource_id) == 36:
        body = asked.json if isinstance(asked.json, dict) else {}
        created = {**body, "id": asked.resource_id}
        return Outbound(201, created, {"Content-Type": "application/scim+json"})
    return None


@on_storage("rfc", "critical", "okta", "entra")
def deletes_nothing(healthy: type[Any]) -> type[Any]:
    """A DELETE is answered 204, and the leaver is still there."""

    class Clinging(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            self.get(resource_type, resource_id)

    return Clinging


@on_answer("rfc", "minor", "generic")
def answers_delete_with_200(asked: Inbound, answer: Outbound) -> None:
    """A DELETE is answered 200 with a message."""
    if asked.method == "DELETE" and answer.status == 204:
        answer.status, answer.body = 200, {"message": "deleted"}
        answer.headers["Content-Type"] = "application/json"


@on_answer("rfc", "minor", "generic")
def deletes_twice(asked: Inbound, answer: Outbound) -> None:
    """A DELETE of somebody who is not there is answered 204."""
    if asked.method == "DELETE" and answer.status == 404:
        answer.status, answer.body = 204, None
        answer.headers = {}


@on_storage("rfc", "critical", "okta", "entra", bugs=("BUG-092",))
def keeps_names_of_leavers(healthy: type[Any]) -> type[Any]:
    """The name of somebody who left cannot be used again: a rehired person cannot come back."""

    class Remembering(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            self.__dict__.setdefault("taken", set()).add(getattr(self.get(resource_type, resource_id), "user_name", ""))
            super().delete(resource_type, resource_id, expected_version=expected_version)

        def create(self, resource_type: Any, resource: Any) -> Any:
            from scim2_models import UniquenessException

            if getattr(resource, "user_name", None) in self.__dict__.get("taken", ()):
                raise UniquenessException
            return super().create(resource_type, resource)

    return Remembering


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-055",))
def forgets_members(asked: Inbound) -> Outbound | None:
    """Members of a group are accepted, and not kept."""
    body = asked.json
    if asked.method in ("POST", "PUT") and asked.endpoint == "Groups" and isinstance(body, dict):
        asked.replace_json({**body, "members": []})
    return None


@on_storage("rfc", "critical", "generic")
def deletes_members_with_the_group(healthy: type[Any]) -> type[Any]:
    """Deleting a group deletes the people in it."""

    class Cascading(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            members = getattr(self.get(resource_type, resource_id), "members", None) or []
            super().delete(resource_type, resource_id, expected_version=expected_version)
            for member in members:
                self._remove(("User", member.value))

    return Cascading


@on_answer("rfc", "minor", "generic")
def hides_groups_of_users(asked: Inbound, answer: Outbound) -> None:
    """A member does not show the group, although the schema says so."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource.pop("groups", None)


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


@on_answer("rfc", "minor", "generic")
def serves_every_endpoint(asked: Inbound, answer: Outbound) -> None:
    """An endpoint that does not exist is answered with an empty list."""
    if answer.status == 404 and asked.resource_id is None and asked.endpoint not in OWNERS:
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        answer.status, answer.body = 200, {"schemas": schemas, "totalResults": 0}


@on_request("rfc", "major", "entra", "okta")
def insists_on_accept(asked: Inbound) -> Outbound | None:
    """A single user is answered only to who accepts everything.

    Entra ID sends no Accept header, Okta asks for application/scim+json: strict negotiation shuts out one or the other.
    """
    single = asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id is not None
    return scim_error(406, "not acceptable") if single and asked.headers.get("accept") != "*/*" else None


@on_answer("rfc", "critical", "generic")
def renumbers_on_put(asked: Inbound, answer: Outbound) -> None:
    """A user has another id after a PUT."""
    if asked.endpoint == "Users" and asked.method == "GET" and isinstance(answer.body, dict):
        family = answer.body.get("name", {}).get("familyName", "")
        if asked.resource_id and family.endswith("-Proof"):
            answer.body["id"] = str(uuid4())


@on_answer("rfc", "minor", "generic")
def turns_back_the_clock(asked: Inbound, answer: Outbound) -> None:
    """meta.lastModified goes back when something is changed."""
    if asked.endpoint == "Users" and asked.resource_id:
        for resource in answer.resources:
            if resource.get("name", {}).get("familyName", "").endswith("-Proof"):
                resource["meta"]["lastModified"] = "2001-02-03T04:05:06Z"


@on_answer("rfc", "critical", "generic")
def forgets_user_names(asked: Inbound, answer: Outbound) -> None:
    """A PUT without userName is accepted, and leaves the user without one.

    Seen in django-scim2 0.23 (2026), which stores an empty string.
    """
    body = asked.json
    if asked.method == "PUT" and asked.endpoint == "Users" and isinstance(body, dict) and "userName" not in body:
        NAMELESS.add(asked.resource_id)
        answer.status, answer.body = 200, {**body, "id": asked.resource_id, "userName": ""}
    if asked.resource_id in NAMELESS:
        for resource in answer.resources:
            resource["userName"] = ""


NAMELESS: set[str | None] = set()


@on_storage("rfc", "critical", "generic")
def reuses_ids(healthy: type[Any]) -> type[Any]:
    """The id of somebody who left is given to the next one: access that was meant for the former goes on."""

    class Reusing(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            super().delete(resource_type, resource_id, expected_version=expected_version)
            self.__dict__["free"] = resource_id

        def generate_id(self, resource_type: Any, resource: Any) -> str:
            free = self.__dict__.pop("free", None)
            return free or str(super().generate_id(resource_type, resource))

    return Reusing


@on_answer("rfc", "major", "okta", "entra")
def renames_groups(asked: Inbound, answer: Outbound) -> None:
    """A group comes back under a name of the server's own."""
    if asked.endpoint == "Groups":
        for resource in answer.resources:
            resource["displayName"] = "group-" + str(resource.get("id"))
