"""People and teams as the identity provider means them: invented, seeded, and marked as ours.

Every name carries the id of the run, so that nothing of it can be taken for, or collide with, real data.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from scimproof.declared import ENTERPRISE_USER, GROUP, USER, Declared, Json, ResourceType, attribute, sub_attribute

# RFC 2606 reserves it: no mail to these people can reach anybody.
MAIL_DOMAIN = "scimproof.example"

# What people and teams are made of: the other providers only cost time.
PROVIDERS = [f"faker.providers.{name}" for name in ("person", "job", "company", "color", "misc")]


@dataclass(frozen=True)
class Person:
    """Somebody in the directory. Frozen: a changed person is a new value (``dataclasses.replace``)."""

    given_name: str
    family_name: str
    user_name: str
    external_id: str
    title: str
    department: str
    password: str
    active: bool = True

    @property
    def display_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Team:
    """A group in the directory."""

    name: str
    external_id: str


class Directory:
    """Invents people and teams; the same seed invents the same ones, but for the id of the run."""

    def __init__(self, seed: int, run_id: str) -> None:
        self._seed = seed
        self._run_id = run_id
        self._count = 0

    @classmethod
    def at(cls, seed: int, run_id: str, place: str) -> Self:
        """One of several directories of a run: five hexadecimal digits tell its people from those of other places."""
        return cls(seed, f"{run_id}{zlib.crc32(place.encode()) & 0xFFFFF:05x}")

    @property
    def mark(self) -> str:
        """What the names of all of this directory have in them, and nobody else's."""
        return f"sp{self._run_id}-"

    def person(self) -> Person:
        """A new person."""
        given, family = self._faker.first_name(), self._faker.last_name()
        mark = self._mark()
        login = f"{given}.{family}.{mark}".lower().replace(" ", "-").replace("'", "")
        return Person(
            given_name=given,
            family_name=family,
            user_name=f"{login}@{MAIL_DOMAIN}",
            external_id=f"person-{mark}",
            title=self._faker.job()[:60],
            department=self._faker.bs().title()[:40],
            password=self._faker.password(length=16),
        )

    def team(self) -> Team:
        """A new team."""
        mark = self._mark()
        return Team(name=f"{self._faker.color_name()} Team {mark}", external_id=f"team-{mark}")

    def _mark(self) -> str:
        self._count += 1
        return f"{self.mark}{self._count}"

    @cached_property
    def _faker(self) -> Any:
        from faker.factory import Factory  # 0.2 s to import: only a run needs people

        faker = Factory.create("en_US", providers=PROVIDERS)
        faker.seed_instance(self._seed)
        return faker


def as_user(person: Person, declared: Declared) -> Json:
    """A person as a User resource, of the attributes that the target's own schema has."""
    kind = declared.resource_type("User")
    wanted: Json = {
        "externalId": person.external_id,
        "userName": person.user_name,
        "name": {"givenName": person.given_name, "familyName": person.family_name},
        "displayName": person.display_name,
        "emails": [{"value": person.user_name, "type": "work", "primary": True}],
        "active": person.active,
        "password": person.password,
    }
    wanted = {name: value for name, value in wanted.items() if name not in declared.lacks}
    user = _of_schema(wanted, declared.schemas.get(kind.schema if kind else USER))
    body: Json = {"schemas": [kind.schema if kind else USER], **user}
    return _with_required(body, kind, declared)


def as_group(team: Team, declared: Declared, member_ids: tuple[str, ...] = ()) -> Json:
    """A team as a Group resource, with these users as its members."""
    kind = declared.resource_type("Group")
    body: Json = {
        "schemas": [kind.schema if kind else GROUP],
        "externalId": team.external_id,
        "displayName": team.name,
    }
    if member_ids:
        body["members"] = [_member(identifier, kind, declared) for identifier in member_ids]
    return _with_required(body, kind, declared)


def _member(identifier: str, kind: ResourceType | None, declared: Declared) -> Json:
    """A member by its id; some schemas require ``$ref``, too, which the RFC leaves optional."""
    schema = declared.schemas.get(kind.schema) if kind else None
    members = attribute(schema, "members") if schema else None
    reference = sub_attribute(members, "$ref") if members else None
    if reference is None or reference.get("required") is not True:
        return {"value": identifier}
    return {"value": identifier, "$ref": f"{declared.base_url}{declared.endpoint('User')}/{identifier}"}


