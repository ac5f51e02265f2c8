"""Servers that take attributes of a user and lose or mangle them, or refuse what the RFC lets clients send."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

Json = dict[str, Any]

KNOWN_RIGHTS = ("admin", "user", "guest")
KNOWN_USER_TYPES = ("employee", "contractor")
TYPED = ("emails", "phoneNumbers", "ims", "photos", "addresses")


def _users(asked: Inbound, answer: Outbound) -> list[Json]:
    return answer.resources if asked.endpoint == "Users" and answer.ok else []


def _elements(resource: Json, *names: str) -> Iterator[Json]:
    """The elements of these multi-valued attributes, to be changed in place."""
    for name in names:
        listed = resource.get(name)
        yield from (entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, dict))


def _sent(asked: Inbound) -> Json:
    """The user that a request creates or replaces; an empty one for other requests."""
    body = asked.json if asked.method in ("POST", "PUT") and asked.endpoint == "Users" else None
    return body if isinstance(body, dict) else {}


def _refused(what: str) -> Outbound:
    return scim_error(400, f"{what} is not valid", "invalidValue")


# -- names and other texts ------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "entra", "okta", bugs=("BUG-136",))
def splits_names_at_the_blank(asked: Inbound, answer: Outbound) -> None:
    """The parts of a name are joined, and taken apart at the first blank: Mary Ann van Dyke becomes Mary."""
    for user in _users(asked, answer):
        name = user.get("name")
        if isinstance(name, dict) and "givenName" in name:
            whole = f"{name.get('givenName', '')} {name.get('familyName', '')}".strip()
            name["givenName"], _, name["familyName"] = whole.partition(" ")


@on_answer("rfc", "minor", "generic")
def lowers_urls(asked: Inbound, answer: Outbound) -> None:
    """URLs are kept in lower case: the picture behind one of them is not found any more."""
    for user in _users(asked, answer):
        if isinstance(user.get("profileUrl"), str):
            user["profileUrl"] = user["profileUrl"].lower()
        for photo in _elements(user, "photos"):
            photo["value"] = str(photo.get("value")).lower()


@on_request("rfc", "minor", "generic", "sailpoint")
def knows_few_user_types(asked: Inbound) -> Outbound | None:
    """userType is a list of the server's own, which no schema tells."""
    given = _sent(asked).get("userType")
    return _refused("userType") if given and str(given).lower() not in KNOWN_USER_TYPES else None


@on_request("rfc", "minor", "generic")
def takes_one_language_only(asked: Inbound) -> Outbound | None:
    """preferredLanguage is one language, and not a list with weights as in Accept-Language."""
    return _refused("preferredLanguage") if "," in str(_sent(asked).get("preferredLanguage", "")) else None


@on_request("rfc", "minor", "generic")
def wants_countries_in_locales(asked: Inbound) -> Outbound | None:
    """A locale is a language and a country: es-419, which the RFC has for an example, is refused."""
    locale = _sent(asked).get("locale")
    return _refused("locale") if locale and not re.fullmatch(r"[a-z]{2}-[A-Z]{2}", str(locale)) else None


@on_answer("rfc", "minor", "generic")
def keeps_hours_for_time_zones(asked: Inbound, answer: Outbound) -> None:
    """Of a time zone the hours from Greenwich are kept: half of the year they are wrong."""
    for user in _users(asked, answer):
        if "timezone" in user:
            user["timezone"] = "-08:00"


@on_request("rfc", "major", "generic")
def crashes_on_values_without_form(asked: Inbound) -> Outbound | None:
    """What is no e-mail address, or no country of two letters, ends in a 500: the parser of it raises."""
    user = _sent(asked)
    odd = [entry for entry in _elements(user, "emails") if "@" not in str(entry.get("value", "@"))]
    odd += [entry for entry in _elements(user, "addresses") if len(str(entry.get("country", "US"))) != 2]
    return scim_error(500, "internal error") if odd else None


