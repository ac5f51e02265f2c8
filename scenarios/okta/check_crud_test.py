"""The CRUD test that Okta publishes for integrations of its network: Okta is driven, and the application looked at.

Whoever submits an integration has to show that it passes.
"""

from dataclasses import replace

from scimproof import (
    Directory,
    Exchange,
    Finding,
    Findings,
    Okta,
    OktaSpecTester,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.listing import found_by, wait_for
from scimproof.newcomers import has_names
from scimproof.querying import entries

SUITES = ("okta-oin",)


@scenario(given="User")
def the_crud_test_is_run(story: Story, okta: Okta, okta_tester: OktaSpecTester, directory: Directory) -> None:
    """The CRUD test: somebody is assigned, gets another first name, is deactivated, activated and assigned again, and
    loses the assignment. The application is looked at after each step.

    Okta sends what it sends for each step: look-up and POST, GET and PUT, PATCH active false, look-up and PATCH active
    true with GET and PUT, PATCH active false. The test sends GET /Users?filter=userName eq "...", and then GET
    /Users/{id}.
    """
    user = okta.user(directory.person())
    story.user = replace(user)
    story.assigned = okta.assign(user)
    story.id = story.assigned.sent("POST").resource_id
    wait_for(okta, user, story.id)
    story.found = okta_tester.find(user.login)
    story.updated = okta.update_profile(user, first_name="Updated")
    story.read_updated = okta_tester.read(story.id)
    story.deactivated = okta.deactivate(user)
    story.read_deactivated = okta_tester.read(story.id)
    okta.reactivate(user)
    wait_for(okta, user, story.id)
    story.reassigned = okta.reassign(user)
    story.read_reassigned = okta_tester.read(story.id)
    story.removed = okta.unassign(user)
    story.read_removed = okta_tester.read(story.id)


@check("crud-create", "OKTA-TEST-14")
def crud_create(the_crud_test_is_run: Story) -> Findings:
    """CRUD test: somebody who was assigned is found, with a primary e-mail address and the names.

    Okta sends the look-up and POST /Users, and the test GET /Users?filter=userName eq "...".
    """
    story = the_crud_test_is_run
    found = expect.equal("the users found", [story.id], found_by(story.found), story.found)
    if found:
        return found
    shown = entries(story.found)[0]
    emails = [entry for entry in shown.get("emails") or [] if isinstance(entry, dict) and entry.get("primary") is True]
    address = str(emails[0].get("value")).lower() if emails else None
    return expect.equal("the primary e-mail address", story.user.email, address, story.found) + has_names(
        shown, story.user.first_name, story.user.last_name, story.found
    )


@check("crud-update", "OKTA-TEST-15")
def crud_update(the_crud_test_is_run: Story) -> Findings:
    """CRUD test: a changed first name is shown.

    Okta sends GET and PUT, and the test GET /Users/{id}.
    """
    story = the_crud_test_is_run
    return succeeded(story.updated) or has_names(
        story.read_updated.resource, "Updated", story.user.last_name, story.read_updated
    )


@check("crud-deactivate", "OKTA-TEST-16")
def crud_deactivate(the_crud_test_is_run: Story) -> Findings:
    """CRUD test: somebody who was deactivated is read with 200, and active false.

    Okta sends PATCH {"active": false}, and the test GET /Users/{id}.
    """
    return succeeded(the_crud_test_is_run.deactivated) or _active(the_crud_test_is_run.read_deactivated, False)


@check("crud-reactivate", "OKTA-TEST-17")
def crud_reactivate(the_crud_test_is_run: Story) -> Findings:
    """CRUD test: after activation and assignment the same id is active.

    Okta sends the look-up, PATCH {"active": true}, GET and PUT, and the test GET /Users/{id}.
    """
    return succeeded(the_crud_test_is_run.reassigned) or _active(the_crud_test_is_run.read_reassigned, True)


@check("crud-unassign", "OKTA-TEST-18")
def crud_unassign(the_crud_test_is_run: Story) -> Findings:
    """CRUD test: when the assignment is removed, active is false.

    Okta sends PATCH {"active": false}, and the test GET /Users/{id}.
    """
    return succeeded(the_crud_test_is_run.removed) or _active(the_crud_test_is_run.read_removed, False)


def _active(exchange: Exchange, wanted: bool) -> list[Finding]:
    return expect.status(exchange, 200) or expect.equal(
        "active", wanted, expect.lookup(exchange.resource, "active"), exchange
    )
