"""People and groups that were there before: what a story about groups begins with."""

from __future__ import annotations

import json

from scimproof import expect
from scimproof.clients.okta.client import Okta
from scimproof.clients.okta.people import OktaGroup, OktaUser
from scimproof.clients.probe import Probe
from scimproof.clients.tasks import Task, needed
from scimproof.convergence import Account, Intended, observe, sound
from scimproof.declared import Json
from scimproof.directory import Directory, as_group, as_user
from scimproof.outcome import Blocked

Bystanders = dict[tuple[str, str], Json]


def hired(okta: Okta, directory: Directory, count: int) -> list[OktaUser]:
    """People who have had an account for long. It is made by the probe: how Okta creates users is another story.

    :raises Blocked: when somebody gets none, or one that is not active.
    """
    declared, probe = okta.session.declared, Probe(okta.session)
    people = [directory.person() for _ in range(count)]
    created = [probe.create(declared.endpoint("User"), as_user(person, declared)) for person in people]
    if any(expect.lookup(answer.resource, "active") is False for answer in created):
        raise Blocked("accounts are made inactive, which create-keeps-what-was-sent tells of")
    return [okta.knows(person, answer.resource_id) for person, answer in zip(people, created, strict=True)]


def established(okta: Okta, group: OktaGroup) -> Task:
    """A group that is pushed, and has its members: what a story about changes begins with.

    :raises Blocked: when the push fails, or loses somebody; that is for another story to tell.
    """
    task = needed(okta.push_group(group))
    sound(observe(Probe(okta.session), okta.intends()))
    return task


def until_listed(okta: Okta, known: OktaGroup | OktaUser) -> None:
    """Let the time pass until an admin comes back: by then a target that needs time (``--settle``) lists who is new."""
    session, probe = okta.session, Probe(okta.session)
    if not session.settings.settle_s:
        return
    if isinstance(known, OktaGroup):
        endpoint, attribute, name = "/Groups", "displayName", known.name
    else:
        endpoint, attribute, name = "/Users", "userName", known.login
    query = {"filter": f"{attribute} eq {json.dumps(name, ensure_ascii=False)}"}
    session.settled(lambda: probe.query(endpoint, query), lambda seen: bool(seen.answer.object.get("Resources")))


def employed(*people: OktaUser) -> Intended:
    """What the org means of people whose groups change: each has the account still, active, under the same name.

    What an application makes of groups, roles for example, may change with them.
    """
    return Intended(tuple(Account(one.login, one.target_id, True, {"userName": one.login}) for one in people))


def bystanders(okta: Okta, directory: Directory, member: OktaUser) -> Bystanders:
    """Another group of the application, which nobody pushes, and somebody in it, as they are shown now."""
    declared, probe = okta.session.declared, Probe(okta.session)
    group = as_group(directory.team(), declared, (str(member.target_id),))
    created = probe.create(declared.endpoint("Group"), group).resource_id
    places = (("/Groups", created), ("/Users", str(member.target_id)))
    return {place: probe.read(*place).resource for place in places}