# -- several values -------------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "okta", "entra")
def cuts_tags_off_addresses(asked: Inbound, answer: Outbound) -> None:
    """Whatever is behind a plus sign in an e-mail address is taken for a tag and left out."""
    for user in _users(asked, answer):
        for entry in _elements(user, "emails"):
            entry["value"] = re.sub(r"\+[^@]*", "", str(entry.get("value")))


@on_answer("rfc", "major", "entra", "okta")
def forgets_types_of_values(asked: Inbound, answer: Outbound) -> None:
    """Addresses and numbers come back without their types: the work phone cannot be told from the private one."""
    for user in _users(asked, answer):
        for entry in _elements(user, *TYPED):
            entry.pop("type", None)


@on_answer("rfc", "major", "okta", "entra")
def forgets_which_is_primary(asked: Inbound, answer: Outbound) -> None:
    """No address is the primary one: mail goes to whichever comes first."""
    for user in _users(asked, answer):
        for entry in _elements(user, "emails"):
            entry["primary"] = False


@on_answer("rfc", "major", "generic")
def drops_country_codes(asked: Inbound, answer: Outbound) -> None:
    """Telephone numbers lose their country: whoever calls from abroad calls somebody else."""
    for user in _users(asked, answer):
        for entry in _elements(user, "phoneNumbers"):
            entry["value"] = re.sub(r"\D", "", str(entry.get("value")))[-7:]


@on_answer("rfc", "minor", "generic")
def drops_regions(asked: Inbound, answer: Outbound) -> None:
    """Of an address the region is not kept, although the schema has it."""
    for user in _users(asked, answer):
        for entry in _elements(user, "addresses"):
            entry.pop("region", None)


@on_request("rfc", "minor", "generic")
def wants_whole_addresses(asked: Inbound) -> Outbound | None:
    """An address without a street is refused, although no schema requires one."""
    lacking = any("streetAddress" not in entry for entry in _elements(_sent(asked), "addresses"))
    return _refused("addresses") if lacking else None


@on_answer("rfc", "minor", "generic")
def joins_lines(asked: Inbound, answer: Outbound) -> None:
    """Line breaks become blanks: an address does not fit on a label any more."""
    for user in _users(asked, answer):
        for entry in _elements(user, "addresses"):
            for name in ("formatted", "streetAddress"):
                if name in entry:
                    entry[name] = entry[name].replace("\n", " ")


@on_answer("rfc", "minor", "generic")
def spells_countries_out(asked: Inbound, answer: Outbound) -> None:
    """A country comes back as its name, where the RFC has two letters."""
    for user in _users(asked, answer):
        for entry in _elements(user, "addresses"):
            if entry.get("country") == "US":
                entry["country"] = "United States"


@on_request("rfc", "major", "generic", "entra")
def knows_few_rights(asked: Inbound) -> Outbound | None:
    """Roles and entitlements are from a list of the server's own, which no schema tells."""
    given = [str(entry.get("value")).lower() for entry in _elements(_sent(asked), "roles", "entitlements")]
    return _refused("roles") if any(value not in KNOWN_RIGHTS for value in given) else None


# -- binary values --------------------------------------------------------------------------------------------------


@on_answer("rfc", "major", "generic")
def joins_certificates(asked: Inbound, answer: Outbound) -> None:
    """All certificates of a user come back in one value: what reads them takes the first, or none."""
    for user in _users(asked, answer):
        entries = list(_elements(user, "x509Certificates"))
        if len(entries) > 1:
            joined = b"".join(base64.b64decode(str(entry.get("value"))) for entry in entries)
            user["x509Certificates"] = [{"value": base64.b64encode(joined).decode()}]


@on_request("rfc", "minor", "generic")
def insists_on_padding(asked: Inbound) -> Outbound | None:
    """Base64 without the padding at its end is refused, which the RFC lets clients leave out."""
    values = [str(entry.get("value")) for entry in _elements(_sent(asked), "x509Certificates")]
    return _refused("x509Certificates") if any(len(value) % 4 for value in values) else None
