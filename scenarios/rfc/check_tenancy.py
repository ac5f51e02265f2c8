"""Tenants: what one of them may see and do of another (RFC 7644 sections 2 and 6)."""

from dataclasses import replace

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.neighbour import Neighbour, not_apart
from scimproof.clients.probe import encode
from scimproof.querying import entries

CLOSED = (404, 403, 401)


@scenario(given="User")
def another_tenant_looks_in(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user of one tenant is looked for, replaced and deleted with the credential of another."""
    neighbour = Neighbour(probe)
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    story.created = probe.create(users, story.sent)
    story.id = story.created.resource_id
    path = resource_path(users, story.id)
    story.others_list = neighbour.send("GET", users)
    story.others_read = neighbour.send("GET", path)
    story.others_put = neighbour.send("PUT", path, as_user(directory.person(), declared))
    story.others_delete = neighbour.send("DELETE", path)
    story.after = probe.read(users, story.id)


@scenario(given="User")
def another_tenant_has_the_same_person(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two tenants hire the same person, under the same userName and externalId."""
    neighbour = Neighbour(probe)
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    ours = probe.create(users, story.sent).resource_id
    story.theirs = neighbour.send("POST", users, {**story.sent, "active": False})
    if story.theirs.answer.ok and story.theirs.resource_id != ours:
        # The clean-up has the first credential only, which cannot see this one.
        story.removed = neighbour.send("DELETE", resource_path(users, story.theirs.resource_id))
    story.id = ours
    story.after = probe.read(users, ours)


@scenario(given="User")
def another_tenant_has_the_same_key(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two tenants give the same externalId to different people; the second looks for hers by it."""
    neighbour = Neighbour(probe)
    users = declared.endpoint("User")
    person = directory.person()
    story.id = probe.create(users, as_user(person, declared)).resource_id
    other = as_user(replace(directory.person(), external_id=person.external_id), declared)
    story.theirs = neighbour.send("POST", users, other)
    if declared.supports("filter"):
        query = encode({"filter": f'externalId eq "{person.external_id}"'})
        story.found = neighbour.send("GET", users, query=query)
    story.ours_read = neighbour.send("GET", resource_path(users, story.id))
    if story.theirs.answer.ok and story.theirs.resource_id != story.id:
        # The clean-up has the first credential only, which cannot see this one.
        story.removed = neighbour.send("DELETE", resource_path(users, story.theirs.resource_id))


@check("rfc7644-6-tenants-are-apart", "RFC7644-2-09", "RFC7644-6.1-03")
def tenants_are_apart(another_tenant_looks_in: Story) -> Findings:
    """Another tenant neither lists nor reads the user."""
    story = another_tenant_looks_in
    found: list[Finding] = []
    if story.others_read.status not in CLOSED:
        found += expect.status(story.others_read, *CLOSED)
    listed = story.others_list.answer.object.get("Resources")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if story.id in [entry.get("id") for entry in entries]:
        found += expect.equal("the ids another tenant lists", "none of ours", story.id, story.others_list)
    return not_apart(found)


@check("rfc7644-6-tenants-cannot-write-to-each-other", "RFC7644-2-09", "RFC7644-2-11", "RFC7644-6.1-03")
def tenants_cannot_write_to_each_other(another_tenant_looks_in: Story) -> Findings:
    """Another tenant can neither replace nor delete the user: 404, 403 or 401, and the user is as it was."""
    story = another_tenant_looks_in
    found = expect.status(story.others_put, *CLOSED) + expect.status(story.others_delete, *CLOSED)
    found += expect.status(story.after, 200) or expect.kept(story.sent, story.after, "userName")
    return not_apart(found)


@check("rfc7644-3.12-other-credential-is-refused", "RFC7644-3.12-12", "RFC7644-7.7-03", level="should")
def what_is_not_allowed_is_refused(another_tenant_looks_in: Story) -> Findings:
    """What a credential may not do is refused with 403, or with 404 where nothing is to be given away.

    401 says that the credential is invalid, which it is not: a warning.
    """
    story = another_tenant_looks_in
    if story.others_list.status in (401, 403):
        raise Blocked(f"the second credential is not accepted at all: {story.others_list.label}")
    return [
        finding
        for exchange in (story.others_read, story.others_put, story.others_delete)
        for finding in not_apart(expect.status(exchange, 403, 404))
    ]


@check("rfc7644-6.2-names-are-free-in-other-tenants", "RFC7644-6.2-02", level="should")
def names_are_free_in_other_tenants(another_tenant_has_the_same_person: Story) -> Findings:
    """A userName and an externalId of one tenant are free in another: the create is answered 201.

    A 409 tells one customer who the others employ. Should the second credential belong to the same tenant, 409 is
    right: it draws a warning only.
    """
    return not_apart(expect.status(another_tenant_has_the_same_person.theirs, 201))


@check("rfc7644-6-creates-stay-in-their-tenant", "RFC7644-2-09", "RFC7644-6.1-03")
def creates_stay_in_their_tenant(another_tenant_has_the_same_person: Story) -> Findings:
    """A create in one tenant leaves the person of the same name in another alone.

    Servers that look accounts up across tenants hand them over: whoever creates somebody takes the account.
    """
    story = another_tenant_has_the_same_person
    theirs = story.theirs.answer.object.get("id") if story.theirs.answer.ok else None
    if theirs == story.id:
        return not_apart(expect.equal("the id of what another tenant creates", "another id", theirs, story.theirs))
    found = expect.status(story.after, 200)
    return not_apart(
        found or expect.kept(story.sent, story.after, "userName", "active", "externalId", grade=_grade(story))
    )


@check("rfc7643-3.1-external-id-is-of-its-tenant", "RFC7643-3.1-14", "RFC7644-6.2-02")
def an_external_id_is_of_its_tenant(another_tenant_has_the_same_key: Story) -> Findings:
    """An externalId of one tenant is free in another, and finds nobody of the first there.

    Should the second credential belong to the same tenant, a 409 is tolerated with a warning.
    """
    story = another_tenant_has_the_same_key
    same_tenant = story.ours_read.answer.ok
    remark = "the second credential sees the same users, and externalId is not unique by the RFC"
    found = expect.status(story.theirs, 201, tolerate={409: remark} if same_tenant else {})
    if same_tenant or "found" not in vars(story):
        return not_apart(found)
    ids = [entry.get("id") for entry in entries(story.found)]
    if story.id in ids:
        found += expect.equal("who is found by an externalId", "nobody of another tenant", ids, story.found)
    return not_apart(found)


def _grade(story: Story) -> Outcome | None:
    """Servers that never keep one of these attributes are judged elsewhere."""
    return None if story.theirs.answer.ok else Outcome.WARN
