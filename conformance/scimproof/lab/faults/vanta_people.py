"""Vanta breaks what it promises about people: those who come, change, go and come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.lab.backstage import Account
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound

Json = dict[str, Any]


def _first(asked: Inbound, answer: Outbound, shown: dict[str, Json], names: tuple[str, ...]) -> None:
    """Show of every user what was first seen of these attributes."""
    for resource in answer.resources if answer.ok and asked.endpoint == "Users" else []:
        first = shown.setdefault(str(resource.get("id")), {name: resource.get(name) for name in names})
        resource.update({name: value for name, value in first.items() if value is not None})


@on_backstage("vanta", "major", "okta", "entra")
def vanta_drops_family_names(healthy: type[Any]) -> type[Any]:
    """Of a new user the family name is lost: people are told apart by their first names."""

    class Familiar(healthy):  # type: ignore[misc]
        def meet_user(self, asked: Inbound) -> Outbound | None:
            user = asked.json
            if asked.method == "POST" and isinstance(user, dict) and isinstance(user.get("name"), dict):
                asked.replace_json({**user, "name": {"givenName": user["name"].get("givenName")}})
            found: Outbound | None = super().meet_user(asked)
            return found

    return Familiar


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_leaves_newcomers_unmanaged(healthy: type[Any]) -> type[Any]:
    """Who is new does not count as managed by SCIM: nobody is taken out when the assignment is."""

    class Unmanaged(healthy):  # type: ignore[misc]
        def account_for(self, client: int, user: Json) -> Account | None:
            found: Account | None = super().account_for(client, user)
            if found is None:
                self.__dict__.setdefault("newcomers", set()).add(user["id"])
            return found

        def more_of(self, account: Account) -> Json:
            new = account.scim_id in self.__dict__.get("newcomers", set())
            return {**super().more_of(account), **({"managed": False} if new else {})}

    return Unmanaged


@on_backstage("vanta", "minor", "okta", "entra")
def vanta_shows_former_names(healthy: type[Any]) -> type[Any]:
    """The directory answers a change of names as a success, and shows the former ones."""

    class Nostalgic(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            _first(asked, answer, self.__dict__.setdefault("names", {}), ("name",))

    return Nostalgic


@on_backstage("vanta", "minor", "okta", "entra")
def vanta_keeps_former_names(healthy: type[Any]) -> type[Any]:
    """Names are taken over once, when somebody comes: who marries keeps the former one in Vanta."""

    class Conservative(healthy):  # type: ignore[misc]
        def account_changes(self, client: int, before: Json, after: Json) -> None:
            account = self.account_from(client, after["id"])
            name = account.name if account is not None else None
            super().account_changes(client, before, after)
            if account is not None and name is not None:
                account.name = name

    return Conservative


@on_backstage("vanta", "major", "okta", "entra")
def vanta_shows_former_addresses(healthy: type[Any]) -> type[Any]:
    """The directory answers a change of the address as a success, and shows the former one."""

    class Nostalgic(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.method == "GET":
                _first(asked, answer, self.__dict__.setdefault("addresses", {}), ("userName", "emails"))

    return Nostalgic


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_doubles_who_moves(healthy: type[Any]) -> type[Any]:
    """With another address somebody is another account: all the evidence stays with the former one."""

    class Doubling(healthy):  # type: ignore[misc]
        def account_changes(self, client: int, before: Json, after: Json) -> None:
            if before["userName"] != after["userName"]:
                account = self.account_from(client, after["id"])
                if account is not None:
                    account.active, account.scim_id = False, None
                    account.external_id = None
                self.account_comes(client, after)
            else:
                super().account_changes(client, before, after)

    return Doubling


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_keeps_leavers(healthy: type[Any]) -> type[Any]:
    """Who is switched off in the directory keeps the account: active false is overheard."""

    class Deaf(healthy):  # type: ignore[misc]
        def account_changes(self, client: int, before: Json, after: Json) -> None:
            super().account_changes(client, before, {**after, "active": True})

    return Deaf


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_lets_leavers_in(healthy: type[Any]) -> type[Any]:
    """The account of a leaver is inactive, and its sessions go on: whoever is signed in stays."""

    class Open(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Account) -> bool:
            return bool(super().may_sign_in(account)) or not account.active

    return Open


@on_backstage("vanta", "critical", "generic")
def vanta_keeps_deleted_users(healthy: type[Any]) -> type[Any]:
    """Who is deleted in the directory keeps the account: only active false counts as leaving."""

    class Deaf(healthy):  # type: ignore[misc]
        def account_goes(self, client: int, user: Json) -> None:
            return None

    return Deaf


@on_backstage("vanta", "major", "okta", "entra")
def vanta_starts_returners_afresh(healthy: type[Any]) -> type[Any]:
    """Who comes back has a new account: all tasks are open again, and the former evidence is nobody's."""

    class Fresh(healthy):  # type: ignore[misc]
        def account_changes(self, client: int, before: Json, after: Json) -> None:
            account = self.account_from(client, after["id"])
            if account is not None and not account.active and after.get("active") is not False:
                account.scim_id = None
                fresh = Account(after["userName"], client=client, scim_id=after["id"])
                self.accounts.append(fresh)
                self.managed_from_now_on(fresh, after)
            else:
                super().account_changes(client, before, after)

    return Fresh


