"""Somebody is assigned who exists already: found, and linked to the one account, whatever state it is in."""

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
    as_user,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.listing import finds_only, looked_up, wait_for
from scimproof.mapping import spare_texts
from scimproof.patching import writable
from scimproof.querying import entries

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def an_account_is_linked(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The application knows Ada under an old name, with a nickname that nobody maps, and the externalId of a former
    directory. Then she is assigned in Okta.

    Okta sends GET /Users?filter=userName eq "...", which finds her, GET /Users/{id}, and PUT of what it was shown with
    the mapped profile laid over it.
    """
    person = directory.person()
    former = replace(person, family_name="Formerly", external_id=f"former-{person.external_id}")
    old = as_user(former, declared)
    old |= dict.fromkeys(spare_texts(declared), "Left alone")
    created = probe.create("/Users", old)
    story.id = created.resource_id
    story.own = [name for name in spare_texts(declared) if expect.lookup(created.resource, name) == "Left alone"]
    user = okta.user(person)
    wait_for(okta, user, story.id)
    story.assigned = okta.assign(user)
    story.linked, story.okta_id = user.target_id, user.okta_id
    story.settled = observe(probe, okta.intends())
    story.read = probe.read("/Users", story.id)
    story.by_external_id = looked_up(okta.with_knobs(matches_by="externalId"), user, story.id)


@scenario(given="User")
def an_inactive_account_is_linked(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The application has an account for Bea that was switched off there. Then she is assigned in Okta.

    Okta sends the look-up by userName, which finds her. An OIN app goes on with PATCH replace without a path,
    {"active": true}, then GET and PUT; an AIW app with GET, and PUT with active true.
    """
    person = directory.person()
    if not writable(declared, "User", "active"):
        raise NotApplicable("the target's schema does not let active be written")
    created = probe.create("/Users", as_user(replace(person, active=False), declared))
    story.id = created.resource_id
    user = okta.user(person)
    story.before = looked_up(okta, user, story.id)
    story.assigned = okta.assign(user)
    story.linked = user.target_id
    story.settled = observe(probe, okta.intends())


@scenario(given="User")
def the_case_of_a_name_differs(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The application knows Cyd in small letters; in Okta the login is in capitals. Dan's login is longer than Eve's,
    and begins with it.

    Okta sends the look-up with the login as it is in Okta, in capitals, then GET and PUT of the account that was found.
    """
    person = directory.person()
    story.id = probe.create("/Users", as_user(person, declared)).resource_id
    longer = replace(directory.person(), user_name=person.user_name + ".example")
    story.longer = probe.create("/Users", as_user(longer, declared)).resource_id
    story.exact = looked_up(okta, okta.user(person), story.id)
    user = okta.user(replace(person, user_name=person.user_name.upper()))
    story.assigned = okta.assign(user)
    story.found, story.linked = story.assigned.first, user.target_id


@scenario(given="User")
def an_address_is_shared(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Gus has the app. It is assigned to Fay, who has his e-mail address: a shared mailbox, or one that was his and was
    given to her.

    Okta sends the look-up by userName, which finds nobody, and POST /Users with the address of Gus.
    """
    gus, fay = okta.user(directory.person()), okta.user(directory.person())
    gus_id = okta.assign(gus).sent("POST").resource_id
    before = {("/Users", gus_id): probe.read("/Users", gus_id).resource}
    okta.users.remove(gus)  # from here on he is a bystander
    fay.email = gus.email
    story.assigned = okta.assign(fay)
    story.gus = observe(probe, replace(okta.intends(before), accounts=()))


@scenario(given="User")
def an_answer_is_lost(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Hal is assigned, and the answer to the create is lost.

    Okta sends the look-up and POST /Users, and the same POST again without looking first.
    """
    hal = okta.user(directory.person(), **dict.fromkeys(spare_texts(declared), "Keeps this"))
    story.created = okta.assign(hal).sent("POST")
    story.id = story.created.resource_id
    before = {("/Users", story.id): probe.read("/Users", story.id).resource}
    story.repeated = okta.create_again(hal).sent("POST")
    story.after = observe(probe, replace(okta.intends(before), accounts=()))
    story.found = looked_up(okta, hal, story.id)


@check("existing-account-is-linked", "OKTA-CREATE-13")
def an_existing_account_is_linked(an_account_is_linked: Story) -> Findings:
    """Somebody who exists is linked: found, read, and put back with Okta's profile; one account with the id it had.

    QA plan C9335. What Okta puts back is what the target has shown, with the mapped profile laid over it: id, meta,
    groups and a formatted name of before come with it.
    """
    story = an_account_is_linked
    return succeeded(story.assigned) or _linked(story) or converged(story.settled)


@check("link-keeps-what-is-not-mapped", "OKTA-PROFILE-12")
def a_link_keeps_what_is_not_mapped(an_account_is_linked: Story) -> Findings:
    """A title or nickname that nobody maps survives the link: the PUT brings it back as it was shown."""
    story = an_account_is_linked
    if not story.own:
        raise NotApplicable("the target keeps no text that Okta does not map")
    if not story.assigned.succeeded:
        raise Blocked("the account was not linked")
    return expect.kept(dict.fromkeys(story.own, "Left alone"), story.read, *story.own)


@check("link-brings-the-external-id", "OKTA-CREATE-17")
def a_link_brings_the_external_id(an_account_is_linked: Story) -> Findings:
    """externalId of a linked account is that of the Okta user from then on."""
    story = an_account_is_linked
    if not story.assigned.succeeded:
        raise Blocked("the account was not linked")
    return expect.kept({"externalId": story.okta_id}, story.read, "externalId")


@check("look-up-by-another-field", "OKTA-CREATE-18", given="filter")
def a_look_up_by_another_field(an_account_is_linked: Story) -> Findings:
    """Where an admin chose externalId as the unique identifier, the look-up by it finds the account."""
    story = an_account_is_linked
    if expect.lookup(story.read.resource, "externalId") != story.okta_id:
        raise Blocked("the account does not show the externalId that was sent")
    return finds_only(story.by_external_id, story.id)


@check("inactive-account-is-not-active-yet", "OKTA-CREATE-20")
def an_inactive_account_is_not_active_yet(an_inactive_account_is_linked: Story) -> Findings:
    """An account that was created inactive is shown so, by the look-up that begins an assignment.

    That is how somebody's account waits for the first day, or for the admin who links it.
    """
    story = an_inactive_account_is_linked
    shown = entries(story.before)
    if not shown:
        raise Blocked("the look-up does not find the account, which inactive-account-is-activated tells of")
    return expect.equal(
        "active of an account that was created inactive", False, expect.lookup(shown[0], "active"), story.before
    )


@check("inactive-account-is-activated", "OKTA-CREATE-14")
def an_inactive_account_is_activated(an_inactive_account_is_linked: Story) -> Findings:
    """Somebody whose account is inactive is found, linked and activated.

    OIN apps send PATCH active true, then GET and PUT; AIW apps the GET and the PUT alone.
    """
    story = an_inactive_account_is_linked
    return succeeded(story.assigned) or _linked(story) or converged(story.settled)


@check("look-up-ignores-case", "OKTA-CREATE-08")
def a_look_up_ignores_case(the_case_of_a_name_differs: Story) -> Findings:
    """A look-up in capitals finds the account whose userName is in small letters, and that account is linked."""
    story = the_case_of_a_name_differs
    return finds_only(story.found, story.id) or _linked(story)


@check("look-up-finds-one", "OKTA-CREATE-09")
def a_look_up_finds_one(the_case_of_a_name_differs: Story) -> Findings:
    """A look-up finds who has exactly this userName, and nobody whose userName contains it.

    What Okta does with two is not documented: it may well link, and overwrite, the wrong person.
    """
    return finds_only(the_case_of_a_name_differs.exact, the_case_of_a_name_differs.id)


@check("shared-address-is-accepted", "OKTA-CREATE-15")
def a_shared_address_is_accepted(an_address_is_shared: Story) -> Findings:
    """Somebody whose e-mail address another account has can be created."""
    return succeeded(an_address_is_shared.assigned)


@check("shared-address-changes-nobody", "OKTA-CREATE-16")
def a_shared_address_changes_nobody(an_address_is_shared: Story) -> Findings:
    """Creating somebody with the e-mail address of another account does not change that account."""
    return converged(an_address_is_shared.gus)


@check("repeated-create-is-a-conflict", "OKTA-CREATE-11")
def a_repeated_create_is_a_conflict(an_answer_is_lost: Story) -> Findings:
    """The same create again is answered with 409."""
    return expect.status(an_answer_is_lost.repeated, 409)


@check("repeated-create-changes-nothing", "OKTA-CREATE-11")
def a_repeated_create_changes_nothing(an_answer_is_lost: Story) -> Findings:
    """The same create again leaves one account, as it was."""
    story = an_answer_is_lost
    return converged(story.after) + finds_only(story.found, story.id)


@check("conflict-says-why", "OKTA-CREATE-12")
def a_conflict_says_why(an_answer_is_lost: Story) -> Findings:
    """The refusal is JSON, with a detail that the admin can read."""
    exchange = an_answer_is_lost.repeated
    if exchange.answer.ok:
        raise Blocked("the create was not refused")
    return expect.present("detail of the error", exchange.answer.object.get("detail"), exchange)


def _linked(story: Story) -> list[Finding]:
    """The account that was there is the one that Okta has linked."""
    return expect.equal("the id that is linked", story.id, story.linked, *story.assigned.exchanges)
