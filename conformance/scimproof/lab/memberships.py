"""How groups and their members are tied together, in the storage of the lab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scim2_models import Resource, ResourceType, ResponseParameters, SearchRequest
from scim2_server.memory import InMemoryStorage
from scim2_server.storage import SearchPage


class MembershipStorage(InMemoryStorage):
    """Resources in memory. A user shows the groups that it is in, and leaves them when it is deleted."""

    def __init__(self, group_type: ResourceType) -> None:
        super().__init__()
        self._group_type = group_type
        # The application behind a double, and the number of the tenant there.
        self.backstage: Any = None
        self.client = 0
        # Whoever wants to know is told of everything that is written: kind, before and after.
        self.tell: Callable[[str, dict[str, Any] | None, dict[str, Any] | None], None] | None = None

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """What comes is told."""
        created = super().create(resource_type, resource)
        self._told(resource_type, None, created)
        return created

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """What changes is told."""
        before = super().get(resource_type, str(resource.id)) if self.tell is not None else None
        updated = super().update(resource_type, resource, expected_version=expected_version)
        self._told(resource_type, before, updated)
        return updated

    def _told(self, kind: ResourceType, before: Resource[Any] | None, after: Resource[Any] | None) -> None:
        if self.tell is not None:
            documents = [one.model_dump(mode="json") if one is not None else None for one in (before, after)]
            self.tell(str(kind.name), *documents)

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """A user shows the groups that the user is a member of (RFC 7643 section 4.1.2: groups is computed)."""
        found = super().get(resource_type, resource_id, response_parameters=response_parameters)
        return self._with_groups(found)

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Lists show them as well."""
        page = super().search(resource_types, search_request, position=position)
        page.resources = [self._with_groups(resource) for resource in page.resources]
        return page

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Whoever is deleted is no member of anything any more: no client should meet a dangling reference."""
        before = super().get(resource_type, resource_id) if self.tell is not None else None
        super().delete(resource_type, resource_id, expected_version=expected_version)
        self._told(resource_type, before, None)
        for group in self.groups():
            members = getattr(group, "members", None) or []
            kept = [member for member in members if member.value != resource_id]
            if len(kept) < len(members):
                changed = group.model_copy(deep=True)
                setattr(changed, "members", kept or None)  # noqa: B010 - the model is made at runtime
                self.update(self._group_type, changed)

    def groups(self) -> list[Resource[Any]]:
        """All groups, as they are stored."""
        return list(self._resources.get("Group", {}).values())

    def kind_of(self, resource_id: str | None) -> str | None:
        """The name of the type of the resource with this id; ``None`` when there is none."""
        return next((kind for kind, known in self._resources.items() if resource_id in known), None)

    def memberships(self, resource_id: str | None) -> Iterator[tuple[Resource[Any], str]]:
        """The groups of a resource: those that list it are direct, those that list these, indirect."""
        seen: set[str | None] = set()
        waiting = [resource_id]
        while waiting:
            wanted = waiting.pop(0)
            for group in self.groups():
                listed = [member.value for member in getattr(group, "members", None) or []]
                if wanted in listed and group.id not in seen:
                    seen.add(group.id)
                    waiting.append(group.id)
                    yield group, "direct" if wanted == resource_id else "indirect"

    def _with_groups(self, resource: Resource[Any]) -> Resource[Any]:
        if resource.meta is None or resource.meta.resource_type != "User":
            return resource
        entries = [
            {
                "value": group.id,
                "$ref": f"Groups/{group.id}",
                "display": getattr(group, "display_name", None),
                "type": kind,
            }
            for group, kind in self.memberships(resource.id)
        ]
        if "groups" not in type(resource).model_fields:
            return resource
        # What a PATCH may have stored of it is of yesterday.
        document = resource.model_dump() | {"groups": entries or None}
        found: Resource[Any] = type(resource).model_validate(document)
        found.meta = resource.meta
        return found
