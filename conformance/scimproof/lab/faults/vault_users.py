"""Doubles of Vault whose users and entities do otherwise than promised."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import vault_requests as requests

EVERYBODY = ("okta", "entra", "sailpoint")
Json = dict[str, Any]


def as_it_was(asked: Inbound) -> Outbound:
    """A success that shows the resource, and has changed nothing of it."""
    return Outbound(200, asked.stored, {"Content-Type": "application/scim+json"})


def is_write(asked: Inbound, endpoint: str, *methods: str) -> bool:
    """Whether a request writes a user or a group in one of these ways."""
    return asked.method in methods and asked.endpoint == endpoint and isinstance(asked.json, dict)


def operations(asked: Inbound) -> list[Json]:
    """The operations of a PATCH."""
    return requests.operations_of(asked.json) or []


def switches(asked: Inbound) -> Any:
    """The value that a PATCH gives to active; ``None`` when it is about something else."""
    for operation in operations(asked):
        value = operation.get("value")
        if requests.path(operation) == "active":
            return value
        if not requests.path(operation) and isinstance(value, dict) and "active" in value:
            return value["active"]
    return None


@on_backstage("vault", "minor", *EVERYBODY)
def gives_users_ids_of_their_own(healthy: type[Any]) -> type[Any]:
    """The id of a user is a number, and not the id of its entity."""

    class Faulty(healthy):  # type: ignore[misc]
        def storage(self, plain: type[Any]) -> type[Any]:
            class Numbered(super().storage(plain)):  # type: ignore[misc]
                def generate_id(self, resource_type: Any, resource: Any) -> str:
                    return str(super().generate_id(resource_type, resource)).replace("-", "")

            return Numbered

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def creates_users_switched_off(healthy: type[Any]) -> type[Any]:
    """A new user is not active, whatever the create says: joiners cannot log in on their first day."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "POST") and isinstance(asked.json.get("active"), bool):
                asked.replace_json({**asked.json, "active": False})
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def forgets_external_ids_of_entities(healthy: type[Any]) -> type[Any]:
    """SCIM shows an externalId, and the entity has none."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_over(self, account: Any, user: Json) -> None:
            super().take_over(account, user)
            account.external_id = None

    return Faulty


@on_backstage("vault", "minor", "okta")
def takes_users_without_external_id(healthy: type[Any]) -> type[Any]:
    """The beta takes users without an externalId, and nobody can match them by it later."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_without_external_id(self, asked: Inbound, body: Json) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def makes_external_ids_unique(healthy: type[Any]) -> type[Any]:
    """In 2.2 a second user of the same externalId is refused."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_without_external_id(self, asked: Inbound, body: Json) -> Outbound | None:
            taken = [entity.external_id for entity in self.entities if entity.external_id]
            wanted = requests.value_of(body, "externalId")
            if wanted in taken:
                return scim_error(409, "an entity of this external id exists", "uniqueness")
            found: Outbound | None = super().refuse_without_external_id(asked, body)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def makes_up_user_names(healthy: type[Any]) -> type[Any]:
    """A create without a userName makes an entity with a name that nobody has chosen."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "POST") and "userName" not in asked.json:
                asked.replace_json({**asked.json, "userName": "entity_" + str(len(self.accounts))})
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lets_external_ids_change(healthy: type[Any]) -> type[Any]:
    """A PUT changes the externalId: whoever is matched by it becomes somebody else."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_other_external_id(self, asked: Inbound, body: Json) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def passes_over_other_external_ids(healthy: type[Any]) -> type[Any]:
    """A PUT with another externalId succeeds without it, and the client believes that it was changed."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_other_external_id(self, asked: Inbound, body: Json) -> Outbound | None:
            asked.replace_json({**body, "externalId": asked.stored.get("externalId")})
            return None

    return Faulty


@on_backstage("vault", "major", "okta")
def keeps_user_names_on_put(healthy: type[Any]) -> type[Any]:
    """A PUT with another userName succeeds, and the user keeps the old one."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "PUT") and (stored := asked.stored):
                asked.replace_json({**asked.json, "userName": stored["userName"]})
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", "okta")
def keeps_entity_names(healthy: type[Any]) -> type[Any]:
    """SCIM shows a new userName, and the entity keeps the old name."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_over(self, account: Any, user: Json) -> None:
            name = account.user_name
            super().take_over(account, user)
            account.user_name = name

    return Faulty


@on_backstage("vault", "major", "okta")
def leaves_aliases_under_old_names(healthy: type[Any]) -> type[Any]:
    """The alias of somebody with a new login keeps the old name: the next login makes a second entity."""

    class Faulty(healthy):  # type: ignore[misc]
        def name_on_mount(self, entity: Any) -> None:
            if not self.aliases_of(entity.id):
                super().name_on_mount(entity)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def makes_no_aliases(healthy: type[Any]) -> type[Any]:
    """A client has an alias mount, and its users have no alias there."""

    class Faulty(healthy):  # type: ignore[misc]
        def name_on_mount(self, entity: Any) -> None:
            return

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def believes_in_forged_groups(healthy: type[Any]) -> type[Any]:
    """A PUT of a user that claims a group is believed: the user shows it from then on."""

    class Faulty(healthy):  # type: ignore[misc]
        def __init__(self, options: Json) -> None:
            super().__init__(options)
            self.forged: Json = {}

        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "PUT") and asked.json.get("groups"):
                self.forged[str(asked.resource_id)] = asked.json["groups"]
            found: Outbound | None = super().meet(asked)
            return found

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for resource in answer.resources:
                if groups := self.forged.get(str(resource.get("id"))):
                    resource["groups"] = [*resource.get("groups", []), *groups]

    return Faulty


@on_backstage("vault", "major", "sailpoint")
def ends_lists_early(healthy: type[Any]) -> type[Any]:
    """A list of users leaves the last one out, and does not count it."""

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            plain = asked.method == "GET" and asked.path == "/Users" and "filter" not in asked.parameters
            if plain and answer.ok and answer.body.get("Resources"):
                listed = answer.body["Resources"][:-1]
                answer.body |= {"Resources": listed, "itemsPerPage": len(listed)}
                answer.body["totalResults"] -= 1

    return Faulty
