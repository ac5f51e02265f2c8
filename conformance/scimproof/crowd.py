"""A crowd: many people who have accounts, created once and shared by all scenarios that need many."""

from __future__ import annotations

import os

from scimproof.clients.probe import Probe
from scimproof.directory import Directory, Person, as_user
from scimproof.outcome import Blocked, NotApplicable
from scimproof.session import Session
from scimproof.settings import CROWD

# Fewer are no crowd, and what a scenario does with it takes some requests as well.
LEAST = 3
REQUESTS_OF_A_SCENARIO = 60


class Crowd:
    """The people of a run who are many: ``--crowd`` says how many."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._there: list[tuple[Person, str]] = []

    @property
    def size(self) -> int:
        """How many the user asked for."""
        asked = self._session.settings.crowd
        return CROWD if asked is None else asked

    def people(self, number: int | None = None) -> list[tuple[Person, str]]:
        """All of them, or the first so many, each with the id that the target gave. Whoever is missing is created.

        :raises NotApplicable: when the user asked for no crowd.
        :raises Blocked: when the budget of requests is too small for it, or the target refuses somebody.
        """
        if self.size < LEAST:
            raise NotApplicable(f"no crowd was asked for (--crowd {self.size})")
        wanted = self.size if number is None else min(number, self.size)
        if len(self._there) < wanted:
            self._check_budget(wanted - len(self._there))
            self._create(wanted)
        return self._there[:wanted]

    def _check_budget(self, more: int) -> None:
        left = self._session.wire.left
        if left is not None and left < more + REQUESTS_OF_A_SCENARIO:
            raise Blocked(
                f"the {left} requests that are left of --max-requests are too few for {more} people of a "
                f"crowd of {self.size}; --crowd asks for a smaller one"
            )

    def _create(self, wanted: int) -> None:
        session, probe = self._session, Probe(self._session)
        endpoint = session.declared.endpoint("User")
        # Each worker has a crowd of its own, and no two people have the same name.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        directory = Directory.at(session.settings.seed, session.settings.run_id, f"crowd {worker}")
        people = [directory.person() for _ in range(wanted)]
        for person in people[len(self._there) :]:
            identifier = probe.create(endpoint, as_user(person, session.declared)).resource_id
            session.share(endpoint, identifier)
            self._there.append((person, identifier))
