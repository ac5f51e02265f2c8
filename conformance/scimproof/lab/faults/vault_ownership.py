"""Doubles of Vault that mix up who owns what: clients that see each other, and operators who link and adopt."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.faults.vault_users import EVERYBODY
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.vendors.vault_identity import NOBODY

Json = dict[str, Any]
COLLECTIONS = ("Users", "Groups")


def _reaching(healthy: type[Any], *methods: str) -> type[Any]:
    """A double whose second client reaches what the first one owns, by these methods."""

    class Faulty(healthy):  # type: ignore[misc]
        def reach(self, asked: Inbound) -> int:
            foreign = asked.resource_id is not None and not asked.stored and asked.client == 1
            return 0 if foreign and asked.method in methods and asked.endpoint in COLLECTIONS else super().reach(asked)

        def meet_body(self, asked: Inbound) -> Outbound | None:
            # Whose members may join is asked of whoever owns the group.
            foreign = asked.client == 1 and asked.method in methods and not asked.stored
            return None if foreign and asked.resource_id else super().meet_body(asked)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lists_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A list shows the users and groups of another client."""

    class Faulty(healthy):  # type: ignore[misc]
        def reach(self, asked: Inbound) -> int:
            listed = asked.method == "GET" and asked.path in ("/Users", "/Groups") and "filter" not in asked.parameters
            return 0 if listed else super().reach(asked)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def finds_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A filter finds the users and groups of another client: Okta and Entra would link to them."""

    class Faulty(healthy):  # type: ignore[misc]
        def reach(self, asked: Inbound) -> int:
            found = asked.method == "GET" and asked.path in ("/Users", "/Groups") and "filter" in asked.parameters
            return 0 if found else super().reach(asked)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def shows_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A user or group of another client can be read by its id."""
    return _reaching(healthy, "GET")


@on_backstage("vault", "critical", *EVERYBODY)
def replaces_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A user or group of another client can be replaced by PUT."""
    return _reaching(healthy, "PUT")


@on_backstage("vault", "critical", *EVERYBODY)
def patches_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A user or group of another client can be patched."""
    return _reaching(healthy, "PATCH")


@on_backstage("vault", "critical", *EVERYBODY)
def deletes_what_other_clients_own(healthy: type[Any]) -> type[Any]:
    """A user or group of another client can be deleted."""
    return _reaching(healthy, "DELETE")


