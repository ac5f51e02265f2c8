"""Servers that get credentials wrong: whom they let in, and what they tell those who stay outside."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error

TOKENS: list[str] = []


@on_request("rfc", "critical", "generic")
def compares_the_beginning_of_tokens(asked: Inbound) -> Outbound | None:
    """A token is right as soon as the right one begins with it."""
    given = asked.headers.get("authorization", "")
    longer = [token for token in TOKENS if token.startswith(given) and len(given) > len("Bearer ")]
    if longer:
        asked.headers["authorization"] = longer[-1]
    elif given:
        TOKENS.append(given)
    return None


@on_request("robustness", "critical", "generic", bugs=("BUG-113",))
def takes_empty_tokens(asked: Inbound) -> Outbound | None:
    """An empty token is accepted where no secret is configured: nothing equals nothing."""
    if asked.headers.get("authorization", "").strip() != "Bearer":
        return None
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    body = {"schemas": schemas, "totalResults": 0, "Resources": []}
    return Outbound(200, body, {"Content-Type": "application/scim+json"})


@on_request("rfc", "minor", "generic")
def overlooks_the_scheme(asked: Inbound) -> Outbound | None:
    """The token counts, whatever scheme stands in front of it."""
    _, _, token = asked.headers.get("authorization", "").partition(" ")
    if token:
        asked.headers["authorization"] = f"Bearer {token}"
    return None


@on_request("rfc", "minor", "generic")
def spells_bearer_exactly(asked: Inbound) -> Outbound | None:
    """The word bearer in small letters is not understood."""
    return scim_error(401, "no token") if asked.headers.get("authorization", "").startswith("bearer") else None


@on_answer("rfc", "minor", "generic", bugs=("BUG-114",))
def challenges_for_a_password(asked: Inbound, answer: Outbound) -> None:
    """A 401 asks for HTTP Basic, although only bearer tokens are accepted."""
    if answer.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="scimproof lab, Bearer"'


@on_answer("rfc", "minor", "generic")
def sets_lasting_cookies(asked: Inbound, answer: Outbound) -> None:
    """Every answer sets a cookie for a year."""
    answer.headers["Set-Cookie"] = "session=5f4dcc3b; Path=/; Max-Age=31536000"


@on_storage("robustness", "critical", "generic", bugs=("BUG-116",))
def hands_over_accounts(healthy: type[Any]) -> type[Any]:
    """A create in one tenant takes over the account of the same name in another."""
    tenants: list[Any] = []

    class Shared(healthy):  # type: ignore[misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            tenants.append(self)

        def create(self, resource_type: Any, resource: Any) -> Any:
            name = getattr(resource, "user_name", None)
            for other in tenants:
                for account in other._resources.get("User", {}).values():
                    if other is not self and name and account.user_name == name:
                        return account
            return super().create(resource_type, resource)

    return Shared


@on_request("rfc", "critical", "generic")
def finds_anybody_by_password(asked: Inbound) -> Outbound | None:
    """A filter on password is ignored: everybody is found by any."""
    if asked.endpoint == "Users" and "password" in unquote(asked.query):
        asked.query = ""
    return None


@on_request("rfc", "minor", "generic")
def refuses_password_filters_oddly(asked: Inbound) -> Outbound | None:
    """A filter on password is refused with the scimType noTarget."""
    return scim_error(403, "no", "noTarget") if "password" in unquote(asked.query) else None
