"""Values that fit the declaration of an attribute: what a client might well send.

Each attribute has two values, so that one can be seen to replace the other. What is unique carries the mark of the
run. Texts have letters of both cases, because case may count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

from scimproof.directory import MAIL_DOMAIN
from scimproof.exercising.characteristics import IMMUTABLE, READ_ONLY, Attribute

# Self-signed, made for this file, valid for a hundred years, in DER and base64 (RFC 7643 section 4.1.2).
_CERTIFICATE = (
    "MIIBczCCARmgAwIBAgIUKQN1dcZDJqjlOKaQBhTpsr3wPSUwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNTE4NDI0"
    "N1oYDzIxMjYxMTAxMTg0MjQ3WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARwELvfmE20BH6S6Lvxj34g"
    "gSLuOHWKjD4zh5RtgEhLRJqVSC8ZRpJHZeFfrPnHCJptAjwx/cZ9Q1Zj8RwzEQNyo1MwUTAdBgNVHQ4EFgQUkQzlzTiXFtrRZmyc0a9q"
    "Cb+obiUwHwYDVR0jBBgwFoAUkQzlzTiXFtrRZmyc0a9qCb+obiUwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAieAW"
    "WaVAyyhrND1y8uijyauISi3gB66cWMdfBgzTi2MCIFKZlYHq3th/D2PgWfz2aokC525VnOHEzHz8wSZBF77A"
)
_OTHER_CERTIFICATE = (
    "MIIBdDCCARmgAwIBAgIUGzHAGMi1hJHjUieUyMKS1EjIfBUwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyNTE4NDI0"
    "N1oYDzIxMjYxMTAxMTg0MjQ3WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARwELvfmE20BH6S6Lvxj34g"
    "gSLuOHWKjD4zh5RtgEhLRJqVSC8ZRpJHZeFfrPnHCJptAjwx/cZ9Q1Zj8RwzEQNyo1MwUTAdBgNVHQ4EFgQUkQzlzTiXFtrRZmyc0a9q"
    "Cb+obiUwHwYDVR0jBBgwFoAUkQzlzTiXFtrRZmyc0a9qCb+obiUwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAiGhE"
    "ms/U2KdoVBRuTc2w7Xsd5IysoCkXCnvWnPSEGyACIQC5IqXmX2uxO8AsPLBUDfL8T0z8UpUdSBdqXPHhlrXdtQ=="
)

# RFC 7643 section 4.1 gives some texts a form. Two values each, none of which is a likely default.
HINTS: Mapping[str, tuple[Any, Any]] = {
    "preferredlanguage": ("sv-SE", "fi-FI"),
    "locale": ("sv-SE", "fi-FI"),
    "timezone": ("Europe/Stockholm", "Europe/Helsinki"),
    "usertype": ("Contractor", "Intern"),
    "addresses.country": ("SE", "FI"),
    "addresses.postalcode": ("11122", "00100"),
    "phonenumbers.value": ("tel:+1-201-555-0123", "tel:+1-201-555-0145"),
    "photos.value": (f"https://{MAIL_DOMAIN}/Photo-One.jpg", f"https://{MAIL_DOMAIN}/Photo-Two.jpg"),
    "x509certificates.value": (_CERTIFICATE, _OTHER_CERTIFICATE),
    # Whoever is not active may be closed to changes: only checks about it switch it off.
    "active": (True, True),
}

SIMPLE: Mapping[str, tuple[Any, Any]] = {
    "boolean": (True, False),
    "integer": (7, 11),
    "decimal": (1.5, 2.25),
    "datetime": ("2026-01-31T10:00:00Z", "2026-02-28T12:30:00Z"),
    "binary": ("U2NpbXByb29m", "UHJvb2YgYWdhaW4="),
}

# Attributes whose value is the id of somebody, whether or not their schema has a $ref that says so.
OF_USERS = ("manager", "members")


class CannotInvent(Exception):
    """There is nothing that could be sent: the message says why."""


class Inventor:
    """Makes values for the attributes of one resource.

    :param mark: unique in the run; every unique value holds it.
    :param base_url: where references to SCIM resources begin.
    :param users: the endpoint of users.
    :param people: gives the ids of two users that may be referred to; called when they are needed.
    """

    def __init__(self, mark: str, base_url: str, users: str, people: Callable[[], Sequence[str]]) -> None:
        self.mark, self.base_url = mark, base_url
        self.endpoint, self.people = users, people

    def value(self, attribute: Attribute, turn: int) -> Any:
        """The first (0) or the other (1) value.

        :raises CannotInvent: when the attribute refers to what this run has not got.
        """
        if not attribute.is_complex:
            value = self._simple(attribute, turn)
        else:
            value = {part.name: self._part(part, turn) for part in attribute.parts if self._is_sent(part)}
        return [value] if attribute.multi_valued else value

    def _is_sent(self, part: Attribute) -> bool:
        """Not what the server derives: a display name, the URI beside an id, a whole made of parts.

        They are sent where the schema requires them.
        """
        if part.mutability == READ_ONLY or (part.definition.get("canonicalValues") == [] and not part.required):
            return False  # a server may take the values that it suggests alone (section 2.3.1), and it suggests none
        siblings = {entry.name.casefold() for entry in part.parent.parts} if part.parent else set()
        derived = {"display", "formatted"} if len(siblings) > 1 else set()
        if "value" in siblings:
            derived.add("$ref")
        return part.required or part.name.casefold() not in derived

    def _part(self, part: Attribute, turn: int) -> Any:
        whole = part.parent
        fixed = part.mutability == IMMUTABLE and whole is not None and not whole.multi_valued
        if whole is not None and part.name.casefold() == "value" and points_to_users(whole):
            return self._person(turn)
        if whole is not None and part.name.casefold() == "type" and points_to_users(whole):
            return "User"
        if part.name.casefold() == "primary":
            return True
        return self.value(part, 0 if fixed else turn)

    def _simple(self, attribute: Attribute, turn: int) -> Any:
        if attribute.short_path in HINTS and _fits(HINTS[attribute.short_path][turn], attribute):
            return HINTS[attribute.short_path][turn]
        if attribute.canonical_values:
            return attribute.canonical_values[turn % len(attribute.canonical_values)]
        if attribute.type == "reference":
            return self._reference(attribute, turn)
        if attribute.type in SIMPLE:
            return SIMPLE[attribute.type][turn]
        return self._text(attribute, turn)

    def _text(self, attribute: Attribute, turn: int) -> str:
        if attribute.short_path in ("username", "emails.value", "ims.value"):
            return f"{self.mark}.{turn + 1}@{MAIL_DOMAIN}"
        if attribute.short_path == "employeenumber":  # mostly digits (section 4.3), and often unique unsaid
            return f"{crc32(f'{self.mark} {turn}'.encode()) % 10**8:08d}"
        words = f"{attribute.name[:1].upper()}{attribute.name[1:].lower()} {('One', 'Two')[turn]}"
        return f"{words} {self.mark}" if attribute.unique else words

    def _reference(self, attribute: Attribute, turn: int) -> str:
        wanted = attribute.reference_types
        if not wanted or {"external", "uri"} & {entry.casefold() for entry in wanted}:
            return f"https://{MAIL_DOMAIN}/{attribute.name.strip('$').title()}/{('One', 'Two')[turn]}"
        if "User" not in wanted:
            raise CannotInvent(f"{attribute.label} refers to a {wanted[0]}, of which this run has none")
        return f"{self.base_url}{self.endpoint}/{self._person(turn)}"

    def _person(self, turn: int) -> str:
        people = self.people()
        if len(people) < 2:
            raise CannotInvent("it refers to users, and none could be created")
        return people[turn]


def points_to_users(whole: Attribute) -> bool:
    """Whether the value of a complex attribute is the id of a user."""
    reference = whole.part("$ref")
    types = reference.reference_types if reference is not None else []
    return "User" in types or (not types and whole.name.casefold() in OF_USERS)


def _fits(value: Any, attribute: Attribute) -> bool:
    """Whether a hint fits an attribute that a target may have declared otherwise than the RFC."""
    if attribute.canonical_values and value not in attribute.canonical_values:
        return False
    texts = ("string", "reference", "binary") if isinstance(value, str) else ("boolean",)
    return attribute.type in texts
