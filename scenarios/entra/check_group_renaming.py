"""A group gets another name; whoever is in it stays."""

from scimproof import Directory, Entra, Findings, Probe, Story, check, converged, expect, observe, scenario, succeeded
from scimproof.clients.entra.teams import employed, formed
from scimproof.clients.tasks import needed
from scimproof.convergence import member_ids

SUITES = ("entra", "entra-optscim")


@scenario(given=("User", "Group"))
def a_group_is_renamed(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada and Bea are a group. It is renamed; then Bea leaves it and it is renamed once more, in one cycle.

    Entra sends a GET without members, and a PATCH with a Replace of displayName; with the flag a replace without a
    path and the value {"displayName": ...}.
    """
    ada, bea = employed(entra, directory, 2)
    group = entra.group(directory.team(), ada, bea)
    other = entra.group(directory.team(), ada)
    entra.assign(other)
    story.id = formed(entra, group)
    entra.rename_group(group, f"{directory.team().name} (renamed)")
    story.renamed = entra.cycle()
    story.after = observe(probe, entra.intends())
    story.group, story.members = group.name, [ada.account_id, bea.account_id]
    story.found = entra.look_up_group(group)
    entra.rename_group(group, f"{directory.team().name} (renamed again)")
    entra.remove_members(group, bea)
    story.both = entra.cycle()
    story.after_both = observe(probe, entra.intends())


@scenario(given=("User", "Group"))
def a_group_is_spelt_otherwise(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The group of Ada gets its own name again, with other capitals.

    Entra sends a PATCH of displayName, as for any other name.
    """
    (ada,) = employed(entra, directory, 1)
    group = entra.group(directory.team(), ada)
    story.id = formed(entra, group)
    entra.rename_group(group, group.name.swapcase())
    story.renamed = entra.cycle()
    story.after = observe(probe, entra.intends())


@check("group-is-renamed", "ENTRA-GROUP-13")
def a_group_gets_another_name(a_group_is_renamed: Story) -> Findings:
    """A PATCH of displayName renames the group.

    Without the flag it is a Replace with the path displayName; with it, a replace without a path, and an object that
    has nothing but displayName.
    """
    story = a_group_is_renamed
    shown = story.after.seen["/Groups", story.id]
    return succeeded(story.renamed) or expect.kept({"displayName": story.group}, shown, "displayName")


@check("group-keeps-members-when-renamed", "ENTRA-GROUP-14")
def members_survive(a_group_is_renamed: Story) -> Findings:
    """A renamed group keeps its members, and no other group changes.

    With the flag the value of the PATCH is an object without members. A server that takes it for the whole group
    empties it, and Entra, which never reads memberships, does not notice.
    """
    story = a_group_is_renamed
    shown = story.after.seen["/Groups", story.id]
    wanted, found = sorted(story.members), sorted(member_ids(shown.resource))
    return expect.equal("the members of the renamed group", wanted, found, shown) + [
        finding for finding in converged(story.after) if shown.number not in finding.exchanges
    ]


@check("group-name-changes-case", "ENTRA-GROUP-13")
def only_the_case_changes(a_group_is_spelt_otherwise: Story) -> Findings:
    """A group whose name changes in nothing but its capitals is renamed, and keeps its members.

    "sales" becomes "Sales", and Entra sends it as any other rename. A server that asks whether the name is free, and
    compares without case, finds the group itself: 409, in every cycle.
    """
    return succeeded(a_group_is_spelt_otherwise.renamed) or converged(a_group_is_spelt_otherwise.after)


@check("renamed-group-is-found", "ENTRA-GROUP-02")
def a_renamed_group_is_found(a_group_is_renamed: Story) -> Findings:
    """A renamed group is found by its new name."""
    story = a_group_is_renamed
    needed(story.renamed)
    if found := succeeded(story.found):
        return found
    ids = [entry.get("id") for entry in expect.lookup(story.found.last.resource, "Resources") or []]
    return expect.equal("the groups of the new name", [story.id], ids, story.found.last)


@check("group-changes-name-and-members", "ENTRA-GROUP-13", "ENTRA-GROUP-17")
def name_and_members(a_group_is_renamed: Story) -> Findings:
    """A group that is renamed and loses a member in the same cycle shows both."""
    return succeeded(a_group_is_renamed.both) or converged(a_group_is_renamed.after_both)
