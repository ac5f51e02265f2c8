"""What an operator of Vault does beside SCIM: logins before provisioning, writes, linking, deleting a client."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
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
from scimproof.vaults import CLOSED, SecondClient, accepted, newer, refused, stays, user

SUITES = ("vault",)


@scenario(given="User")
def a_login_came_first(story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks) -> None:
    """Somebody has logged in before; the client looks for that entity, and then provisions the same person."""
    hooks.require("seed_account", "account")
    users = declared.endpoint("User")
    person = directory.person()
    seeded = hooks.seed_account(userName=person.user_name)
    story.entity_id = str((seeded.value or {}).get("id"))
    story.found = probe.query(users, {"filter": f'userName eq "{person.user_name}"'})
    story.read = probe.read(users, story.entity_id)
    story.listed = probe.query(users)
    story.created = probe.create(users, user(person, declared))
    story.after = hooks.account(person.user_name)


@check("manual-entities-are-invisible", "VLT-61")
def manual_entities_are_invisible(a_login_came_first: Story) -> Findings:
    """An entity that no client has provisioned is not found, not listed, and cannot be read."""
    story = a_login_came_first
    found = refused(story.read, "A client reads an entity that it has not provisioned", *CLOSED)
    for exchange in (story.found, story.listed):
        shown = [entry.get("id") for entry in entries(exchange) if entry.get("id") == story.entity_id]
        found += expect.equal("entities of nobody that a client is shown", [], shown, exchange)
    return found


@check("earlier-login-is-not-taken-over", "VLT-70")
def an_earlier_login_is_not_taken_over(a_login_came_first: Story) -> Findings:
    """Without adoption a create for somebody who has logged in before is a conflict, or a second identity: the entity
    of the login stays nobody's."""
    story = a_login_came_first
    found: list[Finding] = []
    if story.created.answer.ok and story.created.resource_id == story.entity_id:
        message = "A create takes over the entity of an earlier login, though the client may not adopt"
        found.append(Finding(message, "409, or another id", story.entity_id, (story.created.number,), cause=message))
    elif not story.created.answer.ok:
        found += expect.status(story.created, 409)
    after: Seen = story.after
    if (after.value or {}).get("id") == story.entity_id:
        message = "The entity of an earlier login belongs to the SCIM client"
        found += Seen("managed", bool(after.value.get("managed")), after.exchanges).is_(False, message)
    return found


@scenario(given="User")
def an_operator_writes(story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks) -> None:
    """An operator writes every field of a provisioned entity by the identity API, and tries to delete it."""
    hooks.require("change_entity")
    users = declared.endpoint("User")
    story.sent = user(directory.person(), declared)
    identifier = probe.create(users, story.sent).resource_id
    name = story.sent["userName"]
    wanted = {"external_id": "somebody-else", "disabled": True, "name": directory.person().user_name}
    story.managed = {
        field: hooks.call("change_entity", userName=name, field=field, value=value) for field, value in wanted.items()
    }
    story.managed["deleted"] = hooks.call("change_entity", userName=name, field="deleted", value=True)
    story.own = hooks.call("change_entity", userName=name, field="policies", value=["scimproof"])
    story.after = probe.read(users, identifier)


@check("operators-leave-scim-fields-alone", "VLT-66")
def operators_leave_scim_fields_alone(an_operator_writes: Story) -> Findings:
    """What SCIM manages of an entity cannot be written nor deleted by the identity API, and stays; the rest can."""
    story = an_operator_writes
    found: list[Finding] = []
    for field, seen in story.managed.items():
        message = f"An operator can write the field '{field}' of an entity that a SCIM client manages"
        found += Seen(field, seen.value["accepted"], seen.exchanges).is_(False, message)
    message = "An operator cannot write a field that SCIM does not manage"
    found += Seen("policies", story.own.value["accepted"], story.own.exchanges).is_(True, message)
    return found + stays("after an operator wrote", story.sent, story.after, "userName", "externalId", "active")


