"""Stytch breaks its promises about members: who comes, changes, is deprovisioned and reactivated."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json
from scimproof.lab.faults import behind
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_shows_newcomers_inactive(healthy: type[Any]) -> type[Any]:
    """Whoever is new reads as inactive until the next change."""
    return behind.showing(healthy, behind.show_newcomers_inactive)


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_lets_newcomers_wait(healthy: type[Any]) -> type[Any]:
    """A create is answered with success, and the member becomes active with the first change only."""
    return behind.letting_newcomers_wait(healthy)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_forgets_domains_of_newcomers(healthy: type[Any]) -> type[Any]:
    """What a domain gives is given to nobody who is new, and to everybody who was changed once."""

    class Forgetting(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.changed: set[str | None] = set()

        def user_changed(self, client: int, before: Json, after: Json) -> None:
            self.changed.add(after["id"])
            super().user_changed(client, before, after)

        def by_domain(self, account: Account) -> set[str]:
            return set(super().by_domain(account)) if account.scim_id in self.changed else set()

    return Forgetting


@on_backstage("stytch", "major", "okta", "entra")
def stytch_keeps_maiden_names(healthy: type[Any]) -> type[Any]:
    """Last names never change."""
    return behind.storing(healthy, behind.keep_last_names)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_shows_maiden_names(healthy: type[Any]) -> type[Any]:
    """SCIM shows the new name, and the member goes on under the former one."""
    return behind.keeping_shown_names(healthy)


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_deactivates_nobody(healthy: type[Any]) -> type[Any]:
    """A deactivation is answered with success, and the member stays active."""
    return behind.storing(healthy, behind.keep_active)


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_lets_leavers_sign_in(healthy: type[Any]) -> type[Any]:
    """Members are shown as deactivated, and sign in as ever."""
    return behind.letting_leavers_in(healthy)


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_leaves_roles_of_groups(healthy: type[Any]) -> type[Any]:
    """A member who was deprovisioned keeps what groups and hands gave, until reactivated without it."""

    class Leaving(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.former: dict[str, set[str]] = {}

        def deprovision(self, account: Account | None) -> None:
            if account is not None:
                self.former[account.id] = set(account.roles)
            super().deprovision(account)

        def roles_of(self, account: Account) -> set[str]:
            roles: set[str] = super().roles_of(account)
            return roles if account.active else self.former.get(account.id, set()) | self.by_groups(account)

    return Leaving


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_leaves_sessions_open(healthy: type[Any]) -> type[Any]:
    """The sessions of a member who was deprovisioned go on, until the next sign-in."""

    class Leaving(healthy):  # type: ignore[misc]
        def deprovision(self, account: Account | None) -> None:
            open_ones = self.sessions.get(account.id, []) if account is not None else []
            super().deprovision(account)
            if account is not None:
                self.sessions[account.id] = open_ones

        def take_over(self, account: Account, user: Json) -> None:
            was_active = account.active
            super().take_over(account, user)
            if account.active and not was_active:
                self.sessions.pop(account.id, None)

    return Leaving


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_reactivates_nobody(healthy: type[Any]) -> type[Any]:
    """Whoever was inactive once stays so, whatever is written."""
    return behind.storing(healthy, behind.keep_inactive)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_lets_returners_wait(healthy: type[Any]) -> type[Any]:
    """Members are shown as active again, and cannot sign in."""
    return behind.letting_returners_wait(healthy)


@on_backstage("stytch", "major", "okta", "entra")
def stytch_forgets_groups_of_returners(healthy: type[Any]) -> type[Any]:
    """Whoever was deprovisioned once never has again what groups give."""

    class Forgetting(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.were_gone: set[str] = set()

        def deprovision(self, account: Account | None) -> None:
            super().deprovision(account)
            if account is not None:
                self.were_gone.add(account.id)

        def by_groups(self, account: Account) -> set[str]:
            return set() if account.id in self.were_gone else set(super().by_groups(account))

    return Forgetting


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_restores_what_was_given_by_hand(healthy: type[Any]) -> type[Any]:
    """Whoever comes back has again what an admin gave by hand, a year ago."""

    class Restoring(healthy):  # type: ignore[misc]
        def deprovision(self, account: Account | None) -> None:
            roles = set(account.roles) if account is not None else set()
            super().deprovision(account)
            if account is not None:
                account.roles = roles

    return Restoring


@on_backstage("stytch", "critical", "okta", "entra")
def stytch_revives_sessions(healthy: type[Any]) -> type[Any]:
    """Sessions sleep while a member is deactivated, and are alive again with the member."""

    class Reviving(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.asleep: dict[str, list[str]] = {}

        def deprovision(self, account: Account | None) -> None:
            if account is not None:
                self.asleep[account.id] = list(self.sessions.get(account.id, []))
            super().deprovision(account)

        def take_over(self, account: Account, user: Json) -> None:
            super().take_over(account, user)
            if account.active and account.id in self.asleep:
                self.sessions[account.id] = self.asleep.pop(account.id)

    return Reviving


@on_backstage("stytch", "major", "okta", "entra")
def stytch_tells_of_no_updates(healthy: type[Any]) -> type[Any]:
    """The application is not told that a member has changed, or is back."""

    class Silent(healthy):  # type: ignore[misc]
        def told(self, kind: str, client: int, resource: Json, **more: Any) -> None:
            if kind != "scim.member.update":
                super().told(kind, client, resource, **more)

    return Silent


@on_backstage("stytch", "critical", "generic")
def stytch_forgets_members_whose_users_are_deleted(healthy: type[Any]) -> type[Any]:
    """A DELETE takes the user away, and the member stays as it was: active, with all roles and sessions."""

    class Forgetting(healthy):  # type: ignore[misc]
        def user_went(self, client: int, user: Json) -> None:
            self.told("scim.member.delete", client, user)

    return Forgetting


@on_backstage("stytch", "critical", "okta", "generic")
def stytch_shows_leavers_by_put_as_active(healthy: type[Any]) -> type[Any]:
    """A PUT deactivates, and reads go on to show the member as active."""
    put: set[str] = set()

    def change(asked: Inbound, answer: Outbound) -> None:
        body = asked.json
        if asked.method == "PUT" and isinstance(body, dict) and body.get("active") is False:
            put.add(asked.path)
        elif asked.method == "GET" and asked.path in put and answer.ok:
            answer.body["active"] = True
        elif asked.method != "GET":
            put.discard(asked.path)

    return behind.showing(healthy, change)
