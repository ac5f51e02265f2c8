"""Okta can take a role away: it sends an empty text for what has lost its value."""

from scimproof import Admin, Directory, Findings, Hooks, Probe, Profile, Story, check, expect, scenario, succeeded
from scimproof.outcome import Finding
from scimproof.promises import sees

SUITES = ("vanta",)
CLIENTS = ("okta-aiw", "okta-oin")


@scenario(given="User")
def a_role_is_unset(
    story: Story, admin: Admin, probe: Probe, hooks: Hooks, directory: Directory, profile: Profile
) -> None:
    """Ada has a privileged role, and loses it in Okta; Okta sends GET and PUT, with an empty text for the role."""
    role, high = profile.option("role_attribute"), profile.option("admin_role")
    base = [profile.option("employee_role")] if profile.option("compliance") == "on" else []
    ada = admin.employee(directory.person(), **{role: high})
    name = ada.person.user_name
    story.role, story.base = role, base
    story.hired = admin.hire(ada)
    story.unset = admin.set(ada, **{role: None})
    story.read = probe.read("/Users", str(ada.account_id))
    story.roles = hooks.glimpse(lambda: hooks.roles(name), lambda roles: roles == base)


@check("unset-role-is-gone", "VAN-07b")
def an_unset_role_is_gone(a_role_is_unset: Story) -> Findings:
    """A role that Okta takes away is gone from the directory, and in Vanta the user has the role of everybody."""
    story = a_role_is_unset
    left = expect.lookup(story.read.resource, story.role)
    found = succeeded(story.unset)
    if left:
        message = f"{story.role} is still there, although Okta took it away"
        found.append(Finding(message, "nothing", expect.shown(left), (story.read.number,), cause=message))
    return found + sees(story.roles, story.base, "Somebody whose role Okta took away still has one in Vanta")
