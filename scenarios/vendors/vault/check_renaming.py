"""Somebody gets another login name: clients that replace a user can bring it, clients that patch cannot."""

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
from scimproof.querying import entries
from scimproof.vaults import as_documented, stays

SUITES = ("vault",)
CLIENTS = ("okta-oin", "okta-aiw", "entra-optscim")


@scenario(given="User")
def somebody_gets_another_login(
    story: Story,
    admin: Admin,
    probe: Probe,
    directory: Directory,
    declared: Declared,
    profile: Profile,
    hooks: Hooks,
) -> None:
    """Ada's login changes; the user is read, and looked for by both names."""
    admin, users = as_documented(admin, profile), declared.endpoint("User")
    ada = admin.employee(directory.person())
    needed(admin.hire(ada))
    story.id, story.name = ada.account_id, ada.person.user_name
    story.new_name = directory.person().user_name
    story.moved = admin.move(ada, story.new_name)
    story.by_put = admin.client != "entra-optscim"
    story.after = probe.read(users, str(story.id))
    story.found = probe.query(users, {"filter": f'userName eq "{story.new_name}"'})
    wanted = story.new_name if story.by_put else story.name
    story.entity = hooks.settled(lambda: hooks.account(wanted), bool)


@check("login-stays-or-follows", "VLT-24", "VLT-25")
def a_login_stays_or_follows(somebody_gets_another_login: Story) -> Findings:
    """Another login arrives by a PUT; a client that sends it by PATCH is refused, and the user keeps the old one."""
    story = somebody_gets_another_login
    if story.by_put:
        found = succeeded(story.moved)
        found += stays("after the login changed", {"userName": story.new_name}, story.after, "userName")
        ids = [entry.get("id") for entry in entries(story.found)]
        return found + expect.equal("the users of the new login", [story.id], ids, story.found)
    found = []
    if story.moved.succeeded:
        message = "A PATCH of the userName is taken, though Vault documents that it is refused"
        found = [Finding(message, "a refusal", "a success", (story.moved.last.number,), cause=message)]
    return found + stays("after the refused PATCH", {"userName": story.name}, story.after, "userName")


@check("entity-is-renamed", "VLT-24")
def the_entity_is_renamed(somebody_gets_another_login: Story) -> Findings:
    """The entity has the name that SCIM shows, and the same id as before."""
    story = somebody_gets_another_login
    seen: Seen = story.entity
    message = "The entity does not have the name that SCIM shows after a change of the login"
    return Seen("id", (seen.value or {}).get("id"), seen.exchanges).is_(story.id, message)


@check("alias-is-renamed", "VLT-24", "VLT-67")
def the_alias_is_renamed(somebody_gets_another_login: Story, profile: Profile) -> Findings:
    """With an alias mount the alias has the name of the login, also after it changed."""
    if profile.option("alias_mount") != "on":
        raise NotApplicable("the SCIM client has no alias mount (--set alias_mount=on)")
    story = somebody_gets_another_login
    seen: Seen = story.entity
    names = [alias.get("name") for alias in (seen.value or {}).get("aliases") or []]
    wanted = story.new_name if story.by_put else story.name
    message = "The alias of a user whose login changed still has the old name: the next login makes a second entity"
    return Seen("aliases", names, seen.exchanges).is_([wanted], message)
