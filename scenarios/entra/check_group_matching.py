"""Groups are looked for before they are written: by name, without their members."""

from __future__ import annotations

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Finding,
    Findings,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.entra.people import EntraGroup
from scimproof.clients.entra.teams import compares_names_exactly, employed, target_id, without_members
from scimproof.clients.tasks import Task
from scimproof.convergence import Intended
from scimproof.outcome import Outcome

SUITES = ("entra", "entra-optscim")


@scenario(given="Group")
def groups_are_connected(story: Story, entra: Entra, directory: Directory) -> None:
    """Groups are mapped as well, and the admin presses Test Connection.

    Entra sends GET /Groups?excludedAttributes=members&filter=displayName+eq+%22...%22, with a new GUID and with the
    name.
    """
    story.group = entra.group(directory.team())
    story.tested = entra.test_connection()
    story.nobody = entra.look_up_group(story.group)


@check("group-probe-is-answered", "ENTRA-GROUP-01", "RFC7644-3.4.2-14")
def the_probe_is_answered(groups_are_connected: Story) -> Findings:
    """A search for a GUID as displayName of a group, which is Test Connection, is answered with an empty list.

    The admin has switched the mapping of groups on. Entra looks for a group that cannot exist, without its members,
    when the connection is tested and at the start of every cycle. A 404, because there are no groups yet or no such
    collection, puts the whole job into quarantine: users are not provisioned any more, either.
    """
    story = groups_are_connected
    return succeeded(story.tested) or _nobody(story.tested.last)


@check("group-without-a-match-is-an-empty-list", "ENTRA-GROUP-02", "RFC7644-3.4.2-14")
def no_match_is_an_empty_list(groups_are_connected: Story) -> Findings:
    """A search for a group that does not exist is answered with 200 and an empty list.

    Entra takes a 404 for an error of the application, and not for the answer that the group has to be created.
    """
    story = groups_are_connected
    return succeeded(story.nobody) or _nobody(story.nobody.last)


