"""Whether a target shows what the directory means: the law of provisioning, after whatever happened.

A client says what it means (:class:`Intended`), the target is read with plain requests (:func:`observe`), and the two
are compared (:meth:`Observed.findings`): the right people are active, in the right groups, and nobody else was touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof import expect
from scimproof.clients.probe import Probe
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding

GONE = (404, 410)
# What of a resource changes by itself, or with others.
DERIVED = ("meta", "groups")


@dataclass(frozen=True)
class Account:
    """Somebody's account, as the directory means it.

    :param who: the name in findings.
    :param id: the id that the target gave; ``None`` when it never did.
    :param active: whether the person may use the application.
    :param shown: attributes that the target has to show, as far as its schema has them.
    """

    who: str
    id: str | None
    active: bool
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Membership:
    """A group, as the directory means it.

    :param members: ids of those who have to be in it.
    :param optional: ids of those who may be in it or not, such as people who left: servers differ, and may.
    """

    name: str
    id: str | None
    members: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Intended:
    """What the directory means at one moment.

    :param bystanders: resources, as they were shown before, that nothing of this should touch: by endpoint and id.
    """

    accounts: tuple[Account, ...] = ()
    groups: tuple[Membership, ...] = ()
    bystanders: Mapping[tuple[str, str], Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Observed:
    """What the target shows of that, and the exchanges that show it."""

    intended: Intended
    seen: Mapping[tuple[str, str], Exchange]

    def findings(self) -> list[Finding]:
        """In what the target differs; nothing when it has converged."""
        found: list[Finding] = []
        for account in self.intended.accounts:
            found += self._of_account(account)
        for group in self.intended.groups:
            found += self._of_group(group)
        for place, before in self.intended.bystanders.items():
            found += self._of_bystander(place, before)
        return found

    def _of_account(self, account: Account) -> list[Finding]:
        if account.id is None:
            return [
                _finding(f"{account.who} has no account", "an account", "none was made", (), "Somebody has no account")
            ]
        exchange = self.seen["/Users", account.id]
        if not account.active and exchange.response is not None and exchange.status in GONE:
            return []
        if found := expect.status(exchange, 200):
            return found
        found = []
        active = expect.lookup(exchange.resource, "active")
        if active is not account.active and not (account.active and active is None):
            wanted, state = ("active", "inactive") if account.active else ("inactive", "still active")
            message = f"{account.who} should be {wanted} and is {state}"
            received = f'"active": {expect.shown(active)}'
            found.append(
                _finding(
                    message,
                    f'"active": {expect.shown(account.active)}',
                    received,
                    exchange,
                    f"Somebody who should be {wanted} is {state}",
                )
            )
        return found + (expect.kept(account.shown, exchange, *account.shown) if account.active else [])

    def _of_group(self, group: Membership) -> list[Finding]:
        if group.id is None:
            return [
                _finding(f"the group {group.name} is missing", "a group", "none was made", (), "A group is missing")
            ]
        exchange = self.seen["/Groups", group.id]
        if found := expect.status(exchange, 200):
            return found
        found = expect.kept({"displayName": group.name}, exchange, "displayName")
        shown = member_ids(exchange.resource)
        missing, strange = group.members - shown, shown - group.members - group.optional
        if missing:
            message = f"{len(missing)} of {len(group.members)} members of the group are missing"
            found.append(
                _finding(message, _ids(group.members), _ids(shown), exchange, "Members of a group are missing")
            )
        if strange:
            message = f"the group has {len(strange)} members who should not be in it"
            found.append(
                _finding(
                    message, _ids(group.members), _ids(shown), exchange, "A group has members who should not be in it"
                )
            )
        return found

    def _of_bystander(self, place: tuple[str, str], before: Json) -> list[Finding]:
        exchange = self.seen[place]
        if found := expect.status(exchange, 200):
            return found
        old, new = (_without_derived(resource) for resource in (before, exchange.resource))
        changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        if not changed:
            return []
        message = f"Somebody whom this was not about has changed: {', '.join(changed)}"
        shown = [expect.shown({name: state.get(name) for name in changed}) for state in (old, new)]
        return [_finding(message, shown[0], shown[1], exchange, "Somebody whom a change was not about has changed")]


def observe(probe: Probe, intended: Intended) -> Observed:
    """Read all that is meant, once it shows or ``--settle`` has passed."""
    places: list[tuple[str, str]] = [("/Users", account.id) for account in intended.accounts if account.id]
    places += [("/Groups", group.id) for group in intended.groups if group.id]
    places += [place for place in intended.bystanders if place not in places]
    observed = Observed(intended, {})

    def look() -> Exchange:
        nonlocal observed
        seen = {place: probe.read(*place) for place in places}
        observed = Observed(intended, seen)
        return next(reversed(seen.values()))

    if places:
        probe.session.settled(look, lambda _: not observed.findings())
    return observed


def settled_read(probe: Probe, endpoint: str, identifier: str, wanted: Mapping[str, Any]) -> Exchange:
    """Read a resource once it shows these attributes, or when ``--settle`` has passed."""

    def shows(exchange: Exchange) -> bool:
        answer = exchange.response
        return answer is not None and answer.ok and bool(answer.object) and not expect.kept(wanted, exchange, *wanted)

    return probe.session.settled(lambda: probe.read(endpoint, identifier), shows)


def snapshot(probe: Probe, *places: tuple[str, str | None]) -> dict[tuple[str, str], Json]:
    """Resources as they are shown now, by endpoint and id: bystanders of what comes next.

    :raises Blocked: when one of them has no id, or cannot be read.
    """
    taken = {}
    for endpoint, identifier in places:
        if identifier is None:
            raise Blocked("somebody who should stand by was never created")
        taken[endpoint, identifier] = probe.read(endpoint, identifier).resource
    return taken


def converged(observed: Observed) -> list[Finding]:
    """The target shows what the directory means."""
    return observed.findings()


def sound(observed: Observed) -> None:
    """The target showed what was meant before the step that a check is about.

    :raises Blocked: when it did not: what went wrong earlier is judged there, and not once more here.
    """
    if found := observed.findings():
        seen = "".join(f" (#{number})" for number in found[0].exchanges)
        raise Blocked(f"the target had gone wrong before: {found[0].message}{seen}")


def member_ids(group: Mapping[str, Any]) -> frozenset[str]:
    """The ids of a group's members."""
    listed = expect.lookup(group, "members")
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    return frozenset(str(entry.get("value")) for entry in entries)


def each_once(group: Exchange) -> list[Finding]:
    """A group that was read lists nobody twice."""
    listed = expect.lookup(group.resource, "members") or []
    values = sorted(str(entry.get("value")) for entry in listed if isinstance(entry, Mapping))
    return expect.equal("the members, each listed once", sorted(set(values)), values, group)


def _without_derived(resource: Mapping[str, Any]) -> Json:
    return {name: value for name, value in resource.items() if name.lower() not in DERIVED and value not in (None, [])}


def _ids(identifiers: frozenset[str]) -> str:
    return expect.shown(sorted(identifiers)) if identifiers else "nobody"


def _finding(message: str, expected: str, received: str, exchange: Exchange | tuple[()], cause: str) -> Finding:
    numbers = (exchange.number,) if isinstance(exchange, Exchange) else ()
    return Finding(message, expected, received, numbers, cause)
