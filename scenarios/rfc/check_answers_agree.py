"""What the answers about one user show of what a server may put in by itself: groups, and texts for people to read
(RFC 7643 section 7)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.exercising.agreeing import disagreements, entries_of
from scimproof.exercising.characteristics import Attribute, attributes_of
from scimproof.newcomers import fitted
from scimproof.patching import replace, writable
from scimproof.querying import until_listed

IN_WORDS: dict[str, Any] = {
    "name": {"formatted": "Ms. Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
    "addresses": [{"formatted": "12 St James's Square\nLondon", "locality": "London", "type": "work"}],
    "phoneNumbers": [{"value": "tel:+1-201-555-0123", "display": "201 555 0123", "type": "work"}],
    "ims": [{"value": "scimproof", "display": "Scimproof", "type": "xmpp"}],
    "roles": [{"value": "keeper", "display": "Keeper of the Keys"}],
    "entitlements": [{"value": "parking", "display": "Parking Lot"}],
}


@scenario(given=("User", "Group"))
def a_member_is_shown_in_every_way(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user who is in a group is read, listed, replaced by what was read, and changed by a PATCH."""
    kind = declared.resource_type("User")
    story.attributes = attributes_of(declared, kind) if kind else []
    users, name = declared.endpoint("User"), "userName"
    sent = as_user(directory.person(), declared)
    story.created = probe.create(users, {**sent, **_in_words(declared)})
    if not story.created.answer.ok:  # a server may know its own roles only, and has to take what everybody sends
        story.created = probe.create(users, sent)
    story.id = identifier = story.created.resource_id
    story.read_alone = probe.read(users, identifier)
    if not any(one.path == "groups" for one in story.attributes):
        raise NotApplicable("the target's schema of users has no groups")
    story.team = probe.create(
        declared.endpoint("Group"), as_group(directory.team(), declared, (identifier,))
    ).resource_id
    story.read = probe.session.settled(lambda: probe.read(users, identifier), _shows_groups)
    if not _shows_groups(story.read):
        raise NotApplicable("the target shows no groups of a user")
    if declared.supports("filter"):
        story.listed = until_listed(probe, users, f'{name} eq "{sent[name]}"', identifier)
    story.replaced = probe.replace(users, identifier, story.read.resource, malformed="it is what the target showed")
    story.read_again = probe.read(users, identifier)
    if declared.supports("patch") and writable(declared, "User", name):
        story.patched = probe.patch(users, identifier, replace(name, sent[name]))


def _in_words(declared: Declared) -> dict[str, Any]:
    """Attributes with the parts that are for people to read, as far as the target's schema has them."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind else None
    found: dict[str, Any] = {}
    for name, value in IN_WORDS.items():
        with suppress(NotApplicable):
            found[name] = fitted(name, value, schema)
    return found


def _shows_groups(exchange: Exchange) -> bool:
    return bool(exchange.answer.ok and expect.lookup(exchange.answer.object, "groups"))


def _compared(story: Story, which: str, exchange: Exchange, read: Exchange) -> Findings:
    attributes: Sequence[Attribute] = story.attributes
    return disagreements("User", attributes, which, exchange.resource, exchange, read)


@check("rfc7643-7-creates-show-words-as-reads-do", "RFC7643-7-35", "RFC7644-3.9-01", level="should")
def creates_show_words_as_reads_do(a_member_is_shown_in_every_way: Story) -> Findings:
    """The answer to a create shows what a read shows, formatted names and addresses and displays included."""
    story = a_member_is_shown_in_every_way
    return _compared(story, "The answer to POST", story.created, story.read_alone)


@check("rfc7643-7-lists-show-groups-as-reads-do", "RFC7643-7-39", "RFC7644-3.4-03", level="should", given="filter")
def lists_show_groups_as_reads_do(a_member_is_shown_in_every_way: Story) -> Findings:
    """A list shows of a member what a read shows: the groups, and every part of them."""
    story = a_member_is_shown_in_every_way
    found = entries_of(story.listed, story.id)
    if not found:
        raise Blocked(f"{story.listed.label} does not show the user")
    attributes: Sequence[Attribute] = story.attributes
    return disagreements("User", attributes, "A list", found[0], story.listed, story.read)


@check("rfc7643-7-puts-show-groups-as-reads-do", "RFC7643-7-35", "RFC7644-3.9-01", level="should")
def puts_show_groups_as_reads_do(a_member_is_shown_in_every_way: Story) -> Findings:
    """The answer to a PUT shows of a member what a read shows: the groups, and every part of them."""
    story = a_member_is_shown_in_every_way
    return _compared(story, "The answer to PUT", story.replaced, story.read_again)


@check("rfc7643-7-patches-show-groups-as-reads-do", "RFC7643-7-35", "RFC7644-3.9-01", level="should", given="patch")
def patches_show_groups_as_reads_do(a_member_is_shown_in_every_way: Story) -> Findings:
    """The answer to a PATCH that changes nothing shows of a member what a read shows, if it has a body."""
    story = a_member_is_shown_in_every_way
    if story.stopped is None and "patched" not in vars(story):
        raise NotApplicable("no client can change the userName on the target")
    if story.patched.status == 204:
        raise NotApplicable("a PATCH is answered without a body")
    return _compared(story, "The answer to PATCH", story.patched, story.read_again)
