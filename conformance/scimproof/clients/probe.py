"""The probe: a plain client that speaks the RFC and nothing else. The rfc suite is played with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from scimproof.cleanup import resource_path
from scimproof.clients.base import Client
from scimproof.exchange import Exchange
from scimproof.session import BULK_REQUEST, USER_AGENT

SCIM_JSON = "application/scim+json"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH_REQUEST = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


class Probe(Client):
    """Requests as RFC 7644 writes them."""

    id: ClassVar[str] = "probe"

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """Media types of RFC 7644 section 3.1, and the credential."""
        return self.headers_with(self.session.authorization, has_body=has_body)

    def headers_with(
        self,
        credential: str | None,
        *,
        has_body: bool = False,
        accept: str | None = SCIM_JSON,
        content_type: str = SCIM_JSON,
    ) -> list[tuple[str, str]]:
        """The probe's headers with another credential or other media types; ``None`` leaves one out."""
        headers = [("User-Agent", USER_AGENT), ("Connection", "keep-alive")]
        if accept is not None:
            headers.append(("Accept", accept))
        if has_body:
            headers.append(("Content-Type", content_type))
        if credential is not None:
            headers.append(("Authorization", credential))
        return headers

    def create(self, endpoint: str, resource: Mapping[str, Any], **how: Any) -> Exchange:
        """POST to an endpoint (RFC 7644 section 3.3)."""
        return self.send("POST", endpoint, body=resource, **how)

    def read(self, endpoint: str, resource_id: str, query: Mapping[str, str | int] | None = None) -> Exchange:
        """GET a known resource (RFC 7644 section 3.4.1)."""
        return self.send("GET", resource_path(endpoint, resource_id), query=encode(query or {}))

    def query(self, endpoint: str, query: Mapping[str, str | int] | None = None) -> Exchange:
        """GET a list (RFC 7644 section 3.4.2)."""
        return self.send("GET", endpoint, query=encode(query or {}))

    def replace(self, endpoint: str, resource_id: str, resource: Mapping[str, Any], **how: Any) -> Exchange:
        """PUT a whole resource (RFC 7644 section 3.5.1)."""
        return self.send("PUT", resource_path(endpoint, resource_id), body=resource, **how)

    def patch(self, endpoint: str, resource_id: str, *operations: Mapping[str, Any], **how: Any) -> Exchange:
        """PATCH a resource (RFC 7644 section 3.5.2)."""
        body = {"schemas": [PATCH_OP], "Operations": [dict(operation) for operation in operations]}
        return self.send("PATCH", resource_path(endpoint, resource_id), body=body, **how)

    def search(self, endpoint: str, request: Mapping[str, Any], **how: Any) -> Exchange:
        """POST to ``.search`` (RFC 7644 section 3.4.3); an empty endpoint searches the whole server."""
        return self.send("POST", f"{endpoint}/.search", body={"schemas": [SEARCH_REQUEST], **request}, **how)

    def bulk(self, *operations: Mapping[str, Any], **how: Any) -> Exchange:
        """POST to ``/Bulk`` (RFC 7644 section 3.7)."""
        body = {"schemas": [BULK_REQUEST], "Operations": [dict(operation) for operation in operations]}
        return self.send("POST", "/Bulk", body=body, **how)

    def delete(self, endpoint: str, resource_id: str) -> Exchange:
        """DELETE a resource (RFC 7644 section 3.6)."""
        return self.send("DELETE", resource_path(endpoint, resource_id))


def encode(query: Mapping[str, str | int]) -> str:
    """A query string with RFC 3986 percent-encoding: a blank is ``%20``."""
    return "&".join(f"{quote(name, safe='')}={quote(str(value), safe='')}" for name, value in query.items())
