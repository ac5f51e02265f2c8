"""Vanta breaks what it promises about roles and about teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.lab.backstage import Account, Backstage, member_ids
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound

Json = dict[str, Any]


@on_backstage("vanta", "major", "okta", "entra")
def vanta_shows_the_first_role(healthy: type[Any]) -> type[Any]:
    """The directory goes on showing the role that came first: Okta and Entra send it again and again."""

    class Nostalgic(healthy):  # type: ignore[misc]
        def keep_role(self, scim_id: str, role: str | None) -> None:
            first = self.sent_roles.get(scim_id)
            super().keep_role(scim_id, role)
            if first is not None:
                self.sent_roles[scim_id] = first

    return Nostalgic


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_overlooks_roles_of_newcomers(healthy: type[Any]) -> type[Any]:
    """A role counts only from the first change on: on the day of the set-up every admin is locked out."""

    class Late(healthy):  # type: ignore[misc]
        def role_comes(self, scim_id: str, role: str | None) -> None:
            known = self.__dict__.setdefault("known_users", set())
            if scim_id in known:
                super().role_comes(scim_id, role)
            known.add(scim_id)

    return Late


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_collects_roles(healthy: type[Any]) -> type[Any]:
    """A new privileged role is added to the former one: whoever changes jobs can do ever more."""

    class Collecting(healthy):  # type: ignore[misc]
        def role_comes(self, scim_id: str, role: str | None) -> None:
            super().role_comes(scim_id, role)
            held = self.__dict__.setdefault("held", {}).setdefault(scim_id, set())
            if role == self.options["employee_role"] or role is None:
                held.clear()
            else:
                held.add(role)

        def roles_of(self, account: Account) -> set[str]:
            found: set[str] = super().roles_of(account)
            return found | (self.__dict__.get("held", {}).get(account.scim_id, set()) if account.active else set())

    return Collecting


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_never_lowers(healthy: type[Any]) -> type[Any]:
    """The role of employees takes nothing away from anybody who has a higher one."""

    class Generous(healthy):  # type: ignore[misc]
        def role_comes(self, scim_id: str, role: str | None) -> None:
            if role != self.options["employee_role"] or scim_id not in self.given_roles:
                super().role_comes(scim_id, role)

    return Generous


@on_backstage("vanta", "major", "entra")
def vanta_takes_silence_for_a_removal(healthy: type[Any]) -> type[Any]:
    """A change that does not name the role takes it away: with Entra, who gets another name is no admin any more."""

    class Forgetful(healthy):  # type: ignore[misc]
        def account_changes(self, client: int, before: Json, after: Json) -> None:
            super().account_changes(client, before, after)
            if after.get("active") is not False and before.get("active") == after.get("active"):
                self.given_roles.pop(after["id"], None)

    return Forgetful


@on_backstage("vanta", "major", "entra")
def vanta_drops_unnamed_attributes(healthy: type[Any]) -> type[Any]:
    """The directory loses the role with every PATCH that does not name it."""

    class Dropping(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            if asked.method == "PATCH" and asked.endpoint == "Users" and answer.ok and not self._said:
                self.sent_roles.pop(str(asked.resource_id), None)
            super().show(asked, answer)

    return Dropping


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_trusts_people_without_role(healthy: type[Any]) -> type[Any]:
    """With the compliance module, who comes without a role has a privileged one."""

    class Trusting(healthy):  # type: ignore[misc]
        def role_without_any(self) -> str | None:
            return str(self.options["lesser_role"])

    return Trusting


class _WithoutCompliance(Backstage):
    """A tenant without the compliance module."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__({**options, "compliance": "off"})


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_opens_for_people_without_role(healthy: type[Any]) -> type[Any]:
    """Without the compliance module, who comes without a role can sign in all the same, and sees the findings."""

    class Open(_WithoutCompliance, healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            return account.active

    return Open


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_gives_a_role_to_everybody(healthy: type[Any]) -> type[Any]:
    """Without the compliance module, who comes without a role has that of employees."""

    class Giving(_WithoutCompliance, healthy):  # type: ignore[misc]
        def role_without_any(self) -> str | None:
            return str(self.options["employee_role"])

    return Giving


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_grants_roles_by_hand(healthy: type[Any]) -> type[Any]:
    """An admin can give somebody a role in Vanta whom SCIM manages: no review of the identity provider ever sees it."""

    class Manual(healthy):  # type: ignore[misc]
        def roles_of(self, account: Account) -> set[str]:
            found: set[str] = super().roles_of(account)
            return found | (account.roles if account.active else set())

    return Manual


# -- teams ------------------------------------------------------------------------------------------------------------


@on_backstage("vanta", "major", "okta", "entra")
def vanta_shows_groups_without_the_first(healthy: type[Any]) -> type[Any]:
    """Of the members of a group the first is not shown: a review finds one person too few."""

    class Short(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for resource in answer.resources if asked.method == "GET" and asked.endpoint == "Groups" else []:
                resource["members"] = (resource.get("members") or [])[1:]

    return Short


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_makes_no_teams(healthy: type[Any]) -> type[Any]:
    """A pushed group is accepted, and no team is made of it."""

    class Teamless(healthy):  # type: ignore[misc]
        def group_came(self, client: int, group: Json) -> None:
            return None

    return Teamless


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_keeps_former_members(healthy: type[Any]) -> type[Any]:
    """Who leaves the group stays in the team."""

    class Sticky(healthy):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            former = {team.scim_id: team.members for team in self.teams}
            super().group_changed(client, before, after)
            for team in self.teams:
                if (team.client, team.scim_id) == (client, after["id"]):
                    team.members = former.get(team.scim_id, frozenset()) | member_ids(after)

    return Sticky


@on_backstage("vanta", "minor", "okta", "entra")
def vanta_keeps_names_of_teams(healthy: type[Any]) -> type[Any]:
    """A team keeps the name that its group came with."""

    class Conservative(healthy):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, {**after, "displayName": self._first_name(client, after)})

        def _first_name(self, client: int, group: Json) -> str:
            own = [team for team in self.teams if (team.client, team.scim_id) == (client, group["id"])]
            return str(own[0].name) if own else str(group["displayName"])

    return Conservative


@on_backstage("vanta", "major", "okta", "entra")
def vanta_keeps_teams_of_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A team outlives its group, with everybody in it."""

    class Sticky(healthy):  # type: ignore[misc]
        def group_went(self, client: int, group: Json) -> None:
            return None

    return Sticky


@on_backstage("vanta", "major", "okta", "entra")
def vanta_makes_teams_all_the_same(healthy: type[Any]) -> type[Any]:
    """Where groups are to have no effect, teams are made of them all the same."""

    class Eager(healthy):  # type: ignore[misc]
        def __init__(self, options: Mapping[str, Any]) -> None:
            super().__init__({**options, "groups": "ignored"})

        def group_came(self, client: int, group: Json) -> None:
            self.options["groups"] = "teams"
            super().group_came(client, group)
            self.options["groups"] = "ignored"

    return Eager
