"""What several faults of doubles are made of: an application that meets, stores, shows or lets in otherwise."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from scimproof.lab.backstage import Account, Json
from scimproof.lab.faults.access import mixes_tenants
from scimproof.lab.messages import Inbound, Outbound, scim_error

See = Callable[[Inbound], Outbound | None]
Change = Callable[[Inbound, Outbound], None]
Keep = Callable[[str, Any, Any], None]


def meeting(healthy: type[Any], see: See) -> type[Any]:
    """An application that looks at requests first: ``see`` may change or answer them."""

    class Meeting(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            found = see(asked)
            if found is not None:
                return found
            answered: Outbound | None = super().meet(asked)
            return answered

    return Meeting


def showing(healthy: type[Any], change: Change) -> type[Any]:
    """An application that changes answers last."""

    class Showing(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            change(asked, answer)

    return Showing


def storing(healthy: type[Any], keep: Keep) -> type[Any]:
    """An application that stores changes otherwise: ``keep`` is given the kind, what was stored, and what is to be."""

    class Storing(healthy):  # type: ignore[misc]
        def storage(self, healthy: type[Any]) -> type[Any]:
            class Kept(super().storage(healthy)):  # type: ignore[misc]
                def update(self, resource_type: Any, resource: Any, **how: Any) -> Any:
                    keep(resource_type.name, self._stored(resource_type, resource.id), resource)
                    return super().update(resource_type, resource, **how)

            return Kept

    return Storing


# -- what is done otherwise -----------------------------------------------------------------------------------------


def fail_tests_of_connections(asked: Inbound) -> Outbound | None:
    """The look-ups by which products test a connection: one or two users, or one with a name that nobody has."""
    wanted, path = asked.parameters, asked.path
    look_up = "userName eq" in wanted.get("filter", "") and "@" not in wanted["filter"]
    if asked.method == "GET" and path == "/Users" and (wanted.get("count") in ("1", "2") or look_up):
        return scim_error(500, "the directory is not available")
    return None


def show_newcomers_inactive(asked: Inbound, answer: Outbound) -> None:
    """Whoever was never changed reads as inactive."""
    for user in answer.resources if asked.method == "GET" and asked.endpoint == "Users" else []:
        meta = user.get("meta", {})
        if meta.get("created") == meta.get("lastModified"):
            user["active"] = False


def keep_last_names(kind: str, former: Any, resource: Any) -> None:
    """Last names never change."""
    if kind == "User" and resource.name is not None and former.name is not None:
        resource.name.family_name = former.name.family_name


def keep_active(kind: str, former: Any, resource: Any) -> None:
    """Nobody is ever deactivated."""
    if kind == "User":
        resource.active = True


def keep_inactive(kind: str, former: Any, resource: Any) -> None:
    """Whoever was inactive once stays so."""
    if kind == "User" and former.active is False:
        resource.active = False


# -- applications ---------------------------------------------------------------------------------------------------


def keeping_shown_names(healthy: type[Any]) -> type[Any]:
    """An application that goes on with the names with which people came."""

    class Keeping(healthy):  # type: ignore[misc]
        def take_over(self, account: Account, user: Json) -> None:
            name = account.name
            super().take_over(account, user)
            account.name = name or account.name

    return Keeping


def letting_leavers_in(healthy: type[Any]) -> type[Any]:
    """An application to which everybody can sign in who ever could."""

    class Open(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            return True

    return Open


def letting_returners_wait(healthy: type[Any]) -> type[Any]:
    """An application to which nobody can sign in who was inactive once."""

    class Locked(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.locked: set[str] = set()

        def may_sign_in(self, account: Account) -> bool:
            return bool(super().may_sign_in(account)) and account.id not in self.locked

        def take_over(self, account: Account, user: Json) -> None:
            super().take_over(account, user)
            if not account.active:
                self.locked.add(account.id)

    return Locked


def letting_newcomers_wait(healthy: type[Any]) -> type[Any]:
    """An application in which nobody is active, or can sign in, before the first change."""

    class Forgetting(healthy):  # type: ignore[misc]
        def __init__(self, options: Any) -> None:
            super().__init__(options)
            self.changed: set[str | None] = set()

        def user_came(self, client: int, user: Json) -> None:
            super().user_came(client, {**user, "active": False})

        def user_changed(self, client: int, before: Json, after: Json) -> None:
            self.changed.add(after["id"])
            super().user_changed(client, before, after)

        def roles_of(self, account: Account) -> set[str]:
            """Roles are shown all the same."""
            shown, account.active = account.active, account.active or account.scim_id not in self.changed
            roles: set[str] = super().roles_of(account)
            account.active = shown
            return roles

    return Forgetting


def mixing_tenants(healthy: type[Any]) -> type[Any]:
    """An application of which all tenants share one storage."""

    class Mixing(healthy):  # type: ignore[misc]
        def storage(self, healthy: type[Any]) -> type[Any]:
            return mixes_tenants(super().storage(healthy))

    return Mixing


def showing_deleted_groups(healthy: type[Any]) -> type[Any]:
    """An application that shows groups that were deleted, as they were last."""

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
