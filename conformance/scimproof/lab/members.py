"""What faults of membership are made of: the members of a stored group, and storages that change what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def members(resource: Any) -> list[Any]:
    """The members of a group as it is stored; none when it is something else."""
    return list(getattr(resource, "members", None) or [])


def values(resource: Any) -> set[str]:
    """Their ids."""
    return {member.value for member in members(resource)}


def changing_updates(change: Callable[[Any, Any, Any], None]) -> Callable[[type[Any]], type[Any]]:
    """A storage that lets ``change(storage, former, resource)`` have its way before a group or user is stored."""

    def derive(healthy: type[Any]) -> type[Any]:
        class Changed(healthy):  # type: ignore[misc]
            def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
                change(self, self._stored(resource_type, resource.id), resource)
                return super().update(resource_type, resource, expected_version=expected_version)

        return Changed

    return derive
