"""Postal addresses in parts, and which of several values is the primary one (RFC 7644 section 3.5.2)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.patching import (
    Patched,
    Step,
    add,
    definition,
    done,
    email_types,
    entries,
    need_writable,
    remove,
    replace,
)

MAIL = "scimproof.example"
PARTS = ("streetAddress", "locality", "postalCode", "country")
WORK = 'addresses[type eq "work"]'


@scenario(given=("patch", "User"))
def somebody_moves_in_part(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of a postal address at work the code changes, the town goes, and the country comes; home stays home."""
    need_writable(declared, "User", "addresses", "addresses.type", *(f"addresses.{part}" for part in PARTS))
    users = declared.endpoint("User")
    work = {"type": "work", "streetAddress": "1 Proof Road", "locality": "Oldtown", "postalCode": "11111"}
    home = {"type": "home", "streetAddress": "2 Home Lane", "locality": "Hometown", "postalCode": "22222"}
    sent = {**as_user(directory.person(), declared), "addresses": [work, home]}
    user = Patched(probe, users, probe.create(users, sent).resource_id)
    story.kept = (work, home)
    for address in story.kept:
        if any(address_of(user.last, address["type"]).get(name) != value for name, value in address.items()):
            raise NotApplicable("the target does not keep two postal addresses as they were sent")

    def until(**parts: object) -> Any:
        return lambda shown: all(address_of(shown, "work").get(name) == value for name, value in parts.items())

    story.code = user.step(replace(f"{WORK}.postalCode", "33333"), until=until(postalCode="33333"))
    story.country = user.step(add(f"{WORK}.country", "AT"), until=until(country="AT"))
    story.town = user.step(remove(f"{WORK}.locality"), until=until(locality=None))


def address_of(exchange: Exchange, kind: str) -> Json:
    """The postal address of a type; empty when there is none, or several."""
    found = [entry for entry in entries(exchange, "addresses") if str(entry.get("type")).casefold() == kind]
    return found[0] if len(found) == 1 else {}


@scenario(given=("patch", "User"))
def another_address_is_the_primary(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The second of two addresses is made the primary one, and then a third that is added."""
    need_writable(declared, "User", "emails.primary")
    users = declared.endpoint("User")
    one, other, third = email_types(declared)
    first, second, last = (f"{name}@{MAIL}" for name in ("first", "second", "last"))
    story.second, story.last = second, last
    mails = [{"type": one, "value": first, "primary": True}, {"type": other, "value": second}]
    sent = {**as_user(directory.person(), declared), "emails": mails}
    user = Patched(probe, users, probe.create(users, sent).resource_id)
    if primaries(user.last) != [first]:
        raise NotApplicable("the target does not keep which e-mail address is the primary one")
    story.moved = user.step(
        replace(f'emails[type eq "{other}"].primary', True), until=lambda shown: primaries(shown) == [second]
    )
    story.brought = user.step(
        add("emails", [{"type": third, "value": last, "primary": True}]), until=lambda shown: primaries(shown) == [last]
    )


def primaries(exchange: Exchange) -> list[str]:
    """The values of the primary addresses."""
    return [str(entry.get("value")).casefold() for entry in entries(exchange, "emails") if entry.get("primary") is True]


def _address(step: Step, what: str, kind: str, **changed: str | None) -> list[Finding]:
    """An address is as before but for these parts; only what the client sets is looked at."""
    before, after = address_of(step.before, kind), address_of(step.after, kind)
    if not before:
        raise Blocked("an earlier step did not leave one address of each type")
    wanted = {part: before.get(part) for part in ("type", *PARTS)} | changed
    found = {part: after.get(part) or None for part in wanted}
    return expect.equal(f"the address at {kind} after {what}", wanted, found, step.patched, step.after)


@check("rfc7644-3.5.2.3-siblings-survive-a-replace", "RFC7644-3.5.2.3-09", "RFC7644-3.5.2-10", level="must")
def siblings_survive_a_replace(somebody_moves_in_part: Story) -> Findings:
    """A replace of addresses[type eq "work"].postalCode leaves street and town as they are, and the other address.

    Seen: a server that builds the address anew from the filter and the new part, and loses all the rest.
    """
    step = somebody_moves_in_part.code
    what = "a replace of its postalCode"
    return done(step.patched) or _address(step, what, "work", postalCode="33333") + _address(
        step, "a replace in the other one", "home"
    )


@check("rfc7644-3.5.2.1-part-of-a-record-is-added", "RFC7644-3.5.2.1-04", "RFC7644-3.5.2-10", level="must")
def a_part_of_a_record_is_added(somebody_moves_in_part: Story) -> Findings:
    """An add to addresses[type eq "work"].country sets the country of this address, and changes nothing else."""
    step = somebody_moves_in_part.country
    return done(step.patched) or _address(step, "an add of its country", "work", country="AT") + _address(
        step, "an add to the other one", "home"
    )


@check("rfc7644-3.5.2.2-part-of-a-record-is-removed", "RFC7644-3.5.2.2-08")
def a_part_of_a_record_is_removed(somebody_moves_in_part: Story, declared: Declared) -> Findings:
    """A remove of addresses[type eq "work"].locality takes away the town, and neither the address nor the other one."""
    if (definition(declared, "User", "addresses.locality") or {}).get("required") is True:
        raise NotApplicable("the schema of the target requires the locality of an address")
    step = somebody_moves_in_part.town
    return done(step.patched) or _address(step, "a remove of its locality", "work", locality=None) + _address(
        step, "a remove in the other one", "home"
    )


@check("rfc7644-3.5.2-primary-moves", "RFC7644-3.5.2-23", "RFC7644-3.5.2.3-11")
def the_primary_moves(another_address_is_the_primary: Story) -> Findings:
    """A replace that makes another value the primary one leaves exactly one: the former is so no longer."""
    story = another_address_is_the_primary
    return _primary("a replace of primary", story.moved, story.second)


@check("rfc7644-3.5.2-primary-is-added", "RFC7644-3.5.2-23")
def a_primary_is_added(another_address_is_the_primary: Story) -> Findings:
    """An add of a value that is the primary one leaves exactly one: the former is so no longer."""
    story = another_address_is_the_primary
    return _primary("an add of a primary one", story.brought, story.last)


def _primary(what: str, step: Step, wanted: str) -> list[Finding]:
    return done(step.patched) or expect.equal(
        f"the primary addresses after {what}", [wanted], primaries(step.after), step.patched, step.after
    )
