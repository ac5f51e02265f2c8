"""Resources to begin with: the least that a target should take of each type, and what can be written besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scimproof.clients.probe import Probe
from scimproof.declared import Declared, Json, ResourceType
from scimproof.directory import Directory, as_group, as_user
from scimproof.exchange import Exchange, Request
from scimproof.exercising.characteristics import Attribute, attributes_of
from scimproof.exercising.inventing import CannotInvent, Inventor, points_to_users
from scimproof.outcome import NotApplicable
from scimproof.session import compact, mark_of
from scimproof.validation.requests import request_problems


@dataclass
class Plot:
    """A resource type, and all that is needed to make resources of it.

    :param people: gives the ids of two users of our own, for attributes that refer to somebody.
    """

    kind: ResourceType
    probe: Probe
    directory: Directory
    declared: Declared
    people: Callable[[], Sequence[str]]
    attributes: list[Attribute] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.attributes = attributes_of(self.declared, self.kind)
        if not self.attributes:
            raise NotApplicable(f"the target publishes no schema of its {self.kind.name}s")

    @property
    def endpoint(self) -> str:
        """Where the type is served."""
        return self.kind.endpoint

    def begin(self) -> tuple[Json, Inventor]:
        """A new resource with what is required, and the inventor of its other values.

        :raises NotApplicable: when something is required that cannot be made up.
        """
        if self.kind.name == "User":
            person = self.directory.person()
            body, mark = as_user(person, self.declared), person.external_id
        else:
            team = self.directory.team()
            mark = team.external_id
            group: Json = as_group(team, self.declared) if self.kind.name == "Group" else {}
            body = group or self._of_another_type(mark)
        inventor = self.inventor(mark)
        for attribute in self.attributes:
            if self._is_demanded(attribute) and (attribute.of(body) is None or points_to_users(attribute)):
                try:
                    attribute.put(body, inventor.value(attribute, 0))
                except CannotInvent as problem:
                    raise NotApplicable(f"a {self.kind.name} needs {attribute.path}: {problem}") from None
        return body, inventor

    def inventor(self, mark: str) -> Inventor:
        """Makes values that hold this mark."""
        return Inventor(mark, self.declared.base_url, self.declared.endpoint("User"), self.people)

    def _of_another_type(self, mark: str) -> Json:
        body: Json = {"schemas": [self.kind.schema], "externalId": mark}
        name = next((entry for entry in self.attributes if entry.path.casefold() == "displayname"), None)
        if name is not None and name.writable:
            body[name.name] = f"Scimproof {mark}"
        return body

    def _is_demanded(self, attribute: Attribute) -> bool:
        """Required attributes of an extension count only where the extension itself is required."""
        counts = attribute.uri is None or attribute.uri in self.kind.required_extensions
        return counts and attribute.required and attribute.writable

    def identity(self, body: Json) -> str:
        """The attribute by which a resource is found again, in small letters: it keeps its value."""
        return mark_of(body)[0].casefold()

    def create(self, body: Json, why: str | None = None) -> Exchange:
        """POST it."""
        return self.probe.create(self.endpoint, body, malformed=why or self._excuse("POST", self.endpoint, body))

    def replace(self, identifier: str, body: Json, why: str | None = None) -> Exchange:
        """PUT it."""
        excuse = why or self._excuse("PUT", f"{self.endpoint}/{identifier}", body)
        return self.probe.replace(self.endpoint, identifier, body, malformed=excuse)

    def _excuse(self, method: str, path: str, body: Json) -> str | None:
        """What fits the target's own schema, and not that of the RFC, is right for this target."""
        request = Request(method, path, body=compact(body))
        differs = bool(request_problems(request, self.declared, path))
        return "as the target's own schema has it, which differs from RFC 7643" if differs else None


def plots(probe: Probe, directory: Directory, declared: Declared, left_out: list[str] | None = None) -> list[Plot]:
    """One for each resource type whose schema is published, and whose required attributes can be made up.

    Two users are created when an attribute refers to somebody, once for all types.

    :param left_out: gets the reasons why the other types are left out.
    :raises NotApplicable: when there is no such type.
    """

    @cache
    def people() -> Sequence[str]:
        ids: list[str] = []
        for _ in range(2 if declared.resource_type("User") is not None else 0):
            created = probe.create(declared.endpoint("User"), as_user(directory.person(), declared))
            identifier: Any = created.answer.object.get("id") if created.answer.ok else None
            ids += [identifier] if isinstance(identifier, str) and identifier else []
        return ids

    found, reasons = [], []
    for kind in declared.resource_types:
        try:
            plot = Plot(kind, probe, directory, declared, people)
            plot.begin()
        except NotApplicable as reason:
            reasons.append(str(reason))
        else:
            found.append(plot)
    if not found:
        raise NotApplicable("; ".join(reasons))
    if left_out is not None:
        left_out += reasons
    return found
