"""Group Push: a group of the org becomes a group of the application, with everybody in it who has an account."""

from scimproof import (
    Declared,
    Directory,
    Findings,
    NotApplicable,
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
from scimproof.clients.okta import bystanders, hired
from scimproof.convergence import each_once, member_ids

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def a_group_is_pushed(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """A group is pushed: Ada and Bea have accounts, Cleo has none yet, and Dan has left. Nobody else is touched.

    Okta sends GET /Groups?filter=displayName eq "...", then POST /Groups with Ada and Bea. An OIN app goes on with
    PATCH of the name, and PATCH add of both once more; an AIW app with GET and PUT.
    """
    ada, bea, dan, eve = hired(okta, directory, 4)
    cleo, dan.assigned = okta.user(directory.person()), False
    group = okta.group(directory.team(), ada, bea, cleo, dan)
    around = bystanders(okta, directory, eve)
    story.wanted = sorted(str(user.target_id) for user in (ada, bea))
    story.pushed = okta.push_group(group)
    story.looked_up = story.pushed.first
    story.created = story.pushed.sent("POST")
    story.seen = observe(probe, okta.intends(around))
    story.read = probe.read("/Groups", story.created.resource_id)
    story.member = probe.read("/Users", str(ada.target_id))


@check("group-lookup-without-a-match", "OKTA-GROUP-PUSH-01")
def a_lookup_without_a_match_is_an_empty_list(a_group_is_pushed: Story) -> Findings:
    """The look-up of a group that is not there is answered 200 with an empty list.

    Where Okta does not know the group, a push begins with `GET /Groups?filter=displayName eq "..."`. A list without a
    match lets it go on and create the group; an error ends the push, and a group of another name that is found is
    taken over: its members are replaced.
    """
    exchange = a_group_is_pushed.looked_up
    answers = {404: "for users, Okta's reference takes this for 'no match', too; its test wants 200"}
    if found := expect.status(exchange, 200, tolerate=answers):
        return found
    if found := expect.present("totalResults of the list", exchange.answer.object.get("totalResults"), exchange):
        return found
    listed = exchange.answer.object.get("Resources")
    return expect.equal("the groups found by a name that none has", 0, len(listed or []), exchange)


@check("group-push-succeeds", "OKTA-GROUP-PUSH-02", "OKTA-GROUP-PUSH-04")
def a_group_push_succeeds(a_group_is_pushed: Story) -> Findings:
    """A group is pushed for the first time, and every request of the push succeeds.

    The admin chooses the group under "Push Groups". Okta creates it with its members. An AIW app then reads it and
    puts it back whole; an OIN app sends a PATCH without a path with the id and the name, and adds everybody whom the
    create has already named. If one of these is refused the mapping stands on "Error", and members are not kept up to
    date from then on.
    """
    return succeeded(a_group_is_pushed.pushed)


@check("group-create-shows-id-and-members", "OKTA-GROUP-PUSH-03")
def a_group_create_shows_what_was_created(a_group_is_pushed: Story) -> Findings:
    """The answer to the create shows the group's id, its name, and the members that it was created with.

    The id is all that Okta keeps. Okta sends the members again right away, which hides a create that dropped them from
    the admin, and from nobody else.
    """
    exchange = a_group_is_pushed.created
    shown = sorted(member_ids(exchange.resource))
    return expect.present("the id of the new group", exchange.resource.get("id"), exchange) + expect.equal(
        "the members that the answer to the create shows", a_group_is_pushed.wanted, shown, exchange
    )


@check("pushed-group-has-its-members", "OKTA-GROUP-PUSH-05", "OKTA-GROUP-PUSH-06")
def a_pushed_group_has_its_members(a_group_is_pushed: Story) -> Findings:
    """After the push the group has its name, and exactly those members who have an account and have not left.

    Okta leaves the others out. Somebody too many has access that nobody granted; somebody missing lacks access, and
    Okta's admin sees a green mark.
    """
    story = a_group_is_pushed
    needed(story.pushed)
    shown = sorted(member_ids(story.read.resource))
    return converged(story.seen) or expect.equal("the members after the push", story.wanted, shown, story.read)


@check("pushed-group-shows-nobody-twice", "OKTA-GROUP-PUSH-04")
def nobody_is_in_a_group_twice(a_group_is_pushed: Story) -> Findings:
    """Whoever is added by the create and once more right after it is a member once."""
    return each_once(a_group_is_pushed.read)


@check("pushed-group-is-seen-from-its-members", "OKTA-GROUP-PUSH-07")
def a_member_shows_the_group(a_group_is_pushed: Story, declared: Declared) -> Findings:
    """A member's own groups name the group."""
    story = a_group_is_pushed
    needed(story.pushed)
    if not declared.has("User", "groups"):
        raise NotApplicable("the target's schema of users has no groups")
    listed = expect.lookup(story.member.resource, "groups") or []
    shown = [entry.get("value") for entry in listed if isinstance(entry, dict)]
    if story.created.resource_id in shown:
        return None
    return expect.equal("the groups of a member", [story.created.resource_id], shown, story.member)


@scenario(given="Group")
def an_empty_group_is_pushed(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """A group in which nobody has an account yet is pushed, and pushed once more with "Push Now".

    Okta sends the look-up and POST /Groups with "members": [], and PATCH of the name or GET and PUT. "Push Now" is
    PATCH replace members with [] in an OIN app, GET and PUT with [] in an AIW app.
    """
    group = okta.group(directory.team())
    story.pushed = okta.push_group(group)
    story.seen = observe(probe, okta.intends())
    needed(story.pushed)
    story.pushed_now = okta.push_now(group)
    story.seen_again = observe(probe, okta.intends())


@check("empty-group-can-be-pushed", "OKTA-GROUP-PUSH-08")
def an_empty_group_can_be_pushed(an_empty_group_is_pushed: Story) -> Findings:
    """A group without members is created: `"members": []` is no mistake."""
    return succeeded(an_empty_group_is_pushed.pushed) or converged(an_empty_group_is_pushed.seen)


@check("empty-group-can-be-pushed-now", "OKTA-GROUP-NOW-03")
def an_empty_group_can_be_pushed_now(an_empty_group_is_pushed: Story) -> Findings:
    """ "Push Now" of a group without members succeeds, and leaves it without members.

    An OIN app sends a replace of `members` with an empty list, an AIW app a PUT with one. A server that wants a value
    there answers 400, and the mapping stands on "Error" until somebody joins.
    """
    return succeeded(an_empty_group_is_pushed.pushed_now) or converged(an_empty_group_is_pushed.seen_again)
