"""Microsoft's own tests: the SCIM Validator on the web, the direct calls of the validation for the gallery, and the
Postman collection of its reference code.

All speak otherwise than the provisioning service: operations in small letters, and headers on every call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scimproof.clients.entra.mappings import Mapping as Line
from scimproof.clients.entra.mappings import declared_lines, put
from scimproof.clients.entra.messages import patch
from scimproof.clients.entra.sending import CONTENT_TYPE, Sender
from scimproof.clients.tasks import Task
from scimproof.declared import ENTERPRISE_USER, USER, Declared, Json, attribute
from scimproof.directory import Person
from scimproof.exchange import Exchange

WORK_ADDRESS = 'addresses[type eq "work"]'
PRIMARY_ROLE = 'roles[primary eq "True"]'

# The attributes that the validator knows by default, each with the value it gets first and the one that replaces it.
ATTRIBUTES: dict[str, tuple[Any, Any]] = {
    "displayName": ("XKQTLSBAYPWE", "JVRMZTUDOHCA"),
    "title": ("PDVXWQARNKGE", "BSYHLUCZFMTO"),
    "preferredLanguage": ("ks-Deva-IN", "bs-Latn"),
    "userType": ("NQZWJYRTPLXA", "CKUDMVSHGEBO"),
    "nickName": ("HTPWSXAYQLRE", "UOZBNVDMCKJI"),
    "locale": ("mr-IN", "nb-NO"),
    "timezone": ("Africa/Juba", "America/Creston"),
    "profileUrl": ("https://scimproof.example/HXTW", "https://scimproof.example/QZLP"),
    'emails[type eq "work"].value': ("{login}", "new.{login}"),
    'emails[type eq "work"].primary': (True, True),
    "name.givenName": ("Walker", "Rosalee"),
    "name.familyName": ("Verna", "Jermaine"),
    "name.formatted": ("Walker Verna", "Rosalee Jermaine"),
    "name.honorificPrefix": ("Dr", "Prof"),
    "name.honorificSuffix": ("Jr", "Sr"),
    f"{WORK_ADDRESS}.formatted": ("LXQWTBZNCVPA", "MKJHUYGTFREO"),
    f"{WORK_ADDRESS}.streetAddress": ("5081 Kihn Garden", "71 Hettinger Court"),
    f"{WORK_ADDRESS}.locality": ("PQWLZXNBTKSA", "RDVYHUGJFCEO"),
    f"{WORK_ADDRESS}.region": ("ZXCPQWLKNBTA", "VMRYTUGHDJFO"),
    f"{WORK_ADDRESS}.postalCode": ("mw7 3wj", "kb1 8sd"),
    f"{WORK_ADDRESS}.primary": (True, True),
    f"{WORK_ADDRESS}.country": ("SA", "NO"),
    'phoneNumbers[type eq "work"].value': ("27-613-8546", "39-725-1160"),
    'phoneNumbers[type eq "work"].primary': (True, True),
    'phoneNumbers[type eq "mobile"].value': ("27-613-8547", "39-725-1161"),
    'phoneNumbers[type eq "mobile"].primary': (False, False),
    'phoneNumbers[type eq "fax"].value': ("27-613-8548", "39-725-1162"),
    'phoneNumbers[type eq "fax"].primary': (False, False),
    f"{PRIMARY_ROLE}.display": ("WQZXTLPKNBSA", "YHVMRDUGJFCE"),
    f"{PRIMARY_ROLE}.value": ("KLPWQZXTNBSA", "DUGYHVMRJFCE"),
    f"{PRIMARY_ROLE}.type": ("TNBSKLPWQZXA", "JFCEDUGYHVMR"),
    f"{ENTERPRISE_USER}:employeeNumber": ("BSAKLPWQZXTN", "CEDUGYHVMRJF"),
    f"{ENTERPRISE_USER}:department": ("QZXTNBSAKLPW", "VMRJFCEDUGYH"),
    f"{ENTERPRISE_USER}:costCenter": ("LPWQZXTNBSAK", "GYHVMRJFCEDU"),
    f"{ENTERPRISE_USER}:organization": ("XTNBSAKLPWQZ", "RJFCEDUGYHVM"),
    f"{ENTERPRISE_USER}:division": ("ZXTNBSAKLPWQ", "MRJFCEDUGYHV"),
}

Values = list[tuple[Line, Any]]


class Validator(Sender):
    """The SCIM Validator at scimvalidator.microsoft.com."""

    def call(self, method: str, path: str, *, query: str = "", body: Mapping[str, Any] | None = None) -> Exchange:
        """One call of a test."""
        return self._request(Task("test"), method, path, query=query, body=body)

    def find(self, name: str) -> Exchange:
        """Search for a userName."""
        return self.call("GET", "/Users", query=self._filter(f'userName eq "{name}"'))


class GalleryTests(Validator):
    """The tests of the validation for the gallery that call the endpoint directly."""

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """Both media types on every call, the same one."""
        media_type = CONTENT_TYPE.partition(";")[0]
        found = [("Accept", media_type), ("Content-Type", media_type)]
        if self.session.authorization is not None:
            found.insert(0, ("Authorization", self.session.authorization))
        return found


class PostmanTests(Validator):
    """The Postman collection of AzureAD/SCIMReferenceCode, by which servers are tried out."""

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """What Postman sends by itself, and the media type of the collection, which is not that of SCIM."""
        found = [("User-Agent", "PostmanRuntime"), ("Accept", "*/*")]
        if self.session.authorization is not None:
            found.append(("Authorization", self.session.authorization))
        return [*found, *([("Content-Type", "application/json")] if has_body else [])]

    def search(self, expression: str) -> Exchange:
        """A search for users."""
        return self.call("GET", "/Users", query=self._filter(expression))


def values(person: Person, declared: Declared, *, changed: bool = False) -> Values:
    """What the validator puts into the attributes that the target's schema has."""
    lines = declared_lines([Line("", target) for target in ATTRIBUTES], declared)
    return [(line, _value(line, person, changed=changed)) for line in lines if _takes(line, declared)]


def _value(line: Line, person: Person, *, changed: bool) -> Any:
    value = ATTRIBUTES[line.target][changed]
    return value.format(login=person.user_name) if isinstance(value, str) else value


def _takes(line: Line, declared: Declared) -> bool:
    """Whether any word will do: the validator knows nothing of canonical values."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind and not line.target.startswith("urn:") else None
    found = attribute(schema, line.filtered["list"] if line.filtered else line.steps[0]) if schema else None
    parts = (found or {}).get("subAttributes") or []
    wanted = line.filtered["part"] if line.filtered else None
    limited = [part for part in parts if isinstance(part, dict) and part.get("name") == wanted]
    return not any(part.get("canonicalValues") for part in (limited or [found or {}]))


def new_user(person: Person, filled: Values) -> Json:
    """The body of a create: the name first, the schemas last."""
    body: Json = {"userName": person.user_name, "active": True}
    for line, value in filled:
        put(body, line, value)
    return {**body, "schemas": [USER, *([ENTERPRISE_USER] if ENTERPRISE_USER in body else [])]}


def least_user(person: Person) -> Json:
    """The create with two keys that comes before all attributes are added."""
    return {"userName": person.user_name, "schemas": [USER]}


def each(op: str, filled: Iterable[tuple[Line, Any]]) -> Json:
    """A PATCH with an operation for each attribute."""
    return patch(*({"op": op, "path": line.target, "value": value} for line, value in filled))
