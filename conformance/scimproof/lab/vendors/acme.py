"""Acme: a vendor that does not exist, with the peculiarities that real ones have.

The example of docs/profiles.md, and what the lines of profiles are proven with: it has a line of each kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from scimproof.lab.backstage import Backstage, Json
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors.mechanism import vendor

MOST_USERS, MOST_GROUPS = 10, 5
MOST_MEMBERS, MOST_OPERATIONS, MOST_BYTES = 5, 3, 16 * 1024
FILTERS = {"Users": ("userName eq", "externalId eq"), "Groups": ("displayName eq",)}


@vendor("acme", groups="kept", leavers="kept", paging="index")
class Acme(Backstage):
    """Acme Access, a vendor that does not exist.

    Its peculiarities are those of others: users need a family name and a primary e-mail address, groups take a few
    members at a time and are never replaced, few filters are understood, and pages are short.
    """

    def meet(self, asked: Inbound) -> Outbound | None:
        """Everything that it refuses or does not keep, in the order in which it looks."""
        return next((answer for rule in self._rules if (answer := rule(asked)) is not None), None)

    @property
    def _rules(self) -> Iterator[Callable[[Inbound], Outbound | None]]:
        yield from (self._size, self._any_groups, self._person, self._fixed, self._unsupported, self._same)
        yield from (self._nested, self._members, self._amounts, self._patch, self._filter, self._page, self._inactive)

    # -- what may be sent -----------------------------------------------------------------------------------------

    def _size(self, asked: Inbound) -> Outbound | None:
        return scim_error(413, "A request has 16 kB at most") if len(asked.body) > MOST_BYTES else None

    def _any_groups(self, asked: Inbound) -> Outbound | None:
        if self.options["groups"] == "none" and asked.endpoint == "Groups":
            return scim_error(404, "There are no groups here")
        return None

    def _person(self, asked: Inbound) -> Outbound | None:
        user = _sent(asked, "Users")
        return None if user is None else self.refuse_person(user)

    def refuse_person(self, user: Json) -> Outbound | None:
        """What a user has to have."""
        for missing, what in (
            (self.lacks_family_name(user), "name.familyName is required"),
            (self.lacks_address(user), "emails has to have a primary address"),
            (self.has_no_address_for_name(user), "userName has to be an e-mail address"),
        ):
            if missing:
                return scim_error(400, what, "invalidValue")
        return None

    def lacks_family_name(self, user: Json) -> bool:
        """Whether somebody has no family name."""
        name = user.get("name")
        return not (isinstance(name, dict) and name.get("familyName"))

    def lacks_address(self, user: Json) -> bool:
        """Whether no address is flagged as primary."""
        return not any(one.get("primary") is True for one in _objects(user.get("emails")))

    def has_no_address_for_name(self, user: Json) -> bool:
        """Whether the userName is no e-mail address."""
        return "@" not in str(user.get("userName", ""))

    def _fixed(self, asked: Inbound) -> Outbound | None:
        return self.keep_external_id(asked) if asked.endpoint == "Users" else None

    def keep_external_id(self, asked: Inbound) -> Outbound | None:
        """An externalId is given once: PATCH is refused, PUT does not change it."""
        if asked.method == "PATCH" and any(name == "externalId" for _, name in _operations(asked)):
            return scim_error(400, "externalId is immutable", "mutability")
        if asked.method == "PUT" and isinstance(asked.json, dict) and asked.stored:
            asked.replace_json({**asked.json, "externalId": asked.stored.get("externalId")})
        return None

    def _unsupported(self, asked: Inbound) -> Outbound | None:
        user = _sent(asked, "Users")
        if user is not None:
            self.drop_unsupported(asked, user)
        return None

    def drop_unsupported(self, asked: Inbound, user: Json) -> None:
        """A nickName is not kept."""
        asked.replace_json({name: value for name, value in user.items() if name != "nickName"})

    # -- what there can be once -----------------------------------------------------------------------------------

    def _same(self, asked: Inbound) -> Outbound | None:
        if asked.method == "POST" and asked.resource_id is None and self.is_there(asked):
            return scim_error(409, "That is there already", "uniqueness")
        return None

    def is_there(self, asked: Inbound) -> bool:
        """Whether somebody has this e-mail address, or a group this name."""
        sent = asked.json if isinstance(asked.json, dict) else {}
        if asked.endpoint == "Groups":
            return any(team.name == sent.get("displayName") for team in self.teams)
        return asked.endpoint == "Users" and any(
            self.accounts_with(str(one.get("value"))) for one in _objects(sent.get("emails"))
        )

    def _nested(self, asked: Inbound) -> Outbound | None:
        teams = {team.scim_id for team in self.teams}
        if asked.endpoint == "Groups" and self.admits_no_groups and teams & set(_member_ids(asked)):
            return scim_error(400, "A group cannot be a member", "invalidValue")
        return None

    # Whether groups are no members.
    admits_no_groups = True

    # -- what may be changed ----------------------------------------------------------------------------------------

    def _members(self, asked: Inbound) -> Outbound | None:
        if asked.method != "PATCH" or asked.endpoint != "Groups":
            return None
        for op, name in _operations(asked):
            if name == "members" and op in ("replace", "remove"):
                return self.refuse_all_members(op)
        return None

    def refuse_all_members(self, op: str) -> Outbound | None:
        """Members are added, and removed one by one."""
        return scim_error(400, f"members cannot be the whole path of {op}", "invalidPath")

    def _amounts(self, asked: Inbound) -> Outbound | None:
        if asked.method != "PATCH":
            return None
        members, operations = len(list(_member_ids(asked))), len(list(_operations(asked)))
        return self.refuse_amount(members, operations)

    def refuse_amount(self, members: int, operations: int) -> Outbound | None:
        """A request carries five members and three operations at most."""
        if members > MOST_MEMBERS or operations > MOST_OPERATIONS:
            return scim_error(400, "That is too much for one request", "tooMany")
        return None

    def _patch(self, asked: Inbound) -> Outbound | None:
        if asked.method == "PATCH" and asked.endpoint == "Users":
            return self.refuse_patch(asked)
        return None

    def refuse_patch(self, asked: Inbound) -> Outbound | None:
        """Names are not changed by PATCH, and nothing is removed."""
        for op, name in _operations(asked):
            if op == "remove" or name == "userName":
                return scim_error(400, f"{op} of {name} is not supported", "mutability")
        return None

    # -- what may be asked --------------------------------------------------------------------------------------------

    def _filter(self, asked: Inbound) -> Outbound | None:
        wanted = asked.parameters.get("filter", "").strip()
        if asked.method != "GET" or not wanted or asked.endpoint not in FILTERS:
            return None
        known = any(wanted.startswith(form + ' "') for form in FILTERS[asked.endpoint])
        return None if known and " and " not in wanted and " or " not in wanted else self.refuse_filter(asked)

    def refuse_filter(self, asked: Inbound) -> Outbound | None:
        """Few filters are understood."""
        return scim_error(400, "This filter is not supported", "invalidFilter")

    def _page(self, asked: Inbound) -> Outbound | None:
        if asked.method == "GET" and asked.endpoint in FILTERS and asked.resource_id is None:
            self.cut(asked)
        return None

    def cut(self, asked: Inbound) -> None:
        """Pages are short; an option has lists without pages."""
        parameters = dict(asked.parameters)
        if self.options["paging"] == "none":
            parameters = {"filter": parameters["filter"]} if "filter" in parameters else {}
        else:
            most = MOST_USERS if asked.endpoint == "Users" else MOST_GROUPS
            count = parameters.get("count", str(most))
            parameters["count"] = str(min(int(count), most)) if count.isdigit() else count
        asked.query = urlencode(parameters)

    # -- people who leave ---------------------------------------------------------------------------------------------

    def _inactive(self, asked: Inbound) -> Outbound | None:
        user = _sent(asked, "Users")
        if asked.method == "POST" and user is not None and user.get("active") is False:
            return self.refuse_inactive()
        return None

    def refuse_inactive(self) -> Outbound | None:
        """Nobody is created inactive."""
        return scim_error(400, "A new user has to be active", "invalidValue")

    def show(self, asked: Inbound, answer: Outbound) -> None:
        """By an option, whoever is not active is not there, or not known by name."""
        if asked.method != "GET" or asked.endpoint != "Users" or not answer.ok:
            return
        leavers = [one for one in answer.resources if one.get("active") is False]
        if self.options["leavers"] == "renamed":
            for one in leavers:
                one["userName"] = f"left-{one['id']}@acme.example"
        elif self.options["leavers"] == "removed" and leavers and asked.resource_id is not None:
            gone = scim_error(404, "There is nobody here")
            answer.status, answer.body = gone.status, gone.body


def _sent(asked: Inbound, endpoint: str) -> Json | None:
    """The resource that is created or replaced."""
    creates = asked.method == "POST" and asked.resource_id is None
    if asked.endpoint != endpoint or not isinstance(asked.json, dict) or not (creates or asked.method == "PUT"):
        return None
    return dict(asked.json)


def _operations(asked: Inbound) -> list[tuple[str, str]]:
    """Verb and path of the operations of a PATCH; without a path once for each attribute."""
    document = asked.json if isinstance(asked.json, dict) else {}
    found: list[tuple[str, str]] = []
    for one in _objects(document.get("Operations")):
        op, path, value = str(one.get("op", "")).lower(), one.get("path"), one.get("value")
        if path:
            found.append((op, str(path)))
        elif isinstance(value, dict):
            found += [(op, name) for name in value]
    return found


def _member_ids(asked: Inbound) -> list[str]:
    """The ids of the members that a request carries."""
    document: Any = asked.json if isinstance(asked.json, dict) else {}
    listed = _objects(document.get("members"))
    for one in _objects(document.get("Operations")):
        value = one.get("value")
        value = value.get("members") if isinstance(value, dict) and not one.get("path") else value
        listed += _objects(value) if str(one.get("path") or "members") == "members" else []
    return [str(one.get("value")) for one in listed]


def _objects(listed: Any) -> list[Json]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
