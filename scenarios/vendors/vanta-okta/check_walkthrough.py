"""Vanta's walkthrough for Okta as one story: from the test of the credentials to a directory in which everybody is as
Okta means."""

import json
from typing import Any

from scimproof import (
    AssignedGroup,
    Blocked,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.admins import OktaAdmin
from scimproof.clients.okta import Task
from scimproof.hooks import Glimpse
from scimproof.listing import is_list
from scimproof.promises import account_of, has, has_event, is_off, known, sees

SUITES = ("vanta-okta",)
CLIENTS = ("okta-oin", "okta-aiw")


@scenario(given=("User", "Group"))
def the_walkthrough(
    story: Story, admin: OktaAdmin, probe: Probe, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """An admin tests the credentials, wrong ones first. The app is assigned to administrators, with a priority of 1 and
    the Admin role, and to employees, with a priority of 2 and theirs. Ada is in both groups, Bea and Cyd are employees.
    The group of Ada and Bea is pushed; it is renamed, Cyd joins and Bea leaves. Ada leaves the administrators. Bea
    leaves the company and comes back.

    Okta sends GET /Users?startIndex=1&count=2 for the test, a look-up and a POST for each assignment, with one role
    each, and what its connector sends for groups, profiles and activations.
    """
    okta, role = admin.okta, profile.option("role_attribute")
    high, low = profile.option("admin_role"), profile.option("employee_role")
    administrators = AssignedGroup("Vanta-Admins", 1, {role: high})
    employees = AssignedGroup("Vanta-Employees", 2, {role: low})
    story.role, story.high, story.low = role, high, low

    wrong = probe.headers_with("Bearer not-the-token")
    story.wrong = [
        probe.send("GET", "/Users", query="startIndex=1&count=2", headers=headers, anonymous=True)
        for headers in (wrong, probe.headers_with(None))
    ]
    story.tested = admin.test()
    story.connected = hooks.glimpse(hooks.events, has_event("dsync.activated"))

    people = [directory.person() for _ in range(3)]
    ada, bea, cyd = (admin.employee(person) for person in people)
    names = [person.user_name for person in people]

    def role_of(name: str, wanted: str) -> Glimpse:
        return hooks.glimpse(lambda: hooks.roles(name), lambda roles: roles == [wanted])

    story.assigned = {
        "Ada": okta.assign(ada.known, employees, administrators),
        "Bea": okta.assign(bea.known, employees),
        "Cyd": okta.assign(cyd.known, employees),
    }
    story.shown = probe.read("/Users", str(ada.account_id))
    story.account = account_of(hooks, names[1], active=True, managed=True)
    story.roles = {"Ada": role_of(names[0], high), "Bea": role_of(names[1], low)}

    team = directory.team()
    staff = admin.staff(team, ada, bea)
    title = f"{team.name} (Finance)"

    def team_of(name: str, *members: str) -> tuple[list[str], Glimpse]:
        wanted = sorted(members)
        return wanted, hooks.glimpse(lambda: hooks.team(name), lambda found: _members(found) == wanted)

    story.pushed = admin.push(staff), *team_of(team.name, names[0], names[1])
    story.titled = admin.retitle(staff, title), *team_of(title, names[0], names[1])
    story.joined = admin.join(staff, cyd), *team_of(title, *names)
    story.left = admin.leave(staff, bea), *team_of(title, names[0], names[2])

    story.still = role_of(names[0], high)
    story.regrouped = okta.regroup(ada.known, employees)
    story.lowered = role_of(names[0], low)
    story.may_be_gone = profile.option("inactive") != "retained"
    story.dismissed = admin.dismiss(bea)
    story.inactive = probe.read("/Users", str(bea.account_id))
    story.ended = account_of(hooks, names[1], active=False)
    story.locked_out = hooks.glimpse(lambda: hooks.sign_in(names[1]), lambda allowed: not allowed)
    story.rehired = okta.reassign(bea.known, employees)
    story.back = account_of(hooks, names[1], active=True)
    story.role_again = role_of(names[1], low)
    story.end = observe(probe, okta.intends())


def _members(team: object) -> list[str] | None:
    return sorted(map(str, team.get("members") or [])) if isinstance(team, dict) else None


@check("credentials-are-tested", "VAN-26")
def credentials_are_tested(the_walkthrough: Story) -> Findings:
    """A credential test with the right token succeeds: a page of users is answered with 200 and a list."""
    tested: Task = the_walkthrough.tested
    return succeeded(tested) or is_list(tested.first)


@check("wrong-credentials-fail", "VAN-26")
def wrong_credentials_fail(the_walkthrough: Story) -> Findings:
    """A credential test with a wrong token, or without any, fails: 401."""
    return [
        finding
        for wrong in the_walkthrough.wrong
        for finding in expect.status(wrong, 401, tolerate={403: "without a valid credential the answer is 401"})
    ]


@check("directory-becomes-active", "VAN-29")
def the_directory_becomes_active(the_walkthrough: Story) -> Findings:
    """After the first requests the directory is active."""
    seen = the_walkthrough.connected.seen
    if has_event("dsync.activated")(seen.value):
        return []
    message = "The directory has not become active"
    return [Finding(message, "dsync.activated", "no such event", seen.exchanges, cause=message)]


@check("newcomers-get-accounts", "VAN-01")
def newcomers_get_accounts(the_walkthrough: Story) -> Findings:
    """Everybody to whom the app is assigned gets an account in Vanta: active, and managed by SCIM."""
    story = the_walkthrough
    found = [finding for task in story.assigned.values() for finding in succeeded(task)]
    message = "Somebody to whom the app was assigned has no active account in Vanta that SCIM manages"
    return found or has(story.account, "active", True, message) or has(story.account, "managed", True, message)


@check("one-role-is-sent", "VAN-27", "VAN-05")
def one_role_is_sent(the_walkthrough: Story) -> Findings:
    """Of somebody in two groups one role arrives, that of the higher priority, and the directory shows no other."""
    story = the_walkthrough
    sent = [role for exchange in _writes(story.assigned["Ada"]) if (role := _role(exchange, story.role))]
    if set(map(str, sent)) != {story.high}:
        raise Blocked(f"Okta sent {sent} of {story.role}: the assignment did not come so far")
    shown = expect.lookup(story.shown.resource, story.role)
    if shown is None:
        raise NotApplicable(f"the directory does not show {story.role}, as it is free to")
    return expect.equal(story.role, story.high, shown, story.shown)


@check("highest-group-gives-the-role", "VAN-27")
def the_highest_group_gives_the_role(the_walkthrough: Story) -> Findings:
    """Who is in two assigned groups has exactly one role in Vanta: that of the group with the higher priority."""
    story = the_walkthrough
    return (
        sees(
            story.roles["Ada"], [story.high], "Somebody in two groups does not have exactly the role of the higher one"
        )
        + sees(story.still, [story.high], "Somebody in two groups has another role after a group was pushed")
        + sees(story.roles["Bea"], [story.low], "Somebody in one group does not have exactly its role")
    )


@check("role-follows-the-groups", "VAN-27", "VAN-06")
def a_role_follows_the_groups(the_walkthrough: Story) -> Findings:
    """Who leaves the group with the higher priority has the role of the other one, and no other."""
    story = the_walkthrough
    message = "Somebody who left the administrators does not have exactly the role of employees"
    return succeeded(story.regrouped) or sees(story.lowered, [story.low], message)


@check("pushed-group-is-a-team", "VAN-24b")
def a_pushed_group_is_a_team(the_walkthrough: Story, profile: Profile) -> Findings:
    """A pushed group is a team in Vanta, with its members."""
    return _is_team(the_walkthrough.pushed, profile, "A pushed group is no team in Vanta with the same members")


@check("renamed-group-is-the-same-team", "VAN-24b")
def a_renamed_group_is_the_same_team(the_walkthrough: Story, profile: Profile) -> Findings:
    """A group that gets another name in Okta is the team under that name."""
    return _is_team(the_walkthrough.titled, profile, "A group that was renamed is no team under its new name")


@check("team-follows-the-group", "VAN-24b")
def a_team_follows_the_group(the_walkthrough: Story, profile: Profile) -> Findings:
    """Who joins the group joins the team, and who leaves the group leaves the team."""
    story = the_walkthrough
    return _is_team(story.joined, profile, "Somebody who joined the group is not in the team") or _is_team(
        story.left, profile, "Somebody who left the group is still in the team"
    )


@check("leaver-is-inactive", "VAN-13", "WOS-18")
def a_leaver_is_inactive(the_walkthrough: Story) -> Findings:
    """Who loses the app is inactive in the directory, or gone where it is set up so."""
    story = the_walkthrough
    return succeeded(story.dismissed) or is_off(story.inactive, may_be_gone=story.may_be_gone)


@check("leaver-is-locked-out", "VAN-13", "VAN-12")
def a_leaver_is_locked_out(the_walkthrough: Story) -> Findings:
    """Who loses the app has no active account in Vanta, and cannot sign in."""
    story = the_walkthrough
    found = has(story.ended, "active", False, "Somebody who lost the app still has an active account in Vanta")
    allowed = story.locked_out.value
    return found + (sees(story.locked_out, False, "Somebody who lost the app can still sign in") if allowed else [])


@check("returner-is-the-same", "VAN-14")
def a_returner_is_the_same(the_walkthrough: Story) -> Findings:
    """Who gets the app again has the former account, active, and with the role of the group."""
    story = the_walkthrough
    former = known(story.account, "id")
    return (
        succeeded(story.rehired)
        + has(story.back, "id", former, "Somebody who got the app again has another account in Vanta")
        + has(story.back, "active", True, "Somebody who got the app again has no active account in Vanta")
        + sees(story.role_again, [story.low], "Somebody who got the app again does not have exactly the group's role")
    )


@check("in-the-end-all-is-as-okta-means", "VAN-01", "VAN-24b")
def in_the_end_all_is_as_okta_means(the_walkthrough: Story) -> Findings:
    """At the end everybody is there as Okta means: active, under the right name, and in the group or not."""
    return converged(the_walkthrough.end)


def _is_team(step: tuple[Any, ...], profile: Profile, message: str) -> list[Finding]:
    task, wanted, team = step
    if profile.option("groups") != "teams":
        raise NotApplicable("Vanta makes no teams of groups (--set groups=ignored)")
    received = _members(team.value)
    if found := succeeded(task):
        return found
    if received == wanted:
        return []
    shown = "no team" if received is None else ", ".join(received) or "nobody"
    return [Finding(message, ", ".join(wanted), shown, team.seen.exchanges, cause=message)]


def _writes(task: Task) -> list[Exchange]:
    return [exchange for exchange in task.exchanges if exchange.request.body]


def _role(exchange: Exchange, name: str) -> Any:
    return json.loads(exchange.request.body).get(name)
