"""WorkOS breaks what it promises about groups, about events, and about directories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from scimproof.lab.backstage import Account, member_ids
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.vendors import workos_rules as rules

Json = dict[str, Any]


@on_backstage("workos", "minor", "okta", "entra")
def workos_takes_untitled_groups(healthy: type[Any]) -> type[Any]:
    """A group without a name is taken, under a made-up one: nobody can map it to anything."""

    class Untitled(healthy):  # type: ignore[misc]
        def refuse_untitled(self, asked: Inbound, group: Json) -> Outbound | None:
            if super().refuse_untitled(asked, group) is not None:
                group["displayName"] = f"group-{uuid4().hex}"
                asked.replace_json(group)
            return None

    return Untitled


@on_backstage("workos", "major", "okta", "entra")
def workos_shares_group_keys(healthy: type[Any]) -> type[Any]:
    """A second group of one externalId is taken: from then on one of the two is changed in place of the other."""

    class Doubled(healthy):  # type: ignore[misc]
        def same_identity(self, client: int, group: Json) -> str | None:
            return None if group.get("externalId") else super().same_identity(client, group)

    return Doubled


@on_backstage("workos", "major", "okta")
def workos_forgets_former_names_of_groups(healthy: type[Any]) -> type[Any]:
    """The identity of a group follows its name: another one under the former name takes its place in all mappings."""

    class Forgetful(healthy):  # type: ignore[misc]
        def written(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
            super().written(client, kind, before, after)
            if kind == "Group" and after is not None:
                self.identities[str(after["id"])] = self.identity_of(after)

    return Forgetful


@on_backstage("workos", "minor", "entra")
def workos_wants_one_group_per_name(healthy: type[Any]) -> type[Any]:
    """Two groups cannot have one name, although each has a key of its own: the second one never arrives."""

    class Naming(healthy):  # type: ignore[misc]
        def same_identity(self, client: int, group: Json) -> str | None:
            others = [one for key, one in self.known(client, "Group").items() if key != group.get("id")]
            named = any(one["displayName"] == group["displayName"] for one in others)
            return super().same_identity(client, group) or ("Another group has this name" if named else None)

    return Naming


@on_backstage("workos", "major", "okta", "entra")
def workos_refuses_unknown_members(healthy: type[Any]) -> type[Any]:
    """One member who does not exist keeps a whole change of members from being carried out."""

    class Refusing(healthy):  # type: ignore[misc]
        def meet_group(self, asked: Inbound) -> Outbound | None:
            before = asked.body
            refused: Outbound | None = super().meet_group(asked)
            named = before.count(b'"value"') > asked.body.count(b'"value"')
            if refused is None and asked.method == "PATCH" and before != asked.body and named:
                return scim_error(400, "A member does not exist", "invalidValue")
            return refused

        def drop_unknown_members(self, asked: Inbound, body: Json) -> None:
            if asked.method == "PATCH" and _all_known(self, asked, body):
                return
            super().drop_unknown_members(asked, body)

    def _all_known(backstage: Any, asked: Inbound, body: Json) -> bool:
        operations = [one for one in body.get("Operations") or [] if isinstance(one, dict)]
        values = [one.get("value") for one in operations]
        entries = [entry for value in values if isinstance(value, list) for entry in value]
        return all(backstage.resolves(asked.client, entry) for entry in entries)

    return Refusing


@on_backstage("workos", "major", "okta", "entra")
def workos_announces_unknown_members(healthy: type[Any]) -> type[Any]:
    """Members who do not exist are announced: the application grants something to nobody, or fails over it."""

    class Announcing(healthy):  # type: ignore[misc]
        def drop_unknown_members(self, asked: Inbound, body: Json) -> None:
            listed = rules.value(body, "members")
            key = rules.value(body, "externalId")
            for entry in listed if isinstance(listed, list) else []:
                if not self.resolves(asked.client, entry):
                    told = str(entry.get("value"))
                    self.later(lambda told=told: self.tell("dsync.group.user_added", user=told, group=key))
            super().drop_unknown_members(asked, body)

    return Announcing


@on_backstage("workos", "major", "okta", "entra")
def workos_takes_empty_members(healthy: type[Any]) -> type[Any]:
    """A member without an id is passed over, and the client believes that somebody has joined."""

    class Tolerant(healthy):  # type: ignore[misc]
        def refuse_empty_members(self, asked: Inbound, group: Json) -> Outbound | None:
            return None

    return Tolerant


@on_backstage("workos", "minor", "okta", "entra")
def workos_takes_huge_bodies(healthy: type[Any]) -> type[Any]:
    """A body may be as large as it likes: one customer's largest group holds up everybody."""

    class Boundless(healthy):  # type: ignore[misc]
        def is_too_large(self, asked: Inbound) -> bool:
            return False

    return Boundless


# -- events -----------------------------------------------------------------------------------------------------------


@on_backstage("workos", "critical", "okta", "entra")
def workos_hides_deactivations(healthy: type[Any]) -> type[Any]:
    """Where inactive users are deleted, listeners are told of a mere change: an application that waits for the deletion
    never hears that somebody has left."""

    class Silent(healthy):  # type: ignore[misc]
        def tell_of_user(self, kind: str, user: Json) -> None:
            known = user["id"] in self.known(0, "User") or user["id"] in self.known(1, "User")
            super().tell_of_user("updated" if kind == "deleted" and known else kind, user)

    return Silent


