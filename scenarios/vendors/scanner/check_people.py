"""People: they get an account by themselves, and lose it by themselves, with every identity provider."""

from scimproof import Admin, Declared, Directory, Findings, Hooks, Probe, Story, check, expect, scenario
from scimproof.clients.tasks import needed, succeeded
from scimproof.promises import sees, shows

SUITES = ("scanner",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim", "probe")


@scenario(given="User")
def somebody_comes_and_goes(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Ada gets the app, loses it, and gets it again."""
    users = declared.endpoint("User")
    ada = admin.employee(directory.person())
    story.login = login = ada.person.user_name
    story.tested = admin.test()
    story.hired = needed(admin.hire(ada))
    story.id = str(ada.account_id)
    story.created = probe.read(users, story.id)
    story.could = hooks.glimpse(lambda: hooks.sign_in(login), bool)
    story.dismissed = admin.dismiss(ada)
    story.left = probe.read(users, story.id)
    story.can = hooks.glimpse(lambda: hooks.sign_in(login), lambda allowed: not allowed)
    story.rehired = admin.rehire(ada)
    story.back = probe.read(users, str(ada.account_id))
    story.can_again = hooks.glimpse(lambda: hooks.sign_in(login), bool)


@check("connection-is-accepted", "SCN-13")
def the_connection_is_accepted(somebody_comes_and_goes: Story) -> Findings:
    """The test of the connection succeeds."""
    return succeeded(somebody_comes_and_goes.tested)


@check("newcomer-is-created", "SCN-01", "SCN-13")
def a_newcomer_is_created(somebody_comes_and_goes: Story) -> Findings:
    """Whoever gets the app is there, and active."""
    created = somebody_comes_and_goes.created
    return expect.status(created, 200) or [
        *expect.kept({"userName": somebody_comes_and_goes.login}, created, "userName"),
        *expect.equal("active of somebody new", True, created.resource.get("active"), created),
    ]


@check("newcomer-can-sign-in", "SCN-01")
def a_newcomer_can_sign_in(somebody_comes_and_goes: Story) -> Findings:
    """Whoever gets the app can sign in to Scanner."""
    return sees(somebody_comes_and_goes.could, True, "Somebody who got the app cannot sign in to Scanner")


@check("leaver-is-inactive", "SCN-02")
def a_leaver_is_inactive(somebody_comes_and_goes: Story) -> Findings:
    """Whoever loses the app is inactive, or not there any more."""
    story = somebody_comes_and_goes
    found, left = succeeded(story.dismissed), story.left
    if left.status == 404:
        return found
    return found + (
        expect.status(left, 200, 404) or expect.equal("active of a leaver", False, left.resource.get("active"), left)
    )


@check("leaver-cannot-sign-in", "SCN-02")
def a_leaver_cannot_sign_in(somebody_comes_and_goes: Story) -> Findings:
    """Whoever loses the app cannot sign in to Scanner any more."""
    message = "Somebody who lost the app can still sign in to Scanner"
    return shows(somebody_comes_and_goes.can, lambda allowed: not allowed, "no", message)


@check("returner-is-active", "SCN-01", "STY-04")
def a_returner_is_active(somebody_comes_and_goes: Story) -> Findings:
    """Whoever gets the app again is active again."""
    story = somebody_comes_and_goes
    back = story.back
    return succeeded(story.rehired) + (
        expect.status(back, 200)
        or expect.equal("active of somebody who came back", True, back.resource.get("active"), back)
    )


@check("returner-can-sign-in", "SCN-01", "STY-04")
def a_returner_can_sign_in(somebody_comes_and_goes: Story) -> Findings:
    """Whoever gets the app again can sign in to Scanner again."""
    story = somebody_comes_and_goes
    message = "Somebody who got the app again cannot sign in to Scanner"
    return succeeded(story.rehired) + sees(story.can_again, True, message)
