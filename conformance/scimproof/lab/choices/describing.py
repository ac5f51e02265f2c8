"""Choices of servers in what they say of themselves (RFC 7644 section 4, RFC 7643 sections 5 to 8)."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from scimproof.declared import ENTERPRISE_USER, GROUP, USER, attribute, sub_attribute
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import define, definitions_in, undefine
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")
FIXED = ("ServiceProviderConfig", "ResourceType", "Schema")
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"


def _asks_to_filter(asked: Inbound) -> bool:
    return asked.endpoint in DISCOVERY and "filter" in asked.parameters


@on_request("RFC 7644 section 4")
def forbids_filters_of_discovery(asked: Inbound) -> Outbound | None:
    """A filter on a discovery endpoint is refused with 403."""
    return scim_error(403, "no filters here") if _asks_to_filter(asked) else None


@on_request("RFC 7644 section 4")
def ignores_parameters_of_discovery(asked: Inbound) -> Outbound | None:
    """Query parameters of discovery endpoints are ignored, a filter included."""
    if asked.endpoint in DISCOVERY:
        asked.query = ""
    return None


@on_request("RFC 7644 section 4")
def refuses_filters_of_discovery(asked: Inbound) -> Outbound | None:
    """A filter on a discovery endpoint is refused with 400."""
    return scim_error(400, "no filters here", "invalidFilter") if _asks_to_filter(asked) else None


def _is_fixed(document: dict[str, Any]) -> bool:
    return str(document.get("id", "")).rpartition(":")[2] in FIXED


@on_answer("RFC 7643 section 3.1")
def leaves_out_the_fixed_schemas(asked: Inbound, answer: Outbound) -> None:
    """/Schemas lists those of users and groups only, not those of the discovery documents."""
    if asked.endpoint == "Schemas" and asked.resource_id is None and answer.ok:
        listed = [document for document in answer.resources if not _is_fixed(document)]
        answer.body |= {"Resources": listed, "totalResults": len(listed), "itemsPerPage": len(listed)}
    elif asked.endpoint == "Schemas" and answer.ok and _is_fixed(answer.body):
        answer.status, answer.body = 404, scim_error(404, "there is no such schema").body


@on_answer("RFC 7643 section 8.7.2")
def lists_the_fixed_schemas(asked: Inbound, answer: Outbound) -> None:
    """/Schemas lists those of the discovery documents, too."""
    if asked.endpoint != "Schemas":
        return
    if asked.resource_id is None and answer.ok:
        listed = [*answer.resources]
        known = {document.get("id") for document in listed}
        listed += [_fixed(urn) for urn in (CONFIG, RESOURCE_TYPE, SCHEMA) if urn not in known]
        answer.body |= {"Resources": listed, "totalResults": len(listed), "itemsPerPage": len(listed)}
    elif asked.resource_id in (CONFIG, RESOURCE_TYPE, SCHEMA) and answer.status == 404:
        answer.status, answer.body = 200, _fixed(str(asked.resource_id))


@cache
def _fixed_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of the discovery documents, as the models of the core have them."""
    from scim2_models import ResourceType, Schema, ServiceProviderConfig

    documents = [model.to_schema().model_dump() for model in (ServiceProviderConfig, ResourceType, Schema)]
    return {document["id"]: document for document in documents}


def _fixed(urn: str) -> dict[str, Any]:
    return deepcopy(_fixed_schemas()[urn])


@on_answer("RFC 7643 section 8.7.1")
def publishes_schemas_as_printed(asked: Inbound, answer: Outbound) -> None:
    """The schemas of users and groups are those of section 8.7.1 as it was printed, without its errata."""
    define(asked, answer, GROUP, "displayName", required=False)
    for path in ("name", "emails", "addresses"):
        define(asked, answer, USER, path, uniqueness="none")
    define(asked, answer, USER, "groups.$ref", referenceTypes=["User", "Group"], caseExact=False)
    define(asked, answer, ENTERPRISE_USER, "manager.value", caseExact=False, required=False)
    undefine(asked, answer, GROUP, "members.display")
    undefine(asked, answer, USER, "addresses.primary")


