"""Stytch breaks its promises about groups, what they give, and about the connection."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json, member_ids
from scimproof.lab.faults import behind
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound

# Seconds that come on top of the five minutes: not until a look after five minutes, but before the one after that.
TOO_LATE_S = 300.0
AN_HOUR_S = 3600.0


@on_backstage("stytch", "major", "okta", "entra")
def stytch_gives_groups_short_ids(healthy: type[Any]) -> type[Any]:
    """The id of a group is no UUID: the API by which roles are set refuses it."""

    class Short(healthy):  # type: ignore[misc]
        def group_id(self, made: str) -> str:
            return f"group-{made}"

    return Short


@on_backstage("stytch", "major", "okta", "entra")
def stytch_keeps_names_of_groups(healthy: type[Any]) -> type[Any]:
    """A group keeps the name with which it came."""

    def keep(kind: str, former: Any, resource: Any) -> None:
        if kind == "Group":
            resource.display_name = former.display_name

    return behind.storing(healthy, keep)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_shows_members_of_yesterday(healthy: type[Any]) -> type[Any]:
    """Reads of a group show whom it had at the last refresh of sessions."""
    return showing_members_of_yesterday(healthy)


def showing_members_of_yesterday(healthy: type[Any]) -> type[Any]:
    """An application whose groups show whom they had at the last refresh."""

    class Stale(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            asked_for = "excludedAttributes" not in asked.parameters
            if asked.method == "GET" and asked.endpoint == "Groups" and asked.resource_id and answer.ok and asked_for:
                team = self.refreshed.get((asked.client, asked.resource_id))
                answer.body["members"] = [{"value": one} for one in sorted(team.members)] if team else []

    return Stale


@on_backstage("stytch", "major", "okta", "entra")
def stytch_lets_joiners_wait(healthy: type[Any]) -> type[Any]:
    """What a group gives takes ten minutes to reach somebody who joins."""
    return letting_joiners_wait(healthy)


def letting_joiners_wait(healthy: type[Any]) -> type[Any]:
    """An application in which joining takes twice as long as it may."""

    class Waiting(healthy):  # type: ignore[misc]
        def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
            joined = member_ids(after or {}) - member_ids(before or {})
            if joined:
                now = super().refresh
                self._waiting.append((self.now() + TOO_LATE_S, lambda: now(client, before, after)))
            else:
                super().refresh(client, before, after)

    return Waiting


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_lets_leavers_keep_roles_for_an_hour(healthy: type[Any]) -> type[Any]:
    """What a group gave ends an hour after somebody has left it."""
    return letting_leavers_stay(healthy)


def letting_leavers_stay(healthy: type[Any]) -> type[Any]:
    """An application in which leaving a group takes an hour."""

    class Slow(healthy):  # type: ignore[misc]
        def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
            left = member_ids(before or {}) - member_ids(after or {})
            super().refresh(client, before, after)
            if after is not None and left:
                team = self.refreshed[client, after["id"]]
                team.members |= left
                self._waiting.append((self.now() + AN_HOUR_S, lambda: super(Slow, self).refresh(client, before, after)))

    return Slow


@on_backstage("stytch", "major", "okta", "entra")
def stytch_gives_roles_by_name(healthy: type[Any]) -> type[Any]:
    """Roles hang on the names of groups: a group with another name gives nothing any more."""

    class Naming(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.renamed: set[str] = set()

        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, after)
            if before["displayName"] != after["displayName"]:
                self.renamed.add(after["id"])

        def groups_of(self, account: Account) -> list[Any]:
            return [team for team in super().groups_of(account) if team.scim_id not in self.renamed]

    return Naming


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_leaves_roles_of_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group is deleted, and goes on giving its roles."""
    return keeping_deleted_groups(healthy)


def keeping_deleted_groups(healthy: type[Any]) -> type[Any]:
    """An application in which deleted groups go on giving."""

    class Keeping(healthy):  # type: ignore[misc]
        def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
            if after is not None:
                super().refresh(client, before, after)

    return Keeping


@on_backstage("stytch", "major", "generic")
def stytch_shows_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group that was deleted can still be read."""
    return behind.showing_deleted_groups(healthy)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_tells_of_no_leavers(healthy: type[Any]) -> type[Any]:
    """The application is not told that somebody has left a group."""

    class Silent(healthy):  # type: ignore[misc]
        def told(self, kind: str, client: int, resource: Json, **more: Any) -> None:
            if kind != "scim.idp_group.member_delete":
                super().told(kind, client, resource, **more)

    return Silent


@on_backstage("stytch", "major", "generic")
def stytch_changes_external_ids_of_groups(healthy: type[Any]) -> type[Any]:
    """A group gets another externalId: it becomes the group of somebody else."""

    class Changing(healthy):  # type: ignore[misc]
        def fix(self, former: Any, group: Any) -> None:
            return None

    return Changing


@on_backstage("stytch", "critical", "generic")
def stytch_mixes_organizations(healthy: type[Any]) -> type[Any]:
    """The token of one organization opens all of them."""
    return behind.mixing_tenants(healthy)


@on_backstage("stytch", "major", "generic")
def stytch_makes_new_tokens_wait(healthy: type[Any]) -> type[Any]:
    """The next token does not open the connection before the rotation is completed: whoever enters it is locked out."""

    class Waiting(healthy):  # type: ignore[misc]
        def rotate(self, connection: Any, step: str) -> Json:
            shown: Json = super().rotate(connection, step)
            if step == "start":
                self.credentials.pop(connection.coming, None)
            elif step == "complete":
                self.credentials[connection.token] = 1
            return shown

    return Waiting


@on_backstage("stytch", "critical", "generic")
def stytch_never_ends_tokens(healthy: type[Any]) -> type[Any]:
    """A token that was replaced goes on opening the connection."""

    class Keeping(healthy):  # type: ignore[misc]
        def end_rotation(self, connection: Any, coming: str, *, completed: bool) -> None:
            old = connection.token
            super().end_rotation(connection, coming, completed=completed)
            if completed:
                self.credentials[old] = 1

    return Keeping


@on_backstage("stytch", "major", "generic")
def stytch_keeps_tokens_that_were_to_come(healthy: type[Any]) -> type[Any]:
    """A rotation is cancelled, and the token that was to come opens the connection all the same."""

    class Keeping(healthy):  # type: ignore[misc]
        def end_rotation(self, connection: Any, coming: str, *, completed: bool) -> None:
            super().end_rotation(connection, coming, completed=completed)
            if not completed:
                self.credentials[coming] = 1

    return Keeping
