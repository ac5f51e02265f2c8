"""Searching groups by name, by externalId and by member, as Okta and Entra ID do (RFC 7644 section 3.4.2.2)."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.querying import Answer, findings_of, schema_has, until_listed


@scenario(given=("User", "Group", "filter"))
def teams_are_searched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of two teams one has a member; they are searched by name, by externalId and by that member."""
    groups = declared.endpoint("Group")
    engines, looms = (replace(team, name=team.name.lower()) for team in (directory.team(), directory.team()))
    member = probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id
    story.created = probe.create(groups, as_group(engines, declared, (member,)))
    engines_id = story.created.resource_id
    looms_id = probe.create(groups, as_group(looms, declared)).resource_id
    names = {engines_id: "engines", looms_id: "looms"}
    until_listed(probe, groups, f'displayName eq "{looms.name}"', looms_id)

    def ask(wanted: str, *expected: str, **query: str) -> Answer:
        exchange = probe.query(groups, {"filter": wanted, **query})
        return Answer(wanted, frozenset(expected), names, exchange)

    story.name = ask(f'displayName eq "{engines.name}"', "engines")
    story.name_in_capitals = ask(f'displayName eq "{engines.name.upper()}"', "engines")
    story.no_members = ask(f'displayName eq "{engines.name}"', "engines", excludedAttributes="members")
    story.external_id = ask(f'externalId eq "{looms.external_id}"', "looms")
    story.keeps_external_id = expect.kept({"externalId": engines.external_id}, story.created, "externalId") == []
    story.member = ask(f'members.value eq "{member}"', "engines")
    story.member_in_brackets = ask(f'members[value eq "{member}"]', "engines")
    story.both = ask(f'displayName eq "{engines.name}" and members.value eq "{member}"', "engines")
    story.neither = ask(f'displayName eq "{looms.name}" and members.value eq "{member}"')
    of_the_user = f'groups.value eq "{story.created.resource_id}"'
    if schema_has("groups.value", "User", declared):
        users = probe.query(declared.endpoint("User"), {"filter": of_the_user})
        story.of_the_user = Answer(of_the_user, frozenset(["member"]), {member: "member"}, users)


@check("rfc7644-3.4.2.2-group-display-name-eq", "RFC7644-3.4.2.2-10", "RFC7644-3.4.2.2-04", level="must")
def groups_are_found_by_name(teams_are_searched: Story) -> Findings:
    """displayName eq finds the one group that has the name, and no other.

    Okta and Entra ID look for a group by its name before they create it.
    """
    return findings_of(teams_are_searched.name)


@check("rfc7644-3.4.2.2-group-display-name-ignores-case", "RFC7644-3.4.2.2-37", "RFC7643-7-25")
def group_names_ignore_case(teams_are_searched: Story, declared: Declared) -> Findings:
    """displayName eq on groups ignores case, or respects it where the target's own schema says so."""
    kind = declared.resource_type("Group")
    schema = declared.schemas.get(kind.schema, {}) if kind else {}
    exact = any(
        isinstance(entry, dict) and entry.get("name") == "displayName" and entry.get("caseExact") is True
        for entry in schema.get("attributes") or []
    )
    answer: Answer = teams_are_searched.name_in_capitals
    return findings_of(replace(answer, expected=frozenset()) if exact else answer)


@check("rfc7644-3.4.2.2-group-without-members", "RFC7644-3.4.2.2-10", "RFC7644-3.9-08", level="must")
def groups_are_found_without_members(teams_are_searched: Story) -> Findings:
    """displayName eq and excludedAttributes=members find the group, and do not show its members.

    It is how Entra ID looks for every group: the members of a large one would take minutes.
    """
    answer: Answer = teams_are_searched.no_members
    shown = [entry for entry in answer.sent.answer.object.get("Resources") or [] if isinstance(entry, dict)]
    found = findings_of(answer)
    if not found and any(expect.lookup(entry, "members") for entry in shown):
        found = expect.equal("members with excludedAttributes=members", None, "some members", answer.sent)
    return found


@check("rfc7644-3.4.2.2-group-external-id-eq", "RFC7643-3.1-11", level="must")
def groups_are_found_by_external_id(teams_are_searched: Story) -> Findings:
    """externalId eq finds the one group that has it."""
    return findings_of(teams_are_searched.external_id) if teams_are_searched.keeps_external_id else None


@check("rfc7644-3.4.2.2-group-member-eq", "RFC7644-3.4.2.2-31", "RFC7644-3.4.2.2-10", level="must")
def groups_are_found_by_member(teams_are_searched: Story) -> Findings:
    """members.value eq finds the groups that have the member, and no others."""
    return findings_of(teams_are_searched.member)


@check("rfc7644-3.4.2.2-group-member-in-brackets", "RFC7644-3.4.2.2-25")
def groups_are_found_by_member_in_brackets(teams_are_searched: Story) -> Findings:
    """members[value eq "..."] finds the groups that have the member; or it is refused."""
    return findings_of(teams_are_searched.member_in_brackets, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-group-name-and-member", "RFC7644-3.4.2.2-20", "RFC7644-3.4.2.2-31", level="must")
def groups_are_found_by_name_and_member(teams_are_searched: Story) -> Findings:
    """displayName eq and members.value eq, joined by and, find the group if both fit, and none otherwise.

    Entra ID asks so whether somebody is a member already.
    """
    return findings_of(teams_are_searched.both, teams_are_searched.neither)


@check("rfc7644-3.4.2.2-user-groups-eq", "RFC7644-3.4.2.2-31", level="may")
def users_are_found_by_group(teams_are_searched: Story, declared: Declared) -> Findings:
    """groups.value eq finds the users of a group, where users have groups; or it is refused.

    groups is computed, and many servers do not compute it while they search: it is noted.
    """
    if not schema_has("groups.value", "User", declared):
        raise NotApplicable("the target's schema of users has no groups")
    return findings_of(teams_are_searched.of_the_user, refusal=Outcome.NOTE)
