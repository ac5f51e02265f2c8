"""Mutations over real sockets: what a healthy lab answers, and what it answers with one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from scimproof.lab import Lab, LabError
from scimproof.lab.mutations import mutations

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

Serve = Callable[..., httpx.Client]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(*mutations: str) -> httpx.Client:
            lab = stack.enter_context(Lab(faults=mutations))
            return stack.enter_context(httpx.Client(base_url=lab.url, headers={"Authorization": f"Bearer {lab.token}"}))

        yield start


def hire(client: httpx.Client, login: str, **more: Any) -> httpx.Response:
    return client.post("/Users", json={"schemas": [USER], "userName": login, **more})


def test_names_are_told_apart_and_tell_what_is_done() -> None:
    for name, mutation in mutations().items():
        assert name == mutation.id
        assert ":" in name
        assert mutation.title


def test_an_unknown_one_is_one_line() -> None:
    with pytest.raises(LabError, match=r"did you mean 'drops:User\.userName'"):
        Lab(faults=["drops:User.usrName"])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("drops:User.name.familyName@create", {"givenName": "Ada"}),
        ("nulls:User.name.familyName@create", {"givenName": "Ada", "familyName": None}),
        ("recases:User.name.familyName@create", {"givenName": "Ada", "FamilyName": "Lovelace"}),
        ("mistypes:User.name.familyName@create", {"givenName": "Ada", "familyName": 8}),
        ("drops:User.name.familyName@read", {"givenName": "Ada", "familyName": "Lovelace"}),
    ],
)
def test_a_field(serve: Serve, name: str, shown: dict[str, Any]) -> None:
    created = hire(serve(name), "ada", name={"givenName": "Ada", "familyName": "Lovelace"})
    name_shown = created.json()["name"]
    assert {part: value for part, value in name_shown.items() if part.lower() != "formatted"} == shown


def test_a_field_of_every_element(serve: Serve) -> None:
    client = serve("drops:User.emails.type@list")
    hire(client, "ada", emails=[{"value": "a@x.example", "type": "work"}, {"value": "b@x.example", "type": "home"}])
    (listed,) = client.get("/Users").json()["Resources"]
    assert listed["emails"] == [{"value": "a@x.example"}, {"value": "b@x.example"}]


def test_a_field_of_a_message(serve: Serve) -> None:
    client = serve("mistypes:ListResponse.totalResults@Groups", "drops:Error.detail@404")
    assert client.get("/Groups").json()["totalResults"] == "0"
    assert client.get("/Users").json()["totalResults"] == 0
    assert "detail" not in client.get("/Users/nobody").json()


def test_a_status(serve: Serve) -> None:
    client = serve("exchanges:201-204@create", "exchanges:404-410@GET")
    assert hire(client, "ada").status_code == 204
    gone = client.get("/Users/nobody")
    assert (gone.status_code, gone.json()["status"]) == (410, "410")


def test_a_header(serve: Serve) -> None:
    client = serve("drops-header:Location@create", "alters-header:Content-Type-text@read")
    created = hire(client, "ada")
    assert "Location" not in created.headers
    assert client.get(f"/Users/{created.json()['id']}").headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize("search", [False, True])
def test_a_parameter(serve: Serve, *, search: bool) -> None:
    client = serve("overlooks:filter@search-Users" if search else "overlooks:filter@list-Users")
    hire(client, "ada")
    wanted = 'userName eq "nobody"'
    got = client.get("/Users", params={"filter": wanted})
    posted = client.post("/Users/.search", json={"schemas": [SEARCH], "filter": wanted})
    assert (got.json()["totalResults"], posted.json()["totalResults"]) == ((0, 1) if search else (1, 0))


def test_writes_that_are_ignored(serve: Serve) -> None:
    client = serve("ignores:POST@Groups", "ignores:PUT@Users", "ignores:DELETE@Users")
    assert client.post("/Groups", json={"schemas": [GROUP], "displayName": "Team"}).status_code == 201
    assert client.get("/Groups").json()["totalResults"] == 0
    path = f"/Users/{hire(client, 'ada', title='Countess').json()['id']}"
    put = client.put(path, json={"schemas": [USER], "userName": "ada", "title": "Programmer"})
    assert (put.status_code, put.json()["title"]) == (200, "Countess")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 200


def test_a_write_that_is_undone(serve: Serve) -> None:
    client = serve("undoes:PUT@Users")
    path = f"/Users/{hire(client, 'ada', title='Countess').json()['id']}"
    put = client.put(path, json={"schemas": [USER], "userName": "ada", "title": "Programmer"})
    assert put.json()["title"] == "Programmer"
    assert client.get(path).json()["title"] == "Countess"


def test_writes_that_are_done_twice(serve: Serve) -> None:
    client = serve("doubles:POST@Users", "repeats:DELETE@Users")
    path = f"/Users/{hire(client, 'ada').json()['id']}"
    assert client.get("/Users").json()["totalResults"] == 2
    assert client.delete(path).status_code == 404


def test_writes_that_hit_another(serve: Serve) -> None:
    client = serve("misdirects:DELETE@Users", "spills:PUT@Users")
    ada, bob = (f"/Users/{hire(client, name).json()['id']}" for name in ("ada", "bob"))
    client.put(ada, json={"schemas": [USER], "userName": "ada", "title": "Programmer"})
    assert [client.get(path).json().get("title") for path in (ada, bob)] == ["Programmer", "Programmer"]
    assert client.get(bob).json()["userName"] == "bob"
    client.delete(ada)
    assert [client.get(path).status_code for path in (ada, bob)] == [200, 404]


def test_operations_in_bulk(serve: Serve) -> None:
    def bulk(client: httpx.Client) -> list[dict[str, Any]]:
        create = {
            "method": "POST",
            "path": "/Users",
            "bulkId": "one",
            "data": {"schemas": [USER], "userName": "ada"},
        }
        answer = client.post("/Bulk", json={"schemas": [BULK], "Operations": [create]})
        results: list[dict[str, Any]] = answer.json()["Operations"]
        return results

    for name, there in (("ignores:POST@Bulk", 0), ("repeats:POST@Bulk", 2)):
        client = serve(name)
        (result,) = bulk(client)
        assert (result["status"], result["bulkId"]) == ("201", "one")
        assert client.get("/Users").json()["totalResults"] == there
