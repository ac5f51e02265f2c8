"""Veza breaks its promises about groups: teams that are missing, roles that end too early, too late, or never."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json, Team, member_ids
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound


class _Ledger:
    """Roles that were taken from somebody, or that nobody can take any more, by the id of the user."""

    def __init__(self) -> None:
        self.lost: set[tuple[str, str]] = set()
        self.stuck: set[tuple[str, str]] = set()


def _with_ledger(healthy: type[Any]) -> type[Any]:
    """An application that remembers what it took, and what it cannot take."""

    class Remembering(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.ledger = _Ledger()
            self.shape = ""

        def meet(self, asked: Inbound) -> Outbound | None:
            self.shape = _shape(asked)
            found: Outbound | None = super().meet(asked)
            return found

        def roles_of(self, account: Account) -> set[str]:
            roles: set[str] = super().roles_of(account)
            lost = {role for user, role in self.ledger.lost if user == account.scim_id}
            return (roles - lost) | {role for user, role in self.ledger.stuck if user == account.scim_id}

        def team_of(self, client: int, group: Json) -> Team | None:
            """The team that a group resource became."""
            return next((one for one in self.teams if (one.client, one.scim_id) == (client, group["id"])), None)

        def lose(self, people: frozenset[str], roles: set[str]) -> None:
            """Take these roles, whatever else grants them."""
            self.ledger.lost |= {(one, role) for one in people for role in roles}

        def keep(self, people: frozenset[str], roles: set[str]) -> None:
            """Let them have these roles for ever."""
            self.ledger.stuck |= {(one, role) for one in people for role in roles}

    return Remembering


def _shape(asked: Inbound) -> str:
    """What kind of change of a group a request is."""
    body = asked.json
    if asked.endpoint != "Groups" or asked.method != "PATCH" or not isinstance(body, dict):
        return asked.method
    shapes = []
    for operation in body.get("Operations") or []:
        op, path = str(operation.get("op")).lower(), str(operation.get("path", ""))
        shapes.append(
            f"{op} {path.partition('[')[0]}" + (" all" if "value" not in operation and "[" not in path else "")
        )
    return shapes[-1] if shapes else asked.method


@on_backstage("veza", "major", "okta", "entra")
def veza_shortens_names_of_groups(healthy: type[Any]) -> type[Any]:
    """The names of groups are cut at a dozen characters: two that begin alike cannot be told apart."""

    class Cutting(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for group in answer.resources if asked.endpoint == "Groups" and asked.resource_id else []:
                group["displayName"] = str(group.get("displayName"))[:12]

    return Cutting


@on_backstage("veza", "major", "okta", "entra")
def veza_names_teams_otherwise(healthy: type[Any]) -> type[Any]:
    """Teams have names of Veza's own making: no admin finds the one of a group."""

    class Renaming(healthy):  # type: ignore[misc]
        def group_came(self, client: int, group: Json) -> None:
            super().group_came(client, {**group, "displayName": f"SCIM: {group['displayName']}"})

        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, {**after, "displayName": f"SCIM: {after['displayName']}"})

        def granted_by(self, team: Team) -> set[str]:
            return set(super().granted_by(Team(team.name.removeprefix("SCIM: "), team.client, team.scim_id)))

    return Renaming


