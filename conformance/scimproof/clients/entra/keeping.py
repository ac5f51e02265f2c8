"""Whether a target shows what Entra sent of somebody, line by line of the mapping table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scimproof import expect
from scimproof.clients.entra.engine import Entra
from scimproof.clients.entra.mappings import DEFAULT_MAPPING, Mapping, declared_lines, source_value, value_at
from scimproof.clients.entra.people import EntraUser
from scimproof.clients.probe import Probe
from scimproof.declared import Declared
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable, Outcome


def need_mapped(declared: Declared, *targets: str) -> tuple[Mapping, ...]:
    """The lines of these target attributes.

    :raises NotApplicable: when the target's schema lacks one, or does not let clients write it.
    """
    lines = tuple(Mapping("", target) for target in targets)
    for line in lines:
        if line not in declared_lines(lines, declared):
            raise NotApplicable(f"the schema of the target has no {line.target} that clients may write")
    return lines


def kept(user: EntraUser, exchange: Exchange, lines: Iterable[Mapping], grade: Outcome | None = None) -> list[Finding]:
    """The answer shows for each of these lines what the user has in Entra."""
    found: list[Finding] = []
    for line in lines:
        wanted = source_value(user, line)
        if wanted not in (None, ""):
            found += shows(exchange, line, wanted, grade)
    return found


def shows(exchange: Exchange, line: Mapping, wanted: Any, grade: Outcome | None = None) -> list[Finding]:
    """The answer shows this value at a target attribute.

    Servers may canonicalise: case is ignored but in ``externalId``, and how a telephone number is punctuated.
    """
    received = value_at(exchange.resource, line)
    if _same(wanted, received, line.target):
        return []
    message = f"{line.target} is {expect.shown(received, 60)} instead of {expect.shown(wanted, 60)}"
    return [
        Finding(
            message,
            expect.shown(wanted),
            expect.shown(received),
            (exchange.number,),
            cause=f"{line.target} as Entra sends it",
            grade=grade,
        )
    ]


def shows_all(user: EntraUser, lines: Iterable[Mapping], exchange: Exchange) -> bool:
    """Whether an answer that has come shows all of it, for those who wait for it."""
    answer = exchange.response
    return answer is not None and answer.ok and bool(answer.object) and not kept(user, exchange, lines)


def once(exchange: Exchange, name: str, kind: str) -> list[Finding]:
    """A list attribute has exactly one element of this type: Entra builds one from several operations."""
    listed = expect.lookup(exchange.resource, name)
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    of_kind = [entry for entry in entries if str(expect.lookup(entry, "type")).lower() == kind]
    if len(of_kind) == 1:
        return []
    return [
        Finding(
            f"{name} has {len(of_kind)} elements of the type {kind} instead of one",
            f"one element of the type {kind}",
            expect.shown(entries),
            (exchange.number,),
            cause=f"elements of {name}",
        )
    ]


def once_each(exchange: Exchange, lines: Iterable[Mapping]) -> list[Finding]:
    """Each list attribute has one element of each type that these lines fill.

    :raises NotApplicable: when none of them fills an element of a list.
    """
    places = {(line.filtered["list"], line.filtered["value"]): None for line in lines if line.filtered is not None}
    if not places:
        raise NotApplicable("the schema of the target has no e-mails, addresses or numbers with types")
    return [finding for name, kind in places for finding in once(exchange, name, kind)]


def mappable_job(entra: Entra, declared: Declared) -> tuple[Entra, list[Mapping]]:
    """A job with the default mapping but for the lines for which the target has no attribute, as an admin takes them
    out; and its lines without ``active``."""
    lines = declared_lines(DEFAULT_MAPPING, declared)
    always = [line for line in DEFAULT_MAPPING if line.target in ("userName", "active") and line not in lines]
    return entra.with_mapping(*always, *lines), [line for line in lines if line.target != "active"]


def settled_read(probe: Probe, user: EntraUser, lines: list[Mapping]) -> Exchange:
    """Read an account once it shows what these lines give, or when ``--settle`` has passed."""
    return probe.session.settled(
        lambda: probe.read("/Users", user.account_id), lambda shown: shows_all(user, lines, shown)
    )


def empty(exchange: Exchange, target: str, grade: Outcome | None = None) -> list[Finding]:
    """A target attribute has no value: missing, null and an empty text are the same."""
    left = value_at(exchange.resource, Mapping("", target))
    return [] if left in (None, "", [], {}) else expect.equal(target, "no value", left, exchange, grade=grade)


def _same(wanted: Any, received: Any, target: str) -> bool:
    if not isinstance(wanted, str) or not isinstance(received, str):
        return type(wanted) is type(received) and bool(wanted == received)
    if target == "externalId":
        return wanted == received
    if target.startswith("phoneNumbers"):
        return _digits(wanted) == _digits(received)
    return wanted.casefold() == received.casefold()


def _digits(number: str) -> str:
    return re.sub(r"^tel:|[\s().-]", "", number.lower())
