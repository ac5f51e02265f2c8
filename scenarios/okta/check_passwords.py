"""Passwords are synchronised: an option that an admin ticks where the application keeps passwords."""

from scimproof import Directory, Findings, Okta, Probe, Story, check, converged, expect, observe, scenario, succeeded

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "changePassword"))
def a_password_changes(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Ada changes her password in Okta.

    An OIN app of Okta sends PATCH replace without a path, {"password": "..."}; an AIW app GET /Users/{id}, and PUT of
    what it was shown with the password in it.
    """
    person = directory.person()
    ada = okta.user(person)
    story.id = okta.assign(ada).sent("POST").resource_id
    before = {("/Users", story.id): probe.read("/Users", story.id).resource}
    story.pushed = okta.sync_password(ada, person.password)
    story.written = story.pushed.exchanges[-1]
    story.after = observe(probe, okta.intends(before))
    story.read = probe.read("/Users", story.id)


@check("password-is-accepted", "OKTA-PASSWORD-01")
def a_password_is_accepted(a_password_changes: Story) -> Findings:
    """A new password is accepted.

    AIW apps read the user and put it back with the password in it; others send PATCH, replace without a path,
    {"password": "..."}. Any answer without an error is a success.
    """
    return succeeded(a_password_changes.pushed)


@check("password-changes-nothing-else", "OKTA-PASSWORD-02")
def a_password_changes_nothing_else(a_password_changes: Story) -> Findings:
    """A new password changes nothing else, and is shown nowhere."""
    story = a_password_changes
    shown = [one for one in (story.written, story.read) if expect.lookup(one.answer.object, "password") is not None]
    return converged(story.after) + (expect.equal("the number of passwords shown", 0, 1, *shown) if shown else [])
