"""Two SCIM clients in one namespace: neither sees what the other has provisioned, and neither can touch it."""

from collections.abc import Mapping

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
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP, encode
from scimproof.querying import entries
from scimproof.vaults import refused, second_client, stays, user

SUITES = ("vault",)


def _patch(*operations: Mapping[str, object]) -> dict[str, object]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


@scenario(given=("User", "Group"))
def another_client_reaches_out(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The first client provisions a user and a group. The second lists, looks for, reads, replaces, patches and deletes
    both, and offers members across the border; then the first looks what has become of them."""
    other = second_client(probe)
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    story.user = user(directory.person(), declared)
    story.user_id = probe.create(users, story.user).resource_id
    story.group = as_group(directory.team(), declared, (story.user_id,))
    story.group_id = probe.create(groups, story.group).resource_id
    theirs = other.send("POST", users, user(directory.person(), declared))
    at_user, at_group = resource_path(users, story.user_id), resource_path(groups, story.group_id)
    story.lists = [other.send("GET", users), other.send("GET", groups)]
    story.filters = [
        other.send("GET", users, query=encode({"filter": text}))
        for text in (
            f'userName eq "{story.user["userName"]}"',
            f'externalId eq "{story.user["externalId"]}"',
            "active eq true",
            'meta.lastModified gt "2001-01-01T00:00:00Z"',
        )
    ]
    name = f'displayName eq "{story.group["displayName"]}"'
    times = 'meta.lastModified gt "2001-01-01T00:00:00Z"'
    story.filters += [other.send("GET", groups, query=encode({"filter": text})) for text in (name, times)]
    story.reads = [other.send("GET", at_user), other.send("GET", at_group)]

    def look() -> list[Exchange]:
        return [probe.read(users, story.user_id), probe.read(groups, story.group_id)]

    renamed = {**story.group, "displayName": directory.team().name, "members": []}
    story.before = look()
    story.puts = [other.send("PUT", at_user, {**story.user, "active": False}), other.send("PUT", at_group, renamed)]
    story.after_puts = look()
    off = _patch({"op": "replace", "path": "active", "value": False})
    out = _patch({"op": "remove", "path": f'members[value eq "{story.user_id}"]'})
    story.patches = [other.send("PATCH", at_user, off), other.send("PATCH", at_group, out)]
    story.after_patches = look()
    their_id = theirs.resource_id
    join = {"op": "add", "path": "members", "value": [{"value": their_id}]}
    story.theirs_joins_ours = [
        other.send("PATCH", at_group, _patch(join)),
        probe.patch(groups, story.group_id, join),
        probe.replace(groups, story.group_id, {**story.group, "members": [{"value": their_id}]}),
    ]
    story.after_theirs_joins = probe.read(groups, story.group_id)
    ours_in_theirs = as_group(directory.team(), declared, (story.user_id,))
    story.ours_joins_theirs = other.send("POST", groups, ours_in_theirs)
    other.remove(groups, story.ours_joins_theirs)
    story.same_name = other.send(
        "POST", users, {**user(directory.person(), declared), "userName": story.user["userName"]}
    )
    story.after_same_name = other.send("GET", at_user)
    other.remove(users, story.same_name)
    story.deletes = [other.send("DELETE", at_group), other.send("DELETE", at_user)]
    story.after_deletes = look()
    other.remove(users, theirs)


def _kept(what: str, before: list[Exchange], after: list[Exchange]) -> list[Finding]:
    """Both are as they were before the second client tried this."""
    names = ("userName", "externalId", "active"), ("displayName", "members")
    return [
        finding
        for one, other, listed in zip(before, after, names, strict=True)
        if one.answer.ok
        for finding in stays(f"after the second client {what} it", one.resource, other, *listed)
    ]


def _closed(exchanges: list[Exchange], verb: str) -> list[Finding]:
    things = ("a user", "a group")
    message = "The second client can {} {} that the first one provisioned"
    return [
        finding
        for thing, exchange in zip(things, exchanges, strict=True)
        for finding in refused(exchange, message.format(verb, thing), 404, 403)
    ]


@check("clients-do-not-list-each-other", "VLT-60")
def clients_do_not_list_each_other(another_client_reaches_out: Story) -> Findings:
    """The lists of one client show no user and no group of another."""
    return _shown(another_client_reaches_out, another_client_reaches_out.lists, "lists")


@check("clients-do-not-find-each-other", "VLT-60")
def clients_do_not_find_each_other(another_client_reaches_out: Story) -> Findings:
    """A look-up by userName, externalId or displayName finds nothing of another client."""
    return _shown(another_client_reaches_out, another_client_reaches_out.filters, "finds by a filter")


def _shown(story: Story, exchanges: list[Exchange], verb: str) -> list[Finding]:
    ours = {story.user_id: "a user", story.group_id: "a group"}
    found: list[Finding] = []
    for exchange in exchanges:
        found += expect.status(exchange, 200)
        for entry in entries(exchange) if exchange.answer.ok else []:
            if (thing := ours.get(str(entry.get("id")))) is not None:
                message = f"The second client {verb} {thing} that the first one provisioned"
                found.append(Finding(message, "nothing", str(entry["id"]), (exchange.number,), cause=message))
    return found


@check("clients-do-not-read-each-other", "VLT-60")
def clients_do_not_read_each_other(another_client_reaches_out: Story) -> Findings:
    """A user or group of another client cannot be read: 404 or 403."""
    return _closed(another_client_reaches_out.reads, "read")


@check("clients-do-not-replace-each-other", "VLT-60")
def clients_do_not_replace_each_other(another_client_reaches_out: Story) -> Findings:
    """A user or group of another client cannot be replaced: 404 or 403, and it stays as it was."""
    story = another_client_reaches_out
    return _closed(story.puts, "replace") + _kept("replaced", story.before, story.after_puts)


@check("clients-do-not-patch-each-other", "VLT-60")
def clients_do_not_patch_each_other(another_client_reaches_out: Story) -> Findings:
    """A user or group of another client cannot be patched: 404 or 403, and it stays as it was."""
    story = another_client_reaches_out
    return _closed(story.patches, "patch") + _kept("patched", story.after_puts, story.after_patches)


@check("clients-do-not-delete-each-other", "VLT-60")
def clients_do_not_delete_each_other(another_client_reaches_out: Story) -> Findings:
    """A user or group of another client cannot be deleted: 404 or 403, and it stays as it was."""
    story = another_client_reaches_out
    return _closed([*reversed(story.deletes)], "delete") + [
        finding for one in story.after_deletes for finding in expect.status(one, 200)
    ]


@check("members-belong-to-the-client", "VLT-42", "VLT-60")
def members_belong_to_the_client(another_client_reaches_out: Story) -> Findings:
    """A user of one client does not become a member of a group of another, whoever asks for it, and in whatever way."""
    story = another_client_reaches_out
    message = "A user that one client owns becomes a member of a group that another owns"
    found = [
        finding for one in (*story.theirs_joins_ours, story.ours_joins_theirs) for finding in refused(one, message)
    ]
    return found + stays("after a stranger was offered", story.group, story.after_theirs_joins, "members")


@check("taken-names-are-not-given-away", "VLT-60", "VLT-33")
def taken_names_are_not_given_away(another_client_reaches_out: Story) -> Findings:
    """A create under a userName of another client does not hand its user over: no success with its id, and it stays
    hidden."""
    story = another_client_reaches_out
    found: list[Finding] = []
    taken = story.same_name
    if taken.answer.ok and taken.resource_id == story.user_id:
        message = "A create by the second client takes over a user of the first one"
        found.append(Finding(message, "409, or a user of its own", story.user_id, (taken.number,), cause=message))
    return found + refused(
        story.after_same_name, "After a conflict the second client can read the first one's user", 404, 403
    )


@check("names-are-taken-across-clients", "VLT-33")
def names_are_taken_across_clients(another_client_reaches_out: Story) -> Findings:
    """What becomes of a userName that another client of the namespace has is recorded; entity names are unique."""
    taken = another_client_reaches_out.same_name
    told = "taken as well" if taken.answer.ok else f"refused with {taken.status}"
    message = f"A userName that another client owns, and that cannot be seen, is {told}"
    return Finding(message, "409", str(taken.status), (taken.number,), grade=Outcome.NOTE)
