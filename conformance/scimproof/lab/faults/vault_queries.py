"""Doubles of Vault that answer filters and keep metadata otherwise than promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.faults.vault_users import EVERYBODY
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import vault_requests as requests
from scimproof.lab.vendors.vault_model import NEWER, USER

Json = dict[str, Any]


def _passing_over(healthy: type[Any], endpoint: str, *attributes: str) -> type[Any]:
    """A double that answers filters by these attributes as if there were no filter."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            text = requests.filter_of(asked) if asked.method == "GET" and asked.endpoint == endpoint else None
            if text is not None and text.startswith(attributes) and self.takes_filter(endpoint, text):
                rest = {name: value for name, value in asked.parameters.items() if name != "filter"}
                asked.query = urlencode(rest)
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def finds_everybody_by_user_name(healthy: type[Any]) -> type[Any]:
    """A look-up by userName is answered with everybody."""
    return _passing_over(healthy, "Users", "userName")


@on_backstage("vault", "major", *EVERYBODY)
def finds_everybody_by_time(healthy: type[Any]) -> type[Any]:
    """A filter by meta.lastModified is answered with everybody."""
    return _passing_over(healthy, "Users", "meta.lastModified")


@on_backstage("vault", "major", *EVERYBODY)
def finds_every_group_by_time(healthy: type[Any]) -> type[Any]:
    """A filter of groups by meta.lastModified is answered with all of them."""
    return _passing_over(healthy, "Groups", "meta.lastModified")


@on_backstage("vault", "major", *EVERYBODY)
def refuses_filters_by_active(healthy: type[Any]) -> type[Any]:
    """The filter by active is refused, which is documented to work."""

    class Faulty(healthy):  # type: ignore[misc]
        def takes_filter(self, endpoint: str, text: str) -> bool:
            return not text.startswith("active") and super().takes_filter(endpoint, text)

    return Faulty


def _taking_all(healthy: type[Any], endpoint: str) -> type[Any]:
    class Faulty(healthy):  # type: ignore[misc]
        def takes_filter(self, at: str, text: str) -> bool:
            return at == endpoint or super().takes_filter(at, text)

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def takes_every_filter_of_users(healthy: type[Any]) -> type[Any]:
    """Filters of users that are documented as refused are answered."""
    return _taking_all(healthy, "Users")


@on_backstage("vault", "minor", *EVERYBODY)
def takes_every_filter_of_groups(healthy: type[Any]) -> type[Any]:
    """Filters of groups that are documented as refused are answered."""
    return _taking_all(healthy, "Groups")


@on_backstage("vault", "major", *EVERYBODY)
def finds_nobody_by_other_filters(healthy: type[Any]) -> type[Any]:
    """A filter that is not supported is answered with an empty list, as if nobody were there."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_filter(self, asked: Inbound) -> Outbound | None:
            refused = super().refuse_filter(asked)
            if refused is None:
                return None
            schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
            body = {"schemas": [schema], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []}
            return Outbound(200, body, {"Content-Type": "application/scim+json"})

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def says_nothing_of_filters(healthy: type[Any]) -> type[Any]:
    """A filter of users that is not supported is refused with 400, and without the word invalidFilter."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_filter(self, asked: Inbound) -> Outbound | None:
            return scim_error(400, "bad request") if super().refuse_filter(asked) is not None else None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def forgets_metadata(healthy: type[Any]) -> type[Any]:
    """Metadata is taken and not kept."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_block(self, thing: Any, block: Mapping[str, Any]) -> None:
            return

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def wipes_metadata_that_is_left_out(healthy: type[Any]) -> type[Any]:
    """A PUT whose extension block leaves metadata out wipes it."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_block(self, thing: Any, block: Mapping[str, Any]) -> None:
            super().take_block(thing, {"metadata": [], **block})

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def never_clears_metadata(healthy: type[Any]) -> type[Any]:
    """An empty list does not clear metadata."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_block(self, thing: Any, block: Mapping[str, Any]) -> None:
            super().take_block(thing, {name: value for name, value in block.items() if value or name == "aliases"})

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def wipes_aliases_that_are_left_out(healthy: type[Any]) -> type[Any]:
    """A PUT whose extension block leaves aliases out takes them away."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_block(self, thing: Any, block: Mapping[str, Any]) -> None:
            super().take_block(thing, {"aliases": [], **block})

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def forgets_entity_names(healthy: type[Any]) -> type[Any]:
    """A name of the entity that is not the userName is taken and not kept."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_block(self, thing: Any, block: Mapping[str, Any]) -> None:
            super().take_block(thing, {name: value for name, value in block.items() if name != "entityName"})

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def takes_undeclared_blocks(healthy: type[Any]) -> type[Any]:
    """An extension block is taken though schemas does not name it."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_extension(self, asked: Inbound, blocks: Json, schemas: list[str]) -> Outbound | None:
            found: Outbound | None = super().refuse_extension(asked, blocks, list(blocks) or schemas)
            return found

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def mixes_versions(healthy: type[Any]) -> type[Any]:
    """The extensions 2.0 and 2.2 are taken in one request, and one of them wins."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_extension(self, asked: Inbound, blocks: Json, schemas: list[str]) -> Outbound | None:
            several = len(blocks) > 1
            return None if several else super().refuse_extension(asked, blocks, schemas)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def answers_in_one_version(healthy: type[Any]) -> type[Any]:
    """Answers are in the words of 2.2, whatever the request and the client say."""

    class Faulty(healthy):  # type: ignore[misc]
        def version_of(self, client: Any) -> str:
            return NEWER

        def add_extension(self, resource: Json, thing: Any, urn: str) -> None:
            newer = urn and hasattr(thing, "entity_name")
            super().add_extension(resource, thing, USER if newer else urn)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def answers_new_clients_in_2_0(healthy: type[Any]) -> type[Any]:
    """A client of today reads metadata in the words of 2.0."""

    class Faulty(healthy):  # type: ignore[misc]
        def version_of(self, client: Any) -> str:
            return "2.0"

    return Faulty