@on_backstage("veza", "major", "okta", "entra")
def veza_hides_the_last_member(healthy: type[Any]) -> type[Any]:
    """Reads of a group leave its last member out."""

    class Hiding(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for group in answer.resources if asked.endpoint == "Groups" and asked.method == "GET" else []:
                if group.get("members"):
                    group["members"] = group["members"][:-1]

    return Hiding


@on_backstage("veza", "critical", "okta", "entra")
def veza_grants_one_role_per_group(healthy: type[Any]) -> type[Any]:
    """Of the roles that a group is mapped to, only one is granted."""

    class Sparing(healthy):  # type: ignore[misc]
        def granted_by(self, team: Team) -> set[str]:
            return set(sorted(super().granted_by(team))[:1])

    return Sparing


@on_backstage("veza", "critical", "okta", "entra")
def veza_revokes_one_role_per_group(healthy: type[Any]) -> type[Any]:
    """Whoever leaves a group that grants several roles loses one of them, and keeps the others for ever."""

    class Careless(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            team = self.team_of(client, after)
            if team is not None:
                self.keep(member_ids(before) - member_ids(after), set(sorted(self.granted_by(team))[1:]))
            super().group_changed(client, before, after)

    return Careless


@on_backstage("veza", "major", "okta", "entra")
def veza_keeps_teams_of_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group is deleted, and its team stays, with nobody in it."""

    class Keeping(healthy):  # type: ignore[misc]
        def group_went(self, client: int, group: Json) -> None:
            self.group_changed(client, group, {**group, "members": []})

    return Keeping


@on_backstage("veza", "critical", "okta", "entra")
def veza_keeps_roles_of_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group is deleted, and what it granted stays with everybody who was in it."""

    class Keeping(_with_ledger(healthy)):  # type: ignore[misc]
        def group_went(self, client: int, group: Json) -> None:
            team = self.team_of(client, group)
            if team is not None:
                self.keep(team.members, self.granted_by(team))
            super().group_went(client, group)

    return Keeping


@on_backstage("veza", "critical", "okta", "entra")
def veza_grants_nothing_twice(healthy: type[Any]) -> type[Any]:
    """What two groups grant is granted by none of them: the second assignment undoes the first."""

    class Undoing(healthy):  # type: ignore[misc]
        def roles_of(self, account: Account) -> set[str]:
            granted = [role for team in self.teams_with(account) for role in self.granted_by(team)]
            return {role for role in super().roles_of(account) if granted.count(role) < 2}

    return Undoing


@on_backstage("veza", "critical", "okta", "entra")
def veza_revokes_with_the_first_group(healthy: type[Any]) -> type[Any]:
    """Whoever leaves one group loses what it granted, though another group still grants it."""

    class Hasty(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            team = self.team_of(client, after)
            if team is not None:
                self.lose(member_ids(before) - member_ids(after), self.granted_by(team))
            super().group_changed(client, before, after)

    return Hasty


@on_backstage("veza", "critical", "okta", "entra")
def veza_never_revokes_what_two_groups_granted(healthy: type[Any]) -> type[Any]:
    """What two groups granted at a time stays for ever: leaving the second finds nothing to take."""

    class Generous(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            for user in member_ids(before) - member_ids(after):
                account = self.account_from(client, user)
                granted = [role for team in self.teams_with(account) for role in self.granted_by(team)]
                self.keep(frozenset({user}), {role for role in granted if granted.count(role) > 1})
            super().group_changed(client, before, after)

    return Generous


@on_backstage("veza", "critical", "okta", "entra")
def veza_revokes_with_a_deleted_group(healthy: type[Any]) -> type[Any]:
    """When a group is deleted, its members lose what it granted, though another group still grants it."""

    class Hasty(_with_ledger(healthy)):  # type: ignore[misc]
        def group_went(self, client: int, group: Json) -> None:
            team = self.team_of(client, group)
            if team is not None:
                self.lose(team.members, self.granted_by(team))
            super().group_went(client, group)

    return Hasty


@on_backstage("veza", "critical", "okta", "entra")
def veza_lets_admins_sign_in_for_ever(healthy: type[Any]) -> type[Any]:
    """A leaver who is still in a group that grants something can sign in."""

    class Open(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            grants = any(self.granted_by(team) for team in self.teams_with(account))
            return super().may_sign_in(account) or grants

    return Open


@on_backstage("veza", "major", "okta", "entra")
def veza_forgets_roles_of_returners(healthy: type[Any]) -> type[Any]:
    """Whoever was inactive once never has again what groups grant, although still in all of them."""

    class Forgetting(_with_ledger(healthy)):  # type: ignore[misc]
        def user_changed(self, client: int, before: Json, after: Json) -> None:
            super().user_changed(client, before, after)
            account = self.account_from(client, after["id"])
            if after.get("active") is False:
                roles = {role for team in self.teams_with(account) for role in self.granted_by(team)}
                self.lose(frozenset({after["id"]}), roles)

    return Forgetting


@on_backstage("veza", "critical", "generic")
def veza_revokes_early_when_members_are_replaced(healthy: type[Any]) -> type[Any]:
    """A PATCH that replaces the members takes from whoever is left out what another group still grants."""

    class Hasty(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            team = self.team_of(client, after)
            if team is not None and self.shape.startswith("replace members"):
                self.lose(member_ids(before) - member_ids(after), self.granted_by(team))
            super().group_changed(client, before, after)

    return Hasty


@on_backstage("veza", "critical", "generic")
def veza_revokes_nothing_when_a_group_is_emptied(healthy: type[Any]) -> type[Any]:
    """A PATCH that removes all members at once empties the group, and everybody keeps what it granted."""

    class Careless(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            team = self.team_of(client, after)
            if team is not None and self.shape == "remove members all":
                self.keep(member_ids(before), self.granted_by(team))
            super().group_changed(client, before, after)

    return Careless


@on_backstage("veza", "critical", "okta", "generic")
def veza_revokes_nothing_by_put(healthy: type[Any]) -> type[Any]:
    """A PUT of a group takes nothing from whoever it leaves out."""

    class Careless(_with_ledger(healthy)):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            team = self.team_of(client, after)
            if team is not None and self.shape == "PUT":
                self.keep(member_ids(before) - member_ids(after), self.granted_by(team))
            super().group_changed(client, before, after)

    return Careless
