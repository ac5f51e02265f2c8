"""Directories: who may see them, roles by their groups, and those that were imported."""

from functools import partial
from operator import eq

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.neighbour import Neighbour
from scimproof.clients.probe import PATCH_OP
from scimproof.promises import refused, sees
from scimproof.querying import entries

SUITES = ("workos",)

MIGRATED = "X-WorkOS-Migrated-Id"


@scenario(given="User")
def another_directory_looks_in(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """With the token of another directory somebody looks for Ada, and tries to change and to delete her."""
    neighbour = Neighbour(probe)
    users, ada = declared.endpoint("User"), directory.person()

    story.sent = as_user(ada, declared)
    story.id = probe.create(users, story.sent).resource_id
    path = resource_path(users, story.id)
    story.name = ada.user_name
    story.looks = [
        neighbour.send("GET", users, query=f"filter=userName%20eq%20%22{ada.user_name.replace('@', '%40')}%22"),
        neighbour.send("GET", path),
    ]
    story.writes = [
        neighbour.send("PUT", path, body={**story.sent, "active": False}),
        neighbour.send("PATCH", path, body={"schemas": [PATCH_OP], "Operations": [{"op": "remove", "path": "name"}]}),
        neighbour.send("DELETE", path),
    ]
    story.after = probe.read(users, story.id)


@scenario(given=("User", "Group"))
def groups_give_roles(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """Two groups give a role each. Ada is in both, Bea in the lesser one, Cyd in none; then Ada leaves the higher."""
    hooks.require("set_option", "roles")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    ada, bea, cyd = directory.person(), directory.person(), directory.person()
    high, low = directory.team(), directory.team()
    mapping = {"group_roles": {high.name: "admin", low.name: "member"}, "role_order": ["admin", "member", "guest"]}
    try:
        for name, value in (mapping | {"default_role": "guest"}).items():
            hooks.set_option(name, value)
        ids = [probe.create(users, as_user(person, declared)).resource_id for person in (ada, bea, cyd)]
        # The lesser one comes last: who is asked for the newest role would be told of that one.
        upper = probe.create(groups, as_group(high, declared, (ids[0],))).resource_id
        probe.create(groups, as_group(low, declared, (ids[0], ids[1])))
        story.roles = [
            (who, wanted, hooks.settled(partial(hooks.roles, person.user_name), partial(eq, [wanted])))
            for who, person, wanted in (
                ("Somebody in two groups", ada, "admin"),
                ("Somebody in the lesser group", bea, "member"),
                ("Somebody in no group", cyd, "guest"),
            )
        ]
        probe.patch(groups, upper, {"op": "remove", "path": f'members[value eq "{ids[0]}"]'})
        left = hooks.settled(lambda: hooks.roles(ada.user_name), lambda roles: roles == ["member"])
        story.roles.append(("Somebody who left the higher of two groups", "member", left))
    finally:
        # Nobody else is to have a role of this.
        for name, value in (("group_roles", {}), ("role_order", []), ("default_role", "")):
            hooks.set_option(name, value)


@scenario(given="User")
def a_directory_was_imported(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """In an imported directory a user comes with the id of the customer's own system, and is replaced under another."""
    if profile.option("imported") != "yes":
        raise NotApplicable("the directory was not imported (--set imported=yes)")
    users = declared.endpoint("User")
    sent = as_user(directory.person(), declared)
    story.own = directory.person().external_id
    headers = [*probe.headers("POST", has_body=True), (MIGRATED, story.own)]
    story.created = probe.send("POST", users, body=sent, headers=headers)
    identifier = story.created.resource_id
    path = resource_path(users, identifier)

    def put(told: str, family_name: str) -> Exchange:
        name = {"givenName": "Imported", "familyName": family_name}
        headers = [*probe.headers("PUT", has_body=True), (MIGRATED, told)]
        return probe.send("PUT", path, body={**sent, "name": name}, headers=headers)

    story.same, story.other = put(story.own, "Same"), put(f"{story.own}-other", "Other")
    story.read = probe.read(users, identifier)


@check("token-opens-one-directory", "RFC7644-2-09", "WOS-22")
def a_token_opens_one_directory(another_directory_looks_in: Story) -> Findings:
    """With the token of another directory nobody of this one can be found, read, changed or deleted."""
    story = another_directory_looks_in
    found_there, read = story.looks
    found = []
    if entries(found_there):
        message = "The token of another directory finds a user of this one"
        found.append(Finding(message, "nobody", story.name, (found_there.number,), cause=message))
    for exchange in (read, *story.writes):
        if exchange.answer.ok:
            message = f"The token of another directory may {exchange.request.method} a user of this one"
            found.append(Finding(message, "404, 403 or 401", str(exchange.status), (exchange.number,), cause=message))
    return found + (expect.status(story.after, 200) or expect.kept(story.sent, story.after, "userName", "active"))


@check("highest-role-wins", "WOS-23")
def the_highest_role_wins(groups_give_roles: Story) -> Findings:
    """Of several groups the one whose role ranks highest gives it; who is in none has the default role."""
    return [
        finding
        for who, wanted, seen in groups_give_roles.roles
        for finding in sees(seen, [wanted], f"{who} does not have exactly the role {wanted}")
    ]


@check("imported-user-keeps-its-id", "WOS-27")
def an_imported_user_keeps_its_id(a_directory_was_imported: Story) -> Findings:
    """In an imported directory a new user has the id that the header gives."""
    story = a_directory_was_imported
    return expect.status(story.created, 201) or expect.equal(
        "the id of an imported user", story.own, story.created.resource_id, story.created
    )


@check("migrated-id-is-that-of-the-path", "WOS-27")
def a_migrated_id_is_that_of_the_path(a_directory_was_imported: Story) -> Findings:
    """A PUT whose header names another id than its path is refused, and changes nothing."""
    story = a_directory_was_imported
    found = expect.status(story.same, 200, 204)
    found += refused("A PUT that names another migrated id", story.other, None)
    name = expect.lookup(story.read.resource, "name") or {}
    return found + expect.equal("the family name after it", "Same", expect.lookup(name, "familyName"), story.read)
