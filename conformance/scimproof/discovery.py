"""Reading the three discovery endpoints once per run, as part of the preflight (RFC 7644 section 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scimproof.clients.probe import Probe
from scimproof.declared import Declared
from scimproof.exchange import Exchange
from scimproof.outcome import NotApplicable
from scimproof.session import Session
from scimproof.story import Story

SCENARIO = "rfc/discovery/what-the-target-declares"


def discover(session: Session) -> Story:
    """Read what the target declares; the session knows it from then on. Never raises for a bad answer."""
    probe = Probe(session)
    story = Story(SCENARIO)
    story.provider_config = probe.query("/ServiceProviderConfig")
    story.resource_types = probe.query("/ResourceTypes")
    story.schemas = probe.query("/Schemas")
    declared = declared_in(story.provider_config, story.resource_types, story.schemas, session.base_url)
    if not declared.resource_type_documents:
        # Nothing obliges a server to have groups. Whether it has them, only asking can tell now.
        story.groups = probe.query("/Groups", {"startIndex": 1, "count": 1})
        if is_absent(story.groups):
            declared = replace(declared, lacks=frozenset({"Group"}))
    session.declared = declared
    return story


def is_absent(exchange: Exchange) -> bool:
    """Whether an answer says that there is nothing like this here: 404, or 501."""
    return exchange.response is not None and exchange.response.status in (404, 501)


def need_published(exchange: Exchange) -> None:
    """Stop a check on a discovery document that the target does not publish.

    RFC 7644 section 4 says that /Schemas and /ResourceTypes MAY be retrieved, and RFC 7643 section 1.2 that schemas
    MAY be returned there: their absence is recorded by the checks of the lists, and by no other.

    :raises NotApplicable: when there is no such list.
    """
    if is_absent(exchange):
        name = exchange.request.path.rpartition("/")[2]
        raise NotApplicable(f"the target does not publish /{name} (#{exchange.number})")


def declared_in(provider_config: Exchange, resource_types: Exchange, schemas: Exchange, base_url: str = "") -> Declared:
    """What three discovery answers declare, as far as it can be understood."""
    config = provider_config.response
    return Declared(
        config=config.object if config is not None and config.ok else {},
        resource_type_documents=tuple(_listed(resource_types)),
        schema_documents=tuple(_listed(schemas)),
        base_url=base_url,
    )


def _listed(exchange: Exchange) -> list[dict[str, Any]]:
    """The resources of a list answer. A bare array is understood, too: the checks say that it is wrong."""
    response = exchange.response
    if response is None or not response.ok:
        return []
    entries = response.json if isinstance(response.json, list) else response.object.get("Resources")
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
