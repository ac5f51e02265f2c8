"""Provisioning cycles over many people and groups, changes in between, and what goes wrong on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scimproof import (
    Crowd,
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
    succeeded,
)
from scimproof.clients.entra.teams import changes, employed, formed
from scimproof.clients.tasks import needed
from scimproof.outcome import Blocked
from scimproof.session import Session

SUITES = ("entra", "entra-optscim")

# With --crowd 500 and more, which is what is played when nothing is said, a company; otherwise a small one.
COMPANY, PEOPLE = 500, 40
PEOPLE_OF_A_TEAM = 10
LEAST = 12  # fewer people are no crowd
COST = 10  # requests for each of them, in all cycles
PATIENCE_S = 600  # so long the cycles of a company may take, of a target that is slow or has to be slowed down
LOAD_PER_S = 25  # what every application has to bear, per tenant
BUSY = (429, 502, 503, 504)


@scenario(given=("User", "Group"))
def a_tenant_is_provisioned(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Many people and groups come at once; people join, move, leave and return between cycles; it is restarted.

    In each cycle Entra sends the probe, then for everybody new a search and a POST, for everybody known a GET and,
    if anything differs, a PATCH; then the same for groups, read and searched without members; and a PATCH for each
    member who joins or leaves, several at the same time.
    """
    size, teams = _size(probe.session)
    people = [entra.user(directory.person()) for _ in range(size)]
    groups = [entra.group(directory.team(), *people[number::teams]) for number in range(teams)]
    entra.assign(*people, *groups)
    entra.turn(members_at_once=4)
    story.initial = entra.cycle()
    story.after_initial = observe(probe, entra.intends())
    leavers, movers, late = people[:3], people[3:8], [entra.user(directory.person()) for _ in range(3)]
    entra.assign(*late)
    entra.unassign(*leavers)
    for number, mover in enumerate(movers):
        entra.update(mover, surname=f"Changed{number}")
        old, new = (next(one for one in groups if (mover in one.members) is there) for there in (True, False))
        entra.remove_members(old, mover)
        entra.add_members(new, mover)
    entra.add_members(groups[0], *late)
    entra.rename_group(groups[1], f"{groups[1].name} (renamed)")
    story.incremental = entra.cycle()
    story.after_incremental = observe(probe, entra.intends())
    story.repeated = entra.repeat(story.incremental)
    story.after_repeating = observe(probe, entra.intends())
    entra.assign(*leavers)
    entra.remove_members(groups[0], *late)
    story.final = entra.cycle()
    story.after_final = observe(probe, entra.intends())
    story.restarted = entra.restart()
    story.after_restart = observe(probe, entra.intends())


