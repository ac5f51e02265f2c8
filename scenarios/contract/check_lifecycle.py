"""Leaving and coming back: what the profile says becomes of people."""

from __future__ import annotations

from collections.abc import Callable

from scimproof import Declared, Directory, Exchange, Finding, Findings, Probe, Profile, Story, check, expect, scenario
from scimproof.contract import Applicants, Line, broken, done, judged, refused, tried
from scimproof.contract.applicants import GROUP, USER
from scimproof.contract.lines import refuses
from scimproof.contract.places import Place

UNKNOWN = "unknown"


def deactivated(them: Applicants, identifier: str) -> Exchange:
    """Switch a user off, in a way that the profile promises, or else in the first that the target takes."""
    probe, endpoint = them.probe, them.endpoint(USER)
    shapes = [entry for entry in them.profile.patches if entry.resource == USER and entry.op == "replace"]
    promised = [entry for entry in shapes if "active" in (entry.path, entry.value) and entry.promise == "promised"]
    by_path = {"op": "replace", "path": "active", "value": False}
    bare = {"op": "replace", "value": {"active": False}}
    answer = probe.patch(endpoint, identifier, bare if promised and promised[0].path is None else by_path)
    if refuses(answer.status):
        body = {**them.read(USER, identifier).resource, "active": False}
        answer = probe.replace(endpoint, identifier, body, malformed="what the target shows, but inactive")
    return answer