@scenario(given=("User", "Group"))
def a_group_is_adopted(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The application has a group already, with Bea in it. Entra gets one of that name, in other case, with Ada.

    Entra sends the search by displayName, links the group that it finds, sends a PATCH of externalId, and one that
    adds Ada.
    """
    (ada,) = employed(entra, directory, 1)
    team = directory.team()
    bea = probe.create("/Users", as_user(directory.person(), declared)).resource_id
    there = as_group(team, declared, (bea,))
    there.pop("externalId", None)  # an admin of the application has made it by hand
    story.existing = probe.create("/Groups", there).resource_id
    group = entra.group(replace(team, name=team.name.swapcase()), ada)
    exactly = EntraGroup(team.name, group.object_id)
    story.found = entra.look_up_group(exactly)
    story.found_in_other_case = entra.look_up_group(group)
    group.name = team.name
    entra.assign(group)
    story.adopted = entra.cycle()
    story.id, story.object_id = group.target_id, group.object_id
    story.after = observe(probe, _and(entra.intends(), bea))


@check("group-is-found-by-name", "ENTRA-GROUP-02")
def a_group_is_found(a_group_is_adopted: Story) -> Findings:
    """A search for a group by its displayName finds it, and no other.

    Whoever is not found is created once more: the application has two groups of one name, and Entra fills the new one.
    """
    story = a_group_is_adopted
    return succeeded(story.found) or _finds_only(story.existing, story.found)


@check("group-is-found-in-other-case", "ENTRA-GROUP-03")
def a_group_is_found_in_other_case(a_group_is_adopted: Story, declared: Declared) -> Findings:
    """A search for a group by its displayName ignores case.

    The same name with other capitals is the same name for Entra, and for the schema of RFC 7643.
    """
    compares_names_exactly(declared)
    story = a_group_is_adopted
    return succeeded(story.found_in_other_case) or _finds_only(story.existing, story.found_in_other_case)


@check("group-search-leaves-members-out", "ENTRA-GROUP-04", "RFC7644-3.9-04")
def members_are_left_out(a_group_is_adopted: Story) -> Findings:
    """A search with excludedAttributes=members shows a group without its members.

    Entra asks so because it never reads memberships. When it sees some all the same, it replaces them by whoever joins
    next: all others are out of the group.
    """
    story = a_group_is_adopted
    return succeeded(story.found) or without_members(story.found.last)


@check("group-is-adopted", "ENTRA-GROUP-05")
def a_group_is_taken_over(a_group_is_adopted: Story) -> Findings:
    """A group that the application has already is linked, Entra's members join it, and who was in it stays."""
    story = a_group_is_adopted
    if found := succeeded(story.adopted):
        return found
    linked = expect.equal("the group that is linked", story.existing, story.id, *story.adopted.exchanges[-1:])
    return linked or converged(story.after)


@check("adopted-group-gets-its-id", "ENTRA-GROUP-30")
def an_adopted_group_gets_its_id(a_group_is_adopted: Story) -> Findings:
    """A group that is linked gets the id that it has in Entra as externalId, by a PATCH.

    It is an Add or a Replace with the path externalId, and with the flag a replace without a path. A server that lets
    only members be added refuses it, and the group fails in every cycle.
    """
    story = a_group_is_adopted
    found = expect.status(story.adopted.sent("PATCH"), 200, 204) if not story.adopted.succeeded else []
    shown = story.after.seen["/Groups", story.existing]
    return found or expect.kept({"externalId": story.object_id}, shown, "externalId", grade=Outcome.WARN)


@scenario(given="Group")
def groups_have_odd_names(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """One group is called Müller & Söhne's (A+B): it is created, and found again. Another has quotes in its name.

    Entra sends the name in the filter as .NET encodes it: a blank is a plus, & is %26, + is %2b, letters beyond
    ASCII are UTF-8; a quote is not escaped.
    """
    team = directory.team()
    group = entra.group(replace(team, name=f"Müller & Söhne's (A+B), #1; {team.name}"))
    story.quoted = entra.look_up_group(EntraGroup(f'"{team.name}"', group.object_id))
    entra.assign(group)
    story.task = entra.cycle()
    story.after = observe(probe, entra.intends())
    story.id = target_id(group)
    story.found = entra.look_up_group(group)


@check("group-of-an-odd-name-is-found", "ENTRA-GROUP-06")
def an_odd_name_is_found(groups_have_odd_names: Story) -> Findings:
    """A group with an ampersand, an apostrophe, a plus and umlauts in its name is kept so, and found by it.

    Entra writes the name into the query in the way of .NET: a plus is a blank there, and %2b a plus. A server that
    cuts at the ampersand finds nobody, and the group is created in every cycle.
    """
    story = groups_have_odd_names
    made = succeeded(story.task) or converged(story.after)
    return made or succeeded(story.found) or _finds_only(story.id, story.found)


@check("group-name-with-quotes-is-no-accident", "ENTRA-GROUP-07")
def quotes_are_no_accident(groups_have_odd_names: Story) -> Findings:
    """A search whose value has quotes in it that are not escaped is answered, be it with 400, and not with a 5xx.

    Entra does not escape them, and documents that it cannot match such names. An error of the server is counted, and
    enough of them put the job into quarantine.
    """
    exchange = groups_have_odd_names.quoted.last
    if exchange.answer.status < 500:
        return None
    return expect.status(exchange, 200, 400, why="the filter ends at the second quote")


def _nobody(exchange: Exchange) -> list[Finding]:
    return expect.equal("the number of groups", 0, exchange.resource.get("totalResults"), exchange)


def _finds_only(identifier: str, task: Task) -> list[Finding]:
    ids = [entry.get("id") for entry in expect.lookup(task.last.resource, "Resources") or []]
    return expect.equal("the groups of that name", [identifier], ids, task.last)


def _and(intended: Intended, *ids: str) -> Intended:
    """The same, with these in the groups, too: Entra takes nobody out whom it has not put in."""
    return replace(intended, groups=tuple(replace(one, members=one.members | {*ids}) for one in intended.groups))