@on_answer("RFC 7643 section 8.7.1")
def publishes_schemas_as_corrected(asked: Inbound, answer: Outbound) -> None:
    """The schemas of users and groups are those of section 8.7.1 with all errata, verified or not."""
    define(asked, answer, GROUP, "displayName", required=True)
    for path in ("name", "emails", "addresses"):
        define(asked, answer, USER, path, uniqueness=None)
    define(asked, answer, USER, "groups.$ref", referenceTypes=["Group"], caseExact=True)
    define(asked, answer, ENTERPRISE_USER, "manager.value", caseExact=True)
    for path in ("profileUrl", "photos.value"):
        define(asked, answer, USER, path, caseExact=True)
    define(asked, answer, USER, "x509Certificates.value", caseExact=True, uniqueness=None)
    _add_part(asked, answer, GROUP, "members", "display", "readOnly")
    _add_part(asked, answer, USER, "addresses", "primary", "readWrite", kind="boolean")


def _add_part(
    asked: Inbound, answer: Outbound, urn: str, head: str, name: str, mutability: str, kind: str = "string"
) -> None:
    for document in definitions_in(asked, answer, urn):
        owner = attribute(document, head)
        if owner is not None and sub_attribute(owner, name) is None:
            part = {"name": name, "type": kind, "multiValued": False, "required": False, "mutability": mutability}
            owner.setdefault("subAttributes", []).append({**part, "returned": "default"})


@on_answer("RFC 7643 section 8.7.1")
def publishes_few_attributes(asked: Inbound, answer: Outbound) -> None:
    """The schema of users has only what the server needs: no addresses, photos, roles or certificates."""
    unneeded = ("addresses", "photos", "roles", "entitlements", "ims", "x509Certificates", "profileUrl")
    undefine(asked, answer, USER, *unneeded)
    for resource in answer.resources if asked.endpoint == "Users" else []:
        for name in unneeded:
            resource.pop(name, None)


@on_answer("RFC 7643 section 2.2")
def leaves_out_default_characteristics(asked: Inbound, answer: Outbound) -> None:
    """Schemas do not say of attributes what is the default of section 2.2."""
    defaults = {
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        "multiValued": False,
    }
    for document in answer.resources if asked.endpoint == "Schemas" and answer.ok else []:
        for definition in _definitions(document.get("attributes")):
            for name, value in defaults.items():
                if definition.get(name) == value and name != "multiValued":
                    del definition[name]


def _definitions(listed: Any) -> list[dict[str, Any]]:
    found = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return [*found, *(part for entry in found for part in _definitions(entry.get("subAttributes")))]


@on_answer("RFC 7643 section 6")
def gives_resource_types_no_id(asked: Inbound, answer: Outbound) -> None:
    """Resource types have a name and no id."""
    for resource in _resource_types(asked, answer):
        resource.pop("id", None)


@on_answer("RFC 7643 section 6")
def omits_slashes_of_endpoints(asked: Inbound, answer: Outbound) -> None:
    """The endpoint of users is given as Users and not as /Users."""
    for resource in _resource_types(asked, answer):
        resource["endpoint"] = str(resource.get("endpoint", "")).lstrip("/")


