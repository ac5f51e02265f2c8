"""Users that are not complete: which of them are refused, and which are taken as they are."""

from typing import Any

from scimproof import Declared, Directory, Findings, Probe, Profile, Story, as_group, as_user, check, expect, scenario
from scimproof.promises import is_off, refused
from scimproof.querying import entries

SUITES = ("workos",)

WRONG = "what is wrong with it is what the endpoint promises to refuse"


def _without(user: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in user.items() if name not in names}


@scenario(given="User")
def somebody_has_no_name(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created without a userName and with an empty one; another one loses it in a replacement."""
    users = declared.endpoint("User")
    nameless = _without(as_user(directory.person(), declared), "userName")
    story.created = [probe.create(users, {**nameless, **name}, malformed=WRONG) for name in ({}, {"userName": ""})]
    story.sent = as_user(directory.person(), declared)
    identifier = probe.create(users, story.sent).resource_id
    rest = _without(story.sent, "userName")
    story.replaced = [
        probe.replace(users, identifier, {**rest, **name}, malformed=WRONG) for name in ({}, {"userName": ""})
    ]
    story.read = probe.read(users, identifier)


@scenario(given="User")
def values_are_of_another_type(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """active comes as a text or a number, and names as null, in creates and replacements; then a name is left out."""
    users = declared.endpoint("User")
    good = as_user(directory.person(), declared)
    identifier = probe.create(users, good).resource_id
    ill_typed: dict[str, list[dict[str, Any]]] = {
        "texts": [{"active": "true"}, {"active": "false"}, {"active": 1}],
        "nulls": [{"name": {"givenName": None, "familyName": "Null"}}, {"displayName": None}],
    }
    for name, changes in ill_typed.items():
        created = [
            probe.create(users, {**as_user(directory.person(), declared), **one}, malformed=WRONG) for one in changes
        ]
        replaced = [probe.replace(users, identifier, {**good, **one}, malformed=WRONG) for one in changes]
        setattr(story, name, [*created, *replaced])
    story.unnamed = probe.create(users, _without(as_user(directory.person(), declared), "name"))
    half = {**as_user(directory.person(), declared), "name": {"familyName": "Half"}}
    story.half_named = probe.create(users, half)


@scenario(given="User")
def somebody_is_created_inactive(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with active false."""
    users = declared.endpoint("User")
    story.created = probe.create(users, {**as_user(directory.person(), declared), "active": False})
    if story.created.answer.ok:
        story.read = probe.read(users, story.created.resource_id)


@scenario(given=("User", "Group"))
def nobody_is_written_to(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """PUT, PATCH and DELETE are sent to users, and groups, who do not exist."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    sent = as_user(directory.person(), declared)
    nobody = probe.session.invented_id
    story.written = [
        probe.replace(users, nobody(), sent),
        probe.patch(users, nobody(), {"op": "replace", "path": "active", "value": False}),
        probe.delete(users, nobody()),
        probe.replace(groups, nobody(), as_group(directory.team(), declared)),
        probe.patch(groups, nobody(), {"op": "replace", "path": "displayName", "value": "Nobody"}),
        probe.delete(groups, nobody()),
    ]
    story.found = probe.query(users, {"filter": f'userName eq "{sent["userName"]}"'})


@check("user-name-is-required", "WOS-01")
def a_user_name_is_required(somebody_has_no_name: Story) -> Findings:
    """A user without a userName is refused, in a create and in a replacement, and the user stays as it was."""
    story = somebody_has_no_name
    found = [
        finding
        for created in story.created
        for finding in refused("A new user without a userName", created, 400, "invalidValue")
    ]
    for replaced in story.replaced:
        found += refused("A replacement without a userName", replaced, 400, "invalidValue", "invalidSyntax")
    return found + expect.kept(story.sent, story.read, "userName")


@check("active-is-a-boolean", "WOS-08")
def active_is_a_boolean(values_are_of_another_type: Story) -> Findings:
    """active as a text, or as a number, is refused, in a create and in a replacement."""
    return [
        finding
        for exchange in values_are_of_another_type.texts
        for finding in refused("Something else than a boolean for active", exchange, 400, "invalidSyntax")
    ]


@check("null-is-no-text", "WOS-17")
def a_null_is_no_text(values_are_of_another_type: Story) -> Findings:
    """A null in place of a text is refused, in a create and in a replacement."""
    return [
        finding
        for exchange in values_are_of_another_type.nulls
        for finding in refused("A null in place of a text", exchange, 400, "invalidSyntax")
    ]


@check("names-may-be-missing", "WOS-10")
def names_may_be_missing(values_are_of_another_type: Story) -> Findings:
    """A user without a given name, or without any name, is taken."""
    story = values_are_of_another_type
    return expect.status(story.unnamed, 201) + expect.status(story.half_named, 201)


@check("created-inactive-as-set-up", "WOS-09")
def created_inactive_as_set_up(somebody_is_created_inactive: Story, profile: Profile) -> Findings:
    """A create with active false is refused where inactive users are deleted, and taken where they are retained.

    As long as nobody has said which (--set inactive=...), both are right.
    """
    story = somebody_is_created_inactive
    handling = profile.option("inactive")
    if handling == "deleted":
        return refused("A new user who is inactive", story.created, 400)
    if handling == "retained" or story.created.answer.ok:
        return expect.status(story.created, 201) or is_off(story.read, may_be_gone=False)
    return expect.status(story.created, 201, 400)


@check("only-a-create-creates", "WOS-16")
def only_a_create_creates(nobody_is_written_to: Story) -> Findings:
    """PUT, PATCH and DELETE of a user, or group, that does not exist are answered 404, and make nobody."""
    story = nobody_is_written_to
    found = [finding for exchange in story.written for finding in expect.status(exchange, 404)]
    return found + expect.equal("the users of that name", 0, len(entries(story.found)), story.found)
