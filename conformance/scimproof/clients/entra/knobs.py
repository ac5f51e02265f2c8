"""What depends on the tenant URL or the mapping, or is not known of Entra for certain: a name and a default each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from scimproof.clients.entra.schedule import Retries


@dataclass(frozen=True)
class Knobs:
    """Each default is what Microsoft documents, or what most logs show.

    :param client: the id of the client that is played.
    :param capital_ops: ``Add``, ``Replace``, ``Remove``; without it in lower case.
    :param text_booleans: ``active`` in a PATCH is ``"True"`` or ``"False"``.
    :param merges_simple: several simple attributes go in one ``replace`` without a path, under flat keys.
    :param removes_by_filter: a member is removed by ``members[value eq "id"]``, not by a list of values.
    :param flag_on_wire: the flag of the tenant URL stands in the query of every request; nobody knows whether it does.
    :param scim_version: the value of the header ``ADSCIMVersion``; 6.0 was seen in 2023, ``None`` sends none.
    :param accept: the header ``Accept``; logs show none.
    :param hex_case: of percent-encoding; .NET's encoder writes lower case.
    :param matching: attributes by which an account is looked for, one request each, until one finds it.
    :param reads_before_patch: a linked account is read by its id before it is changed.
    :param replaces_unseen: ``Replace`` also where the target shows nothing, as one log has it; ``Add`` by most.
    :param sends_empty: a mapping expression turns what was cleared into an empty text; by default it is not sent.
    :param skips_out_of_scope: ``SkipOutOfScopeDeletions``: who leaves the scope is left alone.
    :param members_per_patch: one in custom apps, several in gallery apps.
    :param members_at_once: so many of these requests go out at the same time.
    :param manager_as: how a manager is written: the bare id, as logs show, an object, or a list as in an old example.
    :param removes_manager_by: how a manager is taken away; four forms are in circulation, and none is documented.
    :param roles: the expression by which app roles are mapped.
    :param single_role_as: how ``SingleAppRoleAssignment`` changes a role: JSON in a text, the entry as in a create, or
        the path of its mapping.
    :param maps_group_id: ``externalId`` is mapped for groups; some vendors tell admins to delete that line.
    :param names_adscim_schema: a group is created with Microsoft's own schema URN beside the core one.
    :param waits_when_told: after 429 as long as ``Retry-After`` says; otherwise the object has failed.
    :param retries: when something is tried again that has failed: in the next cycle, as servers see it, or after more
        and more hours, as Microsoft documents it and as its staff has said otherwise.
    :param discovery_page: page size of Account Discovery; Microsoft's own paging test asks for five.
    """

    client: str = "entra"
    capital_ops: bool = True
    text_booleans: bool = True
    merges_simple: bool = False
    removes_by_filter: bool = False
    flag_on_wire: str | None = None
    scim_version: str | None = "6.0"
    accept: str | None = None
    hex_case: Literal["lower", "upper"] = "lower"
    matching: tuple[str, ...] = ("userName",)
    reads_before_patch: bool = True
    replaces_unseen: bool = False
    sends_empty: bool = False
    skips_out_of_scope: bool = False
    members_per_patch: int = 1
    members_at_once: int = 1
    manager_as: Literal["text", "object", "list"] = "text"
    removes_manager_by: Literal["path", "filter", "empty-text", "empty-object"] = "path"
    roles: Literal["none", "single", "complex", "assertive"] = "none"
    single_role_as: Literal["json", "entry", "path"] = "json"
    maps_group_id: bool = True
    names_adscim_schema: bool = False
    waits_when_told: bool = True
    retries: Retries = "every-cycle"
    discovery_page: int = 5

    def without_flag(self) -> Knobs:
        """The same job as it runs on demand, where the flag has no effect."""
        changed = ("capital_ops", "text_booleans", "merges_simple", "removes_by_filter", "single_role_as")
        return replace(self, **{name: getattr(LEGACY, name) for name in changed})


LEGACY = Knobs()
OPTSCIM = replace(
    LEGACY,
    client="entra-optscim",
    capital_ops=False,
    text_booleans=False,
    merges_simple=True,
    removes_by_filter=True,
    single_role_as="entry",
)
