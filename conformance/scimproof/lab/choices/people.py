"""Choices of servers about people and groups: names, keys, formats, passwords (RFC 7643 sections 3.1 and 4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from scimproof.declared import ENTERPRISE_USER, GROUP, USER
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import define, operations_of, sent, undefine, valued
from scimproof.lab.messages import Inbound, Outbound, scim_error

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
COUNTRY = re.compile(r"[A-Za-z]{2}")
LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")


@on_request("RFC 7643 section 4.1.1", "RFC 7644 section 5")
def composes_user_names(asked: Inbound) -> Outbound | None:
    """userName is stored in the normal form C of Unicode."""
    body = sent(asked)
    if isinstance(body.get("userName"), str):
        asked.replace_json({**body, "userName": unicodedata.normalize("NFC", body["userName"])})
    return None


@on_request("RFC 7643 section 3.1")
def keeps_external_ids_apart(asked: Inbound) -> Outbound | None:
    """An externalId that another resource of the type has is refused with 409, which the RFC does not ask for."""
    if _is_taken(asked, "externalId", fold=False):
        return scim_error(409, "the externalId is taken", "uniqueness")
    return None


def _is_taken(asked: Inbound, name: str, *, fold: bool) -> bool:
    wanted = valued(sent(asked), name) if asked.method in ("POST", "PUT") else None
    if not isinstance(wanted, str) or not wanted:
        return False
    others = asked.look_up(f"/{asked.endpoint}").get("Resources") or []
    return any(
        entry.get("id") != asked.resource_id and _same(valued(entry, name), wanted, fold=fold) for entry in others
    )


def _same(one: Any, other: str, *, fold: bool) -> bool:
    return isinstance(one, str) and (one.casefold() == other.casefold() if fold else one == other)


@on_request("RFC 7643 section 7")
def keeps_group_names_apart(asked: Inbound) -> Outbound | None:
    """A displayName that another group has is refused with 409."""
    if asked.endpoint == "Groups" and _is_taken(asked, "displayName", fold=True):
        return scim_error(409, "the name is taken", "uniqueness")
    return None


@on_answer("RFC 7643 section 7")
def declares_group_names_unique(asked: Inbound, answer: Outbound) -> None:
    """/Schemas says that displayName of groups is unique on the server."""
    define(asked, answer, GROUP, "displayName", uniqueness="server")


@on_answer("RFC 7643 section 4.3")
def requires_references_to_managers(asked: Inbound, answer: Outbound) -> None:
    """/Schemas says that value of a manager is required; the text calls it recommended."""
    define(asked, answer, ENTERPRISE_USER, "manager.value", required=True)


@on_answer("RFC 7643 section 4.1.2")
def shows_nobody_their_groups(asked: Inbound, answer: Outbound) -> None:
    """Users do not show the groups that they are in, and the schema of users does not promise it."""
    undefine(asked, answer, USER, "groups")
    for resource in answer.resources if asked.endpoint in ("Users", "", ".search") else []:
        resource.pop("groups", None)


@on_answer("RFC 7643 section 4.1.2")
def promises_groups_and_shows_none(asked: Inbound, answer: Outbound) -> None:
    """Users do not show the groups that they are in, although the schema of users has groups."""
    for resource in answer.resources if asked.endpoint in ("Users", "", ".search") else []:
        resource.pop("groups", None)


@on_request("RFC 7643 section 4.1.2", "RFC 7644 section 3.12")
def refuses_wrong_formats(asked: Inbound) -> Outbound | None:
    """E-mails, countries, locales and time zones of the wrong form are refused with 400 invalidValue."""
    for resource in _written(asked):
        if any(not pattern.fullmatch(text) for pattern, text in _formatted(resource)):
            return scim_error(400, "a value is of the wrong form", "invalidValue")
    return None


def _written(asked: Inbound) -> list[dict[str, Any]]:
    patched = [operation.get("value") for operation in operations_of(asked) if "path" not in operation]
    return [sent(asked), *(value for value in patched if isinstance(value, dict))]


def _formatted(resource: dict[str, Any]) -> Iterator[tuple[re.Pattern[str], str]]:
    for name, part, pattern in (("emails", "value", EMAIL), ("addresses", "country", COUNTRY)):
        for entry in valued(resource, name) or []:
            text = entry.get(part) if isinstance(entry, dict) else None
            if isinstance(text, str):
                yield pattern, text
    locale = valued(resource, "locale")
    if isinstance(locale, str) and locale:
        yield LOCALE, locale


@on_request("RFC 7643 section 4.1.1", config={"changePassword": {"supported": False}})
def ignores_passwords(asked: Inbound) -> Outbound | None:
    """Passwords cannot be set: what a client sends is ignored."""
    body = sent(asked)
    if valued(body, "password") is not None:
        asked.replace_json({name: value for name, value in body.items() if name.lower() != "password"})
    return None


@on_answer("RFC 7643 section 4.1.1", config={"changePassword": {"supported": False}})
def has_no_passwords(asked: Inbound, answer: Outbound) -> None:
    """Passwords cannot be set, and the schema of users has none."""
    undefine(asked, answer, USER, "password")


@on_request("RFC 7643 section 7.8", "RFC 7644 section 3.12")
def insists_on_long_passwords(asked: Inbound) -> Outbound | None:
    """A password of less than twelve letters is refused with 400 invalidValue."""
    given = valued(sent(asked), "password")
    if isinstance(given, str) and len(given) < 12:
        return scim_error(400, "the password is too short", "invalidValue")
    return None


def _says_immutable(asked: Inbound, answer: Outbound) -> None:
    define(asked, answer, USER, "userName", mutability="immutable")


@on_request("RFC 7643 section 7", also=_says_immutable)
def lets_nobody_be_renamed(asked: Inbound) -> Outbound | None:
    """userName is immutable, as /Schemas says: another one in a PUT or PATCH is refused with 400 mutability."""
    if asked.endpoint != "Users" or asked.method not in ("PUT", "PATCH"):
        return None
    named = [valued(sent(asked), "userName")]
    for operation in operations_of(asked):
        path, value = str(operation.get("path", "")).lower(), operation.get("value")
        named.append(valued(value, "userName") if isinstance(value, dict) else value if path == "username" else None)
    stored = asked.stored.get("userName")
    if stored and any(name is not None and name != stored for name in named):
        return scim_error(400, "userName is immutable", "mutability")
    return None
