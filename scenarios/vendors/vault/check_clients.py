"""SCIM clients: what an operator can change of them, and what becomes of what they own."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Seen,
    Story,
    as_group,
    check,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.vaults import accepted, newer, refused, second_client, user

SUITES = ("vault",)


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
    other = second_client(probe, made["token"])
    person, team = directory.person(), directory.team()
    ada = other.send("POST", users, user(person, declared))
    group = other.send("POST", groups, as_group(team, declared, (ada.resource_id,)))
    story.newer = profile.option("generation") == "2.2"
    story.without_choice = hooks.call("delete_client", name=made["name"]) if story.newer else None
    story.deleted = hooks.call("delete_client", name=made["name"], resources="delete")
    path = resource_path(groups, group.resource_id)
    fresh = user(directory.person(), declared)
    story.tries = [
        other.send("GET", users),
        other.send("POST", users, fresh),
        other.send("DELETE", path),
        other.send("GET", path),
    ]
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
    account: Seen = story.account
    group: Seen = story.group
    found = account.is_(None, "The entity of a deleted SCIM client is still there")
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
    second_client(probe, made["token"]).send("POST", declared.endpoint("User"), user(person, declared))
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
