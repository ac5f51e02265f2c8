"""What the double of Vault is made of: entities, SCIM clients, and the names of the extension schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, Team

Json = dict[str, Any]

EXTENSION = "urn:ietf:params:scim:schemas:extension:vault:"
METADATA = f"{EXTENSION}2.0:Metadata"
USER = f"{EXTENSION}2.2:User"
GROUP = f"{EXTENSION}2.2:Group"

BETA, NEWER = "beta", "2.2"
# The auth mount on which the first alias of every user is made.
MOUNT = "auth_oidc_scimproof"

# Time that the clean-up after a deleted client takes.
CLEANING_S = 20.0
MOST_TOKENS = 2
LONGEST_TTL_S = 2_764_800


@dataclass
class Entity(Account):
    """A Vault entity: what SCIM calls a user.

    :param metadata: its key-value pairs, as a list of ``key`` and ``value``.
    :param entity_name: where it differs from the userName.
    :param changed: what an admin has written into fields that SCIM does not manage.
    """

    metadata: list[Json] = field(default_factory=list)
    entity_name: str = ""
    changed: Json = field(default_factory=dict)


@dataclass
class EntityGroup(Team):
    """An internal identity group."""

    metadata: list[Json] = field(default_factory=list)
    policies: set[str] = field(default_factory=set)


@dataclass
class Alias:
    """The name of an entity on an auth mount.

    :param managed: whether a SCIM client made it.
    """

    mount: str
    name: str
    entity: str
    managed: bool = True

    @property
    def shown(self) -> Json:
        """As an admin reads it."""
        return {"mount_accessor": self.mount, "name": self.name}


@dataclass
class Client:
    """A SCIM client, as an operator has set it up.

    :param principal: the entity whose tokens speak for it.
    :param version: of the extension schemas that it gets when it names none.
    """

    name: str
    principal: str = field(default_factory=lambda: str(uuid4()))
    aliases: bool = True
    version: str = NEWER
    adopts_users: bool = False
    adopts_groups: bool = False
    deleting: bool = False


@dataclass
class Token:
    """A Vault token that was issued while the double ran.

    :param client: number of the client for which it speaks; ``None`` for that of an entity without a client.
    :param capabilities: what its policy allows below the SCIM path.
    """

    value: str
    client: int | None
    kind: str
    capabilities: frozenset[str]


@dataclass(frozen=True)
class Carried:
    """The extension block of a request: the core does not see it.

    :param urn: the schema that the request names, if it names one.
    :param block: ``None`` when it has none.
    """

    urn: str = ""
    block: Mapping[str, Any] | None = None
