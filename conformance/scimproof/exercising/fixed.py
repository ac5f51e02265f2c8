"""Immutable attributes: given once, by POST or by a later PUT, and then kept (RFC 7643 section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scimproof import expect
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import IMMUTABLE, Attribute, with_parts
from scimproof.exercising.comparing import NOTHING, differences
from scimproof.exercising.inventing import CannotInvent, Inventor
from scimproof.exercising.resources import Plot
from scimproof.outcome import Blocked, Finding
from scimproof.patching import replace


class ImmutableTrial:
    """The immutable attributes of one resource type. Its steps are attributes, which are missing when it stopped."""

    read: Exchange
    repeated: Exchange
    changed: list[tuple[Attribute, Exchange]]
    after_put: Exchange
    patched: list[tuple[Attribute, Exchange]]
    after_patch: Exchange
    set_later: Exchange
    later: Exchange

    def __init__(self, plot: Plot, wanted: Sequence[Attribute]) -> None:
        self.plot, self.wanted = plot, wanted
        self.stopped: str | None = None

    def play(self) -> None:
        """Create with values, repeat and change them; then set them on a resource that was created without."""
        try:
            self._keep_them()
            self._set_them_later()
        except Blocked as stopped:
            self.stopped = str(stopped)

    def _keep_them(self) -> None:
        plot, probe = self.plot, self.plot.probe
        bare, inventor = plot.begin()
        self.values = {one: _given(one, bare, inventor) for one in self.wanted}
        body = self._filled(bare, self.values)
        identifier = plot.create(body).resource_id
        self.read = probe.read(plot.endpoint, identifier)
        self.repeated = plot.replace(identifier, body)
        self.changed = []
        for one in self.wanted:
            other = self._filled(body, {one: inventor.value(one, 1)})
            self.changed.append((one, plot.replace(identifier, other)))
        self.after_put = probe.read(plot.endpoint, identifier)
        if plot.declared.supports("patch"):
            self.patched = [
                (one, probe.patch(plot.endpoint, identifier, replace(one.path, inventor.value(one, 1))))
                for one in self.wanted
            ]
            self.after_patch = probe.read(plot.endpoint, identifier)

    def _set_them_later(self) -> None:
        spare = [one for one in self.wanted if not one.required and (one.parent is None or not one.parent.required)]
        if not spare:
            return
        plot = self.plot
        bare, inventor = plot.begin()
        if any(one.of(bare) is not None for one in spare):
            return
        identifier = plot.create(bare).resource_id
        self.later_values = {one: inventor.value(one, 0) for one in spare}
        self.set_later = plot.replace(identifier, self._filled(bare, self.later_values))
        self.later = plot.probe.read(plot.endpoint, identifier)

    def _filled(self, body: Json, values: dict[Attribute, Any]) -> Json:
        filled = dict(body)
        for one, value in values.items():
            one.put(filled, value)
        return filled

    def missing(self, read: Exchange, how: str) -> list[Finding]:
        """The attributes that do not show what they were given for the first time."""
        values = self.later_values if how == "a PUT" else self.values
        return [
            Finding(
                f"{one.label} is immutable, and does not take the first value that {how} gives it",
                expect.shown(value),
                expect.shown(one.of(read.resource)),
                (read.number,),
                cause=f"{one.type_name}s: immutable attributes cannot be given a value by {how}",
            )
            for one, value in values.items()
            if one.visible and differences(one, value, one.of(read.resource))
        ]

    def lost(self, before: Exchange, after: Exchange, how: str) -> list[Finding]:
        """The attributes that had a value, and show another one or none."""
        return [
            Finding(
                f"{one.label} is immutable, and {how} changes it to {expect.shown(one.of(after.resource), 60)}",
                expect.shown(one.of(before.resource)),
                expect.shown(one.of(after.resource)),
                (before.number, after.number),
                cause=f"{one.type_name}s: immutable attributes can be changed by {how}",
            )
            for one in self.wanted
            if one.of(before.resource) not in NOTHING and one.of(after.resource) != one.of(before.resource)
        ]


def _given(one: Attribute, bare: Json, inventor: Inventor) -> Any:
    """The value that the new resource has anyhow, or a new one."""
    already = one.of(bare)
    return inventor.value(one, 0) if already is None else already


def immutable_trials(plots: Sequence[Plot]) -> list[ImmutableTrial]:
    """One for each resource type with immutable attributes.

    Immutable parts of list elements are left out: the elements come and go (RFC 7643 section 4.2).
    """
    found = []
    for plot in plots:
        wanted = [
            one
            for one in with_parts(plot.attributes)
            if one.mutability == IMMUTABLE
            and (one.parent is None or (one.parent.writable and one.parent.mutability != IMMUTABLE))
            and one.name.casefold() != "display"
            and _is_inventable(one, plot)
        ]
        if wanted:
            found.append(ImmutableTrial(plot, wanted))
    return found


def _is_inventable(one: Attribute, plot: Plot) -> bool:
    inventor = plot.inventor("")
    try:
        inventor.value(one, 0)
        inventor.value(one, 1)
    except CannotInvent:
        return False
    return True
