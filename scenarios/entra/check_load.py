"""Under load: answers get lost or come late, and Entra sends again what it got no answer to. No repeat may do harm."""

from __future__ import annotations

from functools import partial

from scimproof import (
    Blocked,
    Directory,
    Entra,
    Exchange,
    Finding,
    Findings,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    snapshot,
    succeeded,
)
from scimproof.clients.entra.teams import employed, formed
from scimproof.clients.tasks import Task, needed

SUITES = ("entra", "entra-optscim")

BURST = 25  # requests in a second that every application has to bear
# To whoever gets one of these in place of a success nothing is lost: Entra comes again in one of the next cycles.
COME_AGAIN = (409, 412, 429, 503)


@scenario(given="User")
def answers_about_people_get_lost(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Ada is created, and the answer gets lost; in the next cycle Entra looks for her. Later she is deleted for good,
    and that answer gets lost as well. Bea was there before.

    Entra sends POST /Users, and in the next cycle the search by userName and, once it has found her, no second
    POST; in the end DELETE /Users/{id} twice.
    """
    ada, bea = entra.user(directory.person()), entra.user(directory.person())
    entra.assign(bea)
    entra.cycle()
    bystanders = snapshot(probe, ("/Users", bea.account_id))
    entra.assign(ada)
    story.lost = entra.create_again(ada)
    story.id = needed(story.lost).sent("POST").resource_id
    _until_found(probe, partial(entra.afresh().look_up, ada))
    story.found = entra.cycle()
    story.found_id = ada.target_id
    story.after = observe(probe, entra.intends(bystanders))
    entra.soft_delete(ada)
    entra.cycle()
    entra.hard_delete(ada)
    story.deleted = entra.cycle()
    story.deleted_again = entra.repeat(story.deleted)
    story.in_the_end = observe(probe, entra.intends(bystanders))


@scenario(given=("User", "Group"))
def answers_about_groups_get_lost(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """A group of Ada is created, and the answer gets lost. The next cycle looks for it, and adds her.

    Entra sends POST /Groups, and in the next cycle the search by displayName, no second POST, and a PATCH that adds
    her.
    """
    (ada,) = employed(entra, directory, 1)
    group = entra.group(directory.team(), ada)
    entra.assign(group)
    story.lost = entra.create_group_again(group)
    story.id = needed(story.lost).sent("POST").resource_id
    _until_found(probe, partial(entra.afresh().look_up_group, group))
    story.found = entra.cycle()
    story.found_id = group.target_id
    story.after = observe(probe, entra.intends())


@scenario(given="User")
def a_create_is_sent_twice_at_once(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The answer to Ada's create is late: it is sent again while the first one is under way.

    Entra sends POST /Users with the same body twice, the second one before the first is answered.
    """
    ada = entra.user(directory.person())
    entra.assign(ada)
    story.both = entra.session.together(*[partial(_last, partial(entra.create_again, ada))] * 2)
    story.match = _until_found(probe, partial(entra.afresh().look_up, ada))


@scenario(given=("User", "Group"))
def a_member_is_added_twice_at_once(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Bea joins Ada's group. The answer is late, and the same PATCH is sent again while the first is under way.

    Entra sends the same PATCH with an Add of members twice, the second one before the first is answered.
    """
    ada, bea = employed(entra, directory, 2)
    group = entra.group(directory.team(), ada)
    story.id = formed(entra, group)
    entra.add_members(group, bea)
    story.both = entra.send_members_twice(group)
    story.read = probe.session.settled(lambda: probe.read("/Groups", story.id), lambda shown: len(_members(shown)) > 1)
    story.after = observe(probe, entra.intends())


@scenario(given="User")
def many_ask_at_once(story: Story, entra: Entra, directory: Directory) -> None:
    """In the first second of a cycle twenty-five people are looked for, who have no accounts.

    Entra sends GET /Users?filter=userName+eq+... for each of them, and does not wait for one answer before it sends
    the next request.
    """
    job = entra.afresh()
    people = [job.user(directory.person()) for _ in range(BURST)]
    story.answers = entra.session.together(*(partial(_last, partial(job.look_up, one)) for one in people))


def _last(ask: partial[Task]) -> Exchange:
    return ask().exchanges[-1]


def _until_found(probe: Probe, ask: partial[Task]) -> Exchange:
    """The next cycle is forty minutes later: by then whoever was created can be found, or never."""
    return probe.session.settled(lambda: _last(ask), lambda shown: bool(shown.answer.object.get("Resources")))


def _members(exchange: Exchange) -> list[str]:
    listed = expect.lookup(exchange.answer.object, "members")
    return [str(entry.get("value")) for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


@check("lost-create-is-linked", "ENTRA-CYCLE-09")
def a_lost_create_is_linked(answers_about_people_get_lost: Story) -> Findings:
    """Somebody whose create got no answer is found in the next cycle, linked, and not created a second time.

    The account exists, and Entra does not know its id. The next cycle begins with the match by userName, as ever. Who
    is not found then is created again, which is a conflict in every cycle, or a second account.
    """
    story = answers_about_people_get_lost
    found = _linked("an account", story.id, story.found_id, story.found)
    return found or (converged(story.after) if story.found.succeeded else [])


@check("lost-delete-is-harmless", "ENTRA-CYCLE-03")
def a_lost_delete_is_harmless(answers_about_people_get_lost: Story) -> Findings:
    """A DELETE that is sent once more is answered with 404, or with a success, and hits nobody else.

    The first answer got lost. Entra takes a 404 for done; a 5xx is sent again for weeks.
    """
    story = answers_about_people_get_lost
    needed(story.found, story.deleted)
    return succeeded(story.deleted_again) or converged(story.in_the_end)


@check("lost-group-create-is-linked", "ENTRA-CYCLE-09", "ENTRA-GROUP-02")
def a_lost_group_create_is_linked(answers_about_groups_get_lost: Story) -> Findings:
    """A group whose create got no answer is found in the next cycle, linked, and gets its members.

    Otherwise there are two groups of one name: Entra fills the second one, and the permissions hang on the first.
    """
    story = answers_about_groups_get_lost
    found = _linked("a group", story.id, story.found_id, story.found)
    return found or (converged(story.after) if story.found.succeeded else [])


@check("create-twice-at-once-makes-one-account", "ENTRA-CYCLE-10", "ENTRA-CREATE-04")
def two_creates_make_one_account(a_create_is_sent_twice_at_once: Story) -> Findings:
    """Of two equal creates at the same time one makes the account, and the other one is a conflict.

    A server that looks whether the name is free, and then writes, makes two accounts of one person. From then on each
    search finds two, and Entra writes to neither. When the database notices, and nobody translates it, it is a 500,
    which Entra sends again for weeks.
    """
    story = a_create_is_sent_twice_at_once
    found = _no_accident(story.both) or expect.status(story.match, 200)
    if found:
        return found
    count = len(story.match.resource.get("Resources") or [])
    return expect.equal("the number of accounts after two creates at once", 1, count, story.match)


@check("member-twice-at-once-is-a-member-once", "ENTRA-CYCLE-10", "ENTRA-GROUP-16")
def two_adds_make_one_member(a_member_is_added_twice_at_once: Story) -> Findings:
    """Of two equal adds at the same time neither ends in an accident, and whoever joins is a member once.

    Both requests see that the member is missing, and both insert. A server that lets the violated constraint of its
    table escape answers 500: Entra logs an outage, and sends the same again.
    """
    story = a_member_is_added_twice_at_once
    if found := _no_accident(story.both):
        return found
    values = sorted(_members(story.read))
    return expect.equal("the members, each listed once", sorted(set(values)), values, story.read) or converged(
        story.after
    )


@check("burst-is-served", "ENTRA-CYCLE-06")
def a_burst_is_served(many_ask_at_once: Story) -> Findings:
    """Twenty-five searches at the same time are answered, all of them.

    Microsoft asks for twenty-five requests in a second, per tenant, and Entra does not wait for one before it sends the
    next. What is turned away has failed, and enough of it puts the job into quarantine.
    """
    refused = [one for one in many_ask_at_once.answers if one.response is None or one.status != 200]
    if not refused:
        return None
    first = refused[0]
    received = f"{first.status} {expect.detail(first)}".strip() if first.response else str(first.error)
    return Finding(
        f"{len(refused)} of {BURST} searches at the same time are not answered",
        "200 to each of them",
        received,
        expect.numbers(refused[:3]),
        cause="a burst is turned away",
    )


def _no_accident(both: list[Exchange]) -> list[Finding]:
    """One of the two is done, and the other one as well, or refused in a way that makes Entra come again."""
    done = [one for one in both if one.response is not None and one.response.ok]
    refused = [one for one in both if one not in done]
    if not done and all(one.response is not None and one.status == 400 for one in refused):
        raise Blocked(f"the request is refused as it is: {expect.detail(both[0])}")
    found = [finding for one in refused for finding in expect.status(one, 200, 201, 204, *COME_AGAIN)]
    return found if found or done else expect.status(both[0], 200, 201, 204, why="one of the two has to be done")


def _linked(what: str, identifier: str, linked: str | None, task: Task) -> list[Finding]:
    """The next cycle has found what was created, and created nothing. What it changes besides is judged elsewhere."""
    again = [one for one in task.exchanges if one.request.method == "POST"]
    if again:
        return expect.equal(f"creates of {what} that exists", 0, len(again), *again)
    return expect.equal(f"the id of {what}", identifier, linked, *task.exchanges[-1:])