def _resource_types(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    if asked.endpoint != "ResourceTypes" or not answer.ok or not isinstance(answer.body, dict):
        return []
    listed = answer.body.get("Resources")
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else [answer.body]


def _number(asked: Inbound, answer: Outbound) -> None:
    for resource in _resource_types(asked, answer):
        resource["id"] = f"type-{str(resource.get('name', '')).lower()}"


def _number_and_locate(asked: Inbound, answer: Outbound) -> None:
    _number(asked, answer)
    for resource in _resource_types(asked, answer):
        meta = resource.get("meta") or {}
        if isinstance(meta.get("location"), str):
            meta["location"] = f"{meta['location'].rpartition('/')[0]}/{resource['id']}"
            if resource is answer.body and "Content-Location" in answer.headers:
                answer.headers["Content-Location"] = meta["location"]


@on_request("RFC 7643 section 6", also=_number_and_locate)
def reads_resource_types_by_id_only(asked: Inbound) -> Outbound | None:
    """A resource type has an id that is not its name, and is read by it alone."""
    if asked.endpoint == "ResourceTypes" and asked.resource_id is not None:
        if not asked.resource_id.startswith("type-"):
            return scim_error(404, "there is no such resource type")
        asked.path = f"/ResourceTypes/{asked.resource_id.removeprefix('type-').capitalize()}"
    return None


@on_request("RFC 7643 section 6", also=_number)
def reads_resource_types_by_name_and_id(asked: Inbound) -> Outbound | None:
    """A resource type has an id that is not its name, and is read by either."""
    if asked.endpoint == "ResourceTypes" and (asked.resource_id or "").startswith("type-"):
        asked.path = f"/ResourceTypes/{str(asked.resource_id).removeprefix('type-').capitalize()}"
    return None


@on_answer("RFC 7643 section 3.1")
def gives_discovery_no_meta(asked: Inbound, answer: Outbound) -> None:
    """Discovery documents have no meta."""
    if asked.endpoint in DISCOVERY and answer.ok and isinstance(answer.body, dict):
        for resource in [*answer.resources, answer.body, *_resource_types(asked, answer)]:
            resource.pop("meta", None)


@on_answer("RFC 7643 section 5", config={"bulk": {"maxOperations": None, "maxPayloadSize": None, "supported": False}})
def leaves_out_limits_of_what_it_lacks(asked: Inbound, answer: Outbound) -> None:
    """Bulk is not offered, and its limits are not named."""
    if asked.endpoint == "Bulk":
        answer.status, answer.body = 501, scim_error(501, "bulk is not supported").body


@on_answer("RFC 7643 section 5", config={"authenticationSchemes": []})
def names_no_authentication_scheme(asked: Inbound, answer: Outbound) -> None:
    """authenticationSchemes is an empty list: how to sign in is agreed upon elsewhere."""


@on_answer("RFC 7644 section 3.1", "RFC 7644 section 4")
def has_no_groups(asked: Inbound, answer: Outbound) -> None:
    """There are users only: the resource type Group is not declared, and /Groups answers 404."""
    gone = asked.endpoint == "Groups" or asked.path in (f"/Schemas/{GROUP}", "/ResourceTypes/Group")
    if gone and answer.status != 401:
        refused = scim_error(404, "there is nothing here")
        answer.status, answer.body, answer.headers = 404, refused.body, refused.headers
    elif asked.endpoint in ("ResourceTypes", "Schemas") and answer.ok and asked.resource_id is None:
        listed = [entry for entry in answer.resources or _resource_types(asked, answer) if not _of_groups(entry)]
        answer.body |= {"Resources": listed, "totalResults": len(listed), "itemsPerPage": len(listed)}


def _of_groups(document: dict[str, Any]) -> bool:
    return document.get("id") == GROUP or document.get("schema") == GROUP


def _is_patch(asked: Inbound) -> bool:
    in_bulk = asked.endpoint == "Bulk" and b'"PATCH"' in asked.body
    return (asked.method == "PATCH" and asked.endpoint in COLLECTIONS) or in_bulk


@on_request("RFC 7644 section 3.5.2", "RFC 7644 section 3.12", config={"patch": {"supported": False}})
def has_no_patch_and_says_501(asked: Inbound) -> Outbound | None:
    """PATCH is not offered: 501."""
    return scim_error(501, "PATCH is not supported") if _is_patch(asked) else None


@on_request("RFC 7644 section 3.5.2", config={"patch": {"supported": False}})
def has_no_patch_and_says_405(asked: Inbound) -> Outbound | None:
    """PATCH is not offered: the method is not allowed, 405."""
    return scim_error(405, "method not allowed") if _is_patch(asked) else None


@on_request("RFC 7644 section 3.5.2", config={"patch": {"supported": False}})
def has_no_patch_and_says_403(asked: Inbound) -> Outbound | None:
    """PATCH is not offered: 403."""
    return scim_error(403, "PATCH is not supported") if _is_patch(asked) else None


@on_request("RFC 7644 section 3.5.2", config={"patch": {"supported": False}})
def has_no_patch_and_says_404(asked: Inbound) -> Outbound | None:
    """PATCH is not offered: the router knows no such route, 404."""
    return scim_error(404, "not found") if _is_patch(asked) else None


def _writes_discovery(asked: Inbound) -> bool:
    return asked.endpoint in DISCOVERY and asked.method != "GET"


@on_request("RFC 7644 section 3.12")
def says_501_to_writes_of_discovery(asked: Inbound) -> Outbound | None:
    """Writing to a discovery document is answered 501."""
    return scim_error(501, "not offered") if _writes_discovery(asked) else None


@on_request("RFC 7644 section 3.12")
def says_403_to_writes_of_discovery(asked: Inbound) -> Outbound | None:
    """Writing to a discovery document is answered 403."""
    return scim_error(403, "not allowed") if _writes_discovery(asked) else None


@on_request("RFC 7644 section 3.12")
def says_404_to_writes_of_discovery(asked: Inbound) -> Outbound | None:
    """Writing to a discovery document is answered 404, as routers do that know it for GET only."""
    return scim_error(404, "not found") if _writes_discovery(asked) else None
