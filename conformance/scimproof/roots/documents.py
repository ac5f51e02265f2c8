"""Bodies as a results file holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def document(text: Any) -> dict[str, Any]:
    """The JSON object that a body is; an empty one when it is anything else."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def is_json(text: Any) -> bool:
    """Whether there is a body, and it is JSON."""
    try:
        json.loads(text or "")
    except (ValueError, RecursionError):
        return False
    return True


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in what should be a list of them."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def members(value: Any) -> Iterator[str]:
    """The names of all members, at any depth."""
    if isinstance(value, dict):
        yield from value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members(inside)
