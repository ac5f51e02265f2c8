"""Servers that go wrong with PUT (RFC 7644 section 3.5.1)."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error


def _replaces(asked: Inbound) -> dict[str, Any]:
    """The body of a PUT; an empty object when it is none."""
    body = asked.json
    return body if asked.method == "PUT" and asked.resource_id and isinstance(body, dict) else {}


@on_answer("rfc", "critical", "okta", "generic", bugs=("BUG-051",))
def has_no_put(asked: Inbound, answer: Outbound) -> None:
    """PUT is not implemented for users: applications of Okta that replace whole profiles cannot change anybody."""
    if asked.method == "PUT" and asked.endpoint == "Users":
        refused = scim_error(501, "not implemented")
        answer.status, answer.body, answer.headers = refused.status, refused.body, refused.headers


@on_storage("rfc", "major", "okta", "generic", bugs=("BUG-050",))
def forgets_uniqueness_in_put(healthy: type[Any]) -> type[Any]:
    """Uniqueness is checked in creates only: a PUT can take the userName of somebody else."""

    class Careless(healthy):  # type: ignore[misc]
        def _check_uniqueness(self, resource: Any, values: Any) -> None:
            if resource.id not in self._resources.get(resource.meta.resource_type, {}):
                super()._check_uniqueness(resource, values)

    return Careless


@on_answer("rfc", "critical", "okta", bugs=("BUG-052",))
def is_in_conflict_with_itself(asked: Inbound, answer: Outbound) -> None:
    """A PUT that keeps the name is answered with 409: the resource that has the name already is itself.

    Every push of a profile fails.
    """
    if _replaces(asked) and answer.ok and asked.endpoint in COLLECTIONS:
        refused = scim_error(409, "the name is taken", "uniqueness")
        answer.status, answer.body = refused.status, refused.body


@on_storage("rfc", "major", "okta", "generic", bugs=("BUG-056",))
def never_empties(healthy: type[Any]) -> type[Any]:
    """A value can be replaced, and never taken away: null and empty lists are passed over.

    The last role, address or member of a leaver stays.
    """

    class Clinging(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            former = self._stored(resource_type, resource.id)
            for field in type(resource).model_fields:
                if getattr(resource, field) in (None, []) and getattr(former, field) not in (None, []):
                    setattr(resource, field, getattr(former, field))
            return super().update(resource_type, resource, expected_version=expected_version)

    return Clinging


@on_request("rfc", "critical", "okta")
def ignores_active_in_put(asked: Inbound) -> Outbound | None:
    """A PUT with active false is answered with success, and the leaver can still sign in."""
    if _replaces(asked).get("active") is False:
        asked.replace_json({**asked.json, "active": True})
    return None


@on_request("rfc", "critical", "okta", bugs=("BUG-089",))
def keeps_leavers_out(asked: Inbound) -> Outbound | None:
    """Somebody who was deactivated cannot be activated again by PUT, although it says so."""
    if _replaces(asked).get("active") is True and asked.endpoint == "Users":
        asked.replace_json({**asked.json, "active": False})
    return None


@on_request("rfc", "major", "entra", "generic", bugs=("BUG-129",))
def overlooks_names_in_capitals(asked: Inbound) -> Outbound | None:
    """Attributes of a PUT whose names are in another case than the schema's are left out."""
    body = _replaces(asked)
    if any(name.isupper() for name in body):
        lowered = {"USERNAME": "userName"}
        asked.replace_json({lowered.get(name, name): value for name, value in body.items() if name != "NAME"})
    return None


@on_request("rfc", "minor", "generic")
def insists_on_schemas_first(asked: Inbound) -> Outbound | None:
    """A body has to begin with schemas: the order of the members of a JSON object is taken for a statement."""
    if next(iter(_replaces(asked)), "schemas").lower() != "schemas":
        return scim_error(400, "expected schemas", "invalidSyntax")
    return None


@on_answer("rfc", "minor", "generic")
def stores_unknown_attributes(asked: Inbound, answer: Outbound) -> None:
    """An attribute that is in no schema is stored and shown."""
    body = _replaces(asked)
    if "scimproofUnknown" in body:
        STRANGE[asked.resource_id] = body["scimproofUnknown"]
        answer.status, answer.body = 200, {**body, "id": asked.resource_id, "meta": {"resourceType": "User"}}
    if asked.resource_id in STRANGE:
        for resource in answer.resources:
            resource["scimproofUnknown"] = STRANGE[asked.resource_id]


STRANGE: dict[str | None, Any] = {}


@on_request("rfc", "critical", "generic")
def follows_the_id_in_the_body(asked: Inbound) -> Outbound | None:
    """A PUT changes whoever has the id in its body, and not the one whom its URI names."""
    identifier = _replaces(asked).get("id")
    if isinstance(identifier, str) and identifier:
        asked.path = f"/{asked.endpoint}/{identifier}"
    return None


@on_request("rfc", "minor", "generic")
def guesses_schemas(asked: Inbound) -> Outbound | None:
    """A resource that does not say what it is, is taken for what the endpoint serves."""
    body = asked.json
    if asked.method in ("POST", "PUT") and asked.endpoint == "Users" and isinstance(body, dict):
        asked.replace_json({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], **body})
    return None


@on_answer("rfc", "minor", "generic")
def makes_the_first_primary(asked: Inbound, answer: Outbound) -> None:
    """The first address is the primary one, whatever was said."""
    if asked.endpoint == "Users":
        for resource in answer.resources:
            for at, entry in enumerate(resource.get("emails") or []):
                entry["primary"] = at == 0


@on_answer("rfc", "minor", "generic")
def forgets_extensions_by_halves(asked: Inbound, answer: Outbound) -> None:
    """After a PUT without the extension its data are still shown, and schemas does not name them any more."""
    if asked.method == "POST" and answer.status == 201 and isinstance(answer.body, dict):
        EXTENSIONS[answer.body.get("id")] = answer.body.get(ENTERPRISE_USER)
    data = EXTENSIONS.get(asked.resource_id)
    if asked.method == "GET" and data is not None:
        for resource in answer.resources:
            resource.setdefault(ENTERPRISE_USER, data)


EXTENSIONS: dict[str | None, Any] = {}
