"""Entra's requests about people, to the byte, with and without the flag, as its documentation and logs show them."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from scimproof.clients.entra import DEFAULT_MAPPING, JOBS, Entra, EntraUser, Mapping
from scimproof.clients.entra.knobs import Knobs
from scimproof.directory import Person
from scimproof.session import Session

from .transcripts import sent

ALICE = Person("Alice", "A", "alice@contoso.example", "alice", "Engineer", "R&D", "secret-1")
ID = "48"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MANAGER = f"{ENTERPRISE}:manager"
SCHEMAS = f'"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{ENTERPRISE}"]'
PATCH = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}'
FULL: dict[str, Any] = {
    "physicalDeliveryOfficeName": "B12",
    "streetAddress": "Street 1",
    "city": "Utrecht",
    "state": "UT",
    "postalCode": "3500",
    "country": "NL",
    "telephoneNumber": "+31",
    "mobile": "+31",
    "preferredLanguage": "nl",
    "employeeId": "42",
    "fullName": "Alice A",
    "displayName": "Alice A",
}

# The create of the documentation's example, in its order.
CREATE = (
    "{"
    + SCHEMAS
    + ',"externalId":"alice","userName":"alice@contoso.example","active":true,'
    + '"addresses":[{"primary":false,"type":"work","country":"NL","formatted":"B12","locality":"Utrecht",'
    + '"postalCode":"3500","region":"UT","streetAddress":"Street 1"}],"displayName":"Alice A",'
    + '"emails":[{"primary":true,"type":"work","value":"alice@contoso.example"}],"meta":{"resourceType":"User"},'
    + '"name":{"formatted":"Alice A","familyName":"A","givenName":"Alice"},'
    + '"phoneNumbers":[{"primary":true,"type":"work","value":"+31"},{"primary":false,"type":"mobile","value":"+31"}],'
    + '"preferredLanguage":"nl","roles":[],"title":"Engineer",'
    + f'"{ENTERPRISE}":{{"department":"R&D","employeeNumber":"42"}}}}'
)

SHOWN: dict[str, Any] = {
    "id": ID,
    "userName": "alice@contoso.example",
    "externalId": "alice",
    "active": True,
    "displayName": "Alice A",
    "name": {"formatted": "Alice A", "familyName": "A", "givenName": "Alice"},
    "title": "Engineer",
    "emails": [{"primary": True, "type": "work", "value": "alice@contoso.example"}],
    ENTERPRISE: {"department": "R&D"},
}


def reading(path: str) -> str:
    """A GET: neither Accept nor User-Agent nor Content-Type."""
    return f"""\
GET /scim/v2{path} HTTP/1.1
Host: scim.example.test
Authorization: Bearer the-token
ADSCIMVersion: 6.0
"""


def writing(method: str, path: str, body: str) -> str:
    """A POST or PATCH."""
    return f"""\
{method} /scim/v2{path} HTTP/1.1
Host: scim.example.test
Authorization: Bearer the-token
ADSCIMVersion: 6.0
Content-Type: application/scim+json; charset=utf-8
Content-Length: {len(body.encode())}

