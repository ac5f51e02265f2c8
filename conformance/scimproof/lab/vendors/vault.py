"""Vault: SCIM users are entities, SCIM groups are internal identity groups, and clients do not see each other."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors.mechanism import vendor
from scimproof.lab.vendors.vault_admin import SPARE, VaultAdmin
from scimproof.lab.vendors.vault_adoption import Adoption
from scimproof.lab.vendors.vault_model import BETA, NEWER, Client


@vendor(
    "vault",
    generation=BETA,
    alias_mount="on",
    default_schema_version="auto",
    unsupported_attributes="ignored",
    patch_without_path="accepted",
)
class Vault(Adoption, VaultAdmin):
    """HashiCorp Vault Enterprise, its beta of SCIM of April 2026 or the generation of Vault 2.2.

    Two SCIM clients with a token each share one namespace, and with it the names of entities. Further clients are
    there as soon as the hook ``create_client`` makes them. As documented until October 2026; an operation without
    a path and attributes that have no place in an entity are not documented, and are options here.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__(options)
        self.spare_tokens = tuple(secrets.token_hex(24) for _ in SPARE)
        self.stores, self.aliases, self.tokens = [], [], {}
        self.keys = dict(zip(SPARE, self.spare_tokens, strict=True))
        version = str(self.options["default_schema_version"])
        version = ("2.0" if self.generation == BETA else NEWER) if version == "auto" else version
        mount = self.options["alias_mount"] == "on"
        self.clients = {
            number: Client(name, aliases=mount, version=version)
            for number, name in enumerate(("scimproof-first", "scimproof-second"))
        }

    def meet(self, asked: Inbound) -> Outbound | None:
        """Remember who asks."""
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token and token not in self.tokens:
            self.keys[asked.client] = token
        return super().meet(asked)

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """A token of an entity that is no principal is a good token that may not do this: 403."""
        token = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if token is not None and token.client is None and asked.path != "/ServiceProviderConfig":
            self.answer_stranger(answer)
        super().show(asked, answer)

    def answer_stranger(self, answer: Outbound) -> None:
        """Whoever is no principal of a client is refused, whatever the policies of the token allow."""
        refusal = scim_error(403, "the entity of this token is no principal of a SCIM client")
        answer.status, answer.body, answer.headers = refusal.status, refusal.body, refusal.headers
