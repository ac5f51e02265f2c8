"""Names outside ASCII: the forms of Unicode, and how they are compared (RFC 7644 sections 5 and 7.8)."""

import unicodedata
from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.journal import Entry
from scimproof.querying import until_listed


@scenario(given="User")
def two_spellings_of_one_name(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Zoë is created with a composed letter, looked for with both spellings, and created with a decomposed one."""
    users = declared.endpoint("User")
    person = directory.person()
    person = replace(person, user_name=f"zo\u00eb.{person.user_name}")
    story.name = person.user_name
    story.created = probe.create(users, as_user(person, declared))
    if 400 <= story.created.status < 500:
        raise NotApplicable(f"the target refuses letters outside ASCII in a userName ({story.created.label})")
    identifier = story.created.resource_id
    _own(probe, users, story.created)
    story.id = identifier
    story.read = probe.read(users, identifier)
    other = unicodedata.normalize("NFD", person.user_name)
    if declared.supports("filter"):
        story.found = until_listed(probe, users, f'userName eq "{person.user_name}"', identifier)
        story.found_otherwise = probe.query(users, {"filter": f'userName eq "{other}"'})
    twin = {**as_user(directory.person(), declared), "userName": other}
    story.twin = probe.create(users, twin)
    _own(probe, users, story.twin)


@check("rfc7644-3.8-user-name-outside-ascii-is-kept", "RFC7644-3.8-01")
def a_name_outside_ascii_is_kept(two_spellings_of_one_name: Story) -> Findings:
    """A userName with a letter outside ASCII is the same text when it is read; the form of Unicode may differ."""
    story = two_spellings_of_one_name
    name = expect.lookup(story.read.resource, "userName")
    if isinstance(name, str) and _same(name, story.name):
        return None
    return expect.equal("userName", story.name, name, story.read)


@check("rfc7644-7.8-name-outside-ascii-is-found", "RFC7644-7.8-01", given="filter")
def a_name_outside_ascii_is_found(two_spellings_of_one_name: Story) -> Findings:
    """A user whose userName has a letter outside ASCII is found by it."""
    story = two_spellings_of_one_name
    return expect.status(story.found, 200) or _finds(story, story.found, None)


@check("rfc7644-7.8-other-spelling-is-found", "RFC7644-7.8-01", "RFC7644-5-01", given="filter")
def the_other_spelling_is_found(two_spellings_of_one_name: Story) -> Findings:
    """A filter with the decomposed spelling of a userName finds the composed one, or nobody; but it does not fail.

    The RFC asks for preparation by PRECIS, which makes them one. Few servers do it, so it is noted only. A directory
    on macOS sends decomposed letters.
    """
    story = two_spellings_of_one_name
    return expect.status(story.found_otherwise, 200) or _finds(story, story.found_otherwise, Outcome.NOTE)


@check("rfc7644-5-other-spelling-is-the-same-name", "RFC7644-5-01")
def the_other_spelling_is_the_same_name(two_spellings_of_one_name: Story) -> Findings:
    """A create with the decomposed spelling of a taken userName is answered with 409, or 201; but it does not fail.

    By PRECIS the two are one name. That two accounts look the same to people is noted only, as few servers prepare
    names.
    """
    exchange = two_spellings_of_one_name.twin
    if exchange.status == 201:
        return expect.equal(
            "a userName in another form of Unicode", "409", "201: another user", exchange, grade=Outcome.NOTE
        )
    return expect.status(exchange, 409, tolerate={400: "the spelling is refused, rather than the duplicate"})


def _finds(story: Story, exchange: Exchange, grade: Outcome | None) -> list[Finding]:
    listed = exchange.resource.get("Resources")
    ids = [entry.get("id") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if story.id in ids:
        return []
    return expect.equal("who is found by the userName", [story.id], ids, exchange, grade=grade)


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()


def _own(probe: Probe, users: str, created: Exchange) -> None:
    """Take a user for ours whose name the server keeps in another form of Unicode than we sent it in."""
    journal = probe.session.journal
    name = expect.lookup(created.answer.object, "userName")
    identifier = created.answer.object.get("id")
    entry: Entry | None = journal.owned(users, identifier) if isinstance(identifier, str) else None
    if entry is not None and not entry.proven and isinstance(name, str) and _same(name, entry.value):
        journal.created(entry, entry.id or "", proven=True)