{body}
"""


def patching(*operations: str) -> str:
    return writing("PATCH", f"/Users/{ID}", PATCH % ",".join(operations))


DELETE = f"""\
DELETE /scim/v2/Users/{ID} HTTP/1.1
Host: scim.example.test
Authorization: Bearer the-token
ADSCIMVersion: 6.0
"""


def listing(*resources: dict[str, Any]) -> httpx.Response:
    document = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(resources),
        "Resources": list(resources),
        "startIndex": 1,
        "itemsPerPage": len(resources),
    }
    return httpx.Response(200, json=document)


class Stage:
    """A tenant with one user on one side, a target that only says what a test wants on the other."""

    def __init__(self, session: Session, target: respx.MockRouter, job: str, *mapping: Mapping, **knobs: Any) -> None:
        made = Entra(session, JOBS[job]).with_knobs(**knobs)
        self.entra = made.with_mapping(*mapping) if mapping else made
        self.target, self._seen = target, 0
        self.user = self.entra.user(ALICE, **FULL)

    def shows(self, shown: dict[str, Any], *, found: bool = True) -> None:
        """The target has this user, made by us."""
        entry = self.entra.session.journal.intend("/Users", "userName", str(shown["userName"]))
        self.entra.session.journal.created(entry, str(shown["id"]), proven=True)
        path = f"/Users/{shown['id']}"
        self.target.get(path).mock(return_value=httpx.Response(200, json=shown))
        self.target.patch(path).mock(return_value=httpx.Response(204))
        self.target.delete(path).mock(return_value=httpx.Response(204))
        self.target.get("/Users").mock(return_value=listing(shown) if found else listing())

    def linked(self, shown: dict[str, Any] = SHOWN, *, only: tuple[str, ...] = ()) -> EntraUser:
        """The user is linked to the account; of the properties only these are left, if any are named."""
        self.shows(shown)
        self.user.target_id, self.user.in_scope = str(shown["id"]), True
        self.user.managed = self.user.touched = True
        if only:
            kept = ("userPrincipalName", *only)
            self.user.properties = {name: value for name, value in self.user.properties.items() if name in kept}
        return self.user

    def cycle(self) -> list[str]:
        """What a cycle sends after its probe."""
        self.entra.cycle()
        calls = list(self.target.calls)[self._seen :]
        self._seen = len(self.target.calls)
        return [sent(call.request) for call in calls[1:]]


@pytest.fixture
def legacy(session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, "entra")


@pytest.fixture
def optscim(session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, "entra-optscim")


@pytest.fixture(params=["entra", "entra-optscim"])
def either(request: pytest.FixtureRequest, session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, request.param)


FOUND = reading("/Users?filter=userName+eq+%22alice%40contoso.example%22")
READ = reading(f"/Users/{ID}")


# -- connection, matching, creating -----------------------------------------------------------------------------------


def test_the_connection_is_tested_by_a_guid(either: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    guid = "7d420df3-0000-4000-8000-000000000000"
    monkeypatch.setattr(Session, "invented_id", lambda session: guid)
    either.target.get("/Users").mock(return_value=listing())
    assert either.entra.test_connection().succeeded
    assert [sent(call.request) for call in either.target.calls] == [reading(f"/Users?filter=userName+eq+%22{guid}%22")]


@pytest.mark.parametrize(("status", "body"), [(404, {}), (400, {}), (200, {"Resources": []}), (204, None)])
def test_a_probe_that_is_answered_otherwise_puts_the_job_into_quarantine(either: Stage, status: int, body: Any) -> None:
    either.target.get("/Users").mock(return_value=httpx.Response(status, json=body))
    assert not either.entra.test_connection().succeeded
    assert either.entra.quarantined


def test_somebody_new_is_looked_for_and_created(either: Stage) -> None:
    """The body is the same with and without the flag; manager, nulls and what is empty are not in it."""
    either.target.get("/Users").mock(return_value=listing())
    either.target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    either.entra.assign(either.user)
    assert either.cycle() == [FOUND, writing("POST", "/Users", CREATE)]
    assert either.user.target_id == ID


def test_matching_attributes_are_tried_one_after_the_other(session: Session, target: respx.MockRouter) -> None:
    """Brackets are encoded in small letters, as .NET does it."""
    work = 'emails[type eq "work"].value'
    stage = Stage(session, target, "entra", matching=("userName", "externalId", work))
    target.get("/Users").mock(return_value=listing())
    target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    stage.entra.assign(stage.user)
    assert stage.cycle()[:3] == [
        FOUND,
        reading("/Users?filter=externalId+eq+%22alice%22"),
        reading("/Users?filter=emails%5btype+eq+%22work%22%5d.value+eq+%22alice%40contoso.example%22"),
    ]


def test_two_hits_are_an_error_and_nothing_is_written(either: Stage) -> None:
    either.target.get("/Users").mock(side_effect=[listing(), listing(SHOWN, {**SHOWN, "id": "49"})])
    either.entra.assign(either.user)
    assert either.cycle() == [FOUND]
    assert either.user.target_id is None


def test_a_custom_extension_is_not_named_among_the_schemas(session: Session, target: respx.MockRouter) -> None:
    name = Mapping("userPrincipalName", "userName")
    stage = Stage(session, target, "entra", name, Mapping("tag", "urn:acme:2.0:User:tag"))
    stage.user.properties["tag"] = "x"
    target.get("/Users").mock(return_value=listing())
    target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    stage.entra.assign(stage.user)
    body = (
        "{" + SCHEMAS + ',"userName":"alice@contoso.example","meta":{"resourceType":"User"},"roles":[],'
        '"urn:acme:2.0:User":{"tag":"x"}}'
    )
    assert stage.cycle()[-1] == writing("POST", "/Users", body)


def test_who_is_disabled_before_the_first_cycle_is_not_created(either: Stage) -> None:
    either.target.get("/Users").mock(return_value=listing())
    either.entra.assign(either.user)
    either.entra.disable(either.user)
    assert either.cycle() == []


# -- changing ---------------------------------------------------------------------------------------------------------


CHANGED: dict[str, Any] = {
    "mail": "a2@contoso.example",
    "surname": "B",
    "jobTitle": "Lead",
    "mobile": "+31",
    "physicalDeliveryOfficeName": "B13",
    "department": "Sales",
}
WITHOUT_TITLE = {name: value for name, value in SHOWN.items() if name not in ("title", ENTERPRISE)}


def test_each_attribute_is_an_operation(legacy: Stage) -> None:
    """Add where the target shows nothing, Replace where it shows something, in the order of the mapping."""
    legacy.linked(WITHOUT_TITLE, only=("displayName", "givenName", "fullName", "mailNickname"))
    legacy.entra.update(legacy.user, **CHANGED)
    assert legacy.cycle() == [
        READ,
        patching(
            '{"op":"Add","path":"title","value":"Lead"}',
            r'{"op":"Replace","path":"emails[type eq \"work\"].value","value":"a2@contoso.example"}',
            '{"op":"Replace","path":"name.familyName","value":"B"}',
            r'{"op":"Add","path":"addresses[type eq \"work\"].formatted","value":"B13"}',
            r'{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+31"}',
            f'{{"op":"Add","path":"{ENTERPRISE}:department","value":"Sales"}}',
        ),
    ]


def test_with_the_flag_simple_attributes_share_an_operation(optscim: Stage) -> None:
    """Filtered ones come first, each for itself; keys of the shared one are paths."""
    optscim.linked(WITHOUT_TITLE, only=("displayName", "givenName", "fullName", "mailNickname"))
    optscim.entra.update(optscim.user, **CHANGED)
    assert optscim.cycle() == [
        READ,
        patching(
            r'{"op":"replace","path":"emails[type eq \"work\"].value","value":"a2@contoso.example"}',
            r'{"op":"add","path":"addresses[type eq \"work\"].formatted","value":"B13"}',
            r'{"op":"add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+31"}',
            f'{{"op":"replace","value":{{"title":"Lead","name.familyName":"B","{ENTERPRISE}:department":"Sales"}}}}',
        ),
    ]


def test_an_empty_value_of_the_target_is_no_value(legacy: Stage) -> None:
    """Stack Overflow 79248955: givenName was "" and is added, familyName was set and is replaced."""
    legacy.linked({**SHOWN, "name": {"givenName": "", "familyName": "Z"}}, only=("givenName", "surname"))
    legacy.entra.update(legacy.user)
    assert legacy.cycle()[-1] == patching(
        '{"op":"Add","path":"name.givenName","value":"Alice"}',
        '{"op":"Replace","path":"name.familyName","value":"A"}',
    )


def test_what_is_cleared_is_not_sent(either: Stage) -> None:
    either.linked(only=("displayName",))
    either.entra.update(either.user, jobTitle=None)
    assert either.cycle() == [READ]


def test_an_expression_sends_an_empty_text(legacy: Stage) -> None:
    legacy.entra.turn(sends_empty=True)
    legacy.entra.mapping = tuple(line for line in DEFAULT_MAPPING if line.target in ("userName", "active", "title"))
    legacy.linked(only=("displayName",))
    legacy.entra.update(legacy.user, jobTitle=None)
    assert legacy.cycle()[-1] == patching('{"op":"Replace","path":"title","value":""}')


def test_an_account_that_is_found_is_changed_without_being_read(legacy: Stage) -> None:
    """OneUptime/oneuptime#2134: the match has returned it already."""
    legacy.shows({**SHOWN, "externalId": "somebody"})
    legacy.user.properties = {key: legacy.user.properties[key] for key in ("userPrincipalName", "mailNickname")}
    legacy.entra.assign(legacy.user)
    assert legacy.cycle() == [FOUND, patching('{"op":"Replace","path":"externalId","value":"alice"}')]


