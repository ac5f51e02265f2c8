"""PATCH operations and what they make of a user (RFC 7644 section 3.5.2), as far as the RFC leaves no doubt.

A state is what the model knows of a user: some texts, the parts of ``name``, and e-mails as pairs of type and value.
Left out on purpose: removing what is not there, ``replace`` of a whole complex value, ``primary``, and filters that
match nothing. Servers may differ there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scimproof.expect import lookup

Email = tuple[str, str]


@dataclass(frozen=True)
class State:
    """What the model knows of a user."""

    texts: Mapping[str, str] = field(default_factory=dict)
    name: Mapping[str, str] = field(default_factory=dict)
    emails: frozenset[Email] = frozenset()

    @classmethod
    def of(cls, resource: Mapping[str, Any], texts: tuple[str, ...]) -> State:
        """The state that a resource shows."""
        name, emails = lookup(resource, "name"), lookup(resource, "emails")
        parts = {key: lookup(name, key) for key in ("givenName", "familyName")} if isinstance(name, Mapping) else {}
        return cls(
            texts={key: value for key in texts if isinstance(value := lookup(resource, key), str) and value},
            name={key: value for key, value in parts.items() if isinstance(value, str) and value},
            emails=frozenset(
                (str(entry.get("type", "")).lower(), str(entry.get("value", "")).lower())
                for entry in (emails if isinstance(emails, list) else [])
                if isinstance(entry, Mapping)
            ),
        )


@dataclass(frozen=True)
class Step:
    """One operation, and what it does to a state. ``None`` where the RFC leaves open what happens."""

    operation: Mapping[str, Any]
    effect: Callable[[State], State | None]

    def __str__(self) -> str:
        parts = [str(self.operation["op"]), str(self.operation.get("path", "(no path)"))]
        if "value" in self.operation:
            parts.append(repr(self.operation["value"]))
        return " ".join(parts)


def applied(steps: tuple[Step, ...], state: State) -> State | None:
    """The state after all steps, in order; ``None`` when one of them is open."""
    after: State | None = state
    for step in steps:
        after = step.effect(after) if after is not None else None
    return after


def sets_text(verb: str, attribute: str, value: str, *, path: bool) -> Step:
    """``add`` or ``replace`` of a single value, with a path or inside of a value without one."""
    operation = {"op": verb, "path": attribute, "value": value} if path else {"op": verb, "value": {attribute: value}}
    return Step(operation, lambda state: replace(state, texts={**state.texts, attribute: value}))


def removes_text(attribute: str) -> Step:
    """``remove`` of a single value."""

    def effect(state: State) -> State | None:
        if attribute not in state.texts:
            return None
        return replace(state, texts={key: value for key, value in state.texts.items() if key != attribute})

    return Step({"op": "remove", "path": attribute}, effect)


def sets_name_part(verb: str, part: str, value: str, *, dotted: bool) -> Step:
    """A part of the name, by a dotted path or, with ``add``, as a complex value that names only this part."""
    operation = (
        {"op": verb, "path": f"name.{part}", "value": value}
        if dotted
        else {"op": "add", "path": "name", "value": {part: value}}
    )
    return Step(operation, lambda state: replace(state, name={**state.name, part: value}))


def adds_email(kind: str, value: str) -> Step:
    """``add`` of an e-mail to those that are there. Whether one address may be there twice is open."""

    def effect(state: State) -> State | None:
        if value in {address for _, address in state.emails}:
            return None
        return replace(state, emails=state.emails | {(kind, value)})

    return Step({"op": "add", "path": "emails", "value": [{"type": kind, "value": value}]}, effect)


def replaces_emails(kind: str, value: str) -> Step:
    """``replace`` of all e-mails by one."""
    operation = {"op": "replace", "path": "emails", "value": [{"type": kind, "value": value}]}
    return Step(operation, lambda state: replace(state, emails=frozenset({(kind, value)})))


def changes_email(kind: str, value: str) -> Step:
    """``replace`` of the value of the one e-mail of a type. Whether one address may be there twice is open."""

    def effect(state: State) -> State | None:
        matching = {email for email in state.emails if email[0] == kind}
        if len(matching) != 1 or value in {address for _, address in state.emails - matching}:
            return None
        return replace(state, emails=(state.emails - matching) | {(kind, value)})

    return Step({"op": "replace", "path": f'emails[type eq "{kind}"].value', "value": value}, effect)


def removes_email(kind: str) -> Step:
    """``remove`` of the e-mails of a type. The last one stays: some servers insist on an address."""

    def effect(state: State) -> State | None:
        left = frozenset(email for email in state.emails if email[0] != kind)
        return replace(state, emails=left) if left and left != state.emails else None

    return Step({"op": "remove", "path": f'emails[type eq "{kind}"]'}, effect)
