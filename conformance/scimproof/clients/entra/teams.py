"""What scenarios about groups begin with: people who have accounts, and a group that nobody should touch."""

from __future__ import annotations

from scimproof import expect
from scimproof.clients.entra.engine import Entra
from scimproof.clients.entra.people import EntraGroup, EntraUser
from scimproof.clients.probe import Probe
from scimproof.clients.tasks import Task, because, needed
from scimproof.convergence import snapshot
from scimproof.declared import GROUP, Declared, Json, attribute
from scimproof.directory import Directory, as_group, as_user
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, NotApplicable


def employed(entra: Entra, directory: Directory, how_many: int) -> list[EntraUser]:
    """So many people, assigned and provisioned.

    :raises Blocked: when the target does not take them: that is the business of other checks.
    """
    people = [entra.user(directory.person()) for _ in range(how_many)]
    entra.assign(*people)
    needed(entra.cycle())
    return people


def formed(entra: Entra, group: EntraGroup) -> str:
    """Assign a group and provision it with its members; its id in the target.

    :raises Blocked: when that fails.
    """
    entra.assign(group)
    needed(entra.cycle())
    return target_id(group)


def target_id(group: EntraGroup) -> str:
    """The id of the group in the target.

    :raises Blocked: when there is none.
    """
    if group.target_id is None:
        raise Blocked(f"the group {group.name} was not made" + because(group.problem))
    return group.target_id


def bystanders(probe: Probe, directory: Directory, declared: Declared) -> dict[tuple[str, str], Json]:
    """A user and a group with that user, made by somebody else, as they are shown before anything happens."""
    user = probe.create("/Users", as_user(directory.person(), declared)).resource_id
    group = probe.create("/Groups", as_group(directory.team(), declared, (user,))).resource_id
    return snapshot(probe, ("/Users", user), ("/Groups", group))


def compares_names_exactly(declared: Declared) -> None:
    """:raises NotApplicable: when the target says that case matters in the names of its groups."""
    kind = declared.resource_type("Group")
    schema = declared.schemas.get(kind.schema if kind else GROUP)
    definition = attribute(schema, "displayName") if schema else None
    if definition is not None and definition.get("caseExact") is True:
        raise NotApplicable("the target declares that case matters in the displayName of groups")


def changes(task: Task, endpoint: str) -> list[Exchange]:
    """The PATCH requests of a task to resources of an endpoint."""
    return [one for one in task.exchanges if one.request.method == "PATCH" and f"{endpoint}/" in one.request.path]


def without_members(exchange: Exchange) -> list[Finding]:
    """An answer to a request with ``excludedAttributes=members`` shows the members of no group."""
    if found := expect.status(exchange, 200):
        return found
    listed = expect.lookup(exchange.resource, "Resources")
    groups = listed if isinstance(listed, list) else [exchange.resource]
    shown = [expect.lookup(group, "members") for group in groups if isinstance(group, dict)]
    if not any(shown):
        return []
    return [
        Finding(
            "The answer shows members although the request excludes them",
            "a group without members",
            expect.shown(next(filter(None, shown))),
            (exchange.number,),
            cause="excludedAttributes=members is ignored",
        )
    ]