def test_on_demand_the_flag_has_no_effect(optscim: Stage) -> None:
    optscim.linked(only=("displayName",))
    optscim.entra.update(optscim.user, displayName="Alice B")
    optscim.entra.provision_on_demand(optscim.user)
    assert [sent(call.request) for call in optscim.target.calls][1:] == [
        FOUND,
        patching('{"op":"Replace","path":"displayName","value":"Alice B"}'),
    ]


# -- leaving and returning --------------------------------------------------------------------------------------------


DISABLED = {**SHOWN, "active": False}


def test_a_leaver_is_disabled_by_a_text(legacy: Stage) -> None:
    legacy.entra.unassign(legacy.linked())
    assert legacy.cycle() == [READ, patching('{"op":"Replace","path":"active","value":"False"}')]


def test_a_leaver_is_disabled_by_a_boolean_with_the_flag(optscim: Stage) -> None:
    optscim.entra.unassign(optscim.linked())
    assert optscim.cycle() == [READ, patching('{"op":"replace","path":"active","value":false}')]


def test_with_the_flag_active_is_a_key_among_others(optscim: Stage) -> None:
    user = optscim.linked(only=("displayName",))
    optscim.entra.disable(user)
    optscim.entra.update(user, displayName="Alice B")
    body = '{"op":"replace","value":{"active":false,"displayName":"Alice B"}}'
    assert optscim.cycle()[-1] == patching(body)


