"""Whoever is taken away has no access left, in whatever form the request says so."""

from dataclasses import dataclass

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

SUITES = ("scanner",)


@dataclass
class Way:
    """Whether somebody can sign in after a request that ends it."""

    words: str
    request: Exchange
    could: Seen
    can: Seen


@scenario(given="User")
def people_are_taken_away(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """For each way to deprovision: somebody who can sign in is taken away."""
    hooks.require("sign_in")
    users = declared.endpoint("User")
    story.ways = []
    for words, end in ENDINGS.items():
        person = directory.person()
        body = as_user(person, declared)
        identifier = str(probe.create(users, body).resource_id)
        could = _settled(hooks, person.user_name, wanted=True)
        request = end(probe, Ending(users, identifier, body))
        story.ways.append(Way(words, request, could, _settled(hooks, person.user_name, wanted=False)))


@check("every-way-to-leave-ends-access", "SCN-02")
def every_way_to_leave_ends_access(people_are_taken_away: Story) -> Findings:
    """In whatever form a request takes somebody away, there is no way to sign in any more.

    A form that is refused is not promised, and not judged.
    """
    taken = [way for way in people_are_taken_away.ways if way.request.answer.ok and way.could.value]
    if not taken:
        raise NotApplicable("every way to deprovision was refused, or nobody could sign in before")
    return [finding for way in taken for finding in _locked_out(way)]


def _settled(hooks: Hooks, login: str, *, wanted: bool) -> Seen:
    return hooks.settled(lambda: hooks.sign_in(login), lambda allowed: bool(allowed) is wanted)


def _locked_out(way: Way) -> list[Finding]:
    if not way.can.value:
        return []
    message = f"Somebody who was taken away by {way.words} can still sign in to Scanner"
    shown = (way.request.number, *way.can.exchanges)
    return [Finding(message, "no", expect.shown(way.can.value), shown, cause=message)]
