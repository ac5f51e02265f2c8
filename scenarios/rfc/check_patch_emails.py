"""Addresses come and go: PATCH of a multi-valued attribute, by filter and as a whole (RFC 7644 section 3.5.2)."""

from scimproof import (
    Blocked,
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
from scimproof.bulk import modification, results
from scimproof.declared import Json
from scimproof.mails import MAIL, Pair, mail, mails_after, mails_are, of_type, pair, pairs, types
from scimproof.patching import (
    Patched,
    Step,
    add,
    done,
    email_types,
    entries,
    refused,
    remove,
    replace,
    required,
    said,
    unassigned,
)


@scenario(given=("patch", "User"))
def addresses_come_and_go(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of two addresses one is changed, a third comes and goes, some are looked for in vain, and all are removed."""
    users = declared.endpoint("User")
    one, other, third = story.types = email_types(declared)
    body = {**as_user(directory.person(), declared), "emails": [mail(one, "first"), mail(other, "second")]}
    user = Patched(probe, users, probe.create(users, body).resource_id)
    if pairs(user.last) != sorted(pair(entry) for entry in body["emails"]):
        raise NotApplicable("the target does not keep two e-mail addresses as they were sent")

    def changed(*operations: Json, came: tuple[Json, ...] = (), went: tuple[Pair, ...] = ()) -> Step:
        wanted = sorted((set(pairs(user.last)) - set(went)) | {pair(entry) for entry in came})
        return user.step(*operations, until=lambda shown: pairs(shown) == wanted)

    story.added = changed(add("emails", [mail(third, "third")]), came=(mail(third, "third"),))
    story.added_again = changed(add("emails", [mail(third, "third")]))
    story.changed = changed(
        replace(of_type(other) + ".value", f"changed@{MAIL}"),
        came=(mail(other, "changed"),),
        went=(pair(mail(other, "second")),),
    )
    story.exchanged = changed(
        replace(of_type(one), mail(one, "exchanged")),
        came=(mail(one, "exchanged"),),
        went=(pair(mail(one, "first")),),
    )
    story.removed = changed(remove(of_type(third)), went=(pair(mail(third, "third")),))
    swap = [
        replace(of_type(one) + ".type", third),
        replace(of_type(other) + ".type", one),
        replace(of_type(third) + ".type", other),
    ]

    def is_swapped(shown: Exchange) -> bool:
        return pairs(shown) == swapped(pairs(user.last), one, other)

    story.swapped = user.step(*swap, until=is_swapped)
    if declared.supports("bulk"):
        in_bulk = probe.bulk(modification(users, user.id, *swap))
        story.swapped_in_bulk = user.read_after(user.last, in_bulk, until=is_swapped)
    story.added_by_filter = changed(add(of_type(third) + ".value", f"made@{MAIL}"), came=(mail(third, "made"),))
    if third.casefold() in types(user.last):
        changed(remove(of_type(third)), went=tuple(entry for entry in pairs(user.last) if entry[0] == third.casefold()))
    story.missed = changed(replace(of_type(third) + ".value", f"missed@{MAIL}"))
    story.missed_whole = changed(replace(of_type(third), mail(third, "missed-too")))
    story.all_replaced = changed(
        replace("emails", [mail(one, "new"), mail(other, "newer")]),
        came=(mail(one, "new"), mail(other, "newer")),
        went=tuple(pairs(user.last)),
    )
    if required(declared, "User", "emails"):
        raise NotApplicable("the schema of the target requires e-mail addresses")
    story.one_removed = changed(remove(of_type(one)), went=(pair(mail(one, "new")),))
    story.last_removed = changed(remove(of_type(other)), went=(pair(mail(other, "newer")),))
    story.refilled = changed(replace("emails", [mail(one, "again")]), came=(mail(one, "again"),))
    story.all_removed = changed(remove("emails"), went=tuple(pairs(user.last)))


def swapped(addresses: list[Pair], one: str, other: str) -> list[Pair]:
    """These addresses with two types changed places."""
    places = {one.casefold(): other.casefold(), other.casefold(): one.casefold()}
    return sorted((places.get(kind, kind), value) for kind, value in addresses)


@check("rfc7644-3.5.2.1-address-is-added", "RFC7644-3.5.2.1-06", level="must")
def an_address_is_added(addresses_come_and_go: Story) -> Findings:
    """An add to a multi-valued attribute puts the new value beside those that are there."""
    story = addresses_come_and_go
    return mails_after(story.added, came=(mail(story.types[2], "third"),))


@check("rfc7644-3.5.2.1-same-address-is-added-again", "RFC7644-3.5.2.1-10")
def the_same_address_is_added_again(addresses_come_and_go: Story) -> Findings:
    """An add of a value that is there already succeeds, and the value is there once."""
    story = addresses_come_and_go
    step = story.added_again
    if pair(mail(story.types[2], "third")) not in pairs(step.before):
        raise Blocked("the address was not added in the first place")
    return done(step.patched) or expect.equal(
        "emails after an add of one that is there", pairs(step.before), pairs(step.after), step.patched, step.after
    )


@check(
    "rfc7644-3.5.2-filter-in-a-path-selects", "RFC7644-3.5.2-10", "RFC7644-3.5.2.3-09", "RFC7644-3.5.2-09", level="must"
)
def a_filter_in_a_path_selects(addresses_come_and_go: Story) -> Findings:
    """A replace of emails[type eq "home"].value changes this address, and no other."""
    story = addresses_come_and_go
    return mails_after(story.changed, came=(mail(story.types[1], "changed"),), went=(mail(story.types[1], "second"),))


@check("rfc7644-3.5.2.3-record-is-replaced", "RFC7644-3.5.2.3-08")
def a_record_is_replaced(addresses_come_and_go: Story) -> Findings:
    """A replace of emails[type eq "work"] puts its value in the place of this address, and of no other."""
    story = addresses_come_and_go
    return mails_after(
        story.exchanged, came=(mail(story.types[0], "exchanged"),), went=(mail(story.types[0], "first"),)
    )


@check("rfc7644-3.5.2.2-filter-removes-what-matches", "RFC7644-3.5.2.2-07", "RFC7644-3.5.2-10", level="must")
def a_filter_removes_what_matches(addresses_come_and_go: Story) -> Findings:
    """A remove of emails[type eq "other"] takes away this address, and no other.

    A server that cannot make out the filter, and drops it, takes away all of them.
    """
    story = addresses_come_and_go
    return mails_after(story.removed, went=(mail(story.types[2], "third"),))


@check(
    "rfc7644-3.5.2-patch-is-carried-out-once",
    "RFC7644-3.5.2-21",
    "RFC7644-3.5.2-20",
    "RFC7644-3.5.2.3-09",
    level="must",
)
def a_patch_is_carried_out_once(addresses_come_and_go: Story) -> Findings:
    """Two addresses change places by three operations, each of which sees what the one before it left.

    A PATCH that is carried out twice, as by a gateway that tries again, leaves them where they were; most other ones
    do not show it.
    """
    story = addresses_come_and_go
    step, (one, other, _) = story.swapped, story.types
    if [kind for kind, _ in pairs(step.before)] != sorted((one.casefold(), other.casefold())):
        raise Blocked("an earlier step did not leave one address of each of two types")
    _needs_no_more(step)
    return done(step.patched) or mails_are(set(swapped(pairs(step.before), one, other)), step)


def _needs_no_more(step: Step) -> None:
    """:raises NotApplicable: when a replace made an address, as of a type that was not there before the PATCH."""
    if len(pairs(step.after)) > len(pairs(step.before)):
        raise NotApplicable("the target creates what a filter does not find before the PATCH")


@check("rfc7644-3.7-bulk-patch-is-carried-out-once", "RFC7644-3.7-08", "RFC7644-3.5.2-21", level="must", given="bulk")
def a_patch_in_bulk_is_carried_out_once(addresses_come_and_go: Story) -> Findings:
    """Two addresses change places by a PATCH in a bulk request, which is carried out once, as it is by itself."""
    story = addresses_come_and_go
    step, (one, other, _) = story.swapped_in_bulk, story.types
    _needs_no_more(story.swapped)
    _needs_no_more(step)
    if pairs(step.before) != swapped(pairs(story.swapped.before), one, other):
        raise Blocked("the addresses do not change places by a PATCH of its own")
    (result,) = results(step.patched)
    if not result.ok:
        raise Blocked(f"{result.label} was answered {result.status}")
    return expect.equal(
        "emails after a PATCH in a bulk request",
        swapped(pairs(step.before), one, other),
        pairs(step.after),
        step.patched,
        step.after,
    )


@check("rfc7644-3.5.2.3-no-match-is-no-target", "RFC7644-3.5.2.3-10", "RFC7644-3.12-25")
def no_match_is_no_target(addresses_come_and_go: Story) -> Findings:
    """A replace whose value filter matches nothing is refused with 400 noTarget, and changes nothing.

    Entra ID counts on servers that create the value instead: that is tolerated with a warning.
    """
    story = addresses_come_and_go
    found: list[Finding] = []
    for step, value in ((story.missed, "missed"), (story.missed_whole, "missed-too")):
        found += _missed(step, mail(story.types[2], value))
    return found


def _missed(step: Step, wanted: Json) -> list[Finding]:
    if wanted["type"].casefold() in types(step.before):
        return []  # an earlier replace created the value: this one has a match
    if not step.patched.answer.ok:
        found = expect.status(step.patched, 400) or expect.scim_type(step.patched, "noTarget")
        return found + mails_are(set(pairs(step.before)), step)
    created = sorted({*pairs(step.before), pair(wanted)}) == pairs(step.after)
    remark = {step.patched.status: "the value was created, as Entra ID counts on; section 3.5.2.3 asks for noTarget"}
    return expect.status(step.patched, 400, why="noTarget", tolerate=remark if created else None)


@check("rfc7644-3.5.2.1-add-by-a-filter-without-match", "RFC7644-3.5.2.1-04", "RFC7644-3.5.2-09", level="must")
def add_by_a_filter_without_match(addresses_come_and_go: Story) -> Findings:
    """An add to emails[type eq "other"].value without such an address creates it, or is refused with 400.

    The RFC leaves it open (erratum 8097). What no reading allows is to say that it was done, and to do nothing.
    """
    story = addresses_come_and_go
    step, wanted = story.added_by_filter, mail(story.types[2], "made")
    if wanted["type"].casefold() in types(step.before):
        raise Blocked("an address of this type was there")
    if not step.patched.answer.ok:
        found = refused(step.patched, "noTarget or invalidPath")
        found += said(step.patched, "noTarget", "invalidPath", grade=Outcome.WARN)
        return found + mails_are(set(pairs(step.before)), step)
    came = [entry for entry in entries(step.after, "emails") if str(entry.get("value")).casefold() == wanted["value"]]
    untyped = bool(came) and pair(wanted) not in pairs(step.after)
    return expect.equal(
        'emails after an add to emails[type eq "..."].value that matched nothing',
        sorted({*pairs(step.before), pair(wanted)}),
        pairs(step.after),
        step.patched,
        step.after,
        grade=Outcome.WARN if untyped else None,
    )


@check("rfc7644-3.5.2.3-all-values-are-replaced", "RFC7644-3.5.2.3-04", level="must")
def all_values_are_replaced(addresses_come_and_go: Story) -> Findings:
    """A replace of a multi-valued attribute without a filter exchanges all its values."""
    story = addresses_come_and_go
    step = story.all_replaced
    wanted = {pair(mail(story.types[0], "new")), pair(mail(story.types[1], "newer"))}
    return done(step.patched) or mails_are(wanted, step)


@check("rfc7644-3.5.2.2-last-value-is-removed", "RFC7644-3.5.2.2-06", "RFC7644-3.5.2.2-09")
def the_last_value_is_removed(addresses_come_and_go: Story) -> Findings:
    """An attribute whose last value was removed by a filter has no value."""
    story = addresses_come_and_go
    step = story.last_removed
    if pairs(step.before) != [pair(mail(story.types[1], "newer"))]:
        raise Blocked("an earlier step did not leave exactly one address")
    return done(step.patched) or unassigned("emails after the last one was removed", step.after, "emails")


@check("rfc7644-3.5.2.3-replace-fills-an-empty-list", "RFC7644-3.5.2.3-05")
def a_replace_fills_an_empty_list(addresses_come_and_go: Story) -> Findings:
    """A replace of a multi-valued attribute that has no value acts as an add."""
    story = addresses_come_and_go
    step = story.refilled
    return done(step.patched) or mails_are({pair(mail(story.types[0], "again"))}, step)


@check("rfc7644-3.5.2.2-all-values-are-removed", "RFC7644-3.5.2.2-04")
def all_values_are_removed(addresses_come_and_go: Story) -> Findings:
    """A remove of a multi-valued attribute without a filter takes away all its values."""
    step = addresses_come_and_go.all_removed
    if not pairs(step.before):
        raise Blocked("an earlier step did not leave an address that could be removed")
    return done(step.patched) or unassigned("emails after a remove", step.after, "emails")
