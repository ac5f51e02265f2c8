"""What a scenario can ask for by the names of its parameters."""

from __future__ import annotations

import pytest

from scimproof.clients.admins import Admin, admin_of
from scimproof.clients.entra import JOBS, Entra
from scimproof.clients.okta import CONNECTORS, Okta, OktaSpecTester
from scimproof.clients.probe import Probe
from scimproof.crowd import Crowd
from scimproof.declared import Declared
from scimproof.directory import Directory
from scimproof.hooks import Hooks
from scimproof.items import PLAYER
from scimproof.modules import client_named_by, suite_named_by
from scimproof.profiles import Profile
from scimproof.regulars import Regulars
from scimproof.session import Session
from scimproof.story import Story, suite_of


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


@pytest.fixture(scope="session")
def profile(scimproof_session: Session) -> Profile:
    """What the target promises; an empty profile when none was chosen."""
    return scimproof_session.profile or Profile("none", "no profile was chosen")


@pytest.fixture(scope="session")
def hooks(scimproof_session: Session) -> Hooks:
    """What can be seen behind the endpoint."""
    return Hooks(scimproof_session, scimproof_session.profile)


@pytest.fixture(scope="session")
def crowd(scimproof_session: Session) -> Crowd:
    """Many people, as many as ``--crowd`` says."""
    return Crowd(scimproof_session)


@pytest.fixture(scope="session")
def regulars(scimproof_session: Session, probe: Probe) -> Regulars:
    """A few people who are there for the whole run."""
    settings = scimproof_session.settings
    directory = Directory.at(settings.seed, settings.run_id, "regulars")
    return Regulars(probe, directory, scimproof_session.declared)


@pytest.fixture(scope="module")
def suite(request: pytest.FixtureRequest) -> str:
    """The suite in which this module is played."""
    return suite_named_by(request.node) or suite_of(request.path.parts)


@pytest.fixture(scope="module")
def okta(scimproof_session: Session, suite: str) -> Okta:
    """An Okta org with one app integration, of the kind that the suite plays."""
    return Okta(scimproof_session, CONNECTORS.get(suite, CONNECTORS["okta-aiw"]))


@pytest.fixture(scope="session")
def okta_tester(scimproof_session: Session) -> OktaSpecTester:
    """The runner of the tests that Okta publishes."""
    return OktaSpecTester(scimproof_session)


@pytest.fixture(scope="module")
def entra(scimproof_session: Session, suite: str) -> Entra:
    """An Entra tenant with a provisioning job, set up as the suite plays it."""
    return Entra(scimproof_session, JOBS.get(suite, JOBS["entra"]))


@pytest.fixture(scope="module")
def admin(request: pytest.FixtureRequest, scimproof_session: Session, suite: str) -> Admin:
    """An admin of the client with which the module is played, new to this module."""
    return admin_of(client_named_by(request.node) or "okta-oin", scimproof_session)


@pytest.fixture(scope="module")
def directory(request: pytest.FixtureRequest, scimproof_session: Session, suite: str) -> Directory:
    """Invented people and teams; each module gets its own in each suite, the same ones with every run of a seed."""
    settings = scimproof_session.settings
    client = client_named_by(request.node)
    place = f"{suite}/{request.path.stem}" + (f"/{client}" if client else "")
    return Directory.at(settings.seed, settings.run_id, place)
