"""Servers that Entra ID cannot ask: whether they are there, and whether somebody has an account."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error

FLAGS = ("aadOptscim062020", "AzureAdScimPatch2017")


def _looks_for_users(asked: Inbound) -> str:
    """The filter of a search for users; empty when it is something else."""
    users = asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id is None
    return asked.parameters.get("filter", "") if users else ""


@on_request("idp", "critical", "entra")
def wants_addresses_for_names(asked: Inbound) -> Outbound | None:
    """A search for a userName that is no e-mail address is refused.

    Entra tests the connection with a GUID, and begins each cycle with one: the job never starts, or is quarantined.
    """
    wanted = _looks_for_users(asked)
    if wanted.startswith("userName eq") and "@" not in wanted:
        return scim_error(400, "userName has to be an e-mail address", "invalidFilter")
    return None


@on_request("idp", "critical", "entra")
def trusts_browsers_only(asked: Inbound) -> Outbound | None:
    """A firewall in front of the server wants a User-Agent. Entra sends none."""
    return None if "user-agent" in asked.headers else scim_error(403, "no User-Agent")


@on_request("robustness", "critical", "entra")
def refuses_strange_headers(asked: Inbound) -> Outbound | None:
    """A request with a header that the gateway does not know is refused: ADSCIMVersion is one."""
    return scim_error(400, "unknown header") if "adscimversion" in asked.headers else None


@on_request("rfc", "critical", "entra")
def wants_to_know_what_is_accepted(asked: Inbound) -> Outbound | None:
    """A request without Accept is answered with 406, as if it had refused everything."""
    return None if "accept" in asked.headers else scim_error(406, "Accept is missing")


@on_request("rfc", "major", "entra")
def refuses_its_own_media_type(asked: Inbound) -> Outbound | None:
    """Whoever searches and asks for application/scim+json gets 406: that handler knows application/json only."""
    wanted = asked.headers.get("accept") if _looks_for_users(asked) else None
    return scim_error(406, "not acceptable") if wanted == "application/scim+json" else None


@on_request("robustness", "major", "entra")
def refuses_flags(asked: Inbound) -> Outbound | None:
    """A query with the flag of the tenant URL is refused, as the server does not know such a parameter."""
    flagged = any(flag in asked.query for flag in FLAGS)
    return scim_error(400, "unknown parameter", "invalidValue") if flagged else None


@on_answer("rfc", "critical", "entra", bugs=("BUG-025",))
def knows_no_newcomers(asked: Inbound, answer: Outbound) -> None:
    """A search for somebody who is not there is answered with 404: nobody new is ever provisioned."""
    if "@" in _looks_for_users(asked) and answer.ok and not answer.body.get("totalResults"):
        missing = scim_error(404, "no such user")
        answer.status, answer.body = missing.status, missing.body


@on_answer("idp", "critical", "entra")
def searches_active_people_only(asked: Inbound, answer: Outbound) -> None:
    """Who is not active is not found: a returner is created once more, and that is a conflict."""
    if _looks_for_users(asked) and answer.ok:
        found = [entry for entry in answer.body.get("Resources") or [] if entry.get("active") is not False]
        answer.body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


@on_request("idp", "critical", "entra", bugs=("BUG-031",))
def searches_by_user_name_only(asked: Inbound) -> Outbound | None:
    """A filter on another attribute than userName is refused with 400."""
    wanted = _looks_for_users(asked)
    return scim_error(400, "unsupported attribute", "invalidFilter") if wanted and "userName" not in wanted else None


@on_request("rfc", "critical", "entra")
def shows_everybody_for_brackets(asked: Inbound) -> Outbound | None:
    """A filter with brackets is not understood, and dropped: everybody is found (eneo-ai/eneo#443)."""
    if "[" in _looks_for_users(asked):
        kept = {name: value for name, value in asked.parameters.items() if name != "filter"}
        asked.query = "&".join(f"{name}={quote(value)}" for name, value in kept.items())
    return None


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-038",))
def takes_words_and_dots_for_values(asked: Inbound) -> Outbound | None:
    """A value in a filter may have letters, digits, dots, hyphens and an at: Mr O'Neil cannot be searched for."""
    refused = any(letter in _looks_for_users(asked) for letter in "'+")
    return scim_error(400, "malformed filter", "invalidFilter") if refused else None


@on_answer("rfc", "critical", "entra", bugs=("BUG-033",))
def finds_people_twice(asked: Inbound, answer: Outbound) -> None:
    """Who has an e-mail address is found once by the name and once by the address: two hits, says Entra, and stops."""
    if _looks_for_users(asked) and answer.ok and answer.body.get("Resources"):
        twice = [entry for entry in answer.body["Resources"] for _ in range(2)]
        answer.body |= {"Resources": twice, "totalResults": len(twice), "itemsPerPage": len(twice)}


@on_request("rfc", "critical", "entra", "okta", bugs=("BUG-041",))
def looks_names_up_among_addresses(asked: Inbound) -> Outbound | None:
    """A search for a userName compares e-mail addresses: who has a name and an address is not found by the name."""
    if (wanted := _looks_for_users(asked)).startswith("userName eq"):
        asked.query = "filter=" + quote(wanted.replace("userName", "emails.value", 1))
    return None


@on_answer("robustness", "minor", "entra")
def crashes_on_filters_of_managers(asked: Inbound, answer: Outbound) -> None:
    """A filter on manager ends in a 500: the attribute is an object, and the comparison raises."""
    if "manager" in _looks_for_users(asked):
        crashed = scim_error(500, "cannot compare")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("idp", "minor", "entra")
def writes_nulls_into_schemas(asked: Inbound, answer: Outbound) -> None:
    """Characteristics that an attribute has not are null in the schemas: Entra cannot discover them."""
    if asked.endpoint == "Schemas" and answer.ok:
        for schema in answer.resources:
            for attribute in schema.get("attributes", []):
                attribute.setdefault("referenceTypes", None)


@on_storage("rfc", "critical", "entra", "okta", bugs=("BUG-014",))
def goes_by_the_mail(healthy: type[Any]) -> type[Any]:
    """A create with an e-mail address that somebody has already overwrites that account, and returns it."""

    class Upserting(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            mine = {mail.value for mail in getattr(resource, "emails", None) or []}
            for other in list(self._resources.get("User", {}).values()):
                if mine & {mail.value for mail in getattr(other, "emails", None) or []}:
                    changed = resource.model_copy(deep=True)
                    changed.id, changed.meta = other.id, other.meta
                    return self.update(resource_type, changed)
            return super().create(resource_type, resource)

    return Upserting


@on_storage("idp", "critical", "entra")
def revives_leavers_on_create(healthy: type[Any]) -> type[Any]:
    """A create with the userName of an inactive account enables that one: a namesake gets a former colleague's."""

    class Reviving(healthy):  # type: ignore[misc]
        def create(self, resource_type: Any, resource: Any) -> Any:
            for other in list(self._resources.get("User", {}).values()):
                if getattr(resource, "user_name", None) == other.user_name and other.active is False:
                    changed = other.model_copy(deep=True)
                    changed.active = True
                    return self.update(resource_type, changed)
            return super().create(resource_type, resource)

    return Reviving
