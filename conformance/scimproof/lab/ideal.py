"""The healthy server: the scim2-server core, with the corrections that make it one that every client can live with.

Each correction is a method of its own that says whom it serves, and why it is legal.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import uuid4

from scim2_models import (
    AuthenticationScheme,
    Context,
    External,
    InvalidSyntaxException,
    InvalidValueException,
    Pagination,
    PatchOp,
    Reference,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from scimproof.lab.entitlements import FIRST_ENTITLEMENTS, entitlement_schemas, entitlement_types
from scimproof.lab.memberships import MembershipStorage
from scimproof.lab.own_types import own_resource_type, own_schemas, with_workplace
from scimproof.lab.references import add_references, chooses_parts

MOST_RESULTS = 200


class IdealStorage(MembershipStorage):
    """Resources in memory, numbered in the order in which they come."""

    def __init__(self, group_type: ResourceType) -> None:
        super().__init__(group_type)
        self._created = 0

    def generate_id(self, resource_type: ResourceType, resource: Resource[Any]) -> str:
        """Ids sort in the order of creation, and so do pages: a walk sees everybody once, new people at its end."""
        self._created += 1
        return f"{self._created:08x}-{uuid4().hex[:16]}"


class IdealService(ScimService):
    """The protocol, with corrections."""

    def read_patch(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> PatchOp[Any]:
        """A PATCH has to say that it is one (RFC 7644 section 3.5.2); the core refuses other schemas, but not none."""
        found: PatchOp[Any] = super().read_patch(resource_type, body, content_type)
        if "schemas" not in found.model_fields_set:
            raise InvalidSyntaxException(detail="schemas has to name the PatchOp message")
        return found

    def read_body(self, model: type[Any], body: bytes, content_type: str | None, scim_ctx: Context) -> Any:
        """A resource that does not say what it is, is refused: schemas has to be there (RFC 7643 section 3). Every
        client sends it."""
        if scim_ctx in (Context.RESOURCE_CREATION_REQUEST, Context.RESOURCE_REPLACEMENT_REQUEST):
            document = self.decode_body(body, content_type)
            if isinstance(document, dict) and not any(name.lower() == "schemas" for name in document):
                raise InvalidValueException(detail="schemas is missing")
        return super().read_body(model, body, content_type, scim_ctx)

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """A PATCH is answered with 200 and the resource. Both 200 and 204 are right (RFC 7644 section 3.5.2); Okta's
        documentation asks for the changed user, and a client that reads it sees at once what was stored."""
        published = self.publish(base_url, resource)
        return self.resource_response(published, Context.RESOURCE_PATCH_RESPONSE, response_parameters)


class IdealHandler(ScimHandler):
    """What is done with a request, with corrections."""

    def create(self, request: ScimRequest) -> ScimResponse:
        """attributes and excludedAttributes choose what the answer to a create shows, too: section 3.9 of RFC 7644 has
        them for every operation that returns a resource. The core knows them everywhere but here."""
        with self.service.provider:
            kind = self.service.resource_type_at(str(self.service.route(request, Operation.create).endpoint))
            # Parameters that make no sense are refused before anybody is created.
            chosen = self.service.read_response_parameters(kind, request.query)
            answer = super().create(request)
            if answer.body is not None and (chosen.attributes or chosen.excluded_attributes):
                created = self.service.publish(request.base_url, self.storage.get(kind, answer.body["id"]))
                shown = self.service.resource_response(created, Context.RESOURCE_CREATION_RESPONSE, chosen)
                answer.body = shown.body
            return answer


def make_service(provider: ScimProvider | None = None) -> ScimService:
    """A service with a secret of its own for its cursors.

    :param provider: what it knows of resource types and of itself; that of the lab by default.
    """
    return IdealService(provider or _provider(), secret=secrets.token_urlsafe(32))


@cache
def _provider() -> ScimProvider:
    """What a service knows of the resource types and of itself: everything the core can do is declared.

    It is the same for every lab of a process: to make classes of the schemas takes longer than all else at a start.
    """
    config = load_default_service_provider_config()
    config.authentication_schemes = [
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="OAuth Bearer Token",
            description="A bearer token in the Authorization header",
            spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750.html"),
        )
    ]
    config.pagination = Pagination(
        cursor=True,
        index=True,
        default_pagination_method=Pagination.DefaultPaginationMethod.index,
        default_page_size=MOST_RESULTS,
        max_page_size=MOST_RESULTS,
        cursor_timeout=3600,
    )
    if config.change_password is not None:
        config.change_password.supported = True
    if config.filter is not None:
        config.filter.max_results = MOST_RESULTS
    types = load_default_resource_types()
    types["User"] = with_workplace(types["User"])
    return ScimProvider.from_discovery(
        [*load_default_schemas().values(), *own_schemas(), *entitlement_schemas()],
        [*types.values(), own_resource_type(), *entitlement_types()],
        config=config,
    )


class Tenant:
    """One tenant: a storage of its own behind the service."""

    def __init__(self, service: ScimService, storage: MembershipStorage) -> None:
        self.service = service
        self.storage = storage
        self.handler = IdealHandler(service, storage)
        for endpoint, resource in FIRST_ENTITLEMENTS:
            headers = {"content-type": "application/scim+json"}
            self.serve("POST", "", endpoint, {}, headers, json.dumps(resource).encode())

    def current(self, path: str, base_url: str = "") -> dict[str, Any]:
        """The resource at a path as it is stored; empty when there is none."""
        found = self.serve("GET", base_url, path, {}, {}, b"")
        return found.body if found.status == 200 and found.body is not None else {}

    def serve(
        self,
        method: str,
        base_url: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> ScimResponse:
        """Answer one request; whatever goes wrong becomes a SCIM error."""
        request = ScimRequest(method, base_url, path, query, headers, body)
        try:
            answer = self.handler.handle(request)
        except Exception as problem:
            return self.service.error_response(problem)
        if base_url and not chooses_parts(query, body if path.endswith(".search") else b""):
            add_references(answer.body, self.storage, base_url, self.current)
        return answer


def needs_credential(service: ScimService, method: str, path: str) -> bool:
    """Everything but the ServiceProviderConfig, which tells how to authenticate (RFC 7643 section 5)."""
    try:
        target = service.match(ScimRequest(method, "", path))
    except Exception:
        return True
    return target.operation is not Operation.service_provider_config
