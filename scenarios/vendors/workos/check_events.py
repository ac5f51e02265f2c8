"""What listeners are told: of people who are switched off and on, and of memberships, in the order in which it was."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.convergence import member_ids
from scimproof.leaving import SWITCHES
from scimproof.promises import about, has_event, is_off, told

SUITES = ("workos",)

MEMBERSHIPS = ("dsync.group.user_added", "dsync.group.user_removed")


@scenario(given=("User", "Group"))
def somebody_leaves_and_returns(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Ada is in a group. She is switched off and on again by a PATCH with a path, by one without, and by a PUT; at last
    she is deleted."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    ada, team = directory.person(), directory.team()
    sent = as_user(ada, declared)
    story.id = probe.create(users, sent).resource_id
    group = probe.create(groups, as_group(team, declared, (story.id,))).resource_id
    story.may_be_gone = profile.option("inactive") != "retained"
    story.off, story.on, story.memberships, story.ways = [], [], [], []
    for way, switch in SWITCHES.items():
        story.ways.append(way)
        story.off.append((switch(probe, users, story.id, sent, False), probe.read(users, story.id)))
        if story.off[-1][1].status == 404 and story.may_be_gone:
            break
        story.on.append((switch(probe, users, story.id, sent, True), probe.read(users, story.id)))
        story.memberships.append(probe.read(groups, group))
    story.deleted = probe.delete(users, story.id)
    story.ada, story.group = ada.external_id, team.external_id
    story.feed = hooks.glimpse(hooks.events, lambda feed: _all_there(feed, story))


def _all_there(feed: object, story: Story) -> bool:
    """Whether the last that happened to Ada has been told: she was deleted while she was active."""
    events = [one for one in feed if one.get("user") == story.ada] if isinstance(feed, list) else []
    return bool(events) and events[-1].get("type") == "dsync.user.deleted" and len(events) > 2 * len(story.on)


@scenario(given=("User", "Group"))
def a_membership_is_written_again(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Bea joins a group, and joins it again; the group is renamed and replaced with the same member; Bea leaves it, and
    the group is deleted."""
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    bea, team = directory.person(), directory.team()
    user = probe.create(users, as_user(bea, declared)).resource_id
    group = probe.create(groups, as_group(team, declared)).resource_id
    joining = {"op": "add", "path": "members", "value": [{"value": user}]}
    story.writes = [
        probe.patch(groups, group, joining),
        probe.patch(groups, group, joining),
        probe.patch(groups, group, {"op": "replace", "path": "displayName", "value": f"{team.name} II"}),
        probe.replace(groups, group, as_group(team, declared, (user,))),
        probe.patch(groups, group, {"op": "replace", "path": "members", "value": [{"value": user}]}),
        probe.patch(groups, group, {"op": "remove", "path": f'members[value eq "{user}"]'}),
        probe.delete(groups, group),
    ]
    story.group = team.external_id
    story.feed = hooks.glimpse(hooks.events, has_event("dsync.group.deleted", group=team.external_id))


@check("deactivated-user-is-inactive", "WOS-18", "WOS-25")
def a_deactivated_user_is_inactive(somebody_leaves_and_returns: Story) -> Findings:
    """Who is switched off is shown as inactive, by whichever request it was done.

    Where inactive users are deleted, or nobody has said what becomes of them, 404 is right as well.
    """
    story = somebody_leaves_and_returns
    found = []
    for way, (written, read) in zip(story.ways, story.off, strict=True):
        found += expect.status(written, 200, 204) or is_off(read, may_be_gone=story.may_be_gone, how=way)
    return found


@check("deactivation-is-told-as-set-up", "WOS-18", "WOS-25")
def a_deactivation_is_told_as_set_up(somebody_leaves_and_returns: Story, profile: Profile) -> Findings:
    """Listeners are told of who was switched off: by a deletion, or by an update where inactive users are kept.

    As long as nobody has said which (--set inactive=...), both are right.
    """
    story = somebody_leaves_and_returns
    events = about(story.feed, user=story.ada, state="inactive")
    handling = profile.option("inactive")
    accepted = {"deleted": ["dsync.user.deleted"], "retained": ["dsync.user.updated"]}.get(
        handling, ["dsync.user.deleted", "dsync.user.updated"]
    )
    received = [str(event.get("type")) for event in events]
    if len(received) == len(story.off) and set(received) <= set(accepted):
        return []
    message = f"Of {len(story.off)} deactivations listeners were not told as the environment is set up ({handling})"
    wanted = " or ".join(accepted) + f", {len(story.off)} times"
    return [Finding(message, wanted, ", ".join(received) or "no event", story.feed.seen.exchanges, cause=message)]


