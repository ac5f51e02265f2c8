"""Doubles of Vault that let in whom they should not, and that say of themselves what is not so."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error

EVERYBODY = ("okta", "entra", "sailpoint")
SCIM_JSON = {"Content-Type": "application/scim+json"}
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def _empty_list() -> dict[str, Any]:
    return {"schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []}


@on_backstage("vault", "minor", *EVERYBODY)
def answers_vault_errors_as_json(healthy: type[Any]) -> type[Any]:
    """Errors are application/json.

    A client that chooses its parser by the media type shows its admin an empty message.
    """

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if answer.status >= 400 and answer.body is not None:
                answer.headers["Content-Type"] = "application/json"

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def asks_for_a_token_for_its_config(healthy: type[Any]) -> type[Any]:
    """ServiceProviderConfig is shown to those alone who know already how to authenticate."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.path == "/ServiceProviderConfig" and "authorization" not in asked.headers:
                return scim_error(401, "missing client token")
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "major", "sailpoint")
def knows_schemas_only_as_a_list(healthy: type[Any]) -> type[Any]:
    """A schema cannot be read by its id: SailPoint refuses the connection."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.path.startswith("/Schemas/"):
                return scim_error(404, "no such path")
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def finds_nothing_at_me(healthy: type[Any]) -> type[Any]:
    """/Me is answered 404, as if the path were wrong, and not 501."""

    class Faulty(healthy):  # type: ignore[misc]
        def answer_me(self, asked: Inbound) -> Outbound | None:
            return scim_error(404, "no handler for route") if asked.endpoint == "Me" else None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def declares_sorting_and_etags(healthy: type[Any]) -> type[Any]:
    """Sorting and ETags are declared as supported, and nothing of them works."""

    class Faulty(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.path == "/ServiceProviderConfig" and answer.ok:
                answer.body = {**answer.body, "sort": {"supported": True}, "etag": {"supported": True}}

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def nods_at_bulk_requests(healthy: type[Any]) -> type[Any]:
    """A bulk request is answered 200, and nothing of it is done."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.path == "/Bulk":
                return Outbound(200, {"schemas": [BULK], "Operations": []}, dict(SCIM_JSON))
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lets_every_entity_in(healthy: type[Any]) -> type[Any]:
    """A token of any entity whose policy allows the path may speak SCIM."""

    class Faulty(healthy):  # type: ignore[misc]
        def answer_stranger(self, answer: Outbound) -> None:
            answer.status, answer.body, answer.headers = 200, _empty_list(), dict(SCIM_JSON)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def overlooks_policies(healthy: type[Any]) -> type[Any]:
    """A token may do by SCIM what its policy does not allow."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_without_capability(self, asked: Inbound) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def honours_revoked_tokens(healthy: type[Any]) -> type[Any]:
    """A token that was revoked goes on opening the endpoint, until somebody restarts the server."""

    class Faulty(healthy):  # type: ignore[misc]
        def revoke(self, token: str) -> None:
            self.tokens.pop(token, None)

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def issues_tokens_without_number(healthy: type[Any]) -> type[Any]:
    """A client may have as many SCIM tokens as it likes, whatever max_active_tokens says."""

    class Faulty(healthy):  # type: ignore[misc]
        most_tokens = 1000

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def issues_renewable_tokens(healthy: type[Any]) -> type[Any]:
    """A SCIM token can be renewed for ever."""

    class Faulty(healthy):  # type: ignore[misc]
        def nature(self, token: Any) -> dict[str, Any]:
            return {**super().nature(token), "renewable": True}

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lets_scim_tokens_read_secrets(healthy: type[Any]) -> type[Any]:
    """A SCIM token opens every path that its policies allow, secrets as well."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_use(self, token: str, path: str) -> bool:
            return True

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def serves_every_namespace(healthy: type[Any]) -> type[Any]:
    """The token of a client opens other namespaces."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_another_namespace(self, asked: Inbound) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def works_before_activation(healthy: type[Any]) -> type[Any]:
    """SCIM answers on a server whose operator has not activated it."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_before_activation(self, asked: Inbound) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def serves_deleted_clients(healthy: type[Any]) -> type[Any]:
    """A client that was deleted gets answers until everything of it is cleaned up."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_a_deleted_client(self, asked: Inbound) -> Outbound | None:
            return None

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def never_cleans_up_after_clients(healthy: type[Any]) -> type[Any]:
    """What a deleted client owned stays: entities without an owner that can still log in."""

    class Faulty(healthy):  # type: ignore[misc]
        def clean_up(self, number: int, resources: str) -> None:
            if resources == "unlink":
                super().clean_up(number, resources)
            self.clients.pop(number, None)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def deletes_clients_without_a_word(healthy: type[Any]) -> type[Any]:
    """A client that owns people is deleted without the question what becomes of them."""

    class Faulty(healthy):  # type: ignore[misc]
        def needs_choice(self, number: int) -> bool:
            return False

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def deletes_what_should_be_unlinked(healthy: type[Any]) -> type[Any]:
    """A client is deleted with the word that its resources shall stay, and they are deleted."""

    class Faulty(healthy):  # type: ignore[misc]
        def clean_up(self, number: int, resources: str) -> None:
            super().clean_up(number, "delete")

    return Faulty


@on_backstage("vault", "minor", *EVERYBODY)
def keeps_the_case_of_client_names(healthy: type[Any]) -> type[Any]:
    """Two clients may have names that differ in case alone."""

    class Faulty(healthy):  # type: ignore[misc]
        def client_name(self, name: str) -> str:
            return name

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def shares_principals(healthy: type[Any]) -> type[Any]:
    """One entity may be the principal of two clients."""

    class Faulty(healthy):  # type: ignore[misc]
        def is_principal(self, entity: str) -> bool:
            return False

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def lets_alias_mounts_change(healthy: type[Any]) -> type[Any]:
    """The alias mount of a client can be changed, and its users no longer match their logins."""

    class Faulty(healthy):  # type: ignore[misc]
        def change_client(self, name: str, field: str, value: Any) -> dict[str, Any]:
            return {"accepted": True, "said": ""}

    return Faulty
