"""A large group: as many people as --crowd says, in one request."""

from scimproof import (
    Crowd,
    Directory,
    Findings,
    Okta,
    Probe,
    Story,
    check,
    converged,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def a_whole_company_is_pushed(story: Story, okta: Okta, probe: Probe, directory: Directory, crowd: Crowd) -> None:
    """All but one of a crowd are a group that is pushed. The last one joins, the first one leaves; then "Push Now".

    Okta sends all of them in one request: POST /Groups with everybody in members, and once more in PATCH add members or
    PUT. Then one joins and one leaves, by PATCH or by GET and PUT. "Push Now" is PATCH replace members, or PUT, with
    everybody.
    """
    *company, newcomer = [okta.knows(person, identifier) for person, identifier in crowd.people()]
    group = okta.group(directory.team(), *company)
    story.pushed = okta.push_group(group)
    story.after_pushing = observe(probe, okta.intends())
    needed(story.pushed)
    story.joined = okta.change_members(group, add=[newcomer])
    story.after_joining = observe(probe, okta.intends())
    story.left = okta.change_members(group, remove=[company[0]])
    story.after_leaving = observe(probe, okta.intends())
    story.pushed_now = okta.push_now(group)
    story.after_pushing_now = observe(probe, okta.intends())


@check("large-group-can-be-pushed", "OKTA-GROUP-SIZE-01")
def a_large_group_can_be_pushed(a_whole_company_is_pushed: Story) -> Findings:
    """A large group is pushed, and all of its members are in it.

    Okta sends them all in one request, and waits a minute for the answer. How many that may be is written nowhere;
    --crowd says how many are tried.
    """
    return succeeded(a_whole_company_is_pushed.pushed) or converged(a_whole_company_is_pushed.after_pushing)


@check("large-group-member-joins", "OKTA-GROUP-SIZE-02")
def somebody_joins_a_large_group(a_whole_company_is_pushed: Story) -> Findings:
    """Somebody joins a large group, and all others are still in it.

    A server that reads its list of members with a limit, and writes back what it has read, loses everybody beyond the
    limit by the first change.
    """
    sound(a_whole_company_is_pushed.after_pushing)
    return succeeded(a_whole_company_is_pushed.joined) or converged(a_whole_company_is_pushed.after_joining)


@check("large-group-member-leaves", "OKTA-GROUP-SIZE-02")
def somebody_leaves_a_large_group(a_whole_company_is_pushed: Story) -> Findings:
    """Somebody leaves a large group, and all others are still in it."""
    sound(a_whole_company_is_pushed.after_joining)
    return succeeded(a_whole_company_is_pushed.left) or converged(a_whole_company_is_pushed.after_leaving)


@check("large-group-can-be-pushed-now", "OKTA-GROUP-SIZE-01")
def a_large_group_can_be_pushed_now(a_whole_company_is_pushed: Story) -> Findings:
    """ "Push Now" of a large group leaves it as it is."""
    story = a_whole_company_is_pushed
    return succeeded(story.pushed_now) or converged(story.after_pushing_now)
