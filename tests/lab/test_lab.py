"""The lab over real sockets: what it serves, to whom, and that it starts and ends cleanly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from scimproof.lab import Lab, LabError
from scimproof.lab.serving import serve_application

USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as running:
        yield running


@pytest.fixture
def client(lab: Lab) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=lab.url, headers={"Authorization": f"Bearer {lab.token}"}) as client:
        yield client


def test_it_answers_below_its_base_url_only(lab: Lab) -> None:
    root = lab.url.removesuffix("/scim/v2")
    assert httpx.get(f"{lab.url}/ServiceProviderConfig").status_code == 200
    assert httpx.get(f"{root}/ServiceProviderConfig").status_code == 404
    assert httpx.get(root).status_code == 404


def test_two_tenants_share_nothing(lab: Lab, client: httpx.Client) -> None:
    created = client.post("/Users", json={"schemas": [USER], "userName": "tenant-one"}).json()
    other = {"Authorization": f"Bearer {lab.second_token}"}
    assert httpx.get(f"{lab.url}/Users/{created['id']}", headers=other).status_code == 404
    assert httpx.get(f"{lab.url}/Users", headers=other).json()["totalResults"] == 0
    assert httpx.post(f"{lab.url}/Users", json={"schemas": [USER], "userName": "tenant-one"}, headers=other).is_success


def test_connections_are_kept_alive(client: httpx.Client) -> None:
    answers = [client.get("/Users?count=0") for _ in range(3)]
    ports = {answer.extensions["network_stream"].get_extra_info("client_addr") for answer in answers}
    assert len(ports) == 1


def test_an_encoded_slash_is_part_of_an_id(client: httpx.Client) -> None:
    assert client.get("/Users/a%2Fb").status_code == 404


def test_a_taken_port_is_one_line(lab: Lab) -> None:
    port = int(lab.url.rpartition(":")[2].partition("/")[0])
    with pytest.raises(LabError, match=f"cannot listen on 127.0.0.1:{port}"):
        Lab(port=port).start()


def test_an_unknown_fault_is_one_line() -> None:
    with pytest.raises(LabError, match="did you mean 'forgets_location_header'"):
        Lab(faults=["forget_location_header"])


def test_faults_can_be_combined() -> None:
    with Lab(faults=["forgets_location_header", "speaks_plain_json"]) as lab:
        headers = {"Authorization": f"Bearer {lab.token}"}
        answer = httpx.post(f"{lab.url}/Users", json={"schemas": [USER], "userName": "x"}, headers=headers)
    assert answer.status_code == 201
    assert "Location" not in answer.headers
    assert answer.headers["Content-Type"] == "application/json"


def test_a_choice_is_made_and_declared() -> None:
    with Lab(choices=["has_no_sorting_and_says_501"]) as lab:
        headers = {"Authorization": f"Bearer {lab.token}"}
        config = httpx.get(f"{lab.url}/ServiceProviderConfig").json()
        asked = httpx.get(f"{lab.url}/Users?sortBy=userName", headers=headers)
    assert config["sort"] == {"supported": False}
    assert asked.status_code == 501


def test_strangers_meet_no_choice() -> None:
    with Lab(choices=["refuses_attributes_of_no_schema"]) as lab:
        assert httpx.post(f"{lab.url}/Users", json={"noSuchAttribute": 1}).status_code == 401


def test_an_unknown_choice_is_one_line() -> None:
    with pytest.raises(LabError, match="did you mean 'answers_patch_with_204'"):
        Lab(choices=["answers_patch_with_200"])


def test_a_wsgi_application_is_served() -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    with serve_application(application) as url:
        assert httpx.get(f"{url}/hello").text == "/hello"


def test_the_lifespan_of_an_asgi_application_is_honoured() -> None:
    events: list[str] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                events.append(message["type"])
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with serve_application(application) as url:
        assert httpx.get(url).status_code == 204
    assert events == ["lifespan.startup", "lifespan.shutdown"]


def test_an_application_that_does_not_start_is_one_line() -> None:
    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(LabError, match="did not start"), serve_application(application):
        pass
