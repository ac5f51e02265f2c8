"""Stytch: members of organizations, and roles that groups, domains and admins give them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, Backstage, Json, Team, member_ids, primary_email
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors.mechanism import vendor

# The names of Stytch's own settings. Each is a list of pairs.
GROUP_ROLES = "scim_group_implicit_role_assignments"
DOMAIN_ROLES = "rbac_email_implicit_role_assignments"
# A change of roles reaches sessions that are open at their next refresh.
REFRESH_S = 300.0
FORMER_CORE = "urn:scim:schemas:core:1.0"
SECOND_ORGANIZATION = 1

Key = tuple[int, str]


@dataclass
class Connection:
    """A SCIM connection, and its token; ``coming`` is the next one, while the tokens are rotated."""

    token: str = field(default_factory=lambda: secrets.token_hex(24))
    coming: str | None = None


@vendor("stytch")
class Stytch(Backstage):
    """Stytch, with roles by group, by domain and by hand.

    As documented in November 2026. Which group gives which role is set by the option
    ``scim_group_implicit_role_assignments``, a list of objects with ``group_id`` and ``role_id``; which domain does,
    by ``rbac_email_implicit_role_assignments``, with ``domain`` and ``role_id``. What is set is added to what is there.
    """

    delay_s = REFRESH_S

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__(options)
        self.sessions: dict[str, list[str]] = {}
        self.connections: dict[str, Connection] = {}
        # Groups and their members as sessions know them: as they were at the last refresh.
        self.refreshed: dict[Key, Team] = {}

    # -- the endpoint -------------------------------------------------------------------------------------------

    def storage(self, healthy: type[Any]) -> type[Any]:
        """Groups have UUIDs, and only their names and members change."""
        backstage = self

        class Members(healthy):  # type: ignore[misc]
            def generate_id(self, resource_type: Any, resource: Any) -> str:
                made = str(super().generate_id(resource_type, resource))
                return backstage.group_id(made) if resource_type.name == "Group" else made

            def update(self, resource_type: Any, resource: Any, **how: Any) -> Any:
                if resource_type.name == "Group":
                    backstage.fix(self._stored(resource_type, resource.id), resource)
                return super().update(resource_type, resource, **how)

        return Members

    def group_id(self, made: str) -> str:
        """A UUID that sorts as the ids of the lab do."""
        rest = uuid4().hex
        return f"{made.partition('-')[0]}-{rest[:4]}-4{rest[4:7]}-a{rest[7:10]}-{rest[10:22]}"

    def fix(self, former: Any, group: Any) -> None:
        """What cannot be changed of a group stays as it was."""
        group.external_id = former.external_id

    def meet(self, asked: Inbound) -> Outbound | None:
        """A second member with the same address is refused."""
        body = asked.json if asked.method in ("POST", "PUT") and asked.endpoint == "Users" else None
        if not isinstance(body, dict):
            return None
        self.overlook_former_schema(asked, body)
        return self.refuse_second(asked, body) if asked.path == "/Users" else None

    def overlook_former_schema(self, asked: Inbound, user: Json) -> None:
        """Google Workspace names the core schema of SCIM 1.1 as well; it says nothing."""
        schemas = user.get("schemas")
        if isinstance(schemas, list) and FORMER_CORE in schemas:
            asked.replace_json({**user, "schemas": [one for one in schemas if one != FORMER_CORE]})

    def refuse_second(self, asked: Inbound, user: Json) -> Outbound | None:
        """An address belongs to one member of an organization."""
        address = _address_in(user)
        taken = self.accounts_with(address) if address else []
        if any(one.client == asked.client and one.scim_id and asked.look_up(f"/Users/{one.scim_id}") for one in taken):
            return scim_error(409, "a member with this address exists", "uniqueness")
        return None

    # -- what is written ----------------------------------------------------------------------------------------

    def written(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
        """Members and groups change at once; what groups give, sessions know at the next refresh."""
        self._act(client, kind, before, after)
        if kind == "Group":
            self.later(lambda: self.refresh(client, before, after))

    def refresh(self, client: int, before: Json | None, after: Json | None) -> None:
        """What a group is, and whom it has, becomes what roles are made of."""
        if after is not None:
            members = member_ids(after)
            self.refreshed[client, after["id"]] = Team(after["displayName"], client, after["id"], members)
        elif before is not None:
            self.refreshed.pop((client, before["id"]), None)

    def user_came(self, client: int, user: Json) -> None:
        """A member comes into being."""
        super().user_came(client, user)
        self.told("scim.member.create", client, user)

    def user_changed(self, client: int, before: Json, after: Json) -> None:
        """A member changes; one who is switched off is deprovisioned."""
        super().user_changed(client, before, after)
        if after.get("active") is False and before.get("active") is not False:
            self.deprovision(self.account_from(client, after["id"]))
            self.told("scim.member.delete", client, after)
        else:
            self.told("scim.member.update", client, after)

    def user_went(self, client: int, user: Json) -> None:
        """A member whose resource is deleted stays, deactivated."""
        self.deprovision(self.account_from(client, user["id"]))
        self.told("scim.member.delete", client, user)

    def deprovision(self, account: Account | None) -> None:
        """No role and no session is left."""
        if account is not None:
            account.active = False
            account.roles.clear()
            self.sessions.pop(account.id, None)

    def group_came(self, client: int, group: Json) -> None:
        """A group comes into being."""
        super().group_came(client, group)
        self.told("scim.idp_group.create", client, group)
        self._tell_members(client, group, frozenset(), member_ids(group))

    def group_changed(self, client: int, before: Json, after: Json) -> None:
        """A group gets another name, or other members."""
        super().group_changed(client, before, after)
        if before["displayName"] != after["displayName"]:
            self.told("scim.idp_group.update", client, after)
        self._tell_members(client, after, member_ids(before), member_ids(after))

    def group_went(self, client: int, group: Json) -> None:
        """A group is deleted, and its memberships with it."""
        super().group_went(client, group)
        self.told("scim.idp_group.delete", client, group)

    def _tell_members(self, client: int, group: Json, before: frozenset[str], after: frozenset[str]) -> None:
        for kind, people in (("add", after - before), ("delete", before - after)):
            for person in sorted(people):
                self.told(f"scim.idp_group.member_{kind}", client, group, member=person)

    def told(self, kind: str, client: int, resource: Json, **more: Any) -> None:
        """An event about a resource."""
        self.tell(kind, client=client, subject=resource["id"], **more)

    # -- what is asked ------------------------------------------------------------------------------------------

    def roles_of(self, account: Account) -> set[str]:
        """What was given by hand, and what domain and groups give; nothing of somebody who is deactivated."""
        if not account.active:
            return set()
        return account.roles | self.by_domain(account) | self.by_groups(account)

    def by_domain(self, account: Account) -> set[str]:
        """What the domain of the address gives."""
        domain = (account.email or account.user_name).rpartition("@")[2].lower()
        return {pair["role_id"] for pair in self.options.get(DOMAIN_ROLES, []) if pair["domain"].lower() == domain}

    def by_groups(self, account: Account) -> set[str]:
        """What the groups give, by their ids."""
        groups = {team.scim_id for team in self.groups_of(account)}
        return {pair["role_id"] for pair in self.options.get(GROUP_ROLES, []) if pair["group_id"] in groups}

    def groups_of(self, account: Account) -> list[Team]:
        """The groups that somebody is in, as of the last refresh."""
        known = self.refreshed.values()
        return [team for team in known if team.client == account.client and account.scim_id in team.members]

    def more_of(self, account: Account) -> Json:
        """The sessions that are open."""
        return {"sessions": list(self.sessions.get(account.id, []))}

    def set_option(self, name: str, value: Any) -> None:
        """Lists grow."""
        former = self.options.get(name)
        if isinstance(former, list) and isinstance(value, list):
            value = [*former, *(one for one in value if one not in former)]
        super().set_option(name, value)

    # -- sessions and tokens ------------------------------------------------------------------------------------

    @property
    def more_hooks(self) -> Json:
        """Sessions of a member, and tokens of a connection."""
        return {
            "open_session": {"request": "POST /accounts/{userName}/sessions", "pointer": "/session"},
            "sessions": {"request": "GET /accounts/{userName}", "pointer": "/sessions"},
            "create_connection": {"request": "POST /connections", "body": {}},
            "rotate_token": {"request": "POST /connections/{connection}/rotation", "body": {"step": "{step}"}},
        }

    def asked(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> tuple[int, Any] | None:
        """Answers these hooks."""
        match method, parts:
            case "POST", ["accounts", name, "sessions"]:
                account = self.account_named(name)
                return (201, {"session": self.open_session(account)}) if account is not None else None
            case "POST", ["connections"]:
                return 201, self.create_connection()
            case "POST", ["connections", name, "rotation"] if name in self.connections:
                return 200, self.rotate(self.connections[name], body["step"])
        return None

    def open_session(self, account: Account) -> str:
        """Somebody signs in."""
        session = f"session-{uuid4()}"
        self.sessions.setdefault(account.id, []).append(session)
        return session

    def create_connection(self) -> Json:
        """Another connection, of the second organization."""
        name, made = f"scim-connection-{len(self.connections) + 1}", Connection()
        self.connections[name] = made
        self.credentials[made.token] = SECOND_ORGANIZATION
        return {"connection": name, "token": made.token}

    def rotate(self, connection: Connection, step: str) -> Json:
        """A step of a rotation: between start and completion, both tokens open the connection."""
        if step == "start":
            connection.coming = secrets.token_hex(24)
            self.credentials[connection.coming] = SECOND_ORGANIZATION
        elif connection.coming is not None:
            self.end_rotation(connection, connection.coming, completed=step == "complete")
        return {"token": connection.coming or connection.token}

    def end_rotation(self, connection: Connection, coming: str, *, completed: bool) -> None:
        """One of the two tokens is left: the new one when the rotation was completed, the old one otherwise."""
        kept, ended = (coming, connection.token) if completed else (connection.token, coming)
        self.credentials.pop(ended, None)
        connection.token, connection.coming = kept, None


def _address_in(user: Json) -> str | None:
    """The e-mail address of a user who is about to come, as far as the body makes sense."""
    emails = user.get("emails")
    entries = [entry for entry in emails if isinstance(entry, dict)] if isinstance(emails, list) else []
    return primary_email({"emails": entries})
