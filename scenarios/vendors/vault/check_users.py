"""Users are entities: what their few attributes promise, and what is refused."""

import re
from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Outcome,
    Probe,
    Profile,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.querying import entries
from scimproof.vaults import newer, refused, seeded_group, stays, user

SUITES = ("vault",)
UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
LIKE_BOOLEANS = ("True", "False", "true", 1)


@scenario(given="User")
def an_entity_is_made(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created, read, replaced under another userName, replaced with another externalId, and deleted."""
    users = declared.endpoint("User")
    story.sent = user(directory.person(), declared)
    story.created = probe.create(users, story.sent)
    story.id = identifier = story.created.resource_id
    story.read = probe.read(users, identifier)
    story.renamed = {**story.sent, "userName": directory.person().user_name}
    story.replaced = probe.replace(users, identifier, story.renamed)
    story.found_new = probe.query(users, {"filter": f'userName eq "{story.renamed["userName"]}"'})
    story.found_old = probe.query(users, {"filter": f'userName eq "{story.sent["userName"]}"'})
    story.other_key = probe.replace(users, identifier, {**story.renamed, "externalId": directory.person().external_id})
    story.after_other_key = probe.read(users, identifier)
    story.off = probe.replace(users, identifier, {**story.renamed, "active": False})
    story.after_off = probe.read(users, identifier)
    story.on = probe.replace(users, identifier, {**story.renamed, "active": True})
    story.after_on = probe.read(users, identifier)
    story.deleted = probe.delete(users, identifier)
    story.after_delete = probe.read(users, identifier)


@check("user-is-an-entity", "VLT-20")
def a_user_is_an_entity(an_entity_is_made: Story) -> Findings:
    """A created user has the id of an entity, a UUID, and shows userName, externalId and active as they were sent."""
    story = an_entity_is_made
    found = expect.status(story.created, 201) + expect.status(story.read, 200)
    if found:
        return found
    for exchange in (story.created, story.read):
        found += expect.kept(story.sent, exchange, "userName", "externalId", "active")
    if not re.match(UUID, story.id):
        found += expect.equal("the form of the id", "a UUID", story.id, story.created)
    return found


@check("put-renames", "VLT-24")
def a_put_renames(an_entity_is_made: Story) -> Findings:
    """A PUT replaces the userName: the user is found under the new one, and under the old one no more."""
    story = an_entity_is_made
    found = expect.status(story.replaced, 200) + expect.kept(story.renamed, story.replaced, "userName", "externalId")
    found += expect.equal("the users of the new name", [story.id], _ids(story.found_new), story.found_new)
    return found + expect.equal("the users of the old name", [], _ids(story.found_old), story.found_old)


def _ids(exchange: object) -> list[str]:
    return [str(entry.get("id")) for entry in entries(exchange)]  # type: ignore[arg-type]


@check("external-id-is-immutable", "VLT-23")
def an_external_id_stays(an_entity_is_made: Story) -> Findings:
    """A PUT with another externalId is refused, and the user keeps the one it was created with."""
    story = an_entity_is_made
    message = "The externalId of a user can be changed: whoever is matched by it becomes somebody else"
    found = refused(story.other_key, message, 400, 403, 409, 422)
    return found + stays("after the attempt to change it", story.sent, story.after_other_key, "externalId")


@check("active-round-trips", "VLT-26")
def active_round_trips(an_entity_is_made: Story) -> Findings:
    """A PUT with active false is kept, and so is one with active true."""
    story = an_entity_is_made
    found = expect.status(story.off, 200) + stays(
        "after it was switched off", {"active": False}, story.after_off, "active"
    )
    return (
        found
        + expect.status(story.on, 200)
        + stays("after it was switched on", {"active": True}, story.after_on, "active")
    )


@check("deleted-user-is-gone", "VLT-29")
def a_deleted_user_is_gone(an_entity_is_made: Story) -> Findings:
    """DELETE answers 204, and the user can no longer be read."""
    story = an_entity_is_made
    return expect.status(story.deleted, 204) + expect.status(story.after_delete, 404)


@scenario(given="User")
def creates_lack_something(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Users are created without a userName, without an externalId, with one externalId, and with texts as active."""
    users = declared.endpoint("User")
    whole = user(directory.person(), declared)
    nameless = {key: value for key, value in whole.items() if key != "userName"}
    wrong = ({**nameless}, {**nameless, "userName": None})
    story.nameless = [probe.create(users, one, malformed="userName is required") for one in wrong]
    keyless = user(directory.person(), declared)
    del keyless["externalId"]
    story.keyless = probe.create(users, keyless)
    story.texts = [
        probe.create(users, {**user(directory.person(), declared), "active": value}, malformed="active is a boolean")
        for value in LIKE_BOOLEANS
    ]
    first = directory.person()
    second = replace(directory.person(), external_id=first.external_id)
    story.first, story.second = (probe.create(users, user(one, declared)) for one in (first, second))
    story.same_key = probe.query(users, {"filter": f'externalId eq "{first.external_id}"'})
    story.again = probe.create(users, user(replace(first, external_id=directory.person().external_id), declared))
    story.paged = probe.query(users, {"startIndex": 1, "count": 1})


@check("user-name-is-required", "VLT-22")
def a_user_name_is_required(creates_lack_something: Story) -> Findings:
    """A create without userName is refused with 400."""
    message = "A user is created without a userName"
    return [finding for one in creates_lack_something.nameless for finding in refused(one, message, 400)]


@check("external-id-is-required-in-the-beta", "VLT-21")
def the_beta_wants_an_external_id(creates_lack_something: Story, profile: Profile) -> Findings:
    """In the beta a create without externalId is refused with 400."""
    if profile.option("generation") != "beta":
        raise NotApplicable("since Vault 2.2 externalId is optional")
    return refused(
        creates_lack_something.keyless, "A user is created without the externalId that the beta requires", 400
    )


@check("external-id-is-optional", "VLT-21b")
def an_external_id_is_optional(creates_lack_something: Story, profile: Profile) -> Findings:
    """Since 2.2 externalId may be left out, and two users may have the same one."""
    newer(profile)
    story = creates_lack_something
    found = expect.status(story.keyless, 201) + expect.status(story.first, 201) + expect.status(story.second, 201)
    if found:
        return found
    wanted = sorted((story.first.resource_id, story.second.resource_id))
    return expect.equal("the users with one externalId", wanted, sorted(_ids(story.same_key)), story.same_key)


@check("texts-are-no-booleans", "VLT-27")
def texts_are_no_booleans(creates_lack_something: Story) -> Findings:
    """A create whose active is no boolean is refused with 400, be it a text or a number."""
    message = (
        "A user is created with a text as active: Vault documents that it refuses what Entra sends without its flag"
    )
    return [finding for exchange in creates_lack_something.texts for finding in refused(exchange, message, 400)]


@check("taken-name-is-a-conflict", "VLT-33")
def a_taken_name_is_a_conflict(creates_lack_something: Story) -> Findings:
    """A second user of the same userName is answered 409."""
    return expect.status(creates_lack_something.again, 409)


@check("users-are-paged", "VLT-34")
def users_are_paged(creates_lack_something: Story) -> Findings:
    """A page of one user shows no more than one, and counts them all."""
    paged = creates_lack_something.paged
    return expect.status(paged, 200) or expect.equal("the users on a page of one", 1, len(entries(paged)), paged)


@scenario(given=("User", "Group"))
def groups_of_a_user(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user joins one of two groups, is read, and is replaced by a PUT that claims the other group."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    sent = user(directory.person(), declared)
    identifier = probe.create(users, sent).resource_id
    story.joined = probe.create(groups, as_group(directory.team(), declared, (identifier,))).resource_id
    story.other = probe.create(groups, as_group(directory.team(), declared)).resource_id
    story.read = probe.read(users, identifier)
    forged = {**sent, "groups": [{"value": story.other}]}
    story.forged = probe.replace(users, identifier, forged, malformed="groups is read-only")
    story.after = probe.read(users, identifier)
    story.other_group = probe.read(groups, story.other)


@check("groups-are-read-only", "VLT-30")
def groups_are_read_only(groups_of_a_user: Story) -> Findings:
    """A user shows the groups that it is in; a PUT that claims another group changes nothing."""
    story = groups_of_a_user
    found: list[Finding] = []
    for exchange in (story.read, story.after):
        shown = [str(entry.get("value")) for entry in exchange.resource.get("groups") or []]
        found += expect.equal("the groups of the user", [story.joined], shown, exchange)
    return found + expect.equal(
        "members of the other group", [], story.other_group.resource.get("members") or [], story.other_group
    )


@scenario(given=("User", "Group"))
def somebody_else_makes_a_group(
    story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks
) -> None:
    """A user is in a group of the client, and an operator makes a group with the same user."""
    hooks.require("seed_group")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    identifier = probe.create(users, user(directory.person(), declared)).resource_id
    story.own = probe.create(groups, as_group(directory.team(), declared, (identifier,))).resource_id
    seeded_group(probe, hooks, directory.team().name, groups, identifier)
    story.read = probe.read(users, identifier)


@check("groups-of-others-are-not-shown", "VLT-30")
def groups_of_others_are_not_shown(somebody_else_makes_a_group: Story) -> Findings:
    """A user shows the groups of its own client, and none that an operator has made."""
    story = somebody_else_makes_a_group
    shown = [str(entry.get("value")) for entry in story.read.resource.get("groups") or []]
    return expect.equal("the groups of the user", [story.own], shown, story.read)


@scenario(given="User")
def a_client_sends_more(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with a name and an e-mail address, for which an entity has no place."""
    person = directory.person()
    name = {"givenName": person.given_name, "familyName": person.family_name}
    more = {"name": name, "emails": [{"value": person.user_name, "primary": True}]}
    story.created = probe.create(declared.endpoint("User"), user(person, declared, **more))


@check("what-becomes-of-names", "VLT-28")
def what_becomes_of_names(a_client_sends_more: Story) -> Findings:
    """What becomes of attributes that Vault has no place for is recorded."""
    created = a_client_sends_more.created
    told = "refused" if not created.answer.ok else "kept" if created.resource.get("name") else "ignored"
    message = (
        f"A create with a name and an e-mail address is {told if told == 'refused' else f'accepted; they are {told}'}"
    )
    return Finding(message, "not documented", f"{created.status}", (created.number,), grade=Outcome.NOTE)
