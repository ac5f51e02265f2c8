"""PATCH operations as a profile writes them: sending one, and seeing what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof import expect, patching
from scimproof.contract.applicants import GROUP, USER, Applicants, has
from scimproof.contract.lines import Line, broken
from scimproof.contract.places import Place
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding
from scimproof.patching import Patched, Step
from scimproof.profiles import Patch


@dataclass(frozen=True)
class Change:
    """A PATCH that was sent, and the resource before and after it.

    :param place: where it had to change something.
    :param sent: the value that it carried; ``None`` for none.
    """

    step: Step
    place: Place
    sent: Any


@dataclass
class Workshop:
    """Resources to try operations on: one of each type, and another when the last one has lost what is needed.

    :param lasting: by type.
    """

    them: Applicants
    lasting: dict[str, Patched] = field(default_factory=dict)

    def with_value(self, kind: str, place: Place) -> Patched:
        """A resource that has a value at this place, as far as one can be created with it."""
        known = self.lasting.get(kind)
        if known is not None and known.last.answer.ok and _suits(kind, place, known.last.resource):
            return known
        members = self.them.people(2) if kind == GROUP else []
        body = self.them.body(kind, *members)
        if not place.values(body) and place.condition is None:
            place.put(body, self.them.value(kind, place, 0, str(body.get("externalId") or self.them.directory.mark)))
        created = self.them.create(kind, body)
        self.lasting[kind] = Patched(self.them.probe, self.them.endpoint(kind), created.resource_id)
        return self.lasting[kind]

    def anything(self, kind: str) -> Patched:
        """Any resource of this type."""
        return self.lasting.get(kind) or self.with_value(kind, Place("displayName"))


def _suits(kind: str, place: Place, resource: Mapping[str, Any]) -> bool:
    if kind == USER and expect.lookup(resource, "active") is False:
        return False  # whoever is not active may be closed to changes
    return bool(place.values(resource))


def send(line: Patch, workshop: Workshop) -> Change:
    """Send the operation of a line.

    :raises Blocked: when there is no resource that has what it is about.
    """
    place = Place.at(line.path or line.value or "")
    removes = line.op == "remove"
    # A value that is there is what can be replaced or removed; a refusal has to leave it as it is.
    subject = workshop.with_value(line.resource, place)
    if removes and not place.values(subject.last.resource):
        raise Blocked(f"{place} has no value that could be removed ({subject.last.label})")
    exact = place.filled(subject.last.resource)
    value = None if removes else _new_value(line, exact, subject, workshop)
    operation = _operation(line, exact, value, subject)
    step = subject.step(
        operation,
        until=lambda shown: line.promise != "promised" or not _missed(line, exact, value, subject.last, shown),
        malformed="as the profile of the target has it",
    )
    return Change(step, exact, value)


def _new_value(line: Patch, place: Place, subject: Patched, workshop: Workshop) -> Any:
    mark = workshop.them.directory.mark + subject.id[-12:]
    value = workshop.them.another(line.resource, place, subject.last.resource, mark)
    if line.op == "add" and place.name == "emails" and isinstance(value, list):
        value = [{"value": one["value"], "type": "other"} for one in value]  # the first one stays the primary one
    return value


def _operation(line: Patch, place: Place, value: Any, subject: Patched) -> Json:
    operation: Json = {"op": line.op}
    if line.path is not None:
        operation["path"] = str(place)
        if line.op != "remove":
            operation["value"] = value
        elif line.value is not None:  # as some clients remove members: by a list of them
            operation["value"] = [{"value": one["value"]} for one in place.values(subject.last.resource)[:1]]
    else:
        operation["value"] = place.document(value)
    return operation


def effect_of(line: Line, change: Change) -> list[Finding]:
    """What is wrong with the effect of a promised operation."""
    after = change.step.after
    if after.response is None or not after.response.ok:
        said = "no answer" if after.response is None else str(after.response.status)
        what = f"afterwards the resource is answered {said}"
        return [broken(line, what, "the resource, changed", said, change.step.patched, after)]
    missed = _missed(line.entry, change.place, change.sent, change.step.before, after)
    if missed is None:
        return []
    expected, received = missed
    what = "it was answered with success, and has not done it"
    return [broken(line, what, expected, received, change.step.patched, after)]


def _missed(line: Patch, place: Place, sent: Any, before: Exchange, after: Exchange) -> tuple[str, str] | None:
    """What there should be and what there is, unless that is the same."""
    if after.response is None or not after.response.ok or place.name == "password":
        return None
    there, shown = place.values(before.resource), place.values(after.resource)
    around = Place(place.name, place.uri)
    old, new = around.values(before.resource), around.values(after.resource)
    if line.op == "remove":
        gone = there[:1] if line.value is not None else there
        stay = [] if place.condition is None and line.value is None else [one for one in old if one not in gone]
        left = [one for one in gone if has(around if place.part is None else place, after.resource, one)]
        lost = [one for one in stay if place.part is None and not has(around, after.resource, one)]
        wanted = stay if place.part is None else []
        return (_told(place, wanted), _told(place, new)) if left or lost else None
    if expect.kept(place.document(sent), after, place.top):
        return _told(place, sent), _told(place, shown)
    if line.op == "replace" and isinstance(sent, list) and len(new) > len(sent):
        return _told(place, sent), _told(place, new)
    if line.op == "add" and isinstance(sent, list) and len(new) < len(old) + len(sent):
        return _told(place, [*old, *sent]), _told(place, new)
    return None


def unchanged(line: Line, change: Change) -> list[Finding]:
    """What has become of a resource that a refused operation was sent to, if it is not as it was."""
    before, after = change.step.before, change.step.after
    if after.response is None or not after.response.ok:
        said = "no answer" if after.response is None else str(after.response.status)
        return [broken(line, f"afterwards it is answered {said}", "the resource as it was", said, after)]
    found = patching.untouched("after the PATCH", before, after)
    if not found:
        return []
    kind, first = line.entry.resource.lower(), found[0]
    what = f"it was answered {change.step.patched.status} and changed the {kind}"
    return [broken(line, what, f"{first.message.partition(':')[0]}: {first.expected}", first.received, before, after)]


def _told(place: Place, value: Any) -> str:
    return f"{place.name} {expect.shown(value)}" if value not in (None, []) else f"no {place.name}"