@scenario(given="User")
def a_mount_is_for_ever(story: Story, directory: Directory, hooks: Hooks) -> None:
    """An operator tries to change the alias mount of a client."""
    hooks.require("create_client", "change_client", "delete_client")
    made = accepted(hooks, "create_client", name=f"{directory.mark}mount")
    arguments: dict[str, Any] = {"name": made["name"], "field": "alias_mount_accessor"}
    story.tries = [hooks.call("change_client", **arguments, value=value) for value in ("auth_other", "")]
    hooks.call("delete_client", name=made["name"], resources="delete")
    hooks.let_time_pass(60)


@check("alias-mount-is-immutable", "VLT-67")
def an_alias_mount_is_immutable(a_mount_is_for_ever: Story) -> Findings:
    """The alias mount of a client can be neither changed nor cleared."""
    message = "The alias mount of a SCIM client can be changed: aliases of its users no longer match their logins"
    return [
        finding
        for seen in a_mount_is_for_ever.tries
        for finding in Seen("change", seen.value["accepted"], seen.exchanges).is_(False, message)
    ]


@scenario(given=("User", "Group"))
def a_client_is_deleted(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, hooks: Hooks
) -> None:
    """A client is set up, provisions a user and a group, and is deleted; its token is tried, and time goes by."""
    hooks.require("create_client", "delete_client", "account", "team")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    made = accepted(hooks, "create_client", name=f"{directory.mark}short-lived")
    other = SecondClient(probe, made["token"])
    person, team = directory.person(), directory.team()
    ada = other.send("POST", users, user(person, declared))
    group = other.send("POST", groups, as_group(team, declared, (ada.resource_id,)))
    story.newer = profile.option("generation") == "2.2"
    story.without_choice = hooks.call("delete_client", name=made["name"]) if story.newer else None
    story.deleted = hooks.call("delete_client", name=made["name"], resources="delete")
    path = resource_path(groups, group.resource_id)
    story.tries = [other.send("GET", users), other.send("DELETE", path), other.send("GET", path)]
    story.account = hooks.settled(lambda: hooks.account(person.user_name), lambda seen: seen is None, 60)
    story.group = hooks.settled(lambda: hooks.team(team.name), lambda seen: seen is None, 60)


@check("deleted-client-is-shut-out", "VLT-68")
def a_deleted_client_is_shut_out(a_client_is_deleted: Story) -> Findings:
    """From the moment that a client is deleted its requests are refused."""
    message = "A SCIM client that was deleted still gets answers"
    return [one for exchange in a_client_is_deleted.tries for one in refused(exchange, message, 403, 401)]


@check("deleted-client-leaves-nothing", "VLT-68")
def a_deleted_client_leaves_nothing(a_client_is_deleted: Story) -> Findings:
    """In the background the users and groups of a deleted client are deleted."""
    story = a_client_is_deleted
    account, group = story.account, story.group
    found: list[Finding] = account.is_(None, "The entity of a deleted SCIM client is still there")
    return found + group.is_(None, "The group of a deleted SCIM client is still there")


@check("deletion-needs-a-choice", "VLT-68b")
def a_deletion_needs_a_choice(a_client_is_deleted: Story) -> Findings:
    """Since 2.2 a client that owns something is deleted only if it is said what becomes of that."""
    story = a_client_is_deleted
    if not story.newer:
        raise NotApplicable("promised from Vault 2.2 on (--set generation=2.2)")
    seen: Seen = story.without_choice
    message = "A client that owns users is deleted without a word on what becomes of them"
    return Seen("deletion", seen.value["accepted"], seen.exchanges).is_(False, message)


