"""App roles, in the three expressions by which an admin can map them."""

from __future__ import annotations

import json

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.entra import EntraUser
from scimproof.clients.entra.references import role_values
from scimproof.outcome import Finding
from scimproof.patching import definition, need_writable

SUITES = ("entra", "entra-optscim")

ROLES = ("Reader", "Writer", "Admin")


@scenario(given="User")
def one_role_at_a_time(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """SingleAppRoleAssignment: Ada is created with a role and gets another, as the mapping of the app sends it. Bea
    gets hers by the path of the mapping; Cem, too, who had none.

    Entra sends roles with one entry in the POST; a change as JSON inside of a text, with the flag as an entry, or
    by the path roles[primary eq "True"].value.
    """
    reader, writer, _ = _values(declared)
    entra.turn(roles="single")
    ada, bea, cem = (entra.user(directory.person()) for _ in range(3))
    entra.set_roles(ada, reader)
    entra.set_roles(bea, reader)
    entra.assign(ada, bea, cem)
    story.joined = entra.cycle()
    story.reader, story.writer = reader, writer
    story.created = _read(probe, ada, reader)
    entra.set_roles(ada, writer)
    story.changed = entra.cycle()
    story.read = _read(probe, ada, writer)
    entra.turn(single_role_as="path")
    entra.set_roles(bea, writer)
    story.by_path = entra.cycle()
    story.read_by_path = _read(probe, bea, writer)
    entra.set_roles(cem, writer)
    story.first = entra.cycle()
    story.read_first = _read(probe, cem, writer)


@scenario(given="User")
def several_roles_are_added(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """AppRoleAssignmentsComplex: Ada has two roles, and gets a third.

    Entra sends roles with two entries in the POST, and a PATCH with an Add of the third to roles.
    """
    story.roles = _values(declared)
    entra.turn(roles="complex")
    ada = entra.user(directory.person())
    entra.set_roles(ada, *story.roles[:2])
    entra.assign(ada)
    story.joined = entra.cycle()
    story.created = _read(probe, ada, *story.roles[:2])
    entra.set_roles(ada, *story.roles)
    story.added = entra.cycle()
    story.read = _read(probe, ada, *story.roles)


@scenario(given="User")
def several_roles_are_asserted(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """AssertiveAppRoleAssignmentsComplex: of Ada's two roles one is taken away, and another is given.

    Entra sends a PATCH with a Replace of roles by the whole list.
    """
    story.roles = _values(declared)
    entra.turn(roles="assertive")
    ada = entra.user(directory.person())
    entra.set_roles(ada, *story.roles[:2])
    entra.assign(ada)
    story.joined = entra.cycle()
    story.id = ada.account_id
    entra.set_roles(ada, *story.roles[1:])
    story.changed = entra.cycle()
    story.read = _read(probe, ada, *story.roles[1:], exactly=True)


def _values(declared: Declared) -> tuple[str, str, str]:
    """Three roles that the target takes.

    :raises NotApplicable: when its schema has none that clients may write.
    """
    need_writable(declared, "User", "roles", "roles.value")
    listed = (definition(declared, "User", "roles.value") or {}).get("canonicalValues")
    known = [value for value in listed or [] if isinstance(value, str)] or list(ROLES)
    if len(known) < len(ROLES):
        raise NotApplicable("the target suggests fewer than three roles")
    return known[0], known[1], known[2]


def _read(probe: Probe, user: EntraUser, *roles: str, exactly: bool = False) -> Exchange:
    def shows(exchange: Exchange) -> bool:
        found = role_values(exchange.answer.object)
        return set(roles) == set(found) if exactly else set(roles) <= set(found)

    return probe.session.settled(lambda: probe.read("/Users", user.account_id), shows)


def _has(exchange: Exchange, *roles: str, exactly: bool = False) -> list[Finding]:
    """The roles are shown, each once; with ``exactly`` no other is."""
    found = role_values(exchange.resource)
    right = sorted(found) == sorted(roles) if exactly else all(found.count(role) == 1 for role in roles)
    return [] if right else expect.equal("the roles", sorted(roles), sorted(found), exchange)


@check("single-role-is-created", "ENTRA-ROLES-01")
def a_single_role_is_created(one_role_at_a_time: Story) -> Findings:
    """A user is created with the one role that is primary."""
    return succeeded(one_role_at_a_time.joined) or _has(one_role_at_a_time.created, one_role_at_a_time.reader)


@check("single-role-is-changed", "ENTRA-ROLES-02")
def a_single_role_is_changed(one_role_at_a_time: Story) -> Findings:
    """The one role is changed as the expression sends it: without the flag as JSON in a text, with it as in a create.

    A target that keeps the text as the name of a role is warned about: nobody has a right of that name.
    """
    story = one_role_at_a_time
    if failed := succeeded(story.changed):
        return failed
    told = [value for value in role_values(story.read.resource) if _named(value) == story.writer]
    if told:
        return expect.equal("the role", story.writer, told[0], story.read, grade=Outcome.WARN)
    return _has(story.read, story.writer)


@check("single-role-is-changed-by-path", "ENTRA-ROLES-03")
def a_single_role_is_changed_by_path(one_role_at_a_time: Story) -> Findings:
    """The one role is changed by roles[primary eq "True"].value, and there is one role afterwards.

    True stands in quotation marks, and means the Boolean. Taken for a text it finds nothing: the change is lost, or
    another role is added in every cycle.
    """
    story = one_role_at_a_time
    return succeeded(story.by_path) or _has(story.read_by_path, story.writer, exactly=True)


@check("single-role-is-made-by-path", "ENTRA-ROLES-03")
def a_single_role_is_made_by_path(one_role_at_a_time: Story) -> Findings:
    """Somebody without a role gets one by an Add to roles[primary eq "True"].value."""
    story = one_role_at_a_time
    return succeeded(story.first) or _has(story.read_first, story.writer)


@check("roles-are-created", "ENTRA-ROLES-01")
def roles_are_created(several_roles_are_added: Story) -> Findings:
    """A user is created with several roles."""
    story = several_roles_are_added
    return succeeded(story.joined) or _has(story.created, *story.roles[:2])


@check("roles-are-added", "ENTRA-ROLES-04")
def roles_are_added(several_roles_are_added: Story) -> Findings:
    """Another role is added, and those that were there stay."""
    story = several_roles_are_added
    return succeeded(story.added) or _has(story.read, *story.roles)


@check("roles-are-replaced", "ENTRA-ROLES-05")
def roles_are_replaced(several_roles_are_asserted: Story) -> Findings:
    """A Replace of the roles leaves those that were sent, and no other: who lost a role does not have it any more."""
    story = several_roles_are_asserted
    return succeeded(story.changed) or _has(story.read, *story.roles[1:], exactly=True)


def _named(text: str) -> object:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told.get("value") if isinstance(told, dict) else None
