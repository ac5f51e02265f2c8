"""Creates at the edge: as little as possible, keys that others have, no values (RFC 7644 section 3.3)."""

from dataclasses import replace
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.directory import least_user
from scimproof.patching import definition, required, unassigned

# What clients may leave without a value, in a form that needs none: null, or an empty list.
NOTHING: dict[str, Any] = {"nickName": None, "title": None, "phoneNumbers": [], "addresses": [], "roles": []}


@scenario(given="User")
def somebody_of_whom_little_is_known(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with a userName and nothing else that the schema does not require, and one without a key of
    the client's."""
    users = declared.endpoint("User")
    keyless = as_user(directory.person(), declared)
    keyless.pop("externalId", None)
    story.keyless = probe.create(users, keyless)
    if story.keyless.answer.ok:
        story.read_keyless = probe.read(users, story.keyless.resource_id)
    story.least = least_user(directory.person(), declared)
    story.created = probe.create(users, story.least)
    identifier = story.created.resource_id
    story.read = probe.read(users, identifier)


@scenario(given="User")
def people_share_keys(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with a key in mixed case; somebody else with the same key, and a third with the same e-mail."""
    users = declared.endpoint("User")
    person = directory.person()
    person = replace(person, external_id=f"{person.external_id}/MiXed=+ö")
    story.sent = as_user(person, declared)
    story.first = probe.create(users, story.sent)
    story.id = story.first.resource_id
    story.read = probe.read(users, story.id)
    story.same_key = probe.create(users, as_user(replace(directory.person(), external_id=person.external_id), declared))
    if "emails" in story.sent:
        namesake = {**as_user(directory.person(), declared), "emails": story.sent["emails"]}
        story.same_email = probe.create(users, namesake)
    story.after = probe.read(users, story.id)


@scenario(given="User")
def somebody_elses_id(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A client creates a user and names the id of another."""
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    story.victim = probe.create(users, story.sent).resource_id
    story.created = probe.create(users, {**as_user(directory.person(), declared), "id": story.victim})
    story.after = probe.read(users, story.victim)


@scenario(given="User")
def much_is_left_without_a_value(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with null and with empty lists for what is not known, also inside of values."""
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    empty = {
        name: value
        for name, value in NOTHING.items()
        if declared.has("User", name) and not required(declared, "User", name)
    }
    story.empty = sorted(empty)
    parts = [part for part in ("middleName", "honorificPrefix") if _is_optional(declared, f"name.{part}")]
    name = {**body["name"], **dict.fromkeys(parts)} if isinstance(body.get("name"), dict) else None
    sent = {**body, **empty, "externalId": None, **({"name": name} if name else {})}
    story.created = probe.create(users, sent, malformed="null inside of values, which is legal")
    identifier = story.created.resource_id
    story.read = probe.read(users, identifier)


def _is_optional(declared: Declared, path: str) -> bool:
    found = definition(declared, "User", path)
    return found is not None and found.get("required") is not True


@check("rfc7644-3.3-least-user-is-created", "RFC7644-3.3-01", level="should")
def the_least_user_is_created(somebody_of_whom_little_is_known: Story) -> Findings:
    """A user with a userName, and with what else the target's schema requires, is created and can be read.

    A server that wants more than it says cannot be provisioned by whoever believes its schema.
    """
    story = somebody_of_whom_little_is_known
    found = expect.status(story.created, 201, why="the target's schema requires no more")
    return found or expect.status(story.read, 200) or expect.kept(story.least, story.read, "userName")


@check("rfc7643-3.1-external-id-is-not-required", "RFC7643-3.1-17", "RFC7644-3.3-01", level="must")
def an_external_id_is_not_required(somebody_of_whom_little_is_known: Story) -> Findings:
    """A user without an externalId is created: the attribute is OPTIONAL."""
    return expect.status(somebody_of_whom_little_is_known.keyless, 201)


@check("rfc7643-3.1-external-id-is-not-made-up", "RFC7643-3.1-13")
def an_external_id_is_not_made_up(somebody_of_whom_little_is_known: Story) -> Findings:
    """A user who was created without an externalId has none: it is the client's to give."""
    story = somebody_of_whom_little_is_known
    return [
        finding
        for exchange in (story.keyless, story.read_keyless)
        for finding in unassigned("the externalId that no client gave", exchange, "externalId")
    ]


@check("rfc7643-3.1-external-id-is-exact", "RFC7643-3.1-12", "RFC7643-3.1-16", level="should")
def an_external_id_is_exact(people_share_keys: Story) -> Findings:
    """An externalId in mixed case, with a letter outside ASCII, comes back as it was sent, at once and later."""
    story = people_share_keys
    if expect.lookup(story.read.resource, "externalId") is None:
        raise NotApplicable(f"the target keeps no externalId ({story.read.label})")
    return expect.kept(story.sent, story.first, "externalId") + expect.kept(story.sent, story.read, "externalId")


@check("rfc7643-3.1-external-id-may-be-shared", "RFC7643-3.1-15", level="should")
def an_external_id_may_be_shared(people_share_keys: Story) -> Findings:
    """Two users may have the same externalId: whether it is unique is the client's affair."""
    return expect.status(people_share_keys.same_key, 201)


@check("rfc7644-3.3-create-leaves-others-alone", "RFC7644-3.3-01", "RFC7643-3.1-06", level="must")
def a_create_leaves_others_alone(people_share_keys: Story) -> Findings:
    """A create with the key or the e-mail address of somebody else makes a new user or a conflict, and leaves the other
    as it was.

    Servers that match people by such values hand one person's account to another.
    """
    story = people_share_keys
    creates: list[Exchange] = [story.same_key] + ([story.same_email] if "emails" in story.sent else [])
    found: list[Finding] = []
    for exchange in creates:
        if exchange.answer.ok and exchange.answer.object.get("id") == story.id:
            found += expect.equal("the id of a new user", "an id of its own", story.id, exchange)
    found += expect.status(story.after, 200)
    return found or expect.kept(_kept_before(story), story.after, "userName", "externalId", "name")


def _kept_before(story: Story) -> dict[str, Any]:
    """What was kept in the first place; the rest is judged elsewhere."""
    return {name: value for name, value in story.sent.items() if not expect.kept({name: value}, story.read, name)}


@check("rfc7643-3.1-id-of-another-user", "RFC7643-3.1-08", "RFC7644-3.3-03")
def the_id_of_another_user_is_ignored(somebody_elses_id: Story) -> Findings:
    """A create that names the id of another user does not touch that user: the id is ignored, or refused."""
    story = somebody_elses_id
    refusal = "readOnly attributes are to be ignored, not refused"
    found = expect.status(story.created, 201, tolerate={400: refusal, 409: refusal})
    if story.created.answer.ok and story.created.answer.object.get("id") == story.victim:
        found += expect.equal("the id of a new user", "an id of its own", story.victim, story.created)
    return found + (expect.status(story.after, 200) or expect.kept(story.sent, story.after, "userName"))


@check("rfc7643-2.5-null-inside-of-values", "RFC7643-2.5-01")
def null_inside_of_values(much_is_left_without_a_value: Story) -> Findings:
    """null for externalId and for a part of a name means that there is no value, and is accepted."""
    return expect.status(much_is_left_without_a_value.created, 201, why="null is no value")


@check("rfc7644-3.3-null-leaves-no-value", "RFC7644-3.3-07", "RFC7643-2.5-02", level="should")
def null_leaves_no_value(much_is_left_without_a_value: Story) -> Findings:
    """An attribute that a create sends as null, or as an empty list, has no value afterwards, and no default either."""
    story = much_is_left_without_a_value
    if not story.empty:
        raise NotApplicable("the target's schema has none of the attributes that could be left without a value")
    return [
        finding
        for name in (*story.empty, "externalId")
        for finding in unassigned(f"{name} after a create without a value for it", story.read, name)
    ]
