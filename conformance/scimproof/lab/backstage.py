"""The application behind the endpoint of a double: accounts, roles, teams, and a clock that can be turned.

It is told of every resource that is written, and acts on it when its delay has passed: at once by default. What it
then shows is asked for by hooks. A vendor overrides what happens when people and groups come, change and go, and what
its endpoint does otherwise than the lab.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from scimproof.lab.messages import Inbound, Outbound

Json = dict[str, Any]


@dataclass
class Account:
    """Somebody in the application.

    :param client: number of the tenant, or SCIM client, that manages it.
    :param scim_id: id of the resource that it came from; ``None`` for one that SCIM does not know.
    :param managed: whether SCIM manages it.
    :param roles: granted by hand.
    """

    user_name: str
    email: str | None = None
    active: bool = True
    managed: bool = False
    client: int = 0
    scim_id: str | None = None
    external_id: str | None = None
    name: str = ""
    roles: set[str] = field(default_factory=set)
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass
class Team:
    """A group as the application knows it; members are ids of user resources."""

    name: str
    client: int
    scim_id: str
    members: frozenset[str] = frozenset()


class Backstage:
    """An application that takes over people and groups as they are.

    :param options: what an operator has set.
    """

    # Seconds until it acts on what was written.
    delay_s = 0.0

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options: Json = dict(options)
        self.accounts: list[Account] = []
        self.teams: list[Team] = []
        self.events: list[Json] = []
        self.revoked: set[int] = set()
        # Credentials that came into being later, each with the number of the tenant that it opens.
        self.credentials: dict[str, int] = {}
        # Each opens one more tenant, beside the two that every lab has. The tenants themselves are there once it runs.
        self.spare_tokens: tuple[str, ...] = ()
        self.tenants: list[Any] = []
        self._turned_s = 0.0
        self._waiting: list[tuple[float, Callable[[], None]]] = []

    # -- the endpoint -------------------------------------------------------------------------------------------

    def opens(self, asked: Inbound) -> int | None:
        """The number of the tenant that a request opens whose credential the lab does not know."""
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        return self.credentials.get(token) if scheme.lower() == "bearer" else None

    def provider(self) -> Any:
        """What its service knows of resource types, schemas and itself; ``None`` for what the lab knows."""
        return None

    def storage(self, healthy: type[Any]) -> type[Any]:
        """The storage class of its tenants, made of the healthy one."""
        return healthy

    def meet(self, asked: Inbound) -> Outbound | None:
        """Sees a request of somebody who is signed in, first; may change it, or answer it."""
        return None

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """Sees an answer before faults do, and changes it."""

    # -- what is written ----------------------------------------------------------------------------------------

    def written(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
        """A resource came, changed, or went."""
        self.later(lambda: self._act(client, kind, before, after))

    def later(self, act: Callable[[], None]) -> None:
        """Do something when the delay has passed."""
        self._waiting.append((self.now() + self.delay_s, act))

    def _act(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
        if kind == "User":
            if before is None and after is not None:
                self.user_came(client, after)
            elif before is not None and after is not None:
                self.user_changed(client, before, after)
            elif before is not None:
                self.user_went(client, before)
        elif kind == "Group":
            if before is None and after is not None:
                self.group_came(client, after)
            elif before is not None and after is not None:
                self.group_changed(client, before, after)
            elif before is not None:
                self.group_went(client, before)

    def user_came(self, client: int, user: Json) -> None:
        """A user was created."""
        account = Account(user["userName"], client=client, scim_id=user["id"], managed=True)
        self.accounts.append(account)
        self.take_over(account, user)

    def user_changed(self, client: int, before: Json, after: Json) -> None:
        """A user was changed."""
        account = self.account_from(client, after["id"])
        if account is not None:
            self.take_over(account, after)

    def user_went(self, client: int, user: Json) -> None:
        """A user was deleted."""
        account = self.account_from(client, user["id"])
        if account is not None:
            self.accounts.remove(account)

    def group_came(self, client: int, group: Json) -> None:
        """A group was created."""
        self.teams.append(Team(group["displayName"], client, group["id"], member_ids(group)))

    def group_changed(self, client: int, before: Json, after: Json) -> None:
        """A group was changed."""
        for team in self.teams:
            if (team.client, team.scim_id) == (client, after["id"]):
                team.name, team.members = after["displayName"], member_ids(after)

    def group_went(self, client: int, group: Json) -> None:
        """A group was deleted."""
        self.teams = [team for team in self.teams if (team.client, team.scim_id) != (client, group["id"])]

    def take_over(self, account: Account, user: Json) -> None:
        """What a user resource says becomes true of the account."""
        name = user.get("name") or {}
        account.user_name = user["userName"]
        account.email = primary_email(user)
        account.active = user.get("active") is not False
        account.external_id = user.get("externalId")
        account.name = " ".join(filter(None, (name.get("givenName"), name.get("familyName"))))

    # -- what is asked ------------------------------------------------------------------------------------------

    def account_from(self, client: int, scim_id: str) -> Account | None:
        """The account that a user resource became."""
        return next((one for one in self.accounts if (one.client, one.scim_id) == (client, scim_id)), None)

    def account_named(self, user_name: str) -> Account | None:
        """The account of a userName, whatever its case; of several the one that is active."""
        wanted = user_name.lower()
        found = [account for account in self.accounts if account.user_name.lower() == wanted]
        return next((account for account in found if account.active), found[0] if found else None)

    def accounts_with(self, email: str) -> list[Account]:
        """The accounts with an e-mail address, whatever its case."""
        return [account for account in self.accounts if (account.email or "").lower() == email.lower()]

    def roles_of(self, account: Account) -> set[str]:
        """The roles that somebody has."""
        return set(account.roles)

    def teams_of(self, account: Account) -> set[str]:
        """The names of the teams that somebody is in."""
        return {team.name for team in self.teams if team.client == account.client and account.scim_id in team.members}

    def may_sign_in(self, account: Account) -> bool:
        """Whether somebody can sign in, or goes on working in a session."""
        return account.active

    def more_of(self, account: Account) -> Json:
        """What else an account shows."""
        return {}

    def more_of_team(self, team: Team) -> Json:
        """What else a team shows."""
        return {}

    @property
    def more_hooks(self) -> Json:
        """Hooks that only this application has, in the form of a profile; :meth:`asked` answers them."""
        return {}

    def asked(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> tuple[int, Any] | None:
        """Answer to a hook that only this application has: status and document; ``None`` when there is none."""
        return None

    # -- what an operator does ------------------------------------------------------------------------------------

    def seed(self, **wanted: Any) -> Account:
        """Put an account there that SCIM does not know."""
        account = Account(
            wanted["userName"],
            email=wanted.get("email"),
            active=wanted.get("active", True),
            external_id=wanted.get("externalId"),
        )
        self.accounts.append(account)
        return account

    def set_option(self, name: str, value: Any) -> None:
        """Set something up otherwise."""
        self.options[name] = value

    def tell(self, kind: str, **what: Any) -> None:
        """An event for whoever listens."""
        self.events.append({"id": f"event_{len(self.events) + 1}", "type": kind, **what})

    # -- the clock ----------------------------------------------------------------------------------------------

    def now(self) -> float:
        """Seconds by its own clock."""
        return time.monotonic() + self._turned_s

    def advance(self, seconds: float) -> None:
        """Turn the clock on."""
        self._turned_s += seconds

    def catch_up(self) -> None:
        """Do all that is due."""
        while due := [entry for entry in self._waiting if entry[0] <= self.now()]:
            self._waiting = [entry for entry in self._waiting if entry not in due]
            for _, act in due:
                act()


def member_ids(group: Json) -> frozenset[str]:
    """The ids of the members of a group resource."""
    return frozenset(str(member.get("value")) for member in group.get("members") or [])


def primary_email(user: Json) -> str | None:
    """The e-mail address of a user resource that is flagged as primary, or else the first."""
    emails = [entry for entry in user.get("emails") or [] if entry.get("value")]
    flagged = [entry for entry in emails if entry.get("primary") is True]
    chosen = (flagged or emails)[:1]
    return str(chosen[0]["value"]) if chosen else None
