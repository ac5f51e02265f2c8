"""All attributes of a resource type, written in every way that there is, many in one request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scimproof import expect, patching
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import IMMUTABLE, Attribute
from scimproof.exercising.comparing import NOTHING, differences
from scimproof.exercising.halving import Sifted, sift
from scimproof.exercising.inventing import CannotInvent, Inventor
from scimproof.exercising.resources import Plot
from scimproof.outcome import Blocked
from scimproof.querying import until_listed

Values = Mapping[Attribute, Any]


@dataclass
class Step:
    """One way of writing, and what a read showed afterwards.

    :param verb: how a report calls it: ``PUT``, ``PATCH add``.
    :param sent: what was accepted, by attribute; ``None`` where the value was taken away.
    :param former: what a read showed before.
    """

    verb: str
    sifted: Sifted[Attribute]
    sent: Values
    former: Values
    read: Exchange

    @property
    def exchanges(self) -> tuple[int, ...]:
        """What shows it: the last write, and the read."""
        return (self.sifted.last.number, self.read.number) if self.sifted.tries else (self.read.number,)


@dataclass
class Trial:
    """The steps of one resource type, by name; ``stopped`` says why the others are missing.

    :param left_out: attributes that could not be tried, and why.
    :param listed: a list that shows the resource as it was created; ``None`` when it cannot be looked up.
    """

    plot: Plot
    steps: dict[str, Step] = field(default_factory=dict)
    left_out: list[tuple[Attribute, str]] = field(default_factory=list)
    listed: Exchange | None = None
    stopped: Blocked | None = None
    seen: Exchange = field(init=False)

    def play(self) -> None:
        """POST, PUT, PATCH with each verb, and a PUT that takes everything away."""
        try:
            self._create()
            self._list()
            self._replace()
            if self.plot.declared.supports("patch"):
                kept = self._kept("put")
                self._patch("replace", kept, lambda one: patching.replace(one.path, self._value(one, 0)), 0)
                spare = [one for one in self._kept("replace") if _can_go(one)]
                self._patch("remove", spare, lambda one: patching.remove(one.path), None)
                self._patch("add", spare, lambda one: patching.add(one.path, self._value(one, 1)), 1)
            self._clear()
        except Blocked as stopped:
            self.stopped = stopped

    # -- steps --------------------------------------------------------------------------------------------------

    def _create(self) -> None:
        body, inventor = self.plot.begin()
        identity = self.plot.identity(body)
        tried = [one for one in self.plot.attributes if self._is_tried(one, identity, inventor)]

        def send(some: Sequence[Attribute]) -> Exchange:
            self.body, self.inventor = self.plot.begin()
            return self.plot.create(self._with(some, 0))

        sifted = sift(tried, send)
        last = sifted.last if sifted.at_once else send(sifted.accepted)
        self.identifier = last.resource_id
        sifted.tries += [] if sifted.at_once else [last]
        self._keep("post", "POST", sifted, {one: self._value(one, 0) for one in sifted.accepted})

    def _list(self) -> None:
        """Look it up by the attribute that tells it from others."""
        name = self.plot.identity(self.body)
        value = expect.lookup(self.body, name)
        if self.plot.declared.supports("filter") and isinstance(value, str):
            wanted = f"{name} eq {json.dumps(value, ensure_ascii=False)}"
            self.listed = until_listed(self.plot.probe, self.plot.endpoint, wanted, self.identifier)

    def _replace(self) -> None:
        turns = {one: 0 if one.mutability == IMMUTABLE else 1 for one in self.steps["post"].sent}

        def send(some: Sequence[Attribute]) -> Exchange:
            body = self._with((), 0)
            for one in some:
                one.put(body, self._value(one, turns[one]))
            return self.plot.replace(self.identifier, body)

        sifted = sift(list(turns), send)
        if not sifted.at_once and sifted.accepted:
            sifted.tries.append(send(sifted.accepted))
        sent = {one: self._value(one, turns[one]) for one in sifted.accepted}
        self._keep("put", "PUT", sifted, sent)

    def _patch(
        self, verb: str, some: Sequence[Attribute], operation: Callable[[Attribute], Json], turn: int | None
    ) -> None:
        """One PATCH with an operation for each attribute."""

        def send(part: Sequence[Attribute]) -> Exchange:
            operations = [operation(one) for one in part]
            return self.plot.probe.patch(self.plot.endpoint, self.identifier, *operations)

        sifted = sift(some, send)
        sent = {one: None if turn is None else self._value(one, turn) for one in sifted.accepted}
        self._keep(verb, f"PATCH {verb}", sifted, sent)

    def _clear(self) -> None:
        """A PUT that says null or [] of everything that may go (RFC 7644 section 3.5.1)."""
        spare = [one for one in self._kept("put") if _can_go(one) and one.of(self.seen.resource) not in NOTHING]
        others = [one for one in self.steps["put"].sent if one not in spare]

        def send(some: Sequence[Attribute]) -> Exchange:
            body = self._with([*others, *(one for one in spare if one not in some)], 1)
            for one in some:
                one.put(body, [] if one.multi_valued else None)
            return self.plot.replace(self.identifier, body)

        sifted = sift(spare, send)
        if not sifted.at_once and sifted.accepted:
            sifted.tries.append(send(sifted.accepted))
        self._keep("clear", "PUT", sifted, dict.fromkeys(sifted.accepted))

    # -- what they share ----------------------------------------------------------------------------------------

    def _is_tried(self, one: Attribute, identity: str, inventor: Inventor) -> bool:
        if not one.writable or one.path.casefold() in (identity, "password"):
            return False
        try:
            inventor.value(one, 0)
            inventor.value(one, 1)
        except CannotInvent as problem:
            self.left_out.append((one, str(problem)))
            return False
        return True

    def _value(self, one: Attribute, turn: int) -> Any:
        return self.inventor.value(one, turn)

    def _with(self, some: Sequence[Attribute], turn: int) -> Json:
        body: Json = dict(self.body)
        for one in some:
            one.put(body, self._value(one, 0 if one.mutability == IMMUTABLE else turn))
        return body

    def _keep(self, name: str, verb: str, sifted: Sifted[Attribute], sent: Values) -> None:
        """Read, as often as the target needs to show what was sent, and note the step."""

        def shows(seen: Exchange) -> bool:
            return seen.answer.ok and not any(
                differences(one, value, one.of(seen.resource)) if value is not None else one.of(seen.resource)
                for one, value in sent.items()
                if one.visible
            )

        plot = self.plot
        read = plot.probe.session.settled(lambda: plot.probe.read(plot.endpoint, self.identifier), shows)
        read.resource  # noqa: B018 - without a read nothing can be said
        former = {one: one.of(self.seen.resource) if name != "post" else None for one in sent}
        self.seen = read
        self.steps[name] = Step(verb, sifted, sent, former, read)

    def _kept(self, name: str) -> list[Attribute]:
        """The attributes that a client may change and that a step left as they were sent."""
        step = self.steps[name]
        return [
            one
            for one, value in step.sent.items()
            if one.changeable and one.visible and not differences(one, value, one.of(step.read.resource))
        ]


def _can_go(one: Attribute) -> bool:
    """Whether a value can be seen to go away. Booleans, and what has few values, may come back as a default."""
    return not one.required and one.type != "boolean" and not one.canonical_values
