"""Logins and addresses change, change back, and collide."""

from dataclasses import replace

from scimproof import (
    Blocked,
    Directory,
    Finding,
    Findings,
    Okta,
    Probe,
    Story,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    succeeded,
)
from scimproof.declared import Declared
from scimproof.listing import finds_only, looked_up
from scimproof.outcome import NotApplicable, Outcome
from scimproof.patching import writable

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def a_login_changes(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada marries, and thinks better of it: her login changes, and changes back. Then her e-mail address changes.

    Okta sends GET /Users/{id}, and PUT with the new userName; for the address, PUT with another value in the primary
    entry of emails.
    """
    if not writable(declared, "User", "userName"):
        raise NotApplicable("the target's schema does not let userName be changed")
    person = directory.person()
    ada, old = okta.user(person), okta.user(person)
    new_login = f"married.{ada.login}"
    story.id = okta.assign(ada).sent("POST").resource_id
    story.changed = okta.change_user_name(ada, new_login)
    story.after_change = observe(probe, okta.intends())
    story.found_new, story.found_old = looked_up(okta, ada, story.id), looked_up(okta, old)
    story.returned = okta.change_user_name(ada, old.login)
    story.after_return = observe(probe, okta.intends())
    story.readdressed = okta.update_profile(ada, email=f"mail.{old.login}")
    story.after_address = observe(probe, okta.intends())
    story.found = looked_up(okta, ada, story.id)
    story.found_by_address = looked_up(okta, okta.user(replace(person, user_name=ada.email)))


@scenario(given="User")
def a_login_is_taken(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """By mistake Bea gets the login of Cyd.

    Okta sends GET /Users/{id} of Bea, and PUT with the userName of Cyd.
    """
    if not writable(declared, "User", "userName"):
        raise NotApplicable("the target's schema does not let userName be changed")
    bea, cyd = okta.user(directory.person()), okta.user(directory.person())
    ids = [okta.assign(user).sent("POST").resource_id for user in (bea, cyd)]
    before = {("/Users", identifier): probe.read("/Users", identifier).resource for identifier in ids}
    story.cyd = ids[1]
    story.taken = okta.change_user_name(bea, cyd.login).sent("PUT")
    story.after = observe(probe, replace(okta.intends(before), accounts=()))
    story.found = looked_up(okta, cyd, story.cyd)


@scenario(given="User")
def a_former_login_gets_a_new_owner(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Dan gets another login. Then somebody joins the company who gets the one that he had.

    Okta sends GET and PUT /Users/{id} of Dan; then the look-up by the former userName, and POST /Users.
    """
    if not writable(declared, "User", "userName"):
        raise NotApplicable("the target's schema does not let userName be changed")
    dan, former = okta.user(directory.person()), directory.person()
    story.dan = okta.assign(dan).sent("POST").resource_id
    former = replace(former, user_name=dan.login)
    story.changed = okta.change_user_name(dan, f"new.{dan.login}")
    heir = okta.user(former)
    story.assigned = okta.assign(heir)
    story.heir = heir.target_id
    story.after = observe(probe, okta.intends())


@check("former-login-is-free", "OKTA-PROFILE-13")
def a_former_login_is_free(a_former_login_gets_a_new_owner: Story) -> Findings:
    """Somebody new can have a login that was given up, and gets an account of its own."""
    story = a_former_login_gets_a_new_owner
    needed(story.changed)
    if story.heir == story.dan:
        message = "The look-up finds the former owner of the login, and that account is overwritten"
        return Finding(message, "an account of its own", f"the id {story.dan}", (story.assigned.first.number,))
    return succeeded(story.assigned) or converged(story.after)


@check("login-changes-on-the-account", "OKTA-PROFILE-07")
def a_login_changes_on_the_account(a_login_changes: Story) -> Findings:
    """A new login is the userName of the same account afterwards."""
    return succeeded(a_login_changes.changed) or converged(a_login_changes.after_change)


@check("new-login-is-found", "OKTA-PROFILE-07")
def a_new_login_is_found(a_login_changes: Story) -> Findings:
    """The look-up finds the account by its new login, and nobody by the old one."""
    story = a_login_changes
    if not story.changed.succeeded:
        raise Blocked("the login was not changed")
    return finds_only(story.found_new, story.id) + finds_only(story.found_old)


@check("old-login-can-return", "OKTA-PROFILE-08")
def an_old_login_can_return(a_login_changes: Story) -> Findings:
    """The account can take its old login again."""
    story = a_login_changes
    if not story.changed.succeeded:
        raise Blocked("the login was not changed")
    return succeeded(story.returned) or converged(story.after_return)


@check("address-changes-alone", "OKTA-PROFILE-09")
def an_address_changes_alone(a_login_changes: Story) -> Findings:
    """A new e-mail address is shown; the login stays what the look-up finds."""
    story = a_login_changes
    return succeeded(story.readdressed) or converged(story.after_address) + finds_only(
        story.found, story.id
    ) + finds_only(story.found_by_address)


@check("taken-login-is-refused", "OKTA-PROFILE-10")
def a_taken_login_is_refused(a_login_is_taken: Story) -> Findings:
    """A login that somebody else has is refused, best with 409, and neither account changes.

    An answer of success that changed nothing is warned about: the admin believes what it says.
    """
    story = a_login_is_taken
    changed = converged(story.after) or finds_only(story.found, story.cyd)
    grade = None if changed else Outcome.WARN
    refused = expect.status(story.taken, 409, 400, why="a refusal")
    return changed + [replace(finding, grade=grade) for finding in refused]
