"""A large group: as many people as --crowd says, who come by the hundred, and then one joins and one leaves."""

from scimproof import (
    Crowd,
    Directory,
    Entra,
    Findings,
    Probe,
    Story,
    check,
    converged,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.entra.teams import formed
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")

BY_THE_HUNDRED = 100  # so many were seen in one PATCH (FusionAuth/fusionauth-issues#2784)


@scenario(given=("User", "Group"))
def a_large_group_changes(story: Story, entra: Entra, probe: Probe, directory: Directory, crowd: Crowd) -> None:
    """All but one of a crowd come into a group, a hundred in each request, as gallery applications get them. Then the
    last one joins, and the first one leaves.

    Entra sends PATCHes with an Add of a hundred members, and later one with an Add and one with a Remove of a
    single member.
    """
    *company, newcomer = [entra.knows(person, identifier) for person, identifier in crowd.people()]
    group = entra.group(directory.team())
    formed(entra, group)
    entra.turn(members_per_patch=BY_THE_HUNDRED)
    entra.add_members(group, *company)
    story.filled = entra.cycle()
    story.after_filling = observe(probe, entra.intends())
    needed(story.filled)
    entra.turn(members_per_patch=1)
    entra.add_members(group, newcomer)
    story.joined = entra.cycle()
    story.after_joining = observe(probe, entra.intends())
    entra.remove_members(group, company[0])
    story.left = entra.cycle()
    story.after_leaving = observe(probe, entra.intends())


@check("large-group-is-filled", "ENTRA-GROUP-20")
def a_large_group_is_filled(a_large_group_changes: Story) -> Findings:
    """A group gets a hundred members in one request, and more in the next one, and all of them are in it.

    Gallery applications get them so. A server that has a limit of its own takes some of them in, and says that it has
    taken all.
    """
    return succeeded(a_large_group_changes.filled) or converged(a_large_group_changes.after_filling)


@check("large-group-member-joins", "ENTRA-GROUP-31", "ENTRA-GROUP-11")
def somebody_joins_a_large_group(a_large_group_changes: Story) -> Findings:
    """Somebody joins a large group, and all others are still in it.

    Entra adds one member, and never looks at the others. A server that reads its list of members with a limit, and
    writes back what it has read, loses everybody beyond it: they lack access for good, and the log shows a success.
    """
    sound(a_large_group_changes.after_filling)
    return succeeded(a_large_group_changes.joined) or converged(a_large_group_changes.after_joining)


@check("large-group-member-leaves", "ENTRA-GROUP-31", "ENTRA-GROUP-17")
def somebody_leaves_a_large_group(a_large_group_changes: Story) -> Findings:
    """Somebody leaves a large group, and all others are still in it.

    Entra removes one member by the id. A server that reads a hundred members, takes that one out and writes the rest
    back throws out everybody whom it has not read.
    """
    sound(a_large_group_changes.after_joining)
    return succeeded(a_large_group_changes.left) or converged(a_large_group_changes.after_leaving)
