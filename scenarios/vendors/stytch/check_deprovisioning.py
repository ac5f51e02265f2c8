"""Whoever is deprovisioned has nothing left, in whatever form the request says so."""

from dataclasses import dataclass
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Seen,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.leaving import ENDINGS, Ending

SUITES = ("stytch",)
ROLE = "role-by-hand"


@dataclass(frozen=True)
class _Looking:
    """Looks at one member."""

    hooks: Hooks
    login: str

    def account(self) -> Seen:
        return self.hooks.account(self.login)

    def sign_in(self) -> Seen:
        return self.hooks.sign_in(self.login)

    def roles(self) -> Seen:
        return self.hooks.roles(self.login)

    def sessions(self) -> Seen:
        return self.hooks.call("sessions", userName=self.login)


@dataclass
class Way:
    """What is left of somebody after a request."""

    words: str
    request: Exchange
    allowed: Seen
    roles: Seen
    sessions: Seen
    read: Exchange


@scenario(given="User")
def people_are_deprovisioned(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """For each way to deprovision: a member with a role by hand and an open session is taken away."""
    hooks.require("sign_in", "roles", "grant_role", "open_session", "sessions")
    users = declared.endpoint("User")
    story.ways = []
    for words, end in ENDINGS.items():
        person = directory.person()
        body = as_user(person, declared)
        identifier = str(probe.create(users, body).resource_id)
        look = _Looking(hooks, person.user_name)
        hooks.settled(look.account, bool)
        hooks.grant_role(person.user_name, ROLE)
        hooks.call("open_session", userName=person.user_name)
        request = end(probe, Ending(users, identifier, body))
        allowed, roles, sessions = (hooks.settled(ask, _nothing) for ask in (look.sign_in, look.roles, look.sessions))
        story.ways.append(Way(words, request, allowed, roles, sessions, probe.read(users, identifier)))


@check("every-way-to-leave-ends-access", "STY-03")
def every_way_to_leave_ends_access(people_are_deprovisioned: Story) -> Findings:
    """In whatever form a request deprovisions somebody, neither a role nor a session nor a sign-in is left.

    A form that Stytch refuses is not promised, and not judged.
    """
    found: list[Finding] = []
    for way in _taken(people_are_deprovisioned):
        for seen, what in ((way.allowed, "a way to sign in"), (way.roles, "roles"), (way.sessions, "sessions")):
            if seen.value:
                message = f"A member who was deprovisioned by {way.words} still has {what}"
                numbers = (way.request.number, *seen.exchanges)
                found.append(Finding(message, f"no {what}", expect.shown(seen.value), numbers, cause=message))
    return found


@check("every-way-to-leave-shows", "STY-03")
def every_way_to_leave_shows(people_are_deprovisioned: Story) -> Findings:
    """In whatever form a request deprovisions somebody, a read shows active false, or nobody."""
    found: list[Finding] = []
    for way in _taken(people_are_deprovisioned):
        if way.read.status != 404:
            shown = way.read.resource.get("active")
            found += expect.status(way.read, 200, 404) or expect.equal(
                f"active after {way.words}", False, shown, way.request, way.read
            )
    return found


def _taken(story: Story) -> list[Way]:
    taken = [way for way in story.ways if way.request.answer.ok]
    if not taken:
        raise NotApplicable("every way to deprovision was refused")
    return taken


def _nothing(value: Any) -> bool:
    return not value
