"""Matching: who comes is taken for somebody who was there before, or for nobody."""

from scimproof import (
    Admin,
    Directory,
    Finding,
    Findings,
    Hooks,
    Person,
    Probe,
    Seen,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.promises import account_of, has
from scimproof.querying import entries

SUITES = ("vanta",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")


def _seed(hooks: Hooks, person: Person, number: int, **more: object) -> str:
    """An account that SCIM does not know, with the address of somebody; its id."""
    name = f"{number}.{person.user_name}" if number else person.user_name
    seeded = hooks.seed_account(userName=name, email=person.user_name, **more)
    return str((seeded.value or {}).get("id"))


def _active(accounts: object) -> list[dict[str, object]]:
    return [one for one in accounts if one.get("active")] if isinstance(accounts, list) else []


def _all(hooks: Hooks, person: Person) -> Seen:
    """Every account with the address of somebody, once one of them is active and managed."""
    return hooks.settled(
        lambda: hooks.accounts(person.user_name), lambda found: any(one.get("managed") for one in _active(found))
    )


@scenario(given="User")
def one_former_user(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """In Vanta there is an inactive account with Ada's address, made by hand. Ada gets the app."""
    hooks.require("seed_account", "accounts")
    person = directory.person()
    story.former = _seed(hooks, person, 0, active=False)
    story.hired = admin.hire(admin.employee(person))
    story.accounts = _all(hooks, person)


@scenario(given="User")
def several_former_users(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """In Vanta there are two inactive accounts with Bea's address, and neither carries her id. Bea gets the app."""
    hooks.require("seed_account", "accounts")
    person = directory.person()
    story.former = [_seed(hooks, person, number, active=False, externalId=f"other-{number}") for number in (1, 2)]
    story.hired = admin.hire(admin.employee(person))
    story.accounts = _all(hooks, person)


@scenario(given="User")
def one_of_several_carries_the_id(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """In Vanta there are three inactive accounts with Cyd's address, and the second carries Cyd's id. Cyd gets the
    app."""
    hooks.require("seed_account", "accounts")
    person = directory.person()
    cyd = admin.employee(person)
    ids = (f"other-{person.external_id}", admin.idp_id(cyd), None)
    seeded = [
        _seed(hooks, person, number, active=False, **({"externalId": one} if one else {}))
        for number, one in enumerate(ids, 1)
    ]
    story.wanted, story.former = seeded[1], seeded
    story.hired = admin.hire(cyd)
    story.accounts = _all(hooks, person)


@scenario(given="User")
def somebody_was_there(story: Story, admin: Admin, hooks: Hooks, probe: Probe, directory: Directory) -> None:
    """Dan and Eve have accounts in Vanta that were made by hand, before anybody spoke of SCIM. Dan gets the app, and
    loses it again; of Eve the identity provider says nothing."""
    hooks.require("seed_account", "accounts", "account")
    person, other = directory.person(), directory.person()
    story.former, story.other = _seed(hooks, person, 0, active=True), _seed(hooks, other, 0, active=True)
    dan = admin.employee(person)
    story.hired = admin.hire(dan)
    story.accounts = _all(hooks, person)
    story.dismissed = admin.dismiss(dan)
    story.after = account_of(hooks, person.user_name, active=False)
    story.bystander = account_of(hooks, other.user_name, active=True)
    story.listed = probe.query("/Users", {"filter": f'userName eq "{other.user_name}"'})


@check("only-former-user-is-revived", "VAN-16")
def the_only_former_user_is_revived(one_former_user: Story) -> Findings:
    """Who matches exactly one inactive account by the address gets that one: active, managed by SCIM, and no other."""
    story = one_former_user
    return succeeded(story.hired) or _revived(story.accounts, story.former, 1, "The only former account")


@check("ambiguous-former-users-stay", "VAN-17")
def ambiguous_former_users_stay(several_former_users: Story) -> Findings:
    """Who matches several inactive accounts by the address, and none by the id, gets a new one: the others stay as they
    are, because nobody can tell whose they were."""
    story = several_former_users
    if found := succeeded(story.hired):
        return found
    accounts = story.accounts.value or []
    found = _count(story.accounts, 3)
    revived = [one for one in accounts if one.get("id") in story.former and (one.get("active") or one.get("managed"))]
    if revived:
        message = "One of several former accounts was revived, though nobody could tell whose it was"
        received = ", ".join(str(one.get("userName")) for one in revived)
        found.append(Finding(message, "a new account", received, story.accounts.exchanges, cause=message))
    return found


@check("id-decides-among-former-users", "VAN-18")
def the_id_decides_among_former_users(one_of_several_carries_the_id: Story) -> Findings:
    """Of several inactive accounts with the address, the one with the id of the identity provider is revived."""
    story = one_of_several_carries_the_id
    return succeeded(story.hired) or _revived(story.accounts, story.wanted, 3, "The former account that carries the id")


@check("existing-user-becomes-managed", "VAN-19")
def an_existing_user_becomes_managed(somebody_was_there: Story) -> Findings:
    """Who has an active account already keeps it, and it is managed by SCIM from then on."""
    story = somebody_was_there
    return succeeded(story.hired) or _revived(story.accounts, story.former, 1, "The account that was there")


@check("scim-decides-after-matching", "VAN-20b")
def scim_decides_after_matching(somebody_was_there: Story) -> Findings:
    """Once an account that was made by hand has been matched, it ends when SCIM says so."""
    story = somebody_was_there
    message = "An account that was made by hand, and matched, is still active after SCIM switched it off"
    return succeeded(story.dismissed) or has(story.after, "active", False, message)


@check("unmatched-user-stays", "VAN-20")
def an_unmatched_user_stays(somebody_was_there: Story) -> Findings:
    """Who has an account from before, and is not in the directory, keeps it: active, and managed by hand."""
    story = somebody_was_there
    who = "Somebody whom the directory does not know"
    return (
        has(story.bystander, "id", story.other, f"{who} has another account in Vanta than before")
        + has(story.bystander, "active", True, f"{who} has lost the account in Vanta")
        + has(story.bystander, "managed", False, f"{who} counts as managed by SCIM")
        + expect.equal("the users of that name in the directory", 0, len(entries(story.listed)), story.listed)
    )


def _count(accounts: Seen, wanted: int) -> list[Finding]:
    received = len(accounts.value or [])
    if received == wanted:
        return []
    message = f"With that address there are {received} accounts in Vanta, and not {wanted}"
    return [Finding(message, str(wanted), str(received), accounts.exchanges, cause="the number of accounts in Vanta")]


def _revived(accounts: Seen, wanted: str, count: int, which: str) -> list[Finding]:
    """Exactly this account is active and managed, and there are no more than before."""
    active = _active(accounts.value)
    if [one.get("id") for one in active] == [wanted] and active[0].get("managed") is True:
        return _count(accounts, count)
    received = ", ".join(f"{one.get('userName')} ({_said(one, wanted)})" for one in active)
    message = f"{which} is not the one that is active and managed by SCIM"
    return [Finding(message, "it alone, active and managed", received or "none is active", accounts.exchanges, message)]


def _said(account: dict[str, object], wanted: str) -> str:
    return ("the right one" if account.get("id") == wanted else "another one") + (
        ", managed" if account.get("managed") else ", not managed"
    )
