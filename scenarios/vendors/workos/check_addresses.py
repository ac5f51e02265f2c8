"""Addresses: everybody needs one, and one of several is the primary one."""

from dataclasses import replace
from functools import partial
from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    Hooks,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.promises import about, has_event, refused, told
from scimproof.querying import entries

SUITES = ("workos",)

WRONG = "what is wrong with it is what the endpoint promises to refuse"
UNUSABLE: tuple[dict[str, Any], ...] = ({}, {"emails": []}, {"emails": [{"value": " ", "type": "work"}]})


def _without(user: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in user.items() if name not in names}


@scenario(given="User")
def somebody_has_no_address(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """Users come without an address: some with a userName that is one, one with a userName that is none. That one is
    sent again, with an address this time."""
    users = declared.endpoint("User")
    story.filled = []
    for emails in UNUSABLE:
        user = {**_without(as_user(directory.person(), declared), "emails"), **emails}
        created = probe.create(users, user, malformed=WRONG)
        story.filled.append((user["userName"], created, probe.read(users, created.resource_id)))
    replaced = probe.replace(users, created.resource_id, _without(user, "emails"), malformed=WRONG)
    story.filled.append((user["userName"], replaced, probe.read(users, created.resource_id)))
    person = directory.person()
    whole = as_user(replace(person, user_name=person.external_id), declared)
    whole["emails"] = [{"value": person.user_name, "type": "work", "primary": True}]
    story.held = [probe.create(users, {**_without(whole, "emails"), **emails}, malformed=WRONG) for emails in UNUSABLE]
    story.corrected = probe.create(users, whole)
    story.found = probe.query(users, {"filter": f'userName eq "{person.external_id}"'})
    story.idp_id = person.external_id
    story.feed = hooks.glimpse(hooks.events, has_event("dsync.user.created", user=person.external_id))
    other = directory.person()
    reachable = {**as_user(other, declared), "userName": other.external_id, "emails": [{"value": other.user_name}]}
    identifier = probe.create(users, reachable).resource_id
    story.emptied = probe.replace(users, identifier, _without(reachable, "emails"), malformed=WRONG)


@scenario(given="User")
def somebody_has_many_addresses(
    story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared
) -> None:
    """Four users have addresses of several kinds, flagged or not; a fifth one has an address that is none."""
    users = declared.endpoint("User")
    story.people = []
    for flagged, kinds, wanted in (
        (2, ("home", "work", "other"), 2),
        (None, ("home", "work", "other"), 1),
        (None, ("other", "home"), 1),
        (None, ("other",), None),
    ):
        person = directory.person()
        emails = [{"value": f"{at}.{person.user_name}", "type": kind} for at, kind in enumerate(kinds)]
        primary = [{**entry, "primary": True} if at == flagged else entry for at, entry in enumerate(emails)]
        sent = {**as_user(person, declared), "emails": primary}
        created = probe.create(users, sent)
        best = None if wanted is None else emails[wanted]["value"]
        story.people.append((person.user_name, sent, created, probe.read(users, created.resource_id), best))
    person = directory.person()
    story.malformed = probe.create(users, {**as_user(person, declared), "emails": [{"value": "no-address"}]})
    names = [name for name, *_ in story.people]
    story.seen = [hooks.glimpse(partial(hooks.account, name), bool) for name in names]
    story.unreachable = hooks.glimpse(lambda: hooks.account(person.user_name), bool)


@check("user-name-becomes-the-address", "WOS-02")
def a_user_name_becomes_the_address(somebody_has_no_address: Story) -> Findings:
    """A userName that is an address by its form becomes the primary work address of a user who has none."""
    found = []
    for name, created, read in somebody_has_no_address.filled:
        found += expect.status(created, 201, 200)
        emails = expect.lookup(read.resource, "emails") or []
        shown = [(str(entry.get("value")).lower(), entry.get("type"), entry.get("primary")) for entry in emails]
        found += expect.equal(
            "the addresses of a user who came without any", [(name.lower(), "work", True)], shown, read
        )
    return found


@check("address-is-required", "WOS-02")
def an_address_is_required(somebody_has_no_address: Story) -> Findings:
    """A user without any usable address is refused, in a create and in a replacement."""
    story = somebody_has_no_address
    found = [
        finding
        for held in story.held
        for finding in refused("A new user without an address", held, 400, "invalidValue")
    ]
    return found + refused("A replacement without an address", story.emptied, 400, "invalidSyntax", "invalidValue")


@check("corrected-user-is-taken", "WOS-03")
def a_corrected_user_is_taken(somebody_has_no_address: Story) -> Findings:
    """A user who was refused for want of an address is taken as soon as there is one: no conflict, and nobody twice."""
    story = somebody_has_no_address
    found = expect.status(story.corrected, 201, why="the user was only held, and is completed by this")
    return found or expect.equal("the users of that name", 1, len(entries(story.found)), story.found)


@check("held-user-is-not-announced", "WOS-03")
def a_held_user_is_not_announced(somebody_has_no_address: Story) -> Findings:
    """Of a user who is held nothing is told; there is one event when the address has come."""
    story = somebody_has_no_address
    if not story.corrected.answer.ok:
        raise Blocked("the user was not taken, which corrected-user-is-taken tells of")
    wanted = about(story.feed, user=story.idp_id)
    creations = [event for event in wanted if event["type"] == "dsync.user.created"]
    message = "A user who was held, and corrected, is not announced exactly once"
    return told(message, ["dsync.user.created"], creations, story.feed.seen)


@check("malformed-address-is-taken", "WOS-04")
def a_malformed_address_is_taken(somebody_has_many_addresses: Story) -> Findings:
    """A user whose only address is none by its form is taken all the same."""
    return expect.status(somebody_has_many_addresses.malformed, 201)


@check("malformed-address-is-nobodys", "WOS-04")
def a_malformed_address_is_nobodys(somebody_has_many_addresses: Story) -> Findings:
    """An address that is none by its form is nobody's primary address."""
    seen = somebody_has_many_addresses.unreachable.seen
    received = (seen.value or {}).get("email")
    return _address("A user with a malformed address", None, received, seen.exchanges)


@check("addresses-are-kept", "WOS-05")
def addresses_are_kept(somebody_has_many_addresses: Story) -> Findings:
    """All addresses of a user are kept, and none is flagged that was not."""
    found = []
    for _, sent, created, read, _ in somebody_has_many_addresses.people:
        found += expect.status(created, 201) or expect.kept(sent, read, "emails")
        flagged = [entry["value"] for entry in sent["emails"] if entry.get("primary")]
        shown = [
            str(entry.get("value")) for entry in expect.lookup(read.resource, "emails") or [] if entry.get("primary")
        ]
        if flagged:
            found += expect.equal("the address that is flagged as primary", flagged, shown, read)
    return found


@check("primary-address-is-the-right-one", "WOS-05")
def the_primary_address_is_the_right_one(somebody_has_many_addresses: Story) -> Findings:
    """The primary address is the flagged one, else the first for work, else the first at home, else none."""
    found = []
    for (_, sent, _, _, best), glimpse in zip(
        somebody_has_many_addresses.people, somebody_has_many_addresses.seen, strict=True
    ):
        kinds = [entry["type"] + (" (primary)" if entry.get("primary") else "") for entry in sent["emails"]]
        received = (glimpse.value or {}).get("email")
        found += _address(f"A user with {', '.join(kinds)}", best, received, glimpse.seen.exchanges)
    return found


def _address(who: str, wanted: str | None, received: str | None, numbers: tuple[int, ...]) -> list[Finding]:
    """The primary address that an application is told."""
    if (wanted or "").lower() == (received or "").lower():
        return []
    none = "no primary address"
    shown = received or none
    return [Finding(f"{who} has {shown}", wanted or none, shown, numbers, cause="the wrong primary address")]
