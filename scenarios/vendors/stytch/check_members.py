"""Members: they are provisioned, changed, deprovisioned and reactivated, with what that does to roles and sessions."""

from typing import Any

from scimproof import Admin, Declared, Directory, Findings, Hooks, Probe, Story, check, expect, scenario
from scimproof.clients.tasks import needed, succeeded
from scimproof.promises import sees, shows

SUITES = ("stytch",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim", "probe")
OF_THE_DOMAIN, OF_THE_GROUP, BY_HAND = "role-of-the-domain", "role-of-the-group", "role-by-hand"


@scenario(given=("User", "Group"))
def a_membership(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Ada becomes a member, with a role of her domain, one of a group, one by hand, and a session; she is deprovisioned
    and reactivated."""
    admin.needs_groups()
    users = declared.endpoint("User")
    ada = admin.employee(directory.person())
    story.login = login = ada.person.user_name
    domain = [{"domain": login.rpartition("@")[2], "role_id": OF_THE_DOMAIN}]
    story.domain = hooks.glimpse(lambda: hooks.set_option("rbac_email_implicit_role_assignments", domain))
    story.hired = needed(admin.hire(ada))
    story.id = ada.account_id
    story.created = probe.read(users, story.id)
    story.account = hooks.glimpse(lambda: hooks.account(login), bool)
    story.first_roles = hooks.glimpse(lambda: hooks.roles(login), _of_the_domain)

    staff = admin.staff(directory.team(), ada)
    story.pushed = needed(admin.push(staff))
    pairs = [{"group_id": staff.group_id, "role_id": OF_THE_GROUP}]
    story.group = hooks.glimpse(lambda: hooks.set_option("scim_group_implicit_role_assignments", pairs))
    story.by_hand = hooks.glimpse(lambda: hooks.grant_role(login, BY_HAND))
    story.all_roles = hooks.glimpse(lambda: hooks.roles(login), _of_the_group)
    story.session = hooks.glimpse(lambda: hooks.call("open_session", userName=login))

    story.renamed = admin.rename(ada, family_name="Lovelace")
    story.changed = probe.read(users, story.id)
    story.shown_as = hooks.glimpse(lambda: hooks.account(login), _is_lovelace)

    story.dismissed = admin.dismiss(ada)
    story.left = probe.read(users, story.id)
    story.can = hooks.glimpse(lambda: hooks.sign_in(login), lambda allowed: not allowed)
    story.no_roles = hooks.glimpse(lambda: hooks.roles(login), lambda roles: not roles)
    story.no_sessions = hooks.glimpse(lambda: hooks.call("sessions", userName=login), _nothing)

    story.rehired = admin.rehire(ada)
    story.back = probe.read(users, str(ada.account_id))
    story.can_again = hooks.glimpse(lambda: hooks.sign_in(login), bool)
    story.roles_again = hooks.glimpse(lambda: hooks.roles(login), _are_back)
    story.sessions_again = hooks.glimpse(lambda: hooks.call("sessions", userName=login))
    story.events = hooks.glimpse(lambda: hooks.events(0))


@check("member-is-created", "STY-01")
def a_member_is_created(a_membership: Story) -> Findings:
    """Whoever is provisioned is there, and active."""
    created = a_membership.created
    return expect.status(created, 200) or [
        *expect.kept({"userName": a_membership.login}, created, "userName"),
        *expect.equal("active of somebody new", True, created.resource.get("active"), created),
    ]


@check("newcomer-is-a-member", "STY-01")
def a_newcomer_is_a_member(a_membership: Story) -> Findings:
    """Whoever is provisioned is an active member of the organization."""
    message = "Somebody who was provisioned is no active member"
    return shows(a_membership.account, _is_active, "an active member", message)


@check("newcomer-has-the-role-of-the-domain", "STY-01")
def a_newcomer_has_the_role_of_the_domain(a_membership: Story) -> Findings:
    """Whoever is provisioned has the roles that the domain of the address gives."""
    _ = a_membership.domain.seen
    message = "A new member does not have the role that the domain of the address gives"
    return shows(a_membership.first_roles, _of_the_domain, OF_THE_DOMAIN, message)


@check("new-name-is-kept", "STY-02")
def a_new_name_is_kept(a_membership: Story) -> Findings:
    """Another last name is what a read shows afterwards."""
    wanted = {"name": {"familyName": "Lovelace"}}
    return succeeded(a_membership.renamed) + expect.kept(wanted, a_membership.changed, "name")


@check("new-name-arrives", "STY-02")
def a_new_name_arrives(a_membership: Story) -> Findings:
    """The member has the new name."""
    message = "The member goes on under the former name"
    return shows(a_membership.shown_as, _is_lovelace, "a name with Lovelace", message)


@check("leaver-is-inactive", "STY-03")
def a_leaver_is_inactive(a_membership: Story) -> Findings:
    """Whoever is deprovisioned is inactive, or not there any more."""
    left = a_membership.left
    found = succeeded(a_membership.dismissed)
    if left.status == 404:
        return found
    return found + (
        expect.status(left, 200, 404) or expect.equal("active of a leaver", False, left.resource.get("active"), left)
    )


@check("leaver-cannot-sign-in", "STY-03")
def a_leaver_cannot_sign_in(a_membership: Story) -> Findings:
    """Whoever is deprovisioned cannot sign in."""
    message = "A member who was deprovisioned can still sign in"
    return shows(a_membership.can, lambda allowed: not allowed, "no", message)


@check("leaver-has-no-roles", "STY-03")
def a_leaver_has_no_roles(a_membership: Story) -> Findings:
    """Whoever is deprovisioned has no role left, also none that was given by hand."""
    message = "A member who was deprovisioned still has roles"
    return shows(a_membership.no_roles, lambda roles: not roles, "no roles", message)


@check("leaver-has-no-sessions", "STY-03")
def a_leaver_has_no_sessions(a_membership: Story) -> Findings:
    """Whoever is deprovisioned has no session left."""
    _ = a_membership.session.seen
    message = "A member who was deprovisioned goes on in a session that was open"
    return shows(a_membership.no_sessions, lambda sessions: not sessions, "no sessions", message)


@check("returner-is-active", "STY-04")
def a_returner_is_active(a_membership: Story) -> Findings:
    """Whoever is reactivated is active, and can sign in again where that can be seen."""
    back = a_membership.back
    return succeeded(a_membership.rehired) + (
        expect.status(back, 200)
        or expect.equal("active of somebody who came back", True, back.resource.get("active"), back)
    )


@check("returner-can-sign-in", "STY-04")
def a_returner_can_sign_in(a_membership: Story) -> Findings:
    """Whoever is reactivated can sign in again."""
    message = "A member who was reactivated cannot sign in"
    return succeeded(a_membership.rehired) + sees(a_membership.can_again, True, message)


@check("returner-has-the-implicit-roles", "STY-04")
def a_returner_has_the_implicit_roles(a_membership: Story) -> Findings:
    """Whoever is reactivated has the roles of the domain and of the groups again."""
    _ = a_membership.domain.seen, a_membership.group.seen
    message = "A member who was reactivated does not have the roles that domain and groups give"
    wanted = f"{OF_THE_DOMAIN} and {OF_THE_GROUP}"
    return shows(a_membership.roles_again, _are_back, wanted, message)


@check("returner-has-nothing-by-hand", "STY-04")
def a_returner_has_nothing_by_hand(a_membership: Story) -> Findings:
    """Whoever is reactivated does not have again what was given by hand."""
    _ = a_membership.by_hand.seen
    message = "A member who was reactivated has a role again that an admin once gave by hand"
    return shows(a_membership.roles_again, lambda roles: BY_HAND not in (roles or []), f"not {BY_HAND}", message)


@check("sessions-stay-ended", "STY-03", "STY-04")
def sessions_stay_ended(a_membership: Story) -> Findings:
    """A session that was ended by a deprovisioning does not come back to life with the member."""
    session = a_membership.session.value
    message = "A session of before the deprovisioning is alive again"
    return shows(
        a_membership.sessions_again, lambda open_ones: session not in (open_ones or []), "a new sign-in", message
    )


@check("members-are-told-of", "STY-01", "STY-02", "STY-03", "STY-04")
def members_are_told_of(a_membership: Story) -> Findings:
    """The application is told when a member is created, changed, deprovisioned and reactivated, in this order."""
    wanted = ["create", "update", "delete", "update"]
    message = "The application was not told of everything that became of a member"
    return shows(a_membership.events, lambda told: _in_order(told, a_membership.id, wanted), ", ".join(wanted), message)


def _in_order(told: Any, subject: str, wanted: list[str]) -> bool:
    """Whether these events of a member are among what was told, in this order."""
    left = list(wanted)
    for event in told or []:
        if left and event.get("type") == f"scim.member.{left[0]}" and event.get("subject", subject) == subject:
            left.pop(0)
    return not left


def _are_back(roles: Any) -> bool:
    return {OF_THE_DOMAIN, OF_THE_GROUP} <= set(roles or [])


def _of_the_domain(roles: Any) -> bool:
    return OF_THE_DOMAIN in (roles or [])


def _of_the_group(roles: Any) -> bool:
    return OF_THE_GROUP in (roles or [])


def _is_active(account: Any) -> bool:
    return isinstance(account, dict) and account.get("active") is True


def _is_lovelace(account: Any) -> bool:
    return isinstance(account, dict) and "Lovelace" in str(account.get("name"))


def _nothing(value: Any) -> bool:
    return not value
