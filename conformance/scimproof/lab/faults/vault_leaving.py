"""Doubles of Vault where leavers stay and returners cannot come back, and whose PATCH of users is not as promised."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.faults.vault_users import EVERYBODY, Json, as_it_was, is_write, operations, switches
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import vault_requests as requests


@on_backstage("vault", "major", "entra", "sailpoint")
def patches_user_names(healthy: type[Any]) -> type[Any]:
    """PATCH changes userNames as well, behind the back of whoever relies on the documentation."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Outbound | None:
            return None if b"userName" in asked.body else super().refuse_patch_of_user(asked, body)

    return Faulty


@on_backstage("vault", "major", "entra", "sailpoint")
def nods_at_other_patches_of_users(healthy: type[Any]) -> type[Any]:
    """A PATCH of something else than active is answered 200, and nothing changes: the client believes that it did."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Outbound | None:
            refused: Outbound | None = super().refuse_patch_of_user(asked, body)
            return as_it_was(asked) if refused is not None and switches(asked) is None else refused

    return Faulty


@on_backstage("vault", "minor", "entra")
def takes_several_operations_on_users(healthy: type[Any]) -> type[Any]:
    """A PATCH of a user may have several operations, of which active is one."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Outbound | None:
            several = len(operations(asked)) > 1
            return None if several else super().refuse_patch_of_user(asked, body)

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def never_switches_off_by_patch(healthy: type[Any]) -> type[Any]:
    """A PATCH of active to false is answered 200, and the user stays active."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Outbound | None:
            return as_it_was(asked) if switches(asked) is False else super().refuse_patch_of_user(asked, body)

    return Faulty


@on_backstage("vault", "critical", "okta")
def overlooks_active_in_put(healthy: type[Any]) -> type[Any]:
    """A PUT with active false succeeds, and the user stays active."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "PUT") and isinstance(asked.json.get("active"), bool):
                asked.replace_json({**asked.json, "active": asked.stored.get("active", True)})
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "critical", "okta")
def wants_a_path_to_switch_users_off(healthy: type[Any]) -> type[Any]:
    """A PATCH of active without a path is refused: no OIN app of Okta can switch anybody off."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_patch_of_user(self, asked: Inbound, body: Json) -> Outbound | None:
            if not all(requests.path(operation) for operation in operations(asked)):
                return scim_error(400, "an operation has to have a path", "invalidPath")
            found: Outbound | None = super().refuse_patch_of_user(asked, body)
            return found

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def never_switches_on_again(healthy: type[Any]) -> type[Any]:
    """Whoever was switched off once stays so: a change to active true succeeds, and has no effect."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if is_write(asked, "Users", "PUT") and asked.stored.get("active") is False:
                asked.replace_json({**asked.json, "active": False})
            if is_write(asked, "Users", "PATCH") and switches(asked) is True:
                return as_it_was(asked)
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def lets_disabled_entities_log_in(healthy: type[Any]) -> type[Any]:
    """SCIM shows that a leaver is not active, and the entity is not disabled."""

    class Faulty(healthy):  # type: ignore[misc]
        def may_sign_in(self, account: Any) -> bool:
            return True

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def keeps_entities_disabled(healthy: type[Any]) -> type[Any]:
    """SCIM shows that a returner is active, and the entity stays disabled."""

    class Faulty(healthy):  # type: ignore[misc]
        def take_over(self, account: Any, user: Json) -> None:
            disabled = not account.active
            super().take_over(account, user)
            account.active = account.active and not disabled

    return Faulty


@on_backstage("vault", "major", "entra")
def reads_texts_as_booleans(healthy: type[Any]) -> type[Any]:
    """The texts "True" and "False" are taken for booleans."""

    class Faulty(healthy):  # type: ignore[misc]
        def refuse_text_boolean(self, asked: Inbound, body: Json) -> Outbound | None:
            for text, value in ((b'"True"', b"true"), (b'"False"', b"false"), (b'"true"', b"true")):
                asked.body = asked.body.replace(text, value)
            return None

    return Faulty


@on_backstage("vault", "critical", *EVERYBODY)
def leaves_entities_behind(healthy: type[Any]) -> type[Any]:
    """A deleted user is gone from SCIM, and its entity stays, with its policies."""

    class Faulty(healthy):  # type: ignore[misc]
        def user_went(self, client: int, user: Json) -> None:
            return

    return Faulty


@on_backstage("vault", "major", *EVERYBODY)
def leaves_aliases_behind(healthy: type[Any]) -> type[Any]:
    """A deleted user leaves an alias behind, which points at nobody."""

    class Faulty(healthy):  # type: ignore[misc]
        def drop_aliases(self, entity_id: str) -> None:
            if any(entity.id == entity_id for entity in self.entities):
                super().drop_aliases(entity_id)

    return Faulty


@on_backstage("vault", "critical", "sailpoint")
def nods_at_deletions_of_users(healthy: type[Any]) -> type[Any]:
    """DELETE of a user is answered 204, and the user is still there."""

    class Faulty(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            if asked.method == "DELETE" and asked.endpoint == "Users":
                return Outbound(204)
            found: Outbound | None = super().meet(asked)
            return found

    return Faulty
