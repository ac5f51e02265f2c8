"""ReadOnly attributes, and a client that says what they are to be (RFC 7643 section 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scimproof import expect
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import READ_ONLY, Attribute, with_parts
from scimproof.exercising.comparing import NOTHING, differences
from scimproof.exercising.inventing import Inventor
from scimproof.exercising.resources import Plot
from scimproof.outcome import Blocked, Finding
from scimproof.patching import replace

MOST_PATCHES = 6


class Dictation:
    """A resource that is told what its readOnly attributes are to be: each verb says something else."""

    def __init__(self, plot: Plot, wanted: list[Attribute]) -> None:
        self.plot, self.wanted = plot, wanted
        self.values: dict[str, dict[Attribute, Any]] = {}
        self.patched: list[tuple[Attribute, Exchange]] = []
        self.complete = False

    def play(self) -> Blocked | None:
        """Tell the target, and return why it could not be told to the end."""
        try:
            self._play()
        except Blocked as stopped:
            return stopped
        self.complete = True
        return None

    def _play(self) -> None:
        """POST, PUT, and a PATCH for each attribute, with a read after each verb."""
        plot, probe = self.plot, self.plot.probe
        body, inventor = plot.begin()
        self.created = self._told("POST", body, inventor, lambda told: plot.create(told, "readOnly values"))
        identifier = (self.created if self.created.answer.ok else plot.create(body)).resource_id
        self.after_create = probe.read(plot.endpoint, identifier)
        self.replaced = self._told(
            "PUT", body, inventor, lambda told: plot.replace(identifier, told, "readOnly values")
        )
        self.after_put = probe.read(plot.endpoint, identifier)
        if plot.declared.supports("patch"):
            self._tell("PATCH", inventor)
            for one, value in list(self.values["PATCH"].items())[:MOST_PATCHES]:
                self.patched.append((one, probe.patch(plot.endpoint, identifier, replace(one.path, value))))
            self.after_patch = probe.read(plot.endpoint, identifier)

    def _told(self, verb: str, body: Json, inventor: Inventor, send: Callable[[Json], Exchange]) -> Exchange:
        """Send the body with a value for each readOnly attribute."""
        told = dict(body)
        for one, value in self._tell(verb, inventor).items():
            one.put(told, value)
        return send(told)

    def _tell(self, verb: str, inventor: Inventor) -> dict[Attribute, Any]:
        nobody = self.plot.probe.session.invented_id()
        values = {one: _dictated(one, f"{verb} {inventor.mark}", inventor.base_url, nobody) for one in self.wanted}
        self.values[verb] = {one: value for one, value in values.items() if value not in NOTHING}
        return self.values[verb]

    def taken(self, verb: str, read: Exchange) -> list[Finding]:
        """The attributes that show what was dictated by this verb."""
        return [
            Finding(
                f"{one.label} is readOnly, and takes the value of a {verb}",
                "a value of the server's own, or none",
                expect.shown(one.of(read.resource)),
                (read.number,),
                cause=f"{one.type_name}s: readOnly attributes can be written by {verb}",
            )
            for one, value in self.values[verb].items()
            if _shows(one, value, read)
        ]


def read_only(plot: Plot) -> list[Attribute]:
    """The readOnly attributes, and the readOnly parts of single values that a client may write otherwise."""
    return [
        one
        for one in with_parts(plot.attributes)
        if one.mutability == READ_ONLY and one.returned != "never" and (one.parent is None or one.parent.writable)
    ]


# Values that no server comes upon by itself.
UNLIKELY = {"integer": 918273, "decimal": 918273.5, "datetime": "2001-02-03T04:05:06Z"}


def _dictated(one: Attribute, words: str, base_url: str, nobody: str) -> Any:
    """A value that the server would never give: ids of nobody, texts that are marked. ``None`` where there is none."""
    value: Any
    if one.is_complex:
        parts = {part.name: _dictated(part, words, base_url, nobody) for part in one.parts}
        value = {name: entry for name, entry in parts.items() if entry is not None}
    elif one.type == "reference":
        value = f"{base_url}/{nobody}"
    elif one.type == "string" and not one.canonical_values:
        value = nobody if one.name.casefold() == "value" else f"Dictated by {words}"
    else:
        value = UNLIKELY.get(one.type)
    return [value] if one.multi_valued and value is not None else value


def _shows(one: Attribute, value: Any, read: Exchange) -> bool:
    """Whether something of what was dictated is there."""
    shown = one.of(read.answer.object) if read.answer.ok else None
    if shown in NOTHING:
        return False
    if isinstance(value, str | list | dict) and one.type != "datetime":
        return any(token in str(shown).casefold() for token in _tokens(value))
    return not differences(one, value, shown)


def _tokens(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.casefold()]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [token for entry in inner for token in _tokens(entry)]
