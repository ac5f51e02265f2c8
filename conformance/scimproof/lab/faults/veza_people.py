"""Veza breaks its promises about people: who comes, changes, goes, comes back, and signs in."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, Json
from scimproof.lab.faults import behind
from scimproof.lab.faults.mechanism import on_backstage


@on_backstage("veza", "critical", "okta", "entra")
def veza_fails_tests_of_connections(healthy: type[Any]) -> type[Any]:
    """The look-ups by which products test a connection end in a 500: no admin gets beyond the first page."""
    return behind.meeting(healthy, behind.fail_tests_of_connections)


@on_backstage("veza", "critical", "okta", "entra")
def veza_shows_newcomers_inactive(healthy: type[Any]) -> type[Any]:
    """Whoever is new reads as inactive until the next change: identity providers try to mend what is not broken."""
    return behind.showing(healthy, behind.show_newcomers_inactive)


@on_backstage("veza", "critical", "okta", "entra")
def veza_lets_newcomers_wait(healthy: type[Any]) -> type[Any]:
    """A create is answered with success, and the user becomes active with the first change only."""
    return behind.letting_newcomers_wait(healthy)


@on_backstage("veza", "major", "okta", "entra")
def veza_keeps_maiden_names(healthy: type[Any]) -> type[Any]:
    """Last names never change: people go on under the name with which they came."""
    return behind.storing(healthy, behind.keep_last_names)


@on_backstage("veza", "major", "okta", "entra")
def veza_shows_maiden_names(healthy: type[Any]) -> type[Any]:
    """SCIM shows the new name, and the application goes on with the former one."""
    return behind.keeping_shown_names(healthy)


@on_backstage("veza", "critical", "okta", "entra")
def veza_deactivates_nobody(healthy: type[Any]) -> type[Any]:
    """A deactivation is answered with success, and the user stays active."""
    return behind.storing(healthy, behind.keep_active)


@on_backstage("veza", "critical", "okta", "entra")
def veza_lets_leavers_sign_in(healthy: type[Any]) -> type[Any]:
    """SCIM shows leavers as inactive, and they sign in as ever."""
    return behind.letting_leavers_in(healthy)


@on_backstage("veza", "critical", "okta", "entra")
def veza_reactivates_nobody(healthy: type[Any]) -> type[Any]:
    """Whoever was inactive once stays so, whatever is written."""
    return behind.storing(healthy, behind.keep_inactive)


@on_backstage("veza", "major", "okta", "entra")
def veza_lets_returners_wait(healthy: type[Any]) -> type[Any]:
    """SCIM shows returners as active, and they cannot sign in: somebody has to unlock each of them."""
    return behind.letting_returners_wait(healthy)


@on_backstage("veza", "major", "okta", "entra")
def veza_gives_returners_new_accounts(healthy: type[Any]) -> type[Any]:
    """Whoever comes back gets a second account; saved queries and reviews stay with the first."""

    class Doubling(healthy):  # type: ignore[misc]
        def user_changed(self, client: int, before: Json, after: Json) -> None:
            if before.get("active") is False and after.get("active") is True:
                account = self.account_from(client, after["id"])
                account.scim_id = None
                self.user_came(client, after)
            else:
                super().user_changed(client, before, after)

    return Doubling


@on_backstage("veza", "critical", "okta", "entra")
def veza_goes_on_creating_by_saml(healthy: type[Any]) -> type[Any]:
    """Signing in by SAML still creates accounts: whoever gets a session at the identity provider is in Veza."""

    class Welcoming(healthy):  # type: ignore[misc]
        def signs_in_by_saml(self, user_name: str, name: str) -> bool:
            if self.account_named(user_name) is None:
                self.accounts.append(Account(user_name, email=user_name, name=name))
            return bool(super().signs_in_by_saml(user_name, name))

    return Welcoming


@on_backstage("veza", "major", "okta", "entra")
def veza_goes_on_changing_by_saml(healthy: type[Any]) -> type[Any]:
    """Signing in by SAML still changes names: they go back and forth with what comes by SCIM."""

    class Renaming(healthy):  # type: ignore[misc]
        def signs_in_by_saml(self, user_name: str, name: str) -> bool:
            account = self.account_named(user_name)
            if account is not None:
                account.name = name
            return bool(super().signs_in_by_saml(user_name, name))

    return Renaming


@on_backstage("veza", "critical", "generic")
def veza_shows_deleted_groups(healthy: type[Any]) -> type[Any]:
    """A group that was deleted can still be read: an identity provider takes it for one to go on with."""
    return behind.showing_deleted_groups(healthy)
