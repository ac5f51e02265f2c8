"""Veza breaks its promises about people: who comes, changes, goes, comes back, and signs in."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scimproof.lab.backstage import Account, Json
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error


@on_backstage("veza", "critical", "okta", "entra")
def veza_fails_tests_of_connections(healthy: type[Any]) -> type[Any]:
    """The look-ups by which products test a connection end in a 500: no admin gets beyond the first page."""

    class Failing(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            wanted = asked.parameters
            tested = wanted.get("count") == "2" or (
                "userName eq" in wanted.get("filter", "") and "@" not in asked.query
            )
            if asked.method == "GET" and asked.path == "/Users" and tested and "%40" not in asked.query:
                return scim_error(500, "the directory is not available")
            found: Outbound | None = super().meet(asked)
            return found

    return Failing


@on_backstage("veza", "critical", "okta", "entra")
def veza_shows_newcomers_inactive(healthy: type[Any]) -> type[Any]:
    """Whoever is new reads as inactive until the next change: identity providers try to mend what is not broken."""

    class Hesitating(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for user in answer.resources if asked.method == "GET" and asked.endpoint == "Users" else []:
                meta = user.get("meta", {})
                if meta.get("created") == meta.get("lastModified"):
                    user["active"] = False

    return Hesitating


@on_backstage("veza", "critical", "okta", "entra")
def veza_forgets_to_let_newcomers_in(healthy: type[Any]) -> type[Any]:
    """A create is answered with success, and nobody is there: the user is active after the first change only."""

    class Forgetting(healthy):  # type: ignore[misc]
        def user_came(self, client: int, user: Json) -> None:
            super().user_came(client, {**user, "active": False})

    return Forgetting


@on_backstage("veza", "major", "okta", "entra")
def veza_keeps_maiden_names(healthy: type[Any]) -> type[Any]:
    """Last names never change: people go on under the name with which they came."""

    class Keeping(healthy):  # type: ignore[misc]
        def storage(self, healthy: type[Any]) -> type[Any]:
            class Kept(super().storage(healthy)):  # type: ignore[misc]
                def update(self, resource_type: Any, resource: Any, **how: Any) -> Any:
                    if resource_type.name == "User" and resource.name is not None:
                        resource.name.family_name = self._stored(resource_type, resource.id).name.family_name
                    return super().update(resource_type, resource, **how)

            return Kept

    return Keeping


@on_backstage("veza", "major", "okta", "entra")
def veza_shows_maiden_names(healthy: type[Any]) -> type[Any]:
    """SCIM shows the new name, and the application goes on with the former one."""

    class Showing(healthy):  # type: ignore[misc]
        def take_over(self, account: Account, user: Json) -> None:
            name = account.name
            super().take_over(account, user)
            account.name = name or account.name

    return Showing


@on_backstage("veza", "critical", "okta", "entra")
def veza_deactivates_nobody(healthy: type[Any]) -> type[Any]:
    """A deactivation is answered with success, and the user stays active."""

    class Lenient(healthy):  # type: ignore[misc]
        def storage(self, healthy: type[Any]) -> type[Any]:
            class Active(super().storage(healthy)):  # type: ignore[misc]
                def update(self, resource_type: Any, resource: Any, **how: Any) -> Any:
                    if resource_type.name == "User":
                        resource.active = True
                    return super().update(resource_type, resource, **how)

            return Active

    return Lenient


@on_backstage("veza", "critical", "okta", "entra")
def veza_lets_leavers_sign_in(healthy: type[Any]) -> type[Any]:
    """SCIM shows leavers as inactive, and they sign in as ever."""

    class Open(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            return True

    return Open


@on_backstage("veza", "critical", "okta", "entra")
def veza_reactivates_nobody(healthy: type[Any]) -> type[Any]:
    """Whoever was inactive once stays so, whatever is written."""

    class Final(healthy):  # type: ignore[misc]
        def storage(self, healthy: type[Any]) -> type[Any]:
            class Inactive(super().storage(healthy)):  # type: ignore[misc]
                def update(self, resource_type: Any, resource: Any, **how: Any) -> Any:
                    if resource_type.name == "User" and self._stored(resource_type, resource.id).active is False:
                        resource.active = False
                    return super().update(resource_type, resource, **how)

            return Inactive

    return Final


@on_backstage("veza", "major", "okta", "entra")
def veza_lets_returners_wait(healthy: type[Any]) -> type[Any]:
    """SCIM shows returners as active, and they cannot sign in: somebody has to unlock each of them."""

    class Locked(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            return super().may_sign_in(account) and not getattr(account, "was_off", False)

        def take_over(self, account: Account, user: Json) -> None:
            super().take_over(account, user)
            account.was_off = not account.active or getattr(account, "was_off", False)  # type: ignore[attr-defined]

    return Locked


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

    class Remembering(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.archive: dict[str, Any] = {}

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.endpoint != "Groups" or asked.method != "GET" or asked.resource_id is None:
                return
            if answer.ok:
                self.archive[asked.path] = deepcopy(answer.body)
            elif answer.status == 404 and asked.path in self.archive:
                answer.status, answer.body = 200, self.archive[asked.path]

    return Remembering