@scenario(given=("User", "Group"))
def a_client_lets_go(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, hooks: Hooks
) -> None:
    """A client is deleted with the word that what it owns shall stay."""
    newer(profile)
    hooks.require("create_client", "delete_client", "account")
    made = accepted(hooks, "create_client", name=f"{directory.mark}Lets-Go")
    story.made_name, story.wanted_name = made["name"], f"{directory.mark}Lets-Go".lower()
    story.twin = hooks.call("create_client", name=f"{directory.mark}LETS-GO")
    story.same_principal = hooks.call("create_client", name=f"{directory.mark}twin", principalOf=0)
    person = directory.person()
    SecondClient(probe, made["token"]).send("POST", declared.endpoint("User"), user(person, declared))
    accepted(hooks, "delete_client", name=made["name"], resources="unlink")
    story.account = hooks.settled(
        lambda: hooks.account(person.user_name), lambda seen: not (seen or {}).get("managed"), 60
    )
    story.name = person.user_name


@check("unlinked-resources-stay", "VLT-68b")
def unlinked_resources_stay(a_client_lets_go: Story) -> Findings:
    """Unlinked at the deletion of their client, entities stay and belong to nobody."""
    seen: Seen = a_client_lets_go.account
    entity = seen.value or {}
    found = Seen("entity", bool(entity), seen.exchanges).is_(True, "An entity is gone that should have been unlinked")
    if found:
        return found
    message = "An entity that was unlinked still belongs to a SCIM client"
    return Seen("managed", bool(entity.get("managed")), seen.exchanges).is_(False, message)


@check("client-names-ignore-case", "VLT-69")
def client_names_ignore_case(a_client_lets_go: Story) -> Findings:
    """Names of clients are kept in lower case: one that differs in case alone is taken."""
    story = a_client_lets_go
    twin: Seen = story.twin
    message = "Two SCIM clients have names that differ in case alone"
    found = Seen("twin", twin.value["accepted"], twin.exchanges).is_(False, message)
    message = "The name of a SCIM client is not kept in lower case"
    return found + Seen("name", story.made_name, twin.exchanges).is_(story.wanted_name, message)


@check("principals-are-of-one-client", "VLT-69")
def principals_are_of_one_client(a_client_lets_go: Story) -> Findings:
    """An entity is the principal of one client: a second client for it is refused."""
    seen: Seen = a_client_lets_go.same_principal
    message = "One entity is the principal of two SCIM clients: nobody knows for which it speaks"
    return Seen("client", seen.value["accepted"], seen.exchanges).is_(False, message)


def _read(probe: Probe, endpoint: str, identifier: str) -> Exchange:
    return probe.read(endpoint, identifier)


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
    group = str(hooks.call("seed_group", name=team.name, members=[entity]).value["id"])
    story.linked = [hooks.call("link", kind="entity", name=person.user_name, client=0)]
    story.linked += [hooks.call("link", kind="group", name=team.name, client=0)]
    story.shown = [_read(probe, users, entity), _read(probe, groups, group)]
    story.moved = [
        hooks.call("link", kind=kind, name=name, client=1)
        for kind, name in (("entity", person.user_name), ("group", team.name))
    ]
    story.unconfirmed = hooks.call("unlink", kind="entity", name=person.user_name)
    story.unlinked = [
        hooks.call("unlink", kind=kind, name=name, confirm=True)
        for kind, name in (("entity", person.user_name), ("group", team.name))
    ]
    story.hidden = [_read(probe, users, entity), _read(probe, groups, group)]
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
    other = SecondClient(probe, made["token"])
    person = directory.person()
    story.entity = str((hooks.seed_account(userName=person.user_name).value or {})["id"])
    story.created = other.send("POST", users, user(person, declared))
    story.account = hooks.account(person.user_name)
    stranger = str((hooks.seed_account(userName=directory.person().user_name).value or {})["id"])
    teams = [directory.team() for _ in range(3)]
    ids = [str(hooks.call("seed_group", name=one.name, members=[story.entity, stranger]).value["id"]) for one in teams]
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
