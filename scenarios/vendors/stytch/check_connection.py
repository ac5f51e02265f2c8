"""The connection: whom it opens to, how its token is rotated, and what cannot be changed by it."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.neighbour import Neighbour
from scimproof.clients.probe import encode
from scimproof.querying import entries

SUITES = ("stytch",)
CLOSED = (401, 403, 404)


@scenario(given="Group")
def a_group_is_changed(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group gets another name and another externalId: by PUT, and by PATCH; then its members are those it had."""
    groups = declared.endpoint("Group")
    team, other = directory.team(), directory.team()
    user = probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id
    created = probe.create(groups, as_group(team, declared, (user,)))
    story.id, story.user, story.external_id, story.name = created.resource_id, user, team.external_id, other.name
    story.before = probe.read(groups, story.id)
    body = as_group(replace(team, name=other.name, external_id="somebody-elses-id"), declared, (user,))
    story.put = probe.replace(groups, story.id, body)
    story.after_put = probe.read(groups, story.id)
    operation = {"op": "replace", "path": "externalId", "value": "yet-another-id"}
    story.patched = probe.patch(groups, story.id, operation)
    story.after_patch = probe.read(groups, story.id)


@check("only-the-name-of-a-group-changes", "STY-07")
def only_the_name_of_a_group_changes(a_group_is_changed: Story) -> Findings:
    """Of a group the name is changed by a PUT, and nothing else: another externalId is refused, or passed over.

    A PUT that is refused because of it is right as well.
    """
    story = a_group_is_changed
    found: list[Finding] = []
    before = story.before.resource
    for asked, after in ((story.put, story.after_put), (story.patched, story.after_patch)):
        found += expect.status(asked, 200, 204, 400, 403, 409, 501, why="carried out as far as it may be, or refused")
        for name in ("id", "externalId"):
            wanted, shown = before.get(name), after.resource.get(name)
            found += expect.equal(f"{name} of a group after {expect.asked(asked)}", wanted, shown, asked, after)
    if story.put.answer.ok:
        found += expect.kept({"displayName": story.name}, story.after_put, "displayName")
    return found


@scenario(given="User")
def another_organization(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A member of one organization is listed, read, replaced and deleted with the token of another; and both have the
    same person."""
    neighbour = Neighbour(probe, called="token of a second organization")
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    story.id = probe.create(users, story.sent).resource_id
    path = resource_path(users, story.id)
    story.listed = neighbour.send("GET", users, query=encode({"filter": f'userName eq "{story.sent["userName"]}"'}))
    story.foreign = [
        neighbour.send("GET", path),
        neighbour.send("PUT", path, as_user(directory.person(), declared)),
        neighbour.send("DELETE", path),
    ]
    story.after = probe.read(users, story.id)


@check("organizations-are-apart", "STY-14")
def organizations_are_apart(another_organization: Story) -> Findings:
    """The token of another organization neither finds, reads, changes nor deletes a member."""
    story = another_organization
    seen = [one.get("id") for one in entries(story.listed)] if story.listed.answer.ok else []
    found = expect.equal("who is found with the token of another organization", [], seen, story.listed) if seen else []
    for exchange in story.foreign:
        found += expect.status(exchange, *CLOSED)
    return found + (expect.status(story.after, 200) or expect.kept(story.sent, story.after, "userName", "name"))


@scenario(given="User")
def a_token_is_rotated(story: Story, probe: Probe, hooks: Hooks, declared: Declared) -> None:
    """A connection is made; its token is rotated, and the rotation completed; another one's is cancelled."""
    hooks.require("create_connection", "rotate_token")
    users = declared.endpoint("User")

    def ask(token: str) -> Exchange:
        headers = probe.headers_with(f"Bearer {token}")
        return probe.send("GET", users, query="count=1", headers=headers, anonymous=True)

    made = hooks.call("create_connection").value
    name, old = made["connection"], made["token"]
    story.first = ask(old)
    new = hooks.call("rotate_token", connection=name, step="start").value["token"]
    story.during = [ask(new)]
    hooks.call("rotate_token", connection=name, step="complete")
    story.old_after, story.new_after = ask(old), ask(new)

    made = hooks.call("create_connection").value
    name, kept = made["connection"], made["token"]
    dropped = hooks.call("rotate_token", connection=name, step="start").value["token"]
    hooks.call("rotate_token", connection=name, step="cancel")
    story.kept, story.dropped = ask(kept), ask(dropped)


@check("new-connection-opens", "STY-13")
def a_new_connection_opens(a_token_is_rotated: Story) -> Findings:
    """The token of a new connection opens it, and so does the next one once a rotation has started."""
    story = a_token_is_rotated
    return [finding for one in (story.first, *story.during) for finding in expect.status(one, 200)]


@check("rotated-token-is-refused", "STY-13")
def a_rotated_token_is_refused(a_token_is_rotated: Story) -> Findings:
    """Once a rotation is completed, the old token is refused with 401, and the new one opens the connection."""
    story = a_token_is_rotated
    return expect.status(story.old_after, 401) + expect.status(story.new_after, 200)


@check("cancelled-token-is-refused", "STY-13")
def a_cancelled_token_is_refused(a_token_is_rotated: Story) -> Findings:
    """Once a rotation is cancelled, the token that was to come is refused with 401, and the old one stays."""
    story = a_token_is_rotated
    return expect.status(story.dropped, 401) + expect.status(story.kept, 200)


@scenario(given="User")
def two_with_one_address(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A second user has the e-mail address of the first, and another userName."""
    users = declared.endpoint("User")
    first, second = (as_user(directory.person(), declared) for _ in range(2))
    story.first = probe.create(users, first)
    story.second = probe.create(users, {**second, "emails": first.get("emails", [])})


@check("address-belongs-to-one-member", "STY-15")
def an_address_belongs_to_one_member(two_with_one_address: Story) -> Findings:
    """A second member with the same address is refused: 409."""
    return expect.status(two_with_one_address.first, 201) + expect.status(two_with_one_address.second, 409)
