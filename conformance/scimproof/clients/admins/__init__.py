"""Admins of identity providers: the same few verbs for every product, each done by that product's own requests.

A promise of a vendor holds per client: what an admin of Okta does by one request, Entra does by another, in its next
cycle. The scenarios of vendors are written with these verbs, and played with each client that the vendor names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scimproof.clients.admins.admin import Admin
from scimproof.clients.admins.entra import EntraAdmin
from scimproof.clients.admins.google import GoogleAdmin
from scimproof.clients.admins.okta import OktaAdmin
from scimproof.clients.admins.plain import PlainAdmin
from scimproof.clients.admins.sailpoint import SailPointAdmin
from scimproof.clients.entra import JOBS, Entra
from scimproof.clients.google import Google
from scimproof.clients.okta import CONNECTORS, Okta
from scimproof.clients.probe import Probe
from scimproof.clients.sailpoint import SailPoint
from scimproof.session import Session

__all__ = ["ADMINS", "Admin", "EntraAdmin", "OktaAdmin", "admin_of"]


def _okta(client: str) -> Callable[[Session], Admin]:
    return lambda session: OktaAdmin(client, Okta(session, CONNECTORS[client]))


def _entra(client: str) -> Callable[[Session], Admin]:
    return lambda session: EntraAdmin(client, Entra(session, JOBS[client]))


# Who can be asked for in CLIENTS of a module.
ADMINS: Mapping[str, Callable[[Session], Admin]] = {
    **{client: _okta(client) for client in CONNECTORS},
    **{client: _entra(client) for client in JOBS},
    Google.id: lambda session: GoogleAdmin(Google.id, Google(session)),
    Probe.id: lambda session: PlainAdmin(Probe.id, Probe(session)),
    SailPoint.id: lambda session: SailPointAdmin(SailPoint.id, SailPoint(session)),
}


def admin_of(client: str, session: Session) -> Admin:
    """The admin of a client.

    :raises KeyError: when there is none.
    """
    return ADMINS[client](session)
