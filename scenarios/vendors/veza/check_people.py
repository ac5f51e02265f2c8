"""People: they come, change, go and come back."""

from scimproof import (
    Admin,
    Declared,
    Directory,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.clients.tasks import needed, succeeded
from scimproof.hooks import Glimpse
from scimproof.promises import sees, shows

SUITES = ("veza",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")


@scenario(given="User")
def a_career(story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """Ada gets the app, marries, loses the app, and gets it again."""
    users = declared.endpoint("User")
    ada = admin.employee(directory.person())
    story.login = login = ada.person.user_name
    story.tested = admin.test()
    story.hired = needed(admin.hire(ada))
    story.id = ada.account_id
    story.created = probe.read(users, story.id)
    story.account = hooks.glimpse(lambda: hooks.account(login), bool)
    story.renamed = admin.rename(ada, family_name="Lovelace")
    story.changed = probe.read(users, story.id)
    story.shown_as = hooks.glimpse(lambda: hooks.account(login), _is_lovelace)
    story.dismissed = admin.dismiss(ada)
    story.left = probe.read(users, story.id)
    story.can = hooks.glimpse(lambda: hooks.sign_in(login), lambda allowed: not allowed)
    story.rehired = admin.rehire(ada)
    story.id_again = ada.account_id
    story.back = probe.read(users, story.id)
    story.can_again = hooks.glimpse(lambda: hooks.sign_in(login), bool)
    story.account_again = hooks.glimpse(lambda: hooks.account(login))


@check("connection-is-accepted", "VEZ-01", "VEZ-02")
def the_connection_is_accepted(a_career: Story) -> Findings:
    """The test of the connection succeeds."""
    return succeeded(a_career.tested)


@check("newcomer-is-created", "VEZ-10")
def a_newcomer_is_created(a_career: Story) -> Findings:
    """Whoever gets the app is there, active, and under the own address."""
    created = a_career.created
    return expect.status(created, 200) or [
        *expect.kept({"userName": a_career.login}, created, "userName"),
        *expect.equal("active of somebody new", True, created.resource.get("active"), created),
    ]


@check("newcomer-has-an-account", "VEZ-10")
def a_newcomer_has_an_account(a_career: Story) -> Findings:
    """Whoever gets the app is a user in Veza, and an active one."""
    message = "Somebody who got the app is no active user in Veza"
    return shows(a_career.account, lambda one: bool(one) and one.get("active") is True, "an active user", message)


@check("new-name-is-kept", "VEZ-11")
def a_new_name_is_kept(a_career: Story) -> Findings:
    """Another last name is what a read shows afterwards, of the same user."""
    return succeeded(a_career.renamed) + expect.kept({"name": {"familyName": "Lovelace"}}, a_career.changed, "name")


@check("new-name-arrives", "VEZ-11")
def a_new_name_arrives(a_career: Story) -> Findings:
    """Veza shows somebody who has married under the new name."""
    return shows(a_career.shown_as, _is_lovelace, "a name with Lovelace", "Veza shows the user under the former name")


@check("leaver-is-inactive", "VEZ-12")
def a_leaver_is_inactive(a_career: Story) -> Findings:
    """Whoever loses the app stays there, with active false."""
    left = a_career.left
    return succeeded(a_career.dismissed) + (
        expect.status(left, 200) or expect.equal("active of a leaver", False, left.resource.get("active"), left)
    )


@check("leaver-is-deactivated", "VEZ-12")
def a_leaver_is_deactivated(a_career: Story) -> Findings:
    """Whoever loses the app cannot sign in any more."""
    return succeeded(a_career.dismissed) + sees(a_career.can, False, "A leaver can still sign in")


@check("returner-is-the-same", "VEZ-13")
def a_returner_is_the_same(a_career: Story) -> Findings:
    """Whoever gets the app again is active again, under the same id."""
    back = a_career.back
    return [
        *succeeded(a_career.rehired),
        *expect.equal("the id of somebody who came back", a_career.id, a_career.id_again, back),
        *expect.equal("active of somebody who came back", True, back.resource.get("active"), back),
    ]


@check("returner-can-sign-in", "VEZ-13")
def a_returner_can_sign_in(a_career: Story) -> Findings:
    """Whoever gets the app again can sign in again."""
    message = "Somebody who got the app again cannot sign in"
    return succeeded(a_career.rehired) + sees(a_career.can_again, True, message)


@check("returner-has-the-same-account", "VEZ-13")
def a_returner_has_the_same_account(a_career: Story) -> Findings:
    """Whoever gets the app again has the account of before, not a second one."""
    before: Glimpse = a_career.account
    after: Glimpse = a_career.account_again
    if not before.value or not before.value.get("id"):
        raise NotApplicable("not observable: the hook 'account' shows no id")
    message = "Somebody who came back has another account than before"
    same = str(before.value["id"])
    return shows(after, lambda one: bool(one) and one.get("id") == same, same, message)


def _is_lovelace(account: object) -> bool:
    return isinstance(account, dict) and "Lovelace" in str(account.get("name"))
