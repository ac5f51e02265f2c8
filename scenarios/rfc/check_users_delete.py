"""A person leaves: DELETE /Users/{id} (RFC 7644 section 3.6)."""

from scimproof import Blocked, Declared, Directory, Finding, Findings, Probe, Story, as_user, check, expect, scenario


@scenario(given="User")
def a_person_leaves_and_comes_back(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is deleted, looked for in every way, deleted again, and hired again under the same name."""
    users = declared.endpoint("User")
    person = directory.person()
    story.first_id = probe.create(users, as_user(person, declared)).resource_id
    story.deleted = probe.delete(users, story.first_id)
    story.read = probe.session.settled(lambda: probe.read(users, story.first_id), lambda seen: seen.status == 404)
    story.replaced = probe.replace(users, story.first_id, as_user(person, declared))
    story.deleted_again = probe.delete(users, story.first_id)
    if declared.supports("filter"):
        story.looked_for = probe.query(users, {"filter": f'userName eq "{person.user_name}"'})
    story.rehired = probe.create(users, as_user(person, declared))


@scenario(given="User")
def nobody_leaves(story: Story, probe: Probe, declared: Declared) -> None:
    """A user who never existed is deleted."""
    story.deleted = probe.delete(declared.endpoint("User"), probe.session.invented_id())


@check("rfc7644-3.6-delete-answers-204", "RFC7644-3.6-07")
def a_delete_is_answered_204(a_person_leaves_and_comes_back: Story) -> Findings:
    """A successful DELETE is answered with 204 No Content."""
    return expect.status(a_person_leaves_and_comes_back.deleted, 204)


@check("rfc7644-3.6-deleted-user-is-gone", "RFC7644-3.6-02", "RFC7644-3.6-08")
def a_deleted_user_is_gone(a_person_leaves_and_comes_back: Story) -> Findings:
    """A deleted user can no longer be read: 404."""
    return expect.status(_deleted(a_person_leaves_and_comes_back).read, 404)


@check("rfc7644-3.6-deleted-user-cannot-be-replaced", "RFC7644-3.6-02")
def a_deleted_user_cannot_be_replaced(a_person_leaves_and_comes_back: Story) -> Findings:
    """A PUT to a deleted user is answered with 404."""
    return expect.status(_deleted(a_person_leaves_and_comes_back).replaced, 404)


@check("rfc7644-3.6-second-delete-is-404", "RFC7644-3.6-02")
def a_second_delete_finds_nothing(a_person_leaves_and_comes_back: Story) -> Findings:
    """A second DELETE of the same user is answered with 404."""
    return expect.status(_deleted(a_person_leaves_and_comes_back).deleted_again, 404)


@check("rfc7644-3.6-deleted-user-is-not-listed", "RFC7644-3.6-04", given="filter")
def a_deleted_user_is_not_listed(a_person_leaves_and_comes_back: Story) -> Findings:
    """A deleted user is left out of query results."""
    story = _deleted(a_person_leaves_and_comes_back)
    listed = story.looked_for.resource.get("Resources")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if story.first_id not in [entry.get("id") for entry in entries]:
        return None
    return Finding(
        "A deleted user is still found by a filter",
        "no resource with the id of the deleted user",
        expect.shown(story.first_id),
        expect.numbers([story.deleted, story.looked_for]),
        cause="deleted users are listed",
    )


@check("rfc7644-3.6-name-is-free-again", "RFC7644-3.6-06", "RFC7644-3.6-05")
def the_name_is_free_again(a_person_leaves_and_comes_back: Story) -> Findings:
    """The userName of a deleted user can be used again.

    A server that answers 409 keeps somebody who was hired again from coming back.
    """
    return expect.status(_deleted(a_person_leaves_and_comes_back).rehired, 201)


@check("rfc7643-3.1-id-is-not-reused", "RFC7643-3.1-07")
def an_id_is_not_reused(a_person_leaves_and_comes_back: Story) -> Findings:
    """The id of a deleted user is not given to another one."""
    story = _deleted(a_person_leaves_and_comes_back)
    if story.rehired.resource_id != story.first_id:
        return None
    return expect.equal("the id of a user created later", "another id", story.first_id, story.rehired)


@check("rfc7644-3.12-delete-of-nobody-is-404", "RFC7644-3.12-13", level="must")
def a_delete_of_nobody_is_not_found(nobody_leaves: Story) -> Findings:
    """A DELETE of a user that does not exist is answered with 404."""
    return expect.status(nobody_leaves.deleted, 404)


def _deleted(story: Story) -> Story:
    """:raises Blocked: when the delete did not succeed, so that nothing follows from it."""
    if not story.deleted.answer.ok:
        raise Blocked(f"{story.deleted.label} was answered {story.deleted.status}")
    return story
