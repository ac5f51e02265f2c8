"""A person changes: PUT /Users/{id} (RFC 7644 section 3.5.1)."""

from dataclasses import replace

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import writable
from scimproof.stamps import moved_on


@scenario(given="User")
def a_person_marries(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A person takes another name: the user is read, changed, and put back whole, with all that the server added."""
    users = declared.endpoint("User")
    person = directory.person()
    identifier = probe.create(users, as_user(person, declared)).resource_id
    story.before = probe.read(users, identifier)
    renamed = story.renamed = as_user(replace(person, family_name=f"{person.family_name}-Proof"), declared)
    story.sent = {**story.before.resource, **renamed}
    story.replaced = probe.replace(users, identifier, story.sent)
    story.after = probe.session.settled(
        lambda: probe.read(users, identifier), lambda seen: not expect.kept(renamed, seen, "displayName", "name")
    )


@scenario(given="User")
def what_only_the_server_decides(story: Story, a_person_marries: Story, probe: Probe, declared: Declared) -> None:
    """A client changes meta.created of the same user by PUT, which it may not."""
    users, before = declared.endpoint("User"), a_person_marries.after
    identifier = before.resource_id
    story.before = before
    meta = {**(before.resource.get("meta") or {}), "created": "2001-02-03T04:05:06Z"}
    story.dictated = probe.replace(users, identifier, {**a_person_marries.renamed, "id": identifier, "meta": meta})
    story.after = probe.read(users, identifier)


@scenario(given="User")
def a_nickname_is_given_up(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A value is set, and cleared with null in a PUT."""
    if not declared.has("User", "nickName"):
        raise NotApplicable("the schema of the target has no nickName")
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    identifier = probe.create(users, {**body, "nickName": "Proofy"}).resource_id
    story.with_it = probe.read(users, identifier)
    story.cleared = probe.replace(users, identifier, {**body, "nickName": None})
    story.after = probe.read(users, identifier)


@scenario(given="User")
def a_put_that_cannot_be(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A PUT to nobody, one without userName, and one that takes the userName of somebody else."""
    users = declared.endpoint("User")
    one, other = directory.person(), directory.person()
    probe.create(users, as_user(one, declared)).resource_id  # noqa: B018 - it has to be there
    identifier = probe.create(users, as_user(other, declared)).resource_id
    body = as_user(other, declared)
    story.to_nobody = probe.replace(users, probe.session.invented_id(), as_user(directory.person(), declared))
    nameless = {name: value for name, value in body.items() if name != "userName"}
    story.without_name = probe.replace(users, identifier, nameless, malformed="userName is missing")
    story.after_nameless = probe.read(users, identifier)
    story.stolen = probe.replace(users, identifier, {**body, "userName": one.user_name})


@check(
    "rfc7644-3.5.1-put-answers-200",
    "RFC7644-3.5.1-14",
    "RFC7644-3.5.1-03",
    "RFC7644-3.5-01",
    "RFC7644-3.1-10",
    level="must",
)
def a_put_is_answered_200(a_person_marries: Story) -> Findings:
    """A successful PUT is answered with 200 and the whole user.

    A PUT sends back the server's own representation, readOnly attributes included: that has to be accepted.
    """
    exchange = a_person_marries.replaced
    return expect.status(exchange, 200) or expect.kept(a_person_marries.sent, exchange, "userName", "id")


@check("rfc7644-3.5.1-put-replaces-values", "RFC7644-3.5.1-04")
def a_put_replaces_the_values(a_person_marries: Story) -> Findings:
    """The values of a PUT replace the former ones."""
    if not a_person_marries.replaced.answer.ok:
        raise Blocked(f"{a_person_marries.replaced.label} was answered {a_person_marries.replaced.status}")
    return expect.kept(a_person_marries.sent, a_person_marries.after, "name", "displayName", "emails", "active")


@check("rfc7643-3.1-id-survives-put", "RFC7643-3.1-07")
def the_id_survives_a_put(a_person_marries: Story) -> Findings:
    """A PUT does not change the id."""
    return expect.equal(
        "the id after a PUT",
        a_person_marries.before.resource_id,
        a_person_marries.after.resource_id,
        a_person_marries.after,
    )


@check("rfc7643-3.1-last-modified-grows", "RFC7643-3.1-24", level="must")
def last_modified_moves_on(a_person_marries: Story) -> Findings:
    """meta.lastModified moves on once a PUT has changed something; the same moment is right for a clock too coarse."""
    story = a_person_marries
    if not story.replaced.answer.ok:
        raise Blocked(f"{story.replaced.label} was answered {story.replaced.status}")
    return moved_on("after a PUT", story.before, story.replaced, story.after)


@check("rfc7644-3.5.1-put-ignores-read-only", "RFC7644-3.5.1-12", "RFC7643-3.1-19", "RFC7644-3.1-09")
def a_put_cannot_change_what_is_read_only(what_only_the_server_decides: Story) -> Findings:
    """readOnly values in a PUT are ignored.

    Section 3.12 shows a server that refuses such a PUT with 400 mutability: that is tolerated with a warning.
    """
    story = what_only_the_server_decides
    found = expect.status(story.dictated, 200, tolerate={400: "readOnly attributes are to be ignored, not refused"})
    created = [(step.resource.get("meta") or {}).get("created") for step in (story.before, story.after)]
    return found + expect.equal("meta.created after a PUT that changes it", created[0], created[1], story.after)


@check("rfc7643-2.5-null-clears", "RFC7643-2.5-02", level="must")
def null_clears_a_value(a_nickname_is_given_up: Story) -> Findings:
    """null in a PUT clears the attribute."""
    story = a_nickname_is_given_up
    if not expect.lookup(story.with_it.resource, "nickName"):
        raise NotApplicable("the target does not keep a nickName")
    found = expect.status(story.cleared, 200)
    left = expect.lookup(story.after.resource, "nickName")
    if found or not left:
        return found
    return expect.equal("nickName after a PUT with null", "no value", left, story.after)


@check("rfc7644-3.5.1-put-does-not-create", "RFC7644-3.5.1-02", "RFC7644-3.12-13")
def a_put_does_not_create(a_put_that_cannot_be: Story) -> Findings:
    """A PUT to a user that does not exist creates nothing and is answered with 404."""
    return expect.status(a_put_that_cannot_be.to_nobody, 404)


@check("rfc7643-4.1.1-put-needs-user-name", "RFC7643-4.1.1-01", "RFC7644-3.5.1-13")
def a_user_never_loses_the_user_name(a_put_that_cannot_be: Story) -> Findings:
    """A PUT without userName is refused, or keeps the former one.

    The RFC binds the client to send required attributes, and does not say how a server answers when it does not:
    400 is right, keeping the former value draws a warning.
    """
    story = a_put_that_cannot_be
    if expect.lookup(story.after_nameless.resource, "userName"):
        return expect.status(story.without_name, 400, tolerate={200: "the former userName was kept without a word"})
    return Finding(
        "A PUT without userName left a user without one",
        "400, or the former userName kept",
        expect.shown(expect.lookup(story.after_nameless.resource, "userName")),
        expect.numbers([story.without_name, story.after_nameless]),
        cause="userName can be lost",
    )


@check("rfc7643-4.1.1-put-cannot-take-a-name", "RFC7643-4.1.1-02", "RFC7643-7-43", "RFC7644-3.12-14")
def a_put_cannot_take_a_name(a_put_that_cannot_be: Story, declared: Declared) -> Findings:
    """A PUT with a userName that somebody else has is answered with 409, or with 400 and scimType uniqueness."""
    exchange = a_put_that_cannot_be.stolen
    if exchange.status == 400:
        others = () if writable(declared, "User", "userName") else ("mutability",)
        return expect.scim_type(exchange, "uniqueness", *others, grade=Outcome.WARN)
    return expect.status(exchange, 409)
