"""Requests of Okta and Entra ID, shape by shape: the healthy lab does what these clients need.

The shapes are those of the products' documentation and of public request logs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from scimproof.lab import Lab

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    headers = {"Content-Type": "application/scim+json; charset=utf-8"}
    with Lab() as lab, httpx.Client(base_url=lab.url, headers=headers) as client:
        client.headers["Authorization"] = f"Bearer {lab.token}"
        del client.headers["accept"]
        yield client


def create(client: httpx.Client, **more: Any) -> dict[str, Any]:
    number = next(NUMBERS)
    body = {
        "schemas": [USER],
        "userName": f"user{number}@example.com",
        "name": {"givenName": "Ada", "familyName": "One"},
        "emails": [{"primary": True, "value": f"user{number}@example.com", "type": "work"}],
        "active": True,
    }
    answer = client.post("/Users", json=body | more)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def patched(client: httpx.Client, path: str, *operations: dict[str, Any]) -> dict[str, Any]:
    answer = client.patch(path, json={"schemas": [PATCH], "Operations": list(operations)})
    assert answer.status_code in (200, 204), answer.text
    read: dict[str, Any] = client.get(path).json()
    return read


def test_okta_creates_with_groups_and_password(client: httpx.Client) -> None:
    created = create(client, groups=[], password="gl^m&qWZ", locale="en-US")
    assert "password" not in created


def test_okta_puts_back_what_it_read(client: httpx.Client) -> None:
    created = create(client)
    read = client.get(f"/Users/{created['id']}").json()
    answer = client.put(f"/Users/{created['id']}", json={**read, "displayName": "Ada", "groups": []})
    assert answer.status_code == 200, answer.text
    assert answer.json()["displayName"] == "Ada"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "replace", "value": {"active": False}}, False),
        ({"op": "Replace", "path": "active", "value": "False"}, False),
        ({"op": "replace", "path": "active", "value": False}, False),
        ({"op": "Add", "path": "active", "value": "False"}, False),
    ],
)
def test_somebody_is_deactivated(client: httpx.Client, operation: dict[str, Any], expected: bool) -> None:
    """Without its flag, Entra sends booleans as strings and operations with a capital."""
    created = create(client)
    assert patched(client, f"/Users/{created['id']}", operation)["active"] is expected


def test_entra_creates_what_a_filter_does_not_find(client: httpx.Client) -> None:
    """Entra adds, and replaces, emails[type eq "work"].value where there is no such e-mail, and expects one then."""
    for operation in ("Add", "Replace"):
        created = create(client, emails=[])
        path = 'emails[type eq "work"].value'
        change = {"op": operation, "path": path, "value": f"{operation}@example.com"}
        read = patched(client, f"/Users/{created['id']}", change)
        assert [(email["type"], email["value"]) for email in read["emails"]] == [("work", f"{operation}@example.com")]


def test_entra_builds_an_address_piece_by_piece(client: httpx.Client) -> None:
    created = create(client)
    pieces = {"streetAddress": "Main Street 1", "locality": "Utrecht", "country": "NL"}
    operations = [
        {"op": "Add", "path": f'addresses[type eq "work"].{name}', "value": value} for name, value in pieces.items()
    ]
    read = patched(client, f"/Users/{created['id']}", *operations)
    assert len(read["addresses"]) == 1
    assert pieces.items() <= read["addresses"][0].items()


def test_the_rfc_refuses_what_a_filter_does_not_find(client: httpx.Client) -> None:
    """RFC 7644 section 3.5.2.3: a replace whose filter matches nothing SHALL be answered with 400 noTarget."""
    created = create(client, emails=[])
    operation = {"op": "replace", "path": 'emails[type eq "work"].value', "value": "a@example.com"}
    answer = client.patch(f"/Users/{created['id']}", json={"schemas": [PATCH], "Operations": [operation]})
    assert answer.status_code == 400
    assert answer.json()["scimType"] == "noTarget"


def test_entra_sends_dotted_and_qualified_keys(client: httpx.Client) -> None:
    """With its flag, Entra puts several attributes into one operation without a path, with paths as keys."""
    created = create(client)
    value = {"displayName": "Ada Two", "name.familyName": "Two", f"{ENTERPRISE}:employeeNumber": "43"}
    read = patched(client, f"/Users/{created['id']}", {"op": "replace", "value": value})
    assert (read["displayName"], read["name"]["familyName"], read["name"]["givenName"]) == ("Ada Two", "Two", "Ada")
    assert read[ENTERPRISE]["employeeNumber"] == "43"


def test_entra_sets_the_manager_by_a_string(client: httpx.Client) -> None:
    boss, created = create(client), create(client)
    operation = {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": boss["id"]}
    read = patched(client, f"/Users/{created['id']}", operation)
    assert read[ENTERPRISE]["manager"]["value"] == boss["id"]


@pytest.mark.parametrize("value", ["", None, {"value": ""}])
def test_entra_clears_the_manager(client: httpx.Client, value: Any) -> None:
    boss = create(client)
    created = create(client, **{ENTERPRISE: {"manager": {"value": boss["id"]}}}, schemas=[USER, ENTERPRISE])
    operation = {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": value}
    read = patched(client, f"/Users/{created['id']}", operation)
    assert not read.get(ENTERPRISE, {}).get("manager", {}).get("value")


def test_entra_sets_the_primary_role(client: httpx.Client) -> None:
    created = create(client, roles=[{"primary": True, "type": "app", "value": "User"}])
    operation = {"op": "Replace", "path": 'roles[primary eq "True"].value', "value": "Admin"}
    read = patched(client, f"/Users/{created['id']}", operation)
    assert [role["value"] for role in read["roles"]] == ["Admin"]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Remove", "path": "members", "value": [{"value": "ADA"}]},
        {"op": "remove", "path": 'members[value eq "ADA"]'},
        {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "ADA"}]},
    ],
)
def test_a_member_is_removed_and_only_that_one(client: httpx.Client, operation: dict[str, Any]) -> None:
    ada, bob = create(client)["id"], create(client)["id"]
    body = {"schemas": [GROUP], "displayName": f"team{next(NUMBERS)}", "members": [{"value": ada}, {"value": bob}]}
    group = client.post("/Groups", json=body).json()
    named = json.loads(json.dumps(operation).replace("ADA", ada))
    read = patched(client, f"/Groups/{group['id']}", named)
    assert [member["value"] for member in read["members"]] == [bob]


def test_adding_a_member_again_changes_nothing(client: httpx.Client) -> None:
    ada = create(client)["id"]
    group = client.post("/Groups", json={"schemas": [GROUP], "displayName": f"team{next(NUMBERS)}"}).json()
    operation = {"op": "add", "path": "members", "value": [{"value": ada}]}
    patched(client, f"/Groups/{group['id']}", operation)
    assert len(patched(client, f"/Groups/{group['id']}", operation)["members"]) == 1


def test_null_members_are_no_members(client: httpx.Client) -> None:
    body = {"schemas": [GROUP], "displayName": f"team{next(NUMBERS)}", "members": None}
    assert client.post("/Groups", json=body).status_code == 201


@pytest.mark.parametrize(
    "query",
    [
        "filter=userName+eq+%227d420df3-0000-4000-8000-000000000000%22",
        "filter=externalId%20eq%20%22nobody%22",
        "filter=emails%5btype+eq+%22work%22%5d.value+eq+%22nobody%40example.com%22",
        "aadOptscim062020&filter=userName+eq+%22nobody%22",
    ],
)
def test_a_look_up_of_nobody_is_an_empty_list(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/Users?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["totalResults"] == 0


def test_groups_are_found_by_name_without_members(client: httpx.Client) -> None:
    ada, name = create(client)["id"], f"team{next(NUMBERS)}"
    client.post("/Groups", json={"schemas": [GROUP], "displayName": name, "members": [{"value": ada}]})
    found = client.get(f"/Groups?excludedAttributes=members&filter=displayName+eq+%22{name}%22").json()["Resources"]
    assert [group["displayName"] for group in found] == [name]
    assert "members" not in found[0]


def test_a_leaver_leaves_all_groups(client: httpx.Client) -> None:
    ada = create(client)["id"]
    body = {"schemas": [GROUP], "displayName": f"team{next(NUMBERS)}", "members": [{"value": ada}]}
    group = client.post("/Groups", json=body).json()
    assert [entry["value"] for entry in client.get(f"/Users/{ada}").json()["groups"]] == [group["id"]]
    client.delete(f"/Users/{ada}")
    assert client.get(f"/Groups/{group['id']}").json().get("members", []) == []


def test_pages_are_stable(client: httpx.Client) -> None:
    """Every user is seen once, in the order of creation, when nothing changes."""
    ids = [create(client)["id"] for _ in range(5)]
    total = client.get("/Users?count=1").json()["totalResults"]
    seen = [
        client.get(f"/Users?startIndex={start}&count=1").json()["Resources"][0]["id"] for start in range(1, total + 1)
    ]
    assert len(seen) == len(set(seen))
    assert [identifier for identifier in seen if identifier in ids] == ids


def test_a_patch_says_that_it_is_one(client: httpx.Client) -> None:
    user = create(client)
    operations = [{"op": "replace", "path": "title", "value": "Dr."}]
    assert client.patch(f"/Users/{user['id']}", json={"Operations": operations}).json()["scimType"] == "invalidSyntax"
    assert client.patch(f"/Users/{user['id']}", json={"schemas": [PATCH], "Operations": operations}).status_code == 200
