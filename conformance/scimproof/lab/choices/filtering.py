"""Choices of servers in what filters mean, and in which they refuse (RFC 7644 sections 3.4.2.2 and 7.5.2)."""

from __future__ import annotations

import re
from collections.abc import Callable

from scimproof.declared import USER
from scimproof.lab.choices.mechanism import on_answer, on_request
from scimproof.lab.choices.reading import ask_instead, asked_for, define, is_search, known, without_texts
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

OPERATORS = "eq|ne|co|sw|ew|gt|ge|lt|le|pr"
CONDITION = re.compile(rf"([\w$.:-]+)\s+({OPERATORS})\b", re.I)
VALUE = r'("(?:\\.|[^"\\])*"|[\w.+-]+)'
NOT_EQUAL = re.compile(rf"([\w$.:-]+)\s+ne\s+{VALUE}", re.I)
PASSWORD = re.compile(rf"\bpassword\s+({OPERATORS})\b", re.I)
COMPLEX = ("name", "emails", "phonenumbers", "addresses", "members", "meta", "groups")
NOT_OFFERED = {"filter": {"supported": False}}


def _filter(asked: Inbound) -> str:
    """The filter of a query; empty when there is none."""
    return (asked_for(asked, "filter") or "") if is_search(asked) else ""


def _conditions(asked: Inbound) -> list[tuple[str, str]]:
    """The attributes of a filter, each with its operator; those in square brackets with the one before them."""
    wanted, found = without_texts(_filter(asked)), []
    for name, operator in CONDITION.findall(wanted):
        before = wanted[: wanted.find(name)]
        inside = before.count("[") > before.count("]")
        owner = re.search(r"([\w.:-]+)\[[^\[]*$", before) if inside else None
        found.append((f"{owner[1]}.{name}" if owner else name, operator.lower()))
    return found


@on_request("RFC 7644 section 3.12")
def refuses_filters_on_unknown_attributes(asked: Inbound) -> Outbound | None:
    """A filter on an attribute that no schema has is refused with 400 invalidFilter."""
    strangers = [name for name, _ in _conditions(asked) if not known(asked, name)]
    if strangers and asked.endpoint in COLLECTIONS:
        return scim_error(400, f"there is no attribute {strangers[0]}", "invalidFilter")
    return None


@on_request("RFC 7644 section 3.4.2.1")
def finds_nobody_by_unknown_attributes(asked: Inbound) -> Outbound | None:
    """A condition on an attribute that no schema has is met by nobody."""
    wanted = _filter(asked)
    for name, _ in _conditions(asked) if asked.endpoint in COLLECTIONS else []:
        if not known(asked, name) and "[" not in wanted:
            condition = re.compile(rf"(?<![\w.:]){re.escape(name)}\s+(pr\b|(?:{OPERATORS})\s+{VALUE})", re.I)
            wanted = condition.sub('id eq ""', wanted)
    if wanted != _filter(asked):
        ask_instead(asked, "filter", wanted)
    return None


@on_request("RFC 7644 section 3.4.2.2")
def refuses_filters_on_complex_attributes(asked: Inbound) -> Outbound | None:
    """A filter such as emails co "..." is refused with 400 invalidFilter: a sub-attribute has to be named."""
    vague = [name for name, operator in _conditions(asked) if name.lower() in COMPLEX and operator != "pr"]
    return scim_error(400, f"{vague[0]} has sub-attributes: name one", "invalidFilter") if vague else None


@on_request("RFC 7644 section 3.4.2.2")
def takes_value_for_complex_attributes(asked: Inbound) -> Outbound | None:
    """A filter such as emails co "..." compares the values."""
    wanted = _filter(asked)
    if any(name.lower() == "emails" and operator != "pr" for name, operator in _conditions(asked)):
        ask_instead(asked, "filter", re.sub(rf"\bemails(?=\s+(?:{OPERATORS}))", "emails.value", wanted, flags=re.I))
    return None


def _with_ne(asked: Inbound, rewritten: Callable[[str, str], str]) -> None:
    wanted = _filter(asked)
    if "[" not in wanted and NOT_EQUAL.search(wanted):
        ask_instead(asked, "filter", NOT_EQUAL.sub(lambda found: rewritten(found[1], found[2]), wanted))


@on_request("RFC 7644 section 3.4.2.2")
def finds_the_valueless_by_ne(asked: Inbound) -> Outbound | None:
    """ne is met by who has no value at all."""
    _with_ne(asked, lambda name, value: f"(not ({name} eq {value}))")
    return None


@on_request("RFC 7644 section 3.4.2.2")
def skips_the_valueless_by_ne(asked: Inbound) -> Outbound | None:
    """ne is met only by who has another value."""
    _with_ne(asked, lambda name, value: f"({name} pr and not ({name} eq {value}))")
    return None


@on_request("RFC 7644 section 3.4.2.2")
def refuses_order_of_strings(asked: Inbound) -> Outbound | None:
    """gt, ge, lt and le compare dates and numbers only: on texts they are refused with 400 invalidFilter."""
    compared = [name for name, operator in _conditions(asked) if operator in ("gt", "ge", "lt", "le")]
    if any(not name.lower().startswith("meta.") for name in compared):
        return scim_error(400, "texts have no order here", "invalidFilter")
    return None


