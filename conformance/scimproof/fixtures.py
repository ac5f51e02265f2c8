"""What a scenario can ask for by the names of its parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from scimproof.clients.probe import Probe
from scimproof.declared import Declared
from scimproof.directory import Directory
from scimproof.items import PLAYER
from scimproof.session import Session
from scimproof.story import Story


@pytest.fixture(scope="session")
def scimproof_session(request: pytest.FixtureRequest) -> Session:
    """The access to the target."""
    return request.config.stash[PLAYER].session


@pytest.fixture(scope="session")
def declared(scimproof_session: Session) -> Declared:
    """What the target declares of itself."""
    return scimproof_session.declared


@pytest.fixture(scope="session")
def discovery(request: pytest.FixtureRequest) -> Story:
    """The exchanges by which the target declared itself: ``provider_config``, ``resource_types``, ``schemas``."""
    story = request.config.stash[PLAYER].discovery
    return story if story is not None else Story("discovery")


@pytest.fixture(scope="session")
def probe(scimproof_session: Session) -> Probe:
    """A client that speaks the RFC and nothing else."""
    return Probe(scimproof_session)


@pytest.fixture(scope="module")
def directory(request: pytest.FixtureRequest, scimproof_session: Session) -> Directory:
    """Invented people and teams; each module gets its own, the same ones with every run of a seed."""
    settings = scimproof_session.settings
    topic = Path(request.module.__file__ or "").stem.removeprefix("check_")
    return Directory(settings.seed, f"{settings.run_id}{sum(topic.encode()) % 997:03d}")