@on_backstage("vanta", "major", "okta", "entra")
def vanta_ends_people_with_accounts(healthy: type[Any]) -> type[Any]:
    """A removal ends the record of the person, although SCIM manages accounts only: the audit misses evidence."""

    class Thorough(healthy):  # type: ignore[misc]
        def has_left(self, account: Account) -> None:
            self.former_people.add(account.id)

    return Thorough


@on_backstage("vanta", "major", "okta", "entra")
def vanta_keeps_people_without_accounts(healthy: type[Any]) -> type[Any]:
    """Where a removal ends both, the record of the person goes on: a leaver counts as personnel."""

    class Halfhearted(healthy):  # type: ignore[misc]
        def __init__(self, options: Mapping[str, Any]) -> None:
            super().__init__({**options, "effect_scope": "person_and_account"})

        def has_left(self, account: Account) -> None:
            return None

    return Halfhearted


# -- matching ---------------------------------------------------------------------------------------------------------


@on_backstage("vanta", "major", "okta", "entra")
def vanta_revives_nobody(healthy: type[Any]) -> type[Any]:
    """A former user is never revived by the address: who comes back starts with nothing."""

    class Fresh(healthy):  # type: ignore[misc]
        def choose(self, inactive: list[Account]) -> Account | None:
            return None

    return Fresh


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_revives_the_first(healthy: type[Any]) -> type[Any]:
    """Of several former users with the address the first is revived: somebody gets another person's account."""

    class Rash(healthy):  # type: ignore[misc]
        def choose(self, inactive: list[Account]) -> Account | None:
            return inactive[0] if inactive else None

    return Rash


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_overlooks_ids_of_others(healthy: type[Any]) -> type[Any]:
    """The id at the identity provider counts only for people whom SCIM has managed before: the right one of several
    former users is not found."""

    class Overlooking(healthy):  # type: ignore[misc]
        def account_by_idp_id(self, client: int, user: Json) -> Account | None:
            found: Account | None = super().account_by_idp_id(client, user)
            return found if found is not None and found.managed else None

    return Overlooking


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_forgets_ids_of_leavers(healthy: type[Any]) -> type[Any]:
    """Who is deleted is forgotten with the id at the identity provider: a rehired person has two accounts."""

    class Forgetful(healthy):  # type: ignore[misc]
        def account_goes(self, client: int, user: Json) -> None:
            account = self.account_from(client, user["id"])
            super().account_goes(client, user)
            if account is not None:
                account.external_id = None

    return Forgetful


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_leaves_matched_users_manual(healthy: type[Any]) -> type[Any]:
    """Who was there before stays managed by hand although the directory knows the person."""

    class Manual(healthy):  # type: ignore[misc]
        def managed_from_now_on(self, account: Account, user: Json) -> None:
            by_hand = account.active and not account.managed and account.email is not None
            super().managed_from_now_on(account, user)
            account.managed = not by_hand

    return Manual


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_keeps_matched_users_active(healthy: type[Any]) -> type[Any]:
    """An account that was made by hand stays active whatever the directory says of it."""

    class Kept(healthy):  # type: ignore[misc]
        def seed(self, **wanted: Any) -> Account:
            account: Account = super().seed(**wanted)
            if account.active:
                self.__dict__.setdefault("by_hand", set()).add(account.id)
            return account

        def take_over(self, account: Account, user: Json) -> None:
            kept = account.id in self.__dict__.get("by_hand", set())
            super().take_over(account, {**user, "active": True} if kept else user)

    return Kept


@on_backstage("vanta", "critical", "okta", "entra")
def vanta_removes_whom_it_does_not_know(healthy: type[Any]) -> type[Any]:
    """As soon as the directory brings anybody, accounts that it does not know are switched off: everybody is out."""

    class Sweeping(healthy):  # type: ignore[misc]
        def account_comes(self, client: int, user: Json) -> None:
            super().account_comes(client, user)
            for account in self.accounts:
                if not account.managed:
                    account.active = False

    return Sweeping
