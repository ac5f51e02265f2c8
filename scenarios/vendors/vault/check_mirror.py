"""No drift: after any sequence of changes SCIM and the identity API show what was sent, and the same of it."""

import random
from dataclasses import dataclass, field

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    Probe,
    Seen,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.vaults import has_members, stays, user

SUITES = ("vault",)
STEPS = 14


@dataclass
class Model:
    """What the target has to show: users and groups by their ids."""

    users: dict[str, dict[str, object]] = field(default_factory=dict)
    groups: dict[str, dict[str, object]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


class Game:
    """Random changes of three users and two groups, each sent and noted in the model."""

    def __init__(self, probe: Probe, directory: Directory, declared: Declared) -> None:
        self.probe, self.directory, self.declared = probe, directory, declared
        self.users, self.groups = declared.endpoint("User"), declared.endpoint("Group")
        self.model, self.chance = Model(), random.Random(probe.session.settings.seed)  # noqa: S311 - no secret

    def play(self) -> None:
        """Three users and two groups come; then whatever chance has."""
        for _ in range(3):
            self.hire()
        for _ in range(2):
            sent = as_group(self.directory.team(), self.declared)
            identifier = self.probe.create(self.groups, sent).resource_id
            self.model.groups[identifier], self.model.members[identifier] = sent, set()
        moves = [self.rename, self.switch, self.join, self.join, self.leave, self.whole, self.fire]
        for step in range(STEPS):
            self.chance.choice(moves[:-1] if step < STEPS - 3 or len(self.model.users) < 3 else moves)()

    def hire(self) -> None:
        """Somebody comes."""
        sent = user(self.directory.person(), self.declared)
        self.model.users[self.probe.create(self.users, sent).resource_id] = sent

    def rename(self) -> None:
        """A PUT with another userName."""
        identifier = self._somebody()
        sent = {**self.model.users[identifier], "userName": self.directory.person().user_name}
        if self.probe.replace(self.users, identifier, sent).answer.ok:
            self.model.users[identifier] = sent

    def switch(self) -> None:
        """A PATCH of active."""
        identifier = self._somebody()
        wanted = not self.model.users[identifier]["active"]
        operation = {"op": "replace", "path": "active", "value": wanted}
        if self.probe.patch(self.users, identifier, operation).answer.ok:
            self.model.users[identifier] = {**self.model.users[identifier], "active": wanted}

    def join(self) -> None:
        """A PATCH that adds a member, who may be one already."""
        group, who = self._some_group(), self._somebody()
        operation = {"op": "add", "path": "members", "value": [{"value": who}]}
        if self.probe.patch(self.groups, group, operation).answer.ok:
            self.model.members[group].add(who)

    def leave(self) -> None:
        """A PATCH that removes a member, if there is one."""
        group = self._some_group()
        if members := sorted(self.model.members[group]):
            who = self.chance.choice(members)
            operation = {"op": "remove", "path": f'members[value eq "{who}"]'}
            if self.probe.patch(self.groups, group, operation).answer.ok:
                self.model.members[group].discard(who)

    def whole(self) -> None:
        """A PUT of a group, with other members."""
        group = self._some_group()
        members = {one for one in sorted(self.model.users) if self.chance.random() < 0.5}
        sent = {**self.model.groups[group], "members": [{"value": one} for one in sorted(members)]}
        if self.probe.replace(self.groups, group, sent).answer.ok:
            self.model.members[group] = members

    def fire(self) -> None:
        """Somebody is deleted."""
        identifier = self._somebody()
        if self.probe.delete(self.users, identifier).answer.ok:
            self.model.gone.append(str(self.model.users.pop(identifier)["userName"]))
            for members in self.model.members.values():
                members.discard(identifier)

    def _somebody(self) -> str:
        return self.chance.choice(sorted(self.model.users))

    def _some_group(self) -> str:
        return self.chance.choice(sorted(self.model.groups))


@scenario(given=("User", "Group"))
def chance_has_its_way(story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks) -> None:
    """Three users and two groups change at random, by PUT, PATCH and DELETE; then both sides are read."""
    game = Game(probe, directory, declared)
    game.play()
    story.model = game.model
    story.users = {one: probe.read(game.users, one) for one in game.model.users}
    story.groups = {one: probe.read(game.groups, one) for one in game.model.groups}
    hooks.require("account", "team")
    story.entities = {one: hooks.account(str(sent["userName"])) for one, sent in game.model.users.items()}
    story.identity_groups = {one: hooks.team(str(sent["displayName"])) for one, sent in game.model.groups.items()}
    story.gone = [hooks.account(name) for name in game.model.gone]


@check("scim-shows-what-was-sent", "VLT-71")
def scim_shows_what_was_sent(chance_has_its_way: Story) -> Findings:
    """After any sequence of changes SCIM shows the users, the groups and the members that were sent."""
    story = chance_has_its_way
    found: list[Finding] = []
    for identifier, sent in story.model.users.items():
        found += stays("after many changes", sent, story.users[identifier], "userName", "externalId", "active")
    for identifier, wanted in story.model.members.items():
        found += has_members("the members after many changes", story.groups[identifier], *wanted)
    return found


@check("identity-mirrors-scim", "VLT-71")
def the_identity_mirrors_scim(chance_has_its_way: Story) -> Findings:
    """After any sequence of changes the identity API shows the same users, groups and members as SCIM."""
    story = chance_has_its_way
    found: list[Finding] = []
    for identifier, exchange in story.users.items():
        found += _mirrors(story.entities[identifier], exchange, "id", "externalId", "active")
    for identifier, exchange in story.groups.items():
        seen: Seen = story.identity_groups[identifier]
        found += _mirrors(seen, exchange, "id")
        shown = sorted(str(one.get("value")) for one in exchange.resource.get("members") or [])
        kept = sorted((seen.value or {}).get("memberIds") or [])
        found += Seen("members", kept, seen.exchanges).is_(
            shown, "The identity group has other members than SCIM shows"
        )
    for seen in story.gone:
        found += seen.is_(None, "The entity of a deleted user is still there")
    return found


def _mirrors(seen: Seen, exchange: Exchange, *names: str) -> list[Finding]:
    if (gone := expect.status(exchange, 200)) != []:
        return gone
    return [
        finding
        for name in names
        for finding in Seen(name, (seen.value or {}).get(name), seen.exchanges).is_(
            exchange.resource.get(name), f"The identity API shows another {name} than SCIM"
        )
    ]
