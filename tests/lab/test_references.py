"""What the lab says of members, managers and groups of users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from scimproof.declared import ENTERPRISE_USER, GROUP, USER
from scimproof.lab import Lab


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with Lab() as lab, httpx.Client(base_url=lab.url, headers={"Authorization": f"Bearer {lab.token}"}) as client:
        yield client


def created(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json={"schemas": [USER if path == "/Users" else GROUP]} | body)
    assert answer.status_code == 201, answer.text
    resource: dict[str, Any] = answer.json()
    return resource


def test_members_and_groups_lead_to_each_other(client: httpx.Client) -> None:
    ada = created(client, "/Users", userName="ada")["id"]
    inner = created(client, "/Groups", displayName="inner", members=[{"value": ada}])
    outer = created(client, "/Groups", displayName="outer", members=[{"value": inner["id"]}])
    assert client.get(inner["members"][0]["$ref"]).json()["id"] == ada
    assert client.get(outer["members"][0]["$ref"]).json()["id"] == inner["id"]
    groups = client.get(f"/Users/{ada}").json()["groups"]
    assert {entry["value"]: entry["type"] for entry in groups} == {inner["id"]: "direct", outer["id"]: "indirect"}
    assert all(client.get(entry["$ref"]).json()["id"] == entry["value"] for entry in groups)
    client.delete(f"/Groups/{inner['id']}")
    assert "groups" not in client.get(f"/Users/{ada}").json()


def test_unknown_members_lead_nowhere(client: httpx.Client) -> None:
    group = created(client, "/Groups", displayName="ghosts", members=[{"value": "nobody"}])
    assert group["members"] == [{"value": "nobody"}]


def test_chosen_parts_stay_chosen(client: httpx.Client) -> None:
    bob = created(client, "/Users", userName="bob")["id"]
    group = created(client, "/Groups", displayName="parts", members=[{"value": bob}])
    answer = client.get(f"/Groups/{group['id']}", params={"attributes": "members.value"}).json()
    assert answer["members"] == [{"value": bob}]


def test_a_manager_has_the_name_that_the_server_knows(client: httpx.Client) -> None:
    boss = created(client, "/Users", userName="boss", displayName="The Boss")["id"]
    told = {"value": boss, "displayName": "Somebody Else"}
    user = created(
        client, "/Users", userName="clerk", schemas=[USER, ENTERPRISE_USER], **{ENTERPRISE_USER: {"manager": told}}
    )
    manager = user[ENTERPRISE_USER]["manager"]
    assert manager["displayName"] == "The Boss"
    assert client.get(manager["$ref"]).json()["id"] == boss


def test_padding_may_be_left_out(client: httpx.Client) -> None:
    user = created(client, "/Users", userName="carol", x509Certificates=[{"value": "QUI"}])
    assert user["x509Certificates"] == [{"value": "QUI="}]
