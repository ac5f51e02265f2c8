"""Servers that go wrong with the changes that Okta makes: profiles, names, passwords, roles."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error


def _put(asked: Inbound) -> dict[str, Any]:
    """The body of a PUT of a user; an empty object when it is another request."""
    body = asked.json
    return body if asked.method == "PUT" and asked.endpoint == "Users" and isinstance(body, dict) else {}


def updating(healthy: type[Any], change: Callable[[Any, Any, Any], None]) -> type[Any]:
    """A storage that changes users before it stores them: ``change(storage, former, resource)``."""

    class Updating(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            if resource_type.name == "User":
                change(self, self._stored(resource_type, resource.id), resource)
            return super().update(resource_type, resource, expected_version=expected_version)

    return Updating


@on_answer("robustness", "critical", "okta", bugs=("BUG-019",))
def reads_from_a_cache(asked: Inbound, answer: Outbound) -> None:
    """The first read after a change shows what was before.

    Okta reads, changes and puts back: the next push brings the old values again.
    """
    if asked.endpoint != "Users" or asked.resource_id is None or not answer.ok:
        return
    if asked.method in ("PUT", "PATCH"):
        STALE.add(asked.resource_id)
    elif asked.method == "GET":
        shown = deepcopy(answer.body)
        if asked.resource_id in STALE and asked.resource_id in CACHE:
            answer.body = CACHE[asked.resource_id]
        STALE.discard(asked.resource_id)
        CACHE[asked.resource_id] = shown


STALE: set[str] = set()
CACHE: dict[str, Any] = {}


@on_answer("rfc", "critical", "okta", bugs=("BUG-052",))
def takes_itself_for_a_rival(asked: Inbound, answer: Outbound) -> None:
    """A PUT with the userName that the user has already is a conflict, with the user itself: no push succeeds."""
    if _put(asked) and answer.ok:
        refused = scim_error(409, "the name is taken", "uniqueness")
        answer.status, answer.body = refused.status, refused.body


@on_request("robustness", "major", "okta", bugs=("BUG-059",))
def refuses_pushes_without_change(asked: Inbound) -> Outbound | None:
    """An update that changes nothing is refused: 'no valid fields to update'."""
    body = _put(asked)
    current = asked.stored if body else {}
    if body and all(current.get(name, value) == value for name, value in body.items() if name not in DERIVED):
        return scim_error(400, "no valid fields to update", "invalidValue")
    return None


DERIVED = ("meta", "groups", "schemas")


@on_request("idp", "major", "okta")
def refuses_empty_texts(asked: Inbound) -> Outbound | None:
    """An empty text is refused: who lost a title in Okta cannot be updated any more."""
    return scim_error(400, "must not be empty", "invalidValue") if "" in _put(asked).values() else None


@on_storage("idp", "major", "okta", bugs=("BUG-056",))
def keeps_what_was_emptied(healthy: type[Any]) -> type[Any]:
    """An empty text changes nothing: the title, or the role, of before stays."""

    def keep(storage: Any, former: Any, resource: Any) -> None:
        for field in ("title", "nick_name", "user_type"):
            setattr(resource, field, getattr(resource, field) or getattr(former, field))

    return updating(healthy, keep)


@on_storage("rfc", "critical", "okta", bugs=("BUG-054",))
def strips_memberships_on_put(healthy: type[Any]) -> type[Any]:
    """A PUT of a user takes the user out of all groups: the empty groups of the request are taken at their word."""

    def strip(storage: Any, former: Any, resource: Any) -> None:
        for group in list(storage._resources.get("Group", {}).values()):
            group.members = [member for member in group.members or [] if member.value != resource.id] or None

    return updating(healthy, strip)


@on_storage("rfc", "major", "okta", bugs=("BUG-054",))
def wipes_what_is_not_its_own(healthy: type[Any]) -> type[Any]:
    """A PUT wipes a title and the roles whenever a name changes, whether they are in it or not."""

    def wipe(storage: Any, former: Any, resource: Any) -> None:
        if former.name != resource.name:
            resource.title, resource.roles, resource.entitlements = None, None, None

    return updating(healthy, wipe)


@on_storage("rfc", "critical", "okta")
def never_changes_logins(healthy: type[Any]) -> type[Any]:
    """A new userName is accepted, and the old one stays."""
    return updating(healthy, lambda _, former, resource: setattr(resource, "user_name", former.user_name))


@on_storage("rfc", "critical", "okta")
def finds_former_logins(healthy: type[Any]) -> type[Any]:
    """A look-up goes on to find accounts by a name that they gave up: an index is never cleaned."""

    class Remembering(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            name = getattr(self._stored(resource_type, resource.id), "user_name", None)
            self.__dict__.setdefault("names", {})[f'userName eq "{name}"'] = resource.id
            return super().update(resource_type, resource, expected_version=expected_version)

        def search(self, resource_types: Any, search_request: Any, *, position: Any = None) -> Any:
            page = super().search(resource_types, search_request, position=position)
            identifier = self.__dict__.get("names", {}).get(str(search_request.filter))
            if identifier in self._resources.get("User", {}) and not page.resources:
                page.resources, page.total = [self.get(resource_types[0], identifier)], 1
            return page

    return Remembering


@on_storage("rfc", "critical", "okta")
def reserves_former_logins(healthy: type[Any]) -> type[Any]:
    """A userName that was given up can never be taken again, not even by the account that had it."""

    def reserve(storage: Any, former: Any, resource: Any) -> None:
        from scim2_models import UniquenessException

        taken = storage.__dict__.setdefault("given_up", set())
        if resource.user_name in taken:
            raise UniquenessException
        if former.user_name != resource.user_name:
            taken.add(former.user_name)

    return updating(healthy, reserve)


@on_storage("rfc", "critical", "okta", bugs=("BUG-050",))
def lets_logins_be_taken(healthy: type[Any]) -> type[Any]:
    """Uniqueness is checked in creates only: a PUT can take the userName of somebody else."""

    class Careless(healthy):  # type: ignore[misc]
        def _check_uniqueness(self, resource: Any, values: Any) -> None:
            if resource.id not in self._resources.get(resource.meta.resource_type, {}):
                super()._check_uniqueness(resource, values)

    return Careless


def _password_of(asked: Inbound) -> Any:
    """The password that a PATCH without path, or a PUT, brings."""
    body = asked.json
    if asked.method == "PATCH" and isinstance(body, dict):
        values = [operation.get("value") for operation in body.get("Operations") or []]
        return next((value.get("password") for value in values if isinstance(value, dict)), None)
    return _put(asked).get("password")


@on_request("rfc", "critical", "okta", bugs=("BUG-066",))
def takes_no_passwords_later(asked: Inbound) -> Outbound | None:
    """A password can be given at the create only: what is never returned is taken for what is not there."""
    return scim_error(400, "no such target", "noTarget") if _password_of(asked) else None


@on_answer("rfc", "critical", "okta")
def locks_out_with_new_passwords(asked: Inbound, answer: Outbound) -> None:
    """A new password deactivates the account until somebody confirms it."""
    if answer.ok and _password_of(asked):
        LOCKED.add(str(asked.resource_id))
    for resource in answer.resources:
        if resource.get("id") in LOCKED:
            resource["active"] = False


LOCKED: set[str] = set()


@on_storage("rfc", "critical", "okta")
def keeps_the_first_role(healthy: type[Any]) -> type[Any]:
    """The role of the create stays, whatever is pushed later: a former administrator is one for ever."""

    def keep(storage: Any, former: Any, resource: Any) -> None:
        resource.user_type = former.user_type or resource.user_type

    return updating(healthy, keep)


@on_storage("rfc", "critical", "okta", bugs=("BUG-056",))
def adds_roles(healthy: type[Any]) -> type[Any]:
    """Roles of a PUT are added to those that are there: nobody ever loses one."""

    def add(storage: Any, former: Any, resource: Any) -> None:
        values = {role.value for role in resource.roles or []}
        resource.roles = [*(resource.roles or []), *(one for one in former.roles or [] if one.value not in values)]

    return updating(healthy, add)


@on_storage("rfc", "major", "okta")
def marks_the_last_address_as_primary(healthy: type[Any]) -> type[Any]:
    """Whatever a PUT says, the last e-mail address is the primary one: mails go home, and Okta imports that address."""

    def mark(storage: Any, former: Any, resource: Any) -> None:
        for address in resource.emails or []:
            address.primary = address is resource.emails[-1]

    return updating(healthy, mark)
