"""Entra's requests about people who leave and return, their managers and their roles, to the byte."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from scimproof.clients.entra import DEFAULT_MAPPING
from scimproof.directory import Person
from scimproof.session import Session

from .entra_stage import CREATE, DELETE, ENTERPRISE, MANAGER, READ, SHOWN, Tenancy, listing, patching, reading, writing
from .transcripts import sent

# -- leaving and returning --------------------------------------------------------------------------------------------


DISABLED = {**SHOWN, "active": False}


def test_a_leaver_is_disabled_by_a_text(legacy: Tenancy) -> None:
    legacy.entra.unassign(legacy.linked())
    assert legacy.cycle() == [READ, patching('{"op":"Replace","path":"active","value":"False"}')]


def test_a_leaver_is_disabled_by_a_boolean_with_the_flag(optscim: Tenancy) -> None:
    optscim.entra.unassign(optscim.linked())
    assert optscim.cycle() == [READ, patching('{"op":"replace","path":"active","value":false}')]


def test_with_the_flag_active_is_a_key_among_others(optscim: Tenancy) -> None:
    user = optscim.linked(only=("displayName",))
    optscim.entra.disable(user)
    optscim.entra.update(user, displayName="Alice B")
    body = '{"op":"replace","value":{"active":false,"displayName":"Alice B"}}'
    assert optscim.cycle()[-1] == patching(body)


def test_a_returner_is_enabled(legacy: Tenancy) -> None:
    user = legacy.linked(DISABLED, only=("displayName",))
    legacy.entra.assign(user)
    assert legacy.cycle() == [READ, patching('{"op":"Replace","path":"active","value":"True"}')]


def test_a_returner_is_enabled_by_a_boolean_with_the_flag(optscim: Tenancy) -> None:
    user = optscim.linked(DISABLED, only=("displayName",))
    optscim.entra.assign(user)
    assert optscim.cycle() == [READ, patching('{"op":"replace","path":"active","value":true}')]


def test_who_is_disabled_already_is_left_alone(either: Tenancy) -> None:
    either.entra.unassign(either.linked(DISABLED))
    assert either.cycle() == [READ]


def test_a_purge_deletes_whom_the_job_has_disabled(either: Tenancy) -> None:
    user = either.linked()
    either.entra.soft_delete(user)
    either.cycle()
    either.entra.hard_delete(user)
    assert either.cycle() == [DELETE]


def test_a_purge_after_an_unassignment_or_before_a_cycle_sends_nothing(either: Tenancy) -> None:
    user = either.linked()
    either.entra.hard_delete(user)
    assert either.cycle() == []
    user.purged = user.soft_deleted = False
    either.entra.unassign(user)
    either.cycle()
    either.entra.hard_delete(user)
    assert either.cycle() == []


def test_without_active_in_the_mapping_a_leaver_is_deleted(session: Session, target: respx.MockRouter) -> None:
    stage = Tenancy(session, target, "entra", *(line for line in DEFAULT_MAPPING if line.target != "active"))
    stage.entra.unassign(stage.linked())
    assert stage.cycle() == [DELETE]


def test_a_leaver_may_be_spared(either: Tenancy) -> None:
    either.entra.turn(skips_out_of_scope=True)
    either.entra.unassign(either.linked())
    assert either.cycle() == []


# -- managers ---------------------------------------------------------------------------------------------------------


def named(stage: Tenancy, shown: dict[str, Any] | None = None) -> list[str]:
    """What is sent of the manager when everybody is linked."""
    user = stage.linked({**SHOWN, **(shown or {})}, only=("displayName",))
    boss = stage.entra.user(Person("Bo", "S", "bo@contoso.example", "bo", "Boss", "R&D", "secret-2"))
    boss.target_id = "271"
    stage.entra.set_manager(user, boss)
    return stage.cycle()[1:]


def test_a_manager_is_a_bare_id(legacy: Tenancy) -> None:
    assert named(legacy) == [patching(f'{{"op":"Add","path":"{MANAGER}","value":"271"}}')]


def test_a_manager_is_changed(optscim: Tenancy) -> None:
    shown = {ENTERPRISE: {"manager": {"value": "17"}}}
    assert named(optscim, shown) == [patching(f'{{"op":"replace","path":"{MANAGER}","value":"271"}}')]


def test_a_manager_who_is_shown_is_not_sent(either: Tenancy) -> None:
    assert named(either, {ENTERPRISE: {"manager": {"value": "271"}}}) == []


def test_a_manager_may_be_an_object_or_a_list(legacy: Tenancy) -> None:
    legacy.entra.turn(manager_as="object")
    assert named(legacy) == [patching(f'{{"op":"Add","path":"{MANAGER}","value":{{"value":"271"}}}}')]
    legacy.entra.turn(manager_as="list")
    reference = '{"$ref":"https://scim.example.test/scim/v2/Users/271","value":"271"}'
    assert named(legacy) == [patching(f'{{"op":"Add","path":"manager","value":[{reference}]}}')]


@pytest.mark.parametrize(
    ("form", "operation"),
    [
        ("path", f'{{"op":"Remove","path":"{MANAGER}"}}'),
        ("filter", r'{"op":"Remove","path":"manager[value eq \"271\"]"}'),
        ("empty-text", f'{{"op":"Replace","path":"{MANAGER}","value":""}}'),
        ("empty-object", f'{{"op":"Replace","path":"{MANAGER}","value":{{"value":""}}}}'),
    ],
)
def test_a_manager_is_taken_away(legacy: Tenancy, form: Any, operation: str) -> None:
    legacy.entra.turn(removes_manager_by=form)
    user = legacy.linked({**SHOWN, ENTERPRISE: {"manager": {"value": "271"}}}, only=("displayName",))
    legacy.entra.set_manager(user, None)
    assert legacy.cycle()[1:] == [patching(operation)]


def test_a_manager_follows_once_there_is_an_account(either: Tenancy) -> None:
    user = either.linked(only=("displayName",))
    boss = either.entra.user(Person("Bo", "S", "bo@contoso.example", "bo", "Boss", "R&D", "secret-2"))
    either.entra.set_manager(user, boss)
    assert either.cycle() == [READ]
    boss.target_id = "271"
    either.entra.assign(boss)
    assert any(MANAGER in request for request in either.cycle())


def test_a_reference_is_asked_for_as_in_the_documentation(legacy: Tenancy) -> None:
    user = legacy.linked()
    boss = legacy.entra.user(Person("Bo", "S", "bo@contoso.example", "bo", "Boss", "R&D", "secret-2"))
    boss.target_id = "271"
    legacy.entra.check_reference(user, boss)
    query = "attributes=id&filter=id+eq+%2248%22+and+manager+eq+%22271%22"
    assert [sent(call.request) for call in legacy.target.calls] == [reading(f"/Users?{query}")]


# -- roles ------------------------------------------------------------------------------------------------------------


def role(name: str, *, primary: bool = False) -> str:
    kind = '"type":"WindowsAzureActiveDirectoryRole"'
    if primary:
        return f'{{"primary":true,{kind},"value":"{name}"}}'
    return f'{{"primary":false,{kind},"display":"{name}","value":"{name}"}}'


def roles_sent(stage: Tenancy, *roles: str, shown: tuple[str, ...] = ()) -> list[str]:
    user = stage.linked({**SHOWN, "roles": [{"value": one} for one in shown]}, only=("displayName",))
    stage.entra.set_roles(user, *roles)
    return stage.cycle()[1:]


def test_the_single_role_is_json_in_a_text(legacy: Tenancy) -> None:
    legacy.entra.turn(roles="single")
    (request,) = roles_sent(legacy, "Admin")
    told = json.loads(json.loads(request.rpartition("\n\n")[2])["Operations"][0]["value"][0]["value"])
    assert told | {"id": ""} == {"id": "", "value": "Admin", "displayName": "Admin"}
    quoted = json.dumps(json.dumps(told, separators=(",", ":")))
    assert request == patching(f'{{"op":"Add","path":"roles","value":[{{"value":{quoted}}}]}}')


def test_the_single_role_is_as_in_a_create_with_the_flag(optscim: Tenancy) -> None:
    optscim.entra.turn(roles="single")
    body = f'{{"op":"replace","path":"roles","value":[{role("Admin", primary=True)}]}}'
    assert roles_sent(optscim, "Admin", shown=("User",)) == [patching(body)]


@pytest.mark.parametrize(("shown", "op"), [((), "Add"), (("User",), "Replace")])
def test_the_single_role_by_the_path_of_its_mapping(legacy: Tenancy, shown: tuple[str, ...], op: str) -> None:
    legacy.entra.turn(roles="single", single_role_as="path")
    body = f'{{"op":"{op}","path":"roles[primary eq \\"True\\"].value","value":"Admin"}}'
    assert roles_sent(legacy, "Admin", shown=shown) == [patching(body)]


def test_several_roles_are_only_added(legacy: Tenancy) -> None:
    legacy.entra.turn(roles="complex")
    body = f'{{"op":"Add","path":"roles","value":[{role("User")}]}}'
    assert roles_sent(legacy, "Admin", "User", shown=("Admin", "Old")) == [patching(body)]
    assert roles_sent(legacy, "Admin", shown=("Admin", "User")) == []


def test_asserted_roles_replace_the_list(optscim: Tenancy) -> None:
    """The documentation's example."""
    optscim.entra.turn(roles="assertive")
    body = f'{{"op":"replace","path":"roles","value":[{role("Admin")},{role("User")}]}}'
    assert roles_sent(optscim, "Admin", "User", shown=("Admin",)) == [patching(body)]


@pytest.mark.parametrize(
    ("expression", "roles"),
    [("single", role("Admin", primary=True)), ("complex", f"{role('Admin')},{role('User')}")],
)
def test_roles_in_a_create(legacy: Tenancy, expression: Any, roles: str) -> None:
    legacy.entra.turn(roles=expression)
    legacy.entra.set_roles(legacy.user, "Admin", "User")
    legacy.target.get("/Users").mock(return_value=listing())
    legacy.target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    legacy.entra.assign(legacy.user)
    body = CREATE.replace('"roles":[]', f'"roles":[{roles}]')
    assert legacy.cycle()[1] == writing("POST", "/Users", body)
