"""The SCIM 2.0 connector of SailPoint (Identity Security Cloud and IdentityIQ).

Built from SailPoint's documentation of the connector, as of November 2026. It says which requests there are: discovery
with single types and schemas, without which not even reading works; paged aggregation; create, update, enable, disable,
delete; entitlements added and removed. It does not show their bodies: what they look like is a knob each, and the
default is the plainest form of RFC 7644. No check that rests on such a guess alone fails a server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, Self
from urllib.parse import quote

from scimproof import expect
from scimproof.cleanup import resource_path
from scimproof.clients.base import Client
from scimproof.clients.probe import PATCH_OP, SCIM_JSON, encode
from scimproof.clients.tasks import Task, TaskFailed
from scimproof.declared import GROUP, USER, Declared, Json, attribute
from scimproof.directory import Person, Team
from scimproof.discovery import declared_in
from scimproof.exchange import Exchange
from scimproof.outcome import WouldHarm
from scimproof.session import Session

# What the connection test reads, and what has to answer 200 "even to read only".
DISCOVERY = (
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/Schemas",
    "/ResourceTypes/User",
    "/ResourceTypes/Group",
    f"/Schemas/{quote(USER, safe=':')}",
    f"/Schemas/{quote(GROUP, safe=':')}",
)


@dataclass(frozen=True)
class Knobs:
    """Each default is what SailPoint documents, or the plainest form where it documents none.

    :param media_type: of ``Accept`` and ``Content-Type``; both can be configured.
    :param page_size: of an aggregation.
    :param updates_by: PATCH where the target declares it, as documented; the older connector has a switch for PUT.
    :param paths: operations have a path; not documented.
    :param removes_by_filter: an entitlement is removed by ``members[value eq "id"]``; not documented.
    :param reads_after_write: an account is read again after a change; not documented.
    """

    media_type: str = SCIM_JSON
    page_size: int = 100
    updates_by: Literal["declared", "patch", "put"] = "declared"
    paths: bool = True
    removes_by_filter: bool = True
    reads_after_write: bool = False


@dataclass
class Account:
    """An identity with an account on the source.

    :param values: account attributes by their SCIM names, as the create policy fills them.
    """

    values: Json
    target_id: str | None = None

    @classmethod
    def of(cls, person: Person, **mapped: Any) -> Account:
        """Somebody of the directory."""
        values: Json = {
            "userName": person.user_name,
            "externalId": person.external_id,
            "displayName": person.display_name,
            "name": {"givenName": person.given_name, "familyName": person.family_name},
            "emails": [{"value": person.user_name, "type": "work", "primary": True}],
        }
        return cls({**values, **mapped})


@dataclass
class Entitlement:
    """A group that can be granted to accounts."""

    name: str
    members: list[Account] = field(default_factory=list)
    target_id: str | None = None

    @classmethod
    def of(cls, team: Team, *members: Account) -> Entitlement:
        """A team of the directory."""
        return cls(team.name, list(members))


class SailPoint(Client):
    """A source of the type SCIM 2.0. Verbs return the :class:`~scimproof.clients.tasks.Task` that became of them."""

    id: ClassVar[str] = "sailpoint"

    def __init__(self, session: Session, knobs: Knobs | None = None) -> None:
        super().__init__(session)
        self.knobs = knobs or Knobs()
        self._discovered: Declared | None = None

    def afresh(self) -> Self:
        """Another source of the same kind."""
        return type(self)(self.session, self.knobs)

    def with_knobs(self, **knobs: Any) -> Self:
        """Another source that is set up otherwise."""
        return type(self)(self.session, replace(self.knobs, **knobs))

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """The media type both ways, and the credential."""
        found = [("Accept", self.knobs.media_type)]
        if self.session.authorization is not None:
            found.append(("Authorization", self.session.authorization))
        if has_body:
            found.append(("Content-Type", self.knobs.media_type))
        return found

    # -- the connection ---------------------------------------------------------------------------------------

    def test_connection(self) -> Task:
        """Test Connection: all discovery documents, the single ones as well."""

        def run(task: Task) -> None:
            config, types, schemas, *_ = [self._read(task, path, "Testing the connection") for path in DISCOVERY]
            self._discovered = declared_in(config, types, schemas, self.session.base_url)

        return self._task("Test Connection", run)

    def aggregate(self, endpoint: str, wanted: str = "") -> Task:
        """Account or entitlement aggregation: page after page, until as many are read as the target says there are.

        :param wanted: a filter, such as an admin may set for the source.
        """

        def run(task: Task) -> None:
            start, total = 1, 1
            while start <= total:
                query: dict[str, str | int] = {"startIndex": start, "count": self.knobs.page_size}
                if wanted:
                    query["filter"] = wanted
                exchange = self._read(task, endpoint, "Aggregation", encode(query))
                found = exchange.answer.object
                page, count = found.get("Resources") or [], found.get("totalResults")
                if not isinstance(page, list) or not isinstance(count, int):
                    cause = f"{expect.asked(exchange)} answered with what is no list"
                    raise TaskFailed("Aggregation failed: the answer is not a list response", exchange, cause=cause)
                if not page:
                    return
                task.resources += [entry for entry in page if isinstance(entry, dict)]
                start, total = start + len(page), count

        return self._task(f"Aggregation of {endpoint}", run)

    # -- accounts ---------------------------------------------------------------------------------------------

    def create(self, account: Account) -> Task:
        """Create an account. Of its attributes those are sent that the target's schema has."""

        def run(task: Task) -> None:
            body = {"schemas": [USER], **self._mapped(task, account.values), "active": True}
            created = self._accept(self._send(task, "POST", "/Users", body), "Creating the account")
            account.target_id = _id_in(created)

        return self._task("Create Account", run)

    def update(self, account: Account, **changed: Any) -> Task:
        """Modify attributes. ``None`` takes a value away."""
        account.values.update(changed)

        def run(task: Task) -> None:
            known = self._mapped(task, changed)
            if known:
                self._change(task, account, known)

        return self._task("Modify Account", run)

    def disable(self, account: Account) -> Task:
        """Disable an account."""
        return self._task("Disable Account", lambda task: self._change(task, account, {"active": False}))

    def enable(self, account: Account) -> Task:
        """Enable an account again."""
        return self._task("Enable Account", lambda task: self._change(task, account, {"active": True}))

    def delete(self, account: Account) -> Task:
        """Delete an account; one that is gone already is deleted."""
        return self._task("Delete Account", lambda task: self._delete(task, "/Users", account))

    # -- entitlements -----------------------------------------------------------------------------------------

    def create_group(self, group: Entitlement) -> Task:
        """Create a group, and grant it to its members."""

        def run(task: Task) -> None:
            body = {"schemas": [GROUP], "displayName": group.name}
            group.target_id = _id_in(self._accept(self._send(task, "POST", "/Groups", body), "Creating the group"))
            self._members(task, group, group.members, [])

        return self._task("Create Group", run)

    def rename_group(self, group: Entitlement, name: str) -> Task:
        """Modify the name of a group."""
        group.name = name
        operation = self._operation("replace", "displayName", name)
        return self._task("Modify Group", lambda task: self._patch(task, "/Groups", group.target_id, [operation]))

    def grant(self, group: Entitlement, *accounts: Account) -> Task:
        """Add an entitlement: accounts join a group."""
        group.members += [one for one in accounts if one not in group.members]
        return self._task("Add Entitlement", lambda task: self._members(task, group, accounts, []))

    def withdraw(self, group: Entitlement, *accounts: Account) -> Task:
        """Remove an entitlement: accounts leave a group."""
        group.members = [one for one in group.members if one not in accounts]
        return self._task("Remove Entitlement", lambda task: self._members(task, group, [], accounts))

    def delete_group(self, group: Entitlement) -> Task:
        """Delete a group."""
        return self._task("Delete Group", lambda task: self._delete(task, "/Groups", group))

    # -- how it is done ---------------------------------------------------------------------------------------

    def _declared(self, task: Task) -> Declared:
        """What discovery has shown; before the connection was tested it is read first."""
        if self._discovered is None:
            config, types, schemas = [self._read(task, path, "Reading the schema") for path in DISCOVERY[:3]]
            self._discovered = declared_in(config, types, schemas, self.session.base_url)
        return self._discovered

    def _mapped(self, task: Task, values: Mapping[str, Any]) -> Json:
        schema = self._declared(task).schemas.get(USER)
        known = ("userName", "externalId")
        return {name: value for name, value in values.items() if name in known or not schema or attribute(schema, name)}

    def _change(self, task: Task, account: Account, changed: Json) -> None:
        patches = self.knobs.updates_by == "patch" or (
            self.knobs.updates_by == "declared" and self._declared(task).supports("patch")
        )
        if patches:
            operations = [
                self._operation("remove" if value is None else "replace", name, value)
                for name, value in changed.items()
            ]
            self._patch(task, "/Users", account.target_id, operations)
        else:
            path = self._path("/Users", account.target_id)
            shown = self._read(task, path, "Reading the account").answer.object
            kept = {name: value for name, value in {**shown, **changed}.items() if name not in ("meta", "groups")}
            self._accept(self._send(task, "PUT", path, kept), "Modifying the account")
        if self.knobs.reads_after_write:
            self._read(task, self._path("/Users", account.target_id), "Reading the account")

    def _operation(self, op: str, path: str, value: Any) -> Json:
        if op == "remove":
            return {"op": op, "path": path}
        return {"op": op, "path": path, "value": value} if self.knobs.paths else {"op": op, "value": {path: value}}

    def _members(self, task: Task, group: Entitlement, joining: Sequence[Account], leaving: Sequence[Account]) -> None:
        """A request for each account, as entitlements are granted one by one."""
        for account in joining:
            added = {"op": "add", "path": "members", "value": [{"value": account.target_id}]}
            self._patch(task, "/Groups", group.target_id, [added])
        for account in leaving:
            removed: Json = {"op": "remove", "path": f'members[value eq "{account.target_id}"]'}
            if not self.knobs.removes_by_filter:
                removed = {"op": "remove", "path": "members", "value": [{"value": account.target_id}]}
            self._patch(task, "/Groups", group.target_id, [removed])

    def _patch(self, task: Task, endpoint: str, target_id: str | None, operations: Sequence[Json]) -> None:
        body = {"schemas": [PATCH_OP], "Operations": list(operations)}
        self._accept(self._send(task, "PATCH", self._path(endpoint, target_id), body), task.name)

    def _delete(self, task: Task, endpoint: str, thing: Account | Entitlement) -> None:
        exchange = self._send(task, "DELETE", self._path(endpoint, thing.target_id))
        if exchange.response is None or exchange.status != 404:
            self._accept(exchange, task.name)
        thing.target_id = None

    def _path(self, endpoint: str, target_id: str | None) -> str:
        if target_id is None:
            raise TaskFailed("the source knows no native identity: it was never created there")
        return resource_path(endpoint, target_id)

    def _read(self, task: Task, path: str, doing: str, query: str = "") -> Exchange:
        exchange = self._send(task, "GET", path, query=query)
        self._accept(exchange, doing)
        return exchange

    def _send(
        self, task: Task, method: str, path: str, body: Mapping[str, Any] | None = None, query: str = ""
    ) -> Exchange:
        headers = self.headers(method, has_body=body is not None)
        try:
            exchange = self.session.send(
                method, path, query=query, headers=headers, body=body, client=self.id, emulated=True
            )
        except WouldHarm:
            raise TaskFailed(f"SailPoint would now {method} {path}, which is somebody else's") from None
        task.exchanges.append(exchange)
        return exchange

    def _accept(self, exchange: Exchange, doing: str) -> Json:
        """The JSON object of a success; a compliant server sends valid bodies, and no other is read."""
        response = exchange.response
        if response is None:
            raise TaskFailed(f"{doing} failed: {exchange.error}", exchange)
        if not response.ok:
            raise TaskFailed(f"{doing} failed. HTTP status {response.status}: {response.text[:200]}", exchange)
        if response.body.strip() and not response.object:
            cause = f"{expect.asked(exchange)} answered with what is no JSON object"
            raise TaskFailed(f"{doing} failed: the answer cannot be parsed", exchange, cause=cause)
        return response.object

    def _task(self, name: str, run: Callable[[Task], object]) -> Task:
        task = Task(name)
        try:
            run(task)
        except TaskFailed as failed:
            task.fail(failed)
        return task


def _id_in(created: Json) -> str:
    found = created.get("id")
    if not isinstance(found, str) or not found:
        raise TaskFailed("the answer to the create has no id, so there is no native identity")
    return found
