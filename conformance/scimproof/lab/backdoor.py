"""The small HTTP API by which hooks look at the application of a double, and how the double announces it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from scimproof.lab.backstage import Account, Backstage

# Where a double says that it is one. Only what answers on loopback is asked.
ANNOUNCEMENT = "/.well-known/scimproof"
MOUNT = "/app"

Json = dict[str, Any]
Answer = tuple[int, Any]

# The hooks of every double, in the form of a profile.
HOOKS: Mapping[str, Json] = {
    "account": {"request": "GET /accounts/{userName}"},
    "accounts": {"request": "GET /accounts?email={email}"},
    "roles": {"request": "GET /accounts/{userName}", "pointer": "/roles"},
    "teams": {"request": "GET /accounts/{userName}", "pointer": "/teams"},
    "team": {"request": "GET /teams/{name}"},
    "sign_in": {"request": "POST /accounts/{userName}/sign-in", "pointer": "/allowed"},
    "events": {"request": "GET /events?since={since}"},
    "seed_account": {
        "request": "POST /accounts",
        "body": {
            "userName": "{userName}",
            "email": "{email}",
            "active": "{active}",
            "externalId": "{externalId}",
        },
    },
    "grant_role": {"request": "POST /accounts/{userName}/roles", "body": {"role": "{role}"}},
    "set_option": {"request": "PUT /options/{name}", "body": {"value": "{value}"}},
    "revoke_token": {"request": "POST /revoked-tokens", "body": {"client": 1}},
    "advance": {"request": "POST /clock", "body": {"advance": "{seconds}"}},
}


def announcement(vendor: str, backstage: Backstage, origin: str, hook_token: str, second_token: str) -> Json:
    """What a double says of itself: how to look behind it, and the second credential."""
    return {
        "double": vendor,
        "options": {name: value for name, value in backstage.options.items() if isinstance(value, str)},
        "second_token": second_token,
        "hook_token": hook_token,
        "hooks": {"base": origin + MOUNT, **HOOKS, **backstage.more_hooks},
    }


class Backdoor:
    """Answers hooks."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    def answer(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        """Status and JSON document for a request below :data:`MOUNT`."""
        self._backstage.catch_up()
        parts = [unquote(part) for part in path.strip("/").split("/")]
        try:
            document = json.loads(body) if body else {}
            found = self._asked(method, parts, query, document)
        except (ValueError, KeyError) as problem:
            return 400, {"detail": f"{type(problem).__name__}: {problem}"}
        return found if found is not None else (404, {"detail": "nothing is here"})

    def _asked(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> Answer | None:
        backstage = self._backstage
        match method, parts:
            case "GET", ["accounts"]:
                return 200, [self._shown(account) for account in backstage.accounts_with(query["email"])]
            case "POST", ["accounts"]:
                return 201, self._shown(backstage.seed(**body))
            case "GET", ["accounts", name]:
                return self._of(name, self._shown)
            case "POST", ["accounts", name, "sign-in"]:
                return self._of(name, lambda account: {"allowed": backstage.may_sign_in(account)})
            case "POST", ["accounts", name, "roles"]:
                return self._of(name, lambda account: self._granted(account, body["role"]))
            case "GET", ["teams", name]:
                return next(((200, self._team(team)) for team in backstage.teams if team.name == name), None)
            case "GET", ["events"]:
                return 200, backstage.events[int(query.get("since") or 0) :]
            case "PUT", ["options", name]:
                backstage.set_option(name, body["value"])
                return 200, {"value": body["value"]}
            case "POST", ["revoked-tokens"]:
                backstage.revoked.add(int(body["client"]))
                return 200, {"revoked": sorted(backstage.revoked)}
            case "POST", ["clock"]:
                backstage.advance(float(body["advance"]))
                backstage.catch_up()
                return 200, {"now": backstage.now()}
        return backstage.asked(method, parts, query, body)

    def _of(self, user_name: str, show: Callable[[Account], Json]) -> Answer | None:
        account = self._backstage.account_named(user_name)
        return (200, show(account)) if account is not None else None

    def _granted(self, account: Account, role: str) -> Json:
        account.roles.add(role)
        return self._shown(account)

    def _shown(self, account: Account) -> Json:
        return {
            "id": account.id,
            "userName": account.user_name,
            "email": account.email,
            "name": account.name,
            "active": account.active,
            "managed": account.managed,
            "externalId": account.external_id,
            "roles": sorted(self._backstage.roles_of(account)),
            "teams": sorted(self._backstage.teams_of(account)),
            **self._backstage.more_of(account),
        }

    def _team(self, team: Any) -> Json:
        names = {account.scim_id: account.user_name for account in self._backstage.accounts}
        members = sorted(names.get(member, member) for member in team.members)
        return {"name": team.name, "members": members, **self._backstage.more_of_team(team)}
