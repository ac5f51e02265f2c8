"""E-mail addresses of a user, as a PATCH changes them: what several scenarios ask of the list."""

from __future__ import annotations

from scimproof import expect
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding
from scimproof.patching import Step, done, entries

MAIL = "scimproof.example"

Pair = tuple[str, str]


def mail(kind: str, name: str) -> Json:
    """An e-mail address; the name is in lower case, so that no server has to."""
    return {"type": kind, "value": f"{name}@{MAIL}"}


def of_type(kind: str) -> str:
    """The path to the addresses of a type."""
    return f'emails[type eq "{kind}"]'


def pairs(exchange: Exchange) -> list[Pair]:
    """Type and value of each address, sorted; what else a server shows of them is its own."""
    shown = [(entry.get("type"), entry.get("value")) for entry in entries(exchange, "emails")]
    return sorted((str(kind).casefold(), str(value).casefold()) for kind, value in shown)


def types(exchange: Exchange) -> set[str]:
    """The types of the addresses that are there."""
    return {kind for kind, _ in pairs(exchange)}


def pair(entry: Json) -> Pair:
    """The same of an address that was sent."""
    return entry["type"].casefold(), entry["value"].casefold()


def mails_after(step: Step, *, came: tuple[Json, ...] = (), went: tuple[Json, ...] = ()) -> list[Finding]:
    """The addresses are those of before, but for some; nothing can be said when they were not as they had to be."""
    before = set(pairs(step.before))
    gone, new = {pair(entry) for entry in went}, {pair(entry) for entry in came}
    if gone - before:
        raise Blocked("an earlier step did not leave the addresses that this one starts from")
    return done(step.patched) or mails_are((before - gone) | new, step)


def mails_are(wanted: set[Pair], step: Step) -> list[Finding]:
    operation = step.patched.request.object["Operations"][0]
    what = f"emails after {operation['op']} {operation['path']}"
    return expect.equal(what, sorted(wanted), sorted(set(pairs(step.after))), step.patched, step.after)