def test_a_returner_is_enabled(legacy: Stage) -> None:
    user = legacy.linked(DISABLED, only=("displayName",))
    legacy.entra.assign(user)
    assert legacy.cycle() == [READ, patching('{"op":"Replace","path":"active","value":"True"}')]


def test_a_returner_is_enabled_by_a_boolean_with_the_flag(optscim: Stage) -> None:
    user = optscim.linked(DISABLED, only=("displayName",))
    optscim.entra.assign(user)
    assert optscim.cycle() == [READ, patching('{"op":"replace","path":"active","value":true}')]


def test_who_is_disabled_already_is_left_alone(either: Stage) -> None:
    either.entra.unassign(either.linked(DISABLED))
    assert either.cycle() == [READ]


def test_a_purge_deletes_whom_the_job_has_disabled(either: Stage) -> None:
    user = either.linked()
    either.entra.soft_delete(user)
    either.cycle()
    either.entra.hard_delete(user)
    assert either.cycle() == [DELETE]


def test_a_purge_after_an_unassignment_or_before_a_cycle_sends_nothing(either: Stage) -> None:
    user = either.linked()
    either.entra.hard_delete(user)
    assert either.cycle() == []
    user.purged = user.soft_deleted = False
    either.entra.unassign(user)
    either.cycle()
    either.entra.hard_delete(user)
    assert either.cycle() == []


def test_without_active_in_the_mapping_a_leaver_is_deleted(session: Session, target: respx.MockRouter) -> None:
    stage = Stage(session, target, "entra", *(line for line in DEFAULT_MAPPING if line.target != "active"))
    stage.entra.unassign(stage.linked())
    assert stage.cycle() == [DELETE]


def test_a_leaver_may_be_spared(either: Stage) -> None:
    either.entra.turn(skips_out_of_scope=True)
    either.entra.unassign(either.linked())
    assert either.cycle() == []


# -- managers ---------------------------------------------------------------------------------------------------------


def named(stage: Stage, shown: dict[str, Any] | None = None) -> list[str]:
    """What is sent of the manager when everybody is linked."""
    user = stage.linked({**SHOWN, **(shown or {})}, only=("displayName",))
    boss = stage.entra.user(Person("Bo", "S", "bo@contoso.example", "bo", "Boss", "R&D", "secret-2"))
    boss.target_id = "271"
    stage.entra.set_manager(user, boss)
    return stage.cycle()[1:]


def test_a_manager_is_a_bare_id(legacy: Stage) -> None:
    assert named(legacy) == [patching(f'{{"op":"Add","path":"{MANAGER}","value":"271"}}')]


def test_a_manager_is_changed(optscim: Stage) -> None:
    shown = {ENTERPRISE: {"manager": {"value": "17"}}}
    assert named(optscim, shown) == [patching(f'{{"op":"replace","path":"{MANAGER}","value":"271"}}')]


def test_a_manager_who_is_shown_is_not_sent(either: Stage) -> None:
    assert named(either, {ENTERPRISE: {"manager": {"value": "271"}}}) == []


def test_a_manager_may_be_an_object_or_a_list(legacy: Stage) -> None:
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
def test_a_manager_is_taken_away(legacy: Stage, form: Any, operation: str) -> None:
    legacy.entra.turn(removes_manager_by=form)
    user = legacy.linked({**SHOWN, ENTERPRISE: {"manager": {"value": "271"}}}, only=("displayName",))
    legacy.entra.set_manager(user, None)
    assert legacy.cycle()[1:] == [patching(operation)]


