"""What the double of Vault publishes: users and groups with the few attributes that entities and groups have."""

from __future__ import annotations

from functools import cache
from typing import Any

from scim2_models import AuthenticationScheme, External, Reference, ResourceType, Schema, ScimProvider
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from scimproof.declared import GROUP as CORE_GROUP
from scimproof.declared import USER as CORE_USER
from scimproof.lab.vendors.vault_model import BETA, GROUP, METADATA, USER

MOST_RESULTS = 200

# Of the core schemas only this maps to something in Vault.
KEPT = {CORE_USER: ("userName", "active", "groups"), CORE_GROUP: ("displayName", "members")}

Definition = dict[str, Any]


def _text(name: str, description: str, **more: Any) -> Definition:
    return {
        "name": name,
        "type": "string",
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": True,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }


def _pairs(name: str, description: str, *parts: Definition) -> Definition:
    listed = {"name": name, "type": "complex", "multiValued": True, "description": description, "required": False}
    return {**listed, "mutability": "readWrite", "returned": "default", "subAttributes": list(parts)}


def _metadata(name: str) -> Definition:
    return _pairs(name, "Metadata, pair by pair.", _text("key", "The key."), _text("value", "The value."))


_ALIASES = _pairs(
    "aliases",
    "Further names on auth mounts.",
    _text("mount_accessor", "The mount."),
    _text("name", "The name there."),
)
EXTENSIONS: dict[str, tuple[str, list[Definition]]] = {
    METADATA: ("Metadata", [_metadata("items")]),
    USER: ("VaultUser", [_text("entityName", "The name of the entity."), _ALIASES, _metadata("metadata")]),
    GROUP: ("VaultGroup", [_metadata("metadata")]),
}


@cache
def provider(generation: str) -> ScimProvider:
    """What the service of a generation knows; it is made once per process."""
    of_users, of_groups = ([METADATA], []) if generation == BETA else ([METADATA, USER], [GROUP])
    types = load_default_resource_types()
    return ScimProvider.from_discovery(
        [*_core(), *(_extension(urn) for urn in (*of_users, *of_groups))],
        [_extended(types["User"], of_users), _extended(types["Group"], of_groups)],
        config=_config(),
    )


def _core() -> list[Schema]:
    known = load_default_schemas()
    found = []
    for urn, names in KEPT.items():
        document = known[urn].model_dump(by_alias=True, exclude_none=True)
        document["attributes"] = [entry for entry in document["attributes"] if entry["name"] in names]
        found.append(Schema.model_validate(document))
    return found


def _extension(urn: str) -> Schema:
    name, attributes = EXTENSIONS[urn]
    return Schema.model_validate(
        {"id": urn, "name": name, "description": "What Vault has beyond the core", "attributes": attributes}
    )


def _extended(kind: ResourceType, extensions: list[str]) -> ResourceType:
    document = kind.model_dump(by_alias=True)
    document["schemaExtensions"] = [{"schema": urn, "required": False} for urn in extensions] or None
    return ResourceType.model_validate(document)


def _config() -> Any:
    """PATCH and filters, and nothing else."""
    config = load_default_service_provider_config()
    for name in ("bulk", "sort", "etag", "change_password"):
        getattr(config, name).supported = False
    if config.filter is not None:
        config.filter.max_results = MOST_RESULTS
    config.authentication_schemes = [
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Vault token",
            description="A Vault token as a bearer token, or in the header X-Vault-Token",
            spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750.html"),
        )
    ]
    return config
