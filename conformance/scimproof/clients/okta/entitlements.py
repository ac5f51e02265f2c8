"""Entitlement management: roles and entitlements are discovered at the target, and assigned with the profile."""

from __future__ import annotations

from typing import Any

from scimproof.clients.okta.answers import listed
from scimproof.clients.okta.people import OktaUser
from scimproof.clients.okta.users import UserProvisioning
from scimproof.clients.tasks import Task
from scimproof.declared import ENTERPRISE_USER, Json

OKTA_SCHEMAS = "urn:okta:scim:schemas:core:1.0:"
ROLE = OKTA_SCHEMAS + "Role"
ENTITLEMENT = OKTA_SCHEMAS + "Entitlement"


class EntitlementManagement(UserProvisioning):
    """The part of an app integration that assigns what somebody may do."""

    def discover_entitlements(self) -> Task:
        """Enable provisioning with governance: resource types first, then what each of them serves.

        Schemas are read only when users have an extension that Okta does not know.
        """

        def run(task: Task) -> None:
            kinds = listed(self._get(task, "/ResourceTypes", self._page(1)), "resource types")
            if any(_foreign_extensions(kind) for kind in kinds):
                listed(self._get(task, "/Schemas", self._page(1)), "schemas")
            for kind in kinds:
                endpoint = kind.get("endpoint")
                if isinstance(endpoint, str) and str(kind.get("schema", "")).startswith(OKTA_SCHEMAS):
                    entries = self._import(task, "/" + endpoint.strip("/"), "entitlements")
                    task.resources += [{**entry, "resourceType": kind} for entry in entries]

        return self._task("Import entitlements", run)

    def assign_entitlements(self, user: OktaUser, *chosen: Json) -> Task:
        """Give somebody these of the discovered roles and entitlements, and no others: a GET, and a PUT."""
        roles = [_named(entry) for entry in chosen if _schema_of(entry) == ROLE]
        others = [
            {**_named(entry), "type": str(_kind_of(entry).get("name"))} for entry in chosen if _schema_of(entry) != ROLE
        ]
        user.more.update({"roles": roles, "entitlements": others})
        return self._task("Push profile update", lambda task: self._push_profile(task, user))


def _named(entry: Json) -> Json:
    return {"value": entry.get("id"), "display": entry.get("displayName")}


def _kind_of(entry: Json) -> Json:
    kind = entry.get("resourceType")
    return kind if isinstance(kind, dict) else {}


def _schema_of(entry: Json) -> Any:
    return _kind_of(entry).get("schema")


def _foreign_extensions(kind: Json) -> list[str]:
    declared = kind.get("schemaExtensions")
    named = [entry.get("schema") for entry in declared if isinstance(entry, dict)] if isinstance(declared, list) else []
    return [str(urn) for urn in named if urn != ENTERPRISE_USER]
