"""Microsoft's validation for the gallery (August 2026), the tests of groups: some drive Entra, some call directly."""

from __future__ import annotations

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
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
from scimproof.cleanup import resource_path
from scimproof.clients.entra.messages import new_group, patch
from scimproof.clients.entra.people import EntraGroup
from scimproof.clients.entra.published import GalleryTests
from scimproof.clients.entra.teams import employed
from scimproof.clients.tasks import needed
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

PAGE = 5


@scenario(given=("User", "Group"))
def entra_is_driven(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The tests tell Entra to create, fill, rename, empty, delete and restore a group, and look what came of it.

    Entra sends what it does for any group: a search without members and a POST, a PATCH for each member, a PATCH of
    displayName, a DELETE.
    """
    ada, bea = employed(entra, directory, 2)
    group, other = entra.group(directory.team()), entra.group(directory.team(), ada)
    entra.assign(group)
    story.created = entra.cycle()
    story.id = str(group.target_id)
    story.after_create = observe(probe, entra.intends())
    entra.add_members(group, ada, bea)
    story.added = entra.cycle()
    story.after_add = observe(probe, entra.intends())
    entra.rename_group(group, f"{group.name} (updated)")
    story.updated = entra.cycle()
    story.after_update = observe(probe, entra.intends())
    entra.remove_members(group, ada)
    story.removed = entra.cycle()
    story.after_remove = observe(probe, entra.intends())
    entra.unassign(group)
    story.deleted = entra.cycle()
    story.gone = probe.read("/Groups", story.id)
    entra.assign(group)
    story.restored = entra.cycle()
    story.after_restore = observe(probe, entra.intends())
    entra.assign(other)
    story.on_demand = entra.provision_group_on_demand(other)
    story.after_on_demand = observe(probe, entra.intends())


@scenario(given="Group")
def the_endpoint_is_called(story: Story, entra: Entra, directory: Directory) -> None:
    """The tests call the endpoint: a group is created, and renamed.

    The test sends POST /Groups, a PATCH with a Replace of displayName, and GETs, with Accept and Content-Type on
    every call.
    """
    tool = GalleryTests(entra.session, entra.knobs)
    group = EntraGroup.of(directory.team())
    story.name, story.new_name = group.name, directory.team().name
    story.created = tool.call("POST", "/Groups", body=new_group(group, entra.knobs))
    path = resource_path("/Groups", story.created.resource_id)
    story.read = tool.call("GET", path)
    rename = patch({"op": "Replace", "path": "displayName", "value": story.new_name})
    story.renamed = tool.call("PATCH", path, body=rename)
    story.after = tool.call("GET", path)


@scenario(given="Group")
def all_groups_are_read(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Eleven groups are made, and read in pages of five.

    The test sends GET /Groups?startIndex=1&count=5, startIndex=6, and one far behind the end.
    """
    for _ in range(2 * PAGE + 1):
        probe.create(declared.endpoint("Group"), as_group(directory.team(), declared))
    tool = GalleryTests(entra.session, entra.knobs)
    story.first = _page(tool, 1)
    story.second = _page(tool, 1 + PAGE)
    total = story.first.resource.get("totalResults")
    story.behind = _page(tool, (total if isinstance(total, int) else 0) + 1000)


def _page(tool: GalleryTests, start: int) -> Exchange:
    return tool.call("GET", "/Groups", query=f"startIndex={start}&count={PAGE}")


@check("gallery-create-group", "ENTRA-GROUPTEST-20")
def create_group(entra_is_driven: Story) -> Findings:
    """Gallery: 'Create group': Entra creates a group."""
    return succeeded(entra_is_driven.created) or converged(entra_is_driven.after_create)


@check("gallery-add-group-member", "ENTRA-GROUPTEST-21")
def add_member(entra_is_driven: Story) -> Findings:
    """Gallery: 'Add member to group': Entra adds two users to the group."""
    return succeeded(entra_is_driven.added) or converged(entra_is_driven.after_add)


@check("gallery-remove-group-member", "ENTRA-GROUPTEST-22")
def remove_member(entra_is_driven: Story) -> Findings:
    """Gallery: 'Remove member from group': Entra removes one of two users."""
    needed(entra_is_driven.added, entra_is_driven.updated)  # what was refused is sent again with it
    return succeeded(entra_is_driven.removed) or converged(entra_is_driven.after_remove)


@check("gallery-update-group", "ENTRA-GROUPTEST-23")
def update_group(entra_is_driven: Story) -> Findings:
    """Gallery: 'Update group': Entra renames the group, whose members stay."""
    return succeeded(entra_is_driven.updated) or converged(entra_is_driven.after_update)


@check("gallery-delete-group", "ENTRA-GROUPTEST-24")
def delete_group(entra_is_driven: Story) -> Findings:
    """Gallery, optional: 'Delete group': the group can not be read any more."""
    return succeeded(entra_is_driven.deleted) or expect.status(entra_is_driven.gone, 404)


@check("gallery-restore-group", "ENTRA-GROUPTEST-25")
def restore_group(entra_is_driven: Story) -> Findings:
    """Gallery, optional: 'Restore group': the group is there again, with its member."""
    return succeeded(entra_is_driven.restored) or converged(entra_is_driven.after_restore)


@check("gallery-on-demand-group", "ENTRA-GROUPTEST-26")
def on_demand(entra_is_driven: Story) -> Findings:
    """Gallery: 'Provision on demand group': Entra creates one group with its member at once."""
    return succeeded(entra_is_driven.on_demand) or converged(entra_is_driven.after_on_demand)


@check("gallery-scim-create-group", "ENTRA-GROUPTEST-27")
def scim_create_group(the_endpoint_is_called: Story) -> Findings:
    """Gallery: 'SCIM group create': a direct POST makes a group of that name."""
    story = the_endpoint_is_called
    found = expect.status(story.created, 201)
    return found or expect.kept({"displayName": story.name}, story.read, "displayName")


@check("gallery-scim-update-group", "ENTRA-GROUPTEST-28")
def scim_update_group(the_endpoint_is_called: Story) -> Findings:
    """Gallery: 'SCIM group update': a direct PATCH renames the group."""
    story = the_endpoint_is_called
    kept = expect.kept({"displayName": story.new_name}, story.after, "displayName")
    return expect.status(story.renamed, 200, 204) or kept


@check("gallery-group-pagination", "ENTRA-GROUPTEST-29")
def group_pagination(all_groups_are_read: Story) -> Findings:
    """Gallery, optional: 'Group pagination': pages of five from the index asked for, no group twice, and an end."""
    story = all_groups_are_read
    pages = (story.first, story.second, story.behind)
    if found := [finding for page in pages for finding in expect.status(page, 200)]:
        return found
    first, second, behind = (_ids(page) for page in pages)
    found = _full(story.first, first) + _full(story.second, second)
    twice = sorted(set(first) & set(second))
    found += expect.equal("groups on both pages", [], twice, story.first, story.second)
    return found + expect.equal("groups behind the last page", [], behind, story.behind)


def _ids(page: Exchange) -> list[str]:
    return [str(entry.get("id")) for entry in expect.lookup(page.resource, "Resources") or []]


def _full(page: Exchange, ids: list[str]) -> list[Finding]:
    return expect.equal("the number of groups on a page", PAGE, len(ids), page)
