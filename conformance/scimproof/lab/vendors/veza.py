"""Veza: pushed groups become teams, and mappings of groups grant roles until the last granting group is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.expect import lookup
from scimproof.lab.backstage import Account, Backstage, Json, Team
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error
from scimproof.lab.vendors.mechanism import vendor

REQUIRED = ("userName", "displayName", "name.givenName", "name.familyName")
GROUP_ROLES = "group_roles"
_EQUALITY = re.compile(r'^\s*[\w$.:-]+\s+eq\s+("(?:\\.|[^"\\])*"|true|false|null|-?[\d.]+)\s*$', re.IGNORECASE)


@vendor("veza")
class Veza(Backstage):
    """Veza, with teams made of groups.

    As documented in November 2026. Its operator says which group grants which roles by the option ``group_roles``, an
    object of lists by the names of groups; groups that it does not name keep what was said of them before.
    """

    # -- the endpoint -------------------------------------------------------------------------------------------

    def meet(self, asked: Inbound) -> Outbound | None:
        """Creates that lack what Veza wants, and filters that it does not know, are refused."""
        body = asked.json
        if asked.method == "POST" and asked.path == "/Users" and isinstance(body, dict):
            return self.refuse_nameless(body) or self.refuse_secondary(body) or self.refuse_nickname(body)
        if asked.method == "POST" and asked.path == "/Groups" and isinstance(body, dict):
            return self.refuse_unnamed(body)
        return self.refuse_filter(asked)

    def refuse_nameless(self, user: Json) -> Outbound | None:
        """userName and the three names are required."""
        lacking = [name for name in self.required() if not str(_at(user, name) or "").strip()]
        return scim_error(400, f"{lacking[0]} is required", "invalidValue") if lacking else None

    def required(self) -> tuple[str, ...]:
        """What a user cannot be created without."""
        return REQUIRED

    def refuse_secondary(self, user: Json) -> Outbound | None:
        """One e-mail address has to be flagged as primary."""
        if any(_at(entry, "primary") is True and _at(entry, "value") for entry in _emails(user)):
            return None
        return scim_error(400, "one e-mail address has to be primary", "invalidValue")

    def refuse_nickname(self, user: Json) -> Outbound | None:
        """userName is the e-mail address."""
        addresses = [_at(entry, "value") for entry in _emails(user) if _at(entry, "primary") is True]
        chosen = addresses or [_at(entry, "value") for entry in _emails(user)]
        if [str(_at(user, "userName")).lower()] == [str(one).lower() for one in chosen[:1]]:
            return None
        return scim_error(400, "userName has to be the primary e-mail address", "invalidValue")

    def refuse_unnamed(self, group: Json) -> Outbound | None:
        """A group needs a name."""
        if str(_at(group, "displayName") or "").strip():
            return None
        return scim_error(400, "displayName is required", "invalidValue")

    def refuse_filter(self, asked: Inbound) -> Outbound | None:
        """Only equality is known."""
        wanted = _filter_of(asked)
        if wanted is None or self.understands(wanted):
            return None
        return scim_error(400, "only eq is supported, in one condition", "invalidFilter")

    def understands(self, wanted: str) -> bool:
        """Whether it knows a filter."""
        return bool(_EQUALITY.match(wanted))

    # -- what is granted ----------------------------------------------------------------------------------------

    def set_option(self, name: str, value: Any) -> None:
        """What is said of some groups leaves the others as they are."""
        former = self.options.get(name)
        merged = {**former, **value} if isinstance(former, dict) and isinstance(value, dict) else value
        super().set_option(name, merged)

    def roles_of(self, account: Account) -> set[str]:
        """Roles that were given by hand, and all that the groups of somebody active grant."""
        granted = {role for team in self.teams_with(account) for role in self.granted_by(team)}
        return account.roles | (granted if account.active else set())

    def teams_with(self, account: Account) -> Iterator[Team]:
        """The teams that somebody is in."""
        return (team for team in self.teams if team.client == account.client and account.scim_id in team.members)

    def granted_by(self, team: Team) -> set[str]:
        """The roles that a group is mapped to."""
        return set(self.options.get(GROUP_ROLES, {}).get(team.name, ()))

    def more_of_team(self, team: Team) -> Json:
        """What it grants."""
        return {"roles": sorted(self.granted_by(team))}

    # -- signing in by SAML -------------------------------------------------------------------------------------

    @property
    def more_hooks(self) -> Json:
        """Somebody signs in by SAML, with what the identity provider says of her."""
        body = {"userName": "{userName}", "name": "{name}"}
        return {"saml_sign_in": {"request": "POST /saml-sign-ins", "body": body, "pointer": "/allowed"}}

    def asked(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> tuple[int, Any] | None:
        """Answers that hook."""
        if (method, parts) != ("POST", ["saml-sign-ins"]):
            return None
        return 200, {"allowed": self.signs_in_by_saml(body["userName"], body["name"])}

    def signs_in_by_saml(self, user_name: str, name: str) -> bool:
        """Whether somebody gets in. With SCIM on, it creates nobody and changes nothing."""
        account = self.account_named(user_name)
        return account is not None and self.may_sign_in(account)


def _filter_of(asked: Inbound) -> str | None:
    if asked.endpoint not in COLLECTIONS and not asked.path.endswith(".search"):
        return None
    if asked.method == "GET":
        return asked.parameters.get("filter")
    body = asked.json if asked.path.endswith(".search") else None
    return str(body["filter"]) if isinstance(body, dict) and body.get("filter") else None


def _at(resource: Json, name: str) -> Any:
    """A value by its path; names of attributes ignore case."""
    holder: Any = resource
    for part in name.split("."):
        holder = lookup(holder, part) if isinstance(holder, dict) else None
    return holder


def _emails(user: Json) -> list[Json]:
    emails = _at(user, "emails")
    return [entry for entry in emails if isinstance(entry, dict)] if isinstance(emails, list) else []
