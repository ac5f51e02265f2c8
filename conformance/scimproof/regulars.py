"""The regulars: a few people who have accounts for the whole run, for the scenarios that only look at somebody."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

from scimproof.clients.probe import Probe
from scimproof.declared import ENTERPRISE_USER, Declared
from scimproof.directory import Directory
from scimproof.outcome import Blocked, NotApplicable
from scimproof.querying import Crowd, email_types


class Regulars:
    """Two crowds, each created when it is first asked for, in no order: who sorts them has something to do.

    Nobody changes or deletes them before the run ends.
    """

    def __init__(self, probe: Probe, directory: Directory, declared: Declared) -> None:
        self._probe, self._directory, self._declared = probe, directory, declared
        self._here: dict[str, Crowd | Blocked] = {}

    def three(self) -> Crowd:
        """Ada, who has a title, a second e-mail and a department; Bob, who has a title; Cyd, who has none of it.

        :raises Blocked: when the target does not create one of them.
        """
        return self._gathered("tr", self._add_three)

    def five(self) -> Crowd:
        """Five people of whom nothing else is known: enough for several pages.

        :raises Blocked: when the target does not create one of them.
        """
        return self._gathered("fi", self._add_five)

    def colleagues(self, number: int) -> tuple[str, ...]:
        """The ids of some of the five: for who needs members of a group, or a manager.

        :raises Blocked: when the target does not create them.
        """
        return tuple(self.five().ids)[:number]

    def _gathered(self, word: str, add: Callable[[Crowd], None]) -> Crowd:
        # Each worker has regulars of its own.
        word += os.environ.get("PYTEST_XDIST_WORKER", "")
        if word not in self._here:
            self._here[word] = self._invited(Crowd(self._probe, self._directory, self._declared, word), add)
        found = self._here[word]
        if isinstance(found, Blocked):
            raise Blocked(str(found))
        return found

    def _invited(self, crowd: Crowd, add: Callable[[Crowd], None]) -> Crowd | Blocked:
        try:
            add(crowd)
            if self._declared.supports("filter"):
                crowd.gather()
        except Blocked as stopped:
            return stopped
        return crowd

    def _add_three(self, crowd: Crowd) -> None:
        mark, ada = crowd.mark, crowd.login("ada")
        more: dict[str, object] = {ENTERPRISE_USER: {"department": f"{mark} Engines", "costCenter": f"{mark}-7"}}
        with suppress(NotApplicable):
            work, home = email_types(self._declared)
            more["emails"] = [{"value": ada, "type": work}, {"value": f"other.{ada}", "type": home}]
        self._add(crowd, "bob", title=f"{mark} Director", name=_name("Bob", f"{mark}Menabrea"))
        self._add(crowd, "cyd", name=_name("Cyd", f"{mark}Noether"))
        self._add(crowd, "ada", title=f"{mark} Engineer", name=_name("Ada", f"{mark}Lovelace"), **more)

    def _add_five(self, crowd: Crowd) -> None:
        for name in ("cyd", "eve", "ada", "dan", "bob"):
            self._add(crowd, name)

    def _add(self, crowd: Crowd, name: str, /, **more: object) -> None:
        crowd.add(name, **more)
        self._probe.session.share(crowd.endpoint, crowd.id_of(name))


def _name(given: str, family: str) -> dict[str, str]:
    return {"givenName": given, "familyName": family}
