"""Roles and entitlements that the lab lets people have: resource types that Okta discovers and assigns.

Okta's guide to SCIM with entitlements describes them. To every other client they are two more resource types.
"""

from __future__ import annotations

from typing import Any

from scim2_models import ResourceType, Schema

ROLE = "urn:okta:scim:schemas:core:1.0:Role"
ENTITLEMENT = "urn:okta:scim:schemas:core:1.0:Entitlement"


def entitlement_schemas() -> list[Schema]:
    """The definitions of both."""
    shared = [
        _attribute("displayName", "What people call it.", required=True),
        _attribute("description", "What it allows, in at most 1000 characters."),
    ]
    kind = _attribute("type", "The name of the resource type.", required=True, caseExact=True)
    documents = (
        (ROLE, "Role", "What somebody is in the application", shared),
        (ENTITLEMENT, "Entitlement", "What somebody may do in the application", [*shared, kind]),
    )
    return [
        Schema.model_validate({"id": uri, "name": name, "description": description, "attributes": attributes})
        for uri, name, description, attributes in documents
    ]


def entitlement_types() -> list[ResourceType]:
    """``/Roles`` and ``/Entitlements``."""
    return [
        ResourceType.model_validate(
            {"id": name, "name": name, "endpoint": f"/{name}s", "description": f"{name}s", "schema": uri}
        )
        for name, uri in (("Role", ROLE), ("Entitlement", ENTITLEMENT))
    ]


# What the application can do: there before anybody is.
FIRST_ENTITLEMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/Roles", {"schemas": [ROLE], "displayName": "Administrator", "description": "May change everything."}),
    ("/Roles", {"schemas": [ROLE], "displayName": "Reader", "description": "May look at everything."}),
    ("/Entitlements", {"schemas": [ENTITLEMENT], "displayName": "Professional licence", "type": "Entitlement"}),
)


def _attribute(name: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "string",
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }
