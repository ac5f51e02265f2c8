"""A group comes into scope: it is created empty, under its name, and its members follow one by one."""

from scimproof import (
    Declared,
    Directory,
    Entra,
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
from scimproof.clients.entra.teams import bystanders, employed
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")


@scenario(given=("User", "Group"))
def a_group_comes_into_scope(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Ada and Bea are a group, which is assigned to the application.

    Entra sends a search by displayName with excludedAttributes=members, POST /Groups with an externalId and members
    [], and a PATCH for each of the two with one member in a list.
    """
    ada, bea = employed(entra, directory, 2)
    around = bystanders(probe, directory, declared)
    story.group = entra.group(directory.team(), ada, bea)
    entra.assign(story.group)
    story.task = entra.cycle()
    story.created = story.task.sent("POST")
    story.read = probe.session.settled(
        lambda: probe.read("/Groups", str(story.group.target_id)), lambda shown: shown.answer.ok
    )
    story.after = observe(probe, entra.intends(around))


@check("group-is-created", "ENTRA-GROUP-08")
def a_group_is_created(a_group_comes_into_scope: Story) -> Findings:
    """A group is created without members, with an externalId and meta.resourceType, and gets an id.

    The body has an empty list of members, and a meta. A server that refuses either has no groups.
    """
    story = a_group_comes_into_scope
    if found := expect.status(story.created, 201, tolerate={200: "a create is answered with 201"}):
        return found
    name = expect.kept({"displayName": story.group.name}, story.read, "displayName")
    return expect.present("the id of the group", story.created.resource.get("id"), story.created) + name


@check("group-external-id-is-kept", "ENTRA-GROUP-09")
def an_external_id_is_kept(a_group_comes_into_scope: Story) -> Findings:
    """The externalId of a group, which is its object id in Entra, is kept.

    It is the attribute by which groups are matched where two may have the same name.
    """
    story = a_group_comes_into_scope
    return expect.kept({"externalId": story.group.object_id}, story.read, "externalId")


@check("group-members-follow", "ENTRA-GROUP-11")
def members_follow(a_group_comes_into_scope: Story) -> Findings:
    """Members follow after the create, each in a PATCH of its own, and all of them are in the group.

    Nobody and nothing else has changed. The PATCH names a member by id, and no type.
    """
    return succeeded(a_group_comes_into_scope.task) or converged(a_group_comes_into_scope.after)


@scenario(given=("User", "Group"))
def groups_come_in_other_ways(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """A group is created with Microsoft's own schema, as in its examples; another one on demand, with seven people.

    Entra sends POST /Groups with a second schema,
    http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group; on demand it sends Add with a capital,
    also where the flag is set.
    """
    people = employed(entra, directory, 7)
    team = entra.group(directory.team(), *people)
    entra.assign(team)
    story.on_demand = entra.provision_group_on_demand(team)
    everybody, team.members = team.members, list(team.sent)
    story.after_on_demand = observe(probe, entra.intends())
    team.members = everybody
    story.rest = entra.cycle()
    story.after_rest = observe(probe, entra.intends())
    job = entra.with_knobs(names_adscim_schema=True)
    job.assign(job.group(directory.team()))
    story.documented = job.cycle()


@check("group-on-demand", "ENTRA-GROUP-25")
def a_group_on_demand(groups_come_in_other_ways: Story) -> Findings:
    """A group that is provisioned on demand is there at once, with the five members that can be chosen.

    It comes in the forms without the flag, whatever the tenant URL says.
    """
    return succeeded(groups_come_in_other_ways.on_demand) or converged(groups_come_in_other_ways.after_on_demand)


@check("group-on-demand-is-completed", "ENTRA-GROUP-25", "ENTRA-GROUP-12")
def a_group_on_demand_is_completed(groups_come_in_other_ways: Story) -> Findings:
    """The next cycle adds the other members of a group that was provisioned on demand; the five stay."""
    story = groups_come_in_other_ways
    needed(story.on_demand)
    return succeeded(story.rest) or converged(story.after_rest)


@check("group-with-microsofts-schema", "ENTRA-GROUP-10")
def microsofts_schema(groups_come_in_other_ways: Story) -> Findings:
    """A group whose schemas name Microsoft's own one as well is created.

    Microsoft's examples have it beside the core schema. Logs of today do not show it.
    """
    return succeeded(groups_come_in_other_ways.documented)
