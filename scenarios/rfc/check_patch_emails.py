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
from scimproof.declared import Json
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

MAIL = "scimproof.example"

Pair = tuple[str, str]


def mail(kind: str, name: str) -> Json:
    """An e-mail address; the name is in lower case, so that no server has to."""
    return {"type": kind, "value": f"{name}@{MAIL}"}


def of_type(kind: str) -> str:
    """The path to the addresses of a type."""
    return f'emails[type eq "{kind}"]'


def pairs(exchange: Exchange) -> list[Pair]:
    """Type and value of each address, sorted; what else a server shows of them is its own."""
    shown = [(entry.get("type"), entry.get("value")) for entry in entries(exchange, "emails")]
    return sorted((str(kind).casefold(), str(value).casefold()) for kind, value in shown)


def pair(entry: Json) -> Pair:
    """The same of an address that was sent."""
    return entry["type"].casefold(), entry["value"].casefold()


@scenario(given=("patch", "User"))
def addresses_come_and_go(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Of two addresses one is changed, a third comes and goes, some are looked for in vain, and all are removed."""
    users = declared.endpoint("User")
    one, other, third = story.types = email_types(declared)
    body = {**as_user(directory.person(), declared), "emails": [mail(one, "first"), mail(other, "second")]}
    user = Patched(probe, users, probe.create(users, body).resource_id)
    if pairs(user.last) != sorted(pair(entry) for entry in body["emails"]):
        raise NotApplicable("the target does not keep two e-mail addresses as they were sent")

    def changed(operation: Json, *, came: tuple[Json, ...] = (), went: tuple[Pair, ...] = ()) -> Step:
        wanted = sorted((set(pairs(user.last)) - set(went)) | {pair(entry) for entry in came})
        return user.step(operation, until=lambda shown: pairs(shown) == wanted)

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
    story.missed = changed(replace(of_type(third) + ".value", f"missed@{MAIL}"))
    story.missed_whole = changed(replace(of_type(third), mail(third, "missed-too")))
    story.added_by_filter = changed(add(of_type(third) + ".value", f"made@{MAIL}"), came=(mail(third, "made"),))
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


@scenario(given=("patch", "User"))
def several_addresses_of_a_type(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Three addresses of one type and one of another are removed and changed by filters that match several."""
    users = declared.endpoint("User")
    one, other, third = story.types = email_types(declared)
    kept = [mail(one, name) for name in ("ann", "ben", "cleo")] + [mail(other, "dora")]
    user = Patched(
        probe, users, probe.create(users, {**as_user(directory.person(), declared), "emails": kept}).resource_id
    )
    if pairs(user.last) != sorted(pair(entry) for entry in kept):
        raise NotApplicable("the target does not keep several e-mail addresses of one type")
    story.by_two_conditions = user.step(
        remove(f'emails[type eq "{one}" and value ew "cleo@{MAIL}"]'),
        until=lambda shown: pair(mail(one, "cleo")) not in pairs(shown),
    )
    story.all_retyped = user.step(
        replace(of_type(one) + ".type", third),
        until=lambda shown: pair(mail(third, "ben")) in pairs(shown),
    )
    story.by_either = user.step(
        remove(f'emails[value eq "ann@{MAIL}" or value eq "ben@{MAIL}"]'),
        until=lambda shown: pairs(shown) == [pair(mail(other, "dora"))],
    )


def _after(step: Step, *, came: tuple[Json, ...] = (), went: tuple[Json, ...] = ()) -> list[Finding]:
    """The addresses are those of before, but for some; nothing can be said when they were not as they had to be."""
    before = set(pairs(step.before))
    gone, new = {pair(entry) for entry in went}, {pair(entry) for entry in came}
    if gone - before:
        raise Blocked("an earlier step did not leave the addresses that this one starts from")
    return done(step.patched) or _are((before - gone) | new, step)


def _are(wanted: set[Pair], step: Step) -> list[Finding]:
    operation = step.patched.request.object["Operations"][0]
    what = f"emails after {operation['op']} {operation['path']}"
    return expect.equal(what, sorted(wanted), pairs(step.after), step.patched, step.after)


@check("rfc7644-3.5.2.1-address-is-added", "RFC7644-3.5.2.1-06", level="must")
def an_address_is_added(addresses_come_and_go: Story) -> Findings:
    """An add to a multi-valued attribute puts the new value beside those that are there."""
    story = addresses_come_and_go
    return _after(story.added, came=(mail(story.types[2], "third"),))


@check("rfc7644-3.5.2.1-same-address-is-added-again", "RFC7644-3.5.2.1-10")
def the_same_address_is_added_again(addresses_come_and_go: Story) -> Findings:
    """An add of a value that is there already succeeds, and the value is there once."""
    story = addresses_come_and_go
    if pair(mail(story.types[2], "third")) not in pairs(story.added_again.before):
        raise Blocked("the address was not added in the first place")
    return _after(story.added_again)


@check(
    "rfc7644-3.5.2-filter-in-a-path-selects", "RFC7644-3.5.2-10", "RFC7644-3.5.2.3-09", "RFC7644-3.5.2-09", level="must"
)
def a_filter_in_a_path_selects(addresses_come_and_go: Story) -> Findings:
    """A replace of emails[type eq "home"].value changes this address, and no other."""
    story = addresses_come_and_go
    return _after(story.changed, came=(mail(story.types[1], "changed"),), went=(mail(story.types[1], "second"),))


@check("rfc7644-3.5.2.3-record-is-replaced", "RFC7644-3.5.2.3-08")
def a_record_is_replaced(addresses_come_and_go: Story) -> Findings:
    """A replace of emails[type eq "work"] puts its value in the place of this address, and of no other."""
    story = addresses_come_and_go
    return _after(story.exchanged, came=(mail(story.types[0], "exchanged"),), went=(mail(story.types[0], "first"),))


@check("rfc7644-3.5.2.2-filter-removes-what-matches", "RFC7644-3.5.2.2-07", "RFC7644-3.5.2-10", level="must")
def a_filter_removes_what_matches(addresses_come_and_go: Story) -> Findings:
    """A remove of emails[type eq "other"] takes away this address, and no other.

    A server that cannot make out the filter, and drops it, takes away all of them.
    """
    story = addresses_come_and_go
    return _after(story.removed, went=(mail(story.types[2], "third"),))


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
    if any(kind == wanted["type"].casefold() for kind, _ in pairs(step.before)):
        return []  # an earlier replace created the value: this one has a match
    if not step.patched.answer.ok:
        found = expect.status(step.patched, 400) or expect.scim_type(step.patched, "noTarget")
        return found + _are(set(pairs(step.before)), step)
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
    if any(kind == wanted["type"].casefold() for kind, _ in pairs(step.before)):
        raise Blocked("an address of this type was there")
    if not step.patched.answer.ok:
        found = refused(step.patched, "noTarget or invalidPath")
        found += said(step.patched, "noTarget", "invalidPath", grade=Outcome.WARN)
        return found + _are(set(pairs(step.before)), step)
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
    return done(step.patched) or _are(wanted, step)


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
    return done(step.patched) or _are({pair(mail(story.types[0], "again"))}, step)


@check("rfc7644-3.5.2.2-all-values-are-removed", "RFC7644-3.5.2.2-04")
def all_values_are_removed(addresses_come_and_go: Story) -> Findings:
    """A remove of a multi-valued attribute without a filter takes away all its values."""
    step = addresses_come_and_go.all_removed
    if not pairs(step.before):
        raise Blocked("an earlier step did not leave an address that could be removed")
    return done(step.patched) or unassigned("emails after a remove", step.after, "emails")


@check("rfc7644-3.5.2.2-filter-with-and", "RFC7644-3.5.2.2-07", "RFC7644-3.5.2-09", level="must")
def a_filter_with_and(several_addresses_of_a_type: Story) -> Findings:
    """A remove of emails[type eq "work" and value ew "..."] takes away only what meets both conditions."""
    story = several_addresses_of_a_type
    return _after(story.by_two_conditions, went=(mail(story.types[0], "cleo"),))


@check("rfc7644-3.5.2.3-every-match-is-changed", "RFC7644-3.5.2.3-09", "RFC7644-3.5.2.3-08", level="must")
def every_match_is_changed(several_addresses_of_a_type: Story) -> Findings:
    """A replace of emails[type eq "work"].type changes every address that matches.

    A server that refuses because there are several, or that changes only one, is tolerated with a warning: individual
    drafts wish for the former.
    """
    story = several_addresses_of_a_type
    step, (one, _, third) = story.all_retyped, story.types
    matched = [entry for entry in pairs(step.before) if entry[0] == one.casefold()]
    if len(matched) < 2:
        raise Blocked("an earlier step did not leave several addresses of one type")
    if not step.patched.answer.ok:
        return expect.status(step.patched, 200, 204, tolerate={400: "several values match, and all have to change"})
    changed = [(third.casefold(), value) for _, value in matched]
    wanted = sorted({*pairs(step.before), *changed} - set(matched))
    return expect.equal(
        "emails after a replace that matched several",
        wanted,
        pairs(step.after),
        step.patched,
        step.after,
        grade=Outcome.WARN if set(changed) & set(pairs(step.after)) else None,
    )


@check("rfc7644-3.5.2.2-filter-with-or", "RFC7644-3.5.2.2-05", "RFC7644-3.5.2.2-07", level="must")
def a_filter_with_or(several_addresses_of_a_type: Story) -> Findings:
    """A remove of emails[value eq "..." or value eq "..."] takes away both values, and no other."""
    story = several_addresses_of_a_type
    step = story.by_either
    gone = {f"{name}@{MAIL}" for name in ("ann", "ben")}
    if not gone <= {value for _, value in pairs(step.before)}:
        raise Blocked("an earlier step did not leave the addresses that this one starts from")
    return done(step.patched) or _are({entry for entry in pairs(step.before) if entry[1] not in gone}, step)
