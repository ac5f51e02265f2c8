"""Entra's requests about groups, to the byte, as its documentation and the logs of servers show them."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
import respx

from scimproof.session import Session

from .entra_groups_stage import (
    FIND,
    GROUP_ID,
    OBJECT_ID,
    READ,
    SHOWN,
    GroupStage,
    listing,
    patching,
)
from .entra_stage import reading, writing
from .transcripts import sent

CREATE = writing(
    "POST",
    "/Groups",
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],'
    f'"externalId":"{OBJECT_ID}","displayName":"Engineering","members":[],"meta":{{"resourceType":"Group"}}}}',
)
ADD = {
    "entra": '{"op":"Add","path":"members","value":[{"value":"8"}]}',
    "entra-optscim": '{"op":"add","path":"members","value":[{"value":"8"}]}',
}
REMOVE = {
    "entra": '{"op":"Remove","path":"members","value":[{"value":"8"}]}',
    "entra-optscim": r'{"op":"remove","path":"members[value eq \"8\"]"}',
}
RENAME = {
    "entra": '{"op":"Replace","path":"displayName","value":"Eng2"}',
    "entra-optscim": '{"op":"replace","value":{"displayName":"Eng2"}}',
}
REPLACE = {
    "entra": '{"op":"Replace","path":"members","value":[{"value":"8"}]}',
    "entra-optscim": '{"op":"replace","path":"members","value":[{"value":"8"}]}',
}

Setting = Callable[[str], GroupStage]


@pytest.fixture
def stage_of(session: Session, target: respx.MockRouter) -> Setting:
    return lambda suite: GroupStage(session, target, suite)


@pytest.fixture(params=["entra", "entra-optscim"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stage(stage_of: Setting, suite: str) -> GroupStage:
    return stage_of(suite)


def test_the_connection_is_tested_with_groups(stage: GroupStage) -> None:
    """A GUID is looked for, among users and among groups."""
    assert stage.entra.test_connection().succeeded
    users, groups = (sent(call.request) for call in stage.target.calls)
    guid = re.search(r"%22(.{36})%22", groups)
    assert guid is not None
    assert users == reading(f"/Users?filter=userName+eq+%22{guid[1]}%22")
    assert groups == reading(f"/Groups?excludedAttributes=members&filter=displayName+eq+%22{guid[1]}%22")


def test_a_new_group_is_created_empty_and_filled(stage: GroupStage, suite: str) -> None:
    """The body is the one of Microsoft Q&A 637791; members come afterwards, one in each PATCH."""
    ada, bea = stage.somebody("8"), stage.somebody("9")
    stage.entra.add_members(stage.group, ada, bea)
    stage.entra.assign(stage.group)
    assert stage.entra.cycle().succeeded
    second = ADD[suite].replace('"8"', '"9"')
    assert stage.wire == [reading(FIND), CREATE, patching(ADD[suite]), patching(second)]


def test_a_group_may_name_microsofts_schema(stage: GroupStage) -> None:
    stage.entra.turn(names_adscim_schema=True)
    stage.entra.assign(stage.group)
    assert stage.entra.cycle().succeeded
    urn = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    body = CREATE.partition("\n\n")[2].rstrip().replace(':Group"],', f':Group","{urn}"],', 1)
    assert stage.wire == [reading(FIND), writing("POST", "/Groups", body)]


def test_a_group_of_that_name_is_linked(stage: GroupStage, suite: str) -> None:
    """No create, and no read by id: the search has shown the group already."""
    stage.linked()
    stage.group.target_id = None
    stage.found.mock(side_effect=lambda request: listing(SHOWN) if "Engineering" in str(request.url) else listing())
    stage.entra.add_members(stage.group, stage.somebody("8"))
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(FIND), patching(ADD[suite])]


def test_two_groups_of_one_name_are_left_alone(stage: GroupStage) -> None:
    stage.found.mock(
        side_effect=lambda request: listing(SHOWN, SHOWN) if "Engineering" in str(request.url) else listing()
    )
    stage.entra.assign(stage.group)
    task = stage.entra.cycle()
    assert "found 2" in str(task.error)
    assert stage.wire == [reading(FIND)]


def test_a_known_group_is_read_without_its_members(stage: GroupStage, suite: str) -> None:
    stage.linked()
    stage.entra.add_members(stage.group, stage.somebody("8"))
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(ADD[suite])]


def test_a_member_leaves(stage: GroupStage, suite: str) -> None:
    (ada,) = stage.linked("8")
    stage.entra.remove_members(stage.group, ada)
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(REMOVE[suite])]


def test_members_that_were_shown_are_replaced(stage: GroupStage, suite: str) -> None:
    """The body, in lower case, is the one of grokability/snipe-it#19096."""
    stage.linked("1", "2")
    stage.read.mock(return_value=httpx.Response(200, json={**SHOWN, "members": [{"value": "1"}, {"value": "2"}]}))
    stage.entra.add_members(stage.group, stage.somebody("8"))
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(REPLACE[suite])]


