"""Servers that confuse accounts: by keys, by ids, by defaults, by passwords, and by who is suspended."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error

Json = dict[str, Any]


def _created(asked: Inbound) -> Json:
    """The user that a request creates; an empty one for other requests."""
    body = asked.json if asked.method == "POST" and asked.path.strip("/") == "Users" else None
    return body if isinstance(body, dict) else {}


# -- creates --------------------------------------------------------------------------------------------------------


@on_request("rfc", "major", "generic", "onelogin")
def wants_more_than_it_says(asked: Inbound) -> Outbound | None:
    """A user without an e-mail address is refused, although the schema does not require one."""
    user = _created(asked)
    return scim_error(400, "emails is required", "invalidValue") if user and not user.get("emails") else None


@on_request("rfc", "major", "generic")
def insists_on_external_ids(asked: Inbound) -> Outbound | None:
    """A user without an externalId is refused."""
    user = _created(asked)
    return scim_error(400, "externalId is required", "invalidValue") if user and not user.get("externalId") else None


@on_answer("rfc", "major", "entra", "okta")
def makes_up_external_ids(asked: Inbound, answer: Outbound) -> None:
    """A user without an externalId gets one of the server's: the client takes it for its own key, of somebody else."""
    for resource in answer.resources if asked.endpoint == "Users" else []:
        resource.setdefault("externalId", f"ext-{resource.get('id')}")


@on_answer("rfc", "major", "entra", "okta", bugs=("BUG-127",))
def folds_external_ids(asked: Inbound, answer: Outbound) -> None:
    """externalId is kept in lower case: base64 keys of a directory are others then."""
    for resource in answer.resources:
        if isinstance(resource.get("externalId"), str):
            resource["externalId"] = resource["externalId"].lower()


@on_storage("rfc", "major", "entra", "okta")
def guards_external_ids(healthy: type[Any]) -> type[Any]:
    """An externalId that anybody has, of whatever tenant, is taken: one customer's keys block another's."""
    taken: set[str] = set()

    class Guarding(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            from scim2_models import UniquenessException

            key = getattr(resource, "external_id", None)
            if key in taken:
                raise UniquenessException
            created = super().create(resource_type, resource)
            taken.update({key} if key else ())
            return created

    return Guarding


@on_storage("rfc", "critical", "okta", "entra", bugs=("BUG-014",))
def matches_people_by_address(healthy: type[Any]) -> type[Any]:
    """A create with the e-mail address of somebody else rewrites that account, and answers 201."""

    class Matching(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            mine = {email.value for email in getattr(resource, "emails", None) or []}
            for other in list(self._resources.get("User", {}).values()):
                if mine & {email.value for email in getattr(other, "emails", None) or []}:
                    resource.id, resource.meta = other.id, other.meta
                    return self.update(resource_type, resource)
            return super().create(resource_type, resource)

    return Matching


@on_request("rfc", "critical", "generic", bugs=("BUG-140",))
def overwrites_by_id(asked: Inbound) -> Outbound | None:
    """A create that names the id of another user overwrites that user."""
    wished = _created(asked).get("id")
    if isinstance(wished, str) and len(wished) < 36:  # of the lab's own making: others are not known
        asked.method, asked.path = "PUT", f"/Users/{wished}"
    return None


@on_request("rfc", "minor", "generic")
def fills_in_what_is_null(asked: Inbound) -> Outbound | None:
    """Who says that there is no nickname gets one: null does not keep the default away."""
    user = _created(asked)
    if "nickName" in user and user["nickName"] is None:
        asked.replace_json({**user, "nickName": "Newcomer"})
    return None


# -- passwords ------------------------------------------------------------------------------------------------------


@on_request("rfc", "major", "okta", bugs=("BUG-066",))
def changes_no_passwords(asked: Inbound) -> Outbound | None:
    """A password cannot be changed: it is never returned, and so the server finds nothing to change."""
    if asked.method in ("PUT", "PATCH") and asked.endpoint == "Users" and b'"password"' in asked.body:
        return scim_error(400, "there is no password", "noTarget")
    return None


# -- suspended people -----------------------------------------------------------------------------------------------


@on_request("rfc", "critical", "okta", "entra", "onelogin", bugs=("BUG-093",))
def acknowledges_and_does_nothing(asked: Inbound) -> Outbound | None:
    """A PUT or PATCH of a user is answered like a success, and changes nothing: a leaver keeps access."""
    if asked.method in ("PUT", "PATCH") and asked.endpoint == "Users":
        asked.method, asked.body = "GET", b""
    return None


@on_request("idp", "critical", "entra", "okta", bugs=("BUG-089",))
def lets_nobody_in_again(asked: Inbound) -> Outbound | None:
    """Somebody who was suspended stays so: active true is refused, as only false is known."""
    said = asked.body.replace(b" ", b"")
    back = b'"active":true' in said or b'"path":"active","value":true' in said
    if asked.method in ("PUT", "PATCH") and asked.endpoint == "Users" and back:
        return scim_error(400, "active can be set to false only", "invalidValue")
    return None


@on_answer("rfc", "major", "entra", "okta", bugs=("BUG-095",))
def lists_everybody_as_active(asked: Inbound, answer: Outbound) -> None:
    """Lists show active true of everybody, suspended or not."""
    if asked.endpoint == "Users" and not asked.resource_id and asked.method == "GET":
        for resource in answer.resources:
            resource["active"] = True
