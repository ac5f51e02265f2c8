"""A server that offers as little as the RFCs allow, and says so, is told of nothing that would be wrong.

It has users, and what may be done with them by POST, GET, PUT and DELETE. All the rest is optional: PATCH, bulk,
filters, sorting, cursors, versions, changes of passwords, searches by POST, /Me, groups, extensions, and the
publication of schemas (RFC 7643 section 1.2) and of resource types (RFC 7644 section 4: they MAY be retrieved).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scimproof.lab.application import MOUNT, Application
from scimproof.lab.behaviour import Behaviour
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.serving import serve_application

Play = Callable[..., dict[str, dict[str, Any]]]

TOKEN, OTHER = "token-of-one-tenant", "token-of-another"

CONFIG = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": False},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": False, "maxResults": 0},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
    "authenticationSchemes": [],
}
OPTIONAL = ("Groups", "Bulk", "ResourceTypes", "Schemas")
OVERLOOKED = ("if-match", "if-none-match")


@dataclass(frozen=True)
class Manners:
    """With which status a poor server declines; ``None`` ignores what it does not understand.

    :param missing: an endpoint that it does not have.
    :param password: a password.
    :param foreign: an attribute, or the schema, of an extension.
    """

    missing: int
    filter: int
    sort: int | None
    password: int | None
    foreign: int | None

    def before(self, asked: Inbound) -> Outbound | None:
        """Decline, or overlook, what is not offered."""
        asked.headers = {name: value for name, value in asked.headers.items() if name not in OVERLOOKED}
        parameters = {name: value for name, value in asked.parameters.items() if name != "cursor"}
        if asked.endpoint == "Me":
            return scim_error(501, "no /Me")  # the one place where the RFC says which status (section 3.11)
        if asked.endpoint in OPTIONAL or asked.path.endswith("/.search"):
            return scim_error(self.missing, "not offered")
        if asked.method == "PATCH":
            return scim_error(501, "no PATCH")
        if "filter" in parameters:
            return scim_error(self.filter, "no filters")
        if "sortBy" in parameters and self.sort is not None:
            return scim_error(self.sort, "no sorting")
        if parameters != asked.parameters:
            asked.query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self._read(asked, asked.json) if isinstance(asked.json, dict) else None

    def _read(self, asked: Inbound, body: dict[str, Any]) -> Outbound | None:
        if "password" in body and self.password is not None:
            return scim_error(self.password, "no passwords")
        named = body.get("schemas")
        uris = named if isinstance(named, list) else []
        foreign = {name for name in (*body, *uris) if ":extension:" in str(name)}
        if foreign and self.foreign is not None:
            return scim_error(self.foreign, "no extensions", "invalidValue")
        known = {name: value for name, value in body.items() if name not in foreign | {"password"}}
        if foreign:
            known["schemas"] = [uri for uri in uris if uri not in foreign]
        if known != body:
            asked.replace_json(known)
        return None

    def after(self, asked: Inbound, answer: Outbound) -> None:
        """Show no versions, and the configuration of such a server."""
        if asked.endpoint == "ServiceProviderConfig" and asked.method == "GET" and answer.ok:
            answer.body = CONFIG
        answer.drop_header("ETag")
        for resource in answer.resources:
            if isinstance(resource.get("meta"), dict):
                resource["meta"].pop("version", None)


SERVERS = {
    "says that nothing is implemented": Manners(missing=501, filter=501, sort=501, password=None, foreign=None),
    "knows of nothing": Manners(missing=404, filter=400, sort=None, password=None, foreign=None),
    "refuses": Manners(missing=404, filter=403, sort=400, password=400, foreign=400),
}


@pytest.fixture(params=list(SERVERS))
def poor_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The lab, impoverished."""
    manners = SERVERS[request.param]
    poverty = Behaviour(id="poor", title="", story="", request=manners.before, answer=manners.after)
    with serve_application(Application([TOKEN, OTHER], [poverty], 0), path=MOUNT) as url:
        yield url


# Okta and Entra need filters and PATCH, whatever is declared: that is the matter of their own suites.
RFC = ("rfc[0-9]*", "scimproof-*")


@pytest.mark.slow
def test_a_poor_server_is_no_bad_server(play_lab: Play, poor_server: str) -> None:
    checks = play_lab(url=poor_server, token=TOKEN, second_token=OTHER, checks=RFC)
    # That PATCH SHOULD be supported is said by the RFC, and by one check.
    checks.pop("rfc7644-3.5-patch-is-supported")
    told = {identifier: check["findings"] or check["reason"] for identifier, check in checks.items()}
    assert not {one: told[one] for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}
    # Not everything is put aside: what such a server does have is judged as ever.
    assert sum(check["outcome"] == "pass" for check in checks.values()) > 100
