"""Accounts: what Vanta makes of users that a plain client writes, in every way in which they can be written."""

from functools import partial
from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.leaving import SWITCHES
from scimproof.promises import account_of, has, known, sees

SUITES = ("vanta",)

WRONG = "no schema has the attribute that the customer has added"


@scenario(given="User")
def people_end_in_every_way(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """Four people are there. One is switched off by a PATCH with a path, one by a PATCH without, one by a PUT, and one
    is deleted."""
    users = declared.endpoint("User")
    ways: dict[str, Any] = {**SWITCHES, "a DELETE": None}
    story.ended = []
    for way, switch in ways.items():
        person = directory.person()
        sent = as_user(person, declared)
        identifier = probe.create(users, sent).resource_id
        before = account_of(hooks, person.user_name, active=True)
        written = switch(probe, users, identifier, sent, False) if switch else probe.delete(users, identifier)
        account = account_of(hooks, person.user_name, active=False)
        sign_in = hooks.glimpse(partial(hooks.sign_in, person.user_name))
        story.ended.append((way, written, before, account, sign_in))


@scenario(given="User")
def somebody_is_removed_and_comes_again(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Ada is deleted. In Vanta there is another inactive account with her address, made by hand. Then Ada is created
    again, with the same externalId."""
    hooks.require("seed_account", "accounts", "account")
    users, ada = declared.endpoint("User"), directory.person()
    sent = as_user(ada, declared)
    identifier = probe.create(users, sent).resource_id
    story.before = account_of(hooks, ada.user_name, active=True)
    story.deleted = probe.delete(users, identifier)
    account_of(hooks, ada.user_name, active=False)
    hooks.seed_account(userName=f"other.{ada.user_name}", email=ada.user_name, active=False)
    story.again = probe.create(users, sent)
    story.after = account_of(hooks, ada.user_name, active=True, managed=True)
    story.accounts = hooks.accounts(ada.user_name)


@scenario(given="User")
def somebody_has_two_addresses(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Bea has an address at home, and then one at work, which is flagged as primary."""
    users, bea = declared.endpoint("User"), directory.person()
    home = {"value": f"home.{bea.user_name}", "type": "home"}
    work = {"value": f"work.{bea.user_name}", "type": "work", "primary": True}
    story.sent = {**as_user(bea, declared), "emails": [home, work]}
    story.created = probe.create(users, story.sent)
    story.read = probe.read(users, story.created.resource_id)
    story.account = account_of(hooks, bea.user_name, active=True)


@scenario(given="User")
def two_people_have_one_address(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Cyd is there, and Dan comes with the same e-mail address and another userName."""
    users, cyd, dan = declared.endpoint("User"), directory.person(), directory.person()
    sent = as_user(cyd, declared)
    probe.create(users, sent)
    story.second = probe.create(users, {**as_user(dan, declared), "emails": sent["emails"]})
    story.immediately = hooks.glimpse(lambda: hooks.account(cyd.user_name))
    story.account = account_of(hooks, cyd.user_name, active=True)
    story.accounts = hooks.glimpse(lambda: hooks.accounts(cyd.user_name))


@scenario(given="User")
def a_role_is_given_by_hand(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Eve comes with a lesser role from the directory, and an admin of Vanta tries to give her a higher one by hand."""
    hooks.require("grant_role", "roles")
    users, eve = declared.endpoint("User"), directory.person()
    role, low = profile.option("role_attribute"), profile.option("lesser_role")
    probe.create(users, {**as_user(eve, declared), role: low}, malformed=WRONG).resource_id  # noqa: B018 - it has to be
    story.low = low
    story.before = hooks.settled(lambda: hooks.roles(eve.user_name), lambda roles: roles == [low])
    try:
        hooks.grant_role(eve.user_name, profile.option("admin_role"))
    except Blocked:
        story.is_refused = True  # which is the best answer
    story.after = hooks.roles(eve.user_name)


@check("ended-in-every-way", "VAN-12", "VAN-13")
def ended_in_every_way(people_end_in_every_way: Story) -> Findings:
    """Who is switched off or deleted, by whichever request, has no active account in Vanta, and cannot sign in."""
    found = []
    for way, written, before, account, sign_in in people_end_in_every_way.ended:
        found += expect.status(written, 200, 204)
        known(before, "active")
        found += has(account, "active", False, f"After {way} there is still an active account in Vanta")
        if sign_in.value:
            found += sees(sign_in, False, f"After {way} somebody can still sign in to Vanta")
    return found


@check("removed-user-is-found-by-the-id", "VAN-15")
def a_removed_user_is_found_by_the_id(somebody_is_removed_and_comes_again: Story) -> Findings:
    """Who was deleted, and comes again under the same id of the identity provider, has the former account in Vanta."""
    story = somebody_is_removed_and_comes_again
    found = expect.status(story.again, 201)
    former = known(story.before, "id")
    found += has(story.after, "id", former, "Somebody who was deleted and came again has another account in Vanta")
    return found + has(story.after, "active", True, "Somebody who was deleted and came again has no active account")


@check("two-addresses-are-kept", "VAN-04", "WOS-05")
def two_addresses_are_kept(somebody_has_two_addresses: Story) -> Findings:
    """Both addresses of a user are kept, and exactly the one that was flagged is primary."""
    story = somebody_has_two_addresses
    found = expect.status(story.created, 201) or expect.kept(story.sent, story.read, "emails")
    listed = expect.lookup(story.read.resource, "emails") or []
    flagged = [str(entry.get("value")) for entry in listed if entry.get("primary") is True]
    return found or expect.equal("the primary address", [story.sent["emails"][1]["value"]], flagged, story.read)


@check("primary-address-counts", "VAN-04")
def the_primary_address_counts(somebody_has_two_addresses: Story) -> Findings:
    """The address of somebody in Vanta is the primary one, although another one comes first."""
    story = somebody_has_two_addresses
    message = "The address of somebody in Vanta is not the primary one"
    return has(story.account, "email", story.sent["emails"][1]["value"], message)


@check("one-active-user-per-address", "VAN-23", "WOS-07")
def one_active_user_per_address(two_people_have_one_address: Story) -> Findings:
    """Of one e-mail address there is one active account, also when a second user comes with it."""
    story = two_people_have_one_address
    active = [one for one in story.accounts.value or [] if one.get("active")]
    if len(active) <= 1:
        return []
    message = "Two active accounts in Vanta have one e-mail address"
    names = ", ".join(str(one.get("userName")) for one in active)
    return [Finding(message, "one", names, story.accounts.seen.exchanges, cause=message)]


@check("effects-take-a-while", "VAN-30")
def effects_take_a_while(two_people_have_one_address: Story) -> Findings:
    """What SCIM writes shows in Vanta after a while."""
    story = two_people_have_one_address
    if story.account.value is None:
        raise NotApplicable("the account does not show at all, which newcomer-gets-an-account tells of")
    if story.immediately.value is not None:
        return []
    message = "What SCIM writes does not show in Vanta at once"
    return [Finding(message, "at once, or later", "later", story.immediately.seen.exchanges, cause=message)]


@check("role-cannot-be-given-by-hand", "VAN-21")
def a_role_cannot_be_given_by_hand(a_role_is_given_by_hand: Story) -> Findings:
    """Of somebody whom SCIM manages the role comes from the identity provider: one given in Vanta is refused, or gives
    nothing."""
    story = a_role_is_given_by_hand
    if story.before.value != [story.low]:
        raise Blocked("the role of the directory was not granted, which role-is-granted tells of")
    message = "A role that was given by hand has changed what SCIM manages"
    found: list[Finding] = sees(story.after, [story.low], message)
    return found
