"""Servers that misdescribe themselves."""

from __future__ import annotations

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

LISTS = ("Schemas", "ResourceTypes")


@on_answer("rfc", "major", "entra", "generic", bugs=("BUG-001",))
def lists_discovery_without_envelope(asked: Inbound, answer: Outbound) -> None:
    """/Schemas and /ResourceTypes answer with a bare array.

    Five products did so. Entra's schema discovery, and every strict client, cannot read it.
    """
    if asked.endpoint in LISTS and asked.resource_id is None and answer.ok and isinstance(answer.body, dict):
        answer.body = answer.body.get("Resources", [])


@on_answer("rfc", "major", "generic", bugs=("BUG-002",))
def forgets_schemas_of_schemas(asked: Inbound, answer: Outbound) -> None:
    """Schema resources carry no schemas attribute.

    A Keycloak client refused to start its connection with such a server.
    """
    if asked.endpoint == "Schemas":
        for resource in answer.resources:
            resource.pop("schemas", None)


@on_request("rfc", "major", "entra", "generic", bugs=("BUG-003",))
def knows_only_lists_of_discovery(asked: Inbound) -> Outbound | None:
    """A single schema or resource type cannot be read.

    The lists name them, but /Schemas/{urn} and /ResourceTypes/{name} answer 404.
    """
    if asked.endpoint in LISTS and asked.resource_id is not None:
        return scim_error(404, "not found")
    return None


@on_answer("rfc", "minor", "okta", bugs=("BUG-004",))
def shortens_provider_config(asked: Inbound, answer: Outbound) -> None:
    """The ServiceProviderConfig lacks the limits of bulk and the name of the authentication scheme.

    It failed Okta's own test of the specification.
    """
    if config := config_in(asked, answer):
        config["bulk"] = {"supported": False}
        for scheme in config.get("authenticationSchemes", []):
            scheme.pop("name", None)


@on_answer("rfc", "minor", "generic", bugs=("BUG-005",))
def locates_resource_types_elsewhere(asked: Inbound, answer: Outbound) -> None:
    """meta.location of a resource type leads to a place that does not exist.

    A path segment was left out when the URL was built.
    """
    if asked.endpoint == "ResourceTypes":
        for resource in answer.resources:
            if isinstance(resource.get("meta"), dict):
                resource["meta"]["location"] = str(resource["meta"].get("location", "")).replace("/scim/v2", "")


@on_answer("rfc", "minor", "generic", bugs=("BUG-006",))
def hides_extensions_of_resource_types(asked: Inbound, answer: Outbound) -> None:
    """Users carry an extension that the resource type does not declare."""
    if asked.endpoint == "ResourceTypes":
        for resource in answer.resources:
            resource.pop("schemaExtensions", None)
    if asked.endpoint == "Users" and answer.ok:
        urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        for resource in answer.resources:
            resource |= {"schemas": [*resource.get("schemas", []), urn], urn: {"department": "Sales"}}


@on_answer("rfc", "minor", "generic")
def gives_absolute_endpoints(asked: Inbound, answer: Outbound) -> None:
    """Endpoints of resource types are given as paths from the root of the host.

    Seen in django-scim2 0.23 (2026): a client that puts base URL and endpoint together asks at a wrong place.
    """
    if asked.endpoint == "ResourceTypes":
        for resource in answer.resources:
            resource["endpoint"] = "/scim/v2" + str(resource.get("endpoint", ""))


@on_answer("rfc", "major", "generic")
def misnames_provider_config_schema(asked: Inbound, answer: Outbound) -> None:
    """The ServiceProviderConfig names a schema of SCIM 1.1."""
    if config := config_in(asked, answer):
        config["schemas"] = ["urn:scim:schemas:core:1.0"]


@on_answer("rfc", "major", "generic")
def forgets_enterprise_schema(asked: Inbound, answer: Outbound) -> None:
    """A schema that a resource type names is not listed."""
    if asked.endpoint == "Schemas" and asked.resource_id is None and isinstance(answer.body, dict):
        listed = [entry for entry in answer.body.get("Resources", []) if "enterprise" not in entry.get("id", "")]
        answer.body |= {"Resources": listed, "totalResults": len(listed), "itemsPerPage": len(listed)}


@on_answer("rfc", "major", "generic")
def empties_schemas(asked: Inbound, answer: Outbound) -> None:
    """Schemas are listed without their attributes."""
    if asked.endpoint == "Schemas":
        for resource in answer.resources:
            resource["attributes"] = []


@on_request("rfc", "minor", "generic")
def pages_discovery(asked: Inbound) -> Outbound | None:
    """/Schemas chokes on paging parameters.

    Seen in canaille 0.3.6 (2026): GET /Schemas?startIndex=2&count=1 ended in a 500.
    """
    if asked.endpoint == "Schemas" and "count" in asked.parameters:
        return scim_error(500, "internal error")
    return None


@on_answer("rfc", "minor", "generic")
def filters_discovery(asked: Inbound, answer: Outbound) -> None:
    """A filter on /Schemas is carried out: the client takes a part for the whole."""
    if asked.endpoint == "Schemas" and "filter" in asked.parameters:
        answer.status, answer.headers = 200, {"Content-Type": "application/scim+json"}
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        answer.body = {"schemas": schemas, "totalResults": 0, "Resources": []}


@on_request("rfc", "minor", "generic")
def hides_authentication_schemes(asked: Inbound) -> Outbound | None:
    """The ServiceProviderConfig wants a credential before it tells which one."""
    if asked.endpoint == "ServiceProviderConfig" and "authorization" not in asked.headers:
        return scim_error(401, "sign in first")
    return None


@on_request("rfc", "major", "generic")
def has_no_provider_config(asked: Inbound) -> Outbound | None:
    """There is no ServiceProviderConfig."""
    return scim_error(404, "not found") if asked.endpoint == "ServiceProviderConfig" else None


@on_answer("rfc", "minor", "generic")
def answers_unknown_schemas(asked: Inbound, answer: Outbound) -> None:
    """A schema that does not exist is answered with an empty object."""
    if asked.endpoint == "Schemas" and answer.status == 404:
        answer.status, answer.body = 200, {}
