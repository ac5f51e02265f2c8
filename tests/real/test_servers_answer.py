"""Every real server starts, answers as a SCIM server, and leaves nothing behind when it is stopped."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import scim_client
from .servers import Product, RealServer

pytestmark = [pytest.mark.real, pytest.mark.slow]

# What every one of the servers accepts: canaille insists on a formatted name, and an address is its value alone.
BARBARA = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "bjensen@example.com",
    "name": {"givenName": "Barbara", "familyName": "Jensen", "formatted": "Barbara Jensen"},
    "emails": [{"value": "bjensen@example.com"}],
    "active": True,
}


@pytest.mark.parametrize("endpoint", ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"])
def test_it_answers_discovery(client: httpx.Client, endpoint: str) -> None:
    answer = client.get(endpoint)
    assert answer.status_code == httpx.codes.OK, answer.text
    assert answer.json()["schemas"]


def test_it_wants_its_token(client: httpx.Client) -> None:
    answer = client.get("/Users", headers={"Authorization": "Bearer of bad news"})
    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_a_user_is_created_read_and_deleted(client: httpx.Client) -> None:
    created = client.post("/Users", json=BARBARA)
    assert created.status_code == httpx.codes.CREATED, created.text
    user = f"/Users/{created.json()['id']}"

    read = client.get(user)
    assert read.status_code == httpx.codes.OK, read.text
    assert read.json()["userName"] == BARBARA["userName"]

    assert client.delete(user).status_code == httpx.codes.NO_CONTENT
    assert client.get(user).status_code == httpx.codes.NOT_FOUND


@pytest.mark.usefixtures("real_server")  # has it installed, or skips
def test_every_start_is_a_fresh_server(product: Product, tmp_path: Path) -> None:
    server = RealServer(product, tmp_path)
    with server, scim_client(server) as client:
        created = client.post("/Users", json=BARBARA)
        assert created.status_code == httpx.codes.CREATED, created.text
        first_url = httpx.URL(server.url)
    assert not _listens(first_url)

    with server, scim_client(server) as client:
        listed: dict[str, Any] = client.get("/Users").json()
    assert listed["totalResults"] == 0


def _listens(url: httpx.URL) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((url.host, url.port or 80)) == 0
