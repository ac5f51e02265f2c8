"""People: they come, change, go and come back, and Vanta follows."""

from typing import Any

from scimproof import (
    Admin,
    Blocked,
    Directory,
    Finding,
    Findings,
    Hooks,
    Probe,
    Profile,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.admins.admin import Employee
from scimproof.convergence import settled_read
from scimproof.promises import account_of, has, is_off, known, sees
from scimproof.querying import entries

SUITES = ("vanta",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")


@scenario(given="User")
def somebody_comes_and_changes(story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory) -> None:
    """Ada gets the app. She gets another first and last name, and then another e-mail address."""
    person = directory.person()
    ada = admin.employee(person)
    story.hired = admin.hire(ada)
    story.id, story.name = str(ada.account_id), person.user_name
    story.sent = {
        "userName": person.user_name,
        "name": {"givenName": person.given_name, "familyName": person.family_name},
        "emails": [{"value": person.user_name}],
    }
    story.read = settled_read(probe, "/Users", story.id, story.sent)
    story.account = account_of(hooks, person.user_name, active=True, managed=True)
    story.renamed = admin.rename(ada, given_name="Augusta", family_name="Lovelace")
    story.new_name = {"name": {"givenName": "Augusta", "familyName": "Lovelace"}}
    story.read_renamed = settled_read(probe, "/Users", story.id, story.new_name)
    story.account_renamed = account_of(hooks, person.user_name, name="Augusta Lovelace")
    story.address = f"new.{person.user_name}"
    story.moved = admin.move(ada, story.address)
    story.read_moved = settled_read(probe, "/Users", story.id, {"userName": story.address})
    story.found = [
        probe.query("/Users", {"filter": f'userName eq "{name}"'}) for name in (story.address, person.user_name)
    ]
    story.account_moved = account_of(hooks, story.address, email=story.address)
    story.former = hooks.glimpse(lambda: hooks.accounts(person.user_name), lambda found: not found)


@scenario(given="User")
def somebody_leaves_and_returns(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """Bea has a role. She is deactivated in the identity provider and activated again; then the assignment is taken
    away and given again."""
    bea = admin.employee(directory.person(), **{profile.option("role_attribute"): profile.option("lesser_role")})
    story.hired = admin.hire(bea)
    name = bea.person.user_name
    story.may_be_gone = profile.option("inactive") != "retained"
    story.role = profile.option("lesser_role")
    story.before = account_of(hooks, name, active=True)

    def gone(employee: Employee) -> tuple[Any, ...]:
        read = probe.read("/Users", str(employee.account_id))
        account = account_of(hooks, name, active=False)
        return read, account, hooks.glimpse(lambda: hooks.sign_in(name), lambda allowed: not allowed)

    def back(employee: Employee) -> tuple[Any, ...]:
        read = settled_read(probe, "/Users", str(employee.account_id), {"active": True})
        account = account_of(hooks, name, active=True)
        roles = hooks.glimpse(lambda: hooks.roles(name), lambda found: found == [story.role])
        return read, account, hooks.glimpse(lambda: hooks.sign_in(name), bool), roles

    story.switched_off = admin.switch_off(bea), *gone(bea)
    story.switched_on = admin.switch_on(bea), *back(bea)
    story.dismissed = admin.dismiss(bea), *gone(bea)
    story.rehired = admin.rehire(bea), *back(bea)


@check("newcomer-is-kept", "VAN-01")
def a_newcomer_is_kept(somebody_comes_and_changes: Story) -> Findings:
    """Somebody to whom the app is assigned is there afterwards, with login, names and e-mail address."""
    story = somebody_comes_and_changes
    return succeeded(story.hired) or expect.kept(story.sent, story.read, *story.sent)


@check("newcomer-gets-an-account", "VAN-01")
def a_newcomer_gets_an_account(somebody_comes_and_changes: Story) -> Findings:
    """Somebody to whom the app is assigned gets an account in Vanta: active, and managed by SCIM."""
    account = somebody_comes_and_changes.account
    address = somebody_comes_and_changes.name
    return (
        has(account, "active", True, "Somebody to whom the app was assigned has no active account in Vanta")
        + has(account, "managed", True, "Somebody to whom the app was assigned is not managed by SCIM in Vanta")
        + has(account, "email", address, "Somebody to whom the app was assigned has another address in Vanta")
    )


@check("new-name-is-kept", "VAN-02")
def a_new_name_is_kept(somebody_comes_and_changes: Story) -> Findings:
    """Another first and last name is there afterwards, of the same user."""
    story = somebody_comes_and_changes
    return succeeded(story.renamed) or expect.kept(story.new_name, story.read_renamed, "name")


@check("new-name-arrives", "VAN-02")
def a_new_name_arrives(somebody_comes_and_changes: Story) -> Findings:
    """Another first and last name is shown in Vanta."""
    message = "Somebody who got another name is shown in Vanta under the former one"
    return has(somebody_comes_and_changes.account_renamed, "name", "Augusta Lovelace", message)


@check("new-address-is-kept", "VAN-03")
def a_new_address_is_kept(somebody_comes_and_changes: Story) -> Findings:
    """With another e-mail address a user is the same, found by it, and no longer by the former one."""
    story = somebody_comes_and_changes
    found = succeeded(story.moved) or expect.kept(
        {"userName": story.address, "emails": [{"value": story.address}]}, story.read_moved, "userName", "emails"
    )
    now, before = story.found
    ids = [entry.get("id") for entry in entries(now)]
    return (
        found
        + expect.equal("who is found by the new address", [story.id], ids, now)
        + expect.equal("the users who are found by the former address", 0, len(entries(before)), before)
    )


@check("new-address-arrives", "VAN-03")
def a_new_address_arrives(somebody_comes_and_changes: Story) -> Findings:
    """Another e-mail address arrives in Vanta on the same account; nobody is left under the former one."""
    story = somebody_comes_and_changes
    former = known(story.account, "id")
    return (
        has(story.account_moved, "email", story.address, "A new e-mail address has not arrived in Vanta")
        + has(story.account_moved, "id", former, "With a new e-mail address somebody became another account in Vanta")
        + sees(story.former, [], "There is still an account in Vanta under the former e-mail address")
    )


@check("deactivated-user-is-inactive", "VAN-12", "WOS-18")
def a_deactivated_user_is_inactive(somebody_leaves_and_returns: Story) -> Findings:
    """Who is deactivated in the identity provider is inactive in the directory, or gone where it is set up so."""
    story = somebody_leaves_and_returns
    task, read, *_ = story.switched_off
    return succeeded(task) or is_off(read, may_be_gone=story.may_be_gone)


@check("deactivated-user-is-locked-out", "VAN-12")
def a_deactivated_user_is_locked_out(somebody_leaves_and_returns: Story) -> Findings:
    """Who is deactivated in the identity provider has no active account in Vanta, and cannot sign in."""
    return _locked_out(somebody_leaves_and_returns.switched_off, "was deactivated in the identity provider")


@check("unassigned-user-is-inactive", "VAN-13")
def an_unassigned_user_is_inactive(somebody_leaves_and_returns: Story) -> Findings:
    """Who loses the assignment is inactive in the directory, or gone where it is set up so."""
    story = somebody_leaves_and_returns
    task, read, *_ = story.dismissed
    return succeeded(task) or is_off(read, may_be_gone=story.may_be_gone)


@check("unassigned-user-is-locked-out", "VAN-13")
def an_unassigned_user_is_locked_out(somebody_leaves_and_returns: Story) -> Findings:
    """Who loses the assignment has no active account in Vanta, and cannot sign in."""
    return _locked_out(somebody_leaves_and_returns.dismissed, "lost the assignment")


@check("returned-user-is-active", "VAN-14")
def a_returned_user_is_active(somebody_leaves_and_returns: Story) -> Findings:
    """Who is activated, or assigned, again is active in the directory."""
    story = somebody_leaves_and_returns
    found = []
    for task, read, *_ in (story.switched_on, story.rehired):
        found += succeeded(task) or expect.equal("active", True, expect.lookup(read.resource, "active"), read)
    return found


@check("returned-user-has-the-former-account", "VAN-14")
def a_returned_user_has_the_former_account(somebody_leaves_and_returns: Story) -> Findings:
    """Who is activated, or assigned, again has the former account in Vanta, active, with the former role, and can sign
    in."""
    story = somebody_leaves_and_returns
    former, found = known(story.before, "id"), []
    for how, (_, _, account, sign_in, roles) in (("activated", story.switched_on), ("assigned", story.rehired)):
        found += has(account, "id", former, f"Somebody who was {how} again has another account in Vanta than before")
        found += has(account, "active", True, f"Somebody who was {how} again has no active account in Vanta")
        found += sees(sign_in, True, f"Somebody who was {how} again cannot sign in to Vanta")
        found += sees(roles, [story.role], f"Somebody who was {how} again does not have exactly the former role")
    return found


@check("removal-ends-what-it-should", "VAN-31")
def a_removal_ends_what_it_should(somebody_leaves_and_returns: Story, profile: Profile) -> Findings:
    """A removal ends the account, and leaves the record of the person alone or not, as the tenant is set up."""
    _, _, account, _ = somebody_leaves_and_returns.dismissed
    person, scope = known(account, "person"), profile.option("effect_scope")
    active = expect.lookup(person, "active") if isinstance(person, dict) else None
    if has(account, "active", False, ""):
        raise Blocked("the account has not ended, which unassigned-user-is-locked-out tells of")
    told = "ended the record of the person, too" if active is False else "left the record of the person active"
    wanted = {"active": scope == "account_only"}
    return [] if active is wanted["active"] else has(account, "person", wanted, f"A removal has {told}")


def _locked_out(gone: tuple[Any, ...], what: str) -> list[Finding]:
    _, _, account, sign_in = gone
    return has(account, "active", False, f"Somebody who {what} still has an active account in Vanta") + (
        sees(sign_in, False, f"Somebody who {what} can still sign in to Vanta") if sign_in.value else []
    )
