"""Scanner breaks its promises about roles: they come late, go late or never, or to the wrong people."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json, member_ids
from scimproof.lab.faults import stytch_groups
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.vendors.scanner import PREFIX, ROLES


@on_backstage("scanner", "major", "okta", "entra")
def scanner_shows_members_of_yesterday(healthy: type[Any]) -> type[Any]:
    """Reads of a group show whom it had five minutes ago."""
    return stytch_groups.showing_members_of_yesterday(healthy)


@on_backstage("scanner", "major", "okta", "entra")
def scanner_lets_joiners_wait(healthy: type[Any]) -> type[Any]:
    """A role takes ten minutes to come."""
    return stytch_groups.letting_joiners_wait(healthy)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_never_takes_roles(healthy: type[Any]) -> type[Any]:
    """Whoever has left a group keeps its role for ever."""

    class Generous(healthy):  # type: ignore[misc]
        def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
            former = self.refreshed.get((client, after["id"])) if after is not None else None
            super().refresh(client, before, after)
            if former is not None and after is not None:
                self.refreshed[client, after["id"]].members |= former.members

    return Generous


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_takes_roles_after_an_hour(healthy: type[Any]) -> type[Any]:
    """Whoever has left a group loses its role an hour later."""
    return stytch_groups.letting_leavers_stay(healthy)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_gives_roles_to_everybody(healthy: type[Any]) -> type[Any]:
    """As soon as there is a group, everybody has the role of its name."""

    class Generous(healthy):  # type: ignore[misc]
        def synchronized(self, account: Account) -> set[str]:
            names = {team.name for team in self.refreshed.values()}
            return {role for role in self.options.get(ROLES, []) if self.matches(role, names)}

    return Generous


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_leaves_roles_of_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group is deleted, and its members keep the role."""
    return stytch_groups.keeping_deleted_groups(healthy)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_invents_roles(healthy: type[Any]) -> type[Any]:
    """A group for which there is no role makes one, and gives it to its members."""

    class Inventive(healthy):  # type: ignore[misc]
        def synchronized(self, account: Account) -> set[str]:
            return {PREFIX + name for name in self.names_of(account)}

    return Inventive


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_takes_what_was_given_by_hand(healthy: type[Any]) -> type[Any]:
    """Whoever leaves a group loses every role, also those that an admin gave by hand."""

    class Thorough(healthy):  # type: ignore[misc]
        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, after)
            for person in member_ids(before) - member_ids(after):
                account = self.account_from(client, person)
                if account is not None:
                    account.roles.clear()

    return Thorough


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_gives_one_role_each(healthy: type[Any]) -> type[Any]:
    """Nobody has more than one synchronized role: the second group changes nothing."""

    class Sparing(healthy):  # type: ignore[misc]
        def synchronized(self, account: Account) -> set[str]:
            return set(sorted(super().synchronized(account))[:1])

    return Sparing


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_takes_all_roles_with_one_group(healthy: type[Any]) -> type[Any]:
    """Whoever leaves one of two groups loses the roles of both, until the next change."""

    class Hasty(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.stripped: set[str] = set()

        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, after)
            self.stripped |= member_ids(before) - member_ids(after)

        def user_changed(self, client: int, before: Json, after: Json) -> None:
            super().user_changed(client, before, after)
            self.stripped.discard(after["id"])

        def synchronized(self, account: Account) -> set[str]:
            return set() if account.scim_id in self.stripped else set(super().synchronized(account))

    return Hasty


@on_backstage("scanner", "major", "okta", "entra")
def scanner_forgets_roles_of_returners(healthy: type[Any]) -> type[Any]:
    """Whoever was deactivated has no role again before a group changes."""

    class Forgetting(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.were_gone: set[str] = set()

        def deprovision(self, account: Account | None) -> None:
            super().deprovision(account)
            if account is not None:
                self.were_gone.add(str(account.scim_id))

        def group_changed(self, client: int, before: Json, after: Json) -> None:
            super().group_changed(client, before, after)
            self.were_gone -= member_ids(after)

        def synchronized(self, account: Account) -> set[str]:
            return set() if account.scim_id in self.were_gone else set(super().synchronized(account))

    return Forgetting


class _Names:
    """The names that a group has had, by its id."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}

    def note(self, group: Json | None) -> None:
        if group is not None:
            self.of.setdefault(group["id"], []).append(group["displayName"])


def _remembering_names(healthy: type[Any]) -> type[Any]:
    class Remembering(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.former_names = _Names()

        def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
            super().refresh(client, before, after)
            self.former_names.note(after)

    return Remembering


@on_backstage("scanner", "major", "okta", "entra")
def scanner_overlooks_new_names(healthy: type[Any]) -> type[Any]:
    """A group that gets another name gives no role any more, not even that of the new name."""

    class Overlooking(_remembering_names(healthy)):  # type: ignore[misc]
        def names_of(self, account: Account) -> set[str]:
            known = self.former_names.of
            return {team.name for team in self.groups_of(account) if team.name == known[team.scim_id][0]}

    return Overlooking


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_leaves_roles_of_former_names(healthy: type[Any]) -> type[Any]:
    """A group that gets another name gives the role of the former one as well."""

    class Remembering(_remembering_names(healthy)):  # type: ignore[misc]
        def names_of(self, account: Account) -> set[str]:
            return {name for team in self.groups_of(account) for name in self.former_names.of[team.scim_id]}

    return Remembering


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_matches_beginnings(healthy: type[Any]) -> type[Any]:
    """A group gives every role whose name begins like its own."""

    class Vague(healthy):  # type: ignore[misc]
        def matches(self, role: str, names: set[str]) -> bool:
            return any(role.startswith(PREFIX + name) for name in names)

    return Vague


class _OfUsers:
    """Where a fault is about roles of users, the double is set up for them."""

    def __init__(self, options: Any) -> None:
        super().__init__({**options, "role_source": "user.roles"})  # type: ignore[call-arg]


@on_backstage("scanner", "critical", "generic")
def scanner_overlooks_roles_of_users(healthy: type[Any]) -> type[Any]:
    """Where roles come from users, those with which somebody was created are never given."""

    class Overlooking(_OfUsers, healthy):  # type: ignore[misc]
        def user_came(self, client: int, user: Json) -> None:
            super().user_came(client, {**user, "roles": []})

    return Overlooking


@on_backstage("scanner", "critical", "generic")
def scanner_keeps_roles_of_users(healthy: type[Any]) -> type[Any]:
    """Where roles come from users, those that are taken away stay."""

    class Keeping(_OfUsers, healthy):  # type: ignore[misc]
        def note_roles(self, client: int, user: Json) -> None:
            former = self.roles_at_the_idp.get((client, user["id"]), set())
            kept = [{"value": role} for role in sorted(former)]
            super().note_roles(client, {**user, "roles": [*(user.get("roles") or []), *kept]})

    return Keeping
