"""Scanner breaks its promises about people, those of Google Workspace among them."""

from __future__ import annotations

from typing import Any

from scimproof.lab.backstage import Json
from scimproof.lab.faults import behind
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_fails_tests_of_connections(healthy: type[Any]) -> type[Any]:
    """The look-ups by which products test a connection end in a 500."""
    return behind.meeting(healthy, behind.fail_tests_of_connections)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_shows_newcomers_inactive(healthy: type[Any]) -> type[Any]:
    """Whoever is new reads as inactive until the next change."""
    return behind.showing(healthy, behind.show_newcomers_inactive)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_lets_newcomers_wait(healthy: type[Any]) -> type[Any]:
    """Whoever is new cannot sign in before the first change."""
    return behind.letting_newcomers_wait(healthy)


@on_backstage("scanner", "major", "generic")
def scanner_keeps_maiden_names(healthy: type[Any]) -> type[Any]:
    """Last names never change."""
    return behind.storing(healthy, behind.keep_last_names)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_deactivates_nobody(healthy: type[Any]) -> type[Any]:
    """A deactivation is answered with success, and the user stays active."""
    return behind.storing(healthy, behind.keep_active)


@on_backstage("scanner", "critical", "okta", "entra")
def scanner_lets_leavers_sign_in(healthy: type[Any]) -> type[Any]:
    """Leavers are shown as inactive, and search the logs as ever."""
    return behind.letting_leavers_in(healthy)


@on_backstage("scanner", "major", "okta", "entra")
def scanner_reactivates_nobody(healthy: type[Any]) -> type[Any]:
    """Whoever was inactive once stays so, whatever is written."""
    return behind.storing(healthy, behind.keep_inactive)


@on_backstage("scanner", "major", "okta", "entra")
def scanner_lets_returners_wait(healthy: type[Any]) -> type[Any]:
    """Returners are shown as active, and cannot sign in."""
    return behind.letting_returners_wait(healthy)


@on_backstage("scanner", "critical", "generic")
def scanner_knows_no_former_schemas(healthy: type[Any]) -> type[Any]:
    """A create that names the core schema of SCIM 1.1 as well is refused: Google Workspace creates nobody."""

    class Strict(healthy):  # type: ignore[misc]
        def overlook_former_schema(self, asked: Inbound, user: Json) -> None:
            return None

    return Strict


@on_backstage("scanner", "critical", "generic")
def scanner_wants_pages_of_its_own(healthy: type[Any]) -> type[Any]:
    """A list with a count is refused: Google Workspace and others cannot test the connection."""

    def see(asked: Inbound) -> Outbound | None:
        counted = asked.method == "GET" and asked.path == "/Users" and "count" in asked.parameters
        return scim_error(400, "count is not supported", "invalidValue") if counted else None

    return behind.meeting(healthy, see)


@on_backstage("scanner", "critical", "generic")
def scanner_forgets_people_whose_users_are_deleted(healthy: type[Any]) -> type[Any]:
    """A DELETE takes the user away, and the account stays: the last form in which an identity provider says goodbye."""

    class Forgetting(healthy):  # type: ignore[misc]
        def user_went(self, client: int, user: Json) -> None:
            self.told("scim.member.delete", client, user)

    return Forgetting
