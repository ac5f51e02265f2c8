"""What several scenarios of Vault need: clients set up as its guides say, the second SCIM client, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from scimproof import expect
from scimproof.clients.admins.admin import Admin
from scimproof.clients.admins.entra import EntraAdmin
from scimproof.clients.admins.okta import OktaAdmin
from scimproof.clients.entra.mappings import line_to
from scimproof.clients.neighbour import Neighbour
from scimproof.clients.probe import Probe
from scimproof.clients.tasks import Task, succeeded
from scimproof.declared import Declared
from scimproof.directory import Person, as_user
from scimproof.exchange import Exchange
from scimproof.hooks import Hooks
from scimproof.outcome import Finding, NotApplicable
from scimproof.profiles import Profile

Json = dict[str, Any]
Kind = TypeVar("Kind", bound=Admin)

EXTENSION = "urn:ietf:params:scim:schemas:extension:vault:"
METADATA = f"{EXTENSION}2.0:Metadata"
USER = f"{EXTENSION}2.2:User"
GROUP = f"{EXTENSION}2.2:Group"

# How a server may say no. 401 is left out: the credential is good.
REFUSALS = (400, 403, 404, 405, 409, 422, 501)
# How a client is told that something is not there for it.
CLOSED = (404, 403)


def newer(profile: Profile) -> None:
    """:raises NotApplicable: for the beta, which does not have what Vault 2.2 promises."""
    if profile.option("generation") != "2.2":
        raise NotApplicable("promised from Vault 2.2 on (--set generation=2.2)")


def as_documented(admin: Kind, profile: Profile) -> Kind:
    """The client, set up as Vault's guides and limits want it.

    Entra maps userName, active and externalId of users, and neither more of them nor the id of groups. Okta leaves
    the name of a group out when only members change, since a PATCH of the name is refused.
    """
    if isinstance(admin, EntraAdmin):
        lines = [line_to(target) for target in ("userName", "active", "externalId")]
        return type(admin)(admin.client, admin.entra.with_knobs(maps_group_id=False).with_mapping(*lines))
    if isinstance(admin, OktaAdmin):
        if profile.option("unsupported_attributes") == "refused":
            raise NotApplicable("Okta always sends names and e-mail addresses, which this Vault refuses")
        return type(admin)(admin.client, admin.okta.with_knobs(renames_with_members=False))
    return admin


def can_switch_off(admin: Admin, profile: Profile) -> None:
    """:raises NotApplicable: for a client that can switch users off only in a way that this Vault refuses."""
    if admin.client == "okta-oin" and profile.option("patch_without_path") == "refused":
        raise NotApplicable("this Vault refuses a PATCH without a path, and an OIN app of Okta sends no other")


def second_client(probe: Probe, token: str | None = None) -> Neighbour:
    """Another SCIM client in the same namespace, with a token of its own.

    :raises NotApplicable: when none was given.
    """
    return Neighbour(probe, token, called="token of a second SCIM client")


def user(person: Person, declared: Declared, **more: Any) -> Json:
    """A person as Vault takes one: userName, externalId, active."""
    return {**as_user(person, declared), "externalId": person.external_id, **more}


def refused(exchange: Exchange, message: str, *accepted: int) -> list[Finding]:
    """Nothing unless the request was taken.

    :param message: what an admin has to know when it was.
    :param accepted: the statuses that are documented; any refusal when there are none.
    """
    wanted = accepted or REFUSALS
    if exchange.response is not None and exchange.status in wanted:
        return []
    received = f"{exchange.status} {expect.detail(exchange)}".strip() if exchange.response else str(exchange.error)
    expected = " or ".join(map(str, wanted))
    return [Finding(message, expected, received, (exchange.number,), cause=message)]


def stays(what: str, before: Mapping[str, Any], after: Exchange, *names: str) -> list[Finding]:
    """These attributes of a resource are what they were."""
    if (gone := expect.status(after, 200)) != []:
        return gone
    return [
        finding
        for name in names
        for finding in expect.equal(f"{name} {what}", _plain(before.get(name)), _plain(after.resource.get(name)), after)
    ]


def _plain(value: Any) -> Any:
    """Members as a sorted list of their ids; nothing and an empty list are the same."""
    if isinstance(value, list):
        ids = [str(entry.get("value")) if isinstance(entry, dict) else str(entry) for entry in value]
        return sorted(ids) or None
    return value


def members(exchange: Exchange) -> list[str]:
    """The ids of the members that an answer shows, sorted."""
    return _plain(exchange.resource.get("members")) or []


def has_members(what: str, exchange: Exchange, *wanted: str | None) -> list[Finding]:
    """The group shows these members, and no others."""
    if (gone := expect.status(exchange, 200, 201)) != []:
        return gone
    return expect.equal(what, sorted(map(str, wanted)), members(exchange), exchange)


def pushed(task: Task) -> list[Finding]:
    """The group arrived: the task succeeded, or only the PATCH that repeats its name was refused.

    Vault documents that a PATCH of a group can do no more than add and remove members; an OIN app of Okta repeats the
    name of every group that it has just created.
    """
    failed = task.failed.exchange if task.failed is not None else None
    if failed is not None and failed.request.method == "PATCH" and is_rename(failed):
        return []
    return succeeded(task)


def is_rename(exchange: Exchange) -> bool:
    """Whether a PATCH is about the name of a group."""
    return b"displayName" in exchange.request.body


def seeded_group(probe: Probe, hooks: Hooks, name: str, endpoint: str, *members: str) -> str:
    """A group that an operator makes for this run; its id. It is ours, and may be written to."""
    made = hooks.call("seed_group", name=name, members=list(members)).value or {}
    journal = probe.session.journal
    journal.created(journal.intend(endpoint, "displayName", name), str(made.get("id")), proven=True)
    return str(made.get("id"))


def accepted(hooks: Hooks, hook: str, /, **arguments: Any) -> Any:
    """Do something as an operator of Vault; what came of it.

    :raises NotApplicable: when Vault, as it is set up here, does not do that.
    """
    done = hooks.call(hook, **arguments).value or {}
    if not done.get("accepted"):
        raise NotApplicable(f"the operator could not do '{hook}': {done.get('said', 'nobody knows why')}")
    return done
