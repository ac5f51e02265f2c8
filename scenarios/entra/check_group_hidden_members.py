"""Entra reads a group without its members before it changes it. What it sees all the same, it replaces."""

from scimproof import (
    Directory,
    Entra,
    Finding,
    Findings,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.entra.teams import changes, employed, formed, without_members
from scimproof.convergence import member_ids

SUITES = ("entra", "entra-optscim")


@scenario(given=("User", "Group"))
def somebody_joins_a_known_group(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are a group. In a later cycle Cleo joins, and then Dan.

    Entra sends GET /Groups/{id}?excludedAttributes=members and a PATCH of members: an Add when the answer shows
    none, and a Replace by the newcomer alone when it shows some.
    """
    ada, bea, cleo, dan = employed(entra, directory, 4)
    group = entra.group(directory.team(), ada, bea)
    story.id = formed(entra, group)
    story.before = probe.session.settled(
        lambda: probe.read("/Groups", story.id), lambda shown: len(member_ids(shown.answer.object)) > 1
    )
    entra.add_members(group, cleo)
    story.joined = entra.cycle()
    entra.add_members(group, dan)
    story.another = entra.cycle()
    story.after = observe(probe, entra.intends())


@check("group-read-leaves-members-out", "ENTRA-GROUP-04", "RFC7644-3.9-04")
def a_read_leaves_members_out(somebody_joins_a_known_group: Story) -> Findings:
    """A read with excludedAttributes=members shows the group without its members.

    Entra reads every group so before it changes it. The parameter is the first thing that its documentation asks of
    groups.
    """
    return without_members(somebody_joins_a_known_group.joined.sent("GET"))


@check("group-keeps-members-when-somebody-joins", "ENTRA-GROUP-21")
def nobody_is_wiped(somebody_joins_a_known_group: Story) -> Findings:
    """Somebody joins a group that has been there for a while, and nobody is thrown out.

    Where the read has shown members, Entra does not add: it replaces members with the one who joins. The server does
    as it is told, and the group has one member. So it has come to light in snipe-it, Infisical and PostHog.
    """
    story = somebody_joins_a_known_group
    after = story.after.seen["/Groups", story.id]
    wiped = sorted(member_ids(story.before.resource) - member_ids(after.resource))
    replacing = [one for one in changes(story.joined, "/Groups") if b'"replace"' in one.request.body.lower()]
    if wiped and replacing:
        return [
            Finding(
                "Entra has replaced the members of the group, because a read showed them although they were excluded: "
                f"{len(wiped)} are out of it",
                f"{expect.shown(wiped)} still in the group",
                expect.shown(sorted(member_ids(after.resource))),
                expect.numbers([story.joined.sent("GET"), *replacing, after]),
                cause="excludedAttributes=members is ignored",
            )
        ]
    return succeeded(story.joined) or succeeded(story.another) or converged(story.after)
