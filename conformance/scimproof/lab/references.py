"""What the lab adds to references, and what it accepts besides that the core does not.

RFC 7643 section 4.2: the ``$ref`` of a member is the URI of the resource. Section 4.3 recommends that of a manager,
too, and has a ``displayName`` that the server looks up. Section 2.3.6: the padding of base64 may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.memberships import MembershipStorage
from scimproof.lab.messages import Inbound

Json = dict[str, Any]
LookUp = Callable[[str], Json]

ENDPOINTS = {"User": "Users", "Group": "Groups"}


def add_references(body: Json | None, storage: MembershipStorage, base_url: str, look_up: LookUp) -> None:
    """Say where members and managers are found, in place."""
    for resource in _resources(body):
        for member in resource.get("members") or []:
            _refer(member, storage, base_url)
        extension = resource.get(ENTERPRISE_USER)
        manager = extension.get("manager") if isinstance(extension, Mapping) else None
        _refer(manager, storage, base_url)
        if isinstance(manager, dict):
            name = look_up(f"/Users/{manager.get('value')}").get("displayName")
            if name:
                manager["displayName"] = name


def chooses_parts(asked: Mapping[str, str], body: bytes) -> bool:
    """Whether a request chooses sub-attributes of members or manager: then nothing is added to its answer."""
    said = " ".join([*asked.values(), body.decode("utf-8", "replace")]).casefold()
    return "members." in said or "manager." in said


def _refer(entry: Any, storage: MembershipStorage, base_url: str) -> None:
    if not isinstance(entry, dict) or not isinstance(entry.get("value"), str):
        return
    endpoint = ENDPOINTS.get(storage.kind_of(entry["value"]) or "")
    if endpoint is not None:
        entry.setdefault("$ref", f"{base_url}/{endpoint}/{entry['value']}")


def _resources(body: Json | None) -> Iterator[Json]:
    listed = (body or {}).get("Resources")
    if isinstance(listed, list):
        yield from (entry for entry in listed if isinstance(entry, dict))
    elif body:
        yield body


def pad_binaries(asked: Inbound) -> None:
    """Fill up the certificates of a request, in place: the core insists on padding."""
    body = asked.json if b"x509certificates" in asked.body.lower() else None
    changed = False
    for entry in _certificates(body):
        value = entry.get("value")
        if isinstance(value, str) and len(value) % 4 in (2, 3):
            entry["value"] = value + "=" * (-len(value) % 4)
            changed = True
    if changed:
        asked.replace_json(body)


def _certificates(body: Any) -> Iterator[Json]:
    for name, value in body.items() if isinstance(body, dict) else ():
        if name.casefold() == "x509certificates" and isinstance(value, list):
            yield from (entry for entry in value if isinstance(entry, dict))
