"""Acme does otherwise than its profile says: a fault for each kind of line that a profile can have."""

from __future__ import annotations

from typing import Any

from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound

ACME = "acme"


def _without_rule(backstage: type[Any], name: str, answer: Any = None) -> type[Any]:
    """The application with a rule that is never broken."""
    return type("Negligent", (backstage,), {name: lambda self, *asked: answer})


@on_backstage(ACME, "major")
def needs_no_family_name(backstage: type[Any]) -> type[Any]:
    """Users come without the family name that its manual requires.

    The application cannot sort them, and its admins look for people who are not in the list.
    """
    return _without_rule(backstage, "lacks_family_name", answer=False)


@on_backstage(ACME, "major")
def needs_no_address(backstage: type[Any]) -> type[Any]:
    """Users come without a primary e-mail address, and are never told that they have access."""
    return _without_rule(backstage, "lacks_address", answer=False)


@on_backstage(ACME, "major")
def takes_an_address_that_is_not_primary(backstage: type[Any]) -> type[Any]:
    """Any e-mail address will do, primary or not: which one is written to is left to chance."""

    class Careless(backstage):  # type: ignore[misc]
        def lacks_address(self, user: dict[str, Any]) -> bool:
            return not user.get("emails")

    return Careless


@on_backstage(ACME, "minor")
def takes_any_user_name(backstage: type[Any]) -> type[Any]:
    """A userName need not be an e-mail address, though sign-in is by e-mail address."""
    return _without_rule(backstage, "has_no_address_for_name", answer=False)


@on_backstage(ACME, "critical")
def shares_what_is_unique(backstage: type[Any]) -> type[Any]:
    """Two people can have the same e-mail address, and two groups the same name."""
    return _without_rule(backstage, "is_there", answer=False)


@on_backstage(ACME, "critical")
def changes_what_is_fixed(backstage: type[Any]) -> type[Any]:
    """An externalId changes, though matching relies on it."""
    return _without_rule(backstage, "keep_external_id")


@on_backstage(ACME, "major")
def changes_what_is_fixed_by_put(backstage: type[Any]) -> type[Any]:
    """An externalId is protected from PATCH, and changed by PUT."""

    class Half(backstage):  # type: ignore[misc]
        def keep_external_id(self, asked: Inbound) -> Outbound | None:
            found: Outbound | None = super().keep_external_id(asked) if asked.method == "PATCH" else None
            return found

    return Half


@on_backstage(ACME, "minor")
def keeps_what_it_does_not_support(backstage: type[Any]) -> type[Any]:
    """A nickName is kept and shown, though the manual says that there is none."""
    return _without_rule(backstage, "drop_unsupported")


@on_backstage(ACME, "minor")
def has_groups_nobody_bought(backstage: type[Any]) -> type[Any]:
    """Groups can be created where none were bought."""
    return _without_rule(backstage, "_any_groups")


@on_backstage(ACME, "major")
def nests_groups(backstage: type[Any]) -> type[Any]:
    """A group becomes a member of a group, and nobody knows whom it admits."""
    return type("Nesting", (backstage,), {"admits_no_groups": False})


@on_backstage(ACME, "critical")
def ignores_promised_changes(backstage: type[Any]) -> type[Any]:
    """A PATCH is answered with success and does nothing, for users and groups."""

    class Idle(backstage):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            refused: Outbound | None = super().meet(asked)
            if refused is None and asked.method == "PATCH" and asked.stored:
                return Outbound(200, asked.stored, {"Content-Type": "application/scim+json"})
            return refused

    return Idle


@on_backstage(ACME, "critical")
def empties_groups_at_once(backstage: type[Any]) -> type[Any]:
    """All members of a group are replaced or removed by one request, which its manual says it refuses.

    One request of a client that went wrong, and a group is empty.
    """
    return _without_rule(backstage, "refuse_all_members")


@on_backstage(ACME, "critical")
def refuses_and_empties(backstage: type[Any]) -> type[Any]:
    """A request that replaces all members is refused, and carried out before."""

    class Hasty(backstage):  # type: ignore[misc]
        hasty: frozenset[str] = frozenset()

        def refuse_all_members(self, op: str) -> Outbound | None:
            refused: Outbound | None = super().refuse_all_members(op)
            self.hasty = self.hasty | self.touched
            return refused

        touched: frozenset[str] = frozenset()

        def meet(self, asked: Inbound) -> Outbound | None:
            self.touched = frozenset({asked.path})
            found: Outbound | None = super().meet(asked)
            return found

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.method == "GET" and asked.path in self.hasty and answer.ok:
                answer.body.pop("members", None)

    return Hasty


@on_backstage(ACME, "major")
def changes_people_against_its_word(backstage: type[Any]) -> type[Any]:
    """A userName is changed, and a title removed, by a PATCH that its manual says is refused."""
    return _without_rule(backstage, "refuse_patch")


