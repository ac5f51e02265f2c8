"""Groups are internal identity groups: their members are users of the same client, and PATCH is for members alone."""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.vaults import has_members, refused, stays, user

SUITES = ("vault",)


@scenario(given=("User", "Group"))
def a_group_changes(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group of one gets a second member by PATCH, loses both in two ways, is replaced by PUT, and is deleted."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    people = [user(directory.person(), declared) for _ in range(3)]
    story.ada, story.bob, story.eve = ids = [probe.create(users, one).resource_id for one in people]
    story.sent = as_group(directory.team(), declared, (ids[0],))
    story.created = probe.create(groups, story.sent)
    story.id = identifier = story.created.resource_id
    story.added = probe.patch(groups, identifier, {"op": "add", "path": "members", "value": [{"value": ids[1]}]})
    story.after_add = probe.read(groups, identifier)
    story.dropped = probe.patch(groups, identifier, {"op": "remove", "path": f'members[value eq "{ids[0]}"]'})
    story.after_drop = probe.read(groups, identifier)
    both = [{"value": ids[0]}, {"value": ids[2]}]
    story.added_both = probe.patch(groups, identifier, {"op": "add", "path": "members", "value": both})
    story.after_both = probe.read(groups, identifier)
    story.listed_out = probe.patch(
        groups,
        identifier,
        {"op": "remove", "path": "members", "value": [{"value": ids[1]}]},
        malformed="RFC 7644 knows no value for a remove; some clients send it so",
    )
    story.after_list = probe.read(groups, identifier)
    other = as_group(directory.team(), declared, (ids[1], ids[2]))
    story.whole = {**story.sent, "displayName": other["displayName"], "members": other["members"]}
    story.replaced = probe.replace(groups, identifier, story.whole)
    story.after_put = probe.read(groups, identifier)
    empty = {name: value for name, value in story.whole.items() if name != "members"}
    story.emptied = probe.replace(groups, identifier, {**empty, "members": []})
    story.after_empty = probe.read(groups, identifier)
    probe.replace(groups, identifier, story.whole)
    story.deleted = probe.delete(groups, identifier)
    story.after_delete = probe.read(groups, identifier)
    story.people_after = [probe.read(users, one) for one in ids]


@check("group-is-created", "VLT-40")
def a_group_is_created(a_group_changes: Story) -> Findings:
    """A created group shows its name and its members."""
    story = a_group_changes
    found = expect.status(story.created, 201) + expect.kept(story.sent, story.created, "displayName")
    return found + has_members("the members of the new group", story.created, story.ada)


@check("members-are-added", "VLT-44")
def members_are_added(a_group_changes: Story) -> Findings:
    """PATCH adds one member or several, and leaves those that were there."""
    story = a_group_changes
    found = expect.status(story.added, 200, 204) + expect.status(story.added_both, 200, 204)
    return found + has_members("the members after one was added", story.after_add, story.ada, story.bob)


@check("members-are-removed", "VLT-44")
def members_are_removed(a_group_changes: Story) -> Findings:
    """PATCH removes the one member that it names in a filter, and nobody else."""
    story = a_group_changes
    found = expect.status(story.dropped, 200, 204)
    return found + has_members("the members after one was removed", story.after_drop, story.bob)


@check("members-are-removed-by-list", "VLT-44", level="may")
def members_are_removed_by_list(a_group_changes: Story) -> Findings:
    """Whether PATCH removes members that stand in a list of values is recorded: Entra without its flag sends it so."""
    story = a_group_changes
    left = {entry.get("value") for entry in story.after_list.resource.get("members") or []}
    told = (
        "refused" if not story.listed_out.answer.ok else "done" if left == {story.ada, story.eve} else "done otherwise"
    )
    message = f"Removing a member by a list of values is {told}"
    return Finding(
        message, "not documented", str(story.listed_out.status), (story.listed_out.number,), grade=Outcome.NOTE
    )


@check("put-replaces-a-group", "VLT-45")
def a_put_replaces_a_group(a_group_changes: Story) -> Findings:
    """PUT replaces the name and the members of a group, and an empty list empties it."""
    story = a_group_changes
    found = expect.status(story.replaced, 200) + stays("after the PUT", story.whole, story.after_put, "displayName")
    found += has_members("the members after the PUT", story.after_put, story.bob, story.eve)
    return (
        found + expect.status(story.emptied, 200) + has_members("the members of the emptied group", story.after_empty)
    )


@check("group-is-deleted", "VLT-47")
def a_group_is_deleted(a_group_changes: Story) -> Findings:
    """DELETE of a group answers 204, the group is gone, and whoever was in it stays."""
    story = a_group_changes
    found = expect.status(story.deleted, 204) + expect.status(story.after_delete, 404)
    return found + [finding for one in story.people_after for finding in expect.status(one, 200)]


@scenario(given=("User", "Group"))
def strangers_are_made_members(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Whatever is no id of a user is made a member, by PATCH, by PUT and by POST."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    ada = user(directory.person(), declared)
    identifier = probe.create(users, ada).resource_id
    story.sent = as_group(directory.team(), declared, (identifier,))
    group = probe.create(groups, story.sent).resource_id
    nested = probe.create(groups, as_group(directory.team(), declared)).resource_id
    bob = user(directory.person(), declared)
    probe.create(users, bob)
    strangers = {
        "a userName": bob["userName"],
        "an externalId": bob["externalId"],
        "an id that nobody has": probe.session.invented_id(),
    }

    def offer(value: str) -> list[Exchange]:
        member = {"value": value}
        add = {"op": "add", "path": "members", "value": [member]}
        name = directory.team().name
        return [
            probe.patch(groups, group, add),
            probe.replace(groups, group, {**story.sent, "members": [*story.sent["members"], member]}),
            probe.create(groups, {**as_group(directory.team(), declared), "displayName": name, "members": [member]}),
            probe.read(groups, group),
        ]

    story.strangers = {what: offer(value) for what, value in strangers.items()}
    story.nested = offer(nested)


@check("members-are-entity-ids", "VLT-41")
def members_are_entity_ids(strangers_are_made_members: Story) -> Findings:
    """A userName, an externalId or an unknown id is refused as a member, and the group stays as it was."""
    story = strangers_are_made_members
    found: list[Finding] = []
    for what, (*tries, after) in story.strangers.items():
        for exchange in tries:
            found += refused(exchange, f"A group takes {what} as a member, where only ids of users belong")
        found += stays(f"after {what} was offered", story.sent, after, "members")
    return found


@check("groups-are-not-nested", "VLT-43")
def groups_are_not_nested(strangers_are_made_members: Story) -> Findings:
    """A group is refused as a member of a group, and the group stays as it was."""
    story = strangers_are_made_members
    *tries, after = story.nested
    message = "A group becomes a member of a group: whoever is in it gets policies that nobody meant"
    found = [finding for exchange in tries for finding in refused(exchange, message)]
    *_, (*_, before) = story.strangers.values()
    return found + stays("after a group was offered", before.resource, after, "members")


@scenario(given=("User", "Group"))
def a_group_is_patched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Whatever PATCH is not documented for groups is tried."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    ada, bob = (probe.create(users, user(directory.person(), declared)).resource_id for _ in range(2))
    story.sent = as_group(directory.team(), declared, (ada,))
    identifier = probe.create(groups, story.sent).resource_id
    name = directory.team().name
    rename: dict[str, object] = {"op": "replace", "path": "displayName", "value": name}
    tries: dict[str, list[dict[str, object]]] = {
        "replace of displayName": [rename],
        "replace without a path, of displayName": [{"op": "replace", "value": {"displayName": name}}],
        "replace without a path, of id and displayName": [
            {"op": "replace", "value": {"id": identifier, "displayName": name}}
        ],
        "add of displayName": [{**rename, "op": "add"}],
        "replace of members": [{"op": "replace", "path": "members", "value": [{"value": bob}]}],
        "replace without a path, of members": [{"op": "replace", "value": {"members": [{"value": bob}]}}],
        "replace of displayName beside an add": [
            {"op": "add", "path": "members", "value": [{"value": bob}]},
            rename,
        ],
    }
    story.tries, story.afters = {}, {}
    for what, operations in tries.items():
        story.tries[what] = probe.patch(groups, identifier, *operations)
        story.afters[what] = probe.read(groups, identifier)


@check("group-patch-is-for-members", "VLT-44")
def a_patch_of_a_group_is_for_members(a_group_is_patched: Story) -> Findings:
    """Every PATCH of a group but add and remove of members is refused, and the group stays as it was."""
    story = a_group_is_patched
    found: list[Finding] = []
    for what, exchange in story.tries.items():
        found += refused(exchange, f"A PATCH of a group is taken that Vault documents as refused: {what}")
        found += stays(f"after the PATCH ({what})", story.sent, story.afters[what], "displayName", "members")
    return found
