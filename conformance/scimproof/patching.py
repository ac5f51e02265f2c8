"""PATCH operations as RFC 7644 section 3.5.2 writes them, and what of a target's own schema they may touch.

A target may leave attributes out, or make them readOnly (canaille has an immutable ``userName``): a scenario asks here
before it changes anything, so that a refusal that the schema announces is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof import expect
from scimproof.clients.probe import Probe
from scimproof.declared import ENTERPRISE_USER, Declared, Json, attribute, sub_attribute
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable, Outcome

NO_PATH = None

# Attributes of a user that nothing else depends on, in the order in which they are taken.
SPARE_TEXTS = ("nickName", "title", "userType", "displayName")

# What an error may be answered with besides 400, and draws a warning: it is a refusal all the same.
OTHER_REFUSALS: Mapping[int, str] = {
    403: "a refusal, but no question of authorization: 400 is the status of RFC 7644 section 3.12 for it",
    409: "a refusal, but no conflict: 400 is the status of RFC 7644 section 3.12 for it",
    422: "a refusal with a status that RFC 7644 section 3.12 does not know: 400 is the one for it",
    501: "a refusal, but PATCH is declared as supported: 400 is the status of RFC 7644 section 3.12 for it",
}


@dataclass(frozen=True)
class Step:
    """A PATCH, and the resource as it was read before and after it."""

    before: Exchange
    patched: Exchange
    after: Exchange


class Patched:
    """A resource that is patched step by step, and read after each.

    A step is judged by what the step before left and not by what was planned: one that fails turns no other red.

    :param last: the latest read.
    """

    def __init__(self, probe: Probe, endpoint: str, resource_id: str) -> None:
        self.id = resource_id
        self.last = probe.read(endpoint, resource_id)
        self._probe, self._endpoint = probe, endpoint

    def step(self, *operations: Json, until: Callable[[Exchange], bool] | None = None, **how: Any) -> Step:
        """Send one PATCH with these operations, and read the resource until it shows what it has to."""
        before = self.last
        patched = self._probe.patch(self._endpoint, self.id, *operations, **how)
        return self.read_after(before, patched, until)

    def read_after(self, before: Exchange, patched: Exchange, until: Callable[[Exchange], bool] | None = None) -> Step:
        """Read the resource after a PATCH that was sent by other means."""
        self.last = self._probe.session.settled(
            lambda: self._probe.read(self._endpoint, self.id),
            lambda shown: until is None or (shown.answer.ok and until(shown)),
        )
        return Step(before, patched, self.last)


def add(path: str | None, value: Any) -> Json:
    """An ``add`` operation; the path may be left out (``NO_PATH``)."""
    return _operation("add", path, value)


def replace(path: str | None, value: Any) -> Json:
    """A ``replace`` operation; the path may be left out (``NO_PATH``)."""
    return _operation("replace", path, value)


def remove(path: str) -> Json:
    """A ``remove`` operation, which has no value."""
    return {"op": "remove", "path": path}


def _operation(op: str, path: str | None, value: Any) -> Json:
    return {"op": op, **({} if path is None else {"path": path}), "value": value}


def definition(declared: Declared, type_name: str, path: str) -> Json | None:
    """How the target defines an attribute such as ``title`` or ``emails.type``; ``None`` when it does not.

    When the target published no schema there is nothing to go by: an empty definition says so.
    """
    kind = declared.resource_type(type_name)
    schema = declared.schemas.get(kind.schema) if kind else None
    if schema is None:
        return {}
    name, _, part = path.partition(".")
    found = attribute(schema, name)
    return sub_attribute(found, part) if found is not None and part else found


def writable(declared: Declared, type_name: str, *paths: str) -> bool:
    """Whether a client may write all of these at any time. What has no stated mutability is readWrite."""
    definitions = [definition(declared, type_name, path) for path in paths]
    return all(found is not None and found.get("mutability", "readWrite") == "readWrite" for found in definitions)


def need_writable(declared: Declared, type_name: str, *paths: str) -> None:
    """:raises NotApplicable: when the target's schema lacks one of these, or does not let clients write it."""
    for path in paths:
        if not writable(declared, type_name, path):
            raise NotApplicable(f"the schema of the target has no {type_name} {path} that clients may write")


def required(declared: Declared, type_name: str, path: str) -> bool:
    """Whether the target's schema says that an attribute is required."""
    return (definition(declared, type_name, path) or {}).get("required") is True


def spare_texts(declared: Declared) -> tuple[str, str]:
    """Two attributes of a user that hold any text, and that may be set, changed and removed at will.

    :raises NotApplicable: when the target's schema has not two of them.
    """
    found = [name for name in SPARE_TEXTS if _is_spare_text(definition(declared, "User", name))]
    if len(found) < 2:
        raise NotApplicable("the schema of the target has not two free texts that a client may change")
    return found[0], found[1]


