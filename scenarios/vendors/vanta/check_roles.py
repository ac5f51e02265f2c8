"""Roles: by an attribute of users that the customer has named."""

from scimproof import (
    Admin,
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
from scimproof.promises import account_of, known, sees

SUITES = ("vanta",)
CLIENTS = ("okta-aiw", "okta-oin", "entra", "entra-optscim")


@scenario(given="User")
def somebody_has_a_role(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """Ada gets the app with a privileged role. She gets a lesser one, another name, and at last the role of employees.

    The role stands at the top of the user, under the name of the attribute, and no schema names it.
    """
    role = profile.option("role_attribute")
    high, low, least = (profile.option(name) for name in ("admin_role", "lesser_role", "employee_role"))
    ada = admin.employee(directory.person(), **{role: high})
    name = ada.person.user_name

    def seen(wanted: str) -> tuple[object, ...]:
        read = probe.read("/Users", str(ada.account_id))
        return read, wanted, hooks.glimpse(lambda: hooks.roles(name), lambda roles: roles == [wanted])

    def seen_with_the_name() -> tuple[object, ...]:
        # A role that stays looks right from the beginning: only when the name has arrived, it has stayed.
        account_of(hooks, name, name=f"{ada.person.given_name} Renamed")
        return seen(low)

    story.attribute = role
    story.granted = admin.hire(ada), *seen(high)
    story.changed = admin.set(ada, **{role: low}), *seen(low)
    story.renamed = admin.rename(ada, family_name="Renamed"), *seen_with_the_name()
    story.lowered = admin.set(ada, **{role: least}), *seen(least)


@scenario(given="User")
def somebody_has_no_role(story: Story, admin: Admin, hooks: Hooks, directory: Directory, profile: Profile) -> None:
    """Bea gets the app without any role, and Cyd with one that does not exist."""
    role = profile.option("role_attribute")
    bea = admin.employee(directory.person())
    story.hired = admin.hire(bea)
    story.account = account_of(hooks, bea.person.user_name, active=True)
    base = [profile.option("employee_role")] if profile.option("compliance") == "on" else []
    story.roles = hooks.glimpse(lambda: hooks.roles(bea.person.user_name), lambda roles: roles == base)
    story.sign_in = hooks.glimpse(lambda: hooks.sign_in(bea.person.user_name))
    cyd = admin.employee(directory.person(), **{role: "no-such-role"})
    story.mistaken = admin.hire(cyd)
    story.mistaken_account = account_of(hooks, cyd.person.user_name, active=True)
    story.mistaken_roles = hooks.glimpse(lambda: hooks.roles(cyd.person.user_name))


@check("role-attribute-is-taken", "VAN-05")
def a_role_attribute_is_taken(somebody_has_a_role: Story) -> Findings:
    """A user whose role stands in the attribute that the customer has named is taken; and what is shown of it is right.

    Whether it is shown at all is the directory's business.
    """
    story = somebody_has_a_role
    found: list[Finding] = []
    for task, read, wanted, _ in (story.granted, story.changed, story.renamed, story.lowered):
        shown = expect.lookup(read.resource, story.attribute)
        found = found or succeeded(task)
        found = found or (expect.equal(story.attribute, wanted, shown, read) if shown is not None else [])
    return found


@check("role-is-granted", "VAN-05")
def a_role_is_granted(somebody_has_a_role: Story) -> Findings:
    """The role that stands in the attribute is granted in Vanta."""
    _, _, wanted, roles = somebody_has_a_role.granted
    return sees(roles, [wanted], "Somebody does not have the role in Vanta that the identity provider sent")


@check("role-is-replaced", "VAN-06")
def a_role_is_replaced(somebody_has_a_role: Story) -> Findings:
    """Another role takes the place of the former one, and a change of something else leaves it."""
    _, _, wanted, roles = somebody_has_a_role.changed
    _, _, kept, later = somebody_has_a_role.renamed
    return sees(roles, [wanted], "Somebody whose role was changed does not have exactly the new one in Vanta") or sees(
        later, [kept], "Somebody who got another name has another role in Vanta afterwards"
    )


@check("employee-role-lowers", "VAN-08")
def the_employee_role_lowers(somebody_has_a_role: Story, profile: Profile) -> Findings:
    """The id of the employee role, sent as any other, takes a privileged role away: it works from every client."""
    if profile.option("compliance") != "on":
        raise NotApplicable("without the compliance module there is no role of employees (--set compliance=on)")
    _, _, wanted, roles = somebody_has_a_role.lowered
    return sees(roles, [wanted], "Somebody who was given the employee role still has another one in Vanta")


@check("without-role-an-employee", "VAN-09")
def without_a_role_an_employee(somebody_has_no_role: Story, profile: Profile) -> Findings:
    """With the compliance module, somebody who comes without a role has that of employees, and no other."""
    if profile.option("compliance") != "on":
        raise NotApplicable("the tenant has no compliance module (--set compliance=off)")
    story = somebody_has_no_role
    known(story.account, "active")
    wanted = [profile.option("employee_role")]
    return succeeded(story.hired) or sees(
        story.roles, wanted, "Somebody who came without a role does not have exactly that of employees"
    )


@check("without-role-no-access", "VAN-10")
def without_a_role_no_access(somebody_has_no_role: Story, profile: Profile) -> Findings:
    """Without the compliance module, somebody who comes without a role is there, and has access to nothing."""
    if profile.option("compliance") != "off":
        raise NotApplicable("the tenant has the compliance module (--set compliance=on)")
    story = somebody_has_no_role
    if found := succeeded(story.hired):
        return found
    known(story.account, "active")
    return sees(story.roles, [], "Somebody who came without a role has one in Vanta") + sees(
        story.sign_in, False, "Somebody who came without a role has access to Vanta"
    )


@check("unknown-role-is-an-error", "VAN-11")
def an_unknown_role_is_an_error(somebody_has_no_role: Story, profile: Profile) -> Findings:
    """A role id that does not exist gives no privileged role, and is listed among the errors of provisioning."""
    story = somebody_has_no_role
    privileged = {profile.option("admin_role"), profile.option("lesser_role")} & set(story.mistaken_roles.value or [])
    numbers = story.mistaken_roles.seen.exchanges
    if privileged:
        message = "A role id that does not exist gave a privileged role"
        return [Finding(message, "no privileged role", ", ".join(privileged), numbers, cause=message)]
    errors = known(story.mistaken_account, "errors") if story.mistaken_account.value else ["no account at all"]
    message = "A role id that does not exist is no error"
    return [] if errors else [Finding(message, "an error that names it", "no error", numbers, cause=message)]
