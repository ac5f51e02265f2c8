"""Linking, unlinking and adopting: how a client comes by what it has not created, and loses it."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    Probe,
    Profile,
    Seen,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.querying import entries
from scimproof.vaults import CLOSED, accepted, newer, refused, second_client, seeded_group, user

SUITES = ("vault",)


@scenario(given=("User", "Group"))
def things_are_linked(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, hooks: Hooks
) -> None:
    """An operator links an entity and a group to the client, unlinks both, and tries to move a user to another."""
    newer(profile)
    hooks.require("seed_account", "seed_group", "link", "unlink", "account")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    person, team = directory.person(), directory.team()
    entity = str((hooks.seed_account(userName=person.user_name).value or {})["id"])
    group = seeded_group(probe, hooks, team.name, groups, entity)
    story.too_early = hooks.call("link", kind="group", name=team.name, client=0)
    story.linked = [hooks.call("link", kind="entity", name=person.user_name, client=0)]
    story.linked += [hooks.call("link", kind="group", name=team.name, client=0)]
    story.shown = [probe.read(users, entity), probe.read(groups, group)]
    story.moved = [
        hooks.call("link", kind=kind, name=name, client=1)
        for kind, name in (("entity", person.user_name), ("group", team.name))
    ]
    story.unconfirmed = hooks.call("unlink", kind="entity", name=person.user_name)
    story.unlinked = [
        hooks.call("unlink", kind=kind, name=name, confirm=True)
        for kind, name in (("entity", person.user_name), ("group", team.name))
    ]
    story.hidden = [probe.read(users, entity), probe.read(groups, group)]
    sent = user(directory.person(), declared)
    owned = probe.create(users, sent).resource_id
    hooks.call("unlink", kind="entity", name=sent["userName"], confirm=True)
    story.after = hooks.account(sent["userName"])
    story.owned_read = probe.read(users, owned)


def _accepted(seen: list[Seen], wanted: bool, message: str) -> list[Finding]:
    return [
        finding for one in seen for finding in Seen("done", one.value["accepted"], one.exchanges).is_(wanted, message)
    ]


@check("linked-things-appear", "VLT-64")
def linked_things_appear(things_are_linked: Story) -> Findings:
    """An entity and a group that are linked to a client can be read by it."""
    story = things_are_linked
    found = _accepted(story.linked, True, "An operator cannot link what nobody owns to a SCIM client")
    return found + [finding for one in story.shown for finding in expect.status(one, 200)]


@check("linked-groups-have-own-members", "VLT-64")
def linked_groups_have_own_members(things_are_linked: Story) -> Findings:
    """A group is linked only once all of its members belong to the client."""
    message = "A group with a member of nobody is linked to a SCIM client"
    return _accepted([things_are_linked.too_early], False, message)


@check("unlinked-things-disappear", "VLT-64")
def unlinked_things_disappear(things_are_linked: Story) -> Findings:
    """What is unlinked cannot be read by the client any more."""
    story = things_are_linked
    found = _accepted(story.unlinked, True, "An operator cannot unlink what a SCIM client owns")
    message = "A SCIM client still reads what was unlinked from it"
    return found + [
        one for exchange in (*story.hidden, story.owned_read) for one in refused(exchange, message, *CLOSED)
    ]


@check("unlinking-needs-confirmation", "VLT-64")
def unlinking_needs_confirmation(things_are_linked: Story) -> Findings:
    """A member of the client's groups is unlinked only if that is confirmed."""
    message = "A user in groups is unlinked without a question: nobody was asked about the memberships"
    return _accepted([things_are_linked.unconfirmed], False, message)


@check("unlinking-clears-the-external-id", "VLT-64")
def unlinking_clears_the_external_id(things_are_linked: Story) -> Findings:
    """An unlinked entity stays, and has no external id any more."""
    seen: Seen = things_are_linked.after
    found = Seen("entity", bool(seen.value), seen.exchanges).is_(True, "An entity is gone that was only unlinked")
    message = "An unlinked entity still has the external id of its SCIM client"
    return found or Seen("externalId", (seen.value or {}).get("externalId"), seen.exchanges).is_(None, message)


