"""The real servers as fixtures. Where one cannot be had the tests are skipped, and fail if it was required."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NoReturn

import httpx
import pytest

from .environments import Unavailable
from .servers import ALL, Product, RealServer


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With workers, all tests of one server go to one of them: it is started once."""
    for item in items:
        product = getattr(item, "callspec", None) and item.callspec.params.get("product")  # type: ignore[attr-defined]
        if isinstance(product, Product):
            item.add_marker(pytest.mark.xdist_group(product.name))


@pytest.fixture(scope="session", params=ALL, ids=lambda product: product.name)
def product(request: pytest.FixtureRequest) -> Product:
    """Each of the real servers in turn."""
    chosen: Product = request.param
    return chosen


@pytest.fixture(scope="session")
def real_server(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A running server. It is shared by all tests: each of them leaves it as it was."""
    server = RealServer(product, tmp_path_factory.mktemp(product.name))
    reason = ""
    try:
        server.start()
    except Unavailable as missing:
        reason = f"{product.name}: {missing}"
    if reason:
        do_without(reason)
    yield server
    server.stop()


def do_without(reason: str) -> NoReturn:
    """Skip, unless the real servers are required: in CI a skipped server would be one that nobody looks at."""
    if os.environ.get("SCIMPROOF_REQUIRE_REAL") == "1":
        pytest.fail(f"{reason}, and SCIMPROOF_REQUIRE_REAL is set", pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def client(real_server: RealServer) -> Iterator[httpx.Client]:
    """Talks to the server, with its token."""
    with scim_client(real_server) as client:
        yield client


def scim_client(server: RealServer) -> httpx.Client:
    """An HTTP client as an identity provider would set it up."""
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/scim+json"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False)
