"""What a PUT says and leaves unsaid (RFC 7644 section 3.5.1)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import ENTERPRISE_USER
from scimproof.directory import with_department
from scimproof.patching import entries, has_enterprise, need_writable, required, writable

UNSAID = ("nickName", "title", "emails")


@scenario(given="User")
def little_is_said(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user with many values is replaced by one with hardly any; an enterprise extension is left out as well."""
    users = declared.endpoint("User")
    person = directory.person()
    body = with_department(as_user(person, declared), person, declared)
    body |= {name: "Proof" for name in ("nickName", "title") if writable(declared, "User", name)}
    story.created = probe.create(users, body)
    identifier = story.created.resource_id
    story.before = probe.read(users, identifier)
    unsaid = [name for name in UNSAID if not required(declared, "User", name)]
    little = {name: value for name, value in as_user(person, declared).items() if name not in unsaid}
    if ENTERPRISE_USER in _required_extensions(declared):
        little = with_department(little, person, declared)
    story.replaced = probe.replace(users, identifier, little)
    story.after = probe.read(users, identifier)


def _required_extensions(declared: Declared) -> tuple[str, ...]:
    kind = declared.resource_type("User")
    return kind.required_extensions if kind else ()


@scenario(given="User")
def two_addresses_one_primary(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user gets two addresses: the first says nothing of primary, the second is the primary one."""
    need_writable(declared, "User", "emails", "emails.value", "emails.type", "emails.primary")
    users = declared.endpoint("User")
    person = directory.person()
    body = as_user(person, declared)
    identifier = probe.create(users, body).resource_id
    first, second = (f"{word}.{person.user_name}" for word in ("first", "second"))
    kind = body["emails"][0].get("type", "work")
    addresses = [{"value": first, "type": kind}, {"value": second, "type": kind, "primary": True}]
    story.first, story.second = first, second
    story.replaced = probe.replace(users, identifier, {**body, "emails": addresses})
    story.after = probe.read(users, identifier)


@scenario(given="User")
def a_leaver_is_put_to_rest(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is deactivated and activated again by PUT, as Okta does it."""
    need_writable(declared, "User", "active")
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    identifier = probe.create(users, body).resource_id
    story.paused = probe.replace(users, identifier, {**body, "active": False})
    story.while_paused = probe.session.settled(
        lambda: probe.read(users, identifier), lambda seen: expect.lookup(seen.answer.object, "active") is False
    )
    story.returned = probe.replace(users, identifier, {**body, "active": True})
    story.back = probe.session.settled(
        lambda: probe.read(users, identifier), lambda seen: expect.lookup(seen.answer.object, "active") is True
    )


@scenario(given=("User", "Group"))
def a_team_is_put_back(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """A group is read, and put back as it is."""
    groups = declared.endpoint("Group")
    identifier = probe.create(groups, as_group(directory.team(), declared, regulars.colleagues(1))).resource_id
    story.before = probe.read(groups, identifier)
    story.repeated = probe.replace(groups, identifier, story.before.resource)
    story.after = probe.read(groups, identifier)


@check("rfc7644-3.5.1-what-put-leaves-out", "RFC7644-3.5.1-06", "RFC7644-3.5.1-05")
def what_put_leaves_out(little_is_said: Story) -> Findings:
    """A PUT clears the attributes that it leaves out, or keeps them: both are right, and it is recorded which.

    A client that sends only what it manages destroys the rest on a server that clears, and one that sends all it
    knows never gets rid of a value on a server that keeps.
    """
    story = little_is_said
    if not story.replaced.answer.ok:
        raise Blocked(f"{story.replaced.label} was answered {story.replaced.status}")
    sent = story.replaced.request.object
    had = [name for name in UNSAID if name not in sent and expect.lookup(story.before.resource, name)]
    if not had:
        raise NotApplicable("the target keeps none of the attributes that were left out")
    kept = [name for name in had if expect.lookup(story.after.resource, name)]
    how = "clears" if not kept else "keeps" if kept == had else "keeps some of"
    return Finding(
        f"A PUT {how} what it leaves out",
        "either",
        f"kept: {', '.join(kept) or 'nothing'}; cleared: {', '.join(sorted(set(had) - set(kept))) or 'nothing'}",
        expect.numbers([story.replaced, story.after]),
        cause="what a PUT leaves out",
    )


@check("rfc7644-3.5.1-put-without-much-is-answered-200", "RFC7644-3.5-01", "RFC7644-3.5.1-14", level="must")
def a_short_put_is_answered_200(little_is_said: Story) -> Findings:
    """A PUT of what is required, and little else, is answered with 200.

    Every other attribute may be left out, an extension in use among them.
    """
    return expect.status(little_is_said.replaced, 200)


@check("rfc7644-3.5.1-put-leaves-extension-whole", "RFC7643-3-02", "RFC7644-3.5.1-06", level="must")
def an_extension_is_there_or_not(little_is_said: Story, declared: Declared) -> Findings:
    """After a PUT that leaves an extension out, the extension is gone, or is there as it was and named in schemas."""
    story = little_is_said
    before = expect.lookup(story.before.resource, ENTERPRISE_USER)
    if not has_enterprise(declared) or not before:
        raise NotApplicable("the target keeps no enterprise extension of users")
    after = expect.lookup(story.after.resource, ENTERPRISE_USER)
    if not after or ENTERPRISE_USER in story.replaced.request.object:
        return None
    named = [str(entry).casefold() for entry in story.after.resource.get("schemas") or []]
    return expect.equal("the extension after a PUT without it", before, after, story.after) + (
        []
        if ENTERPRISE_USER.casefold() in named
        else expect.equal("schemas after a PUT without the extension", [ENTERPRISE_USER], named, story.after)
    )


@check("rfc7643-2.4-unsaid-primary-is-false", "RFC7643-2.4-07")
def unsaid_primary_is_false(two_addresses_one_primary: Story) -> Findings:
    """A value that says nothing of primary is not the primary one, beside one that is."""
    story = two_addresses_one_primary
    found = expect.status(story.replaced, 200)
    if found:
        return found
    shown = {str(entry.get("value")).casefold(): entry.get("primary") for entry in entries(story.after, "emails")}
    wanted = {story.first.casefold(): False, story.second.casefold(): True}
    if set(shown) < set(wanted):
        raise NotApplicable("the target does not keep two addresses of a user")
    return expect.equal(
        "which address is primary",
        wanted,
        {value: shown.get(value) is True for value in wanted},
        story.after,
    )


@check("rfc7644-3.5.1-put-deactivates", "RFC7644-3.5.1-04", "RFC7643-4.1.1-16")
def a_put_deactivates(a_leaver_is_put_to_rest: Story) -> Findings:
    """A PUT with active false deactivates the user.

    It is how many applications of Okta take away access; a server that ignores it leaves the leaver in.
    """
    story = a_leaver_is_put_to_rest
    return expect.status(story.paused, 200) or _active("active after a PUT with false", False, story.while_paused)


@check("rfc7644-3.5.1-put-activates", "RFC7644-3.5.1-04", "RFC7643-4.1.1-16")
def a_put_activates(a_leaver_is_put_to_rest: Story) -> Findings:
    """A PUT with active true activates a user who was deactivated."""
    story = a_leaver_is_put_to_rest
    return expect.status(story.returned, 200) or _active("active after a PUT with true", True, story.back)


def _active(what: str, wanted: bool, read: Exchange) -> list[Finding]:
    return expect.equal(what, wanted, expect.lookup(read.resource, "active"), read)


@check("rfc7644-3.5.1-group-may-be-put-back", "RFC7644-3.5.1-03", "RFC7644-3.5.1-12", level="must")
def a_group_may_be_put_back(a_team_is_put_back: Story) -> Findings:
    """A PUT of the server's own representation of a group is answered with 200, and changes nothing.

    A group is in no conflict with itself, and its id and meta are ignored.
    """
    story = a_team_is_put_back
    return expect.status(story.repeated, 200) or expect.kept(
        {"displayName": expect.lookup(story.before.resource, "displayName")}, story.after, "displayName"
    )
