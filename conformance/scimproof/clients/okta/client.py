"""Okta, as the target meets it: an org with its people and groups, and one app integration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from scimproof.clients.okta.answers import listed
from scimproof.clients.okta.connectors import AIW, Connector
from scimproof.clients.okta.entitlements import EntitlementManagement
from scimproof.clients.okta.groups import GroupPush
from scimproof.clients.okta.knobs import Knobs
from scimproof.clients.okta.people import OktaGroup, OktaUser
from scimproof.clients.tasks import Task
from scimproof.convergence import Account, Intended, Membership
from scimproof.declared import Json
from scimproof.directory import Person, Team
from scimproof.exchange import Exchange
from scimproof.session import Session


class Okta(EntitlementManagement, GroupPush):
    """The provisioning client of an Okta org, for one app integration.

    Verbs are those of an admin; each returns the :class:`Task` that Okta made of it, failed or not.

    The parameters are those of :class:`~scimproof.clients.okta.sending.Sender`.
    """

    def __init__(self, session: Session, connector: Connector = AIW, knobs: Knobs | None = None, **how: Any) -> None:
        super().__init__(session, connector, knobs, **how)
        self._how = how
        self.users: list[OktaUser] = []
        self.groups: list[OktaGroup] = []

    def afresh(self) -> Self:
        """Another org with the same app integration."""
        return type(self)(self.session, self.connector, self.knobs, **self._how)

    def with_knobs(self, **knobs: Any) -> Self:
        """Another org whose app integration is set up otherwise."""
        return type(self)(self.session, self.connector, replace(self.knobs, **knobs), **self._how)

    def patching_profiles(self) -> Self:
        """Another org with the same app integration, where "Support PATCH for User" was ticked at its submission."""
        return type(self)(self.session, replace(self.connector, patches_profiles=True), self.knobs, **self._how)

    # -- the directory ----------------------------------------------------------------------------------------

    def user(self, person: Person, **more: Any) -> OktaUser:
        """Somebody of the directory becomes a user of the org; ``more`` are mapped attributes by external name."""
        made = OktaUser.of(person, **more)
        self.users.append(made)
        return made

    def knows(self, person: Person, target_id: str) -> OktaUser:
        """Somebody who has had an account for long. Nothing is sent, and what becomes of the account is not judged."""
        return replace(OktaUser.of(person), target_id=target_id, assigned=True)

    def group(self, team: Team, *members: OktaUser) -> OktaGroup:
        """A team of the directory becomes a group of the org."""
        made = OktaGroup.of(team, *members)
        self.groups.append(made)
        return made

    def intends(self, bystanders: Mapping[tuple[str, str], Json] | None = None) -> Intended:
        """What the org means the target to show at this moment."""
        accounts = [
            Account(
                user.login,
                user.target_id,
                user.assigned,
                {
                    "userName": user.login,
                    "name": {"givenName": user.first_name, "familyName": user.last_name},
                    "emails": [{"value": user.email}],
                },
            )
            for user in self.users
            if user.touched
        ]
        groups = [
            Membership(
                group.name,
                group.target_id,
                frozenset(str(user.target_id) for user in group.provisioned),
                frozenset(str(user.target_id) for user in group.members if user.target_id and not user.assigned),
            )
            for group in self.groups
            if group.pushed
        ]
        return Intended(tuple(accounts), tuple(groups), bystanders or {})

    # -- the connection ---------------------------------------------------------------------------------------

    def test_credentials(self, *, groups: bool = True) -> Task:
        """Test Connector Configuration, or Save: two users are asked for, and with groups a page of groups."""

        def run(task: Task) -> None:
            listed(self._get(task, "/Users", "startIndex=1&count=2"), "users")
            if groups:
                listed(self._get(task, "/Groups", f"startIndex=1&count={self.knobs.page_size}"), "groups")

        return self._task("Test Connector Configuration", run)

    def import_users(self) -> Task:
        """Import users: page after page, until so many were asked for as the target says there are."""
        return self._task("Import users", lambda task: task.resources.extend(self._import(task, "/Users", "users")))

    def page_of_users(self, start: int) -> Exchange:
        """One page of an import, as reviewers of the network ask for one by hand."""
        return self._ask("/Users", self._page(start))

    def import_groups(self) -> Task:
        """Import groups, so that they can be linked."""
        return self._task("Import groups", lambda task: task.resources.extend(self._import(task, "/Groups", "groups")))
