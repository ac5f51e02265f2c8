"""Servers in which Okta cannot create people, or harms others by it."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error


def _body(asked: Inbound, *methods: str) -> dict[str, Any]:
    """The body of a request about users with one of these methods; an empty object when it is another."""
    body = asked.json
    return body if asked.method in methods and asked.endpoint == "Users" and isinstance(body, dict) else {}


def _drop(asked: Inbound, dropped: str) -> None:
    """Leave an attribute of a user out of what is written."""
    body = _body(asked, "POST", "PUT")
    if dropped in body:
        asked.replace_json({name: value for name, value in body.items() if name != dropped})


@on_request("rfc", "major", "okta", bugs=("BUG-136",))
def rebuilds_names(asked: Inbound) -> Outbound | None:
    """Names are put together, and taken apart at the first blank: Mary Ann van Dyke becomes Mary."""
    body = _body(asked, "POST", "PUT")
    name = body.get("name")
    if isinstance(name, dict) and "givenName" in name:
        first, _, rest = f"{name['givenName']} {name.get('familyName', '')}".partition(" ")
        asked.replace_json({**body, "name": {**name, "givenName": first, "familyName": rest}})
    return None


@on_answer("rfc", "major", "okta", bugs=("BUG-132",))
def creates_in_the_background(asked: Inbound, answer: Outbound) -> None:
    """A create is answered before it is done: the first read of the new user is a 404."""
    if _body(asked, "POST") and answer.status == 201 and isinstance(answer.body, dict):
        UNFINISHED.add(answer.body.get("id"))
    elif asked.method == "GET" and asked.resource_id in UNFINISHED:
        UNFINISHED.discard(asked.resource_id)
        missing = scim_error(404, "no such user")
        answer.status, answer.body = missing.status, missing.body


UNFINISHED: set[str | None] = set()


@on_request("idp", "major", "okta", bugs=("BUG-008",))
def refuses_full_profiles(asked: Inbound) -> Outbound | None:
    """A create with a timezone, a nickname or a title is refused, although the schema has all three."""
    if len({"timezone", "nickName", "title"} & set(_body(asked, "POST"))) > 1:
        return scim_error(400, "unknown attribute", "invalidSyntax")
    return None


@on_storage("idp", "minor", "okta")
def keeps_the_first_external_id(healthy: type[Any]) -> type[Any]:
    """externalId cannot be changed any more: a PUT leaves it as it was (snipe-it issue 12049)."""

    class Keeping(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            resource.external_id = self._stored(resource_type, resource.id).external_id or resource.external_id
            return super().update(resource_type, resource, expected_version=expected_version)

    return Keeping


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-014",))
def overwrites_who_has_the_address(asked: Inbound, answer: Outbound) -> None:
    """A create with the e-mail address of somebody renames that account: one person takes over the other's."""
    if asked.method == "POST" and answer.status == 201:
        for address in _body(asked, "POST").get("emails") or []:
            OWNERS.setdefault(str(address.get("value")), str(answer.body["id"]))
            if OWNERS[str(address.get("value"))] != str(answer.body["id"]):
                TAKEN_OVER[OWNERS[str(address.get("value"))]] = answer.body["userName"]
    for resource in answer.resources if asked.endpoint == "Users" else []:
        if resource.get("id") in TAKEN_OVER:
            resource["userName"] = TAKEN_OVER[str(resource["id"])]


OWNERS: dict[str, str] = {}
TAKEN_OVER: dict[str, str] = {}


@on_answer("rfc", "critical", "okta")
def wipes_on_conflict(asked: Inbound, answer: Outbound) -> None:
    """A create of somebody who exists is a conflict, and has wiped the account all the same.

    Okta sends a create again when its answer was lost (itsaplan issue 250, lightdash issue 22402).
    """
    if answer.status == 409 and _body(asked, "POST"):
        WIPED.add(str(_body(asked, "POST").get("userName")).lower())
    for resource in answer.resources if asked.endpoint == "Users" else []:
        if str(resource.get("userName")).lower() in WIPED:
            resource.pop("name", None)
            resource.pop("displayName", None)


WIPED: set[str] = set()


@on_answer("rfc", "major", "okta")
def tells_conflicts_in_plain_text(asked: Inbound, answer: Outbound) -> None:
    """A conflict is told in plain text: the admin reads a message of a JSON parser (keycloak-scim-server issue 101)."""
    if answer.status == 409:
        answer.raw, answer.headers = b"User exists already", {"Content-Type": "text/plain"}


