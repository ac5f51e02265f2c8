"""Entra's requests about people who come and change, to the byte, with and without the flag: as logs show them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from scimproof.clients.entra import DEFAULT_MAPPING, JOBS, Mapping
from scimproof.clients.entra.knobs import Knobs
from scimproof.session import Session

from .entra_stage import (
    CREATE,
    ENTERPRISE,
    FOUND,
    ID,
    READ,
    SCHEMAS,
    SHOWN,
    Tenancy,
    listing,
    patching,
    reading,
    writing,
)
from .transcripts import sent

# -- connection, matching, creating -----------------------------------------------------------------------------------


def test_the_connection_is_tested_by_a_guid(either: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    guid = "7d420df3-0000-4000-8000-000000000000"
    monkeypatch.setattr(Session, "invented_id", lambda session: guid)
    either.target.get("/Users").mock(return_value=listing())
    assert either.entra.test_connection().succeeded
    assert [sent(call.request) for call in either.target.calls] == [reading(f"/Users?filter=userName+eq+%22{guid}%22")]


@pytest.mark.parametrize(("status", "body"), [(404, {}), (400, {}), (200, {"Resources": []}), (204, None)])
def test_a_probe_that_is_answered_otherwise_puts_the_job_into_quarantine(
    either: Tenancy, status: int, body: Any
) -> None:
    either.target.get("/Users").mock(return_value=httpx.Response(status, json=body))
    assert not either.entra.test_connection().succeeded
    assert either.entra.quarantined


def test_somebody_new_is_looked_for_and_created(either: Tenancy) -> None:
    """The body is the same with and without the flag; manager, nulls and what is empty are not in it."""
    either.target.get("/Users").mock(return_value=listing())
    either.target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    either.entra.assign(either.user)
    assert either.cycle() == [FOUND, writing("POST", "/Users", CREATE)]
    assert either.user.target_id == ID


def test_matching_attributes_are_tried_one_after_the_other(session: Session, target: respx.MockRouter) -> None:
    """Brackets are encoded in small letters, as .NET does it."""
    work = 'emails[type eq "work"].value'
    stage = Tenancy(session, target, "entra", matching=("userName", "externalId", work))
    target.get("/Users").mock(return_value=listing())
    target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    stage.entra.assign(stage.user)
    assert stage.cycle()[:3] == [
        FOUND,
        reading("/Users?filter=externalId+eq+%22alice%22"),
        reading("/Users?filter=emails%5btype+eq+%22work%22%5d.value+eq+%22alice%40contoso.example%22"),
    ]


def test_two_hits_are_an_error_and_nothing_is_written(either: Tenancy) -> None:
    either.target.get("/Users").mock(side_effect=[listing(), listing(SHOWN, {**SHOWN, "id": "49"})])
    either.entra.assign(either.user)
    assert either.cycle() == [FOUND]
    assert either.user.target_id is None


def test_a_custom_extension_is_not_named_among_the_schemas(session: Session, target: respx.MockRouter) -> None:
    name = Mapping("userPrincipalName", "userName")
    stage = Tenancy(session, target, "entra", name, Mapping("tag", "urn:acme:2.0:User:tag"))
    stage.user.properties["tag"] = "x"
    target.get("/Users").mock(return_value=listing())
    target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    stage.entra.assign(stage.user)
    body = (
        "{" + SCHEMAS + ',"userName":"alice@contoso.example","meta":{"resourceType":"User"},"roles":[],'
        '"urn:acme:2.0:User":{"tag":"x"}}'
    )
    assert stage.cycle()[-1] == writing("POST", "/Users", body)


def test_who_is_disabled_before_the_first_cycle_is_not_created(either: Tenancy) -> None:
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


def test_each_attribute_is_an_operation(legacy: Tenancy) -> None:
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


def test_with_the_flag_simple_attributes_share_an_operation(optscim: Tenancy) -> None:
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


def test_an_empty_value_of_the_target_is_no_value(legacy: Tenancy) -> None:
    """Stack Overflow 79248955: givenName was "" and is added, familyName was set and is replaced."""
    legacy.linked({**SHOWN, "name": {"givenName": "", "familyName": "Z"}}, only=("givenName", "surname"))
    legacy.entra.update(legacy.user)
    assert legacy.cycle()[-1] == patching(
        '{"op":"Add","path":"name.givenName","value":"Alice"}',
        '{"op":"Replace","path":"name.familyName","value":"A"}',
    )


def test_what_is_cleared_is_not_sent(either: Tenancy) -> None:
    either.linked(only=("displayName",))
    either.entra.update(either.user, jobTitle=None)
    assert either.cycle() == [READ]


def test_an_expression_sends_an_empty_text(legacy: Tenancy) -> None:
    legacy.entra.turn(sends_empty=True)
    legacy.entra.mapping = tuple(line for line in DEFAULT_MAPPING if line.target in ("userName", "active", "title"))
    legacy.linked(only=("displayName",))
    legacy.entra.update(legacy.user, jobTitle=None)
    assert legacy.cycle()[-1] == patching('{"op":"Replace","path":"title","value":""}')


def test_an_account_that_is_found_is_changed_without_being_read(legacy: Tenancy) -> None:
    """OneUptime/oneuptime#2134: the match has returned it already."""
    legacy.shows({**SHOWN, "externalId": "somebody"})
    legacy.user.properties = {key: legacy.user.properties[key] for key in ("userPrincipalName", "mailNickname")}
    legacy.entra.assign(legacy.user)
    assert legacy.cycle() == [FOUND, patching('{"op":"Replace","path":"externalId","value":"alice"}')]


def test_on_demand_the_flag_has_no_effect(optscim: Tenancy) -> None:
    optscim.linked(only=("displayName",))
    optscim.entra.update(optscim.user, displayName="Alice B")
    optscim.entra.provision_on_demand(optscim.user)
    assert [sent(call.request) for call in optscim.target.calls][1:] == [
        FOUND,
        patching('{"op":"Replace","path":"displayName","value":"Alice B"}'),
    ]


# -- knobs ------------------------------------------------------------------------------------------------------------


def test_the_flag_may_stand_in_the_query(session: Session, target: respx.MockRouter) -> None:
    stage = Tenancy(session, target, "entra-optscim", flag_on_wire="aadOptscim062020")
    target.get("/Users").mock(return_value=listing(SHOWN))
    stage.entra.look_up(stage.user)
    query = "aadOptscim062020&filter=userName+eq+%22alice%40contoso.example%22"
    assert [sent(call.request) for call in target.calls] == [reading(f"/Users?{query}")]


def test_without_the_flag_means_as_documented_before() -> None:
    """On demand a job keeps what an admin has set up, and loses what the flag does."""
    knobs = JOBS["entra-optscim"]
    assert knobs.without_flag() == Knobs(client="entra-optscim")
