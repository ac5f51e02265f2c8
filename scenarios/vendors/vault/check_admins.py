"""What an operator of Vault does beside SCIM: logins before provisioning, writes, linking, deleting a client."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    Probe,
    Seen,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.querying import entries
from scimproof.vaults import CLOSED, refused, stays, user

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
    sent = user(directory.person(), declared)
    story.created = probe.create(users, sent)
    identifier, name = story.created.resource_id, sent["userName"]
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
    return found + stays(
        "after an operator wrote", story.created.resource, story.after, "userName", "externalId", "active"
    )


@scenario(given=("User", "Group"))
def an_operator_writes_groups(
    story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks
) -> None:
    """An operator tries to rename a provisioned group, to change its members, and to delete it."""
    hooks.require("change_group")
    groups = declared.endpoint("Group")
    story.created = probe.create(groups, as_group(directory.team(), declared))
    name = story.created.resource["displayName"]
    wanted = {"name": directory.team().name, "member_entity_ids": [], "deleted": True}
    story.managed = {
        field: hooks.call("change_group", name=name, field=field, value=value) for field, value in wanted.items()
    }
    story.after = probe.read(groups, story.created.resource_id)


@check("operators-leave-scim-groups-alone", "VLT-66")
def operators_leave_scim_groups_alone(an_operator_writes_groups: Story) -> Findings:
    """Name and members of a provisioned group cannot be written by the identity API, nor can it be deleted."""
    story = an_operator_writes_groups
    found: list[Finding] = []
    for field, seen in story.managed.items():
        message = f"An operator can write the field '{field}' of a group that a SCIM client manages"
        found += Seen(field, seen.value["accepted"], seen.exchanges).is_(False, message)
    return found + stays("after an operator wrote", story.created.resource, story.after, "displayName", "members")