def _is_spare_text(found: Json | None) -> bool:
    return (
        found is not None
        and found.get("type", "string") == "string"
        and found.get("mutability", "readWrite") == "readWrite"
        and found.get("returned", "default") in ("default", "always")
        and found.get("uniqueness", "none") in (None, "none")
        and not found.get("multiValued")
        and not found.get("required")
        and not found.get("canonicalValues")
    )


def email_types(declared: Declared) -> tuple[str, str, str]:
    """Three types that e-mail addresses may have on the target: two to use, and one that nobody uses.

    :raises NotApplicable: when its schema has not several addresses that are told apart by their type.
    """
    need_writable(declared, "User", "emails", "emails.value", "emails.type")
    found = definition(declared, "User", "emails.type") or {}
    suggested = [entry for entry in found.get("canonicalValues") or [] if isinstance(entry, str)]
    types = [name for name in ("work", "home", "other") if not suggested or name in suggested]
    types += [name for name in suggested if name not in types]
    if len(types) < 3 or (definition(declared, "User", "emails") or {}).get("multiValued") is False:
        raise NotApplicable("the target does not keep e-mail addresses of several types")
    return types[0], types[1], types[2]


def members(exchange: Exchange) -> set[str]:
    """The ids of the members that a group shows."""
    return {entry["value"] for entry in entries(exchange, "members") if isinstance(entry.get("value"), str)}


def has_enterprise(declared: Declared) -> bool:
    """Whether users have the enterprise extension."""
    kind = declared.resource_type("User")
    return kind is not None and ENTERPRISE_USER in kind.extensions


def need_enterprise(declared: Declared) -> None:
    """:raises NotApplicable: when users do not have the enterprise extension."""
    if not has_enterprise(declared):
        raise NotApplicable("users of the target do not have the enterprise extension")


def entries(exchange: Exchange, name: str) -> list[dict[str, Any]]:
    """The elements of a complex multi-valued attribute in an answer; none when it has no value."""
    listed = expect.lookup(exchange.resource, name)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def with_value(exchange: Exchange, name: str, value: str) -> dict[str, Any] | None:
    """The element that has this ``value``, whatever its case (AMB-25: addresses may be canonicalised)."""
    for entry in entries(exchange, name):
        if isinstance(entry.get("value"), str) and entry["value"].casefold() == value.casefold():
            return entry
    return None


def values(exchange: Exchange, name: str) -> list[str]:
    """The ``value`` of each element, sorted, in lower case, repetitions kept."""
    return sorted(str(entry.get("value")).casefold() for entry in entries(exchange, name))


def same_values(what: str, name: str, wanted: list[str], exchange: Exchange) -> list[Finding]:
    """The attribute has exactly these values, each once, in any order."""
    return expect.equal(what, sorted(value.casefold() for value in wanted), values(exchange, name), exchange)


def done(exchange: Exchange) -> list[Finding]:
    """The PATCH succeeded: 200 or 204, and nothing else (RFC 7644 section 3.5.2)."""
    return expect.status(exchange, 200, 204)


def refused(exchange: Exchange, why: str) -> list[Finding]:
    """The PATCH was refused with 400; another refusal draws a warning."""
    return expect.status(exchange, 400, tolerate=OTHER_REFUSALS, why=why)


def said(exchange: Exchange, *keywords: str, grade: Outcome | None = None) -> list[Finding]:
    """An error with 400 says one of these keywords. Other statuses have none (RFC 7644 section 3.12, table 9)."""
    return expect.scim_type(exchange, *keywords, grade=grade) if exchange.status == 400 else []


def unassigned(what: str, exchange: Exchange, name: str) -> list[Finding]:
    """The attribute has no value: missing, null and an empty list are the same (RFC 7643 section 2.5)."""
    left = expect.lookup(exchange.resource, name)
    return [] if left in (None, [], "", {}) else expect.equal(what, "no value", left, exchange)


def untouched(
    what: str, before: Exchange, after: Exchange, *, but: tuple[str, ...] = (), grade: Outcome | None = None
) -> list[Finding]:
    """All that the resource shows is as before, but for these attributes. ``meta`` is left to others."""
    ignored = {name.casefold() for name in ("meta", *but)}
    found: list[Finding] = []
    names = {name.casefold(): name for name in (*before.resource, *after.resource)}
    for key in sorted(set(names) - ignored):
        old, new = (_state(expect.lookup(step.resource, key)) for step in (before, after))
        if old != new:
            found += expect.equal(f"{names[key]} {what}", old, new, before, after, grade=grade)
    return found


def _state(value: Any) -> Any:
    """A value in a form that can be compared: order of lists and ways to say 'nothing' do not count."""
    if isinstance(value, dict):
        kept = {key.casefold(): _state(entry) for key, entry in value.items()}
        return {key: entry for key, entry in kept.items() if entry is not None} or None
    if isinstance(value, list):
        return sorted((_state(entry) for entry in value), key=repr) or None
    return value
