"""Whoever has left a group loses the roles that it gives, in every form that a request can have."""

from scimproof import (
    Declared,
    Directory,
    Findings,
    Hooks,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    scenario,
)
from scimproof.leaving import WAYS, Departure, Loss, once_held, still_held

SUITES = ("stytch",)


@scenario(given=("User", "Group"))
def groups_are_left(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """For each way to leave a group: somebody is in one that gives a role, and leaves it."""
    hooks.require("set_option", "roles")
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    bob = str(probe.create(users, as_user(directory.person(), declared)).resource_id)
    story.losses = []
    for words, leave in WAYS.items():
        person, team = directory.person(), directory.team()
        ada = str(probe.create(users, as_user(person, declared)).resource_id)
        group = str(probe.create(groups, as_group(team, declared, (ada, bob))).resource_id)
        role = f"role-of-{group}"
        pairs = [{"group_id": group, "role_id": role}]
        hooks.set_option("scim_group_implicit_role_assignments", pairs)
        before = once_held(hooks, person.user_name, role, wanted=True)
        request = leave(probe, Departure(groups, group, ada, as_group(team, declared, (bob,))))
        after = once_held(hooks, person.user_name, role, wanted=False)
        story.losses.append(Loss(words, role, before, request, after))


@check("role-goes-in-every-way", "STY-09", "STY-05", "STY-10")
def a_role_goes_in_every_way(groups_are_left: Story) -> Findings:
    """In whatever form a request says that somebody has left a group, its role is gone five minutes later.

    A form that is refused is not promised, and not judged.
    """
    return still_held(groups_are_left.losses, "Five minutes")