@on_request("rfc", "major", "okta")
def drops_extensions(asked: Inbound) -> Outbound | None:
    """Attributes of extensions are accepted and not kept."""
    body = _body(asked, "POST", "PUT")
    if any(name.lower().startswith("urn:") for name in body):
        asked.replace_json({name: value for name, value in body.items() if not name.lower().startswith("urn:")})
    return None


@on_request("rfc", "major", "okta")
def drops_user_types(asked: Inbound) -> Outbound | None:
    """The attribute that says what somebody is in the application is accepted and not kept: all have the default."""
    _drop(asked, "userType")
    return None


@on_answer("idp", "major", "okta")
def forgets_types_of_roles(asked: Inbound, answer: Outbound) -> None:
    """Roles are shown without the type that they came with: Okta does not find the one that it has to change."""
    for resource in answer.resources if asked.endpoint == "Users" else []:
        for role in resource.get("roles") or []:
            role.pop("type", None)


@on_request("rfc", "major", "okta")
def keeps_one_address(asked: Inbound) -> Outbound | None:
    """Of several e-mail addresses the first one is kept."""
    body = _body(asked, "POST", "PUT")
    if isinstance(body.get("emails"), list):
        asked.replace_json({**body, "emails": body["emails"][:1]})
    return None


@on_answer("idp", "major", "okta")
def has_roles_without_names(asked: Inbound, answer: Outbound) -> None:
    """Roles are listed without a displayName: nobody knows what is requested, or certified."""
    for resource in answer.resources if asked.endpoint == "Roles" else []:
        resource.pop("displayName", None)


@on_answer("idp", "major", "okta")
def misnames_kinds_of_entitlements(asked: Inbound, answer: Outbound) -> None:
    """The type of an entitlement is no name of a resource type."""
    for resource in answer.resources if asked.endpoint == "Entitlements" else []:
        resource["type"] = "licence"


@on_answer("idp", "minor", "okta")
def describes_roles_at_length(asked: Inbound, answer: Outbound) -> None:
    """The description of a role is a page long."""
    for resource in answer.resources if asked.endpoint == "Roles" else []:
        resource["description"] = "May change everything. " * 60


@on_answer("rfc", "major", "okta")
def hides_roles_in_lists(asked: Inbound, answer: Outbound) -> None:
    """Lists of users show no roles: certifications show nothing, and an import takes them away in Okta."""
    if asked.resource_id is None and asked.endpoint == "Users":
        for resource in answer.resources:
            resource.pop("roles", None)


@on_request("rfc", "critical", "okta")
def drops_roles(asked: Inbound) -> Outbound | None:
    """Roles are accepted and not kept: what was approved never arrives."""
    _drop(asked, "roles")
    return None


@on_answer("rfc", "major", "okta")
def lists_resource_types_as_array(asked: Inbound, answer: Outbound) -> None:
    """Resource types come as a bare array when a page of them is asked for: Okta discovers nothing."""
    if asked.endpoint == "ResourceTypes" and "startIndex" in asked.parameters and isinstance(answer.body, dict):
        answer.body = answer.body.get("Resources", [])


@on_request("rfc", "major", "okta", "entra")
def garbles_names(asked: Inbound) -> Outbound | None:
    """What is no ASCII in a name becomes a question mark: a column of the wrong charset."""
    body = _body(asked, "POST", "PUT")
    if isinstance(body.get("name"), dict):
        name = {part: str(value).encode("ascii", "replace").decode() for part, value in body["name"].items()}
        asked.replace_json({**body, "name": name})
    return None


def never_freeing(healthy: type[Any], type_name: str, attribute: str) -> type[Any]:
    """A storage in which the names that resources of a type were created with are taken for good."""

    class Reserving(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            from scim2_models import UniquenessException

            taken = self.__dict__.setdefault("names", set())
            if resource_type.name == type_name:
                name = getattr(resource, attribute)
                if name in taken:
                    raise UniquenessException
                taken.add(name)
            return super().create(resource_type, resource)

    return Reserving


@on_storage("rfc", "major", "okta")
def reserves_logins_for_their_first_owners(healthy: type[Any]) -> type[Any]:
    """A userName that somebody gave up is never free again: a colleague of the same name cannot be created."""

    return never_freeing(healthy, "User", "user_name")
