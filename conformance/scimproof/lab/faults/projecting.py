"""Servers that return other parts of a resource than were asked for, and that search wrongly by POST."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

CHOOSING = ("attributes", "excludedAttributes")


def _searches(asked: Inbound) -> bool:
    return asked.method == "POST" and asked.path.endswith("/.search") and isinstance(asked.json, dict)


def _chosen(asked: Inbound, name: str) -> list[str]:
    """The names that one of the two parameters has."""
    if _searches(asked):
        listed: list[str] = asked.json.get(name) or []
        return listed
    return [entry for entry in asked.parameters.get(name, "").split(",") if entry]


def _choose(asked: Inbound, name: str, chosen: list[str] | None) -> None:
    """Put other names there; ``None`` leaves the parameter out."""
    if _searches(asked):
        kept = {key: value for key, value in asked.json.items() if key != name}
        asked.replace_json(kept if chosen is None else {**kept, name: chosen})
        return
    parameters = {key: value for key, value in asked.parameters.items() if key != name}
    if chosen is not None:
        parameters[name] = ",".join(chosen)
    asked.query = "&".join(f"{key}={quote(value, safe='')}" for key, value in parameters.items())


def _drop(answer: Outbound, *names: str) -> None:
    for resource in answer.resources:
        for name in names:
            resource.pop(name, None)


@on_request("rfc", "minor", "sailpoint", "generic", bugs=("BUG-047", "BUG-048"))
def ignores_attributes(asked: Inbound) -> Outbound | None:
    """attributes is ignored: everything comes."""
    if _chosen(asked, "attributes"):
        _choose(asked, "attributes", None)
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-047",))
def ignores_excluded_attributes(asked: Inbound) -> Outbound | None:
    """excludedAttributes is ignored: Entra ID reads all members of every group."""
    if _chosen(asked, "excludedAttributes"):
        _choose(asked, "excludedAttributes", None)
    return None


@on_answer("rfc", "major", "generic", bugs=("BUG-049",))
def drops_id_and_schemas(asked: Inbound, answer: Outbound) -> None:
    """With attributes or excludedAttributes neither id nor schemas is returned."""
    if answer.ok and (_chosen(asked, "attributes") or "id" in _chosen(asked, "excludedAttributes")):
        _drop(answer, "id", "schemas")


@on_request("rfc", "minor", "generic")
def hears_the_first_name_only(asked: Inbound) -> Outbound | None:
    """Of several names in attributes or excludedAttributes the first one counts."""
    for name in CHOOSING:
        if len(_chosen(asked, name)) > 1:
            _choose(asked, name, _chosen(asked, name)[:1])
    return None


@on_request("rfc", "minor", "generic")
def respects_case_of_projections(asked: Inbound) -> Outbound | None:
    """Names in attributes and excludedAttributes respect case."""
    for name in CHOOSING:
        chosen = _chosen(asked, name)
        if any(entry.isupper() for entry in chosen):
            _choose(asked, name, [entry for entry in chosen if not entry.isupper()] or ["scimproofNoSuch"])
    return None


@on_request("rfc", "minor", "generic", bugs=("BUG-046",))
def knows_no_urns_in_projections(asked: Inbound) -> Outbound | None:
    """Names with a URN before them are not understood in attributes and excludedAttributes."""
    for name in CHOOSING:
        chosen = _chosen(asked, name)
        if any(entry.startswith("urn:") for entry in chosen):
            _choose(asked, name, [entry for entry in chosen if not entry.startswith("urn:")] or ["scimproofNoSuch"])
    return None


@on_request("rfc", "minor", "generic")
def knows_no_parts_in_projections(asked: Inbound) -> Outbound | None:
    """Names of sub-attributes are not understood in attributes and excludedAttributes."""
    for name in CHOOSING:
        chosen = _chosen(asked, name)
        if any("." in entry.rpartition(":")[2] for entry in chosen):
            _choose(asked, name, ["scimproofNoSuch"])
    return None


@on_request("rfc", "minor", "generic")
def crashes_on_odd_projections(asked: Inbound) -> Outbound | None:
    """An unknown name in attributes, and both parameters together, end in a 500."""
    chosen, excluded = (_chosen(asked, name) for name in CHOOSING)
    odd = "scimproofNoSuch" in (*chosen, *excluded) or (chosen and excluded)
    return scim_error(500, "KeyError") if odd else None


@on_answer("rfc", "minor", "generic")
def answers_writes_briefly(asked: Inbound, answer: Outbound) -> None:
    """Answers to POST, PUT and PATCH show no e-mails and no name."""
    if asked.method in ("POST", "PUT", "PATCH") and asked.endpoint in COLLECTIONS and not _searches(asked):
        _drop(answer, "emails", "name")


@on_answer("rfc", "major", "generic", "sailpoint", bugs=("BUG-045",))
def abbreviates_lists(asked: Inbound, answer: Outbound) -> None:
    """Lists show no e-mails of users and no members of groups, not even when they are asked for."""
    if isinstance(answer.body, dict) and "Resources" in answer.body:
        _drop(answer, "emails", "members")


@on_answer("rfc", "major", "generic")
def abbreviates_reads(asked: Inbound, answer: Outbound) -> None:
    """A single user is shown without e-mails, a single group without members."""
    if asked.method == "GET" and asked.resource_id is not None:
        _drop(answer, "emails", "members")


@on_answer("rfc", "minor", "generic")
def shows_on_request_at_all_times(asked: Inbound, answer: Outbound) -> None:
    """nickName is declared as returned on request; reads show it at all times, and answers to writes never do."""
    if asked.endpoint == "Schemas":
        for schema in answer.resources:
            for definition in schema.get("attributes") or []:
                if definition.get("name") == "nickName":
                    definition["returned"] = "request"
    elif asked.method == "POST":
        _drop(answer, "nickName")


# -- queries by POST --------------------------------------------------------------------------------------------


@on_request("rfc", "major", "generic")
def ignores_searches(asked: Inbound) -> Outbound | None:
    """POST to .search is answered with everybody, whatever the request says."""
    if _searches(asked):
        asked.replace_json({"schemas": asked.json.get("schemas")})
    return None


@on_request("rfc", "minor", "generic")
def does_not_look_at_schemas_of_searches(asked: Inbound) -> Outbound | None:
    """A search request may name any schema."""
    if _searches(asked):
        asked.replace_json({**asked.json, "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]})
    return None


@on_request("rfc", "minor", "generic")
def crashes_on_lists_of_searches(asked: Inbound) -> Outbound | None:
    """A search request that is an array ends in a 500."""
    listed: Any = asked.json
    return scim_error(500, "TypeError") if asked.path.endswith("/.search") and isinstance(listed, list) else None


@on_answer("rfc", "major", "generic")
def answers_searches_with_201(asked: Inbound, answer: Outbound) -> None:
    """POST to .search is answered with 201, like a create."""
    if _searches(asked) and answer.ok:
        answer.status = 201


@on_request("rfc", "minor", "generic")
def searches_users_at_the_root(asked: Inbound) -> Outbound | None:
    """Queries at the root of the server find users only."""
    if asked.path in ("/", "/.search"):
        asked.path = "/Users" + asked.path.rstrip("/")
    return None


@on_request("rfc", "minor", "generic")
def ignores_what_one_type_lacks(asked: Inbound) -> Outbound | None:
    """At the root, a condition on an attribute that groups do not have is left out."""
    if asked.path == "/":
        asked.query = asked.query.replace("userName%20pr", "id%20pr")
    return None
