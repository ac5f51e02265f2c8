"""Choices of servers in what attributes and excludedAttributes mean (RFC 7644 sections 3.4.2.5 and 3.9)."""

from __future__ import annotations

from scimproof.declared import USER
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import ask_instead, asked_for, define, is_partial, known, resources
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

PROJECTIONS = ("attributes", "excludedAttributes")


@on_answer("RFC 7644 section 3.4.2")
def leaves_schemas_out_of_parts(asked: Inbound, answer: Outbound) -> None:
    """schemas is left out when attributes does not ask for it; the example of section 3.4.2 has it so."""
    wanted = asked_for(asked, "attributes")
    if wanted is not None and "schemas" not in wanted:
        for resource in resources(asked, answer):
            resource.pop("schemas", None)


@on_answer("RFC 7643 section 7", "RFC 7643 section 3.1")
def shows_meta_in_parts(asked: Inbound, answer: Outbound) -> None:
    """meta is shown whatever attributes asks for."""
    for resource in resources(asked, answer) if is_partial(asked) else []:
        identifier, endpoint = resource.get("id"), asked.endpoint
        if identifier and endpoint in COLLECTIONS:
            stored = asked.look_up(f"/{endpoint}/{identifier}")
            if "meta" in stored:
                resource["meta"] = stored["meta"]


@on_request("RFC 7644 section 3.9")
def refuses_both_projections(asked: Inbound) -> Outbound | None:
    """attributes and excludedAttributes in one request are refused with 400."""
    if all(asked_for(asked, name) for name in PROJECTIONS):
        return scim_error(400, "attributes and excludedAttributes exclude each other", "invalidValue")
    return None


@on_request("RFC 7644 section 3.9")
def lets_attributes_win(asked: Inbound) -> Outbound | None:
    """Of attributes and excludedAttributes in one request, the first one counts."""
    if all(asked_for(asked, name) for name in PROJECTIONS):
        ask_instead(asked, "excludedAttributes", None)
    return None


@on_request("RFC 7644 section 3.9")
def lets_excluded_attributes_win(asked: Inbound) -> Outbound | None:
    """Of attributes and excludedAttributes in one request, the second one counts."""
    if all(asked_for(asked, name) for name in PROJECTIONS):
        ask_instead(asked, "attributes", None)
    return None


@on_request("RFC 7644 section 3.9")
def refuses_unknown_names_in_projections(asked: Inbound) -> Outbound | None:
    """A name in attributes or excludedAttributes that no schema has is refused with 400."""
    for name in PROJECTIONS:
        wanted = asked_for(asked, name) or ""
        strangers = [part for part in wanted.split(",") if part.strip() and not known(asked, part)]
        if strangers and asked.endpoint in COLLECTIONS:
            return scim_error(400, f"there is no attribute {strangers[0].strip()}", "invalidValue")
    return None


@on_request("RFC 7644 section 3.9")
def ignores_unknown_names_in_projections(asked: Inbound) -> Outbound | None:
    """Names in attributes or excludedAttributes that no schema has are left out of account."""
    for name in PROJECTIONS:
        wanted = asked_for(asked, name)
        if wanted and asked.endpoint in COLLECTIONS and asked.method != "POST":
            kept = [part for part in wanted.split(",") if known(asked, part)]
            ask_instead(asked, name, ",".join(kept) if kept else None)
    return None


@on_request("RFC 7644 section 3.9")
def returns_whole_parents(asked: Inbound) -> Outbound | None:
    """attributes=name.familyName returns the whole name; excludedAttributes of a part leaves out nothing."""
    chosen = asked_for(asked, "attributes")
    if chosen:
        ask_instead(asked, "attributes", ",".join(_parent(part.strip()) for part in chosen.split(",")))
    excluded = asked_for(asked, "excludedAttributes")
    if excluded:
        kept = [part.strip() for part in excluded.split(",") if part.strip() == _parent(part.strip())]
        ask_instead(asked, "excludedAttributes", ",".join(kept) or None)
    return None


def _parent(path: str) -> str:
    urn, colon, name = path.rpartition(":")
    return f"{urn}{colon}{name.partition('.')[0]}"


@on_request("RFC 7644 section 3.9", "RFC 7644 section 3.4.2.5")
def projects_queries_only(asked: Inbound) -> Outbound | None:
    """attributes and excludedAttributes count for reads and queries, and not for the answers to POST and PUT."""
    if asked.method in ("POST", "PUT") and asked.endpoint in COLLECTIONS and not asked.path.endswith(".search"):
        asked.query = ""
    return None


@on_answer("RFC 7643 section 7")
def returns_nicknames_on_request(asked: Inbound, answer: Outbound) -> None:
    """nickName is declared as returned on request: it is shown when attributes asks for it, or after a write of it."""
    define(asked, answer, USER, "nickName", returned="request")
    written = asked.method in ("POST", "PUT", "PATCH") and b"nickname" in asked.body.lower()
    wanted = "nickname" in (asked_for(asked, "attributes") or "").lower()
    if asked.endpoint in ("Users", "", ".search") and not written and not wanted:
        for resource in answer.resources:
            resource.pop("nickName", None)