@on_request("RFC 7644 section 3.4.2.2")
def refuses_null(asked: Inbound) -> Outbound | None:
    """A comparison with null is refused with 400 invalidFilter: pr is there for it."""
    if re.search(r"\bnull\b", without_texts(_filter(asked)), re.I):
        return scim_error(400, "null is compared with pr", "invalidFilter")
    return None


@on_request("RFC 7644 section 3.4.2.2")
def understands_bare_words_in_filters(asked: Inbound) -> Outbound | None:
    """A value without quotes, as in meta.resourceType eq User, is taken for a text."""
    wanted = _filter(asked)
    bare = re.compile(rf"\b({OPERATORS})\s+(?!true\b|false\b|null\b)([A-Za-z]\w*)(?=$|\s|\))", re.I)
    if '"' not in wanted and bare.search(wanted):
        ask_instead(asked, "filter", bare.sub(r'\1 "\2"', wanted))
    return None


@on_request("RFC 7643 section 3.1", "RFC 7644 section 3.4.2.2")
def ignores_case_of_external_ids(asked: Inbound) -> Outbound | None:
    """externalId eq ignores case, as many databases do."""
    wanted = _filter(asked)
    found = re.fullmatch(r'externalId eq "([^"\\]*)"', wanted, re.I)
    if found and asked.endpoint in COLLECTIONS:
        page = asked.look_up(f"/{asked.endpoint}")
        keys = [str(entry.get("externalId", "")) for entry in page.get("Resources", [])]
        stored = next((key for key in keys if key.lower() == found[1].lower()), found[1])
        ask_instead(asked, "filter", f'externalId eq "{stored}"')
    return None


@on_answer("RFC 7643 section 8.7.1")
def declares_references_without_case(asked: Inbound, answer: Outbound) -> None:
    """/Schemas says, as section 8.7.1 does, that references ignore case; section 2.3.7 says that they do not."""
    for path in ("profileUrl", "photos.value", "groups.$ref"):
        define(asked, answer, USER, path, caseExact=False)


@on_answer("RFC 7643 section 2.3.7")
def declares_references_with_case(asked: Inbound, answer: Outbound) -> None:
    """/Schemas says that references and binaries respect case."""
    for path in ("profileUrl", "photos.value", "groups.$ref", "x509Certificates.value"):
        define(asked, answer, USER, path, caseExact=True)


def _offers_none(status: int, scim_type: str | None = None) -> Callable[[Inbound], Outbound | None]:
    def refuse(asked: Inbound) -> Outbound | None:
        return scim_error(status, "filters are not supported", scim_type) if _filter(asked) else None

    return refuse


@on_request("RFC 7644 section 3.4.2.2", config=NOT_OFFERED)
def has_no_filters_and_says_400(asked: Inbound) -> Outbound | None:
    """Filters are not offered, and refused with 400 invalidFilter."""
    return _offers_none(400, "invalidFilter")(asked)


@on_request("RFC 7644 section 3.4.2.2", config=NOT_OFFERED)
def has_no_filters_and_says_403(asked: Inbound) -> Outbound | None:
    """Filters are not offered, and refused with 403."""
    return _offers_none(403)(asked)


@on_request("RFC 7644 section 3.12", config=NOT_OFFERED)
def has_no_filters_and_says_501(asked: Inbound) -> Outbound | None:
    """Filters are not offered, and refused with 501."""
    return _offers_none(501)(asked)


@on_request("RFC 7644 section 3.4.2", config=NOT_OFFERED)
def has_no_filters_and_ignores_them(asked: Inbound) -> Outbound | None:
    """Filters are not offered, and ignored like any unknown parameter: everybody is found."""
    if _filter(asked):
        ask_instead(asked, "filter", None)
    return None


def _asks_for_passwords(asked: Inbound) -> bool:
    return PASSWORD.search(without_texts(_filter(asked))) is not None


@on_request("RFC 7644 section 7.5.2")
def forbids_filters_on_passwords(asked: Inbound) -> Outbound | None:
    """A filter on password is refused with 403 and scimType sensitive."""
    return scim_error(403, "passwords are no matter for URLs", "sensitive") if _asks_for_passwords(asked) else None


@on_request("RFC 7644 section 7.5.2")
def forbids_filters_on_passwords_in_silence(asked: Inbound) -> Outbound | None:
    """A filter on password is refused with 403, and no scimType."""
    return scim_error(403, "forbidden") if _asks_for_passwords(asked) else None


@on_request("RFC 7644 section 3.12")
def refuses_filters_on_passwords(asked: Inbound) -> Outbound | None:
    """A filter on password is refused with 400 invalidFilter."""
    return scim_error(400, "password is not searched", "invalidFilter") if _asks_for_passwords(asked) else None


@on_request("RFC 7644 section 7.5.2")
def finds_nobody_by_password(asked: Inbound) -> Outbound | None:
    """A filter on password finds nobody, whatever the password."""
    if _asks_for_passwords(asked):
        ask_instead(asked, "filter", 'id eq ""')
    return None
