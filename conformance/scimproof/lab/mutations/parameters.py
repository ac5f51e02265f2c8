"""Each parameter of a query, overlooked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations.mechanism import Mutation
from scimproof.lab.mutations.moments import moment_of, searches

OF_LISTS = ("filter", "sortBy", "sortOrder", "startIndex", "count", "cursor", "attributes", "excludedAttributes")
OF_RESOURCES = ("attributes", "excludedAttributes")


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for endpoint in ("Users", "Groups", ""):
        for name in OF_LISTS:
            yield _parameter(name, endpoint, "list")
            yield _parameter(name, endpoint, "search")
    for endpoint in ("Users", "Groups"):
        for moment in ("read", "create", "replace", "patch"):
            for name in OF_RESOURCES:
                yield _parameter(name, endpoint, moment)


def _parameter(name: str, endpoint: str, moment: str) -> Mutation:
    times: Counter[str] = Counter()

    def overlook(asked: Inbound) -> Outbound | None:
        at = "search" if searches(asked) else moment_of(asked)
        found = asked.endpoint if asked.endpoint != ".search" else ""
        if at == moment and found == endpoint and _forget(asked, name):
            times["met"] += 1
        return None

    title = f"{name} is overlooked at the moment '{moment}' of /{endpoint}"
    full = f"overlooks:{name}@{moment}-{endpoint or 'root'}"
    return Mutation(id=full, title=title, kind="a parameter of a query is overlooked", request=overlook, times=times)


def _forget(asked: Inbound, name: str) -> bool:
    """Take a parameter out of a query, or of a search request; whether it was there."""
    if searches(asked):
        body = asked.json
        if not isinstance(body, dict) or name not in body:
            return False
        asked.replace_json({key: value for key, value in body.items() if key != name})
        return True
    parts = parse_qsl(asked.query, keep_blank_values=True)
    kept = [(key, value) for key, value in parts if key != name]
    if len(kept) < len(parts):
        asked.query = "&".join(f"{quote(key)}={quote(value, safe='')}" for key, value in kept)
    return len(kept) < len(parts)
