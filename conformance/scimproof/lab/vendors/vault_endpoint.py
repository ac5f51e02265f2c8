"""The endpoint of the double of Vault: what it refuses, what it passes over, and whose resources a request reaches.

Each rule is a method of its own, so that a fault can break one and leave the others as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import vault_requests as requests
from scimproof.lab.vendors.vault_model import BETA, EXTENSION, METADATA, USER, Alias, Carried, Client, Entity, Token
from scimproof.lab.vendors.vault_schemas import provider
from scimproof.lab.vendors.vault_writing import Writing

Json = dict[str, Any]
Answer = Outbound | None
Verdict = Callable[[Inbound, Json], Answer]


class VaultEndpoint(Writing):
    """Requests, as they come in.

    :ivar clients: by the number of their tenant.
    :ivar keys: the first credential of every client, learnt from requests; of those that come later, of its own making.
    :ivar reserved: the id of the next resource, when an entity or group that is there becomes one.
    """

    clients: dict[int, Client]
    tokens: dict[str, Token]
    aliases: list[Alias]
    keys: dict[int, str]
    stores: list[Any]
    reserved: str | None = None
    carried = Carried()
    activated = True

    @property
    def generation(self) -> str:
        """``beta`` or ``2.2``."""
        return str(self.options["generation"])

    def provider(self) -> Any:
        """Few attributes, and extensions of its own."""
        return provider(self.generation)

    def storage(self, healthy: type[Any]) -> type[Any]:
        """Ids are those of entities: UUIDs, which here also tell the order of creation."""
        vault = self

        class Entities(healthy):  # type: ignore[misc]
            def __init__(self, group_type: Any) -> None:
                super().__init__(group_type)
                vault.stores.append(self)

            def generate_id(self, resource_type: Any, resource: Any) -> str:
                reserved, vault.reserved = vault.reserved, None
                own = str(super().generate_id(resource_type, resource))
                head, tail = own.split("-")
                return reserved or f"{head}-{tail[:4]}-4{tail[4:7]}-8{tail[7:10]}-{tail[10:]}{head[2:]}"

        return Entities

    def meet(self, asked: Inbound) -> Answer:
        """One rule after the other; the first that answers ends it."""
        self.carried = Carried()
        rules = (
            self.refuse_before_activation,
            self.refuse_another_namespace,
            self.refuse_a_deleted_client,
            self.refuse_without_capability,
            self.answer_me,
            self.refuse_filter,
        )
        for rule in rules:
            if (answer := rule(asked)) is not None:
                return answer
        number = self.reach(asked)
        if number != asked.client:
            asked.headers["authorization"] = f"Bearer {self.keys[number]}"
        return self.meet_body(asked)

    # -- whoever asks -----------------------------------------------------------------------------------------

    def reach(self, asked: Inbound) -> int:
        """The number of the client whose resources a request reaches: that of whoever sends it."""
        return asked.client

    def refuse_before_activation(self, asked: Inbound) -> Answer:
        """Nothing works until the feature is activated."""
        return None if self.activated else scim_error(400, "the SCIM feature is not activated")

    def refuse_another_namespace(self, asked: Inbound) -> Answer:
        """A client is known in its own namespace alone."""
        named = asked.headers.get("x-vault-namespace", "").strip("/")
        return scim_error(403, "permission denied") if named else None

    def refuse_a_deleted_client(self, asked: Inbound) -> Answer:
        """Requests end at once when a client is deleted, and before it is set up."""
        if asked.path == "/ServiceProviderConfig":
            return None
        client = self.clients.get(asked.client)
        gone = client is None or client.deleting
        return scim_error(403, "the entity of this token is no principal of a SCIM client") if gone else None

    def refuse_without_capability(self, asked: Inbound) -> Answer:
        """The policies of a token hold for SCIM as they do for everything."""
        token = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if token is None or asked.method.lower() in token.capabilities:
            return None
        return scim_error(403, "permission denied")

    def answer_me(self, asked: Inbound) -> Answer:
        """``/Me`` is declared and not implemented."""
        return scim_error(501, "/Me is not implemented") if asked.endpoint == "Me" else None

    def refuse_filter(self, asked: Inbound) -> Answer:
        """Filters are one comparison of a short list."""
        text = requests.filter_of(asked)
        if text is None or asked.endpoint not in requests.FILTERS or self.takes_filter(asked.endpoint, text):
            return None
        return scim_error(400, f"the filter is not supported: {text}", "invalidFilter")

    def takes_filter(self, endpoint: str, text: str) -> bool:
        """Whether a filter is one of those."""
        return requests.is_documented(endpoint, text)

    # -- what is written --------------------------------------------------------------------------------------

    def meet_body(self, asked: Inbound) -> Answer:
        """The rules for bodies of users and groups."""
        body = asked.json
        if asked.endpoint not in requests.KNOWN or not isinstance(body, dict) or asked.path.endswith(".search"):
            return None
        if asked.resource_id is not None and not asked.stored:
            return self.meet_unknown(asked, body)
        for rule in self._rules(asked):
            if (answer := rule(asked, body)) is not None:
                return answer
            body = asked.json
        return None

    def meet_unknown(self, asked: Inbound, body: Json) -> Answer:
        """Something that the client does not own is not there for it."""
        return None

    def _rules(self, asked: Inbound) -> tuple[Verdict, ...]:
        known: dict[tuple[str, str], tuple[Verdict, ...]] = {
            ("POST", "Users"): (
                self.refuse_text_boolean,
                self.refuse_unsupported,
                self.take_extension,
                self.refuse_without_external_id,
                self.refuse_taken_name,
            ),
            ("PUT", "Users"): (
                self.refuse_text_boolean,
                self.refuse_unsupported,
                self.take_extension,
                self.refuse_other_external_id,
                self.refuse_taken_name,
            ),
            ("PATCH", "Users"): (self.refuse_patch_of_user,),
            ("POST", "Groups"): (self.refuse_unsupported, self.take_extension, self.refuse_members),
            ("PUT", "Groups"): (self.refuse_unsupported, self.take_extension, self.refuse_members),
            ("PATCH", "Groups"): (self.refuse_patch_of_group, self.refuse_added_members),
        }
        return known.get((asked.method, asked.endpoint), ())

    def refuse_unsupported(self, asked: Inbound, body: Json) -> Answer:
        """What Vault has no attribute for is passed over, or refused where an operator's version does that."""
        foreign = requests.foreign_names(asked.endpoint, body)
        given = [name for name in foreign if requests.has_value(body[name])]
        if given and self.options["unsupported_attributes"] == "refused":
            return scim_error(400, f"not supported: {', '.join(given)}", "invalidValue")
        if dropped := [*foreign, *requests.foreign_schemas(body)]:
            asked.replace_json(requests.without(body, *dropped))
        return None

    def take_extension(self, asked: Inbound, body: Json) -> Answer:
        """An extension block is Vault's own business: it is kept for the answer, and the core does not see it."""
        blocks = requests.blocks_of(body)
        schemas = [str(urn) for urn in body.get("schemas") or [] if str(urn).lower().startswith(EXTENSION)]
        if (answer := self.refuse_extension(asked, blocks, schemas)) is not None:
            return answer
        names = [*blocks, *schemas]
        if names:
            block = next(iter(blocks.values()), None)
            self.carried = Carried(names[0], block if isinstance(block, dict) else None)
            asked.replace_json(requests.without(body, *names))
        return None

    def refuse_extension(self, asked: Inbound, blocks: Json, schemas: list[str]) -> Answer:
        """Since 2.2 a block has to be declared, and users have one of the two extensions, never both."""
        if self.generation == BETA:
            return None
        declared = [urn.lower() for urn in schemas]
        if undeclared := [urn for urn in blocks if urn.lower() not in declared]:
            return scim_error(400, f"schemas does not name {undeclared[0]}", "invalidSyntax")
        if {METADATA.lower(), USER.lower()} <= {*declared, *(urn.lower() for urn in blocks)}:
            return scim_error(400, "the extensions 2.0 and 2.2 do not go together", "invalidSyntax")
        name = next((block.get("entityName") for block in blocks.values() if isinstance(block, dict)), None)
        differs = name is not None and name != requests.value_of(asked.json, "userName")
        if differs and not self.clients[asked.client].aliases:
            return scim_error(400, "without an alias mount entityName has to equal userName", "invalidValue")
        return None

    def refuse_without_external_id(self, asked: Inbound, body: Json) -> Answer:
        """The beta wants an externalId with every create."""
        if self.generation != BETA or requests.value_of(body, "externalId"):
            return None
        return scim_error(400, "externalId is required", "invalidValue")

    def refuse_other_external_id(self, asked: Inbound, body: Json) -> Answer:
        """An externalId stays what it was; a PUT without it keeps it."""
        before, wanted = asked.stored.get("externalId"), requests.value_of(body, "externalId")
        if wanted == before:
            return None
        if wanted is None:
            asked.replace_json({**body, "externalId": before})
            return None
        return scim_error(400, "externalId cannot be changed", "mutability")

    def refuse_taken_name(self, asked: Inbound, body: Json) -> Answer:
        """A name is that of one entity in the namespace, whoever owns it, and even if nobody does."""
        name = requests.value_of(body, "userName")
        entity = self.entity_named(name) if isinstance(name, str) else None
        if entity is None or (entity.scim_id is not None and entity.scim_id == asked.resource_id):
            return None
        if asked.method == "POST" and self.may_adopt(asked.client, entity):
            self.reserved = entity.id
            return None
        return scim_error(409, f"an entity of the name {name} exists", "uniqueness")

    @property
    def entities(self) -> list[Entity]:
        """All entities, of every client and of none."""
        return [account for account in self.accounts if isinstance(account, Entity)]

    def entity_named(self, name: str) -> Entity | None:
        """The entity of a name, or with a login of that name, whoever owns it."""
        wanted = name.lower()
        holders = {alias.entity for alias in self.aliases if alias.name.lower() == wanted}
        named = (one for one in self.entities if wanted in (one.user_name.lower(), one.entity_name.lower()))
        return next(named, None) or next((one for one in self.entities if one.id in holders), None)

    def may_adopt(self, client: int, entity: Entity) -> bool:
        """Whether a create may take an entity over."""
        return self.generation != BETA and self.clients[client].adopts_users and not entity.managed
