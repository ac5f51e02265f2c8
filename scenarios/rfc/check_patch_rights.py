"""What a PATCH may not do: change what is the server's, take away what is required (RFC 7644 section 3.5.2)."""

from collections.abc import Mapping

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import (
    NO_PATH,
    OTHER_REFUSALS,
    Patched,
    add,
    done,
    members,
    need_writable,
    refused,
    remove,
    replace,
    said,
    untouched,
    writable,
)

IGNORED: Mapping[int, str] = {
    200: "the value was left alone, but the client is told that it was changed",
    204: "the value was left alone, but the client is told that it was changed",
}
LONG_AGO = "2001-02-03T04:05:06Z"


@scenario(given=("patch", "User"))
def what_is_the_servers(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A client changes and removes id and meta of a user, by path and without one."""
    users = declared.endpoint("User")
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    other = probe.session.invented_id()
    story.before = probe.read(users, identifier)
    story.id_replaced = probe.patch(users, identifier, replace("id", other))
    story.meta_replaced = probe.patch(users, identifier, replace("meta.created", LONG_AGO))
    story.id_removed = probe.patch(users, identifier, remove("id"))
    story.at_large = probe.patch(users, identifier, replace(NO_PATH, {"id": other, "meta": {"created": LONG_AGO}}))
    story.after = probe.read(users, identifier)
    if story.after.status == 404:
        probe.delete(users, other)  # it is there now, and ours to remove


@scenario(given=("patch", "User", "Group"))
def somebody_appoints_himself(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is made a member of a team by way of the user's own groups, by path and without one."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    if not declared.has("User", "groups") or writable(declared, "User", "groups"):
        raise NotApplicable("the schema of the target has no readOnly groups of users")
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.user = identifier
    team = probe.create(groups, as_group(directory.team(), declared)).resource_id
    story.by_path = probe.patch(users, identifier, add("groups", [{"value": team}]))
    story.at_large = probe.patch(users, identifier, add(NO_PATH, {"groups": [{"value": team}]}))
    story.team = probe.read(groups, team)


@scenario(given=("patch", "User"))
def what_is_required(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The userName of a user is removed, and set to null; then it is that of somebody else."""
    users = declared.endpoint("User")
    taken = directory.person()
    probe.create(users, as_user(taken, declared)).resource_id  # noqa: B018 - it has to be there
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.before = probe.read(users, identifier)
    story.removed = probe.patch(users, identifier, remove("userName"))
    story.after_removal = probe.read(users, identifier)
    story.nulled = probe.patch(users, identifier, replace("userName", None))
    story.after_null = probe.read(users, identifier)
    need_writable(declared, "User", "userName")
    story.stolen = probe.patch(users, identifier, replace("userName", taken.user_name))
    story.after_theft = probe.read(users, identifier)
    story.victim = taken.user_name


@scenario(given=("patch", "User"))
def what_is_written_once(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An attribute that the target's own schema calls immutable is given a value, and then another one."""
    users = declared.endpoint("User")
    name = story.name = _immutable_text(declared)
    body = as_user(directory.person(), declared)
    user = Patched(probe, users, probe.create(users, body).resource_id)
    if not expect.lookup(user.last.resource, name):
        story.given = user.step(add(name, "Once"))
    story.changed = user.step(replace(name, f"Twice{directory.person().external_id}"))


def _immutable_text(declared: Declared) -> str:
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema if kind else "", {})
    for found in schema.get("attributes") or []:
        plain = isinstance(found, dict) and found.get("type") == "string" and not found.get("multiValued")
        if plain and found.get("mutability") == "immutable" and found.get("returned") in (None, "default", "always"):
            return str(found["name"])
    raise NotApplicable("the schema of the target has no text of a user that is immutable")


def _left_alone(exchange: Exchange, changed: list[Finding], *, at_large: bool = False) -> list[Finding]:
    """A readOnly value is refused with 400 mutability; ignoring it is forgiven, changing it is not."""
    if changed:
        return changed
    if at_large and exchange.answer.ok:
        return []
    found = expect.status(exchange, 400, tolerate={**OTHER_REFUSALS, **IGNORED}, why="mutability")
    return found + said(exchange, "mutability", grade=Outcome.WARN)


def _same_meta(story: Story) -> list[Finding]:
    before, after = ((step.resource.get("meta") or {}).get("created") for step in (story.before, story.after))
    return expect.equal("meta.created after a PATCH that changes it", before, after, story.meta_replaced, story.after)


@check("rfc7644-3.5.2-id-cannot-be-patched", "RFC7644-3.5.2-14", "RFC7644-3.5.2-12", "RFC7643-3.1-07")
def the_id_cannot_be_patched(what_is_the_servers: Story) -> Findings:
    """A replace of id is refused with 400 mutability, and the user can still be read by the id that it has."""
    story = what_is_the_servers
    changed = expect.status(story.after, 200, why="a read by the former id")
    if not changed:
        changed = expect.equal(
            "the id after a PATCH that changes it",
            story.before.resource.get("id"),
            story.after.resource.get("id"),
            story.id_replaced,
            story.after,
        )
    return _left_alone(story.id_replaced, changed)


@check("rfc7644-3.5.2-meta-cannot-be-patched", "RFC7644-3.5.2-14", "RFC7644-3.5.2-12", "RFC7643-3.1-19")
def meta_cannot_be_patched(what_is_the_servers: Story) -> Findings:
    """A replace of meta.created is refused with 400 mutability, and meta.created stays."""
    story = what_is_the_servers
    return _left_alone(story.meta_replaced, _same_meta(story))


@check("rfc7644-3.5.2-read-only-values-without-path", "RFC7644-3.5.2-12", "RFC7644-3.5.2-14")
def read_only_values_without_a_path(what_is_the_servers: Story) -> Findings:
    """id and meta in the value of a replace without a path are ignored, or refused with 400 mutability.

    Okta sends the id along when it renames a group.
    """
    story = what_is_the_servers
    changed = expect.status(story.after, 200, why="a read by the former id") or _same_meta(story)
    return _left_alone(story.at_large, changed, at_large=True)


@check("rfc7644-3.5.2.2-read-only-is-not-removed", "RFC7644-3.5.2.2-10")
def what_is_read_only_is_not_removed(what_is_the_servers: Story) -> Findings:
    """A remove of id is refused with 400 mutability."""
    return _mutability(what_is_the_servers.id_removed)


@check("rfc7644-3.5.2.2-required-is-not-removed", "RFC7644-3.5.2.2-10")
def what_is_required_is_not_removed(what_is_required: Story) -> Findings:
    """A remove of userName is refused with 400 mutability, and the user keeps it."""
    story = what_is_required
    return _mutability(story.removed) + _same_name(story, "a remove of it", story.after_removal)


def _mutability(exchange: Exchange) -> list[Finding]:
    """A keyword other than mutability draws a warning; section 3.5.2.2 demands that there is one."""
    other = exchange.answer.object.get("scimType") is not None
    found = refused(exchange, "mutability")
    return found + said(exchange, "mutability", grade=Outcome.WARN if other else None)


def _same_name(story: Story, what: str, after: Exchange) -> list[Finding]:
    names = [expect.lookup(step.resource, "userName") for step in (story.before, after)]
    return expect.equal(f"userName after {what}", names[0], names[1], story.before, after)


@check("rfc7644-3.5.2.3-required-is-not-nulled", "RFC7644-3.12-26", "RFC7644-3.12-22", level="must")
def what_is_required_is_not_nulled(what_is_required: Story) -> Findings:
    """A replace of userName with null is refused with 400 mutability or invalidValue, and the user keeps it."""
    story = what_is_required
    found = refused(story.nulled, "mutability or invalidValue")
    found += said(story.nulled, "mutability", "invalidValue", "invalidSyntax", grade=Outcome.WARN)
    return found + _same_name(story, "a replace with null", story.after_null)


@check("rfc7644-3.5.2-patch-cannot-take-a-name", "RFC7644-3.12-21", "RFC7644-3.12-14", "RFC7643-4.1.1-02", level="must")
def a_patch_cannot_take_a_name(what_is_required: Story) -> Findings:
    """A replace of userName by that of somebody else is refused with 409, or with 400 uniqueness."""
    story = what_is_required
    found = expect.status(story.stolen, 409, 400)
    if story.stolen.status in (400, 409):
        found += expect.scim_type(story.stolen, "uniqueness", grade=Outcome.WARN)
    name = str(expect.lookup(story.after_theft.resource, "userName"))
    if name.casefold() == story.victim.casefold():
        found += expect.equal(
            "userName after a PATCH that takes that of somebody else",
            expect.lookup(story.before.resource, "userName"),
            name,
            story.stolen,
            story.after_theft,
        )
    return found


@check("rfc7644-3.5.2-groups-cannot-be-patched", "RFC7644-3.5.2-12", "RFC7644-3.5.2-14")
def groups_of_a_user_cannot_be_patched(somebody_appoints_himself: Story) -> Findings:
    """An add to the groups of a user is refused with 400 mutability, and makes nobody a member.

    groups is readOnly. Who may write users, and not groups, would give himself any right otherwise.
    """
    story = somebody_appoints_himself
    inside = story.user in members(story.team)
    changed = expect.equal("a member by way of groups", False, inside, story.by_path, story.at_large, story.team)
    return _left_alone(story.by_path, changed) + _left_alone(story.at_large, changed, at_large=True)


@check("rfc7644-3.5.2-immutable-is-written-once", "RFC7644-3.5.2-12", "RFC7644-3.5.2-11")
def what_is_immutable_is_written_once(what_is_written_once: Story) -> Findings:
    """A replace of an immutable attribute that has a value is refused with 400 mutability, and changes nothing."""
    story = what_is_written_once
    step, name = story.changed, story.name
    if not expect.lookup(step.before.resource, name):
        raise Blocked(f"the immutable {name} was not given a value")
    changed = untouched(f"after a replace of the immutable {name}", step.before, step.after)
    return _left_alone(step.patched, changed)


@check("rfc7644-3.5.2-immutable-is-given-a-value", "RFC7644-3.5.2-13", "RFC7644-3.5.2.1-08", level="must")
def what_is_immutable_is_given_a_value(what_is_written_once: Story) -> Findings:
    """An add to an immutable attribute that has no value gives it one."""
    story = what_is_written_once
    if "given" not in vars(story):
        raise NotApplicable("the immutable attributes of the target have values from the beginning")
    step, name = story.given, story.name
    return done(step.patched) or expect.equal(
        "an immutable attribute after an add",
        "Once",
        expect.lookup(step.after.resource, name),
        step.patched,
        step.after,
    )
