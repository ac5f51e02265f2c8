"""Microsoft's SCIM Validator, the tests of groups: what scimvalidator.microsoft.com sends."""

from __future__ import annotations

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.entra.messages import patch
from scimproof.clients.entra.published import Validator
from scimproof.clients.entra.teams import compares_names_exactly, without_members
from scimproof.convergence import member_ids
from scimproof.declared import GROUP, Json
from scimproof.directory import Team
from scimproof.outcome import Finding, Outcome

SUITES = ("entra", "entra-optscim")

WITHOUT = "excludedAttributes=members"


@scenario(given=("User", "Group"))
def a_group_is_validated(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group is created, filled, searched for, created again, changed, emptied and deleted.

    The validator sends POST /Groups, GETs and searches with and without excludedAttributes=members, PATCHes with
    operations in small letters, a replace of members among them, and DELETE.
    """
    tool, team = Validator(entra.session, entra.knobs), directory.team()
    story.team, story.other = team, directory.team()
    people = [
        probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id for _ in range(2)
    ]
    story.people = people
    story.created = tool.call("POST", "/Groups", body=_new(team))
    story.id = story.created.resource_id
    path = resource_path("/Groups", story.id)
    story.filled = _change(tool, path, {"op": "replace", "path": "members", "value": [{"value": people[0]}]})
    story.after_filling = tool.call("GET", path)
    story.read = tool.call("GET", path, query=WITHOUT)
    story.found = _find(tool, team.name)
    story.found_without = _find(tool, team.name, WITHOUT)
    story.shouted = _find(tool, team.name.upper())
    story.missing = _find(tool, entra.session.invented_id())
    story.duplicate = tool.call("POST", "/Groups", body=_new(team))
    story.identified = _change(tool, path, {"op": "replace", "value": {"externalId": story.other.external_id}})
    story.after_identifying = tool.call("GET", path)
    story.renamed = _change(tool, path, {"op": "replace", "path": "displayName", "value": story.other.name})
    story.after_renaming = tool.call("GET", path)
    story.emptied = _change(tool, path, {"op": "remove", "path": f'members[value eq "{people[0]}"]'})
    story.after_emptying = tool.call("GET", path)
    story.several = _change(
        tool,
        path,
        {"op": "add", "path": "members", "value": [{"value": people[0]}]},
        {"op": "replace", "path": "displayName", "value": team.name},
        {"op": "add", "path": "members", "value": [{"value": people[1]}]},
    )
    story.after_several = tool.call("GET", path)
    story.deleted = tool.call("DELETE", path)
    story.gone = tool.call("GET", path)
    story.deleted_again = tool.call("DELETE", path)
    story.deleted_unknown = tool.call("DELETE", resource_path("/Groups", entra.session.invented_id()))


def _new(team: Team) -> Json:
    return {"displayName": team.name, "externalId": team.external_id, "schemas": [GROUP]}


def _find(tool: Validator, name: str, first: str = "") -> Exchange:
    query = tool._filter(f'displayName eq "{name}"')
    return tool.call("GET", "/Groups", query=f"{first}&{query}" if first else query)


def _change(tool: Validator, path: str, *operations: Json) -> Exchange:
    return tool.call("PATCH", path, body=patch(*operations))


def _finds(exchange: Exchange, *ids: str) -> list[Finding]:
    if found := expect.status(exchange, 200):
        return found
    listed = [entry.get("id") for entry in expect.lookup(exchange.resource, "Resources") or []]
    return expect.equal("the groups found", list(ids), listed, exchange)


def _has(exchange: Exchange, *ids: str) -> list[Finding]:
    return expect.equal("the members", sorted(ids), sorted(member_ids(exchange.resource)), exchange)


@check("msvalidator-create-group", "ENTRA-GROUPTEST-01")
def create_group(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Create a new group': created under its name, and found by it."""
    story = a_group_is_validated
    if found := expect.status(story.created, 201):
        return found
    return expect.kept({"displayName": story.team.name}, story.created, "displayName") + _finds(story.found, story.id)


@check("msvalidator-duplicate-group", "ENTRA-GROUPTEST-02")
def duplicate_group(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Create a duplicate group': answered with 409.

    The RFC lets several groups have one name; the validator does not. Entra would find two, and write to neither.
    """
    exchange = a_group_is_validated.duplicate
    found = expect.status(exchange, 409, tolerate={201: "the validator fails it; the RFC allows groups of one name"})
    if exchange.answer.status != 201:
        return found
    return [Finding(one.message, one.expected, one.received, one.exchanges, one.cause, Outcome.NOTE) for one in found]


@check("msvalidator-get-group-without-members", "ENTRA-GROUPTEST-03")
def get_group(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Get group by id excluding members': the group comes without members."""
    return without_members(a_group_is_validated.read)


@check("msvalidator-filter-group-without-members", "ENTRA-GROUPTEST-03")
def filter_without_members(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Filter for an existing group', with excludedAttributes as well: found, without members."""
    story = a_group_is_validated
    return _finds(story.found_without, story.id) or without_members(story.found_without)


@check("msvalidator-filter-missing-group", "ENTRA-GROUPTEST-04")
def filter_missing(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Filter for a non-existing group': an empty list."""
    return _finds(a_group_is_validated.missing)


@check("msvalidator-filter-group-in-other-case", "ENTRA-GROUPTEST-04")
def filter_in_other_case(a_group_is_validated: Story, declared: Declared) -> Findings:
    """SCIM Validator: 'Filter for an existing group with different case': found."""
    compares_names_exactly(declared)
    return _finds(a_group_is_validated.shouted, a_group_is_validated.id)


@check("msvalidator-replace-group-attributes", "ENTRA-GROUPTEST-05")
def replace_attributes(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Patch group, replace attributes': a replace without a path, of externalId, changes the group."""
    story = a_group_is_validated
    kept = expect.kept({"externalId": story.other.external_id}, story.after_identifying, "externalId")
    return expect.status(story.identified, 200, 204) or kept


@check("msvalidator-update-group-name", "ENTRA-GROUPTEST-06")
def update_name(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Update group displayName': the group has another name."""
    story = a_group_is_validated
    kept = expect.kept({"displayName": story.other.name}, story.after_renaming, "displayName")
    return expect.status(story.renamed, 200, 204) or kept


@check("msvalidator-add-group-member", "ENTRA-GROUPTEST-07")
def add_member(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Patch group, add member', a replace of members by one: that one is in the group."""
    story = a_group_is_validated
    return expect.status(story.filled, 200, 204) or _has(story.after_filling, story.people[0])


@check("msvalidator-remove-group-member", "ENTRA-GROUPTEST-08")
def remove_member(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Patch group, remove member', by a filter on its value: nobody is in the group."""
    story = a_group_is_validated
    return expect.status(story.emptied, 200, 204) or _has(story.after_emptying)


@check("msvalidator-several-group-operations", "ENTRA-GROUPTEST-10")
def several_operations(a_group_is_validated: Story) -> Findings:
    """SCIM Validator, preview: members and name change in one PATCH of three operations."""
    story = a_group_is_validated
    if found := expect.status(story.several, 200, 204):
        return found
    named = expect.kept({"displayName": story.team.name}, story.after_several, "displayName")
    return named + _has(story.after_several, *story.people)


@check("msvalidator-delete-group", "ENTRA-GROUPTEST-09")
def delete_group(a_group_is_validated: Story) -> Findings:
    """SCIM Validator: 'Delete a group': it can not be read any more."""
    story = a_group_is_validated
    return expect.status(story.deleted, 204, tolerate={200: "204 is usual"}) + expect.status(story.gone, 404)


@check("msvalidator-delete-group-twice", "ENTRA-GROUPTEST-11")
def delete_twice(a_group_is_validated: Story) -> Findings:
    """SCIM Validator, preview: 'Delete a group twice': 404 the second time."""
    return expect.status(a_group_is_validated.deleted_again, 404)


@check("msvalidator-delete-unknown-group", "ENTRA-GROUPTEST-11")
def delete_unknown(a_group_is_validated: Story) -> Findings:
    """SCIM Validator, preview: 'Delete a non-existing group': 404."""
    return expect.status(a_group_is_validated.deleted_unknown, 404)
