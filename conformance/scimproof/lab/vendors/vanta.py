"""Vanta: accounts, roles and teams, made of what WorkOS tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.lab.backstage import Account
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.vendors import custom_attributes
from scimproof.lab.vendors.mechanism import vendor
from scimproof.lab.vendors.workos import WorkOS
from scimproof.lab.vendors.workos_endpoint import DELETED

Json = dict[str, Any]


@vendor(
    "vanta",
    inactive=DELETED,
    imported="no",
    role_attribute="vanta_roles",
    admin_role="0000005ddeface0000000001",
    lesser_role="0000005ddeface0000000008",
    employee_role="0000005ddeface0000000003",
    compliance="on",
    groups="teams",
    effect_scope="account_only",
)
class Vanta(WorkOS):
    """Vanta behind a WorkOS directory, with roles by an attribute of users, and teams made of groups.

    As documented in November 2026. Vanta hears of people by events, so that what it makes of them shows later.
    """

    delay_s = 30.0

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__(options)
        # The role that a user resource has been given, at the endpoint and as the application knows it.
        self.sent_roles: dict[str, str] = {}
        self.given_roles: dict[str, str] = {}
        self.former_people: set[str] = set()
        self._said: Json = {}

    @property
    def role_attribute(self) -> str:
        """The attribute of users that carries the role."""
        return str(self.options["role_attribute"])

    # -- the endpoint: the attribute that an admin has added ------------------------------------------------------

    def meet_user(self, asked: Inbound) -> Outbound | None:
        """The role is taken out of what is sent: no schema has it."""
        self._said = custom_attributes.taken(asked, self.role_attribute)
        return super().meet_user(asked)

    def meet(self, asked: Inbound) -> Outbound | None:
        """A request that is not about users says nothing of roles."""
        self._said = {}
        return super().meet(asked)

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """What was sent is remembered once it has been taken, and shown."""
        if answer.ok and self._said:
            created = answer.body.get("id") if isinstance(answer.body, dict) else None
            self.keep_role(str(asked.resource_id or created), self._said[self.role_attribute])
        custom_attributes.shown(answer, self.role_attribute, self.sent_roles)

    def keep_role(self, scim_id: str, role: str | None) -> None:
        """The directory knows a role at once; the application when it is told."""
        if role is None:
            self.sent_roles.pop(scim_id, None)
        else:
            self.sent_roles[scim_id] = role
        self.later(lambda: self.role_comes(scim_id, role))

    def role_comes(self, scim_id: str, role: str | None) -> None:
        """Of a user resource another role is told, or none."""
        if role is None:
            self.given_roles.pop(scim_id, None)
        else:
            self.given_roles[scim_id] = role

    # -- people ---------------------------------------------------------------------------------------------------

    def account_comes(self, client: int, user: Json) -> None:
        """Somebody comes: whoever can be told for certain is taken over, anybody else is new."""
        account = self.account_for(client, user)
        if account is None:
            account = Account(user["userName"])
            self.accounts.append(account)
        account.client, account.scim_id = client, user["id"]
        self.managed_from_now_on(account, user)

    def managed_from_now_on(self, account: Account, user: Json) -> None:
        """The directory decides about an account, active or not."""
        account.managed = True
        self.take_over(account, user)

    def account_for(self, client: int, user: Json) -> Account | None:
        """The account of somebody who comes: by the id at the identity provider, or by the address."""
        return self.account_by_idp_id(client, user) or self.account_by_email(client, user)

    def free(self, client: int) -> list[Account]:
        """The accounts that no user of the directory has at the moment."""
        return [one for one in self.accounts if one.scim_id is None and (not one.managed or one.client == client)]

    def account_by_idp_id(self, client: int, user: Json) -> Account | None:
        """One that carries the id at the identity provider."""
        wanted = user.get("externalId")
        return next((one for one in self.free(client) if wanted and one.external_id == wanted), None)

    def account_by_email(self, client: int, user: Json) -> Account | None:
        """One with the same address: who is active, or the only one who is not."""
        address = (self.email_of(user) or "").lower()
        found = [one for one in self.free(client) if address and (one.email or "").lower() == address]
        active = [one for one in found if one.active]
        return active[0] if active else self.choose(found)

    def choose(self, inactive: list[Account]) -> Account | None:
        """Of former users only one who cannot be mistaken is revived."""
        return inactive[0] if len(inactive) == 1 else None

    def account_changes(self, client: int, before: Json, after: Json) -> None:
        """A user has changed."""
        account = self.account_from(client, after["id"])
        if account is None:
            self.account_comes(client, after)
            return
        was_active = account.active
        self.take_over(account, after)
        if was_active and not account.active:
            self.has_left(account)

    def account_goes(self, client: int, user: Json) -> None:
        """A user is gone: the account is switched off, and waits for a return."""
        account = self.account_from(client, user["id"])
        if account is not None:
            account.active, account.scim_id = False, None
            self.has_left(account)

    def has_left(self, account: Account) -> None:
        """The account has ended; whether the record of the person ends with it depends."""
        if self.options["effect_scope"] == "person_and_account":
            self.former_people.add(account.id)

    def take_over(self, account: Account, user: Json) -> None:
        """Whoever is active is no former person."""
        super().take_over(account, user)
        if account.active:
            self.former_people.discard(account.id)

    # -- teams ------------------------------------------------------------------------------------------------------

    def group_came(self, client: int, group: Json) -> None:
        """A pushed group becomes a team, where Vanta makes teams of groups."""
        super().group_came(client, group)
        if self.options["groups"] == "ignored":
            self.teams.clear()

    # -- what is asked ------------------------------------------------------------------------------------------------

    def role_of(self, account: Account) -> str | None:
        """The role that was sent for an account, as far as there is such a role."""
        given = self.given_roles.get(account.scim_id or "")
        return given if given in self.roles_there_are else None

    @property
    def roles_there_are(self) -> tuple[str, ...]:
        """The ids of the tenant's roles."""
        return tuple(str(self.options[name]) for name in ("admin_role", "lesser_role", "employee_role"))

    def roles_of(self, account: Account) -> set[str]:
        """One role; of people whom the directory does not manage those that were granted by hand."""
        if not account.active:
            return set()
        if not account.managed:
            return set(account.roles)
        role = self.role_of(account) or self.role_by_groups(account) or self.role_without_any()
        return {role} if role else set()

    def role_by_groups(self, account: Account) -> str | None:
        """The role that groups give, where somebody has mapped them at WorkOS: the optional step of the set-up."""
        return min(super().roles_of(account), default=None) if self.options.get("group_roles") else None

    def role_without_any(self) -> str | None:
        """The role of somebody for whom none was sent: with the compliance module that of an employee."""
        return str(self.options["employee_role"]) if self.options["compliance"] == "on" else None

    def may_sign_in(self, account: Account) -> bool:
        """Who has no role at all has access to nothing."""
        return account.active and (not account.managed or bool(self.roles_of(account)))

    def errors_of(self, account: Account) -> list[str]:
        """What the list of provisioning errors says of an account."""
        given = self.given_roles.get(account.scim_id or "")
        return [f"unknown role {given}"] if given and given not in self.roles_there_are else []

    def more_of(self, account: Account) -> Json:
        """The record of the person, and the errors of provisioning."""
        return {"person": {"active": account.id not in self.former_people}, "errors": self.errors_of(account)}
