"""Choices of servers in what a resource looks like (RFC 7643 sections 2, 3 and 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from scimproof.declared import ENTERPRISE_USER, GROUP, USER
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import (
    ask_instead,
    asked_for,
    is_partial,
    is_search,
    operations_of,
    resources,
    sent,
    undefine,
    valued,
)
from scimproof.lab.messages import Inbound, Outbound

# A time in a filter without a zone.
ZONELESS = re.compile(r'"(\d{4}-\d\d-\d\dT[\d:.]+)"')
DECORATION = ("type", "$ref", "display")
EMPTY: tuple[Any, ...] = (None, [], {})


@on_answer("RFC 7643 section 2.5")
def leaves_out_what_is_empty(asked: Inbound, answer: Outbound) -> None:
    """Attributes without a value are left out."""
    for resource in resources(asked, answer):
        for name in [name for name, value in resource.items() if value in EMPTY]:
            del resource[name]


@on_answer("RFC 7643 section 2.5")
def writes_null_for_no_value(asked: Inbound, answer: Outbound) -> None:
    """Attributes without a value are shown as null, members of groups included."""
    for resource in [] if is_partial(asked) else resources(asked, answer):
        for name in ("nickName", "title", "phoneNumbers", "groups", "locale") if _is(resource, USER) else ():
            resource.setdefault(name, None)
        if _is(resource, GROUP):
            resource.setdefault("members", None)


@on_answer("RFC 7643 section 2.5")
def writes_empty_lists(asked: Inbound, answer: Outbound) -> None:
    """Multi-valued attributes without a value are shown as []."""
    for resource in [] if is_partial(asked) else resources(asked, answer):
        for name in ("phoneNumbers", "addresses", "groups") if _is(resource, USER) else ():
            resource.setdefault(name, [])
        if _is(resource, GROUP):
            resource.setdefault("members", [])


def _is(resource: dict[str, Any], urn: str) -> bool:
    return urn in (resource.get("schemas") or [])


@on_request("RFC 7644 section 3.1", "RFC 7643 section 4.1.2")
def canonicalises_emails_to_lower_case(asked: Inbound) -> Outbound | None:
    """E-mail addresses are stored in lower case."""
    _rewrite_emails(asked, str.lower)
    return None


def _rewrite_emails(asked: Inbound, rewrite: Any) -> None:
    body = sent(asked)
    emails = valued(body, "emails")
    if isinstance(emails, list):
        for entry in emails:
            if isinstance(entry, dict) and isinstance(entry.get("value"), str):
                entry["value"] = rewrite(entry["value"])
        asked.replace_json(body)


@on_answer("RFC 7643 section 2.3.1", "RFC 7644 section 3.1")
def shows_user_names_in_lower_case(asked: Inbound, answer: Outbound) -> None:
    """userName, which ignores case, is shown in lower case."""
    for resource in resources(asked, answer):
        if isinstance(resource.get("userName"), str):
            resource["userName"] = resource["userName"].lower()


@on_request("RFC 7643 section 4.1.2")
def canonicalises_phone_numbers(asked: Inbound) -> Outbound | None:
    """Phone numbers are stored as tel URIs without visual separators."""
    body = sent(asked)
    numbers = valued(body, "phoneNumbers")
    if isinstance(numbers, list):
        for entry in numbers:
            if isinstance(entry, dict) and isinstance(entry.get("value"), str):
                digits = "".join(sign for sign in entry["value"] if sign in "+0123456789")
                entry["value"] = f"tel:{digits}"
        asked.replace_json(body)
    return None


@on_answer("RFC 7643 section 4.1.1")
def derives_formatted_names(asked: Inbound, answer: Outbound) -> None:
    """name.formatted is made of the other parts of the name, whenever the name is shown whole."""
    for resource in [] if is_partial(asked) else resources(asked, answer):
        name = resource.get("name")
        if isinstance(name, dict) and ("givenName" in name or "familyName" in name):
            name["formatted"] = " ".join(name[part] for part in ("givenName", "familyName") if part in name)


@on_request("RFC 7644 section 3.3", "RFC 7644 section 3.1")
def adds_a_time_zone(asked: Inbound) -> Outbound | None:
    """Users get a timezone, a locale and a language by default, when they are created without."""
    if asked.method == "POST" and asked.endpoint == "Users" and (body := sent(asked)):
        defaults = {"timezone": "Europe/Berlin", "locale": "de-DE", "preferredLanguage": "de"}
        named = {name.lower() for name in body}
        asked.replace_json({**{key: value for key, value in defaults.items() if key not in named}, **body})
    return None


@on_request("RFC 7643 section 2.4")
def makes_the_first_value_primary(asked: Inbound) -> Outbound | None:
    """Of several addresses without a primary one, the first becomes it; a type is set where there is none."""
    body = sent(asked)
    emails = valued(body, "emails")
    if isinstance(emails, list) and emails and all(isinstance(entry, dict) for entry in emails):
        if not any(entry.get("primary") for entry in emails):
            emails[0]["primary"] = True
        for entry in emails:
            entry.setdefault("type", "other")
        asked.replace_json(body)
    return None


@on_answer("RFC 7643 section 2.4")
def says_primary_false(asked: Inbound, answer: Outbound) -> None:
    """Values that are not the primary one say so."""
    for resource in [] if is_partial(asked) else resources(asked, answer):
        for entry in resource.get("emails") or []:
            entry.setdefault("primary", False)


@on_answer("RFC 7643 section 2.4")
def returns_values_in_another_order(asked: Inbound, answer: Outbound) -> None:
    """Multi-valued attributes have no order: they come back in reverse."""
    for resource in resources(asked, answer):
        for name, value in resource.items():
            if isinstance(value, list):
                resource[name] = value[::-1]


@on_answer("RFC 7643 section 2.1")
def returns_names_in_another_order(asked: Inbound, answer: Outbound) -> None:
    """Members of objects come in another order."""
    for resource in resources(asked, answer):
        turned = dict(reversed(resource.items()))
        resource.clear()
        resource.update(turned)


@on_answer("RFC 7643 section 2.3.5")
def rounds_times_to_seconds(asked: Inbound, answer: Outbound) -> None:
    """Times have no fractions of a second."""
    for meta, name, moment in _times(asked, answer):
        meta[name] = moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


@on_answer("RFC 7643 section 2.3.5")
def writes_times_with_offsets(asked: Inbound, answer: Outbound) -> None:
    """Times are given in the zone of the server, as +05:30."""
    zone = timezone(timedelta(hours=5, minutes=30))
    for meta, name, moment in _times(asked, answer):
        meta[name] = moment.astimezone(zone).isoformat()


def _times(asked: Inbound, answer: Outbound) -> Iterator[tuple[dict[str, Any], str, datetime]]:
    for resource in resources(asked, answer):
        meta = resource.get("meta") or {}
        for name in ("created", "lastModified"):
            if isinstance(meta.get(name), str):
                yield meta, name, datetime.fromisoformat(meta[name])


def _without_zones(asked: Inbound, answer: Outbound) -> None:
    for meta, name, moment in _times(asked, answer):
        meta[name] = moment.replace(tzinfo=None).isoformat()


@on_request("RFC 7643 section 2.3.5", also=_without_zones)
def leaves_out_time_zones(asked: Inbound) -> Outbound | None:
    """Times have no zone, which xsd:dateTime allows, and are understood in filters without one."""
    wanted = asked_for(asked, "filter") if is_search(asked) else None
    if wanted and ZONELESS.search(wanted):
        ask_instead(asked, "filter", ZONELESS.sub(r'"\1Z"', wanted))
    return None


def _named(asked: Inbound, answer: Outbound) -> None:
    for resource in resources(asked, answer):
        schemas = resource.get("schemas")
        if isinstance(schemas, list) and _is(resource, USER) and ENTERPRISE_USER not in schemas:
            schemas.append(ENTERPRISE_USER)


@on_request("RFC 7643 section 3.3", "RFC 7643 section 3", also=_named)
def names_extensions_always(asked: Inbound) -> Outbound | None:
    """Users name the enterprise extension among their schemas, with data of it or without."""
    wanted = asked_for(asked, "filter") if is_search(asked) else None
    if wanted and asked.endpoint == "Users":
        ask_instead(asked, "filter", wanted.replace(f'schemas eq "{ENTERPRISE_USER}"', "userName pr"))
    return None


@on_answer("RFC 7643 section 3.3", "RFC 7643 section 3")
def names_extensions_with_data_only(asked: Inbound, answer: Outbound) -> None:
    """Users name the enterprise extension only while they have data of it."""
    for resource in [] if is_partial(asked) else resources(asked, answer):
        if not resource.get(ENTERPRISE_USER) and isinstance(resource.get("schemas"), list):
            resource.pop(ENTERPRISE_USER, None)
            resource["schemas"] = [urn for urn in resource["schemas"] if urn != ENTERPRISE_USER]


@on_answer("RFC 7643 section 3.1", "RFC 7644 section 3.4")
def leaves_members_out_of_lists(asked: Inbound, answer: Outbound) -> None:
    """Lists of groups do not show their members, unless attributes asks for them: there are too many."""
    if asked.endpoint == "Groups" and asked.resource_id is None and asked.method == "GET" and not is_partial(asked):
        for resource in answer.resources:
            resource.pop("members", None)


@on_answer("RFC 7643 section 2.4")
def shows_members_by_value_only(asked: Inbound, answer: Outbound) -> None:
    """Members of groups have a value, and neither type nor $ref nor display; /Schemas says so."""
    undefine(asked, answer, GROUP, *(f"members.{name}" for name in DECORATION))
    for resource in resources(asked, answer):
        for entry in resource.get("members") or []:
            for name in DECORATION:
                entry.pop(name, None)


def _in_full(asked: Inbound, answer: Outbound) -> None:
    for resource in [] if is_partial(asked) else resources(asked, answer):
        location = str(resource.get("meta", {}).get("location", ""))
        for entry in resource.get("members") or []:
            endpoint = "Groups" if entry.get("type") == "Group" else "Users"
            entry.setdefault("type", "User")
            entry.setdefault("$ref", f"{location.partition('/Groups')[0]}/{endpoint}/{entry.get('value')}")
            entry.setdefault("display", "Somebody")


@on_request("RFC 7643 section 2.1", "RFC 7643 section 2.4", also=_in_full)
def shows_members_in_full(asked: Inbound) -> Outbound | None:
    """Members of groups have type, $ref and display, which a client may send back."""
    body = sent(asked) if asked.endpoint == "Groups" and asked.method == "PUT" else {}
    members = valued(body, "members")
    if isinstance(members, list):
        stored = {entry.get("value"): entry for entry in asked.stored.get("members") or []}
        for entry in members:
            known = stored.get(entry.get("value")) if isinstance(entry, dict) else None
            for name in DECORATION:
                if known is not None and name not in known:
                    entry.pop(name, None)
        asked.replace_json(body)
    return None


@on_request("RFC 7643 section 2.4")
def ignores_display(asked: Inbound) -> Outbound | None:
    """display in the values of multi-valued attributes is the server's own: what clients write is ignored."""
    body = sent(asked) or (asked.json if operations_of(asked) else {})
    if isinstance(body, dict) and _drop_display(body):
        asked.replace_json(body)
    return None


def _drop_display(value: Any) -> bool:
    if isinstance(value, list):
        return sum(_drop_display(entry) for entry in value) > 0  # all of them, not up to the first
    if not isinstance(value, dict):
        return False
    dropped = "display" in value and "value" in value
    if dropped:
        del value["display"]
    return sum(_drop_display(entry) for entry in value.values()) > 0 or dropped