@check("nothing-moves-between-clients", "VLT-65")
def nothing_moves_between_clients(things_are_linked: Story) -> Findings:
    """What one client owns cannot be linked to another."""
    return _accepted(things_are_linked.moved, False, "What one SCIM client owns is moved to another")


@scenario(given=("User", "Group"))
def a_client_adopts(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, hooks: Hooks
) -> None:
    """A client that may adopt provisions somebody who has logged in, and meets groups that an operator has made."""
    newer(profile)
    hooks.require("seed_account", "seed_group", "create_client", "delete_client", "account", "team")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    made = accepted(hooks, "create_client", name=f"{directory.mark}adopts", adopts=["users", "groups"])
    other = second_client(probe, made["token"])
    person = directory.person()
    story.entity = str((hooks.seed_account(userName=person.user_name).value or {})["id"])
    story.created = other.send("POST", users, user(person, declared))
    story.account = hooks.account(person.user_name)
    stranger = str((hooks.seed_account(userName=directory.person().user_name).value or {})["id"])
    teams = [directory.team() for _ in range(3)]
    ids = [seeded_group(probe, hooks, one.name, groups, story.entity, stranger) for one in teams]
    story.ids = ids
    story.listed = other.send("GET", groups)
    story.read = other.send("GET", resource_path(groups, ids[0]))
    whole = {**as_group(teams[0], declared, (story.entity,))}
    story.put = other.send("PUT", resource_path(groups, ids[0]), whole)
    drop = {"op": "remove", "path": f'members[value eq "{story.entity}"]'}
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [drop]}
    story.patched = other.send("PATCH", resource_path(groups, ids[1]), patch)
    story.posted = other.send("POST", groups, as_group(teams[2], declared))
    story.owners = [hooks.team(one.name) for one in teams[:2]]
    story.client = made["name"]
    hooks.call("delete_client", name=made["name"], resources="delete")
    hooks.let_time_pass(60)


@check("logins-are-adopted", "VLT-62")
def logins_are_adopted(a_client_adopts: Story) -> Findings:
    """A create for somebody who has logged in before adopts that entity: 201 with its id, and it is the client's."""
    story = a_client_adopts
    found = expect.status(story.created, 201)
    if found:
        return found
    found = expect.equal("the id of an adopted entity", story.entity, story.created.resource_id, story.created)
    seen: Seen = story.account
    message = "An adopted entity does not belong to the SCIM client"
    return found + Seen("managed", (seen.value or {}).get("managed"), seen.exchanges).is_(True, message)


@check("unmanaged-groups-are-seen", "VLT-63")
def unmanaged_groups_are_seen(a_client_adopts: Story) -> Findings:
    """A client that may adopt groups lists and reads those of nobody, and of their members only its own users."""
    story = a_client_adopts
    listed = {str(entry.get("id")) for entry in entries(story.listed)}
    found = expect.equal("listed groups of nobody", sorted(story.ids), sorted(listed & set(story.ids)), story.listed)
    for entry in entries(story.listed):
        if entry.get("id") in story.ids:
            shown = [member.get("value") for member in entry.get("members") or []]
            found += expect.equal("members of a listed group of nobody", [story.entity], shown, story.listed)
    found += expect.status(story.read, 200)
    if story.read.answer.ok:
        shown = [member.get("value") for member in story.read.resource.get("members") or []]
        found += expect.equal("members of a group of nobody", [story.entity], shown, story.read)
    return found


@check("groups-are-adopted-by-writes", "VLT-63")
def groups_are_adopted_by_writes(a_client_adopts: Story) -> Findings:
    """PUT and PATCH adopt a group of nobody; POST makes another one, or is refused."""
    story = a_client_adopts
    found = expect.status(story.put, 200) + expect.status(story.patched, 200, 204)
    for seen in story.owners:
        message = "A group that was replaced or patched does not belong to the SCIM client that adopted it"
        found += Seen("client", (seen.value or {}).get("client"), seen.exchanges).is_(story.client, message)
    if story.posted.answer.ok and story.posted.resource_id in story.ids:
        message = "POST adopts a group, where only PUT and PATCH should"
        found.append(Finding(message, "another group", story.posted.resource_id, (story.posted.number,), cause=message))
    return found
