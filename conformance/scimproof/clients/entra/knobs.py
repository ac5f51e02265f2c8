"""What depends on the tenant URL or the mapping, or is not known of Entra for certain: a name and a default each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Knobs:
    """Each default is what Microsoft documents, or what most logs show.

    :param client: the id of the client that is played.
    :param capital_ops: ``Add``, ``Replace``, ``Remove``; without it in lower case.
    :param text_booleans: ``active`` in a PATCH is ``"True"`` or ``"False"``.
    :param merges_simple: several simple attributes go in one ``replace`` without a path, under flat keys.
    :param removes_by_filter: a member is removed by ``members[value eq "id"]``, not by a list of values.
    :param scim_version: the value of the header ``ADSCIMVersion``; 6.0 was seen in 2023, ``None`` sends none.
    :param accept: the header ``Accept``; logs show none.
    :param hex_case: of percent-encoding; .NET's encoder writes lower case.
    :param matching: attributes by which an account is looked for, one request each, until one finds it.
    :param reads_before_patch: a linked account is read by its id before it is changed.
    :param members_per_patch: one in custom apps, several in gallery apps.
    :param members_at_once: so many of these requests go out at the same time.
    :param manager_as: how a manager is written: the bare id, as logs show, or an object.
    :param removes_manager_by: how a manager is taken away; four forms are in circulation, and none is documented.
    :param roles: the expression by which app roles are mapped.
    :param names_adscim_schema: a group is created with Microsoft's own schema URN beside the core one.
    :param waits_when_told: after 429 as long as ``Retry-After`` says; otherwise the object has failed.
    :param discovery_page: page size of Account Discovery; Microsoft's own paging test asks for five.
    """

    client: str = "entra"
    capital_ops: bool = True
    text_booleans: bool = True
    merges_simple: bool = False
    removes_by_filter: bool = False
    scim_version: str | None = "6.0"
    accept: str | None = None
    hex_case: Literal["lower", "upper"] = "lower"
    matching: tuple[str, ...] = ("userName",)
    reads_before_patch: bool = True
    members_per_patch: int = 1
    members_at_once: int = 1
    manager_as: Literal["text", "object"] = "text"
    removes_manager_by: Literal["path", "filter", "empty-text", "empty-object"] = "path"
    roles: Literal["none", "single", "complex", "assertive"] = "none"
    names_adscim_schema: bool = False
    waits_when_told: bool = True
    discovery_page: int = 5


LEGACY = Knobs()
OPTSCIM = replace(
    LEGACY,
    client="entra-optscim",
    capital_ops=False,
    text_booleans=False,
    merges_simple=True,
    removes_by_filter=True,
)
