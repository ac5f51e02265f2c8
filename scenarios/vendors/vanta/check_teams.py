"""Teams: made of pushed groups, or not, as the tenant is set up."""

from typing import Any

from scimproof import (
    Admin,
    Blocked,
    Directory,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.convergence import member_ids
from scimproof.hooks import Glimpse
from scimproof.promises import sees

SUITES = ("vanta",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")


@scenario(given=("User", "Group"))
def a_group_is_pushed(story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory) -> None:
    """Ada and Bea are a group, which is pushed. Cyd joins, Ada leaves, the group gets another name, and is taken away
    at last."""
    people = [directory.person() for _ in range(3)]
    ada, bea, cyd = (admin.employee(person) for person in people)
    story.hired = [admin.hire(one) for one in (ada, bea, cyd)]
    names = [person.user_name for person in people]
    team = directory.team()
    staff = admin.staff(team, ada, bea)

    def look(name: str, *members: str) -> tuple[Any, ...]:
        read = probe.read("/Groups", str(staff.group_id))
        wanted = sorted(members)
        return read, wanted, hooks.glimpse(lambda: hooks.team(name), lambda found: _members(found) == wanted)

    ids = [str(one.account_id) for one in (ada, bea, cyd)]
    story.ids = dict(zip(names, ids, strict=True))
    story.pushed = admin.push(staff), *look(team.name, names[0], names[1])
    story.joined = admin.join(staff, cyd), *look(team.name, *names)
    story.left = admin.leave(staff, ada), *look(team.name, names[1], names[2])
    story.title = f"{team.name} II"
    story.renamed = admin.retitle(staff, story.title), *look(story.title, names[1], names[2])
    story.former = hooks.glimpse(lambda: hooks.team(team.name), lambda found: found is None)
    identifier = str(staff.group_id)
    story.dropped = admin.drop(staff)
    story.gone = probe.read("/Groups", identifier)
    story.after = hooks.glimpse(lambda: hooks.team(story.title), lambda found: found is None)


def _members(team: object) -> list[str] | None:
    return sorted(map(str, team.get("members") or [])) if isinstance(team, dict) else None


@check("group-is-kept", "VAN-24b")
def a_group_is_kept(a_group_is_pushed: Story) -> Findings:
    """A pushed group is there with its members, whoever joins and leaves, and is gone when it is taken away."""
    story = a_group_is_pushed
    for task, read, names, _ in (story.pushed, story.joined, story.left, story.renamed):
        wanted = sorted(story.ids[name] for name in names)
        found = succeeded(task) or expect.equal("the members", wanted, sorted(member_ids(read.resource)), read)
        if found:
            return found
    renamed = story.renamed[1]
    found = expect.equal("displayName", story.title, expect.lookup(renamed.resource, "displayName"), renamed)
    return found or succeeded(story.dropped) or expect.status(story.gone, 404)


@check("group-becomes-a-team", "VAN-24b")
def a_group_becomes_a_team(a_group_is_pushed: Story, profile: Profile) -> Findings:
    """A pushed group is a team in Vanta, with the same members."""
    _needs_teams(profile)
    _, _, wanted, team = a_group_is_pushed.pushed
    return _is_team(team, wanted, "A pushed group is no team in Vanta with the same members")


@check("team-follows-its-members", "VAN-24b")
def a_team_follows_its_members(a_group_is_pushed: Story, profile: Profile) -> Findings:
    """Who joins the group joins the team, and who leaves the group leaves the team."""
    _needs_teams(profile)
    _there_was_a_team(a_group_is_pushed)
    _, _, joined, after_joining = a_group_is_pushed.joined
    _, _, left, after_leaving = a_group_is_pushed.left
    return _is_team(after_joining, joined, "Somebody who joined the group is not in the team in Vanta") or _is_team(
        after_leaving, left, "Somebody who left the group is still in the team in Vanta"
    )


@check("team-follows-the-name", "VAN-24b")
def a_team_follows_the_name(a_group_is_pushed: Story, profile: Profile) -> Findings:
    """A group that gets another name is the same team under that name, and there is none left under the former one."""
    _needs_teams(profile)
    _there_was_a_team(a_group_is_pushed)
    _, _, wanted, team = a_group_is_pushed.renamed
    before = _members(a_group_is_pushed.left[3].value)
    return _is_team(
        team, wanted if before is None else before, "A group that was renamed is no team in Vanta under the new name"
    ) + (sees(a_group_is_pushed.former, None, "There is still a team in Vanta under the former name of a group"))


@check("team-ends-with-its-group", "VAN-24b")
def a_team_ends_with_its_group(a_group_is_pushed: Story, profile: Profile) -> Findings:
    """A group that is taken away is no team in Vanta any more."""
    _needs_teams(profile)
    return sees(a_group_is_pushed.after, None, "A group that was taken away is still a team in Vanta")


@check("group-has-no-effect", "VAN-24a")
def a_group_has_no_effect(a_group_is_pushed: Story, profile: Profile) -> Findings:
    """Where Vanta makes no teams of groups, a pushed group is accepted and has no effect."""
    if profile.option("groups") != "ignored":
        raise NotApplicable("Vanta makes teams of groups (--set groups=teams)")
    story = a_group_is_pushed
    found = succeeded(story.pushed[0]) + succeeded(story.joined[0]) + succeeded(story.left[0])
    message = "A pushed group is a team in Vanta, though groups have no effect"
    return found or sees(story.joined[3], None, message) or sees(story.renamed[3], None, message)


def _needs_teams(profile: Profile) -> None:
    if profile.option("groups") != "teams":
        raise NotApplicable("Vanta makes no teams of groups (--set groups=ignored)")


def _there_was_a_team(story: Story) -> None:
    if story.pushed[3].value is None:
        raise Blocked("there was no team, which group-becomes-a-team tells of")


def _is_team(team: Glimpse, wanted: list[str], message: str) -> list[Finding]:
    received = _members(team.value)
    if received == wanted:
        return []
    shown = "no team" if received is None else ", ".join(received) or "nobody"
    return [Finding(message, ", ".join(wanted), shown, team.seen.exchanges, cause=message)]
