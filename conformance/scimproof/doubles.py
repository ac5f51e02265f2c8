"""Meeting a double of the lab: it announces its hooks and its second credential, and nobody has to configure them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scimproof import profiles
from scimproof.exchange import Request
from scimproof.settings import Settings
from scimproof.wire import LOOPBACK, Limits, Wire

PATIENCE_S = 5.0


def met(settings: Settings) -> Settings:
    """The settings with what a double announces; what the user has given stays.

    Only a server on loopback is asked, and only when a profile was chosen: no other has to do with doubles.
    """
    parts = urlsplit(settings.url or "")
    if settings.profile is None or parts.hostname not in LOOPBACK:
        return settings
    # Only here: the lab takes longer to import than all else, and most targets have nothing to do with it.
    from scimproof.lab.backdoor import ANNOUNCEMENT

    found = _announced(f"{parts.scheme}://{parts.netloc}{ANNOUNCEMENT}")
    hooks = found.get("hooks")
    if not isinstance(hooks, dict):
        return settings
    own, known = dict(settings.options), profiles.load(settings.profile).options
    told = {name: value for name, value in found.get("options", {}).items() if name in known}
    return replace(
        settings,
        second_token=settings.second_token or found.get("second_token"),
        hook_token=settings.hook_token or found.get("hook_token"),
        announced=hooks,
        options=tuple((told | own).items()),
    )


def _announced(url: str) -> dict[str, Any]:
    wire = Wire(url, Limits(timeout_s=PATIENCE_S))
    try:
        response = wire.send(Request("GET", url, (("Accept", "application/json"),))).response
    finally:
        wire.close()
    return response.object if response is not None and response.ok else {}