@on_backstage("vault", "critical", *EVERYBODY)
def hands_taken_names_over(healthy: type[Any]) -> type[Any]:
    """A create under a userName of another client is answered with that client's user, as if it had been created."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_taken_name(self, asked: Inbound, body: Json) -> Outbound | None:
            entity = self.entity_named(str(body.get("userName", "")))
            if asked.method == "POST" and entity is not None and entity.managed and entity.client != asked.client:
                shown = self.tenants[entity.client].current(f"/Users/{entity.scim_id}")
                return Outbound(201, shown, {"Content-Type": "application/scim+json"})
            found: Outbound | None = super().refuse_taken_name(asked, body)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def shows_entities_of_nobody(healthy: type[Any]) -> type[Any]:
    """An entity that an operator or a login has made can be read by every client."""

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            entity = next((one for one in self.entities if not one.managed and one.id == asked.resource_id), None)
            if asked.method == "GET" and asked.endpoint == "Users" and entity is not None:
                core = "urn:ietf:params:scim:schemas:core:2.0:User"
                shown = {"schemas": [core], "id": entity.id, "userName": entity.user_name, "active": entity.active}
                answer.status, answer.body = 200, {**shown, "meta": {"resourceType": "User"}}

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def takes_earlier_logins_over(healthy: type[Any]) -> type[Any]:
    """A create takes over the entity of an earlier login, although the client may not adopt."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_adopt(self, client: int, entity: Any) -> bool:
            return not entity.managed

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def never_adopts_logins(healthy: type[Any]) -> type[Any]:
    """A client may adopt, and a create for somebody who has logged in before is a conflict all the same."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_adopt(self, client: int, entity: Any) -> bool:
            return False

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def hides_groups_of_nobody(healthy: type[Any]) -> type[Any]:
    """A client may adopt groups, and cannot see those that it could adopt."""

    class Faulty(healthy):  # type: ignore[misc]
        def unmanaged(self, client: int) -> list[Any]:
            return []

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def shows_strangers_in_groups_of_nobody(healthy: type[Any]) -> type[Any]:
    """A client that may adopt groups sees all of their members, those of others as well."""

    class Faulty(healthy):  # type: ignore[misc]
        def seen_members(self, client: int, group: Any) -> list[Json]:
            return [{"value": value} for value in sorted(group.members)]

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def adopts_groups_by_post(healthy: type[Any]) -> type[Any]:
    """A POST with the name of a group of nobody adopts it."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_members(self, asked: Inbound, body: Json) -> Outbound | None:
            if asked.method == "POST":
                found = (one for one in self.groups if one.client == NOBODY and one.name == body.get("displayName"))
                if (group := next(found, None)) is not None:
                    self.reserved = group.scim_id
            refused: Outbound | None = super().refuse_members(asked, body)
            return refused

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def nods_at_links(healthy: type[Any]) -> type[Any]:
    """Linking is accepted, and the client sees nothing of it."""

    class Faulty(healthy):  # type: ignore[misc]
        nods = False

        def link(self, kind: str, name: str, client: int) -> Json:
            self.nods = True
            try:
                said: Json = super().link(kind, name, client)
                return said
            finally:
                self.nods = False

        def become(self, client: int, endpoint: str, document: Json, identifier: str) -> None:
            if not self.nods:
                super().become(client, endpoint, document, identifier)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def links_groups_with_strangers(healthy: type[Any]) -> type[Any]:
    """A group is linked to a client to whom not all of its members belong."""

    class Faulty(healthy):  # type: ignore[misc]
        def owns_members(self, client: int, group: Any) -> bool:
            return True

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def users_show_groups_of_nobody(healthy: type[Any]) -> type[Any]:
    """A user shows groups that an operator has made, and the client believes that it owns them."""

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for resource in answer.resources if asked.endpoint == "Users" else []:
                strange = [one for one in self.groups if one.client == NOBODY and resource.get("id") in one.members]
                if strange:
                    shown = [{"value": one.scim_id, "display": one.name, "type": "direct"} for one in strange]
                    resource["groups"] = [*resource.get("groups", []), *shown]

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def nods_at_unlinking(healthy: type[Any]) -> type[Any]:
    """Unlinking is accepted, and the client goes on managing what was taken from it."""

    class Faulty(healthy):  # type: ignore[misc]
        def set_free(self, thing: Any) -> None:
            if hasattr(thing, "external_id"):
                thing.external_id = None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def unlinks_members_without_a_question(healthy: type[Any]) -> type[Any]:
    """An entity is unlinked and leaves its groups, and nobody was asked."""

    class Faulty(healthy):  # type: ignore[misc]
        def unlink(self, kind: str, name: str, *, confirm: bool) -> Json:
            found: Json = super().unlink(kind, name, confirm=True)
            return found

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def keeps_external_ids_of_unlinked(healthy: type[Any]) -> type[Any]:
    """An unlinked entity keeps its external id."""

    class Faulty(healthy):  # type: ignore[misc]
        def set_free(self, thing: Any) -> None:
            kept = getattr(thing, "external_id", None)
            super().set_free(thing)
            if hasattr(thing, "external_id"):
                thing.external_id = kept

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def moves_things_between_clients(healthy: type[Any]) -> type[Any]:
    """What one client owns can be linked to another."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_link(self, thing: Any) -> bool:
            return True

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lets_operators_change_everything(healthy: type[Any]) -> type[Any]:
    """The identity API changes what a client manages, and the identity provider never hears of it."""

    class Faulty(healthy):  # type: ignore[misc]
        def is_managed(self, field: str) -> bool:
            return False

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def lets_operators_change_nothing(healthy: type[Any]) -> type[Any]:
    """The identity API refuses every change of an entity that a client manages, its policies as well."""

    class Faulty(healthy):  # type: ignore[misc]
        def is_managed(self, field: str) -> bool:
            return True

    return Faulty
