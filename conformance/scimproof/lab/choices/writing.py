"""Choices of servers that create, replace and delete (RFC 7644 sections 3.3, 3.5.1 and 3.6)."""

from __future__ import annotations

from typing import Any

from scimproof.lab.choices.mechanism import on_answer, on_request, on_storage
from scimproof.lab.choices.reading import REQUIRED, known, resources, sent, valued
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

READ_ONLY = ("id", "meta", "groups")

# Keywords that a section of its own demands (RFC 7644 sections 3.3, 3.4.2.1, 3.4.2.2 and 3.5.2; RFC 9865 section 2.1).
DEMANDED = ("uniqueness", "noTarget", "mutability", "tooMany", "invalidFilter")
OF_CURSORS = ("invalidCursor", "expiredCursor", "invalidCount")


def _put(asked: Inbound) -> dict[str, Any]:
    """The body of a PUT to a user or group."""
    return sent(asked) if asked.method == "PUT" else {}


@on_request("RFC 7644 section 3.12")
def refuses_changed_read_only_values(asked: Inbound) -> Outbound | None:
    """A PUT that changes id, meta or groups is refused with 400 mutability.

    One that sends them back as they are is not. The text of sections 3.1 and 3.5.1 has them ignored; the example at the
    end of section 3.12 has them refused.
    """
    body = _put(asked)
    stored = asked.stored if body else {}
    if stored and any(body.get(name) not in (None, stored.get(name)) for name in READ_ONLY):
        return scim_error(400, "id, meta and groups are readOnly", "mutability")
    return None


@on_request("RFC 7644 section 3.5.1")
def refuses_ids_that_differ_from_the_url(asked: Inbound) -> Outbound | None:
    """A PUT whose id is another one than that in the URL is refused with 400."""
    given = _put(asked).get("id")
    if given is not None and given != asked.resource_id:
        return scim_error(400, "the id is not the one in the URL", "mutability")
    return None


@on_request("RFC 7644 section 3.5.1")
def keeps_what_put_omits(asked: Inbound) -> Outbound | None:
    """What a PUT does not name stays as it was: it was not asserted."""
    _fill(asked, lambda stored: stored)
    return None


@on_request("RFC 7644 section 3.5.1")
def sets_defaults_for_what_put_omits(asked: Inbound) -> Outbound | None:
    """What a PUT does not name gets a default: users are active, and have a locale."""
    if asked.endpoint == "Users":
        _fill(asked, lambda stored: {"active": True, "locale": "en-US"})
    return None


@on_request("RFC 7644 section 3.5.1", "RFC 7644 section 3.12")
def keeps_required_values_that_put_omits(asked: Inbound) -> Outbound | None:
    """A PUT without userName or displayName keeps the former one.

    The RFC binds the client to send it, and does not say what happens if it does not.
    """
    name = REQUIRED.get(asked.endpoint, "")
    _fill(asked, lambda stored: {key: value for key, value in stored.items() if key == name})
    return None


def _fill(asked: Inbound, values: Any) -> None:
    """Put values into a PUT for the writable attributes that it does not name."""
    body = _put(asked)
    stored = asked.stored if body else {}
    if stored:
        named = {name.lower() for name in body}
        missing = {
            name: value
            for name, value in values(stored).items()
            if name.lower() not in named and name not in (*READ_ONLY, "schemas")
        }
        extended = [name for name in missing if name.startswith("urn:")]
        schemas = [*body.get("schemas", []), *extended] if isinstance(body.get("schemas"), list) else None
        asked.replace_json({**missing, **body, **({"schemas": list(dict.fromkeys(schemas))} if schemas else {})})


@on_answer("RFC 7644 section 3.12")
def says_invalid_syntax_for_invalid_values(asked: Inbound, answer: Outbound) -> None:
    """A missing or wrongly shaped value is called invalidSyntax. Table 9 describes it twice."""
    if isinstance(answer.body, dict) and answer.body.get("scimType") == "invalidValue":
        answer.body["scimType"] = "invalidSyntax"


@on_answer("RFC 7644 section 3.12")
def says_invalid_value_for_invalid_syntax(asked: Inbound, answer: Outbound) -> None:
    """A body whose structure is wrong is called invalidValue, as long as it is JSON."""
    if isinstance(answer.body, dict) and answer.body.get("scimType") == "invalidSyntax" and asked.json is not None:
        answer.body["scimType"] = "invalidValue"


@on_answer("RFC 7644 section 3.12")
def leaves_out_optional_scim_types(asked: Inbound, answer: Outbound) -> None:
    """Errors have no scimType but where a section of its own demands a certain one."""
    if isinstance(answer.body, dict) and answer.body.get("scimType") not in (*DEMANDED, *OF_CURSORS):
        answer.body.pop("scimType", None)


@on_answer("RFC 7644 section 3.12")
def explains_nothing(asked: Inbound, answer: Outbound) -> None:
    """Errors have no detail, outside of bulk."""
    if answer.status >= 400 and answer.status != 413 and isinstance(answer.body, dict):
        answer.body.pop("detail", None)