def test_a_manager_follows_once_there_is_an_account(either: Stage) -> None:
    user = either.linked(only=("displayName",))
    boss = either.entra.user(Person("Bo", "S", "bo@contoso.example", "bo", "Boss", "R&D", "secret-2"))
    either.entra.set_manager(user, boss)
    assert either.cycle() == [READ]
    boss.target_id = "271"
    either.entra.assign(boss)
    assert any(MANAGER in request for request in either.cycle())


def test_a_reference_is_asked_for_as_in_the_documentation(legacy: Stage) -> None:
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


def roles_sent(stage: Stage, *roles: str, shown: tuple[str, ...] = ()) -> list[str]:
    user = stage.linked({**SHOWN, "roles": [{"value": one} for one in shown]}, only=("displayName",))
    stage.entra.set_roles(user, *roles)
    return stage.cycle()[1:]


def test_the_single_role_is_json_in_a_text(legacy: Stage) -> None:
    legacy.entra.turn(roles="single")
    (request,) = roles_sent(legacy, "Admin")
    told = json.loads(json.loads(request.rpartition("\n\n")[2])["Operations"][0]["value"][0]["value"])
    assert told | {"id": ""} == {"id": "", "value": "Admin", "displayName": "Admin"}
    quoted = json.dumps(json.dumps(told, separators=(",", ":")))
    assert request == patching(f'{{"op":"Add","path":"roles","value":[{{"value":{quoted}}}]}}')


def test_the_single_role_is_as_in_a_create_with_the_flag(optscim: Stage) -> None:
    optscim.entra.turn(roles="single")
    body = f'{{"op":"replace","path":"roles","value":[{role("Admin", primary=True)}]}}'
    assert roles_sent(optscim, "Admin", shown=("User",)) == [patching(body)]


@pytest.mark.parametrize(("shown", "op"), [((), "Add"), (("User",), "Replace")])
def test_the_single_role_by_the_path_of_its_mapping(legacy: Stage, shown: tuple[str, ...], op: str) -> None:
    legacy.entra.turn(roles="single", single_role_as="path")
    body = f'{{"op":"{op}","path":"roles[primary eq \\"True\\"].value","value":"Admin"}}'
    assert roles_sent(legacy, "Admin", shown=shown) == [patching(body)]


def test_several_roles_are_only_added(legacy: Stage) -> None:
    legacy.entra.turn(roles="complex")
    body = f'{{"op":"Add","path":"roles","value":[{role("User")}]}}'
    assert roles_sent(legacy, "Admin", "User", shown=("Admin", "Old")) == [patching(body)]
    assert roles_sent(legacy, "Admin", shown=("Admin", "User")) == []


def test_asserted_roles_replace_the_list(optscim: Stage) -> None:
    """The documentation's example."""
    optscim.entra.turn(roles="assertive")
    body = f'{{"op":"replace","path":"roles","value":[{role("Admin")},{role("User")}]}}'
    assert roles_sent(optscim, "Admin", "User", shown=("Admin",)) == [patching(body)]


@pytest.mark.parametrize(
    ("expression", "roles"),
    [("single", role("Admin", primary=True)), ("complex", f"{role('Admin')},{role('User')}")],
)
def test_roles_in_a_create(legacy: Stage, expression: Any, roles: str) -> None:
    legacy.entra.turn(roles=expression)
    legacy.entra.set_roles(legacy.user, "Admin", "User")
    legacy.target.get("/Users").mock(return_value=listing())
    legacy.target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    legacy.entra.assign(legacy.user)
    body = CREATE.replace('"roles":[]', f'"roles":[{roles}]')
    assert legacy.cycle()[1] == writing("POST", "/Users", body)


# -- knobs ------------------------------------------------------------------------------------------------------------


def test_the_flag_may_stand_in_the_query(session: Session, target: respx.MockRouter) -> None:
    stage = Stage(session, target, "entra-optscim", flag_on_wire="aadOptscim062020")
    target.get("/Users").mock(return_value=listing(SHOWN))
    stage.entra.look_up(stage.user)
    query = "aadOptscim062020&filter=userName+eq+%22alice%40contoso.example%22"
    assert [sent(call.request) for call in target.calls] == [reading(f"/Users?{query}")]


def test_without_the_flag_means_as_documented_before() -> None:
    """On demand a job keeps what an admin has set up, and loses what the flag does."""
    knobs = JOBS["entra-optscim"]
    assert knobs.without_flag() == Knobs(client="entra-optscim")
