"""Servers that go wrong when somebody is read, replaced or deleted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error
from scimproof.lab.patches import operations, path, send, switched, verb


@on_answer("rfc", "major", "generic", "entra", bugs=("BUG-018",))
def crashes_on_unknown_ids(asked: Inbound, answer: Outbound) -> None:
    """A read of somebody who does not exist ends in a 500."""
    if answer.status == 404 and asked.endpoint in COLLECTIONS:
        crashed = scim_error(500, "NoneType object has no attribute id")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "major", "generic")
def wraps_single_users(asked: Inbound, answer: Outbound) -> None:
    """A single user comes as a list of one."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and answer.ok:
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        answer.body = {"schemas": schemas, "totalResults": 1, "Resources": [answer.body]}


@on_request("rfc", "critical", "generic", bugs=("BUG-056",))
def merges_on_put(asked: Inbound) -> Outbound | None:
    """A PUT keeps the former name: it does not replace, it ignores."""
    document, former = asked.json, asked.stored
    if asked.method == "PUT" and isinstance(document, dict):
        kept = {name: former[name] for name in ("name", "displayName", "nickName") if name in former}
        asked.replace_json({**document, **kept})
    return None


@on_answer("rfc", "minor", "generic")
def answers_put_with_204(asked: Inbound, answer: Outbound) -> None:
    """A PUT is answered 204, without the resource."""
    if asked.method == "PUT" and answer.ok:
        answer.status, answer.body = 204, None


@on_request("rfc", "major", "okta", bugs=("BUG-053",))
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


@on_answer("rfc", "minor", "generic")
def serves_every_endpoint(asked: Inbound, answer: Outbound) -> None:
    """An endpoint that does not exist is answered with an empty list."""
    if answer.status == 404 and asked.resource_id is None and asked.endpoint not in COLLECTIONS:
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


@on_answer("rfc", "major", "generic", "sailpoint")
def dates_only_the_creation_of_users(asked: Inbound, answer: Outbound) -> None:
    """meta.lastModified of a user stays what meta.created is, whatever is changed."""
    for meta in answer.metas if asked.endpoint == "Users" else []:
        if "created" in meta:
            meta["lastModified"] = meta["created"]


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
    replaces = asked.method == "PUT" and asked.endpoint == "Users" and isinstance(body, dict)
    if replaces and asked.stored and "username" not in map(str.lower, body):
        NAMELESS.add(asked.resource_id)
        shown = {name: value for name, value in body.items() if name != "password"}
        answer.status, answer.body = 200, {**asked.stored, **shown}
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


@on_request("rfc", "critical", "okta", "entra")
def forgets_addresses_of_leavers(asked: Inbound) -> None:
    """Whoever is deactivated by PATCH loses the e-mail addresses, and comes back without."""
    if asked.method == "PATCH" and switched(asked) is False:
        send(asked, [*operations(asked), {"op": "remove", "path": "emails"}])


@on_request("rfc", "critical", "okta", "entra")
def forgets_keys_of_groups(asked: Inbound) -> None:
    """A PATCH of members takes the externalId of the group away, so that the client creates the group again."""
    if asked.endpoint == "Groups" and any(path(operation).startswith("members") for operation in operations(asked)):
        send(asked, [*operations(asked), {"op": "remove", "path": "externalId"}])


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-134",))
def wipes_on_filtered_remove(asked: Inbound) -> Outbound | None:
    """A remove with a filter in its path takes away everything: one leaver empties the group."""
    body = asked.json
    if asked.method == "PATCH" and isinstance(body, dict) and isinstance(body.get("Operations"), list):
        for operation in body["Operations"]:
            if isinstance(operation, dict) and verb(operation) == "remove":
                operation["path"] = path(operation).partition("[")[0]
        asked.replace_json(body)
    return None


@on_request("rfc", "major", "generic")
def patches_backwards(asked: Inbound) -> Outbound | None:
    """The operations of a PATCH are carried out in the wrong order."""
    body = asked.json
    if asked.method == "PATCH" and isinstance(body, dict) and isinstance(body.get("Operations"), list):
        asked.replace_json({**body, "Operations": body["Operations"][::-1]})
    return None
