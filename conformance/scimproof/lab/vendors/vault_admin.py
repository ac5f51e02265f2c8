"""What an operator of the double of Vault can do beside SCIM: clients, tokens, policies, linking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from scimproof.lab.vendors.vault_identity import NOBODY
from scimproof.lab.vendors.vault_model import (
    BETA,
    CLEANING_S,
    NEWER,
    Client,
    Entity,
    EntityGroup,
)
from scimproof.lab.vendors.vault_tokens import Done, VaultTokens, accepted, refused

Json = dict[str, Any]

# Hooks that only Vault has; each answers whether it was accepted, and what Vault said.
HOOKS: Mapping[str, Json] = {
    "activate": {"request": "PUT /activation", "body": {"value": "{value}"}},
    "alias": {"request": "GET /aliases/{name}"},
    "attach_policy": {"request": "POST /teams/{group}/policies", "body": {"policy": "{policy}"}},
    "change_entity": {"request": "POST /entities/{userName}", "body": {"field": "{field}", "value": "{value}"}},
    "change_group": {"request": "POST /groups/{name}", "body": {"field": "{field}", "value": "{value}"}},
    "change_client": {"request": "POST /clients/{name}", "body": {"field": "{field}", "value": "{value}"}},
    "create_client": {
        "request": "POST /clients",
        "body": {"name": "{name}", "version": "{version}", "adopts": "{adopts}", "principalOf": "{principalOf}"},
    },
    "client": {"request": "GET /clients/{name}"},
    "delete_client": {"request": "POST /clients/{name}/deletion", "body": {"resources": "{resources}"}},
    "issue_token": {
        "request": "POST /tokens",
        "body": {"client": "{client}", "kind": "{kind}", "without": "{without}"},
    },
    "revoke": {"request": "POST /tokens/revoked", "body": {"token": "{token}"}},
    "use_token": {"request": "POST /tokens/use", "body": {"token": "{token}", "path": "{path}"}},
    "seed_group": {"request": "POST /teams", "body": {"name": "{name}", "members": "{members}"}},
    "link": {"request": "POST /links", "body": {"kind": "{kind}", "name": "{name}", "client": "{client}"}},
    "unlink": {"request": "POST /unlinks", "body": {"kind": "{kind}", "name": "{name}", "confirm": "{confirm}"}},
}

SPARE = (2, 3, 4)  # the tenants of clients that come into being later
MANAGED = ("name", "disabled", "external_id", "member_entity_ids")


class VaultAdmin(VaultTokens):
    """The identity API and the tokens."""

    @property
    def more_hooks(self) -> Json:
        """What an operator does."""
        return dict(HOOKS)

    def asked(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> Done | None:
        """Do it."""
        match method, parts:
            case "PUT", ["activation"]:
                self.activated = bool(body["value"])
                return 200, {"activated": self.activated}
            case "GET", ["aliases", name]:
                return next(((200, one.shown) for one in self.aliases if one.name == name), None)
            case "POST", ["teams"]:
                return 200, self.seed_group(body["name"], body.get("members") or [])
            case "POST", ["teams", name, "policies"]:
                return next(
                    ((200, self._attached(one, body["policy"])) for one in self.groups if one.name == name), None
                )
            case "POST", ["entities", name]:
                return 200, self.change_entity(name, body["field"], body.get("value"))
            case "POST", ["groups", name]:
                return 200, self.change_group(name, body["field"])
            case "POST", ["links"]:
                return 200, self.link(body["kind"], body["name"], body["client"])
            case "POST", ["unlinks"]:
                return 200, self.unlink(body["kind"], body["name"], confirm=bool(body.get("confirm")))
            case _, ["clients", *rest]:
                return self._asked_of_clients(method, rest, body)
            case "POST", ["tokens", *rest]:
                return self._asked_of_tokens(rest, body)
        return None

    # -- clients ----------------------------------------------------------------------------------------------

    def _asked_of_clients(self, method: str, parts: list[str], body: Json) -> Done | None:
        match method, parts:
            case "POST", []:
                return 200, self.create_client(body)
            case "GET", [name]:
                number = self.number_of(name)
                return (200, self._client(number)) if number is not None else None
            case "POST", [name]:
                return 200, self.change_client(name, body["field"], body.get("value"))
            case "POST", [name, "deletion"]:
                return 200, self.delete_client(name, body.get("resources") or "")
        return None

    def create_client(self, wanted: Json) -> Json:
        """Set up one more client; its token comes with the answer. Names are kept in lower case."""
        name = self.client_name(wanted["name"])
        number = next((one for one in SPARE if one not in self.clients), None)
        if self.number_of(name) is not None:
            return refused("a client of this name exists")
        if number is None:
            return refused("the double has no room for another client")
        client = Client(name, version=wanted.get("version") or self._first_version)
        if (other := wanted.get("principalOf")) is not None:
            client.principal = self.clients[int(other)].principal
        if self.is_principal(client.principal):
            return refused("the entity is the principal of another client")
        adopts = wanted.get("adopts") or ()
        client.adopts_users, client.adopts_groups = "users" in adopts, "groups" in adopts
        client.aliases = self.options["alias_mount"] == "on"
        self.clients[number] = client
        return {**accepted(), "name": client.name, "number": number, "token": self.keys[number]}

    def client_name(self, name: str) -> str:
        """The name under which a client is kept; the beta kept it as it was written."""
        return name if self.generation == BETA else name.lower()

    def is_principal(self, entity: str) -> bool:
        """Whether an entity speaks for a client already."""
        return self.generation != BETA and entity in [client.principal for client in self.clients.values()]

    @property
    def _first_version(self) -> str:
        return "2.0" if self.generation == BETA else NEWER

    def number_of(self, name: str) -> int | None:
        """The number of the client of this name."""
        wanted = self.client_name(name)
        return next((number for number, client in self.clients.items() if client.name == wanted), None)

    def _client(self, number: int) -> Json:
        client = self.clients[number]
        owned = len(self.owned(number))
        return {"name": client.name, "number": number, "deleting": client.deleting, "owned": owned}

    def owned(self, number: int) -> list[Entity | EntityGroup]:
        """What a client owns."""
        entities = [one for one in self.entities if one.managed and one.client == number]
        return [*entities, *(one for one in self.groups if one.client == number)]

    def change_client(self, name: str, field: str, value: Any) -> Json:
        """Change a setting; the alias mount is for ever."""
        number = self.number_of(name)
        if number is None or field == "alias_mount_accessor":
            return refused(f"{field} cannot be changed")
        setattr(self.clients[number], {"default_schema_version": "version"}.get(field, field), value)
        return accepted()

    def delete_client(self, name: str, resources: str) -> Json:
        """Its requests end at once; what it owns is cleaned up in the background."""
        number = self.number_of(name)
        if number is None:
            return refused("there is no such client")
        if self.needs_choice(number) and resources not in ("delete", "unlink"):
            return refused("say either delete-linked-resources or unlink-resources")
        self.clients[number].deleting = True
        self.after(CLEANING_S, lambda: self.clean_up(number, resources))
        return accepted()

    def needs_choice(self, number: int) -> bool:
        """Since 2.2 it has to be said what becomes of what a client owns."""
        return self.generation != BETA and bool(self.owned(number))

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something later."""
        self._waiting.append((self.now() + seconds, act))

    def clean_up(self, number: int, resources: str) -> None:
        """What a deleted client owned goes, or stays without an owner; then the client itself is gone."""
        for thing in self.owned(number):
            endpoint = "Users" if isinstance(thing, Entity) else "Groups"
            if resources == "unlink":
                self.set_free(thing)
            else:
                self.tenants[number].serve("DELETE", "", f"/{endpoint}/{thing.scim_id}", {}, {}, b"")
        self.clients.pop(number, None)

    # -- entities and groups ------------------------------------------------------------------------------------

    def change_entity(self, name: str, field: str, value: Any) -> Json:
        """The identity API: what SCIM manages has to go through SCIM."""
        entity = self.entity_named(name)
        if entity is None:
            return refused("there is no such entity")
        if entity.managed and self.is_managed(field):
            return refused(f"{field} is managed by a SCIM client and has to be changed through SCIM")
        if field == "deleted":
            self.accounts.remove(entity)
        entity.changed[field] = value
        return accepted()

    def change_group(self, name: str, field: str) -> Json:
        """The same for groups; what is not SCIM's is taken and forgotten."""
        group = next((one for one in self.groups if one.name == name), None)
        if group is None:
            return refused("there is no such group")
        if group.client != NOBODY and self.is_managed(field):
            return refused(f"{field} is managed by a SCIM client and has to be changed through SCIM")
        return accepted()

    def is_managed(self, field: str) -> bool:
        """Whether SCIM manages a field of an entity, or whether it exists at all."""
        return field in (*MANAGED, "deleted")

    def _attached(self, group: EntityGroup, policy: str) -> Json:
        group.policies.add(policy)
        return self.more_of_team(group)

    def seed_group(self, name: str, members: list[str]) -> Json:
        """A group that an admin has made."""
        group = EntityGroup(name, NOBODY, str(uuid4()), frozenset(members))
        self.teams.append(group)
        return {"name": name, **self.more_of_team(group)}

    def thing_named(self, kind: str, name: str) -> Entity | EntityGroup | None:
        """An entity or a group."""
        return self.entity_named(name) if kind == "entity" else next((g for g in self.groups if g.name == name), None)

    def link(self, kind: str, name: str, client: int) -> Json:
        """Give what nobody owns to a client."""
        thing = self.thing_named(kind, name)
        if thing is None or self.generation == BETA or not self.may_link(thing):
            return refused("it is managed by a SCIM client, or there is no such thing")
        if isinstance(thing, EntityGroup) and not self.owns_members(client, thing):
            return refused("not all members of the group belong to the client")
        if isinstance(thing, Entity):
            self.become(client, "Users", {"userName": thing.user_name, "active": thing.active}, thing.id)
        else:
            members = [{"value": value} for value in thing.members]
            self.become(client, "Groups", {"displayName": thing.name, "members": members}, thing.scim_id)
        return accepted()

    def owns_members(self, client: int, group: EntityGroup) -> bool:
        """Whether all members of a group belong to a client."""
        return all(self.may_be_member(client, value) for value in group.members)

    def may_link(self, thing: Entity | EntityGroup) -> bool:
        """Nothing moves from one client to another."""
        return thing.client == NOBODY

    def become(self, client: int, endpoint: str, document: Json, identifier: str) -> None:
        """Something that is there becomes a resource of a client."""
        kind = endpoint.removesuffix("s")
        body = {"schemas": [f"urn:ietf:params:scim:schemas:core:2.0:{kind}"], **document}
        self.reserved = identifier
        headers = {"content-type": "application/scim+json"}
        self.tenants[client].serve("POST", "", f"/{endpoint}", {}, headers, json.dumps(body).encode())
        self.catch_up()

    def unlink(self, kind: str, name: str, *, confirm: bool) -> Json:
        """Take it from its client, and leave it there. Who is in groups of the client has to be taken out of them."""
        thing = self.thing_named(kind, name)
        if thing is None or self.generation == BETA or thing.client == NOBODY:
            return refused("nobody owns it")
        if isinstance(thing, Entity) and self.teams_of(thing) and not confirm:
            return refused("it is a member of groups of the client: say that it has to leave them")
        self.set_free(thing)
        return accepted()

    def set_free(self, thing: Entity | EntityGroup) -> None:
        """It is no resource of its client any more, and its external id is forgotten."""
        endpoint = "Users" if isinstance(thing, Entity) else "Groups"
        store = self.stores[thing.client]
        tell, store.tell = store.tell, None
        try:
            self.tenants[thing.client].serve("DELETE", "", f"/{endpoint}/{thing.scim_id}", {}, {}, b"")
        finally:
            store.tell = tell
        if isinstance(thing, Entity):
            self.leave_groups(thing)
            thing.managed, thing.scim_id, thing.external_id = False, None, None
        thing.client = NOBODY

    def leave_groups(self, entity: Entity) -> None:
        """Whoever is unlinked leaves the groups of the client."""
        for group in self.groups:
            if group.client == entity.client:
                group.members = group.members - {entity.id}