def with_department(user: Json, person: Person, declared: Declared) -> Json:
    """The user with an enterprise extension, if the target declares it for users."""
    kind = declared.resource_type("User")
    if kind is None or ENTERPRISE_USER not in kind.extensions:
        return user
    schemas = [*user["schemas"], ENTERPRISE_USER]
    return {**user, "schemas": schemas, ENTERPRISE_USER: {"department": person.department}}


def least_user(person: Person, declared: Declared) -> Json:
    """No more than a User resource has to have: a userName, and what else the target's own schema requires."""
    kind = declared.resource_type("User")
    return _with_required({"schemas": [kind.schema if kind else USER], "userName": person.user_name}, kind, declared)


def completed(body: Json, type_name: str, declared: Declared) -> Json:
    """A resource with plausible values for whatever else the target's schema requires of it, also inside of values."""
    return _with_required(body, declared.resource_type(type_name), declared)


def _of_schema(wanted: Json, schema: Json | None) -> Json:
    """Only what the schema has; everything when the target published no schema."""
    if schema is None or not isinstance(schema.get("attributes"), list) or not schema["attributes"]:
        return wanted
    kept: Json = {}
    for name, value in wanted.items():
        definition = attribute(schema, name)
        if name in ("externalId", "userName"):  # common to all resources, and required of every user
            kept[name] = value
        elif definition is not None:
            kept[name] = _known_parts(value, definition)
    return kept


def _known_parts(value: Any, definition: Json) -> Any:
    if isinstance(value, list):
        return [_known_parts(entry, definition) for entry in value]
    if not isinstance(value, dict):
        return value
    kept: Json = {}
    for name, entry in value.items():
        part = sub_attribute(definition, name)
        if part is None:
            continue
        canonical = part.get("canonicalValues")
        # Some servers refuse every value outside the list that they suggest; the RFC lets them.
        if isinstance(entry, str) and isinstance(canonical, list) and canonical and entry not in canonical:
            entry = canonical[0]
        kept[name] = entry
    return kept


def _with_required(body: Json, kind: ResourceType | None, declared: Declared) -> Json:
    """Add a plausible value for whatever else the target's schema requires of a create, also inside of values."""
    schema = declared.schemas.get(kind.schema) if kind else None
    return _filled(body, schema.get("attributes") if schema else None, skip=("id", "schemas", "meta"))


def _filled(value: Json, definitions: object, skip: tuple[str, ...] = ()) -> Json:
    filled = dict(value)
    for definition in definitions if isinstance(definitions, list) else []:
        name = definition.get("name") if isinstance(definition, dict) else None
        if not isinstance(name, str) or definition.get("mutability") == "readOnly" or name in skip:
            continue
        parts = definition.get("subAttributes")
        if isinstance(filled.get(name), dict):
            filled[name] = _filled(filled[name], parts)
        elif isinstance(filled.get(name), list):
            filled[name] = [_filled(entry, parts) if isinstance(entry, dict) else entry for entry in filled[name]]
        elif name not in filled and definition.get("required") is True:
            filled[name] = _plausible(definition)
    return filled


_PLAUSIBLE: Mapping[str, Any] = {
    "boolean": True,
    "integer": 1,
    "decimal": 1.5,
    "dateTime": "2026-01-31T10:00:00Z",
    "reference": f"https://{MAIL_DOMAIN}/",
    "binary": "c2NpbXByb29m",
}


def _plausible(definition: Json) -> Any:
    value: Any
    if definition.get("type") == "complex":
        parts = definition.get("subAttributes")
        value = {
            part["name"]: _plausible(part)
            for part in (parts if isinstance(parts, list) else [])
            if isinstance(part, dict)
            and part.get("mutability") != "readOnly"
            and isinstance(part.get("name"), str)
            and (part.get("required") is True or part["name"] == "value")
        }
    else:
        canonical = definition.get("canonicalValues")
        first = canonical[0] if isinstance(canonical, list) and canonical else "scimproof"
        value = _PLAUSIBLE.get(str(definition.get("type")), first)
    return [value] if definition.get("multiValued") is True else value
