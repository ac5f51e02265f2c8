"""Servers that let the wrong people in, or say it badly, and those that can hardly be talked to."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound


@on_answer("rfc", "minor", "generic", bugs=("BUG-114",))
def forgets_www_authenticate(asked: Inbound, answer: Outbound) -> None:
    """A 401 does not say how to authenticate."""
    answer.drop_header("WWW-Authenticate")


@on_request("rfc", "critical", "generic", bugs=("BUG-113",))
def reads_without_credentials(asked: Inbound) -> Outbound | None:
    """Everybody may read, without any credential."""
    if asked.method == "GET" and asked.endpoint == "Users" and "authorization" not in asked.headers:
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        body = {"schemas": schemas, "totalResults": 0, "Resources": []}
        return Outbound(200, body, {"Content-Type": "application/scim+json"})
    return None


@on_request("rfc", "critical", "generic", bugs=("BUG-115",))
def takes_any_token(asked: Inbound) -> Outbound | None:
    """Any token opens the door, as long as there is one."""
    token = asked.headers.get("authorization", "")
    if token == "Bearer scimproof-has-no-such-token":  # noqa: S105 - what the strangers of the suite show
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        body: dict[str, Any] = {"schemas": schemas, "totalResults": 0, "Resources": []}
        return Outbound(200, body, {"Content-Type": "application/scim+json"})
    return None


@on_storage("rfc", "critical", "generic", bugs=("BUG-118",))
def mixes_tenants(healthy: type[Any]) -> type[Any]:
    """All tenants see the same people."""

    class Mixed(healthy):  # type: ignore[misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            first = type(self).__dict__.get("first")
            if first is None:
                type(self).first = self
            else:
                self.__dict__ = first.__dict__

    return Mixed


@on_answer("robustness", "major", "generic")
def breaks_off(asked: Inbound, answer: Outbound) -> None:
    """Connections break off in the middle of a single user."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id:
        answer.broken_off = True


@on_answer("robustness", "major", "generic")
def hangs(asked: Inbound, answer: Outbound) -> None:
    """Reading a single user takes for ever."""
    if asked.method == "GET" and asked.endpoint == "Users" and asked.resource_id:
        answer.delay_s = 3600.0


@on_request("robustness", "major", "generic")
def answers_html_login_page(asked: Inbound) -> Outbound | None:
    """Whatever is asked, the answer is a page to sign in."""
    page = b"<!doctype html><html><head><title>Sign in</title></head><body>Who are you?</body></html>"
    return Outbound(200, None, {"Content-Type": "text/html"}, raw=page)


@on_request("robustness", "major", "generic")
def redirects_to_login(asked: Inbound) -> Outbound | None:
    """Whatever is asked, the answer is a redirect to a page to sign in."""
    return Outbound(302, None, {"Location": "https://login.example.com/"})