def test_a_group_is_renamed(stage: GroupStage, suite: str) -> None:
    stage.linked()
    stage.entra.rename_group(stage.group, "Eng2")
    assert stage.entra.cycle().succeeded
    assert stage.wire == [reading(READ), patching(RENAME[suite])]


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ({}, '{"op":"Add","path":"externalId","value":"' + OBJECT_ID + '"}'),
        ({"externalId": "former"}, '{"op":"Replace","path":"externalId","value":"' + OBJECT_ID + '"}'),
    ],
)
def test_a_group_gets_the_id_that_it_has_in_entra(stage: GroupStage, known: dict[str, str], written: str) -> None:
    """As in rancher/rancher@06a1727c; with the flag it is the form that the validator sends."""
    stage.linked()
    shown = {name: value for name, value in SHOWN.items() if name != "externalId"} | known
    stage.read.mock(return_value=httpx.Response(200, json=shown))
    stage.entra.restart()
    if stage.entra.knobs.merges_simple:
        written = '{"op":"replace","value":{"externalId":"' + OBJECT_ID + '"}}'
    assert stage.wire == [reading(READ), patching(written)]


def test_several_members_go_into_one_request(stage: GroupStage, suite: str) -> None:
    people = stage.linked("1", "2", "3")
    stage.entra.turn(members_per_patch=3)
    stage.entra.remove_members(stage.group, *people)
    stage.entra.add_members(stage.group, stage.somebody("8"), stage.somebody("9"))
    assert stage.entra.cycle().succeeded
    added = ADD[suite].replace('{"value":"8"}', '{"value":"8"},{"value":"9"}')
    removed = {
        "entra": ['{"op":"Remove","path":"members","value":[{"value":"1"},{"value":"2"},{"value":"3"}]}'],
        "entra-optscim": [REMOVE[suite].replace("8", number) for number in "123"],
    }
    assert stage.wire == [reading(READ), patching(added), patching(*removed[suite])]


def test_members_join_at_the_same_time(stage: GroupStage, suite: str) -> None:
    stage.linked()
    stage.entra.turn(members_at_once=3)
    stage.entra.add_members(stage.group, *(stage.somebody(number) for number in "789"))
    assert stage.entra.cycle().succeeded
    read, *patches = stage.wire
    assert read == reading(READ)
    assert sorted(patches) == sorted(patching(ADD[suite].replace('"8"', f'"{number}"')) for number in "789")


def test_a_group_out_of_scope_is_deleted_and_comes_back(stage: GroupStage, suite: str) -> None:
    """A group that is restored is matched and created like a new one, and filled again."""
    stage.linked("8")
    stage.entra.unassign(stage.group)
    assert stage.entra.cycle().succeeded
    stage.entra.assign(stage.group)
    assert stage.entra.cycle().succeeded
    delete = reading(f"/Groups/{GROUP_ID}", "DELETE")
    assert stage.wire == [delete, reading(FIND), CREATE, patching(ADD[suite])]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_deleted(stage: GroupStage, status: int) -> None:
    stage.linked()
    stage.deleted.mock(return_value=httpx.Response(status))
    stage.entra.unassign(stage.group)
    assert stage.entra.cycle().succeeded


def test_on_demand_a_group_comes_with_five_members_and_without_the_flag(stage_of: Setting) -> None:
    stage = stage_of("entra-optscim")
    stage.entra.add_members(stage.group, *(stage.somebody(number) for number in "1234567"))
    stage.group.in_scope = True
    assert stage.entra.provision_group_on_demand(stage.group).succeeded
    five = [patching(ADD["entra"].replace('"8"', f'"{number}"')) for number in "12345"]
    assert stage.wire == [reading(FIND), CREATE, *five]
    stage.forget()
    assert stage.entra.cycle().succeeded
    two = [patching(ADD["entra-optscim"].replace('"8"', f'"{number}"')) for number in "67"]
    assert stage.wire == [reading(READ), *two]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("R&D + Co", "R%26D+%2b+Co"),
        ("Söhne's (A)", "S%c3%b6hne%27s+(A)"),
        ("#1; a/b?c=d, [x]", "%231%3b+a%2fb%3fc%3dd%2c+%5bx%5d"),
        ('"quoted"', "%22quoted%22"),
    ],
)
def test_names_in_filters_are_written_as_dotnet_does(stage: GroupStage, name: str, written: str) -> None:
    stage.group.name = name
    assert stage.entra.look_up_group(stage.group).succeeded
    assert stage.wire == [reading(FIND.replace("Engineering", written))]


def test_a_membership_is_asked_for(stage: GroupStage) -> None:
    """Microsoft's example 4, with the quotes that its print has lost."""
    stage.linked("8")
    stage.entra.check_membership(stage.group, stage.group.members[0])
    filtered = f"filter=id+eq+%22{GROUP_ID}%22+and+members+eq+%228%22"
    assert stage.wire == [reading(f"/Groups?attributes=id&{filtered}")]
