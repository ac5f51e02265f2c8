"""The identity store of the double of Vault: entities, groups and aliases, as they follow what SCIM clients write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, Team, member_ids
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.vendors.vault_endpoint import VaultEndpoint
from scimproof.lab.vendors.vault_model import (
    BETA,
    GROUP,
    METADATA,
    MOUNT,
    NEWER,
    USER,
    Alias,
    Carried,
    Client,
    Entity,
    EntityGroup,
)

Json = dict[str, Any]
NOBODY = -1


class VaultIdentity(VaultEndpoint):
    """What becomes of users and groups behind the endpoint."""

    # -- users are entities -----------------------------------------------------------------------------------

    def user_came(self, client: int, user: Json) -> None:
        """An entity comes into being, or one that was there is taken over."""
        entity = next((one for one in self.entities if one.id == user["id"]), None)
        if entity is None:
            entity = Entity(user["userName"], id=user["id"])
            self.accounts.append(entity)
        entity.client, entity.scim_id, entity.managed = client, user["id"], True
        self.take_over(entity, user)
        self.name_on_mount(entity)

    def user_changed(self, client: int, before: Json, after: Json) -> None:
        """Its alias follows the userName."""
        super().user_changed(client, before, after)
        entity = self.account_from(client, after["id"])
        if isinstance(entity, Entity):
            self.name_on_mount(entity)

    def user_went(self, client: int, user: Json) -> None:
        """An entity goes, and its aliases with it."""
        super().user_went(client, user)
        self.drop_aliases(user["id"])

    def take_over(self, account: Account, user: Json) -> None:
        """Name, external id, and whether it is enabled."""
        account.user_name = user["userName"]
        account.active = user.get("active") is not False
        account.external_id = user.get("externalId")

    def name_on_mount(self, entity: Entity) -> None:
        """The alias on the mount of the client has the userName."""
        client = self.clients.get(entity.client)
        if client is None or not client.aliases:
            return
        alias = next((one for one in self.aliases_of(entity.id) if one.mount == MOUNT), None)
        if alias is None:
            self.aliases.append(Alias(MOUNT, entity.user_name, entity.id))
        else:
            alias.name = entity.user_name

    def drop_aliases(self, entity_id: str) -> None:
        """The aliases of an entity go."""
        self.aliases = [alias for alias in self.aliases if alias.entity != entity_id]

    def aliases_of(self, entity_id: str) -> list[Alias]:
        """The aliases of an entity."""
        return [alias for alias in self.aliases if alias.entity == entity_id]

    def seed(self, **wanted: Any) -> Account:
        """A login before anything was provisioned: an entity that no client owns, with the alias of that login."""
        entity = Entity(wanted["userName"], active=wanted.get("active", True), id=str(uuid4()), client=NOBODY)
        entity.external_id = wanted.get("externalId")
        self.accounts.append(entity)
        self.aliases.append(Alias(MOUNT, entity.user_name, entity.id, managed=False))
        return entity

    # -- groups -----------------------------------------------------------------------------------------------

    def group_came(self, client: int, group: Json) -> None:
        """An internal group comes into being, or one that was there is taken over."""
        known = next((one for one in self.groups if one.scim_id == group["id"]), None)
        if known is None:
            self.teams.append(EntityGroup(group["displayName"], client, group["id"], member_ids(group)))
        else:
            known.client, known.name, known.members = client, group["displayName"], member_ids(group)

    @property
    def groups(self) -> list[EntityGroup]:
        """All groups."""
        return [team for team in self.teams if isinstance(team, EntityGroup)]

    def teams_of(self, account: Account) -> set[str]:
        """The groups of an entity, whoever owns them."""
        return {team.name for team in self.teams if account.id in team.members}

    def roles_of(self, account: Account) -> set[str]:
        """Policies come with groups."""
        granted = (group.policies for group in self.groups if account.id in group.members)
        return set(account.roles).union(*granted)

    # -- what an admin reads ------------------------------------------------------------------------------------

    def more_of(self, account: Account) -> Json:
        """The entity as the identity API shows it."""
        if not isinstance(account, Entity):
            return {}
        owner = self.clients.get(account.client)
        return {
            "entityName": account.entity_name or account.user_name,
            "disabled": not account.active,
            "client": owner.name if owner is not None and account.managed else None,
            "aliases": [alias.shown for alias in self.aliases_of(account.id)],
            "metadata": {entry.get("key"): entry.get("value") for entry in account.metadata},
            **account.changed,
        }

    def more_of_team(self, team: Team) -> Json:
        """The group as the identity API shows it."""
        if not isinstance(team, EntityGroup):
            return {}
        owner = self.clients.get(team.client)
        return {
            "id": team.scim_id,
            "type": "internal",
            "memberIds": sorted(team.members),
            "policies": sorted(team.policies),
            "client": owner.name if owner is not None else None,
            "metadata": {entry.get("key"): entry.get("value") for entry in team.metadata},
        }

    # -- extensions -------------------------------------------------------------------------------------------

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """Answers have the extension of the version that the request names, or that the client has set."""
        self.catch_up()
        carried, self.carried = self.carried, Carried()
        if not answer.ok or asked.method == "DELETE" or asked.endpoint not in ("Users", "Groups"):
            return
        for resource in answer.resources:
            thing = self.behind(resource)
            if thing is None:
                continue
            if carried.block is not None:
                self.take_block(thing, carried.block)
            if "attributes" not in asked.parameters:
                self.add_extension(resource, thing, carried.urn or self.urn_for(asked.client, thing))

    def behind(self, resource: Json) -> Entity | EntityGroup | None:
        """The entity or group of a resource."""
        wanted = resource.get("id")
        entity = next((one for one in self.entities if one.scim_id == wanted), None)
        return entity or next((one for one in self.groups if one.scim_id == wanted), None)

    def take_block(self, thing: Entity | EntityGroup, block: Mapping[str, Any]) -> None:
        """What an extension block says: what it leaves out stays, what is empty goes."""
        for name in ("metadata", "items"):
            if isinstance(block.get(name), list):
                thing.metadata = list(block[name])
        if isinstance(thing, Entity):
            thing.entity_name = str(block.get("entityName") or thing.entity_name)
            if isinstance(block.get("aliases"), list):
                self.take_aliases(thing, block["aliases"])

    def take_aliases(self, entity: Entity, listed: list[Json]) -> None:
        """Secondary aliases are those that the client names; what it did not make stays."""
        kept = [one for one in self.aliases_of(entity.id) if one.mount == MOUNT or not one.managed]
        self.drop_aliases(entity.id)
        made = [Alias(str(one.get("mount_accessor")), str(one.get("name")), entity.id) for one in listed]
        self.aliases += [*kept, *made]

    def urn_for(self, client: int, thing: Entity | EntityGroup) -> str:
        """The extension of whoever names none."""
        newer = self.generation != BETA and self.version_of(self.clients[client]) == NEWER
        if isinstance(thing, Entity):
            return USER if newer else METADATA
        return GROUP if newer else ""

    def version_of(self, client: Client) -> str:
        """The version of the extensions that a client gets."""
        return client.version

    def add_extension(self, resource: Json, thing: Entity | EntityGroup, urn: str) -> None:
        """Put the block into a resource, where it has something to say."""
        block: Json = {}
        if thing.metadata:
            block["items" if urn == METADATA else "metadata"] = json.loads(json.dumps(thing.metadata))
        if urn == USER and isinstance(thing, Entity):
            if thing.entity_name not in ("", thing.user_name):
                block["entityName"] = thing.entity_name
            secondary = [one.shown for one in self.aliases_of(thing.id) if one.mount != MOUNT and one.managed]
            block |= {"aliases": secondary} if secondary else {}
        if block and urn:
            resource[urn] = block
            resource["schemas"] = [*(one for one in resource.get("schemas", []) if one != urn), urn]
