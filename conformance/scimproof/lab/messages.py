"""What goes into the lab and comes out of it, in a form that faults can take apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

# Where the people and teams are.
COLLECTIONS = ("Users", "Groups")


@dataclass
class Inbound:
    """A request. Faults and choices may change it before it is served.

    :param path: relative to the base URL, decoded, such as ``/Users/2819``.
    :param raw_path: the same, as it was sent.
    :param signed_in: whether it comes with a credential that opens a tenant, or needs none.
    :param client: number of the tenant whose credential it carries.
    :param backstage: the application behind a double; ``None`` in the lab itself.
    :param look_up: what a GET of another path would be answered now; empty when that is no success.
    """

    method: str
    path: str
    raw_path: str
    query: str
    headers: dict[str, str]
    body: bytes
    signed_in: bool = True
    look_up: Callable[[str], dict[str, Any]] = field(default=lambda path: {}, repr=False)
    client: int = 0
    backstage: Any = field(default=None, repr=False)

    @property
    def stored(self) -> dict[str, Any]:
        """The resource at the path as it is now; empty when there is none."""
        return self.look_up(self.path)

    @property
    def parameters(self) -> dict[str, str]:
        """The decoded query parameters."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The body as JSON, or ``None``."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def endpoint(self) -> str:
        """The first segment, such as ``Users``."""
        return self.path.strip("/").partition("/")[0]

    @property
    def resource_id(self) -> str | None:
        """The second segment, or ``None``."""
        return self.path.strip("/").partition("/")[2] or None

    def replace_json(self, document: Any) -> None:
        """Put another body in. Whitespace at its end stays, so that it is no shorter than it was to be."""
        padding = self.body[len(self.body.rstrip()) :]
        self.body = json.dumps(document).encode() + padding


@dataclass
class Outbound:
    """An answer. Faults change it in place.

    :param body: a JSON document; ``None`` for no body.
    :param raw: bytes to send instead of the JSON document.
    :param broken_off: close the connection in the middle of the body.
    :param delay_s: wait so long before answering.
    """

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    broken_off: bool = False
    delay_s: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else json.dumps(self.body).encode()

    def drop_header(self, name: str) -> None:
        """Leave a header out, whatever its case."""
        for key in [key for key in self.headers if key.lower() == name.lower()]:
            del self.headers[key]

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The resources that the answer shows: one, or those of a list. They can be changed in place."""
        if not isinstance(self.body, dict):
            return []
        if isinstance(self.body.get("Resources"), list):
            return [entry for entry in self.body["Resources"] if isinstance(entry, dict)]
        return [self.body] if "id" in self.body else []

    @property
    def metas(self) -> list[dict[str, Any]]:
        """The ``meta`` of each resource that is shown with one. They can be changed in place."""
        return [meta for resource in self.resources if isinstance(meta := resource.get("meta"), dict)]


def config_in(asked: Inbound, answer: Outbound) -> dict[str, Any]:
    """The ServiceProviderConfig that an answer shows, to be changed in place; an empty object if it shows none."""
    is_shown = asked.endpoint == "ServiceProviderConfig" and answer.ok and isinstance(answer.body, dict)
    return answer.body if is_shown else {}


def scim_error(status: int, detail: str, scim_type: str | None = None) -> Outbound:
    """An error as RFC 7644 section 3.12 wants it."""
    body: dict[str, Any] = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status)}
    if scim_type:
        body["scimType"] = scim_type
    return Outbound(status, {**body, "detail": detail}, {"Content-Type": "application/scim+json"})
