"""People come, leave, return and go: by each client that Vault names."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Seen,
    Story,
    check,
    expect,
    needed,
    scenario,
    succeeded,
)
from scimproof.vaults import as_documented, can_switch_off, stays

SUITES = ("vault",)
CLIENTS = ("okta-oin", "okta-aiw", "entra-optscim", "sailpoint")


@scenario(given="User")
def somebody_leaves_and_returns(
    story: Story, admin: Admin, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Ada gets the app, it is taken from her, and she gets it again."""
    admin, users = as_documented(admin, profile), declared.endpoint("User")
    ada = admin.employee(directory.person())
    story.hired = admin.hire(ada)
    story.name, story.id = ada.person.user_name, needed(story.hired) and ada.account_id
    story.created = probe.read(users, str(story.id))
    can_switch_off(admin, profile)
    story.dismissed = admin.dismiss(ada)
    story.left = probe.read(users, str(story.id))
    story.rehired = admin.rehire(ada)
    story.returned = probe.read(users, str(story.id))


@check("joiner-becomes-an-entity", "VLT-20")
def a_joiner_becomes_an_entity(somebody_leaves_and_returns: Story) -> Findings:
    """Whoever gets the app is a user of the login name, active, and with an externalId."""
    story = somebody_leaves_and_returns
    found = succeeded(story.hired)
    if found:
        return found
    found = stays("of the new user", {"userName": story.name, "active": True}, story.created, "userName", "active")
    return found + expect.present("externalId of the new user", story.created.resource.get("externalId"), story.created)


@check("leaver-is-switched-off", "VLT-26")
def a_leaver_is_switched_off(somebody_leaves_and_returns: Story) -> Findings:
    """Whoever loses the app is a user that is not active any more, of the same name."""
    story = somebody_leaves_and_returns
    found = succeeded(story.dismissed)
    wanted = {"active": False, "userName": story.name}
    return found + stays("of a user who lost the app", wanted, story.left, "active", "userName")


@check("returner-is-switched-on", "VLT-26")
def a_returner_is_switched_on(somebody_leaves_and_returns: Story) -> Findings:
    """Whoever gets the app again is the same user as before, and active."""
    story = somebody_leaves_and_returns
    found = succeeded(story.rehired)
    return found + stays(
        "of a user who got the app again", {"active": True, "id": story.id}, story.returned, "active", "id"
    )


@scenario(given="User")
def the_entity_follows(
    story: Story,
    admin: Admin,
    probe: Probe,
    directory: Directory,
    declared: Declared,
    profile: Profile,
    hooks: Hooks,
) -> None:
    """Ada comes, leaves, returns, and is deleted; after each step the identity API is asked."""
    admin, users = as_documented(admin, profile), declared.endpoint("User")
    hooks.require("account", "sign_in")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    story.name, story.id = ada.person.user_name, str(ada.account_id)
    story.shown = probe.read(users, story.id)
    story.entity = hooks.settled(lambda: hooks.account(story.name), bool)
    can_switch_off(admin, profile)
    admin.dismiss(ada)
    story.left = hooks.settled(lambda: hooks.sign_in(story.name), lambda allowed: not allowed)
    admin.rehire(ada)
    story.returned = hooks.settled(lambda: hooks.sign_in(story.name), bool)
    story.deleted = probe.delete(users, story.id)
    story.gone = hooks.settled(lambda: hooks.account(story.name), lambda account: account is None)
    if hooks.has("alias"):
        story.alias = hooks.call("alias", name=story.name)


@check("entity-has-the-same-facts", "VLT-20")
def the_entity_has_the_same_facts(the_entity_follows: Story) -> Findings:
    """The entity has the id, the name and the external id of the user, is enabled, and belongs to the client."""
    story = the_entity_follows
    seen: Seen = story.entity
    entity = seen.value or {}
    wanted = {"id": story.id, "userName": story.name, "externalId": story.shown.resource.get("externalId")}
    found = [
        finding
        for key, value in wanted.items()
        for finding in Seen(key, entity.get(key), seen.exchanges).is_(
            value, f"The entity shows another {key} than SCIM"
        )
    ]
    found += Seen("active", entity.get("active"), seen.exchanges).is_(True, "The entity of a new user is disabled")
    return found + Seen("managed", entity.get("managed"), seen.exchanges).is_(
        True, "The entity of a new user does not belong to the SCIM client"
    )


@check("entity-has-an-alias", "VLT-67")
def the_entity_has_an_alias(the_entity_follows: Story, profile: Profile) -> Findings:
    """With an alias mount, the entity has an alias there whose name is the userName."""
    if profile.option("alias_mount") != "on":
        raise NotApplicable("the SCIM client has no alias mount (--set alias_mount=on)")
    story = the_entity_follows
    entity = story.entity.value or {}
    names = [alias.get("name") for alias in entity.get("aliases") or []]
    message = "A provisioned user has no alias of the login name: the first login makes a second entity"
    return Seen("aliases", story.name in names, story.entity.exchanges).is_(True, message)


@check("leaver-cannot-log-in", "VLT-26")
def a_leaver_cannot_log_in(the_entity_follows: Story) -> Findings:
    """Whoever loses the app cannot log in to Vault any more, nor use a token."""
    left: Seen = the_entity_follows.left
    return left.is_(False, "A user who lost the app can still log in to Vault")


@check("returner-can-log-in", "VLT-26")
def a_returner_can_log_in(the_entity_follows: Story) -> Findings:
    """Whoever gets the app again can log in again."""
    returned: Seen = the_entity_follows.returned
    return returned.is_(True, "A user who got the app again cannot log in to Vault")


@check("deleted-user-leaves-no-entity", "VLT-29")
def a_deleted_user_leaves_no_entity(the_entity_follows: Story) -> Findings:
    """With a deleted user the entity goes, and its aliases."""
    story = the_entity_follows
    found: list[Finding] = expect.status(story.deleted, 204)
    gone: Seen = story.gone
    found += gone.is_(None, "The entity of a deleted user is still there")
    alias: Seen = story.alias
    return found + alias.is_(None, "An alias of a deleted user is still there")