@on_answer("RFC 7643 section 7", "RFC 7644 section 3.12")
def answers_taken_names_in_changes_with_400(asked: Inbound, answer: Outbound) -> None:
    """A PUT or PATCH that takes somebody else's name is answered 400 uniqueness and not 409."""
    is_conflict = isinstance(answer.body, dict) and answer.body.get("scimType") == "uniqueness"
    if asked.method in ("PUT", "PATCH") and answer.status == 409 and is_conflict:
        answer.status = 400
        answer.body["status"] = "400"


@on_request("RFC 7643 section 3.1")
def refuses_ids_of_clients(asked: Inbound) -> Outbound | None:
    """A create with an id is refused with 400: clients must not name one."""
    if asked.method == "POST" and sent(asked).get("id") is not None:
        return scim_error(400, "the id is made by the server", "mutability")
    return None


@on_request("RFC 7644 section 3.12")
def refuses_attributes_of_no_schema(asked: Inbound) -> Outbound | None:
    """An attribute that is in no schema of the resource is refused with 400, and not ignored."""
    strangers = [name for name in sent(asked) if not known(asked, name)]
    return scim_error(400, f"{strangers[0]} is in no schema", "invalidSyntax") if strangers else None


@on_request("RFC 7643 section 3")
def refuses_requests_without_schemas(asked: Inbound) -> Outbound | None:
    """A create or PUT without schemas is refused with 400."""
    body = sent(asked)
    if body and not valued(body, "schemas"):
        return scim_error(400, "schemas is missing", "invalidValue")
    return None


@on_request("RFC 7643 section 3")
def takes_requests_without_schemas(asked: Inbound) -> Outbound | None:
    """A create or PUT without schemas is understood all the same."""
    body = sent(asked)
    if body and not valued(body, "schemas"):
        schema = {"Users": "User", "Groups": "Group"}[asked.endpoint]
        asked.replace_json({**body, "schemas": [f"urn:ietf:params:scim:schemas:core:2.0:{schema}"]})
    return None


@on_request("RFC 7643 section 2.5")
def clears_on_empty_texts(asked: Inbound) -> Outbound | None:
    """An empty text means no value, as null does."""
    body = sent(asked)
    empty = [name for name, value in body.items() if value == "" and name != REQUIRED.get(asked.endpoint)]
    if empty:
        asked.replace_json({**body, **dict.fromkeys(empty)})
    return None


@on_answer("RFC 7644 section 3.3")
def gives_relative_locations(asked: Inbound, answer: Outbound) -> None:
    """The Location header of a create is relative to the request."""
    location = answer.headers.get("Location")
    if answer.status == 201 and location:
        answer.headers["Location"] = "/scim/v2" + location.partition("/scim/v2")[2]


@on_answer("RFC 7644 section 3.3")
def creates_without_showing(asked: Inbound, answer: Outbound) -> None:
    """A create is answered 201 with an empty body; the Location header tells where the resource is."""
    if answer.status == 201:
        answer.body = None
        answer.drop_header("Content-Type")


@on_answer("RFC 7643 section 3.1")
def sends_content_location(asked: Inbound, answer: Outbound) -> None:
    """Answers that show one resource have a Content-Location header."""
    for resource in resources(asked, answer) if "totalResults" not in (answer.body or {}) else []:
        location = resource.get("meta", {}).get("location")
        if location:
            answer.headers["Content-Location"] = location


@on_answer("RFC 7644 section 3.4.1", "RFC 7644 section 3.5.1")
def sends_location_with_everything(asked: Inbound, answer: Outbound) -> None:
    """Reads, PUT and PATCH are answered with a Location header as well."""
    for resource in resources(asked, answer) if "totalResults" not in (answer.body or {}) else []:
        location = resource.get("meta", {}).get("location")
        if location:
            answer.headers["Location"] = location


@on_answer("RFC 7644 section 3.5.1")
def sends_location_with_creates_only(asked: Inbound, answer: Outbound) -> None:
    """No answer but 201 has a Location header; examples of the RFC show it elsewhere, the text asks for it there."""
    if answer.status not in (201, 308):
        answer.drop_header("Location")


@on_storage("RFC 7644 section 3.6")
def keeps_the_records_of_leavers(healthy: type[Any]) -> type[Any]:
    """Who was deleted stays in the store: marked, found by nobody, and in nobody's way."""

    class Archive(healthy):  # type: ignore[misc]
        def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
            self.__dict__.setdefault("leavers", []).append(self.get(resource_type, resource_id))
            super().delete(resource_type, resource_id, expected_version=expected_version)

    return Archive


@on_answer("RFC 7643 section 3.1")
def stamps_creation_twice(asked: Inbound, answer: Outbound) -> None:
    """lastModified of a new resource is some milliseconds after created: the clock was read twice."""
    if asked.method == "POST" and asked.endpoint in COLLECTIONS and answer.status == 201:
        meta = answer.body["meta"]
        if meta["created"] == meta["lastModified"]:
            meta["lastModified"] = _a_little_later(meta["created"])


def _a_little_later(moment: str) -> str:
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(moment) + timedelta(milliseconds=3)).isoformat()