def _size(session: Session) -> tuple[int, int]:
    """How many people and groups: a company where a crowd was asked for, and fewer where few requests are allowed, or
    where they would take too long.

    :raises Blocked: when these are too few for anything.
    """
    left = session.wire.left
    people = PEOPLE
    if Crowd(session).size >= COMPANY:
        affordable = int(PATIENCE_S / _seconds_a_request(session)) // COST
        people = max(PEOPLE, min(COMPANY, affordable))
    if left is not None:
        people = min(people, left // (4 * COST))
    if people < LEAST:
        raise Blocked(f"--max-requests {session.settings.max_requests} is too small for cycles of many people")
    return people, max(2, people // PEOPLE_OF_A_TEAM)


def _seconds_a_request(session: Session) -> float:
    """How long the target has taken for each of the last requests, or has to be given."""
    lately = [exchange.elapsed_s for exchange in session.wire.exchanges[-20:]]
    usual = sum(lately) / len(lately) if lately else 0.0
    return max(usual, 1 / session.settings.rate if session.settings.rate else 0.0, 0.001)


@check("initial-cycle-converges", "ENTRA-CYCLE-01")
def the_initial_cycle(a_tenant_is_provisioned: Story) -> Findings:
    """After the initial cycle everybody has an account, and every group its members.

    All users in scope first, then all groups, then who is in them: hundreds of requests without a pause.
    """
    return succeeded(a_tenant_is_provisioned.initial) or converged(a_tenant_is_provisioned.after_initial)


@check("incremental-cycle-converges", "ENTRA-CYCLE-02")
def the_incremental_cycle(a_tenant_is_provisioned: Story) -> Findings:
    """After a cycle of changes the application shows all of them, and everybody else as before.

    Some were hired, some left, some moved from one group to another under a new surname, and a group was renamed.
    """
    story = a_tenant_is_provisioned
    needed(story.initial)
    return succeeded(story.incremental) or converged(story.after_incremental)


@check("repeated-changes-are-harmless", "ENTRA-CYCLE-03")
def repeats_are_harmless(a_tenant_is_provisioned: Story) -> Findings:
    """Every change of a cycle sent once more succeeds, and changes nothing.

    Entra keeps what it got no answer to, and sends it again in the next cycle: people join again who are members, leave
    who are none, and are disabled who are inactive.
    """
    story = a_tenant_is_provisioned
    needed(story.incremental)
    return succeeded(story.repeated) or converged(story.after_repeating)


@check("returners-and-leavers-converge", "ENTRA-CYCLE-02")
def the_final_cycle(a_tenant_is_provisioned: Story) -> Findings:
    """After people have come back and left groups again, the application shows it."""
    story = a_tenant_is_provisioned
    needed(story.initial, story.incremental)
    return succeeded(story.final) or converged(story.after_final)


@check("restart-changes-nothing", "ENTRA-CYCLE-04")
def a_restart_changes_nothing(a_tenant_is_provisioned: Story) -> Findings:
    """A restart, in which everybody is read again, finds the application as it should be."""
    story = a_tenant_is_provisioned
    needed(story.initial, story.incremental, story.final)
    return succeeded(story.restarted) or converged(story.after_restart)


@check("restart-writes-no-groups", "ENTRA-CYCLE-05")
def a_restart_is_quiet(a_tenant_is_provisioned: Story) -> Findings:
    """A restart writes to no group, because each shows what was sent.

    A group that does not show its name and its externalId as they were sent is written to in every cycle, for good.
    """
    again = changes(needed(a_tenant_is_provisioned.restarted), "/Groups")
    return expect.equal("the number of groups that are written again", 0, len(again), *again[:3])


@check("load-is-served", "ENTRA-CYCLE-06")
def load_is_served(a_tenant_is_provisioned: Story) -> Findings:
    """Twenty-five requests in a second are served: nobody is told to come back later.

    Microsoft asks it of every application. Entra's jobs have no brake of their own.
    """
    sent = [*a_tenant_is_provisioned.initial.exchanges, *a_tenant_is_provisioned.incremental.exchanges]
    found = []
    for busy in [one for one in sent if one.response is not None and one.response.status in BUSY]:
        lately = [one for one in sent if timedelta() <= busy.started - one.started < timedelta(seconds=1)]
        if len(lately) <= LOAD_PER_S:
            found.append(_too_slow(busy, len(lately)))
    return found[:1]


def _too_slow(busy: Exchange, lately: int) -> Finding:
    return Finding(
        f"A request is turned away after {lately} within a second",
        f"{LOAD_PER_S} requests in a second are served",
        f"{busy.status} {expect.detail(busy)}".strip(),
        (busy.number,),
        cause="load is turned away",
    )


@scenario(given=("User", "Group"))
def a_group_gets_lost(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """Somebody deletes a group in the application by hand. It fails, another one does not; the links are reset.

    Entra sends GET /Groups/{id}?excludedAttributes=members to the id that it knows, and nothing more for that
    group. After the reset it sends a search for everybody, creates the group that is missing, and adds all members.
    """
    ada, bea = employed(entra, directory, 2)
    group, other = entra.group(directory.team(), ada, bea), entra.group(directory.team(), ada)
    entra.assign(other)
    identifier = formed(entra, group)
    probe.delete("/Groups", identifier)
    entra.rename_group(group, f"{group.name} (renamed)")
    entra.add_members(other, bea)
    story.failed = entra.cycle()
    story.read = next(one for one in story.failed.exchanges if one.request.path.endswith(f"/Groups/{identifier}"))
    meant = entra.intends()
    story.other = observe(probe, replace(meant, groups=tuple(one for one in meant.groups if one.id != identifier)))
    story.reset = entra.restart(forget_links=True)
    story.after = observe(probe, entra.intends())


@check("lost-group-is-reported", "ENTRA-CYCLE-07")
def a_lost_group_is_reported(a_group_gets_lost: Story) -> Findings:
    """A read of a group that was deleted in the application is answered with 404, and the other groups are served.

    Entra stays linked to the id that it knows, and shows the error to the admin, who can do something about it.
    """
    return expect.status(a_group_gets_lost.read, 404, tolerate={410: "gone is as good"}) or converged(
        a_group_gets_lost.other
    )


@check("reset-links-recover", "ENTRA-CYCLE-08")
def a_reset_recovers(a_group_gets_lost: Story) -> Findings:
    """After the links have been reset, everybody is found again, and the lost group is created with its members.

    Whoever is in a group already is added once more. Nobody and nothing is there twice.
    """
    return succeeded(a_group_gets_lost.reset) or converged(a_group_gets_lost.after)
