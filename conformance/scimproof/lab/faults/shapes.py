"""Servers whose answers have the wrong shape: a member is missing, doubled, misnamed or of another form."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def _resources(asked: Inbound, answer: Outbound) -> list[dict[str, Any]]:
    return answer.resources if asked.endpoint in COLLECTIONS and answer.ok else []


def _page(asked: Inbound, answer: Outbound) -> dict[str, Any]:
    """The body of a list; an empty object when the answer is none."""
    is_list = asked.endpoint in COLLECTIONS and answer.ok and isinstance(answer.body, dict)
    return answer.body if is_list and "totalResults" in answer.body else {}


@on_answer("rfc", "minor", "generic")
def invents_scim_types(asked: Inbound, answer: Outbound) -> None:
    """Errors carry a scimType that no RFC knows."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body["scimType"] = "badRequest"


@on_answer("rfc", "minor", "generic")
def details_errors_in_objects(asked: Inbound, answer: Outbound) -> None:
    """The detail of an error is an object: Okta and Entra show nothing of it."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body["detail"] = {"message": answer.body.get("detail")}


@on_answer("rfc", "major", "generic")
def repeats_members_of_objects(asked: Inbound, answer: Outbound) -> None:
    """A member stands twice in one JSON object: which one counts is up to the reader."""
    if asked.endpoint == "Users" and asked.resource_id and answer.status == 200:
        answer.raw = answer.content.replace(b"{", b'{"active": false, ', 1)


@on_answer("rfc", "major", "generic")
def shortens_resource_types(asked: Inbound, answer: Outbound) -> None:
    """A resource type does not name its schema."""
    if asked.endpoint == "ResourceTypes":
        for resource in answer.resources:
            if resource.get("name") == "Group":
                resource.pop("schema", None)


@on_answer("rfc", "minor", "generic")
def puts_bulk_ids_into_ids(asked: Inbound, answer: Outbound) -> None:
    """Ids contain the reserved word bulkId."""
    for resource in _page(asked, answer).get("Resources") or []:
        resource["id"] = f"bulkId:{resource['id']}"


@on_answer("rfc", "critical", "okta", "entra")
def forgets_total_results(asked: Inbound, answer: Outbound) -> None:
    """Lists do not say how many resources match.

    Seen in django-scim2 0.23 (2026) at the discovery endpoints.
    """
    _page(asked, answer).pop("totalResults", None)


@on_answer("rfc", "critical", "okta", "entra")
def counts_without_showing(asked: Inbound, answer: Outbound) -> None:
    """A list says that there are resources, and shows none."""
    _page(asked, answer).pop("Resources", None)


@on_answer("rfc", "major", "okta", "sailpoint")
def forgets_where_a_page_is(asked: Inbound, answer: Outbound) -> None:
    """A page of a longer list names neither its first index nor its size."""
    page = _page(asked, answer)
    page.pop("startIndex", None)
    page.pop("itemsPerPage", None)


@on_answer("rfc", "minor", "generic")
def misnames_resource_types(asked: Inbound, answer: Outbound) -> None:
    """meta.resourceType is not the name of the type."""
    for resource in _resources(asked, answer):
        if isinstance(resource.get("meta"), dict):
            resource["meta"]["resourceType"] = "Person"


@on_answer("rfc", "minor", "generic")
def dates_in_words(asked: Inbound, answer: Outbound) -> None:
    """The dates of meta are no DateTime."""
    for resource in _resources(asked, answer):
        if isinstance(resource.get("meta"), dict):
            resource["meta"] |= {"created": "24.11.2026", "lastModified": "24.11.2026"}


@on_answer("rfc", "minor", "generic")
def names_schemas_twice(asked: Inbound, answer: Outbound) -> None:
    """A schema is named twice."""
    for resource in _resources(asked, answer):
        resource["schemas"] = [*resource.get("schemas", []), *resource.get("schemas", [])]


@on_answer("rfc", "major", "generic", bugs=("BUG-119",))
def forgets_to_name_extensions(asked: Inbound, answer: Outbound) -> None:
    """A user carries data of an extension that its schemas do not name."""
    for resource in _resources(asked, answer):
        if ENTERPRISE in resource:
            resource["schemas"] = [urn for urn in resource.get("schemas", []) if urn != ENTERPRISE]


@on_answer("rfc", "critical", "okta", "entra")
def answers_reads_with_nothing(asked: Inbound, answer: Outbound) -> None:
    """A user who exists is answered with 200 and an empty body."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id and answer.status == 200:
        answer.body = None


@on_answer("rfc", "major", "generic")
def marks_every_email_primary(asked: Inbound, answer: Outbound) -> None:
    """A user has two primary e-mail addresses."""
    for resource in _resources(asked, answer):
        if resource.get("emails"):
            other = {"value": "other@scimproof.example", "type": "home", "primary": True}
            resource["emails"] = [*resource["emails"], other]


@on_answer("rfc", "minor", "generic")
def shows_emails_twice(asked: Inbound, answer: Outbound) -> None:
    """The same e-mail address of the same type comes twice."""
    for resource in _resources(asked, answer):
        if resource.get("emails"):
            resource["emails"] = [*resource["emails"], {**resource["emails"][0], "primary": False}]