@on_backstage(ACME, "critical")
def finds_nobody_by_promised_filters(backstage: type[Any]) -> type[Any]:
    """A filter that is promised finds nobody, and everybody is created twice."""

    class Blind(backstage):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if "filter=" in asked.query and answer.ok and isinstance(answer.body, dict):
                answer.body.update(totalResults=0, Resources=[])

    return Blind


@on_backstage(ACME, "critical")
def answers_strange_filters_with_everybody(backstage: type[Any]) -> type[Any]:
    """A filter that is not supported is left out, and everybody is found."""

    class Generous(backstage):  # type: ignore[misc]
        def refuse_filter(self, asked: Inbound) -> Outbound | None:
            asked.query = ""
            return None

    return Generous


@on_backstage(ACME, "minor")
def shows_long_pages(backstage: type[Any]) -> type[Any]:
    """Pages are as long as anybody asks, though its manual names a limit."""
    return _without_rule(backstage, "cut")


@on_backstage(ACME, "major")
def turns_no_pages(backstage: type[Any]) -> type[Any]:
    """Every page is the first one."""

    class Stuck(backstage):  # type: ignore[misc]
        def cut(self, asked: Inbound) -> None:
            super().cut(asked)
            asked.query = "&".join(part for part in asked.query.split("&") if not part.startswith("startIndex"))

    return Stuck


@on_backstage(ACME, "critical")
def hides_people_who_leave(backstage: type[Any]) -> type[Any]:
    """Whoever is deactivated is not there any more, though its manual says that they are only inactive."""

    class Hiding(backstage):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            self.options["leavers"] = "removed"
            super().show(asked, answer)

    return Hiding


@on_backstage(ACME, "major")
def keeps_people_who_were_deleted(backstage: type[Any]) -> type[Any]:
    """Whoever is deleted is only switched off, though its manual says that they are gone."""

    class Keeping(backstage):  # type: ignore[misc]
        shown: dict[str, dict[str, Any]] | None = None

        def meet(self, asked: Inbound) -> Outbound | None:
            known = self.shown = self.shown if self.shown is not None else {}
            if asked.method == "DELETE" and asked.endpoint == "Users":
                known[asked.path] = {**asked.stored, "active": False}
            found: Outbound | None = super().meet(asked)
            return found

        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.method == "GET" and answer.status == 404 and asked.path in (self.shown or {}):
                answer.status, answer.body = 200, (self.shown or {})[asked.path]

    return Keeping


@on_backstage(ACME, "critical")
def admits_nobody_twice(backstage: type[Any]) -> type[Any]:
    """Whoever was deleted can never come back: the address counts as taken for ever."""

    class Unforgetting(backstage):  # type: ignore[misc]
        def user_went(self, client: int, user: dict[str, Any]) -> None:
            """The account stays."""

    return Unforgetting


@on_backstage(ACME, "minor")
def creates_people_inactive(backstage: type[Any]) -> type[Any]:
    """Users can be created inactive, though its manual says that they cannot."""
    return _without_rule(backstage, "refuse_inactive")


@on_backstage(ACME, "major")
def takes_groups_from_leavers(backstage: type[Any]) -> type[Any]:
    """Whoever is deactivated leaves all groups, though its manual says that they stay members."""

    class Stripping(backstage):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            gone = {one.scim_id for one in self.accounts if not one.active}
            for group in answer.resources if asked.endpoint == "Groups" else []:
                if "members" in group:
                    group["members"] = [one for one in group["members"] if one.get("value") not in gone]

    return Stripping


@on_backstage(ACME, "major")
def takes_more_than_it_says(backstage: type[Any]) -> type[Any]:
    """A request may carry any number of members and operations, though its manual names a limit."""
    return _without_rule(backstage, "refuse_amount")


@on_backstage(ACME, "critical")
def loses_the_last_of_a_request(backstage: type[Any]) -> type[Any]:
    """Of as many members, or operations, as are allowed, the last one is dropped in silence."""

    class Losing(backstage):  # type: ignore[misc]
        def meet(self, asked: Inbound) -> Outbound | None:
            refused: Outbound | None = super().meet(asked)
            if refused is None and asked.method == "PATCH" and isinstance(asked.json, dict):
                operations = list(asked.json.get("Operations") or [])
                values = [one.get("value") for one in operations]
                if len(operations) > 2:
                    operations.pop()
                elif operations and isinstance(values[0], list) and len(values[0]) > 2:
                    operations[0] = {**operations[0], "value": values[0][:-1]}
                asked.replace_json({**asked.json, "Operations": operations})
            return refused

    return Losing


@on_backstage(ACME, "minor")
def takes_long_requests(backstage: type[Any]) -> type[Any]:
    """A request may be of any size, though its manual names a limit."""
    return _without_rule(backstage, "_size")
