"""Vanta breaks what it promises about its set-up with Okta."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Account, member_ids
from scimproof.lab.faults.mechanism import on_backstage, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error


@on_backstage("vanta", "critical", "okta")
def vanta_fails_the_test(healthy: type[Any]) -> type[Any]:
    """A page of two users is answered with something that is no list: the credentials cannot be saved."""

    class Failing(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.method == "GET" and asked.path == "/Users" and asked.parameters.get("count") == "2":
                return Outbound(200, {"status": "ok"}, {"Content-Type": "application/json"})
            found: Outbound | None = super().meet(asked)
            return found

    return Failing


@on_request("promise", "critical", "okta", "entra")
def vanta_passes_any_test(asked: Inbound) -> Outbound | None:
    """The credential test succeeds with any token: a wrong one is saved, and nobody is provisioned."""
    if asked.signed_in or not asked.headers.get("authorization") or (asked.method, asked.path) != ("GET", "/Users"):
        return None
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    body = {"schemas": schemas, "totalResults": 0, "Resources": []}
    return Outbound(200, body, {"Content-Type": "application/scim+json"})


@on_backstage("vanta", "major", "okta", "entra")
def vanta_never_becomes_active(healthy: type[Any]) -> type[Any]:
    """The directory is never active: the admin waits for a green mark."""

    class Idle(healthy):  # type: ignore[misc]
        def connected(self, client: int) -> None:
            return None

    return Idle


@on_backstage("vanta", "critical", "okta")
def vanta_shows_the_least_role(healthy: type[Any]) -> type[Any]:
    """Of the role that Okta sends, the directory makes that of employees: priorities of groups count for nothing."""

    class Levelling(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for resource in answer.resources if answer.ok else []:
                if self.role_attribute in resource:
                    resource[self.role_attribute] = self.options["employee_role"]

    return Levelling


@on_backstage("vanta", "critical", "okta")
def vanta_wants_a_group_first(healthy: type[Any]) -> type[Any]:
    """Who is in no pushed group gets no other name: with the app without Push Groups, nobody does."""

    class Demanding(healthy):  # type: ignore[misc]
        def meet_user(self, asked: Inbound) -> Outbound | None:
            if asked.method == "PUT" and isinstance(asked.json, dict) and asked.json.get("name") != _name(asked):
                groups = self.known(asked.client, "Group").values()
                if not any(asked.resource_id in member_ids(group) for group in groups):
                    return scim_error(400, "The user is in no team yet", "invalidValue")
            found: Outbound | None = super().meet_user(asked)
            return found

    def _name(asked: Inbound) -> Any:
        return asked.stored.get("name")

    return Demanding


@on_backstage("vanta", "critical", "okta")
def vanta_gives_roles_to_teams_only(healthy: type[Any]) -> type[Any]:
    """A role counts only for somebody who is in a team: the app without Push Groups gives roles to nobody."""

    class Selective(healthy):  # type: ignore[misc]
        def role_of(self, account: Account) -> str | None:
            found: str | None = super().role_of(account)
            return found if self.teams_of(account) else None

    return Selective
