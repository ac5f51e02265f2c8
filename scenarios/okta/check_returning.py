"""Other ways to come back: to an account that is gone, under another login, or too fast."""

from dataclasses import replace

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    Probe,
    Story,
    as_group,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.convergence import GONE
from scimproof.listing import wait_for

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def an_account_is_deleted_in_the_application(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada leaves, and an administrator of the application deletes her account, which is still in a group. Then she
    comes back.

    Okta sends the deactivation, and never a DELETE of a user: that comes from the application's own side. The return is
    the look-up by userName, which finds nobody, and POST /Users.
    """
    ada = okta.user(directory.person())
    story.id = okta.assign(ada).sent("POST").resource_id
    okta.unassign(ada)
    team = directory.team()
    group = probe.create("/Groups", as_group(team, declared, (story.id,))) if declared.resource_type("Group") else None
    story.deleted = deleted = probe.delete("/Users", story.id)
    if group is not None and group.answer.ok and not deleted.answer.ok:
        probe.delete("/Groups", group.resource_id)
        deleted = probe.delete("/Users", story.id)
    if probe.read("/Users", story.id).status not in GONE:
        raise NotApplicable(f"the target does not let an account be deleted ({deleted.label})")
    story.reassigned = okta.reassign(ada)
    story.created = story.reassigned.sent("POST")
    story.back = observe(probe, okta.intends())


@scenario(given="User")
def a_leaver_returns_under_another_login(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Bea leaves, gets another login meanwhile, and comes back: the look-up finds nobody under it, so she is created,
    with the e-mail address and the externalId of the account that she had.

    Okta sends the deactivation; then the look-up by the new userName, and POST /Users.
    """
    bea = okta.user(directory.person())
    former = okta.assign(bea).sent("POST").resource_id
    okta.unassign(bea)
    before = {("/Users", former): probe.read("/Users", former).resource}
    bea.login = f"back.{bea.login}"
    story.reassigned = okta.reassign(bea)
    story.created = story.reassigned.sent("POST")
    story.former = observe(probe, replace(okta.intends(before), accounts=()))


@scenario(given="User")
def somebody_is_reassigned_in_a_hurry(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Cyd is reactivated and reassigned at once: Okta activates the account, and then pushes the profile that it had
    read before. After the next assignment all is well.

    Okta sends GET /Users/{id}, the activation, and last a PUT of what it read first, with active false. The next
    assignment is the look-up, the activation, GET and PUT.
    """
    cyd = okta.user(directory.person())
    story.id = okta.assign(cyd).sent("POST").resource_id
    okta.unassign(cyd)
    story.hurried = okta.reassign_in_a_hurry(cyd)
    wait_for(okta, cyd, story.id)
    story.read = probe.read("/Users", story.id)
    story.pushed = okta.reassign(cyd)
    story.back = observe(probe, okta.intends())


@check("deleted-account-can-be-made-again", "OKTA-LEAVE-06")
def a_deleted_account_can_be_made_again(an_account_is_deleted_in_the_application: Story) -> Findings:
    """Somebody whose account was deleted can be created again, with the same userName and externalId."""
    story = an_account_is_deleted_in_the_application
    return succeeded(story.reassigned) or converged(story.back)


@check("leaver-in-a-group-can-be-deleted", "OKTA-GROUP-LEAVE-04", given="Group")
def a_leaver_in_a_group_can_be_deleted(an_account_is_deleted_in_the_application: Story) -> Findings:
    """The application can delete an account that is in a group, or says why not; it does not crash.

    Okta never deletes anybody: people of the application do, when Okta has deactivated the account.
    """
    deleted = an_account_is_deleted_in_the_application.deleted
    if deleted.response is not None and deleted.response.status in (*range(500), 501):
        return None
    return expect.status(deleted, 204, 200, 400, 409, why="or another 4xx, or 501 where nobody can be deleted")


@check("returner-with-another-login-is-created", "OKTA-LEAVE-10")
def a_returner_with_another_login_is_created(a_leaver_returns_under_another_login: Story) -> Findings:
    """Somebody who comes back under another login can be created."""
    return succeeded(a_leaver_returns_under_another_login.reassigned)


@check("returner-with-another-login-changes-nobody", "OKTA-CREATE-16")
def a_returner_with_another_login_changes_nobody(a_leaver_returns_under_another_login: Story) -> Findings:
    """Somebody who comes back under another login does not change the account that is there."""
    return converged(a_leaver_returns_under_another_login.former)


@check("hurried-returner-ends-inactive", "OKTA-LEAVE-09")
def a_hurried_returner_ends_inactive(somebody_is_reassigned_in_a_hurry: Story) -> Findings:
    """A stale profile push after a reactivation does not end in an inactive account."""
    story = somebody_is_reassigned_in_a_hurry
    active = expect.lookup(story.read.resource, "active")
    if active is not False:
        return None
    return Finding(
        "Okta's last request said active false, and so it is: the returner cannot sign in until the next push",
        '"active": true, if only Okta had sent it',
        '"active": false',
        (story.read.number,),
        cause="a stale profile push comes last",
    )


@check("hurried-returner-can-be-mended", "OKTA-LEAVE-11")
def a_hurried_returner_can_be_mended(somebody_is_reassigned_in_a_hurry: Story) -> Findings:
    """After such a push the next assignment makes the account active again."""
    story = somebody_is_reassigned_in_a_hurry
    if not story.hurried.succeeded:
        raise Blocked(f"the pushes before failed: {story.hurried.error}")
    return succeeded(story.pushed) or converged(story.back)