@check("rehired-user-is-the-same", "WOS-19")
def a_rehired_user_is_the_same(somebody_leaves_and_returns: Story) -> Findings:
    """Who is switched on again is active, has the same id, and is still in the group."""
    story = somebody_leaves_and_returns
    if not story.on:
        raise NotApplicable("in this environment inactive users are deleted at once")
    found = []
    for (written, read), group in zip(story.on, story.memberships, strict=True):
        found += expect.status(written, 200, 204)
        found += expect.equal("active", True, expect.lookup(read.resource, "active"), read)
        found += expect.equal("the id", story.id, read.resource_id, read)
        message = "the members of the group after one of them was switched off and on"
        found += expect.equal(message, [story.id], sorted(member_ids(group.resource)), group)
    return found


@check("rehired-user-joins-nothing-again", "WOS-19", "WOS-20")
def a_rehired_user_joins_nothing_again(somebody_leaves_and_returns: Story) -> Findings:
    """Somebody who is switched off and on again is not announced as a member once more, nor as one who left."""
    story = somebody_leaves_and_returns
    if not story.on:
        raise NotApplicable("in this environment inactive users are deleted at once")
    # Whether a deletion ends memberships by events of their own is not written down.
    everything = about(story.feed, user=story.ada)
    ends = [at for at, event in enumerate(everything) if event["type"] == "dsync.user.deleted"]
    events = [event for event in everything[: ends[-1] if ends else None] if event["type"] in MEMBERSHIPS]
    message = "Memberships of somebody who was switched off and on were told of again"
    return told(message, ["dsync.group.user_added"], events, story.feed.seen)


@check("feed-is-in-order", "WOS-21")
def the_feed_is_in_order(somebody_leaves_and_returns: Story) -> Findings:
    """The feed of events tells of a user in the order in which it happened, and no event twice."""
    story = somebody_leaves_and_returns
    events = [event for event in about(story.feed, user=story.ada) if event["type"] not in MEMBERSHIPS]
    ids = [event.get("id") for event in events]
    wanted = ["active", *["inactive", "active"] * len(story.on), *["inactive"] * (len(story.off) - len(story.on))]
    received = [str(event.get("state")) for event in events]
    numbers = story.feed.seen.exchanges
    found = []
    if len(set(ids)) < len(ids):
        message = "The feed tells of one event twice"
        found.append(Finding(message, "an id each", ", ".join(map(str, ids)), numbers, cause=message))
    first, last = (events[0]["type"], events[-1]["type"]) if events else (None, None)
    if (first, last, received[: len(wanted)]) != ("dsync.user.created", "dsync.user.deleted", wanted):
        message = "The feed of events is not in the order in which it happened"
        kinds = " → ".join(f"{event['type']} ({event.get('state')})" for event in events) or "no event"
        order = f"a creation, then {' → '.join(wanted[1:])}, and a deletion"
        found.append(Finding(message, order, kinds, numbers, cause=message))
    return found


@check("directory-id-stays", "WOS-26")
def a_directory_id_stays(somebody_leaves_and_returns: Story) -> Findings:
    """A user has one id in all events, however often it was switched off and on."""
    story = somebody_leaves_and_returns
    events = [event for event in about(story.feed, user=story.ada) if event["type"] not in MEMBERSHIPS]
    ids = sorted({str(event.get("of")) for event in events})
    if len(ids) == 1 and ids != ["None"]:
        return []
    message = "One user is told of under several ids, or none"
    return [Finding(message, "one id", ", ".join(ids) or "no event", story.feed.seen.exchanges, cause=message)]


@check("memberships-are-told-once", "WOS-20")
def memberships_are_told_once(a_membership_is_written_again: Story) -> Findings:
    """A membership is told of when it begins and when it ends, however often it is written meanwhile."""
    story = a_membership_is_written_again
    found = [finding for written in story.writes for finding in expect.status(written, 200, 204)]
    events = [event for event in about(story.feed, group=story.group) if event["type"] in MEMBERSHIPS]
    return found + told("A membership is not told of exactly when it changes", MEMBERSHIPS, events, story.feed.seen)
