"""WorkOS breaks what it promises about users: who is refused, who is put right, and which address counts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.members import changing_updates
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import workos_rules as rules

Json = dict[str, Any]


@on_backstage("workos", "major", "okta", "entra")
def workos_takes_nameless_users(healthy: type[Any]) -> type[Any]:
    """A user without a userName is taken, under a made-up one: nobody can sign in by it, and nobody finds the user."""

    class Nameless(healthy):  # type: ignore[misc]
        def refuse_nameless(self, asked: Inbound, user: Json) -> Outbound | None:
            if super().refuse_nameless(asked, user) is not None:
                asked.replace_json({**user, "userName": f"user-{uuid4().hex}"})
            return None

    return Nameless


@on_backstage("workos", "major", "okta", "entra")
def workos_leaves_users_without_address(healthy: type[Any]) -> type[Any]:
    """A userName that is an address is not taken for one: the user comes without any, and the application with it."""

    class Unfilled(healthy):  # type: ignore[misc]
        def fill_in(self, asked: Inbound, user: Json, address: str) -> None:
            return None

    return Unfilled


@on_backstage("workos", "major", "okta", "entra")
def workos_takes_the_last_address_away(healthy: type[Any]) -> type[Any]:
    """A replacement may leave a user without any address: from then on nobody can be matched by it."""

    class Careless(healthy):  # type: ignore[misc]
        def refuse_unreachable(self, asked: Inbound, user: Json) -> Outbound | None:
            refused: Outbound | None = None if asked.method == "PUT" else super().refuse_unreachable(asked, user)
            return refused

    return Careless


@on_backstage("workos", "major", "okta", "entra")
def workos_holds_users_for_ever(healthy: type[Any]) -> type[Any]:
    """Whoever was held for want of an address is taken already when the address comes: a conflict, for ever."""

    class Unmerging(healthy):  # type: ignore[misc]
        def refuse_unreachable(self, asked: Inbound, user: Json) -> Outbound | None:
            key = (asked.client, str(rules.value(user, "userName")).lower())
            if key in self.validating and rules.emails(user):
                return scim_error(409, "Another user already exists with this username", "uniqueness")
            refused: Outbound | None = super().refuse_unreachable(asked, user)
            return refused

    return Unmerging


@on_backstage("workos", "major", "okta", "entra")
def workos_announces_held_users(healthy: type[Any]) -> type[Any]:
    """Whoever is held is announced all the same: the application makes an account that no address belongs to."""

    class Hasty(healthy):  # type: ignore[misc]
        def refuse_unreachable(self, asked: Inbound, user: Json) -> Outbound | None:
            refused: Outbound | None = super().refuse_unreachable(asked, user)
            if refused is not None:
                told = rules.value(user, "externalId")
                self.later(lambda: self.tell("dsync.user.created", user=told, state="active"))
            return refused

    return Hasty


@on_backstage("workos", "minor", "okta", "entra")
def workos_refuses_malformed_addresses(healthy: type[Any]) -> type[Any]:
    """An address that is none by its form is refused: old rows of a directory never arrive."""

    class Pedantic(healthy):  # type: ignore[misc]
        def refuse_unreachable(self, asked: Inbound, user: Json) -> Outbound | None:
            if not all(rules.is_address(entry["value"]) for entry in rules.emails(user)):
                return scim_error(400, "An e-mail address is malformed", "invalidValue")
            refused: Outbound | None = super().refuse_unreachable(asked, user)
            return refused

    return Pedantic


@on_backstage("workos", "minor", "okta", "entra")
def workos_trusts_malformed_addresses(healthy: type[Any]) -> type[Any]:
    """An address that is none by its form becomes the primary one: mail goes nowhere."""

    class Trusting(healthy):  # type: ignore[misc]
        def email_of(self, user: Json) -> str | None:
            listed = rules.emails(user)
            return super().email_of(user) or (
                str(listed[0]["value"]) if len(listed) == 1 and _is_none(listed) else None
            )

    def _is_none(listed: list[Json]) -> bool:
        return not rules.is_address(listed[0]["value"])

    return Trusting


@on_backstage("workos", "major", "okta", "entra")
def workos_takes_the_first_address(healthy: type[Any]) -> type[Any]:
    """The first address is taken for the primary one, whatever is flagged: people are written to at home."""

    class First(healthy):  # type: ignore[misc]
        def email_of(self, user: Json) -> str | None:
            listed = [str(entry["value"]) for entry in rules.emails(user) if rules.is_address(entry["value"])]
            return listed[0] if listed else None

    return First


@on_backstage("workos", "minor", "okta", "entra")
def workos_keeps_one_address(healthy: type[Any]) -> type[Any]:
    """Of several addresses one is kept: somebody is not recognised by any of the others."""

    class Frugal(healthy):  # type: ignore[misc]
        def meet_user(self, asked: Inbound) -> Outbound | None:
            refused: Outbound | None = super().meet_user(asked)
            user = asked.json
            if refused is None and isinstance(user, dict) and rules.brings_all(asked, "Users"):
                listed, chosen = rules.emails(user), rules.chosen_email(user)
                kept = [entry for entry in listed if entry["value"] == chosen] or listed[:1]
                asked.replace_json({**user, "emails": kept})
            return refused

    return Frugal


@on_backstage("workos", "critical", "okta", "entra")
def workos_shares_addresses(healthy: type[Any]) -> type[Any]:
    """Two active users may have one address: an application that matches by it mixes them up."""

    class Sharing(healthy):  # type: ignore[misc]
        def same_address(self, client: int, user: Json) -> str | None:
            return None

    return Sharing


@on_backstage("workos", "major", "okta", "entra")
def workos_keeps_addresses_of_leavers(healthy: type[Any]) -> type[Any]:
    """An inactive user keeps the address: whoever inherits it cannot come."""

    class Possessive(healthy):  # type: ignore[misc]
        def same_address(self, client: int, user: Json) -> str | None:
            taken = super().same_address(client, user)
            address = rules.chosen_email(user)
            others = [one for key, one in self.known(client, "User").items() if key != user.get("id")]
            left = [one for one in others if one.get("active") is False and rules.chosen_email(one) == address]
            return taken or ("Another user already exists with this email" if address and left else None)

    return Possessive


@on_backstage("workos", "critical", "okta", "entra")
def workos_reads_texts_as_booleans(healthy: type[Any]) -> type[Any]:
    """Any text for active counts as true, "false" as well: a leaver stays."""

    class Lenient(healthy):  # type: ignore[misc]
        def refuse_types(self, asked: Inbound, user: Json) -> Outbound | None:
            if isinstance(rules.value(user, "active"), str):
                asked.replace_json({**user, "active": True})
                return self.refuse_nulls(asked, user)  # type: ignore[no-any-return]
            refused: Outbound | None = super().refuse_types(asked, user)
            return refused

    return Lenient


@on_backstage("workos", "minor", "okta", "entra")
def workos_takes_nulls(healthy: type[Any]) -> type[Any]:
    """A null is taken for no value: a client that has no name to send wipes out the one that is there."""

    class Nulled(healthy):  # type: ignore[misc]
        def refuse_nulls(self, asked: Inbound, user: Json) -> Outbound | None:
            return None

    return Nulled


@on_backstage("workos", "major", "okta", "entra")
def workos_insists_on_names(healthy: type[Any]) -> type[Any]:
    """A user without a given name is refused: people with one name never arrive."""

    class Insisting(healthy):  # type: ignore[misc]
        def refuse_types(self, asked: Inbound, user: Json) -> Outbound | None:
            name = rules.value(user, "name")
            if not isinstance(name, dict) or not rules.is_named(name, "givenName"):
                return rules.required("name.givenName")
            refused: Outbound | None = super().refuse_types(asked, user)
            return refused

    return Insisting


@on_backstage("workos", "critical", "okta", "entra")
def workos_creates_inactive_users(healthy: type[Any]) -> type[Any]:
    """Where inactive users are deleted, one can be created inactive all the same, and is there for ever."""

    class Indifferent(healthy):  # type: ignore[misc]
        def refuse_inactive(self, asked: Inbound, user: Json) -> Outbound | None:
            return None

    return Indifferent


@on_backstage("workos", "major", "okta", "entra")
def workos_creates_by_put(healthy: type[Any]) -> type[Any]:
    """A PUT of somebody who is gone makes a new user: a late update brings a leaver back."""

    class Upserting(healthy):  # type: ignore[misc]
        def meet_user(self, asked: Inbound) -> Outbound | None:
            if asked.method == "PUT" and asked.endpoint == "Users" and not asked.stored:
                asked.method, asked.path = "POST", "/Users"
            found: Outbound | None = super().meet_user(asked)
            return found

    return Upserting


@on_backstage("workos", "critical", "okta", "entra")
def workos_shows_leavers_as_active(healthy: type[Any]) -> type[Any]:
    """Whoever was switched off is shown as active when read: nobody can tell who has left."""

    class Whitewashing(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.method == "GET" and asked.resource_id is not None and answer.ok:
                for resource in answer.resources:
                    if resource.get("active") is False:
                        resource["active"] = True

    return Whitewashing


@on_backstage("workos", "critical", "okta", "entra")
def workos_never_reactivates(healthy: type[Any]) -> type[Any]:
    """Whoever was switched off stays so: active true is answered as a success, and does nothing."""

    def stay_off(storage: Any, former: Any, resource: Any) -> None:
        if getattr(former, "active", None) is False:
            resource.active = False

    class Final(healthy):  # type: ignore[misc]
        def storage(self, base: type[Any]) -> type[Any]:
            return changing_updates(stay_off)(super().storage(base))

    return Final


@on_backstage("workos", "critical", "okta", "entra")
def workos_tells_names_by_case(healthy: type[Any]) -> type[Any]:
    """Two users may have names that differ only in case: one person gets two accounts, and signs in to either."""
    mark = "~again"

    class Exact(healthy):  # type: ignore[misc]
        def storage(self, base: type[Any]) -> type[Any]:
            class Doubling(super().storage(base)):  # type: ignore[misc]
                def create(self, resource_type: Any, resource: Any) -> Any:
                    from scim2_models import UniquenessException

                    names = {getattr(one, "user_name", None) for one in self._resources.get("User", {}).values()}
                    try:
                        return super().create(resource_type, resource)
                    except UniquenessException:
                        name = getattr(resource, "user_name", None)
                        if name is None or name in names:
                            raise
                        resource.user_name = name + mark
                        return super().create(resource_type, resource)

            return Doubling

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            for resource in answer.resources if answer.ok else []:
                if isinstance(resource.get("userName"), str):
                    resource["userName"] = resource["userName"].removesuffix(mark)

    return Exact
