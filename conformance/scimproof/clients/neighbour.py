"""The neighbour: the probe of another tenant of the same target, with the second credential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scimproof.cleanup import resource_path
from scimproof.clients.probe import Probe
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable

# In whatever it shows: what there is to fix is the wall between tenants.
NOT_APART = "Tenants are not kept apart"


class Neighbour:
    """The client of another tenant.

    :param token: opens it; by default the second one that the user gave.
    :param called: what a user would have to give, in the words of the product.
    :raises NotApplicable: when there is none.
    """

    def __init__(self, probe: Probe, token: str | None = None, *, called: str = "second credential") -> None:
        token = token or probe.session.settings.second_token
        if token is None:
            raise NotApplicable(f"no {called} was given (--second-token)")
        self.probe, self.credential = probe, f"Bearer {token}"

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None, query: str = "") -> Exchange:
        """Send a request with its credential."""
        headers = self.probe.headers_with(self.credential, has_body=body is not None)
        return self.probe.send(method, path, headers=headers, body=body, query=query, anonymous=True)

    def remove(self, endpoint: str, created: Exchange) -> None:
        """Take away what it created: the clean-up has only the first credential, and cannot see it."""
        if created.response is not None and created.response.ok:
            self.send("DELETE", resource_path(endpoint, created.resource_id))


def not_apart(found: Iterable[Finding]) -> list[Finding]:
    """Findings about tenants that see or change each other, all of one cause."""
    return [replace(finding, cause=NOT_APART) for finding in found]
