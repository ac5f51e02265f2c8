"""Veza breaks its promises about the endpoint: what it requires, finds, lists, and how it refuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from scimproof.lab.backstage import Json
from scimproof.lab.faults import behind
from scimproof.lab.faults.mechanism import on_backstage
from scimproof.lab.messages import Inbound, Outbound, scim_error

SERVED_IN_A_ROW = 8


def _ask_otherwise(asked: Inbound, **changed: str | None) -> None:
    wanted = {**asked.parameters, **changed}
    asked.query = urlencode({name: value for name, value in wanted.items() if value is not None})


@on_backstage("veza", "critical", "generic")
def veza_mixes_tenants(healthy: type[Any]) -> type[Any]:
    """All tenants see the same people: what stands in the host name is not looked at."""
    return behind.mixing_tenants(healthy)


@on_backstage("veza", "critical", "generic")
def veza_creates_without_a_key(healthy: type[Any]) -> type[Any]:
    """A create needs no key: whoever knows the address of a tenant makes an account there."""

    class Open(healthy):  # type: ignore[misc]
        def opens(self, asked: Inbound) -> int | None:
            if asked.method == "POST" and "authorization" not in asked.headers:
                return 0
            number: int | None = super().opens(asked)
            return number

    return Open


@on_backstage("veza", "critical", "generic")
def veza_takes_any_key(healthy: type[Any]) -> type[Any]:
    """Any key opens the tenant, as long as there is one."""

    class Open(healthy):  # type: ignore[misc]
        def opens(self, asked: Inbound) -> int | None:
            return 0 if "authorization" in asked.headers else None

    return Open


@on_backstage("veza", "minor", "generic")
def veza_publishes_no_schemas(healthy: type[Any]) -> type[Any]:
    """There is nothing at /Schemas, although the reference lists it."""
    return behind.meeting(healthy, lambda asked: scim_error(404, "not found") if asked.path == "/Schemas" else None)


@on_backstage("veza", "major", "generic")
def veza_takes_people_without_last_names(healthy: type[Any]) -> type[Any]:
    """A user without a last name is created: access reviews show half a name."""

    class Lenient(healthy):  # type: ignore[misc]
        def required(self) -> tuple[str, ...]:
            return tuple(name for name in super().required() if name != "name.familyName")

    return Lenient


@on_backstage("veza", "major", "generic")
def veza_takes_any_user_name(healthy: type[Any]) -> type[Any]:
    """userName may be another one than the address: whoever signs in by the address is somebody else."""

    class Lenient(healthy):  # type: ignore[misc]
        def refuse_nickname(self, user: Json) -> None:
            return None

    return Lenient


@on_backstage("veza", "major", "generic")
def veza_takes_any_address_for_primary(healthy: type[Any]) -> type[Any]:
    """The first address is taken where none is flagged as primary."""

    class Lenient(healthy):  # type: ignore[misc]
        def refuse_secondary(self, user: Json) -> None:
            return None

    return Lenient


@on_backstage("veza", "minor", "generic")
def veza_answers_creates_with_200(healthy: type[Any]) -> type[Any]:
    """A user is created, and the answer is 200 in place of 201."""

    def change(asked: Inbound, answer: Outbound) -> None:
        if asked.method == "POST" and asked.path == "/Users" and answer.status == 201:
            answer.status = 200

    return behind.showing(healthy, change)


@on_backstage("veza", "minor", "generic")
def veza_writes_times_for_people(healthy: type[Any]) -> type[Any]:
    """Times have a blank in place of the T, as a database prints them."""

    def change(asked: Inbound, answer: Outbound) -> None:
        for resource in answer.resources if asked.endpoint == "Users" else []:
            for name in ("created", "lastModified"):
                if name in resource.get("meta", {}):
                    resource["meta"][name] = resource["meta"][name].replace("T", " ")

    return behind.showing(healthy, change)


@on_backstage("veza", "critical", "okta", "entra")
def veza_finds_no_groups(healthy: type[Any]) -> type[Any]:
    """A look-up of a group by its name finds nothing: every push makes another group of the same name."""

    def see(asked: Inbound) -> None:
        wanted = asked.parameters.get("filter", "")
        if asked.path == "/Groups" and "displayName eq" in wanted and " and " not in wanted:
            _ask_otherwise(asked, filter='displayName eq "nobody"')

    return behind.meeting(healthy, see)


@on_backstage("veza", "critical", "generic")
def veza_lists_everybody_by_unknown_filters(healthy: type[Any]) -> type[Any]:
    """A filter that it does not know is passed over: the first of all people is taken for the one."""

    class Passing(healthy):  # type: ignore[misc]
        def refuse_filter(self, asked: Inbound) -> None:
            if super().refuse_filter(asked) is not None:
                _ask_otherwise(asked, filter=None)

    return Passing


@on_backstage("veza", "major", "generic")
def veza_names_nameless_groups(healthy: type[Any]) -> type[Any]:
    """A group without a name is created, and is called by a number."""

    def see(asked: Inbound) -> None:
        body = asked.json
        if asked.method == "POST" and asked.path == "/Groups" and isinstance(body, dict):
            asked.replace_json({"displayName": "Group 1", **body})

    return behind.meeting(healthy, see)


@on_backstage("veza", "major", "okta", "entra")
def veza_answers_in_words_of_grpc(healthy: type[Any]) -> type[Any]:
    """Errors are those of the gateway, with a number as their code: no product shows the cause."""

    def change(asked: Inbound, answer: Outbound) -> None:
        if answer.status >= 400 and isinstance(answer.body, dict):
            kept = {name: answer.body[name] for name in ("scimType",) if name in answer.body}
            answer.body = {"code": 3, "message": answer.body.get("detail"), "details": [], **kept}

    return behind.showing(healthy, change)


@on_backstage("veza", "minor", "generic")
def veza_forgets_types_of_errors(healthy: type[Any]) -> type[Any]:
    """An error about what is missing does not say of what type it is."""

    def change(asked: Inbound, answer: Outbound) -> None:
        if answer.status == 400 and "required" in str(answer.body):
            answer.body.pop("scimType", None)

    return behind.showing(healthy, change)


@on_backstage("veza", "minor", "generic")
def veza_echoes_count(healthy: type[Any]) -> type[Any]:
    """itemsPerPage says what was asked for, and not what came: a connector leaves most of the groups out."""

    def change(asked: Inbound, answer: Outbound) -> None:
        if asked.path == "/Groups" and asked.method == "GET" and answer.ok and "count" in asked.parameters:
            answer.body["itemsPerPage"] = int(asked.parameters["count"])

    return behind.showing(healthy, change)


@on_backstage("veza", "major", "generic")
def veza_serves_pages_of_any_length(healthy: type[Any]) -> type[Any]:
    """A page has as many groups as were asked for, however many these are."""

    class Generous(healthy):  # type: ignore[misc]
        def show(self, asked: Inbound, answer: Outbound) -> None:
            super().show(asked, answer)
            if asked.path != "/Groups" or asked.method != "GET" or not answer.ok:
                return
            shown = answer.body.setdefault("Resources", [])
            known = {group["id"] for group in shown}
            wanted = int(asked.parameters.get("count", 0)) - len(shown)
            others = [team.scim_id for team in self.teams if team.client == asked.client and team.scim_id not in known]
            if wanted > 0 and len(shown) > 2:
                shown += [asked.look_up(f"/Groups/{one}") for one in others[:wanted]]
                answer.body["itemsPerPage"] = len(shown)

    return Generous


@on_backstage("veza", "major", "generic")
def veza_counts_pages_for_groups(healthy: type[Any]) -> type[Any]:
    """totalResults is how many are on the page: a connector believes to have seen all."""

    def change(asked: Inbound, answer: Outbound) -> None:
        if asked.path == "/Groups" and asked.method == "GET" and answer.ok:
            answer.body["totalResults"] = len(answer.body.get("Resources", []))

    return behind.showing(healthy, change)


@on_backstage("veza", "major", "generic")
def veza_ignores_count(healthy: type[Any]) -> type[Any]:
    """A page has as many groups as the server likes."""

    def see(asked: Inbound) -> None:
        if asked.path == "/Groups" and asked.method == "GET" and "count" in asked.parameters:
            _ask_otherwise(asked, count=None)

    return behind.meeting(healthy, see)


@on_backstage("veza", "major", "generic")
def veza_ignores_start_index(healthy: type[Any]) -> type[Any]:
    """Every page is the first one: groups beyond it are never seen."""

    def see(asked: Inbound) -> None:
        if asked.path == "/Groups" and asked.method == "GET" and "startIndex" in asked.parameters:
            _ask_otherwise(asked, startIndex="1")

    return behind.meeting(healthy, see)


@on_backstage("veza", "major", "okta", "entra")
def veza_tires_early(healthy: type[Any]) -> type[Any]:
    """After a few look-ups in a row everybody is asked to wait, long before the limit that is promised."""
    rows = {"of": 0}

    def see(asked: Inbound) -> Outbound | None:
        one_more = asked.method == "GET" and asked.path == "/Users" and asked.parameters.get("count") == "1"
        rows["of"] = rows["of"] + 1 if one_more else 0
        return scim_error(429, "too many requests") if rows["of"] > SERVED_IN_A_ROW else None

    return behind.meeting(healthy, see)