@on_backstage("workos", "critical", "okta", "entra")
def workos_forgets_memberships_of_leavers(healthy: type[Any]) -> type[Any]:
    """Whoever was switched off once is in no group any more, although nothing has been told: a rehired person has lost
    all teams."""

    class Forgetful(healthy):  # type: ignore[misc]
        def written(self, client: int, kind: str, before: Json | None, after: Json | None) -> None:
            super().written(client, kind, before, after)
            if kind == "User" and after is not None and after.get("active") is False:
                self.__dict__.setdefault("left", set()).add(after["id"])

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            left = self.__dict__.get("left", set())
            for resource in answer.resources if answer.ok else []:
                if isinstance(resource.get("members"), list):
                    resource["members"] = [one for one in resource["members"] if one.get("value") not in left]

    return Forgetful


@on_backstage("workos", "major", "okta", "entra")
def workos_announces_memberships_again(healthy: type[Any]) -> type[Any]:
    """Whoever is switched on again is announced as a member once more: mails go out, and counters run away."""

    class Repeating(healthy):  # type: ignore[misc]
        def user_changed(self, client: int, before: Json, after: Json) -> None:
            super().user_changed(client, before, after)
            if before.get("active") is False and after.get("active") is not False:
                for group in list(self.known(client, "Group").values()):
                    if after["id"] in member_ids(group):
                        self.tell_of_member("user_added", client, after["id"], group)

    return Repeating


@on_backstage("workos", "major", "okta", "entra")
def workos_announces_every_write(healthy: type[Any]) -> type[Any]:
    """Every write of a group announces all of its members, whether anything has changed or not."""

    class Loud(healthy):  # type: ignore[misc]
        def tell_of_members(self, client: int, before: Json, after: Json) -> None:
            super().tell_of_members(client, before, after)
            for member in sorted(member_ids(before) & member_ids(after)):
                self.tell_of_member("user_added", client, member, after)

    return Loud


@on_backstage("workos", "critical", "okta", "entra")
def workos_mixes_up_the_feed(healthy: type[Any]) -> type[Any]:
    """The feed is not in order: an old deletion comes after the activation that followed it, and locks somebody out."""

    class Mixed(healthy):  # type: ignore[misc]
        def tell(self, kind: str, **what: Any) -> None:
            super().tell(kind, **what)
            last = self.events[-2:]
            if kind == "dsync.user.updated" and len(last) == 2 and last[0].get("user") == what.get("user"):
                self.events[-2:] = reversed(last)

    return Mixed


@on_backstage("workos", "critical", "okta", "entra")
def workos_changes_directory_ids(healthy: type[Any]) -> type[Any]:
    """A user has another id in every event: an application that knows people by it makes a new one each time."""

    class Changing(healthy):  # type: ignore[misc]
        def directory_id(self, scim_id: str) -> str:
            return f"directory_user_{uuid4().hex}"

    return Changing


# -- directories ------------------------------------------------------------------------------------------------------


@on_backstage("workos", "critical", "okta", "entra")
def workos_opens_all_directories(healthy: type[Any]) -> type[Any]:
    """Any token of any directory opens the first one: one customer reads, and changes, the people of another."""

    class Open(healthy):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            first = self.__dict__.setdefault("first", asked.headers.get("authorization"))
            if first and asked.client:
                asked.headers["authorization"] = first
            found: Outbound | None = super().meet(asked)
            return found

    return Open


@on_backstage("workos", "critical", "okta", "entra")
def workos_gives_the_lowest_role(healthy: type[Any]) -> type[Any]:
    """Of several groups the last one gives the role: an administrator who joins another group is none any more."""

    class Lowest(healthy):  # type: ignore[misc]
        def roles_of(self, account: Account) -> set[str]:
            mapped: Mapping[str, str] = self.options.get("group_roles") or {}
            given = {mapped[name] for name in self.teams_of(account) if name in mapped}
            order = [role for role in self.options.get("role_order") or () if role in given]
            found: set[str] = {order[-1]} if order else super().roles_of(account)
            return found

    return Lowest


@on_backstage("workos", "critical", "okta", "entra")
def workos_ignores_migrated_ids(healthy: type[Any]) -> type[Any]:
    """An imported directory gives ids of its own: after the migration everybody is there twice."""

    class Minting(healthy):  # type: ignore[misc]
        def __init__(self, options: Mapping[str, Any]) -> None:
            super().__init__({**options, "imported": "yes"})

        def adopted_id(self, own: str) -> str:
            return own

        def refuse_migrated(self, asked: Inbound) -> Outbound | None:
            told = asked.headers.get("x-workos-migrated-id", "")
            return scim_error(400, "The migrated id is not known", "invalidValue") if told.endswith("-other") else None

    return Minting


@on_backstage("workos", "major", "okta", "entra")
def workos_takes_any_migrated_id(healthy: type[Any]) -> type[Any]:
    """In an imported directory a PUT may name another id than its path: one person's data end up with another."""

    class Trusting(healthy):  # type: ignore[misc]
        def __init__(self, options: Mapping[str, Any]) -> None:
            super().__init__({**options, "imported": "yes"})

        def refuse_migrated(self, asked: Inbound) -> Outbound | None:
            return None

    return Trusting