@scenario
def somebody_leaves(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """One member of a group is deactivated, another deleted; somebody else is deleted, read, and comes again."""
    them, life = Applicants(probe, directory, declared, profile), profile.lifecycle
    settled = probe.session.settled
    gone = (404, 410)

    def switched_off(wanted: str) -> tuple[Exchange, Exchange, Exchange]:
        identifier = them.people(1)[0]
        before = them.read(USER, identifier)
        off = deactivated(them, identifier)

        def shows(seen: Exchange) -> bool:
            if seen.response is None or wanted == "gone":
                return seen.response is not None and seen.status in gone
            return seen.answer.object.get("active") is False

        return before, off, settled(lambda: them.read(USER, identifier), shows)

    def deleted() -> tuple[Exchange, Exchange]:
        identifier = them.create(USER).resource_id
        went = probe.delete(them.endpoint(USER), identifier)
        return went, settled(
            lambda: them.read(USER, identifier),
            lambda seen: (seen.response is not None and seen.status in gone) or life.deleted == "inactive",
        )

    def again() -> tuple[Exchange, Exchange, Exchange]:
        body = them.body(USER)
        first = them.create(USER, body)
        went = probe.delete(them.endpoint(USER), first.resource_id)
        return first, went, them.create(USER, body)

    def inactive() -> Exchange:
        return them.create(USER, {**them.body(USER), "active": False})

    def still_member(leave: Callable[[str], Exchange]) -> tuple[str, Exchange, Exchange]:
        identifier = them.create(USER).resource_id
        group = them.create(GROUP, them.body(GROUP, identifier)).resource_id
        left = leave(identifier)
        return identifier, left, them.read(GROUP, group)

    def still_member_when_off() -> tuple[str, Exchange, Exchange]:
        return still_member(lambda identifier: deactivated(them, identifier))

    def still_member_when_deleted() -> tuple[str, Exchange, Exchange]:
        return still_member(lambda identifier: probe.delete(them.endpoint(USER), identifier))

    def lines(says: str, value: object, attempt: object, *, wanted: bool = True) -> list[Line]:
        known = value not in (UNKNOWN, None) and wanted
        return [tried(says, attempt, value, life.reference)] if known and callable(attempt) else []

    users, groups = USER in them.kinds, GROUP in them.kinds
    off = "gone" if life.deactivated == "gone" else life.deactivated
    story.off = lines(f"a deactivated User is {off}", off, lambda: switched_off(off), wanted=users)
    story.deleted = lines(f"a deleted User is {life.deleted}", life.deleted, deleted, wanted=users)
    says = f"a User who is created again after a deletion {_AGAIN.get(life.created_again, '')}"
    story.again = lines(says, life.created_again, again, wanted=users)
    says = f"a User who is created inactive is {life.created_inactive}"
    story.inactive = lines(says, life.created_inactive, inactive, wanted=users)
    word = "stays in" if life.memberships_survive else "leaves"
    says = f"a deactivated User {word} its groups"
    story.members = lines(says, life.memberships_survive, still_member_when_off, wanted=users and groups)
    word = "is taken out of" if life.memberships_end else "is still listed in"
    says = f"a deleted User {word} its groups"
    story.former_members = lines(says, life.memberships_end, still_member_when_deleted, wanted=users and groups)


_AGAIN = {"new id": "gets a new id", "same id": "gets the same id", "refused": "is refused"}


@check("contract-deactivated-is-as-said", "CONTRACT-13")
def a_deactivated_user_is_as_said(somebody_leaves: Story) -> Findings:
    """A user whose active is false is inactive, gone or obfuscated, as the profile says."""

    def judge(line: Line) -> list[Finding]:
        before, off, after = line.shown
        return done(line, off) or _found_as(line, line.entry, before, after, off)

    return judged(somebody_leaves.off, judge)


@check("contract-deleted-is-as-said", "CONTRACT-14")
def a_deleted_user_is_as_said(somebody_leaves: Story) -> Findings:
    """A user who was deleted is gone or inactive, as the profile says."""

    def judge(line: Line) -> list[Finding]:
        went, after = line.shown
        return done(line, went) or _found_as(line, line.entry, None, after, went)

    return judged(somebody_leaves.deleted, judge)


def _found_as(line: Line, word: str, before: Exchange | None, after: Exchange, cause: Exchange) -> list[Finding]:
    status = after.answer.status
    if word == "gone":
        if status in (404, 410):
            return []
        return [broken(line, f"a read is answered {status}", "404", str(status), cause, after)]
    if status != 200:
        return [broken(line, f"a read is answered {status}", "200 with active false", str(status), cause, after)]
    if expect.lookup(after.resource, "active") is not False:
        shown = expect.shown(expect.lookup(after.resource, "active"))
        return [broken(line, f"active is {shown}", "active false", shown, cause, after)]
    if word == "obfuscated" and before is not None:
        old, new = (expect.lookup(seen.resource, "userName") for seen in (before, after))
        if old == new:
            return [broken(line, "its userName is as before", "another userName", expect.shown(new), before, after)]
    return []


@check("contract-created-again-is-as-said", "CONTRACT-15")
def created_again_is_as_said(somebody_leaves: Story) -> Findings:
    """Whoever is created again after a deletion gets a new id, the same id, or is refused, as the profile says."""

    def judge(line: Line) -> list[Finding]:
        first, went, second = line.shown
        if failed := done(line, went):
            return failed
        if line.entry == "refused":
            return refused(line, second)
        if failed := done(line, second):
            return failed
        same = first.resource_id == second.resource_id
        if same == (line.entry == "same id"):
            return []
        what = f"it has {'the same' if same else 'another'} id"
        return [broken(line, what, line.entry, second.resource_id, first, second)]

    return judged(somebody_leaves.again, judge)


@check("contract-created-inactive-is-as-said", "CONTRACT-16")
def created_inactive_is_as_said(somebody_leaves: Story) -> Findings:
    """A user can be created inactive, and is then, or is refused, as the profile says."""

    def judge(line: Line) -> list[Finding]:
        created = line.shown
        if line.entry == "refused":
            return refused(line, created)
        if failed := done(line, created):
            return failed
        active = expect.lookup(created.resource, "active")
        return [] if active is False else [broken(line, "it is active", "active false", expect.shown(active), created)]

    return judged(somebody_leaves.inactive, judge)


@check("contract-memberships-are-as-said", "CONTRACT-17")
def memberships_are_as_said(somebody_leaves: Story) -> Findings:
    """Whoever is deactivated stays in its groups or leaves them, as the profile says."""
    return judged(somebody_leaves.members, lambda line: _listed_as(line, stays=line.entry))


@check("contract-memberships-of-the-deleted-are-as-said", "CONTRACT-25")
def memberships_of_the_deleted_are_as_said(somebody_leaves: Story) -> Findings:
    """Whoever is deleted is taken out of its groups or still listed, as the profile says.

    The RFC leaves it open (RFC 7643 section 2.3.7), so that it is judged where a profile says so alone.
    """
    return judged(somebody_leaves.former_members, lambda line: _listed_as(line, stays=not line.entry))


def _listed_as(line: Line, *, stays: bool) -> list[Finding]:
    identifier, left, group = line.shown
    if failed := done(line, left):
        return failed
    members = Place("members", None, None, "value").values(group.resource)
    if (identifier in members) == stays:
        return []
    wanted = identifier if stays else "no such member"
    return [broken(line, "it is not so", wanted, expect.shown(members), left, group)]
