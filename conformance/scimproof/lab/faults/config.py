"""Servers whose discovery documents are wrong in one member, or can be written to."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

CONFIG = "ServiceProviderConfig"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

# What was written, by the credential of the writer: labs have tokens of their own, and so each sees only its own.
_written: dict[tuple[str, str], dict[str, Any]] = {}


def _types(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    return answer.resources if asked.endpoint == "ResourceTypes" and answer.ok else []


# -- the configuration ------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "okta", "entra")
def declares_booleans_as_words(asked: Inbound, answer: Outbound) -> None:
    """supported is "true", a string: strict clients take it for no, or cannot read the document."""
    for feature in ("patch", "changePassword", "etag"):
        if feature in config_in(asked, answer):
            answer.body[feature] = {"supported": "true"}


@on_answer("rfc", "minor", "generic", bugs=("BUG-004",))
def forgets_features(asked: Inbound, answer: Outbound) -> None:
    """The ServiceProviderConfig leaves out what the server does not offer, instead of saying no."""
    for feature in ("bulk", "sort", "changePassword"):
        config_in(asked, answer).pop(feature, None)


@on_answer("rfc", "major", "generic")
def keeps_bulk_limits_secret(asked: Inbound, answer: Outbound) -> None:
    """Bulk is offered, and nobody knows how much of it."""
    if "bulk" in config_in(asked, answer):
        answer.body["bulk"] = {"supported": True}


@on_answer("rfc", "minor", "generic")
def names_unknown_scheme_types(asked: Inbound, answer: Outbound) -> None:
    """The type of an authentication scheme is a word that no client knows."""
    for scheme in config_in(asked, answer).get("authenticationSchemes", []):
        scheme["type"] = "bearer-token"


@on_answer("rfc", "minor", "generic")
def links_to_nowhere(asked: Inbound, answer: Outbound) -> None:
    """documentationUri is the name of a document in the intranet, and no URL."""
    if config := config_in(asked, answer):
        config["documentationUri"] = "see: Handbook SCIM"


@on_request("rfc", "critical", "generic")
def lets_documents_be_written(asked: Inbound) -> Outbound | None:
    """A generic controller serves the discovery documents, too: whoever may provision can rewrite them."""
    if asked.endpoint not in (CONFIG, "ResourceTypes"):
        return None
    key = (asked.headers.get("authorization", ""), asked.path)
    if asked.method == "PUT" and isinstance(asked.json, dict):
        _written[key] = asked.json
    if asked.method == "PATCH" and key in _written:
        for operation in asked.json["Operations"]:
            _written[key][operation["path"]] = operation.get("value")
    if key not in _written:
        return None
    return Outbound(200, dict(_written[key]), {"Content-Type": "application/scim+json"})


# -- resource types and schemas ---------------------------------------------------------------------------------


def _add(asked: Inbound, answer: Outbound, **changes: Any) -> None:
    """One more entry, made of the last one, in a list of discovery."""
    if asked.resource_id is None and answer.resources:
        answer.body["Resources"].append({**answer.resources[-1], **changes})
        count = len(answer.body["Resources"])
        answer.body |= {"totalResults": count, "itemsPerPage": count}


@on_answer("rfc", "major", "generic")
def names_two_types_alike(asked: Inbound, answer: Outbound) -> None:
    """Two resource types are called Group, and both have the same id."""
    if asked.endpoint == "ResourceTypes":
        _add(asked, answer, endpoint="/Teams")


@on_answer("rfc", "minor", "generic")
def forgets_whether_extensions_are_required(asked: Inbound, answer: Outbound) -> None:
    """An extension is declared without the word whether every user has to have it."""
    for resource in _types(asked, answer):
        for extension in resource.get("schemaExtensions", []):
            extension.pop("required", None)


@on_answer("rfc", "minor", "generic")
def empties_ids_of_resource_types(asked: Inbound, answer: Outbound) -> None:
    """The id of each resource type is an empty text."""
    for resource in _types(asked, answer):
        resource["id"] = ""


@on_answer("rfc", "minor", "generic")
def describes_no_resource_types(asked: Inbound, answer: Outbound) -> None:
    """Resource types have no description: legal, and people read the names only."""
    for resource in _types(asked, answer):
        resource.pop("description", None)


@on_answer("rfc", "minor", "generic")
def lists_schemas_of_messages(asked: Inbound, answer: Outbound) -> None:
    """/Schemas lists PatchOp and its like: a console offers them as kinds of resources."""
    if asked.endpoint == "Schemas":
        _add(asked, answer, id="urn:ietf:params:scim:api:messages:2.0:PatchOp", name="PatchOp")


@on_request("rfc", "major", "okta", "entra")
def demands_optional_extensions(asked: Inbound) -> Outbound | None:
    """A PUT without the enterprise extension is refused, although the resource type calls it optional.

    Clients that map no department cannot change anybody.
    """
    body = asked.json
    if asked.method == "PUT" and asked.endpoint == "Users" and isinstance(body, dict) and ENTERPRISE not in body:
        return scim_error(400, f"{ENTERPRISE} is required", "invalidValue")
    return None


@on_answer("rfc", "major", "generic")
def locates_below_a_query(asked: Inbound, answer: Outbound) -> None:
    """The tenant stands in a query string in the middle of every URI: nothing can be appended to that."""
    for resource in answer.resources or ([config_in(asked, answer)] if config_in(asked, answer) else []):
        meta = resource.get("meta")
        if isinstance(meta, dict) and isinstance(meta.get("location"), str):
            meta["location"] = meta["location"].replace("/scim/v2/", "/scim/v2?tenant=1/")
