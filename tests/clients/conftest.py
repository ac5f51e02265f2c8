"""A client on a wire that goes nowhere: respx answers, and what was sent is compared to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import respx

from scimproof.journal import Journal
from scimproof.session import Session
from scimproof.settings import Settings
from scimproof.wire import Wire

from .entra_stage import Tenancy
from .stage import Stage

BASE = "https://scim.example.test/scim/v2"


@pytest.fixture
def target() -> Iterator[respx.MockRouter]:
    """The target: nothing is answered but what a test says."""
    with respx.mock(base_url=BASE, assert_all_called=False) as router:
        yield router


@pytest.fixture
def session(target: respx.MockRouter, tmp_path: Path) -> Session:
    """A session to it, with a bearer token."""
    settings = Settings(url=BASE, token="the-token", report_dir=tmp_path)
    return Session(settings, Wire(BASE), Journal(tmp_path / "journal.jsonl", BASE))


@pytest.fixture
def aiw(session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, "okta-aiw")


@pytest.fixture
def oin(session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, "okta-oin")


@pytest.fixture
def governed(session: Session, target: respx.MockRouter) -> Stage:
    return Stage(session, target, "okta-entitlements")


@pytest.fixture
def legacy(session: Session, target: respx.MockRouter) -> Tenancy:
    return Tenancy(session, target, "entra")


@pytest.fixture
def optscim(session: Session, target: respx.MockRouter) -> Tenancy:
    return Tenancy(session, target, "entra-optscim")


@pytest.fixture(params=["entra", "entra-optscim"])
def either(request: pytest.FixtureRequest, session: Session, target: respx.MockRouter) -> Tenancy:
    return Tenancy(session, target, request.param)
