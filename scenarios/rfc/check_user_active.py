"""People are suspended and come back: active (RFC 7643 section 4.1.1)."""

from dataclasses import replace as changed

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import done, need_writable, replace
from scimproof.querying import entries, until_listed


@scenario(given="User")
def somebody_is_suspended_by_put(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is suspended by a PUT, read, found in a list, and let in again."""
    need_writable(declared, "User", "active")
    users = declared.endpoint("User")
    person = directory.person()
    story.id = identifier = probe.create(users, as_user(person, declared)).resource_id
    story.suspended = probe.replace(users, identifier, as_user(changed(person, active=False), declared))
    story.after = _read(probe, users, identifier, active=False)
    if declared.supports("filter"):
        story.list = until_listed(probe, users, f'userName eq "{person.user_name}"', identifier)
    story.restored = probe.replace(users, identifier, as_user(person, declared))
    story.back = _read(probe, users, identifier, active=True)


@scenario(given=("User", "patch"))
def somebody_is_suspended_by_patch(
    story: Story, somebody_is_suspended_by_put: Story, probe: Probe, declared: Declared
) -> None:
    """The same user is suspended by a PATCH, and let in again."""
    users, identifier = declared.endpoint("User"), somebody_is_suspended_by_put.id
    story.suspended = probe.patch(users, identifier, replace("active", False))
    story.after = _read(probe, users, identifier, active=False)
    story.restored = probe.patch(users, identifier, replace("active", True))
    story.back = _read(probe, users, identifier, active=True)


def _read(probe: Probe, users: str, identifier: str, *, active: bool) -> Exchange:
    return probe.session.settled(
        lambda: probe.read(users, identifier),
        lambda seen: seen.answer.ok and expect.lookup(seen.resource, "active") is active,
    )


def _is(what: str, active: bool, write: Exchange, read: Exchange) -> Findings:
    """The user is still there, and shows what was written."""
    found = expect.status(read, 200)
    return found or expect.equal(f"active {what}", active, expect.lookup(read.resource, "active"), write, read)


@check("rfc7643-4.1.1-put-suspends", "RFC7643-4.1.1-16", "RFC7644-3.5.1-04", level="must")
def a_put_suspends(somebody_is_suspended_by_put: Story) -> Findings:
    """After a PUT with active false a user is still there, and shows active false.

    A server that says yes and changes nothing lets a leaver keep access.
    """
    story = somebody_is_suspended_by_put
    found = expect.status(story.suspended, 200)
    return found or _is("after a PUT with active false", False, story.suspended, story.after)


@check("rfc7643-4.1.1-put-lets-in-again", "RFC7643-4.1.1-16", "RFC7644-3.5.1-04", level="must")
def a_put_lets_in_again(somebody_is_suspended_by_put: Story) -> Findings:
    """After a PUT with active true somebody who was suspended shows active true."""
    story = somebody_is_suspended_by_put
    found = expect.status(story.restored, 200)
    return found or _is("after a PUT with active true", True, story.restored, story.back)


@check("rfc7643-4.1.1-list-shows-who-is-suspended", "RFC7643-4.1.1-16", "RFC7644-3.1-12", level="must", given="filter")
def a_list_shows_who_is_suspended(somebody_is_suspended_by_put: Story) -> Findings:
    """A list shows active false of a user who is suspended, as a read does.

    A server that leaves such users out of a list draws a warning: clients look people up before they create them.
    """
    story = somebody_is_suspended_by_put
    if not story.suspended.answer.ok or expect.lookup(story.after.resource, "active") is not False:
        raise Blocked(f"{story.after.label} does not show the user as suspended")
    shown = next((entry for entry in entries(story.list) if entry.get("id") == story.id), None)
    if shown is None:
        return expect.status(story.list, 200) or expect.equal(
            "who is found by the userName of a suspended user", story.id, None, story.list, grade=Outcome.WARN
        )
    return expect.equal("active in a list", False, expect.lookup(shown, "active"), story.list)


@check("rfc7643-4.1.1-patch-suspends", "RFC7643-4.1.1-16", "RFC7644-3.5.2-01", level="must")
def a_patch_suspends(somebody_is_suspended_by_patch: Story) -> Findings:
    """After a PATCH with active false a user is still there, and shows active false."""
    story = somebody_is_suspended_by_patch
    return done(story.suspended) or _is("after a PATCH with active false", False, story.suspended, story.after)


@check("rfc7643-4.1.1-patch-lets-in-again", "RFC7643-4.1.1-16", "RFC7644-3.5.2-01", level="must")
def a_patch_lets_in_again(somebody_is_suspended_by_patch: Story) -> Findings:
    """After a PATCH with active true somebody who was suspended shows active true."""
    story = somebody_is_suspended_by_patch
    return done(story.restored) or _is("after a PATCH with active true", True, story.restored, story.back)
