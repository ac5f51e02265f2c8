"""Where in a resource a line of a profile points to, such as ``name.givenName`` or ``members[value eq]``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scimproof import expect
from scimproof.declared import Json
from scimproof.outcome import Blocked
from scimproof.settings import SettingsError

_FORM = re.compile(r"(?:(?P<uri>urn:.+):)?(?P<name>[\w$-]+)(?:\[(?P<condition>[^\]]*)\])?(?:\.(?P<part>[\w$-]+))?")
_OPEN = re.compile(r"(?P<part>[\w$]+) eq\s*(?P<literal>.*)")

NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Place:
    """An attribute, some elements of one, or a part of either.

    :param condition: of the elements; ``value eq`` without a literal stands for one of those that are there.
    """

    name: str
    uri: str | None = None
    condition: str | None = None
    part: str | None = None

    @classmethod
    def at(cls, text: str) -> Place:
        """:raises SettingsError: when it is no path."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise SettingsError(f"--profile: {text!r} is no path of an attribute, such as name.givenName")
        return cls(found["name"], found["uri"], found["condition"], found["part"])

    @property
    def top(self) -> str:
        """The member of the resource that holds it."""
        return self.uri or self.name

    def whole(self, resource: Mapping[str, Any]) -> Any:
        """The value of the attribute."""
        holder = expect.lookup(resource, self.uri) if self.uri else resource
        return expect.lookup(holder, self.name) if isinstance(holder, Mapping) else None

    def values(self, resource: Mapping[str, Any]) -> list[Any]:
        """The values there, without those that are none."""
        whole = self.whole(resource)
        elements = whole if isinstance(whole, list) else [whole]
        if self.condition is not None:
            name, literal = self._asked()
            elements = [one for one in elements if _part(one, name) not in NOTHING]
            if literal is not None:
                elements = [one for one in elements if _folded(_part(one, name)) == _folded(literal)]
        if self.part is not None:
            elements = [_part(one, self.part) for one in elements]
        return [one for one in elements if one not in NOTHING]

    def filled(self, resource: Mapping[str, Any]) -> Place:
        """The same with a literal in its condition: that of the first element.

        :raises Blocked: when there is no such element.
        """
        if self.condition is None:
            return self
        name, literal = self._asked()
        if literal is None:
            there = Place(self.name, self.uri, None, name).values(resource)
            if not there:
                raise Blocked(f"{self.name} has no element with {name}")
            literal = there[0]
        return Place(self.name, self.uri, f"{name} eq {json.dumps(literal)}", self.part)

    def document(self, value: Any) -> Json:
        """A resource that has this value there, and nothing else."""
        inner: Any = value if self.part is None else {self.part: value}
        if self.condition is not None and not isinstance(inner, list):
            inner = [inner]
        return {self.uri: {self.name: inner}} if self.uri else {self.name: inner}

    def put(self, resource: Json, value: Any) -> None:
        """Give it a value in a resource."""
        if self.uri is not None:
            resource["schemas"] = list(dict.fromkeys([*resource["schemas"], self.uri]))
        holder = resource.setdefault(self.uri, {}) if self.uri is not None else resource
        if self.part is None:
            holder[self.name] = value
        elif isinstance(holder.get(self.name), list):
            holder[self.name] = [{**one, self.part: value} for one in holder[self.name]]
        else:
            holder[self.name] = {**(holder.get(self.name) or {}), self.part: value}

    def drop(self, resource: Json) -> Json:
        """The resource without it."""
        if self.uri is not None:
            inner = Place(self.name, None, None, self.part).drop(resource.get(self.uri) or {})
            return {**resource, self.uri: inner}
        whole = resource.get(self.name)
        if self.part is None or whole is None:
            return {key: value for key, value in resource.items() if key != self.name}
        elements = whole if isinstance(whole, list) else [whole]
        kept = [{key: value for key, value in one.items() if key != self.part} for one in elements]
        return {**resource, self.name: kept if isinstance(whole, list) else kept[0]}

    def __str__(self) -> str:
        head = f"{self.uri}:{self.name}" if self.uri else self.name
        elements = f"[{self.condition}]" if self.condition is not None else ""
        return f"{head}{elements}" + (f".{self.part}" if self.part else "")

    def _asked(self) -> tuple[str, Any]:
        found = _OPEN.fullmatch((self.condition or "").strip())
        if found is None:
            raise SettingsError(f"--profile: the condition in {str(self)!r} has to be 'value eq', or like it")
        literal = found["literal"].strip()
        return found["part"], json.loads(literal) if literal else None


def _part(element: Any, name: str) -> Any:
    return expect.lookup(element, name) if isinstance(element, Mapping) else None


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
